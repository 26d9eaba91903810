"""Modules that are imported when something of them is first used.

Scrapy imports every command and every spider to run one of them. What most of these need only once a run has
begun (the ledger, the readers of pages, the downloader) would cost each start half a second.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def lazily(name: str) -> ModuleType:
    """Return the module *name*; its code runs at the first use of anything in it.

    A run uses them all before it starts a thread: loading one in two threads at once is not safe.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    assert spec is not None  # a module of this package
    assert spec.loader is not None
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, child = name.rpartition(".")
    setattr(sys.modules[package], child, module)
    return module
