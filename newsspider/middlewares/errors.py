"""Requests that are not sent, and what each means for its input.

To add a reason not to send a request, add a class.
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
    """A request that must not be sent; its text says why."""

    reason = Reason.FOREIGN_HOST


class ForeignHost(Refusal):
    """The host belongs neither to the site nor to those that the user named."""


class PrivateAddress(Refusal):
    """The address is not public."""

    reason = Reason.PRIVATE_ADDRESS


class ForbiddenToRobots(Refusal):
    """The robots.txt of the host forbids it."""

    reason = Reason.ROBOTS


class NotNow(IgnoreRequest):
    """It is not sent in this run, and stays for the next one."""


class HostLeft(NotNow):
    """The host gets no more requests in this run."""


class RunEnds(NotNow):
    """The run was told to end."""


# --- answers ---
# What a response, or the lack of one, means: outcome and reason by status and by kind of failure.
#
# To add a status or a failure, add a row.

_OK = 200
_REDIRECTS = range(300, 400)
_BY_STATUS = {
    304: (Outcome.FAILED, Reason.BAD_STATUS),  # an answer to a question that was not asked
    401: (Outcome.FAILED, Reason.BLOCKED),  # no article needs a password
    403: (Outcome.FAILED, Reason.BLOCKED),
    404: (Outcome.REJECTED, Reason.GONE),
    410: (Outcome.REJECTED, Reason.GONE),
    418: (Outcome.FAILED, Reason.BLOCKED),  # some firewalls in China answer crawlers with it
    429: (Outcome.FAILED, Reason.BLOCKED),  # retried before, with the pauses that it asked for
    451: (Outcome.REJECTED, Reason.GONE),
}
_BY_ERROR: tuple[tuple[type[BaseException], Outcome, Reason], ...] = (
    (DownloadTimeoutError, Outcome.FAILED, Reason.TIMED_OUT),
    (ResponseDataLossError, Outcome.FAILED, Reason.CUT_OFF),
    (DownloadCancelledError, Outcome.REJECTED, Reason.TOO_LARGE),  # Scrapy's only reason to cancel
    (TunnelError, Outcome.FAILED, Reason.NO_CONNECTION),
    (BadGzipFile, Outcome.FAILED, Reason.UNREADABLE),  # the response is not compressed as it says
    (ZlibError, Outcome.FAILED, Reason.UNREADABLE),
)
# What Scrapy says if it drops a request by itself.
_BY_WORDS = (
    ("DOWNLOAD_MAXSIZE", Outcome.REJECTED, Reason.TOO_LARGE),  # beyond its compression
    ("redirections reached", Outcome.REJECTED, Reason.BAD_REDIRECT),
)
_SHOWN = 200


def of_status(status: int) -> Rejected | None:
    """Return what a response with this status means; None if it is to be read."""
    if status == _OK:
        return None
    if status in _REDIRECTS and status not in _BY_STATUS:  # redirects that lead somewhere were followed
        return Rejected(Outcome.REJECTED, Reason.BAD_REDIRECT, f"the server answered {status}")
    outcome, reason = _BY_STATUS.get(status, (Outcome.FAILED, Reason.BAD_STATUS))
    return Rejected(outcome, reason, f"the server answered {status}")


def of_error(error: BaseException) -> Rejected:
    """Return what an error instead of a response means."""
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
