"""Text to Markdown that every engine shows as that text; code and addresses likewise.

CommonMark, marked (Hexo), goldmark (Hugo as shipped), kramdown (Jekyll), Python-Markdown (Pelican, MkDocs)
and markdown-it (Eleventy) take different characters for markup, and different ones after a backslash;
Obsidian, GitHub and VitePress have marks of their own. What these look for in the finished text, where no
escape is left, is separated by an invisible joiner that every reader here drops. To add a character, add an
entry to `_CHARACTERS`; to add a sequence, add a pair to `_SEQUENCES`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from newsspider.text import unicode
from newsspider.text.safe_urls import without_entities
from newsspider.text.unicode import remove_controls

JOINER = "\u2060"

# A backslash where all six engines take one, else an entity.
_CHARACTERS = {
    "\\": "\\\\",
    "`": "&#96;",  # code; with a backslash kramdown still lets it swallow a table's pipe
    "*": "\\*",  # emphasis; `*ST` is how a stock in trouble is named
    "_": "\\_",
    "[": "\\[",  # links, footnotes, [TOC], task lists, abbreviations
    "]": "\\]",
    "<": "&lt;",  # HTML, autolinks, <!--more-->; kramdown makes « of two
    ">": "&gt;",  # quotations
    "~": "&#126;",  # strike-through and fences; Python-Markdown knows no backslash before it
    "|": "&#124;",  # kramdown takes any line that holds one for a table
    "{": "&#123;",  # template code, shortcodes, attribute lists
    "}": "&#125;",
    "$": "&#36;",  # a formula in Jekyll, on GitHub and in Obsidian, from one dollar to the next
    '"': "&quot;",  # Hugo, Hexo and Jekyll bend straight quotes, the others do not
    "'": "&#39;",
}
_SEQUENCES = (
    (r"\](?=\s*:)", lambda _: "&#93;"),  # kramdown ends a definition of a link there, backslash or not
    (r"-{2,}", lambda found: "-" + "\\-" * (len(found) - 1)),  # a long dash in Hugo, Hexo and Jekyll
    (r"\.{3}", lambda _: "..\\."),  # an ellipsis in the same
    (r"\{{2,}", lambda found: JOINER.join(["&#123;"] * len(found))),  # Vue reads the page that VitePress made
    (r"%{2,}", lambda found: "&#37;" * len(found)),  # a comment in Obsidian
    (r"={2,}", lambda found: "&#61;" * len(found)),  # highlighted in Obsidian
    (r"(?<=\\)#", lambda _: "&#35;"),
    (r"#(?=\S)", lambda _: "\\#"),  # a tag in Obsidian, an issue on GitHub
    (r"(?<=\s)\^(?=[0-9a-z-]+\s*$)", lambda _: "&#94;"),  # the name of a block in Obsidian
    # An emoji short code, even in a ratio such as 1:100:3; a time of day is not one.
    (r":(?=(?:100|1234|[+-]1|(?=[0-9_+-]*[a-z])[0-9a-z_+-]+):)", lambda _: f":{JOINER}"),
    # An entity, for kramdown with dots and dashes in its name; Python-Markdown stumbles over half a one.
    (r"&(?=#|[\w:][\w.:-]*;)", lambda _: "&amp;"),
    # GFM makes links of addresses in plain text, up to the next blank: in Chinese, half the paragraph.
    (r"(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//)", lambda _: f"&#58;{JOINER}"),
    (r"(?<=www)\.", lambda _: f"{JOINER}\\."),
    (r"@(?=[0-9a-z])", lambda _: f"&#64;{JOINER}"),
)
_TAKES_BACKSLASH = frozenset("#+-")
# Few characters of Chinese text can begin any of these; only there is the slower pattern tried. What every
# figure has (a dash, a full stop, a per cent sign) begins something only beside another.
_ANY = re.compile(
    r"[\\`*_\[\]<>~|{}\"'\-.$&:@#^%=]"
    r"(?:(?<![-.%=])|(?=[-.%=])(?:(?<=-)-|(?<=\.)\.\.|(?<=%)%|(?<==)=)|(?<=[wW]{3}\.))"
)
_SPECIAL = re.compile(
    "|".join([*(f"({pattern})" for pattern, _ in _SEQUENCES), r"[\\`*_\[\]<>~|{}$\"']"]),
    re.IGNORECASE | re.ASCII,
)

# Markup only at the beginning of a line or as a whole line.
_NUMBERED = re.compile(r"([0-9]+)(?=[.)](?:\s|$))")
_LINE_START = re.compile(
    r"#"  # a heading, for Python-Markdown without a space after it
    r"|[-+:](?=\s|$)"  # an item, a definition
    r"|:{3}|/{3}|[!?]{3}\+?\s"  # a box in VitePress, Docusaurus and MkDocs with its usual extensions
    r"|[-=]+$"  # an underline of a heading
    r"|\^\s*$",  # kramdown's end of a block
)
_CLOSING = re.compile(r"(?<![\\#])#+$|(?<=\\#)#+$")
_ESCAPED = re.compile(r"\\(.)")
# In these an engine looks for something even inside a code span.
_NOT_IN_SPAN = frozenset("`~{}|<>[]&@\\$")

# They end a destination or begin something else: white space, controls, brackets, quotes, templates.
_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f\"'<>()\[\]\\`{}|^]")


def escape(text: str) -> str:
    """Return *text* (one line) as Markdown for the middle of a line."""
    parts: list[str] = []
    done = 0
    for candidate in _ANY.finditer(text):
        at = candidate.start()
        found = _SPECIAL.match(text, at) if at >= done else None
        if found:
            parts += text[done:at], _escaped(found)
            done = found.end()
    return "".join([*parts, text[done:]]) if done else text


def _escaped(found: re.Match[str]) -> str:
    if found.lastindex:
        return _SEQUENCES[found.lastindex - 1][1](found[0])
    return _CHARACTERS[found[0]]


def entity(character: str) -> str:
    """Return *character* as a numeric entity."""
    return f"&#{ord(character)};"


def first(markdown: str) -> str:
    """Return *markdown* with its first character, which must be punctuation, escaped."""
    rest = markdown[1:]
    return f"\\{markdown}" if markdown[0] in _TAKES_BACKSLASH else entity(markdown[0]) + rest


def line_start(line: str) -> str:
    """Return *line*, already Markdown, so that it can only begin a paragraph."""
    if line[:1].isalpha():
        return line
    if _LINE_START.match(line):
        return first(line)
    return _NUMBERED.sub(r"\1\\", line, count=1) if _NUMBERED.match(line) else line


def heading(line: str) -> str:
    """Return *line*, already Markdown, so that no number sign at its ends is taken for the heading's own."""
    closed = _CLOSING.sub(lambda found: "\\#" * len(found[0]), line)
    return first(closed) if closed.startswith("#") else closed


def label(markdown: str) -> str:
    """Return *markdown* as the text of a link or the alt of a picture.

    marked (Hexo) undoes the escapes of brackets there and reads the text again; kramdown takes `[^` for
    a footnote.
    """
    text = _ESCAPED.sub(lambda found: entity(found[1]) if found[1] in "\\[]" else found[0], markdown)
    return first(text) if text.startswith("^") else text


def code(text: str) -> str:
    """Return *text* (one line) as code in a line.

    It must be text that fits in a span.
    """
    return f"`{text}`"


def fits_span(text: str) -> bool:
    """Return whether *text* is safe as code in a line.

    Braces in a span are still template code, and what begins with `=` is run by Obsidian's Dataview.
    """
    return _NOT_IN_SPAN.isdisjoint(text) and not text.startswith("=")


def address(url: str) -> str:
    """Return *url* as the destination of a link or a picture: it can neither end early nor hold markup."""
    return without_entities(_IN_ADDRESS.sub(lambda found: quote(found[0]), url))


# --- plain ---
# One line of text as every form of an article writes it: no control characters, no line ends of any kind.
#
# Every module here begins with it, so that Markdown, text, HTML and front matter hold the same characters.

# They end a line for Markdown, YAML 1.1, Python or JavaScript; a run and a title are one line.
_LINE_ENDS = re.compile("[\t\n\r\u2028\u2029]")


def clean_line(text: str) -> str:
    """Return *text* as one line without controls; its spaces stay as they are."""
    return text if text.isprintable() else remove_controls(_LINE_ENDS.sub(" ", text))


def one_line(text: str) -> str:
    """Return *text* as one line without controls and without spaces at its ends."""
    return unicode.strip(text if text.isprintable() else clean_line(text))
