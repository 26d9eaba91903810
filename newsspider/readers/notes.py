"""What note apps, clippers and exporters write around an article's text, as keys of front matter.

They put it into the text itself: lines of properties (Notion, Logseq, Readwise, liquidluck), a notice of the
tool with the address (简悦, 知乎), a line of time, medium and author below the heading (WeChat's exporters).
Only the first and last paragraphs are read, and only paragraphs that hold nothing else. To add a form, add a
reader to `_READERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from newsspider.lazy import pattern
from newsspider.readers import values
from newsspider.readers.post_fields import CREATED, KEYS, SHOWN_TIME, folded
from newsspider.text import bylines, creditline, dates, media_names, unicode
from newsspider.text.surnames import looks_like_name

_HEADING = pattern(r"\s*(?:#{1,6} [^\n]*|[^\n]+\n(?:={3,}|-{3,})[ \t]*)(?:\n|$)")
_GAP = pattern(r"\n[ \t]*(?:\n[ \t]*)*\n")
_QUOTATION = pattern(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_COVER = pattern(r"!\[[^\]\n]*\]\([^()\s]+\)")  # a picture by itself, which exporters set above the notes
_RULE = pattern(r"(?:-{3,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_])")
_MOST_BLOCKS = 8  # paragraphs at the head that are looked at
_MOST_BELOW = 3  # and at the end
_LONGEST = 300  # characters of a notice
_LONGEST_LINE = 160


@dataclass(slots=True)
class Notes:
    """The text without the notes around it, the keys read from them, and the removed paragraphs."""

    body: str
    meta: dict[str, Any] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    has_heading: bool = False
    is_clipped: bool = False


def read(body: str) -> Notes:
    """Return the notes at the edges of *body*, the Markdown of a post that newsspider did not write."""
    body = body.strip("\n")
    heading = _HEADING.match(body)
    head = heading[0].rstrip("\n") if heading and not _RULE.fullmatch(heading[0].strip()) else ""
    notes = Notes("", has_heading=bool(head))
    blocks = [block for block in _GAP.split(body[len(head) :]) if block.strip()]
    _below(notes, blocks, is_note=bool(head))
    blocks = _above(notes, blocks)
    notes.body = "\n\n".join([*([head.strip("\n")] if head else []), *blocks])
    if not notes.removed:
        notes.body = body
    return notes


def _above(notes: Notes, blocks: list[str]) -> list[str]:
    """Read the notes above the text; returns the blocks of the text."""
    cover = blocks[:1] if blocks and _COVER.fullmatch(blocks[0].strip()) else []
    return [*cover, *_below_cover(notes, blocks[len(cover) :])]


def _below_cover(notes: Notes, blocks: list[str]) -> list[str]:
    """Read the notes at the head of *blocks*; returns the blocks of the text."""
    for at in range(min(len(blocks), _MOST_BLOCKS)):
        if _take(notes, blocks[at], _READERS):
            continue
        if notes.removed and _RULE.fullmatch(blocks[at].strip()):
            continue
        if _is_label(blocks[at]) and at + 1 < len(blocks) and _properties(blocks[at + 1]) is not None:
            continue
        rest = _after_properties(notes, blocks[at])
        return [rest, *blocks[at + 1 :]] if rest.strip() else blocks[at + 1 :]
    return blocks[_MOST_BLOCKS:]


def _below(notes: Notes, blocks: list[str], *, is_note: bool) -> None:
    """Read the notes below the text, and remove them from *blocks*."""
    for _ in range(_MOST_BELOW):
        if len(blocks) < 2 or not _take(notes, blocks[-1], (_database, _notice)):  # noqa: PLR2004
            break
        blocks.pop()
        while len(blocks) > 1 and _RULE.fullmatch(blocks[-1].strip()):
            blocks.pop()
    if notes.meta.get("type_") and not is_note and "\n" not in blocks[0].strip():
        notes.meta["title"] = blocks.pop(0).strip()  # what a database has as the first line


def _take(notes: Notes, block: str, readers: tuple[Reader, ...]) -> bool:
    found = next((found for read_ in readers if (found := read_(block)) is not None), None)
    if found is None:
        return False
    notes.is_clipped = notes.is_clipped or _notice(block) is not None
    notes.meta = {**found, **notes.meta}
    notes.removed.append(unicode.squeeze(block))
    return True


# --- properties ---

_PROPERTY = pattern(
    r"(?:[-*+][ \t]+)?(?:\*\*|__|`)?(?P<key>[^\W\d_][\w \-]{0,24}?)(?:\*\*|__|`)?[ \t]?"
    r"(?P<mark>::|[:：])(?!//)(?:\*\*|__)?[ \t]*(?P<value>.*?)[ \t\\]*"
)
# A heading or a label that only announces properties.
_LABEL = pattern(r"#{1,6}\s*(?:metadata|properties|元数据|属性|文章信息|基本信息)\s*", re.IGNORECASE)
# A licence that a site adds to what is copied from it.
_LICENCE = pattern(r"[（(]?著作权归.{0,20}所有.{0,60}|.{0,10}商业转载请联系.{0,60}")
_FIELDS = {key: name for name, keys in KEYS.items() for key in keys} | dict.fromkeys(CREATED, "created")
# Keys that only a note has, never the announcement of a meeting (时间：… 地点：…).
_TELLING = frozenset({"tags", "url", "updated", "created", "title"})
_TIMES = ("published", "updated", "created")
_ENOUGH = 2
_LONGEST_NAME = 40
_MOST_PROPERTIES = 40  # lines; each may be looked at as often


def _is_label(block: str) -> bool:
    return _LABEL.fullmatch(block.strip()) is not None


def _lines(block: str) -> list[str]:
    return [line.strip() for line in _QUOTATION.sub("", block).split("\n") if line.strip()]


def _properties(block: str) -> dict[str, Any] | None:
    """Return the properties of *block*, None if any line is not a property."""
    lines = [line for line in _lines(block) if not _LICENCE.fullmatch(line) and not _is_label(line)]
    found = [_PROPERTY.fullmatch(line) for line in lines]
    if not lines or not all(found):
        return None
    meta = {folded(one["key"]): one["value"] for one in found if one}
    known = [_FIELDS[key] for key, value in meta.items() if key in _FIELDS and _fits(_FIELDS[key], value)]
    is_marked = all(one and one["mark"] == "::" for one in found)
    tells = bool(_TELLING & set(known)) or is_marked
    if len(known) == len(meta) and known:
        return meta if tells or len(known) >= _ENOUGH else None
    return meta if tells and len(known) >= _ENOUGH else None


_ROW = pattern(r"\|[ \t]*(?P<key>[^|\n]{1,24}?)[ \t]*\|[ \t]*(?P<value>[^|\n]*?)[ \t]*\|?")
_BETWEEN_ROWS = pattern(r"\|[ \t:|-]+\|?")


def _rows(block: str) -> dict[str, Any] | None:
    """Return the properties in a table of two columns, below a head that may say anything."""
    lines = [line for line in _lines(block) if not _BETWEEN_ROWS.fullmatch(line)]
    found = [_ROW.fullmatch(line) for line in lines]
    if len(lines) <= _ENOUGH or not all(found):
        return None
    rows = [f"{one['key']}: {one['value']}" for one in found if one]
    return _properties("\n".join(rows[1:] if folded(rows[0].partition(":")[0]) not in _FIELDS else rows))


def _after_properties(notes: Notes, block: str) -> str:
    """Read the properties at the start of *block*, a paragraph of the text; returns the rest of it."""
    lines = block.split("\n")
    begins = list(takewhile(_is_known, (line.strip() for line in lines[:_MOST_PROPERTIES])))
    for count in range(min(len(begins), len(lines) - 1), 0, -1):
        if _take(notes, "\n".join(begins[:count]), (_properties,)):
            return "\n".join(lines[count:])
    return block


def _is_known(line: str) -> bool:
    found = _PROPERTY.fullmatch(line)
    return found is not None and folded(found["key"]) in _FIELDS


def _fits(name: str, value: str) -> bool:
    """Return whether *value* can be that of the field *name*, and not just words after a colon."""
    if not value:
        return True
    if name in _TIMES:
        return dates.parse(values.unlinked(value)) is not None
    words, address = values.linked(value)
    if name == "url":
        return address is not None
    if name in ("source", "authors", "editor"):
        return address is not None or len(words or "") <= _LONGEST_NAME
    return not re.search("[。！？]$", value) or name in ("summary", "title")


_DATABASE_LINE = pattern(r"[a-z_]{1,40}:(?: .*)?")
_DATABASE_ID = pattern(r"^id: [0-9a-f]{32}$", re.MULTILINE)


def _database(block: str) -> dict[str, Any] | None:
    """Return the database row at the end of a note in Joplin's raw export."""
    lines = block.strip().split("\n")
    if not _DATABASE_ID.search(block) or not all(_DATABASE_LINE.fullmatch(line) for line in lines):
        return None
    row = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    wanted = ("author", "source_url", "type_")
    return {name: row[name] for name in wanted if row.get(name)} | {"created": row.get("created_time", "")}


# --- notices ---

# 本文由 X 转码, clipped with X from Y: a paragraph about the text itself, with a link, and no sentence of it.
_ABOUT = pattern(
    r"(?:本文|此文|该文|文章|原文|原网页|内容|来源|(?:read|open|view) (?:in|on) "
    r"|this (?:article|page|post|note)|clipped|saved|exported|imported"
    r"|(?:点击)?(?:阅读|查看|跳转)原文|converted|generated|source|original|view original|link)",
    re.IGNORECASE,
)
_MADE = pattern(
    r"(?:由|用|使用|通过|经|从|来自).{0,80}(?:转码|转换|剪藏|剪裁|裁剪|导出|导入|抓取|采集|生成|下载|备份|同步|收藏|整理)"
    r"|(?:clipped|saved|exported|imported|converted|generated|created|downloaded)\b.{0,60}\b(?:by|with|via|using|from|at|on)\b"
    r"|^\W*(?:read|open|view) (?:in|on) [A-Z]\w+\W*$",
    re.IGNORECASE,
)
_ORIGINAL = pattern(
    r"(?:原文|文章|本文|来源|出处)(?:地址|链接|网址|出处|连接|url)|原网页|(?:阅读|查看|跳转)原文|原文\s?[:：]|首发于"
    r"|(?:original|source)(?: (?:url|link|article|page))?\s?[:：]?|(?:view|read) original|\bfrom\b",
    re.IGNORECASE,
)
_LINK = pattern(r"\[([^\[\]]*)\]\(\s*<?((?:https?:)?//[^()\s<>]+)>?[^()]*\)|<?(https?://[^\s<>)）]+)>?")
_SENTENCES = pattern("[。！？]")
_FEW_SENTENCES = 2


def _notice(block: str) -> dict[str, Any] | None:
    """Return the address in the notice *block*, {} if it only names the tool; None if it is not a notice."""
    text = unicode.squeeze(_QUOTATION.sub("", block)).strip("*_ ")
    links = list(_LINK.finditer(text))
    if len(text) > _LONGEST or not links or not _ABOUT.match(_LINK.sub(_words, text).lstrip("([（【-* ")):
        return None
    if len(_SENTENCES.findall(_LINK.sub("", text))) >= _FEW_SENTENCES:
        return None
    visible = _LINK.sub(_words, text)
    named = [
        link
        for link in links
        if _ORIGINAL.search(text[max(0, link.start() - 24) : link.start()] + (link[1] or ""))
    ]
    if not named and not _MADE.search(visible):
        return None
    # Of what a tool made, the tool's own link comes first and the article's behind it.
    chosen = named[-1] if named else links[-1] if len(links) > 1 else None
    return {"original_url": chosen[2] or chosen[3]} if chosen else {}


def _words(link: re.Match[str]) -> str:
    return link[1] or ""


# --- the line below the heading ---

_EMPHASIS = pattern(r"[*_`]+(?=\s|$)|(?:(?<=\s)|^)[*_`]+")
_BETWEEN = pattern(r"[\s|｜丨·•]+")
_ORIGINALITY = frozenset({"原创", "转载", "首发", "独家"})
_PLACE = pattern(r"[\u3400-\u9fff]{2,5}")
_MANY = 16
_END = pattern("[。！？!?；;]")


def line_of_facts(line: str) -> dict[str, Any] | None:
    """Return time, medium and authors if *line* holds nothing else and one of them is the time.

    Or if it begins like WeChat's: 原创, the author, the account.
    """
    text = unicode.squeeze(_EMPHASIS.sub(" ", values.unlinked(line)))
    tokens = [token for token in _BETWEEN.split(text) if token]
    if not 1 <= len(tokens) <= _MANY or len(text) > _LONGEST_LINE or _END.search(text):
        return None
    time, rest = _time_in(tokens)
    is_original = bool(rest) and rest[0] in _ORIGINALITY
    if time is None and not (is_original and len(rest) > 1):
        return None
    meta: dict[str, Any] = {SHOWN_TIME: time} if time else {}
    rest = [token for token in rest if token not in _ORIGINALITY]
    named = _labelled(" ".join(rest)) if rest else {}
    named = _unlabelled(rest, may_be_place=time is not None) if named is None else named
    return None if named is None else {**meta, **named}


def line_of_people(line: str) -> dict[str, Any] | None:
    """Return medium and people if *line*, above one of a time, holds nothing else."""
    return _labelled(unicode.squeeze(line)) if len(line) <= _LONGEST_NAME else None


def _time_in(tokens: list[str]) -> tuple[str | None, list[str]]:
    """Return the longest run of *tokens* that is a time, and the other tokens."""
    for length in range(min(len(tokens), 6), 0, -1):
        for at in range(len(tokens) - length + 1):
            written = " ".join(tokens[at : at + length])
            if dates.parse(written) is not None:
                return written, tokens[:at] + tokens[at + length :]
    return None, tokens


def _labelled(text: str) -> dict[str, Any] | None:
    credit = bylines.byline(text)
    if credit is not None:
        found = {
            "author": list(credit.reporters),
            "source": credit.medium,
            "editor": "、".join(credit.editors),
        }
        return {name: value for name, value in found.items() if value}
    parts = creditline.part(creditline.normal(text))
    medium = bylines.medium(text)
    return {"source": medium} if medium and len(parts) == 1 else None


def _unlabelled(tokens: list[str], *, may_be_place: bool) -> dict[str, Any] | None:
    """Return author and account, judged by the words alone; None if a word is neither."""
    people: list[str] = []
    media: list[str] = []
    for token in tokens:
        if media_names.looks_like(token) and len(token) > 3:  # noqa: PLR2004 - longer than most names
            media.append(token)
        elif looks_like_name(token):
            people.append(token)
        elif not (may_be_place and _PLACE.fullmatch(token)):
            return None
    found = {"author": people, "source": media[0] if media else ""}
    return {name: value for name, value in found.items() if value}


def _facts(block: str) -> dict[str, Any] | None:
    lines = _lines(block)
    return line_of_facts(lines[0]) if len(lines) == 1 else None


# --- an excerpt ---

_EXCERPT = pattern(r"#{0,6}\s*\**(?:excerpt|summary|摘要|导语)\**\s*[:：]?", re.IGNORECASE)


def _excerpt(block: str) -> dict[str, Any] | None:
    """Return the summary that a clipper quotes above the text, under a heading of its own."""
    lines = _lines(block)
    is_quoted = all(line.lstrip().startswith(">") for line in block.strip().split("\n"))
    if not is_quoted or len(lines) < _ENOUGH or not _EXCERPT.fullmatch(lines[0]):
        return None
    return {"excerpt": " ".join(lines[1:])}


Reader = Callable[[str], dict[str, Any] | None]
_READERS: tuple[Reader, ...] = (_properties, _rows, _notice, _facts, _excerpt)
