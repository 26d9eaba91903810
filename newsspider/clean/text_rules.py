"""Rules on text: whole paragraphs that are furniture by their wording.

They go when the paragraph is short, the wording fits, and the fields that the rule takes could be read: a
sentence of the article that merely begins alike yields no field and stays.
"""

from __future__ import annotations

from newsspider.clean import credits
from newsspider.clean.inlines import text_of
from newsspider.clean.rules import PatternRule, RuleSet
from newsspider.model.body import Block, Heading, ListBlock, Paragraph, Picture, Quote, TextRun
from newsspider.model.draft import Draft, Removal
from newsspider.text import unicode

# Label and punctuation that a paragraph of links may have beside them.
_UNLINKED = 14


def apply(draft: Draft, blocks: list[Block], rules: RuleSet) -> list[Block]:
    """Return *blocks* without the furniture that the text rules of *rules* know."""
    anywhere = [rule for rule in rules.texts if rule.rule.where == "any"]
    edges = [rule for rule in rules.texts if rule.rule.where == "edge"]
    return _edges(draft, _anywhere(draft, blocks, anywhere), edges)


def _anywhere(draft: Draft, blocks: list[Block], rules: list[PatternRule]) -> list[Block]:
    kept: list[Block] = []
    links_go: PatternRule | None = None
    for block in blocks:
        rule = links_go if links_go is not None and only_links(block) else _matching(draft, block, rules)
        if rule is not None:
            _remove(draft, block, rule)
            links_go = rule if rule.rule.followed_by_links else None
            continue
        links_go = None
        if isinstance(block, Quote):
            block.blocks = _anywhere(draft, block.blocks, rules)
            if not block.blocks:
                continue
        kept.append(block)
    return kept


def _edges(draft: Draft, blocks: list[Block], rules: list[PatternRule]) -> list[Block]:
    """Take furniture off both ends until there is none; pictures do not end the search."""
    going = _edge(draft, blocks, rules)
    rest = [block for block in blocks if id(block) not in going]
    named = draft.article.authors
    draft.article.authors = []
    going |= _edge(draft, rest[::-1], rules, upwards=True)
    draft.article.authors = _joined(named, draft.article.authors)
    return [block for block in rest if id(block) not in going]


def _edge(draft: Draft, blocks: list[Block], rules: list[PatternRule], *, upwards: bool = False) -> set[int]:
    """Return the blocks (by their address) that go from this end; reporters stay in reading order."""
    going: set[int] = set()
    for block in blocks:
        if isinstance(block, Picture):
            continue
        named = draft.article.authors
        draft.article.authors = []
        rule = _matching(draft, block, rules)
        found = draft.article.authors
        draft.article.authors = _joined(found, named) if upwards else _joined(named, found)
        if rule is None:
            break
        going.add(id(block))
        _remove(draft, block, rule)
    return going


def _joined(first: list[str], second: list[str]) -> list[str]:
    return first + [name for name in second if name not in first]


def _matching(draft: Draft, block: Block, rules: list[PatternRule]) -> PatternRule | None:
    """Return the rule that takes *block* out, having read its fields."""
    if not isinstance(block, (Paragraph, Heading)):
        return None
    text = text_of(block.inlines)
    length = len(text)
    for pattern_rule in rules:
        rule = pattern_rule.rule
        if length > rule.longest or not pattern_rule.search(text):
            continue
        if rule.linked and not only_links(block):
            continue
        if not rule.take or credits.take(draft, rule, unicode.strip(text)):
            return pattern_rule
    return None


def only_links(block: Block) -> bool:
    """Say whether *block* is nothing but links, save a label."""
    if isinstance(block, ListBlock):
        return all(only_links(inner) for item in block.items for inner in item)
    if not isinstance(block, Paragraph):
        return False
    runs = [item for item in block.inlines if isinstance(item, TextRun)]
    unlinked = sum(unicode.visible(run.text) for run in runs if run.href is None)
    return unlinked <= _UNLINKED and any(run.href for run in runs)


def _remove(draft: Draft, block: Block, rule: PatternRule) -> None:
    draft.trace.removals.append(Removal(rule.rule.id, block_text(block)))


def block_text(block: Block) -> str:
    """Return the text of a paragraph, heading or list, squeezed."""
    if isinstance(block, ListBlock):
        return unicode.squeeze(" ".join(block_text(inner) for item in block.items for inner in item))
    inlines = block.inlines if isinstance(block, (Paragraph, Heading)) else []
    return unicode.squeeze(text_of(inlines))
