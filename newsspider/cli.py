"""`newsspider …` and `python -m newsspider`: Scrapy's command line with newsspider's settings, anywhere."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from newsspider.version import versions

_INTERRUPTED = 130  # as ExitCode has it, which is not imported before it is needed
_VERSION = ("--version", "-V", "version")


def main(arguments: list[str] | None = None) -> None:
    """Run the command in *arguments*, by default those of the process, and end the process."""
    signal.signal(signal.SIGINT, _interrupted)  # until a run has its own way to end
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in _VERSION:
        sys.stdout.write(versions())
        return
    # newsspider's settings, even in the folder of another project; that one has `scrapy`.
    os.environ["SCRAPY_SETTINGS_MODULE"] = "newsspider.settings"
    from scrapy.cmdline import execute  # noqa: PLC0415 - the version is told without it
    from scrapy.utils.conf import closest_scrapy_cfg  # noqa: PLC0415

    # A project's own modules can be imported, as by `scrapy`; a folder without scrapy.cfg is not trusted.
    if cfg := closest_scrapy_cfg():
        sys.path.append(str(Path(cfg).parent))
    execute(["newsspider", *given])


def _interrupted(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.exit(_INTERRUPTED)
