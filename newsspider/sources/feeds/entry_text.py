"""Texts of a feed, whatever form they claim, to HTML or to one plain line.

Feeds call HTML text and text HTML, and escape twice; so the text itself decides. Only Atom and JSON Feed are
trusted when they say that it is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.readers import markdown
from newsspider.readers.html_page import visible_text
from newsspider.sources.feeds.model import Words
from newsspider.text import titles, unicode

_NAMES = "p|br|div|a|b|i|em|strong|span|font|img|ul|ol|li|table|tr|td|h[1-6]|blockquote|section|figure|pre|hr"
_MARKUP = re.compile(rf"<(?:{_NAMES})\b[^<>]*>|</(?:{_NAMES})\s*>", re.IGNORECASE)
_PARTS = re.compile(r"</?(?:p|br|div|ul|ol|li|table|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(rf"&lt;/?(?:{_NAMES})\s{{0,9}}/?&gt;", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>|&lt;!\[CDATA\[(.*?)\]\]&gt;", re.DOTALL)
_FLASH = re.compile(r"((?:\s|<[^<>]{0,200}>)*)【([^【】]{2,60})】")
_PARAGRAPH = re.compile(r"\r?\n\s*\r?\n|\r?\n(?=\u3000\u3000)")
_RELATIVE = re.compile(
    r"(?:src|href)\s{0,9}=\s{0,9}[\"']?(?!https?:|//|mailto:|#|data:)[^\"'\s>]", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_LONGEST_LINE = 2000
_LONGEST_TITLE = 60
_CUT = 40


def to_html(words: Words, *, literal: bool) -> str:
    """Return *words* as HTML; *literal* if a feed that says it is text can be trusted."""
    text = unicode.strip(_without_cdata(words.text))
    if words.form == "text" and (literal or not _MARKUP.search(text)):
        return _paragraphs(text)
    if "<" not in text and _ESCAPED.search(text):
        return html.unescape(text)
    is_markup = _MARKUP.search(text) or (words.form == "html" and _ELEMENT.search(text))
    # What is called HTML but has no element was written as lines.
    return text if is_markup else _paragraphs(html.unescape(text))


def to_line(words: Words, *, literal: bool) -> str:
    """Return *words* as one line without markup."""
    text = _without_cdata(words.text)
    if words.form != "text" or not literal:
        # A title of RSS is more often escaped twice than meant literally.
        text = html.unescape(text) if "&" in text and "<" not in text else text
        text = _in_line(text) if _MARKUP.search(text) else html.unescape(text)
    return titles.clean_title(text[:_LONGEST_LINE])


def _without_cdata(text: str) -> str:
    """Return *text* without the marks of a section that was escaped together with what it holds."""
    return _CDATA.sub(lambda found: found[1] or found[2] or "", text) if "CDATA[" in text else text


def split_flash(markup_: str) -> tuple[str, str] | None:
    """Return title and rest of a flash that begins with its title in 【】, None for any other text."""
    named = _FLASH.match(markup_)
    if named is None:
        return None
    rest = named[1] + markup_[named.end() :]
    title = titles.clean_title(plain(named[2]))
    return (title, rest if unicode.bare(plain(rest)) else markup_) if title else None


def title_of(markup_: str) -> str:
    """Return the first sentence of *markup_* as the title of an entry without one, cut if too long."""
    sentence = _SENTENCE.search(plain(markup_).strip())
    line = titles.clean_title(sentence[0]) if sentence else ""
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_CUT]}…"


def plain(markup_: str) -> str:
    """Return the text of *markup_* that a reader sees."""
    return _plain(markup_) if "<" in markup_ else html.unescape(markup_)


def tree(markup_: str, limits: Limits = LIMITS) -> LexborNode:
    """Return the parsed *markup_*; raises Rejected if it nests deeper or is more than *limits* allow."""
    markdown.check(markup_, limits)
    return markdown.body_of(markup_)


def resolved(markup_: str, base: str) -> str:
    """Return *markup_* with the addresses of its links and pictures made absolute with *base*."""
    if not base or not _RELATIVE.search(markup_):
        return markup_
    try:
        body = tree(markup_)
    except Rejected:  # reported when an article is made of it
        return markup_
    for node in body.css("[src], [href]"):
        for name in ("src", "href"):
            value = node.attributes.get(name)
            if value and (whole := joined(base, value)) != value:
                node.attrs[name] = whole
    return body.inner_html or ""


def joined(base: str, address: str) -> str:
    """Return *address* made absolute with *base*, or as it is if the two make no address."""
    try:
        return urljoin(base, unicode.strip(address))
    except ValueError:
        return address


def longest(parts: Iterable[str]) -> str:
    """Return the one of *parts* (HTML) that shows most text, the first of equals; empty for none."""
    parts = list(parts)
    return (
        parts[0]
        if len(parts) == 1
        else max(parts, key=lambda part: unicode.visible(shallow(part)), default="")
    )


def shallow(markup_: str) -> str:
    """Return roughly the text of *markup_*, without parsing it: enough to see how long it is."""
    text = _TAG.sub(" ", markup_)
    return html.unescape(text) if "&" in text else text


def _in_line(text: str) -> str:
    """Return the visible text of *text*: no blank at bold words, one at line ends."""
    try:
        return tree(_PARTS.sub(" ", text)).text()
    except Rejected:
        return shallow(text)


def _plain(text: str) -> str:
    try:
        return visible_text(tree(text))
    except Rejected:
        return shallow(text)


def _paragraphs(text: str) -> str:
    parts = (part.strip("\r\n") for part in _PARAGRAPH.split(text))
    return "\n".join(
        f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part.strip()
    )


# --- teasers ---
# Whether an entry holds its whole text, or only a teaser.

# How a text is cut off, or links to the rest.
_CUT_TEASER = re.compile(r"(?:…|\.{3}|。{3}|\[…\]|\[\.{3}\]|\(\.{3}\)|（…）|\[&hellip;\])\s*\Z")
_MORE = re.compile(
    r"(?:阅读(?:全文|原文|更多)|查看(?:全文|原文|详情|更多)|点击(?:查看|阅读)(?:全文|原文|详情)?|全文(?:阅读|链接)"
    r"|(?i:(?:read|view) (?:the )?(?:more|full (?:article|story|post))|continue reading|read on|more)"
    r")[^。]{0,12}\Z"
)
_TAIL = 60
# A description may be either; it is a whole text if it has this many paragraphs, or is this long.
_PARAGRAPHS = 2
_LONG = 300
_BLOCK = re.compile(r"<(?:p|br|div|section|table|li|h[1-6])\b", re.IGNORECASE)


def is_full(html: str, *, has_content: bool) -> bool:
    """Return whether *html* is a whole text; *has_content* if the feed has a separate element for it."""
    text = unicode.squeeze(shallow(html))
    if not text:
        return "<img" in html
    if _CUT_TEASER.search(text) or _MORE.search(text[-_TAIL:]):
        return False
    if has_content:
        return True
    return len(_BLOCK.findall(html)) >= _PARAGRAPHS or unicode.visible(text) >= _LONG


def is_short(html: str, least: int) -> bool:
    """Return whether *html* shows fewer than *least* characters; a picture alone is an article."""
    length = unicode.visible(shallow(html))
    return length < least and (length > 0 or "<img" not in html)
