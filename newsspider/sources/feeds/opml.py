"""OPML: the addresses of the feeds that a reader subscribes to, well-formed or not."""

from __future__ import annotations

import html
import re

# Programs write the address with a bare ampersand, so that no XML parser would read the file.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OUTLINE = re.compile(r"<outline\b([^<>]{1,8000})>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\bxmlurl\s{0,9}=\s{0,9}(?:"([^"]+)"|'([^']+)')""", re.IGNORECASE)
_ROOT = re.compile(r"<opml\b", re.IGNORECASE)
_HEAD = 4000


def is_opml(text: str) -> bool:
    """Return whether *text* is OPML, by its first element."""
    return _ROOT.search(text[:_HEAD]) is not None


def addresses(text: str) -> list[str]:
    """Return the addresses of the feeds in *text*, each once, folders opened."""
    text = _COMMENT.sub("", text) if "-->" in text else text
    found = (_ADDRESS.search(outline[1]) for outline in _OUTLINE.finditer(text))
    every = (html.unescape(one[1] or one[2]).strip() for one in found if one)
    return list(dict.fromkeys(address for address in every if address))
