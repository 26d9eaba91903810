"""`python -m tests.crash.at_moment KIND:NUMBER:SIGNAL COMMAND…`: a command that sends itself a signal at a moment.

A kill by the clock comes too early on a busy machine and too late on a quiet one. The moments of KIND are counted
from 1:

- `committing`: a transaction of a ledger has written everything and is about to be committed
- `commit`: it has been committed
- `post`: a post is complete and about to be given its name
- `output`: another file is
- `renamed`: a file has its name
- `syncing`, `synced`: a file or folder is about to be written to disk, and has been
- `sending`, `sent`: some bytes are about to be sent to a server by the thread that waits for it (FTP, S3), and have
  been
- `arrived`: something has been sent, and is about to be committed

`count:PATH` sends nothing and leaves in PATH how many moments of each kind there were, as JSON.
"""

from __future__ import annotations

import functools
import json
import os
import runpy
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

_CALLS: tuple[tuple[Any, str, str | None, str], ...] = (
    (os, "rename", None, "renamed"),
    (os, "replace", None, "renamed"),
    (os, "fsync", "syncing", "synced"),
    (socket.socket, "sendall", "sending", "sent"),
)


def main() -> None:
    """Become the command of the arguments, watched."""
    watched, *command = sys.argv[1:]
    _watch(_counter(watched.partition(":")[2]) if watched.startswith("count:") else _sender(watched))
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _sender(watched: str) -> Callable[[str], None]:
    kind, number, name = watched.split(":")
    seen: Counter[str] = Counter()

    def note(met: str) -> None:
        seen[met] += 1
        if met == kind and seen[met] == int(number):
            os.kill(os.getpid(), signal.Signals[name])

    return note


def _counter(path: str) -> Callable[[str], None]:
    seen: Counter[str] = Counter()

    def note(met: str) -> None:
        seen[met] += 1
        Path(path).write_text(json.dumps(seen), encoding="utf-8")

    return note


def _noting(
    call: Callable[..., Any], note: Callable[[str], None], before: str | None, after: str
) -> Callable[..., Any]:
    @functools.wraps(call)
    def noting(*args: Any, **kwargs: Any) -> Any:
        if before is not None:
            note(before)
        result = call(*args, **kwargs)
        note(after)
        return result

    return noting


def _watch(note: Callable[[str], None]) -> None:
    """Have *note* called with the kind of each moment."""
    commit = DefaultDialect.do_commit
    sent: list[str] = []

    def noted(kind: str) -> None:
        sent.extend(["sent"] if kind == "sent" else ())
        note(kind)

    def committed(dialect: DefaultDialect, connection: Any) -> None:
        if sent:
            sent.clear()
            note("arrived")
        note("committing")
        commit(dialect, connection)  # type: ignore[no-untyped-call]
        note("commit")

    for module, name, before, after in _CALLS:
        setattr(module, name, _noting(getattr(module, name), noted, before, after))

    def audited(event: str, given: tuple[Any, ...]) -> None:
        if event == "os.rename":
            target = os.fsdecode(given[1])
            note("post" if target.endswith(".md") else "output")

    DefaultDialect.do_commit = committed  # type: ignore[method-assign]
    sys.addaudithook(audited)


if __name__ == "__main__":
    main()
