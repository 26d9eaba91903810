"""How a run ended, by Scrapy's finish reason, and what follows for outputs and watermarks.

To add a reason, add a row to `_KINDS`. A reason that is not there comes from a spider and counts as a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scrapy.settings import BaseSettings


class Kind(Enum):
    """The kinds of reasons. For the exit codes see `Run`."""

    END = "everything was read"
    LIMIT = "a limit that the user set: what was read is written, and no file is replaced"
    FAILURE = "an error that the run cannot continue after: what is stored waits for the next run"
    STOPPED = "a signal: what is stored waits for the next run"


_KINDS = {
    "finished": Kind.END,
    "shutdown": Kind.STOPPED,
    "memusage_exceeded": Kind.FAILURE,
    "failed": Kind.FAILURE,  # ours; the failure is the message
    "start_error": Kind.FAILURE,
}
_OF_MEMORY = "memusage/limit_reached"
_OF_SETTING = "closespider_"


@dataclass(frozen=True)
class Ending:
    """The end of a run; `sentence` is a message about it, or empty."""

    kind: Kind
    sentence: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything was read: watermarks move, and files are replaced."""
        return self.kind is Kind.END

    @property
    def writes_files(self) -> bool:
        """Whether files are written; files that replace others only at a complete end."""
        return self.kind in (Kind.END, Kind.LIMIT)


def of(reason: str, settings: BaseSettings, stats: Mapping[str, Any]) -> Ending:
    """Return the ending for Scrapy's *reason*, with its *settings* and *stats*."""
    if stats.get(_OF_MEMORY):
        limit = settings.getint("MEMUSAGE_LIMIT_MB")
        message = f"the run reached the memory limit, MEMUSAGE_LIMIT_MB={limit}; what was read is stored"
        return Ending(Kind.FAILURE, message)
    kind = _KINDS.get(reason, Kind.LIMIT)
    if kind is Kind.STOPPED:
        return Ending(kind, "the run was stopped; run the same command again to continue")
    if kind is Kind.LIMIT:
        name = reason.upper()
        is_setting = reason.startswith(_OF_SETTING) and name in settings
        what = f"{name}={settings[name]}" if is_setting else f"the spider itself ({reason})"
        return Ending(kind, f"the run was ended by {what}; files that it would replace stay as they were")
    return Ending(kind)
