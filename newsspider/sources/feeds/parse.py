"""The bytes of a feed to its document: charset, format, and what came instead of a feed.

feedparser reads XML, `read_json_feed` JSON Feed.
"""

from __future__ import annotations

import codecs
import html
import re
from typing import Any

from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Reason
from newsspider.sources import answers
from newsspider.sources.feeds.model import FeedDocument, FeedEntry, Words
from newsspider.sources.feeds.sandbox import Parser
from newsspider.sources.listing import BadList
from newsspider.text import charset, lenient_json, unicode

# OPML: the addresses of the feeds that a reader subscribes to, well-formed or not.

# Programs write addresses with a bare ampersand and titles with a bare `>` or quote, so that no XML parser
# could read the file. So the attribute is searched for in the text: nothing else has its name.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ADDRESS = re.compile(r"""\sxmlurl\s{0,9}=\s{0,9}(?:"([^"<>]{1,4096})"|'([^'<>]{1,4096})')""", re.IGNORECASE)
_ROOT = re.compile(r"<opml\b", re.IGNORECASE)
_OPML_ROOT = 4000


def is_opml(text: str) -> bool:
    """Return whether *text* is OPML, by its first element."""
    return _ROOT.search(text[:_OPML_ROOT]) is not None


def addresses(text: str) -> list[str]:
    """Return the addresses of the feeds in *text*, each once, folders opened."""
    text = _COMMENT.sub("", text) if "-->" in text else text
    every = (html.unescape(one[1] or one[2]).strip() for one in _ADDRESS.finditer(text))
    return list(dict.fromkeys(address for address in every if address))


# --- parse ---

# JSON Feed, versions 1 and 1.1, by its specification (jsonfeed.org); values of a wrong type are left out.

_VERSION = "jsonfeed.org/version/"


def read_json_feed(text: str, most: int) -> FeedDocument:
    """Return the feed in *text*, at most *most* of its entries; raises BadList if it is not a JSON Feed."""
    try:
        value = lenient_json.whole(text)
    except ValueError as error:
        raise BadList(Reason.LIST_MALFORMED, f"invalid JSON: {error}"[:200]) from error
    if not isinstance(value, dict) or _VERSION not in _text(value, "version"):
        raise BadList(Reason.LIST_WRONG_TYPE, "JSON, but not a JSON Feed")
    items = value.get("items")
    if not isinstance(items, list):
        raise BadList(Reason.LIST_WRONG_TYPE, "a JSON Feed whose items are not a list")
    return FeedDocument(
        form="json",
        title=Words(_text(value, "title"), "text"),
        home=_text(value, "home_page_url"),
        own=_text(value, "feed_url"),
        language=_text(value, "language"),
        authors=_authors(value),
        entries=[_entry(item if isinstance(item, dict) else {}) for item in items[:most]],
        cut=len(items) > most,
    )


def _entry(item: dict[str, Any]) -> FeedEntry:
    number = item.get("id")
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    return FeedEntry(
        guid=str(number) if is_number else _text(item, "id"),
        url=_text(item, "url") or _text(item, "external_url"),
        title=Words(_text(item, "title"), "text"),
        content=[
            Words(text, form)
            for name, form in (("content_html", "html"), ("content_text", "text"))
            if (text := _text(item, name))
        ],
        summary=Words(_text(item, "summary"), "text"),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=_authors(item),
        tags=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        pictures=[text for name in ("image", "banner_image") if (text := _text(item, name))],
    )


def _authors(value: dict[str, Any]) -> list[str]:
    """Return the names of version 1.1's authors, or that of version 1's author."""
    every = [*_list(value, "authors"), value.get("author")]
    return [name for one in every if isinstance(one, dict) and (name := _text(one, "name"))]


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


# --- parse ---

_PARSER = Parser()

_DECLARED = re.compile(rb"^\s{0,99}<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,400}\?>")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_HEAD = 5000
# Labels of Chinese feeds that say less than the bytes themselves.
_UNTRUSTED = frozenset({"utf-8", "gb2312", "gbk", "gb18030", "ascii", "iso8859-1", "utf-16", "utf-32"})
_SKIPPED = re.compile(r"<skip(hours|days)>", re.IGNORECASE)
_LONGEST_SKIP = 2000
_HOUR = re.compile(r"<hour>\s{0,9}(\d{1,2})\s{0,9}</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,9}(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# References to characters that do not exist, and invalid hosts: the library fails on both.
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|(\d+));?")
_NO_HOST = re.compile(r"://\[(?![0-9a-fA-F:.]{2,45}\])")
_LARGEST = 0x10FFFF
# The library's patterns take quadratic time for white space between the lines of a prologue.
_GAP = re.compile(r"\s*\n\s*")
_LONGEST_PROLOGUE = 100_000
_SHOWN = 80


class IsOpml(Exception):
    """It is not a feed but a list of feeds; carries their addresses."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(f"OPML with {len(addresses)} feeds")
        self.addresses = addresses


def read(data: bytes, address: str, label: str = "", limits: Limits = LIMITS) -> FeedDocument:
    """Return the feed in *data*, which came from *address* (empty for a file).

    *label* is the charset that a server names. Raises BadList if it is not a feed, IsOpml for OPML, Rejected
    if it is not text or cannot be read in the time that *limits* allow.
    """
    text, encoding = _decoded(data, label)
    text = unicode.strip(text)
    if not text:
        raise BadList(Reason.LIST_MALFORMED, "only white space")
    data_of_script = lenient_json.after_comments(text)
    if data_of_script[:1] in ("{", "["):
        document = read_json_feed(data_of_script, limits.feed_entries)
    elif is_opml(text) and not _FEED.search(text[:_HEAD]):
        raise IsOpml(addresses(text))
    else:
        document = _xml(text, address, limits)
    document.encoding = encoding
    return document


def _decoded(data: bytes, label: str) -> tuple[str, str]:
    """Return the text of *data* and its charset: the declared one if the bytes agree with it."""
    declared = _DECLARED.match(data[:_HEAD])
    for name in (label, declared[1].decode("ascii") if declared else ""):
        codec = _codec(name)
        if codec is None or codec in _UNTRUSTED:
            continue
        try:
            return unicode.remove_controls(data.decode(codec)), codec
        except (UnicodeError, LookupError):  # not text, or a codec of something other than text
            continue
    decoded = charset.decode(data)
    return decoded.text, decoded.encoding


def _codec(name: str) -> str | None:
    """Return the name of the codec for a label, None for none."""
    try:
        return codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None


def _xml(text: str, address: str, limits: Limits) -> FeedDocument:
    is_page = _HTML.search(text[:_HEAD]) is not None and _FEED.search(text[:_HEAD]) is None
    if is_page:
        raise answers.bad_list(text, Reason.LIST_IS_HTML, f"got a page instead of a feed: {_start(text)}")
    found = _PARSER.parse(_bytes(text), address, limits)
    if "error" in found:
        raise BadList(Reason.LIST_MALFORMED, found["error"])
    if not found["form"] and not found["entries"]:
        raise answers.bad_list(text, Reason.LIST_MALFORMED, f"not a feed: {_start(text)}")
    document = _document(found)
    _skips(document, text)
    return document


def _bytes(text: str) -> bytes:
    """Return *text* in UTF-8, with a declaration that says so and a prologue without empty lines."""
    text = unicode.lstrip(_DECLARATION.sub("", text, count=1))
    first = re.search(r"<\w", text)
    end = first.start() if first else min(len(text), _LONGEST_PROLOGUE)
    if end > _LONGEST_PROLOGUE:
        raise BadList(Reason.LIST_MALFORMED, f"no element in the first {_LONGEST_PROLOGUE} characters")
    prologue = _GAP.sub("\n", text[:end])
    sound = _NO_HOST.sub("://", _CHARACTER.sub(_character, text[end:]))
    whole = f"<?xml version='1.0' encoding='utf-8'?>\n{prologue}{sound}"
    return whole.encode("utf-8", "replace")


def _character(found: re.Match[str]) -> str:
    """Return a reference as it is, nothing for one to no character."""
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    number = int(digits, base) if len(digits) < 9 else _LARGEST + 1  # noqa: PLR2004 - no character has so many
    is_one = number <= _LARGEST and unicode.remove_controls(chr(number)) != ""
    return found[0] if is_one else ""


def _document(found: dict[str, Any]) -> FeedDocument:
    entries = [
        FeedEntry(
            **{
                **entry,
                "title": Words(**entry["title"]),
                "summary": Words(**entry["summary"]),
                "content": [Words(**part) for part in entry["content"]],
            }
        )
        for entry in found["entries"]
    ]
    return FeedDocument(**{**found, "title": Words(**found["title"]), "entries": entries})


def _skips(document: FeedDocument, text: str) -> None:
    """Note the hours and days at which the feed should not be polled; the library keeps only the last."""
    for found in _SKIPPED.finditer(text):
        inside = text[found.end() : found.end() + _LONGEST_SKIP].partition("</skip")[0]
        # Some count midnight as 24.
        document.skip_hours += [int(hour) % 24 for hour in _HOUR.findall(inside)]
        document.skip_days += [_DAYS.index(day.lower()) for day in _DAY.findall(inside)]


def _start(text: str) -> str:
    return repr(text[:_SHOWN])
