"""YAML of the plainest kind, as nearly all front matter is: `key: value` lines, and lists below a key.

For such text PyYAML, even with its C loader, takes ten times as long. Only lines that YAML itself can read in
one way alone are read here; any other line leaves the whole text to PyYAML, so that there is one opinion on
what is damaged, nested, folded or escaped.
"""

from __future__ import annotations

import re

# A key as people write it, of one word.
NAME = r"[^\W\d][\w.\-]{0,40}"
# A key or an item, with a value in quotes or a plain one; no sign that means something to YAML begins a
# plain value. Every character is printable (see `read`), so that a blank is the only white space.
_LINE = re.compile(
    r"(?:(?P<key>[^\W\d][\w-]{0,40}):|(?P<indent> *)-)"
    r"(?: +(?:'(?P<single>[^']*(?:''[^']*)*)'|\"(?P<double>[^\"\\]*)\""
    r"|(?P<plain>[^ \-?:,\[\]{}#&*!|>'\"%@`].*)))? *"
)


def read(text: str) -> dict[str, str | list[str]] | None:
    """Return the keys and values of *text* as YAML's base loader does; None where it is not of this kind.

    It is not of this kind either with a key twice, which is damage.
    """
    if not text.replace("\n", "").isprintable():  # tabs, other line ends, what YAML does not allow
        return None
    values: dict[str, str | list[str]] = {}
    items: list[str] = []
    open_key: str | None = None  # the key that has no value yet, and may have a list
    indent: str | None = None
    for line in text.split("\n"):
        if not line:
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        key, indented, single, double, plain = found.groups()
        value = _value(single, double, plain)
        if key is None:
            if value is None or open_key is None or indent not in (None, indented):
                return None
            if indent is None:
                indent, values[open_key] = indented, (items := [])
            items.append(value)
        elif key in values or (value is None and plain):
            return None
        else:
            values[key] = value or ""
            open_key, indent = (key, None) if value is None else (None, None)
    return values or None


def _value(single: str | None, double: str | None, plain: str | None) -> str | None:
    """Return the value of a line, None where it has none, or one that is no plain text to YAML."""
    if plain is not None:
        plain = plain.rstrip(" ")
        return None if ": " in plain or " #" in plain or plain[-1] == ":" else plain
    return single.replace("''", "'") if single is not None else double
