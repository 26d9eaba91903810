"""Pictures of the body: their address and size, what is a caption, and which picture may be the cover."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newsspider.clean.inlines import text_of
from newsspider.model.article import Image
from newsspider.model.body import Block, Heading, ListBlock, Paragraph, Picture, Quote, Style, Table, TextRun
from newsspider.render.portable import in_characters
from newsspider.text import unicode, urls

# A caption is one line; longer text, or text with paragraphs, is body text in the caption's place.
LONGEST_CAPTION = 120
# A picture of at most this size counts visits.
_PIXEL = 2
# Where pages that load pictures late keep the address.
_LATE = ("data-src", "data-original", "data-lazy-src", "real_src", "data-actualsrc")
_NUMBER = re.compile(r"\s*(\d{1,5})")


def read(node: LexborNode, href: str | None) -> tuple[Picture | None, str]:
    """Return the picture of an `img` element, or None and the address that was refused, if it has one."""
    attributes = node.attributes
    width, height = _size(attributes.get("width")), _size(attributes.get("height"))
    raw = _address(attributes)
    if not raw or (width is not None and height is not None and max(width, height) <= _PIXEL):
        return None, raw
    url = urls.safe_src(urls.unwrap_proxy(raw) or raw)
    if url is None:
        return None, raw
    alt = unicode.squeeze(attributes.get("alt") or "")
    return Picture(url, alt, None, width, height, href), ""


def _address(attributes: dict[str, str | None]) -> str:
    raw = (attributes.get("src") or "").strip()
    if not raw or raw.startswith("data:"):
        late = (attributes.get(name) for name in _LATE)
        raw = next((value.strip() for value in late if value and value.strip()), raw)
    if not raw:  # the first of several sizes: `https://… 1x, https://… 2x`
        raw = (attributes.get("srcset") or "").strip().partition(" ")[0].rstrip(",")
    return raw


def _size(value: str | None) -> int | None:
    found = _NUMBER.match(value or "")
    return int(found.group(1)) if found and "%" not in (value or "") else None


def caption(blocks: list[Block]) -> str | None:
    """Return the text in a caption's place if it is a caption, a single line of text; else None."""
    only = blocks[0]
    if len(blocks) > 1 or not isinstance(only, Paragraph):
        return None
    text = text_of(in_characters(only.inlines))
    is_line = all(isinstance(item, TextRun) for item in only.inlines) and len(text) <= LONGEST_CAPTION
    return text if is_line else None


def recaption(blocks: list[Block]) -> list[Block]:
    """Return *blocks* with captions as newsspider's posts have them, in italics below, same as the alt."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        text = _italic_text(block)
        if text and isinstance(last, Picture) and last.caption is None and unicode.squeeze(text) == last.alt:
            last.caption = text
            continue
        if isinstance(block, (Quote, ListBlock)):
            _recaption_inside(block)
        kept.append(block)
    return kept


def _recaption_inside(block: Quote | ListBlock) -> None:
    if isinstance(block, Quote):
        block.blocks = recaption(block.blocks)
    else:
        block.items = [recaption(item) for item in block.items]


def _italic_text(block: Block) -> str | None:
    if not isinstance(block, Paragraph):
        return None
    if not all(isinstance(item, TextRun) and item.style == Style.ITALIC for item in block.inlines):
        return None
    return text_of(block.inlines)


def walk(blocks: list[Block]) -> Iterator[Picture]:
    """Yield every picture of *blocks* in reading order."""
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):  # as most blocks are
            for inline in block.inlines:
                if isinstance(inline, Picture):
                    yield inline
        elif isinstance(block, Picture):
            yield block
        elif isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item)
        elif isinstance(block, Table):
            yield from (
                item for row in block.rows for cell in row for item in cell if isinstance(item, Picture)
            )


def images(blocks: list[Block]) -> list[Image]:
    """Return the record's list of the pictures in *blocks*, each address once."""
    found: dict[str, Image] = {}
    for picture in walk(blocks):
        image = found.setdefault(picture.url, Image(picture.url, None, picture.width, picture.height))
        image.caption = image.caption or picture.caption
    return list(found.values())


def remembered(blocks: list[Block], known: list[Image]) -> list[Image]:
    """Return the list of the pictures in *blocks*, each as it is *known*; the blocks learn their sizes."""
    found = images(blocks)
    if not known:
        return found
    by_url = {image.url: image for image in known}
    for picture in walk(blocks):
        if picture.url in by_url:
            picture.width, picture.height = by_url[picture.url].width, by_url[picture.url].height
    return [by_url.get(image.url, image) for image in found]


def same_address(one: str, other: str) -> bool:
    """Return whether two addresses name one picture: http, https and no scheme are the same."""
    return one.split(":", 1)[-1] == other.split(":", 1)[-1]
