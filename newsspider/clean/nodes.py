"""Walking the parsed tree."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements, texts and comments right below *node*."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
