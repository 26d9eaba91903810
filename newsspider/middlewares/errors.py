"""Requests that are not sent, and what each means for its input.

To add a reason not to send a request, add a class.
"""

from __future__ import annotations

import re
from functools import cache
from gzip import BadGzipFile
from zlib import error as ZlibError  # noqa: N812 - a class

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

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
    """The run must end."""


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
    456: (Outcome.FAILED, Reason.BLOCKED),  # Sina's ban
    429: (Outcome.FAILED, Reason.BLOCKED),  # retried before, with the pauses that it asked for
    451: (Outcome.REJECTED, Reason.GONE),
}
# What Scrapy says if it drops a request by itself.
_BY_WORDS = (
    ("DOWNLOAD_MAXSIZE", Outcome.REJECTED, Reason.TOO_LARGE),  # beyond its compression
    ("redirections reached", Outcome.REJECTED, Reason.BAD_REDIRECT),
)
_SHOWN = 200
_BAN = 456
_LONGEST_BAN = 5_000  # bytes; the page of a ban is a few lines, and an article about bans is longer
_BANNED = re.compile(r"(?:IP|地址)[^。]{0,40}(?:封禁|封锁|禁止访问)")
_LENGTH = re.compile(r"(\d+\s*[~～-]\s*\d+\s*(?:分钟|小时|minutes|hours))")


@cache
def _by_error() -> tuple[tuple[type[BaseException], Outcome, Reason], ...]:
    from scrapy.core.downloader.handlers.http11 import TunnelError  # noqa: PLC0415 - as in `handler`

    return (
        (DownloadTimeoutError, Outcome.FAILED, Reason.TIMED_OUT),
        (ResponseDataLossError, Outcome.FAILED, Reason.CUT_OFF),
        (DownloadCancelledError, Outcome.REJECTED, Reason.TOO_LARGE),  # Scrapy's only reason to cancel
        (TunnelError, Outcome.FAILED, Reason.NO_CONNECTION),
        (BadGzipFile, Outcome.FAILED, Reason.UNREADABLE),  # the response is not compressed as it says
        (ZlibError, Outcome.FAILED, Reason.UNREADABLE),
    )


def of_status(status: int) -> Rejected | None:
    """Return what a response with this status means; None if it is to be read."""
    if status == _OK:
        return None
    if status in _REDIRECTS and status not in _BY_STATUS:  # redirects that lead somewhere were followed
        return Rejected(Outcome.REJECTED, Reason.BAD_REDIRECT, f"the server answered {status}")
    outcome, reason = _BY_STATUS.get(status, (Outcome.FAILED, Reason.BAD_STATUS))
    return Rejected(outcome, reason, f"the server answered {status}")


def ban(response: Response) -> str | None:
    """Return in a sentence that *response* is the page of a ban, and its length where it says so; else None.

    Each further request would prolong the ban.
    """
    if response.status != _BAN and len(response.body) > _LONGEST_BAN:
        return None
    body = response.body[: 2 * _LONGEST_BAN]
    text = next((body.decode(name, "replace") for name in ("utf-8", "gb18030") if _reads(body, name)), "")
    if response.status != _BAN and not _BANNED.search(text):
        return None
    length = _LENGTH.search(text)
    ends = f", which says that the ban ends {length[1]} after the last request" if length else ""
    return f"has banned this address (status {response.status}{ends})"


def _reads(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def of_error(error: BaseException) -> Rejected:
    """Return what an error instead of a response means."""
    detail = " ".join(str(error).split())[:_SHOWN]
    if isinstance(error, Refusal):
        return Rejected(Outcome.REJECTED, error.reason, detail)
    for kind, outcome, reason in _by_error():
        if isinstance(error, kind):
            return Rejected(outcome, reason, detail)
    if isinstance(error, IgnoreRequest):
        for words, outcome, reason in _BY_WORDS:
            if words in str(error):
                return Rejected(outcome, reason, detail)
        return Rejected(Outcome.FILTERED, Reason.PIPELINE_DROPPED, detail)
    return Rejected(Outcome.FAILED, Reason.NO_CONNECTION, f"{type(error).__name__}: {detail}")
