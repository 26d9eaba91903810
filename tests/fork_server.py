"""A process that has imported everything a command needs, and forks itself for each start of the command line.

A start of `python -m scrapy` takes more than a second of imports and a tenth of that for its work. `starting` sends
a request through a socket: a line of JSON, and the three standard files. The answer is the id of a process that is
by then the requester's own child, so that it can be waited for like any other.

What depends on the start itself is not kept: the settings, which read the environment, are read anew, and the
reactor, which they choose, is not imported. What runs here has one seed of hashes for all: tests of "same in, same
out" take real starts.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import platform
import random
import resource
import runpy
import signal
import socket
import sys
import threading
import time
from typing import Any

from scrapy.exceptions import ScrapyDeprecationWarning

_REACTOR = "twisted.internet.reactor"
_SETTINGS = "newsspider.settings"
_PACKAGES = (
    "newsspider",
    "scrapy.commands",
    "scrapy.core",
    "scrapy.downloadermiddlewares",
    "scrapy.extensions",
    "scrapy.spidermiddlewares",
)
# What Scrapy loads by name while it runs.
_MODULES = (
    "scrapy.cmdline",
    "scrapy.crawler",
    "scrapy.dupefilters",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.shell",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "scrapy.utils.engine",
    "sqlite3",
    "tldextract",
    "twisted.internet.asyncioreactor",
    "encodings.gb18030",
    "encodings.idna",
    "encodings.utf_8_sig",
)
_PR_CAPBSET_DROP = 24  # linux/prctl.h
_CAPABILITY_VERSION = 0x20080522  # linux/capability.h
_ABOVE_MODES = (1, 2)  # the same: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_HEAD = 1 << 16
_NOT_FLUSHED = 120  # what Python ends with where its output cannot be written

Request = dict[str, Any]


def main() -> None:
    """Serve the socket whose descriptor is the first argument; a fork returns from here as the command it became."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    path = _own_path()
    _import_everything()
    # A collection in a child would copy every page that it looks through.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which then close the socket
    connection.sendall(b"ready\n")
    while (request := _received(connection)) is not None:
        if _forked(connection, request):
            connection.close()
            _become(request, path)
            return


def _own_path() -> list[str]:
    """Return the path on which Python finds modules by itself, without what this process was given."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [part for part in sys.path if part not in {*given, os.getcwd()}]  # noqa: PTH109 - a text is compared


def _import_everything() -> None:
    for name in _MODULES:
        importlib.import_module(name)
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if module.name.endswith(".__main__"):
                continue
            try:
                importlib.import_module(module.name)
            except (ImportError, ScrapyDeprecationWarning):
                continue  # an extra that is not installed, or a module that Scrapy gives up
    # What stays in caches: the compiled patterns of the shipped rules, versions of libraries, the system's name.
    importlib.import_module("newsspider.clean.rules").load()
    importlib.import_module("newsspider.run.circumstances").versions()
    platform.platform()
    if _REACTOR in sys.modules:
        message = (
            "a module imports the reactor when it is imported itself, before the settings can choose one"
        )
        raise RuntimeError(message)


def _received(connection: socket.socket) -> Request | None:
    """Return the next request with its `files`, None when nobody asks any more."""
    head, files, _, _ = socket.recv_fds(connection, _HEAD, 3)
    while head and not head.endswith(b"\n"):
        head += connection.recv(_HEAD)
    if not head:
        return None
    request: Request = json.loads(head)
    request["files"] = files
    return request


def _forked(connection: socket.socket, request: Request) -> bool:
    """Fork, tell the requester the id, and return whether this is the new process.

    It is forked by a process that ends at once, so that the kernel gives it to the requester, the nearest above
    that takes orphans.
    """
    told, tell = os.pipe()
    between = os.fork()
    if between == 0:
        number = os.fork()
        if number == 0:
            os.close(told)
            os.close(tell)
            return True
        os.write(tell, b"%d\n" % number)
        os._exit(0)
    os.close(tell)
    os.waitpid(between, 0)
    connection.sendall(os.read(told, _HEAD))
    os.close(told)
    for file in request["files"]:
        os.close(file)
    return False


def _become(request: Request, path: list[str]) -> None:
    """Be `python -m COMMAND`, as *request* says."""
    for number, file in enumerate(request["files"]):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.path[:] = [request["folder"], *os.environ["PYTHONPATH"].split(os.pathsep), *path]
    importlib.invalidate_caches()
    importlib.reload(sys.modules[_SETTINGS])
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if request["room"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["room"], request["room"]))
    if request["modest"]:
        heed_modes()
    sys.argv = list(request["command"])
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if not isinstance(end.code, (int, type(None))):
            raise
        _leave(end.code or 0)
    _leave(0)


def _leave(code: int) -> None:
    """End as Python ends, but without taking apart what was imported: that touches, and so copies, every page."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = _NOT_FLUSHED
    os._exit(code)


def heed_modes() -> None:
    """Give up the rights by which root reads and writes what the modes of files forbid.

    The bounding set is what a new program is given; a process that has begun keeps its own until `capset`.
    """
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    rights = (ctypes.c_uint32 * 6)()
    done = [libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0) for number in _ABOVE_MODES]
    done.append(libc.capget(header, rights))
    for at in range(3):  # effective, permitted, inheritable: the lower halves, which come first
        rights[at] &= ~sum(1 << number for number in _ABOVE_MODES)
    done.append(libc.capset(header, rights))
    if any(done):
        raise OSError(ctypes.get_errno(), "the rights of root cannot be given up")


if __name__ == "__main__":
    main()
