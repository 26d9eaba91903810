"""Atom: a feed of the newest articles (RFC 4287), to read the archive in a feed reader."""

from __future__ import annotations

import heapq
import re
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from scrapy.exporters import BaseItemExporter

from newsspider.errors import OutputFailed
from newsspider.model.article import Article, iso
from newsspider.version import __version__

if TYPE_CHECKING:
    from lxml.etree import _Element

NEWEST = 50  # entries, unless the output option `newest` sets another number
_NAMESPACE = "http://www.w3.org/2005/Atom"
_ID = "urn:newsspider:"
# What XML 1.0 cannot hold in any spelling.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomExporter(BaseItemExporter):
    """Writes the *newest* dated articles, newest first, including those that the file had before.

    *title* and *link* (the address of your site) are those of the feed. No time in it comes from a clock.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        newest: int | None = None,
        title: str = "newsspider",
        link: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._file = file
        self._newest = newest or NEWEST
        self._title = title
        self._link = link
        # By id: the time that orders it, and the entry.
        self._entries: dict[str, tuple[datetime, _Element]] = {}

    def start_exporting(self) -> None:
        """Take over the entries of the file that this one replaces; raises OutputFailed."""
        before = getattr(self._file, "before", None)
        if before is not None:
            self._entries = _entries(before)

    def export_item(self, item: Article) -> None:
        """Take one entry, which replaces an earlier revision; an article without a time is left out."""
        if item.published is None:
            return
        self._entries[_ID + item.id] = (item.published, _entry(item, item.published))
        if len(self._entries) >= 2 * self._newest:
            self._entries = dict(self._kept())

    def finish_exporting(self) -> None:
        """Write the file."""
        from lxml import etree  # noqa: PLC0415 - only this output needs it

        feed = etree.Element(_tag("feed"), nsmap={None: _NAMESPACE})
        kept = self._kept()
        times = [one.findtext(_tag("updated")) or "" for _, (_, one) in kept]
        _add(feed, "id", self._link or f"{_ID}feed")
        _add(feed, "title", self._title)
        _add(feed, "updated", max(times, key=datetime.fromisoformat, default="1970-01-01T00:00:00+00:00"))
        _add(feed, "generator", "newsspider", version=__version__)
        if self._link:
            _add(feed, "link", "", href=self._link)
        for _, (_, one) in kept:
            feed.append(one)
        etree.indent(feed)
        self._file.write(etree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n")

    def _kept(self) -> list[tuple[str, tuple[datetime, _Element]]]:
        """Return the newest entries, newest first; entries with the same time in the order of their ids."""
        return heapq.nlargest(self._newest, self._entries.items(), key=lambda one: (one[1][0], one[0]))


def _entry(item: Article, published: datetime) -> _Element:
    from lxml import etree  # noqa: PLC0415 - only this output needs it

    entry = etree.Element(_tag("entry"))
    _add(entry, "id", _ID + item.id)
    _add(entry, "title", item.title)
    _add(entry, "updated", iso(max(item.updated or published, published)))
    _add(entry, "published", iso(published))
    for name in item.authors or [item.source or item.site or "newsspider"]:
        author = etree.SubElement(entry, _tag("author"))
        _add(author, "name", name)
    if item.url:
        _add(entry, "link", "", href=item.url)
    for name in dict.fromkeys((*item.categories, *item.tags, *item.stocks)):
        _add(entry, "category", "", term=name)
    if item.summary:
        _add(entry, "summary", item.summary)
    _add(entry, "content", item.html or item.text, type="html" if item.html else "text")
    return entry


def _add(parent: _Element, name: str, text: str | None, **attributes: str) -> None:
    from lxml import etree  # noqa: PLC0415 - only this output needs it

    one = etree.SubElement(parent, _tag(name), {key: _plain(value) for key, value in attributes.items()})
    one.text = _plain(text or "") or None


def _plain(text: str) -> str:
    return _NO_XML.sub("", text)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _entries(before: str) -> dict[str, tuple[datetime, _Element]]:
    """Return the entries of the feed in the file *before*; raises OutputFailed for any other file."""
    from lxml import etree  # noqa: PLC0415 - only this output needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        feed = etree.parse(before, parser).getroot()
        found = {
            one.findtext(_tag("id")) or "": (
                datetime.fromisoformat(one.findtext(_tag("published")) or ""),
                one,
            )
            for one in feed.iterfind(_tag("entry"))
        }
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"{before} is not a feed that newsspider wrote ({error}); -O replaces it"
        raise OutputFailed(message) from error
    return found
