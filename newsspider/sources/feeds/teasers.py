"""Whether an entry holds its whole text, or only what makes a reader go to its page."""

from __future__ import annotations

import re

from newsspider.sources.feeds import entry_text as words
from newsspider.text import unicode as spaces

# What a text is cut off with, or leads on with.
_CUT = re.compile(r"(?:…|\.{3}|。{3}|\[…\]|\[\.{3}\]|\(\.{3}\)|（…）|\[&hellip;\])\s*\Z")
_MORE = re.compile(
    r"(?:阅读(?:全文|原文|更多)|查看(?:全文|原文|详情|更多)|点击(?:查看|阅读)(?:全文|原文|详情)?|全文(?:阅读|链接)"
    r"|(?i:(?:read|view) (?:the )?(?:more|full (?:article|story|post))|continue reading|read on|more)"
    r")[^。]{0,12}\Z"
)
_TAIL = 60
# A description, which may be either, is a text with so many paragraphs, or so long.
_PARAGRAPHS = 2
_LONG = 300
_BLOCK = re.compile(r"<(?:p|br|div|section|table|li|h[1-6])\b", re.IGNORECASE)


def is_full(html: str, *, has_content: bool) -> bool:
    """Return whether *html* is a whole text; *has_content* where the feed has a place of its own for it."""
    text = spaces.squeeze(words.shallow(html))
    if not text:
        return "<img" in html
    if _CUT.search(text) or _MORE.search(text[-_TAIL:]):
        return False
    if has_content:
        return True
    return len(_BLOCK.findall(html)) >= _PARAGRAPHS or spaces.visible(text) >= _LONG


def is_short(html: str, least: int) -> bool:
    """Return whether *html* shows fewer than *least* characters; a picture alone is an article."""
    length = spaces.visible(words.shallow(html))
    return length < least and (length > 0 or "<img" not in html)
