"""What an answer, or the lack of one, means: outcome and reason by status and by kind of failure.

A further status or failure is one more row.
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

from newsspider.errors import Refused
from newsspider.middlewares.errors import Refusal
from newsspider.model.outcomes import Outcome, Reason

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


def of_status(status: int) -> Refused | None:
    """Return what an answer with this status means, None for one that is to be read."""
    if status == _OK:
        return None
    if status in _REDIRECTS and status not in _BY_STATUS:  # one that can be followed has been
        return Refused(Outcome.REJECTED, Reason.BAD_REDIRECT, f"the server answered {status}")
    outcome, reason = _BY_STATUS.get(status, (Outcome.FAILED, Reason.BAD_STATUS))
    return Refused(outcome, reason, f"the server answered {status}")


def of_error(error: BaseException) -> Refused:
    """Return what it means that nothing came."""
    detail = " ".join(str(error).split())[:_SHOWN]
    if isinstance(error, Refusal):
        return Refused(Outcome.REJECTED, error.reason, detail)
    for kind, outcome, reason in _BY_ERROR:
        if isinstance(error, kind):
            return Refused(outcome, reason, detail)
    if isinstance(error, IgnoreRequest):
        for words, outcome, reason in _BY_WORDS:
            if words in str(error):
                return Refused(outcome, reason, detail)
        return Refused(Outcome.FILTERED, Reason.PIPELINE_DROPPED, detail)
    return Refused(Outcome.FAILED, Reason.NO_CONNECTION, f"{type(error).__name__}: {detail}")
