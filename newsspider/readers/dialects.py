"""The syntax that note apps and site generators add to Markdown, rewritten as CommonMark.

Obsidian's links, embeds, marks and callouts, containers of 语雀, Docusaurus and VitePress, boxes of MkDocs.
To add a form, add a row to `_LINES` or `_WORDS`. Nothing inside code is changed.
"""

from __future__ import annotations

import re

# A line by itself: pattern, and its replacement.
_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    # > [!note] 标题: the kind is removed, the heading of the box stays.
    (re.compile(r"^((?:[ \t]{0,3}>)+)[ \t]*\[![\w-]+\][+-]?[ \t]+(\S.*)$", re.MULTILINE), r"\1 **\2**\n\1"),
    (re.compile(r"^((?:[ \t]{0,3}>)+)[ \t]*\[![\w-]+\][+-]?[ \t]*$", re.MULTILINE), r"\1"),
    # :::info, ::: tip 标题, :::note[标题], ::: {.box}, and the end of each.
    (re.compile(r"^[ \t]{0,3}:{3,}[ \t]*[\w-]+\[([^\]\n]+)\][ \t]*$", re.MULTILINE), r"\n**\1**\n"),
    (re.compile(r"^[ \t]{0,3}:{3,}[ \t]*[a-zA-Z-]+[ \t]+(?![{])(\S.*)$", re.MULTILINE), r"\n**\1**\n"),
    (re.compile(r"^[ \t]{0,3}:{3,}[ \t]*(?:[\w-]+[ \t]*)?(?:\{[^}\n]*\})?[ \t]*$", re.MULTILINE), "\n"),
    # A table of contents that is made when the page is.
    (re.compile(r"^[ \t]{0,3}@?\[\[?_?toc_?\]\]?[ \t]*$", re.MULTILINE | re.IGNORECASE), ""),
    # The name that Obsidian gives a paragraph so that others can link to it.
    (re.compile(r"[ \t]\^[0-9a-f]{6}[ \t]*$", re.MULTILINE), ""),
)
# !!! note "标题", ???+ tip: a box of MkDocs, whose text is indented.
_BOX = re.compile(
    r"^(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+){0,3}(?:[ \t]+\"(?P<title>[^\"\n]{0,200})\")?[ \t]*\n"
    r"(?P<inner>(?:[ \t]*\n)?(?:(?: {4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n(?=(?: {4}|\t)\S))+)",
    re.MULTILINE,
)
_INDENT = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
_CODE = r"(?P<code>(?P<ticks>(?<!`)`{1,9}(?!`))(?:(?!`{9}).){1,2000}?(?<!`)(?P=ticks)(?!`))"
_WORDS = re.compile(
    rf"{_CODE}"
    r"|!\[\[[^\[\]\n]{1,400}\]\]"  # a picture or note of the writer's own folder, which is not here
    r"|\[\[(?:[^\[\]|\n]{1,200}\\?\|)?(?P<link>[^\[\]|\n]{1,200})\]\]"
    r"|(?<![=A-Za-z0-9])==(?P<mark>[^\s=](?:[^=\n]{0,300}[^\s=])?)==(?!=)",
    re.DOTALL,
)


def to_commonmark(text: str) -> str:
    """Return *text*, Markdown without blocks of code, in CommonMark."""
    if ":::" in text or "[" in text or "^" in text:
        for form, replacement in _LINES:
            text = form.sub(replacement, text)
    if "!!! " in text or "???" in text:
        text = _BOX.sub(_box, text)
    return _WORDS.sub(_word, text) if "[[" in text or "==" in text else text


def _box(found: re.Match[str]) -> str:
    """Return a box as its title, if it has one, and its text."""
    title = f"**{found['title']}**\n\n" if found["title"] else ""
    return f"\n{title}{_INDENT.sub('', found['inner'])}\n"


def _word(found: re.Match[str]) -> str:
    return found["code"] or found["link"] or found["mark"] or ""
