"""Preformatted text: a fence where that is safe, else a paragraph of lines of code.

Inside a fence nothing can be escaped: a brace is template code to Jekyll, Eleventy and Hexo, `<!--more-->`
a divider to Hugo, and Python-Markdown reads no fence inside a list or a quotation. `<pre>` with entities
would work, but Hugo as shipped drops it with its text.
"""

from __future__ import annotations

import re

from newsspider.model.body import Break, Code, Inline, Paragraph, Style, TextRun
from newsspider.render.escape import clean_line
from newsspider.text import unicode

_UNSAFE = re.compile(r"[{}]|<!--|^\s*-{3,}\s*$", re.MULTILINE)
_FENCE = re.compile(r"`{3,}")
# Languages that are only coloured, never run. Some others are run or drawn where they are shown:
# `mermaid`, `dataviewjs`, `plantuml`, `goat`, `geojson`, and those of any future plugin.
_LANGUAGES = frozenset(
    {
        *("bash", "c", "c#", "c++", "cmake", "console", "cpp", "csharp", "css", "csv", "diff", "dockerfile"),
        *("go", "html", "http", "ini", "java", "javascript", "js", "json", "jsx", "julia", "kotlin", "lua"),
        *("makefile", "markdown", "matlab", "md", "nginx", "objective-c", "perl", "php", "plaintext"),
        *("powershell", "proto", "py", "python", "r", "ruby", "rust", "scala", "sh", "shell", "solidity"),
        *("sql", "swift", "text", "toml", "ts", "tsx", "txt", "typescript", "vb", "xml", "yaml", "yml"),
    }
)
_TAB = 4
# What HTML shows as one space; an ideographic one is a character of its own.
_BLANKS = re.compile(r"[ \xa0]+")


def code_lines(code: Code) -> list[str]:
    """Return the lines of *code* from the first to the last that is not empty, tabs as spaces."""
    lines = [clean_line(line.expandtabs(_TAB)).rstrip() for line in re.split(r"\r\n?|\n", code.text)]
    filled = [number for number, line in enumerate(lines) if unicode.strip(line)]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def fits_fence(code: Code) -> bool:
    """Return whether the text of *code* is safe between fences."""
    return not _UNSAFE.search("\n".join(code_lines(code)))


def language(code: Code) -> str:
    """Return the language of *code* if it is allowed, else ""."""
    return code.language if code.language.lower() in _LANGUAGES else ""


def fence(code: Code) -> str:
    """Return *code* as a fenced block; "" where it has no text."""
    text = "\n".join(code_lines(code))
    if not text:
        return ""
    longest = max(map(len, _FENCE.findall(text)), default=2)
    marker = "`" * (longest + 1)
    return f"{marker}{code.language}\n{text}\n{marker}"


def shown_lines(code: Code) -> list[str]:
    """Return the filled lines of *code* as they show outside `<pre>`: without indents, spaces as one."""
    return [_BLANKS.sub(" ", text) for line in code_lines(code) if (text := unicode.strip(line))]


def paragraph(code: Code) -> Paragraph:
    """Return *code* as a paragraph of code, a line each."""
    inlines: list[Inline] = []
    for text in shown_lines(code):
        inlines += [Break()] if inlines else []
        inlines.append(TextRun(text, Style.CODE))
    return Paragraph(inlines)
