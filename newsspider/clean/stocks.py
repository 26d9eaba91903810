"""Tickers that the source's linker attached: which of them name a company, in order of first mention."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Repair
from newsspider.text import unicode as spaces
from newsspider.text.stock_codes import code_of_span, codes_in_comment, names_something_else

_CONTEXT = 8  # characters on each side are enough to see a longer word or a code in parentheses


@dataclass(slots=True)
class Linked:
    """What the linker said: codes in order, and the names of those that belong to a longer word."""

    codes: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    rule: str = ""

    def span(self, node: LexborNode, rule: str) -> None:
        """Take the code of a span around a name."""
        code = code_of_span(node.id or "")
        if code is None:
            return
        self.rule = rule
        name = spaces.strip(node.text())
        if name and names_something_else(name, _beside(node, before=True), _beside(node, before=False)):
            self.wrong.setdefault(code, name)
        else:
            self.wrong.pop(code, None)
            self._add(code)

    def comment(self, content: str, rule: str) -> None:
        """Take the codes that a comment lists, but those seen on a longer word only."""
        self.rule = self.rule or rule
        for code in codes_in_comment(content):
            if code not in self.wrong:
                self._add(code)

    def _add(self, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)


def settle(draft: Draft, linked: Linked) -> None:
    """Give the article its stocks, and the trace those that were refused."""
    draft.article.stocks += [
        c for c in linked.codes if c not in linked.wrong and c not in draft.article.stocks
    ]
    if linked.codes:
        draft.trace.fields.setdefault("stocks", f"rule:{linked.rule}")
    for code, name in linked.wrong.items():
        draft.trace.removals.append(Removal(linked.rule, f"{code} {name}", what="field"))
        draft.trace.repaired(Repair.STOCK_REJECTED)


def _beside(node: LexborNode, *, before: bool) -> str:
    """Return up to `_CONTEXT` characters that stand right beside *node* in its line."""
    text = ""
    sibling = node.prev if before else node.next
    while sibling is not None and len(text) < _CONTEXT and sibling.tag not in {"br", "p", "div"}:
        if not (sibling.id or "").startswith("quote_"):
            piece = sibling.text() if not sibling.is_comment_node else ""
            text = piece + text if before else text + piece
        sibling = sibling.prev if before else sibling.next
    return text[-_CONTEXT:] if before else text[:_CONTEXT]
