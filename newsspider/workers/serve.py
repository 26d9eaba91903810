"""A worker process: functions and arguments in, results out, until nobody asks any more (see `processes`).

A frame is a length of eight bytes and as many bytes.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import sys
from threading import Thread
from typing import IO

# What a process ends with that may not take more memory.
OUT_OF_MEMORY = 71
_LENGTH = 8


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
    """Answer until the other end of the pipe is closed, whatever is in work then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a part of ours prints is not for the pipe.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    import newsspider.workers.work  # noqa: F401, PLC0415 - now, so that whoever is ready can begin at once

    gc.freeze()  # what is there by now stays, and need not be looked through again
    write(answers, b"ready")
    while True:
        fn, args, kwargs = pickle.loads(asked.get())  # noqa: S301 - the parent's
        try:
            answer = True, fn(*args, **kwargs)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            answer = False, f"{type(error).__name__}: {error}"
        write(answers, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _listen(asked: queue.SimpleQueue[bytes]) -> None:
    """Take in what is asked, and end the process with its parent, also while something is in work."""
    while (frame := read(sys.stdin.buffer)) is not None:
        asked.put(frame)
    os._exit(0)


if __name__ == "__main__":
    main()
