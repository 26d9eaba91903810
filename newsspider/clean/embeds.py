"""Which frames of a page show a video, sound or chart: they become a link, all other frames are removed.

The hosts are data, `embeds/*.toml`, with the user's own merged over them: a table has an `id`, the `host`
exactly, a `name` for the link, and says `why`. With a `pattern` (a regular expression on the address) and a
`page` that its named groups fill, the link is to the page that a reader would open; without, to the frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newsspider.clean import rule_tables
from newsspider.clean.rule_tables import Pattern, compile_pattern
from newsspider.errors import UsageError
from newsspider.model.body import TextRun
from newsspider.text import unicode, urls

# Element to the attributes that may hold its address, the first that does counts.
_ADDRESSES = {
    "iframe": ("src", "data-src", "data-original"),
    "embed": ("src",),
    "object": ("data",),
}


@dataclass(frozen=True, slots=True)
class Embed:
    """One table; `page` has the names of the pattern's groups in braces."""

    id: str
    host: str
    name: str
    why: str
    pattern: str = ""
    page: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Embeds:
    """All embeds that are on, by host, each with its pattern."""

    by_host: Mapping[str, tuple[tuple[Embed, Pattern | None], ...]]

    def link(self, node: LexborNode) -> TextRun | None:
        """Return the link for the frame *node*, None if its host is not in the tables.

        Raises Rejected if a pattern takes too long.
        """
        for attribute in _ADDRESSES.get(node.tag or "", ()):
            raw = node.attributes.get(attribute)
            if raw and raw.strip():
                return self._of_address(
                    urls.safe_src(raw), unicode.squeeze(node.attributes.get("title") or "")
                )
        return None

    def _of_address(self, address: str | None, title: str) -> TextRun | None:
        host = urlsplit(address).hostname if address else None
        for embed, pattern in self.by_host.get(host or "", ()):
            if pattern is None:
                return TextRun(title or embed.name, href=address)
            found = pattern.search(address or "")
            page = urls.safe_href(embed.page.format(**found.groupdict(""))) if found else None
            if page is not None:
                return TextRun(title or embed.name, href=page)
        return None


NONE = Embeds({})


def document(node: LexborNode) -> TextRun | None:
    """Return the link to the document that the frame *node* shows, None for any other frame.

    A notice may be nothing but a PDF in a frame.
    """
    for attribute in _ADDRESSES.get(node.tag or "", ()):
        address = urls.safe_src(node.attributes.get(attribute) or "")
        if address and urlsplit(address).path.lower().endswith(".pdf"):
            return TextRun(unicode.squeeze(node.attributes.get("title") or "") or "PDF", href=address)
    return None


def load(own: Sequence[Mapping[str, Any]], seconds: float) -> tuple[tuple[Embed, ...], Embeds]:
    """Return the shipped tables merged with *own*, and the compiled embeds.

    A pattern takes at most *seconds*. Raises UsageError that names the table at fault.
    """
    merged = rule_tables.merge("embed", rule_tables.shipped("embed", "embeds"), own)
    every = tuple(embed for embed in map(_embed, merged) if not embed.off)
    return every, _compiled(every, seconds)


def _compiled(every: Iterable[Embed], seconds: float) -> Embeds:
    by_host: dict[str, tuple[tuple[Embed, Pattern | None], ...]] = {}
    for embed in every:
        pattern = compile_pattern(f"embed {embed.id!r}", embed.pattern, seconds) if embed.pattern else None
        _check_page(embed, pattern)
        by_host[embed.host] = (*by_host.get(embed.host, ()), (embed, pattern))
    return Embeds(by_host)


def _embed(table: Mapping[str, Any]) -> Embed:
    known = fields(Embed)
    rule_tables.check("embed", table, {each.name: bool if each.name == "off" else str for each in known})
    missing = next((name for name in ("host", "name", "why") if not table.get(name)), None)
    if missing:
        message = f"embed {table['id']!r} needs a {missing}"
        raise UsageError(message)
    return Embed(**{**table, "host": str(table["host"]).lower()})


def _check_page(embed: Embed, pattern: Pattern | None) -> None:
    """Raise UsageError if *embed* has a pattern without a page, or a page that the pattern cannot fill."""
    fault = None
    if (pattern is None) != (not embed.page):
        fault = "needs both a pattern and a page, or neither"
    elif pattern is not None:
        try:
            embed.page.format(**dict.fromkeys(pattern.compiled.groupindex, ""))
        except (KeyError, IndexError, ValueError, AttributeError):
            fault = f"has a page with names that its pattern does not define: {embed.page!r}"
    if fault:
        message = f"embed {embed.id!r} {fault}"
        raise UsageError(message)
