"""The text of a body before the text rules, in reading order, with what the rules on elements removed.

It is read off the tree after the builder has made the blocks, and only for somebody who asks for it: see
`api.process`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from newsspider.clean import allowlist
from newsspider.clean.allowlist import children
from newsspider.text import unicode

_LINE = "\n"
_CELLS = frozenset({"td", "th"})
# Elements that begin and end a line, in addition to those that separate paragraphs.
_BLOCKS = allowlist.PARTING | frozenset(allowlist.HEADINGS) | {"ul", "ol", "blockquote", "table", "pre", "hr"}


def pieces(tree: LexborNode, gone: Mapping[int, int]) -> Iterator[tuple[int | None, str]]:
    """Yield the pieces of the text below *tree*, each with the index of the removal that took it out.

    *gone* has that index by the address of each removed node. Line feeds separate blocks and lines.
    """
    waiting: list[LexborNode | str] = []
    waiting += [*children(tree)][::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield None, node
            continue
        removal = gone.get(node.mem_id)
        parts = node.tag in _BLOCKS
        if parts or node.tag == "br":
            yield None, " " if node.tag in _CELLS else _LINE
        if removal is not None:
            text = node.text_content if node.is_text_node else node.text(separator=" ")
            yield removal, unicode.squeeze(text or "")
        elif node.is_text_node:
            yield None, node.text_content or ""
        elif node.is_element_node:
            waiting += [_LINE] if parts and node.tag not in _CELLS else []
            waiting += list(children(node))[::-1]
