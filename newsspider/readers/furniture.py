"""Marks on what is no text of the article, for the rules to take out.

Marks are attributes, so that they stay in the uncleaned fragment; the rule that heeds them is
`page-furniture` of `clean/rules/pages.toml`.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MARK, _VALUE = "data-newsspider", "furniture"


def mark(node: LexborNode) -> None:
    """Mark *node* as furniture."""
    node.attrs[_MARK] = _VALUE


def is_marked(node: LexborNode) -> bool:
    """Return whether *node* itself is marked."""
    return node.attributes.get(_MARK) == _VALUE


def forget(tree: LexborHTMLParser) -> None:
    """Take out the marks that a page came with: no page may say what is furniture."""
    for node in tree.css(f"[{_MARK}]"):
        del node.attrs[_MARK]
