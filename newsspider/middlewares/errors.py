"""Requests that are not made, each with what it means for the input that asked for it.

A further reason not to ask is one more class.
"""

from __future__ import annotations

from gzip import BadGzipFile
from zlib import error as ZlibError  # noqa: N812 - a class

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason


class Refusal(IgnoreRequest):
    """A request that must not be made; its text says why."""

    reason = Reason.FOREIGN_HOST


class ForeignHost(Refusal):
    """It goes to a host that is neither the site's own nor one that the user named."""


class PrivateAddress(Refusal):
    """It goes to an address that is not on the open Internet."""

    reason = Reason.PRIVATE_ADDRESS


class ForbiddenToRobots(Refusal):
    """The host's robots.txt forbids it."""

    reason = Reason.ROBOTS


class NotNow(IgnoreRequest):
    """It is not made in this run: what was to be asked stays for the next one."""


class HostLeft(NotNow):
    """The host is left in peace for the rest of the run."""


class RunEnds(NotNow):
    """The run was told to end."""


# --- answers ---
# What an answer, or the lack of one, means: outcome and reason by status and by kind of failure.
#
# A further status or failure is one more row.

_OK = 200
_REDIRECTS = range(300, 400)
_BY_STATUS = {
    304: (Outcome.FAILED, Reason.BAD_STATUS),  # nobody asked whether it has changed
    401: (Outcome.FAILED, Reason.BLOCKED),  # nothing of ours needs a password
    403: (Outcome.FAILED, Reason.BLOCKED),
    404: (Outcome.REJECTED, Reason.GONE),
    410: (Outcome.REJECTED, Reason.GONE),
    418: (Outcome.FAILED, Reason.BLOCKED),  # how some firewalls in China answer a crawler
    429: (Outcome.FAILED, Reason.BLOCKED),  # tried again before, with the pauses that it asked for
    451: (Outcome.REJECTED, Reason.GONE),
}
_BY_ERROR: tuple[tuple[type[BaseException], Outcome, Reason], ...] = (
    (DownloadTimeoutError, Outcome.FAILED, Reason.TIMED_OUT),
    (ResponseDataLossError, Outcome.FAILED, Reason.CUT_OFF),
    (DownloadCancelledError, Outcome.REJECTED, Reason.TOO_LARGE),  # Scrapy cancels for nothing else
    (TunnelError, Outcome.FAILED, Reason.NO_CONNECTION),
    (BadGzipFile, Outcome.FAILED, Reason.UNREADABLE),  # it says that it is compressed, and is not
    (ZlibError, Outcome.FAILED, Reason.UNREADABLE),
)
# What Scrapy says where it drops a request by itself.
_BY_WORDS = (
    ("DOWNLOAD_MAXSIZE", Outcome.REJECTED, Reason.TOO_LARGE),  # beyond its compression
    ("redirections reached", Outcome.REJECTED, Reason.BAD_REDIRECT),
)
_SHOWN = 200


def of_status(status: int) -> Rejected | None:
    """Return what an answer with this status means, None for one that is to be read."""
    if status == _OK:
        return None
    if status in _REDIRECTS and status not in _BY_STATUS:  # one that can be followed has been
        return Rejected(Outcome.REJECTED, Reason.BAD_REDIRECT, f"the server answered {status}")
    outcome, reason = _BY_STATUS.get(status, (Outcome.FAILED, Reason.BAD_STATUS))
    return Rejected(outcome, reason, f"the server answered {status}")


def of_error(error: BaseException) -> Rejected:
    """Return what it means that nothing came."""
    detail = " ".join(str(error).split())[:_SHOWN]
    if isinstance(error, Refusal):
        return Rejected(Outcome.REJECTED, error.reason, detail)
    for kind, outcome, reason in _BY_ERROR:
        if isinstance(error, kind):
            return Rejected(outcome, reason, detail)
    if isinstance(error, IgnoreRequest):
        for words, outcome, reason in _BY_WORDS:
            if words in str(error):
                return Rejected(outcome, reason, detail)
        return Rejected(Outcome.FILTERED, Reason.PIPELINE_DROPPED, detail)
    return Rejected(Outcome.FAILED, Reason.NO_CONNECTION, f"{type(error).__name__}: {detail}")
