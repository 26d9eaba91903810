"""A worker process: reads functions and arguments, writes results until its pipe is closed; see `processes`.

A frame is a length in eight bytes, then as many bytes of data.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import sys
from contextlib import suppress
from threading import Thread
from typing import IO

# The exit code of a process that ran out of memory.
OUT_OF_MEMORY = 71
# The exit code of a process that an input ended.
ENDED = 1
_LENGTH = 8
# New objects between two searches for garbage, and searches between two deeper ones. An article makes
# thousands that are gone when it is finished, and hardly any garbage that needs a search.
_GARBAGE = 10_000, 10, 10


def read(stream: IO[bytes]) -> bytes | None:
    """Return the next frame of *stream*; None at its end."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def write(stream: IO[bytes], data: bytes) -> None:
    """Write *data* to *stream* as a frame."""
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def main() -> None:
    """Answer requests until the other end of the pipe is closed, then end at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Printed text must not get into the pipe.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    import newsspider.workers.work  # noqa: F401, PLC0415 - now, so that whoever is ready can begin at once

    gc.freeze()  # these objects stay, so the garbage collector can skip them
    gc.set_threshold(*_GARBAGE)
    with suppress(BrokenPipeError):  # the parent has ended
        write(answers, b"ready")
        while True:
            write(answers, pickle.dumps(_answer(asked.get()), pickle.HIGHEST_PROTOCOL))
    os._exit(0)  # quietly: the thread still reads


def _answer(request: bytes) -> tuple[bool, object]:
    """Return whether the function of *request* returned, and its result or why not."""
    fn, args, kwargs = pickle.loads(request)  # noqa: S301 - the parent's
    try:
        return True, fn(*args, **kwargs)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (KeyboardInterrupt, SystemExit):  # of a reader that ends its process: quietly, see `main`
        os._exit(ENDED)
    except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
        return False, f"{type(error).__name__}: {error}"


def _listen(asked: queue.SimpleQueue[bytes]) -> None:
    """Read requests, and end the process when its parent ends, even during work."""
    while (frame := read(sys.stdin.buffer)) is not None:
        asked.put(frame)
    os._exit(0)


if __name__ == "__main__":
    main()
