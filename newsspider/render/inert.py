"""Values of front matter that are text to every theme: a joiner that shows nothing parts what is more.

U+2060 is dropped by every reader here, and neither HTML nor JavaScript knows what it parts. Themes of
Pelican, MkDocs and Eleventy print a title as HTML; Hexo and Eleventy look the names of tags and categories up
in objects that have members of their own, and the build ends there. A further such name is one more of
`_MEMBERS`.
"""

from __future__ import annotations

import html
import re

_JOINER = "\u2060"
# Where HTML sees the beginning of a tag, a comment or a declaration.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(#?[0-9A-Za-z]+;?)")
_MEMBERS = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString"),
        *("toString", "valueOf", "__proto__"),
        *("__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    }
)


def inert(text: str) -> str:
    """Return *text* so that neither HTML nor an object of JavaScript knows anything in it; it shows alike."""
    if text in _MEMBERS:
        return text[0] + _JOINER + text[1:]
    return _ENTITY.sub(_apart, _TAG.sub(f"<{_JOINER}", text)) if "<" in text or "&" in text else text


def _apart(found: re.Match[str]) -> str:
    """Return an ampersand and what follows it, apart where the two are an entity."""
    return found[0] if html.unescape(found[0]) == found[0] else f"&{_JOINER}{found[1]}"
