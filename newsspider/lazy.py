"""Modules that are imported when something in them is first used; names and expressions likewise.

Scrapy imports every command and every spider to run one of them. Modules that most of these need only in a
run (the ledger, the readers of pages, the downloader) would cost each start half a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast


class _Lazy:
    """Stands for a module without being one: Scrapy looks at everything in the module of a spider."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def lazily(name: str) -> Any:
    """Return what stands for the module *name*, which is imported at the first use of anything in it."""
    return _Lazy(name)


class _Expression:
    """Stands for a compiled expression, and has its methods from the first use of one on."""

    def __init__(self, form: str, flags: int) -> None:
        self._given = form, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        vars(self).update((each, getattr(compiled, each)) for each in dir(compiled) if each[0] != "_")
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy is compiled: `__getattr__` would look for the form in an object that has none yet.
        return re.compile, self._given


def pattern(form: str, flags: int = 0) -> re.Pattern[str]:
    """Return what stands for `re.compile(form, flags)`, which is done at its first use.

    For expressions that most articles do not need: all of them together take a tenth of a second. The `re` of
    a match is the compiled expression, not what stands for it.
    """
    return cast("re.Pattern[str]", _Expression(form, flags))


def names_of(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of *package*, for names that are imported when they are first used.

    *homes* says which module has each name. A type checker gets them by imports under `TYPE_CHECKING`.
    """

    def get(name: str) -> Any:
        if name not in homes:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(homes[name]), name)

    return get
