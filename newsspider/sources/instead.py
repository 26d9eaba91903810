"""What came instead of a list: a page that turns the crawler away says so, in words that `sites` knows."""

from __future__ import annotations

from newsspider.errors import Refused
from newsspider.model.outcomes import Reason
from newsspider.readers import html_page as document
from newsspider.readers import rejections as verdict
from newsspider.sources.listing import BadList

# A page that asks for a captcha is small; a bound on what is parsed for its words is a bound on the time.
_LONGEST = 200_000


def bad_list(text: str, reason: Reason, detail: str) -> BadList:
    """Return the error for *text*, which is no list: `blocked` where it says so, else *reason*."""
    try:
        refusal = verdict.refusal(document.parse(text[:_LONGEST].encode("utf-8", "replace"), None, ""))
    except Refused:  # nothing that could be shown, so it tells nothing
        refusal = None
    if refusal is not None and refusal.reason is Reason.BLOCKED:
        return BadList(Reason.BLOCKED, refusal.detail)
    return BadList(reason, detail)
