"""Plain text: a headline in the first line, maybe a line of facts below it, one paragraph per line.

Corpora and exports of readers have this form; others put labels before everything (标题：… 正文：…).
Nothing in it is markup: a star is a star, and a number with a dot does not begin a list.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from newsspider.lazy import pattern
from newsspider.readers import notes
from newsspider.readers.post_fields import KEYS, folded
from newsspider.text import creditline, titles, unicode

_LONGEST_TITLE = 100
_TITLE_ENDS = pattern(r"[。，；、,;]$")
# Labels of a dump, with what may be around them: 标题：, 【标题】, [标题], Title:
_LABEL = pattern(
    r"(?:[【\[](?P<bracketed>[^\W\d_]{2,12})[】\]]\s*[:：]?|(?P<plain>[^\W\d_](?:\s?[^\W\d_]){1,11})\s*[:：|｜])\s*(?P<value>.*)"
)
_BLANKS = pattern(r"(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff])")  # 标 题, set apart to the width of a label
_UNDERLINE = pattern(r"\s*(?:={3,}|-{3,}|\*{3,}|_{3,}|—{3,})\s*")
_PLACE = pattern(r"(?:\S{2,8}\s*[>＞›»]\s*){1,3}正文(?:\s|$)")
_ALONE = pattern(r"https?://\S+")
_LETTERS = pattern(r"[^\W\d_]")
_FEWEST_LETTERS = 3
_STARTS_WITH_TIME = pattern(r"[\[(]?\d{4}[-/]\d\d[-/]\d\d[ t]\d\d:\d\d", re.IGNORECASE)
_BODY_LABELS = frozenset({"正文", "内容", "全文", "content", "text", "body"})
_FIELDS = {key: name for name, keys in KEYS.items() for key in keys}
_WIDE = str.maketrans("（）", "()")
_MOST_FACTS = 3  # lines below the headline
# What begins or ends a paragraph; a line that was wrapped at a width has neither.
_INDENT = pattern(r"(?:[\u3000\xa0]|[ \t]{2,})")
_ENDS = pattern(r"[。！？!?：:；;…”’」』）)】》.]$")
_WRAPPED_LINES = 3
_WIDTH_SPREAD = 4  # columns by which wrapped lines may differ: no line begins with a comma


@dataclass(slots=True)
class PlainText:
    """The facts by keys of front matter, and the text as HTML of one paragraph each."""

    body: str
    meta: dict[str, Any] = field(default_factory=dict)


def read(text: str) -> PlainText | None:
    """Return the headline, facts and paragraphs of *text*; None if its first line is not a headline."""
    lines = text.strip("\n").split("\n")
    labelled = _labelled(lines)
    if labelled is not None:
        return labelled
    title = unicode.strip(lines[0])
    rest = lines[1:]
    if _named(_LABEL.fullmatch(title)) in _BODY_LABELS:
        return None
    if (
        len(_LETTERS.findall(title)) < _FEWEST_LETTERS
        or _STARTS_WITH_TIME.match(title)
        or len(title) > _LONGEST_TITLE
        or _TITLE_ENDS.search(title)
        or not any(map(unicode.strip, rest))
    ):
        return None
    meta: dict[str, Any] = {"title": title}
    for _ in range(_MOST_FACTS):
        at = next((at for at, line in enumerate(rest) if not _is_passed(line, title)), None)
        facts = _facts(rest[at:]) if at is not None else None
        if at is None or facts is None:
            break
        meta = {**facts, **meta}
        rest = [*(line for line in rest[:at] if not _is_empty(line)), *rest[at + 1 :]]
    return PlainText(paragraphs(rest), meta)


def _is_empty(line: str) -> bool:
    return not unicode.strip(line) or _UNDERLINE.fullmatch(line) is not None


def _is_passed(line: str, title: str) -> bool:
    """Return whether facts may be below *line*: empty, the title again, the page's place in the site."""
    text = unicode.strip(line)
    return _is_empty(line) or titles.same(text, title) or _PLACE.match(text) is not None


def _facts(lines: list[str]) -> dict[str, Any] | None:
    """Return what the first of *lines* says: time, medium and people, an address, people above a time."""
    line = unicode.strip(lines[0])
    if _ALONE.fullmatch(line):
        return {"url": line}
    unwrapped, _ = creditline.unwrapped(line.translate(_WIDE))
    found = notes.line_of_facts(unwrapped)
    if found is None and len(lines) > 1 and notes.line_of_facts(lines[1]) is not None:
        return notes.line_of_people(unwrapped)
    return found


def _named(label: re.Match[str] | None) -> str:
    """Return the key of the front matter that *label* gives, "" if there is none."""
    return folded(_BLANKS.sub("", label["bracketed"] or label["plain"])) if label else ""


def _labelled(lines: list[str]) -> PlainText | None:
    """Return a text that labels its title and its parts; None if it has no such title above the text."""
    meta: dict[str, Any] = {}
    for at, line in enumerate(lines):
        found = _LABEL.fullmatch(unicode.strip(line))
        name = _named(found)
        if found and name in _BODY_LABELS:
            return (
                PlainText(paragraphs([found["value"], *lines[at + 1 :]]), meta) if "title" in meta else None
            )
        if found and name in _FIELDS:
            key = "title" if _FIELDS[name] == "title" else name
            meta.setdefault(key, unicode.strip(found["value"]))
        elif unicode.strip(line):
            return PlainText(paragraphs(lines[at:]), meta) if "title" in meta else None
        if not meta:
            return None
    return None


def paragraphs(lines: list[str]) -> str:
    """Return *lines* of plain text as paragraphs of HTML, one each; wrapped lines are joined."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if unicode.strip(line):
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    whole = [
        paragraph for block in blocks for paragraph in (_unwrapped(block) if _is_wrapped(block) else block)
    ]
    return "\n".join(f"<p>{html.escape(unicode.strip(line), quote=False)}</p>" for line in whole)


def _is_wrapped(block: list[str]) -> bool:
    """Return whether the lines of *block* end because they were full, not because a paragraph ends."""
    inner = [line.rstrip() for line in block[:-1] if not _ENDS.search(line.rstrip())]
    if len(block) < _WRAPPED_LINES or len(inner) * 2 < len(block) - 1:
        return False
    widths = list(map(_width, inner))
    return (
        max(widths) - min(widths) <= _WIDTH_SPREAD and max(map(_width, block)) <= max(widths) + _WIDTH_SPREAD
    )


def _unwrapped(block: list[str]) -> list[str]:
    """Return the paragraphs of *block*, each joined from its lines."""
    full = max(map(_width, block)) - _WIDTH_SPREAD
    whole: list[str] = []
    goes_on = False
    for line in block:
        if goes_on and not _INDENT.match(line):
            blank = " " if whole[-1][-1:].isascii() and line[:1].isascii() else ""
            whole[-1] = f"{whole[-1]}{blank}{line.strip()}"
        else:
            whole.append(line.rstrip())
        goes_on = _width(line.rstrip()) >= full
    return whole


def _width(line: str) -> int:
    """Return how many columns *line* takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
