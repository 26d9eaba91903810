"""Links to other pages after the last sentence, or before the first, whatever their names.

They are found by their place, not their words: a line of links only, the heading above such lines, a table
of them, a linked picture. Tables, sentences, files to download, and what a text refers to stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newsspider.clean import allowlist
from newsspider.readers.generic import phrases
from newsspider.readers.generic.textlines import Line
from newsspider.readers.html_page import mark_furniture
from newsspider.text import unicode, urls

_LABEL = 14  # characters beside the links of a line: a label, a number, a bullet
_HEADING = 20  # characters of a heading above links
_SENTENCE = 25  # characters of a linked line that ends as a sentence does, and is one
_ITEMS = frozenset({"td", "th", "li", "dd", "pre", "blockquote"})  # a number or a word that is one of several
_HEADINGS = frozenset({*allowlist.HEADINGS, "dt", "th", "caption", "legend", "summary"})
_BLOCKS = allowlist.PARTING | {"ul", "ol", "table", "blockquote"}
# Words of headings above links, where nothing sets them as headings.
_HEADS_LINKS = re.compile(
    r"推荐|阅读|新闻|要闻|资讯|热点|热门|精选|精彩|文章|专题|更多|导读|榜|看点|链接|延伸|猜你|大家都在|[还也]在?看|看过|往期|回顾"
)
_SHARE = 0.6  # of the lines of a table: with so many links it is not a table of figures
# Files that belong to an article, and pictures that are shown larger.
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|7z|csv|txt|ofd)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"[\d\s.,]*")
# Below such a heading, or after it as a label, are links that the text itself refers to.
_REFERS = re.compile(
    r"^[\s【\[（(]*(?:参考(?:资料|文献|来源|链接|阅读)?|附(?:件|表|录|图|注)|注释?|备注|资料来源|数据来源|原文(?:链接|地址|出处)?|出处|来源"
    r"|references?|sources?|notes?|appendix)[\d一二三四五六七八九十]*\s*(?:[】\]）)]|[:：]|$)",
    re.IGNORECASE,
)


def links(
    held: LexborNode, inside: list[Line], text: list[Line], is_credit: Callable[[Line], bool]
) -> list[Line]:
    """Return the lines of *inside* that lead away, above the first and below the last sentence of *text*.

    Marks their tables, and linked pictures after the last sentence, in *held*; skips lines that *is_credit*
    accepts.
    """
    sentences = {id(line) for line in text if not phrases.is_of_publisher(line.run)} or {
        id(line) for line in text
    }
    at = [place for place, line in enumerate(inside) if id(line) in sentences]
    if not at:
        return []
    behind = _before_captions(held, inside[at[-1] + 1 :])
    going = [line for line in inside[: at[0]] if _leads_away(line) and not is_credit(line)]
    going += _behind(held, behind, is_credit)
    gone = {id(line) for line in going}
    for table, lines in _by_table(behind, held).values():
        if all(id(line) in gone for line in lines):
            mark_furniture(table)
    _pictures(held, inside[at[-1]], gone_blocks={line.node.mem_id for line in going})
    return going


def _before_captions(held: LexborNode, behind: list[Line]) -> list[Line]:
    """Return the lines of *behind* below the last picture and its caption."""
    if not behind:
        return []
    captions: set[int] = set()
    around: set[int] = set()
    for node in held.traverse(include_text=True):
        parent = node.parent
        if node.tag == "img" and parent is not None:
            around = (
                set() if parent.tag == "a" else {parent.mem_id, parent.parent.mem_id if parent.parent else 0}
            )
        elif node.is_text_node and parent is not None and unicode.strip(node.text_content or ""):
            if not around.isdisjoint(_above(parent, held) | {held.mem_id}):
                captions.add(parent.mem_id)
            around = set()
    last = max(
        (
            at
            for at, line in enumerate(behind)
            if not line.linked and (line.node.tag == "figcaption" or line.pieces[0].node.mem_id in captions)
        ),
        default=-1,
    )
    return behind[last + 1 :]


def _behind(held: LexborNode, behind: list[Line], is_credit: Callable[[Line], bool]) -> list[Line]:
    """Return the lines of *behind*, those after the last sentence, that lead away or are headings of such."""
    going: list[Line] = []
    of_links = {number: _are_links(cells) for number, (_, cells) in _by_table(behind, held).items()}
    refers = next((at for at, line in enumerate(behind) if _heads_references(line)), len(behind))
    is_pressed = any(_is_button(line, is_pressed=False) for line in behind)
    follows = False
    for line in reversed(behind[:refers]):
        table = _table_of(line.node, held)
        if table is not None and not of_links[table.mem_id]:
            break
        if _leads_away(line):
            going.append(line)
            follows = True
        elif line.node.tag not in _ITEMS and _is_button(line, is_pressed=is_pressed):
            going.append(line)
        elif is_credit(line) or phrases.is_of_publisher(line.run) or phrases.TAIL.fits(line.run):
            continue
        elif _can_head(line, table):
            if follows:
                going.append(line)
        else:
            break
    return going


def _heads_references(line: Line) -> bool:
    """Return whether *line* is a heading of references, and holds no reference itself."""
    return _REFERS.match(line.run) is not None and not any(piece.linked for piece in line.pieces)


def _is_button(line: Line, *, is_pressed: bool) -> bool:
    """Return whether *line* is only buttons and counters; a bare number only where one *is_pressed*."""
    texts = [unicode.strip(piece.text) for piece in line.pieces]
    if _DIGITS.fullmatch(line.run):
        return is_pressed
    return phrases.BUTTONS.fits(line.run) or all(map(phrases.BUTTONS.fits, texts))


def _leads_away(line: Line) -> bool:
    """Return whether *line* is only links to other pages, apart from a label or a date."""
    linked = [piece for piece in line.pieces if piece.linked]
    free = "".join(piece.text for piece in line.pieces if not piece.linked)
    if not linked or line.prose or _REFERS.match(line.run) or _ADDRESS.fullmatch(line.run):
        return False
    if len(_LETTER.findall(free)) > min(_LABEL, unicode.visible(line.run) // 2):
        return False
    if line.run.endswith(("。", "。”")) and unicode.visible(line.run) >= _SENTENCE:
        return False
    return not any(_FILE.search(_path_of(address)) for address in _addresses(linked[0].node))


def _path_of(address: str) -> str:
    """Return the path of *address*, empty if it is not an address."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _addresses(node: LexborNode | None) -> Iterator[str]:
    while node is not None:
        if node.tag == "a":
            yield node.attributes.get("href") or ""
            return
        node = node.parent


def _can_head(line: Line, table: LexborNode | None) -> bool:
    """Return whether *line* can be the heading of links: short, no sentence, styled or worded as a heading.

    A plain line may as well be the signature below a notice.
    """
    text = line.run
    if line.prose or any(piece.linked for piece in line.pieces) or text.endswith(("。", "；", "）", ")")):
        return False
    if unicode.visible(text) > _HEADING or (table is None and line.node.tag in _ITEMS):
        return False
    is_set = line.node.tag in _HEADINGS or all(_is_bold(piece.node) for piece in line.pieces)
    return is_set or text.endswith((":", "：")) or _HEADS_LINKS.search(text) is not None


def _is_bold(node: LexborNode) -> bool:
    at: LexborNode | None = node
    while at is not None and at.tag not in _BLOCKS:
        if at.tag in {"b", "strong"}:
            return True
        at = at.parent
    return False


def _table_of(node: LexborNode, held: LexborNode) -> LexborNode | None:
    """Return the table inside *held* that *node* is in."""
    at: LexborNode | None = node
    while at is not None and at.tag != "table" and at.mem_id != held.mem_id:
        at = at.parent
    return at if at is not None and at.tag == "table" and at.mem_id != held.mem_id else None


def _by_table(lines: list[Line], held: LexborNode) -> dict[int, tuple[LexborNode, list[Line]]]:
    """Return the innermost tables that *lines* are in, each with its lines, by their place in memory."""
    found: dict[int, tuple[LexborNode, list[Line]]] = {}
    for line in lines:
        table = _table_of(line.node, held)
        if table is not None:
            found.setdefault(table.mem_id, (table, []))[1].append(line)
    return found


def _are_links(cells: list[Line]) -> bool:
    """Return whether a table of *cells* lays out links, not figures."""
    return sum(map(_leads_away, cells)) >= len(cells) * _SHARE


def _above(node: LexborNode, held: LexborNode) -> set[int]:
    """Return *node* and the elements around it, up to *held*."""
    found = set()
    at: LexborNode | None = node
    while at is not None and at.mem_id != held.mem_id:
        found.add(at.mem_id)
        at = at.parent
    return found


def _pictures(held: LexborNode, last: Line, gone_blocks: set[int]) -> None:
    """Mark linked pictures after the line *last* that lead to another site or are in *gone_blocks*."""
    behind = False
    ends = last.pieces[-1].node.mem_id
    for node in held.traverse(include_text=False):
        behind = behind or node.mem_id == ends
        if not behind or node.tag != "a" or node.css_first("img") is None:
            continue
        href, picture = node.attributes.get("href") or "", node.css_first("img")
        if unicode.visible(node.text()) or not href or _PICTURE.search(_path_of(href)):
            continue
        if _above(node, held) & gone_blocks or _is_foreign(href, picture):
            mark_furniture(node)


def _is_foreign(href: str, picture: LexborNode | None) -> bool:
    """Return whether *href* leads to another publisher than the *picture* in the link is from."""
    source = (picture.attributes.get("src") or "") if picture is not None else ""
    hosts = [urlsplit(found).hostname or "" for one in (href, source) if (found := urls.canonical(one))]
    return len(hosts) == 2 and urls.publisher(hosts[0]) != urls.publisher(hosts[1])  # noqa: PLR2004
