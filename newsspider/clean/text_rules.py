"""Rules on text: whole paragraphs that are furniture by their wording, their links and their place.

They are removed when the paragraph is short, the wording fits, and the fields that the rule takes could be
read: a sentence of the article that only begins like furniture yields no field and stays.

Both ends of an article are walked inwards. A few paragraphs that no rule matches do not end the walk:
promotion with new wording must not shield what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newsspider.clean import credits, pictures, qr_codes
from newsspider.clean.inlines import text_of, trim, without_head, without_tail
from newsspider.clean.rule_tables import Pattern
from newsspider.clean.rules import PatternRule, RuleSet, TextIndex
from newsspider.model.body import (
    Block,
    Break,
    Divider,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)
from newsspider.model.draft import Draft, Removal
from newsspider.text import titles, unicode

# Label and punctuation that a paragraph of links may have besides the links.
_UNLINKED = 14
# Blocks that no rule matches and that the walk passes, at the head and at the tail.
_SHIELDS = {"head": 2, "tail": 3}
# The outer end of a longer paragraph: at most this many characters, separated by this many spaces.
_LONGEST_END = 200
_MOST_BLANKS = 40
_MOST_LINES = 24
_MOST_INLINES = 400  # of a paragraph whose ends are looked at
_BLANK = re.compile(r"\s+")

# Whether a rule counts in a place of the article.
_Allowed = Callable[[PatternRule], bool]
_NO_RULES: list[PatternRule] = []


def apply(draft: Draft, blocks: list[Block], rules: RuleSet) -> list[Block]:
    """Return *blocks* without the furniture that the text rules of *rules* match."""
    search = _Search(draft, rules)
    blocks = _End(search, "head").without(_anywhere(search, blocks))
    named = draft.article.authors
    draft.article.authors = []
    blocks = _End(search, "tail").without(blocks[::-1])[::-1]
    draft.article.authors = _joined(named, draft.article.authors)
    return blocks


def _anywhere(search: _Search, blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    links_go: PatternRule | None = None
    beside = False
    for at, block in enumerate(blocks):
        rule = links_go if links_go is not None and only_links(block) else None
        if rule is None and (found := search.anywhere(block)):
            rule = search.first(found, block, _is_for_any_place, beside=beside, ahead=blocks[at + 1 : at + 2])
        if rule is not None:
            kept += _remove(search.draft, block, rule)
            links_go = rule if rule.rule.followed_by_links else links_go
            beside = True
            continue
        links_go, beside = None, False
        if isinstance(block, Quote):
            block.blocks = _anywhere(search, block.blocks)
            if not block.blocks:
                continue
        kept.append(block)
    return kept


def _is_for_any_place(pattern_rule: PatternRule) -> bool:
    return pattern_rule.rule.where == "any"


class _Search:
    """Searches the blocks of one article. Most blocks are in its middle, and no rule may match them."""

    def __init__(self, draft: Draft, rules: RuleSet) -> None:
        self.draft = draft
        self.rules = rules

    def anywhere(self, block: Block) -> list[PatternRule]:
        """Return the rules for any place that may match *block*."""
        return self._candidates(self.rules.anywhere, block)

    def at_ends(self, block: Block) -> list[PatternRule]:
        """Return the rules, also those for an end of an article, that may match *block*."""
        return self._candidates(self.rules.at_ends, block)

    def _candidates(self, asked: TextIndex, block: Block) -> list[PatternRule]:
        if isinstance(block, Paragraph) and not _has_link(block):
            numbers = asked.plain.numbers(text_of(block.inlines))
        else:
            text = _text(block)
            numbers = asked.every.numbers(text) if text is not None else ()
        return [self.rules.texts[number] for number in numbers] if numbers else _NO_RULES

    def first(
        self,
        rules: list[PatternRule],
        block: Block,
        allowed: _Allowed,
        *,
        beside: bool,
        ahead: list[Block],
    ) -> PatternRule | None:
        """Return the first of *rules* that removes *block*, after reading the fields that it takes.

        Only *allowed* rules count, for *block* and for the one after it, *ahead*, if there is one. *beside*
        says that the block before it was removed.
        """
        text = _text(block) or ""
        is_boxed, is_heading = isinstance(block, Quote), isinstance(block, Heading)
        is_line = is_heading or isinstance(block, Paragraph)  # as a credit is
        is_linked = only_links(block)
        for pattern_rule in rules:
            rule = pattern_rule.rule
            if (
                (rule.linked and not is_linked)
                or (rule.beside and not beside)
                or (rule.boxed and not is_boxed)
                or (rule.heading and not is_heading)
                or (rule.take and not is_line)
            ):
                continue
            if not allowed(pattern_rule) or not pattern_rule.search(text):
                continue
            if pattern_rule.links_to is not None and not _links_to(block, pattern_rule.links_to):
                continue
            if not _is_text(block):
                return None
            if rule.ahead and not any(self._goes_after(each, allowed) for each in ahead):
                continue
            if not rule.take or credits.take(self.draft, rule, unicode.strip(text)):
                return pattern_rule
        return None

    def lead(self, words: str, place: str) -> PatternRule | None:
        """Return the rule that takes *words* at the outer end of a longer paragraph."""
        for number in self.rules.may_lead.numbers(words):
            each = self.rules.texts[number]
            if each.rule.where in ("any", "edge", place) and each.search(unicode.strip(words)):
                return each
        return None

    def _goes_after(self, block: Block, allowed: _Allowed) -> bool:
        """Return whether *block* is removed by a rule that needs nothing after it, or is links only."""

        def is_plain(each: PatternRule) -> bool:
            return not each.rule.ahead and not each.rule.take and allowed(each)

        return only_links(block) or (
            self.first(self.at_ends(block), block, is_plain, beside=True, ahead=[]) is not None
        )


def _text(block: Block) -> str | None:
    """Return the text that the rules look at; None for a block that no rule removes."""
    if isinstance(block, (Paragraph, Heading)):
        return text_of(block.inlines)
    return block_text(block) if isinstance(block, (Quote, ListBlock)) else None


def _is_text(block: Block) -> bool:
    """Return whether *block* holds nothing but text and pictures, and no code."""
    every = list(_inner(block))
    return all(isinstance(inner, (Paragraph, Heading, Picture)) for inner in every) and not any(
        map(_is_all_code, every)
    )


class _End:
    """One end of an article; its blocks are given from the outside inwards."""

    def __init__(self, search: _Search, place: str) -> None:
        self.search = search
        self.draft = search.draft
        self.place = place
        self.spares_links = False  # else nothing would be left
        self.beside = False  # the last block was removed
        self.invited = False  # and it was no credit

    def without(self, blocks: list[Block]) -> list[Block]:
        """Return *blocks* without the furniture at this end; reporters are named in reading order."""
        kept: list[Block] = []
        unknown = 0
        has_text = any(not isinstance(block, (Picture, Divider)) for block in blocks)
        self.spares_links = all(
            only_links(block) or isinstance(block, (Picture, Divider)) for block in blocks
        )
        for at, block in enumerate(blocks):
            if unknown > _SHIELDS[self.place]:
                return kept + blocks[at:]
            if isinstance(block, Picture):
                if not has_text or not self._is_code(block):
                    kept.append(block)
                continue
            rule = self._found(blocks, at, shielded=unknown > 0)
            if rule is not None:
                self.beside = True
                self.invited = not rule.rule.take
                kept = [*self._without_codes(kept), *_remove(self.draft, block, rule)]
                continue
            rest = self._shortened(block)
            kept += rest
            if rest and not self._is_passed(block):
                unknown += 1
                self.beside = self.invited = False
        return kept

    def _is_code(self, picture: Picture) -> bool:
        """Return whether *picture* is a QR code; if so, note its removal."""
        found = qr_codes.at_end(self.draft, picture, beside=self.invited, tail=self.place == "tail")
        if found:
            qr_codes.remove(self.draft, picture)
        return found

    def _without_codes(self, kept: list[Block]) -> list[Block]:
        """Return *kept* without the codes at its end, which the text removed now was about."""
        last = len(kept)
        while last and isinstance(kept[last - 1], Picture):
            last -= 1
        return kept[:last] + [
            each for each in kept[last:] if not (isinstance(each, Picture) and self._is_code(each))
        ]

    def _is_passed(self, block: Block) -> bool:
        """Return whether *block* cannot shield another: a line across the page, the title again."""
        if isinstance(block, (Paragraph, Heading)):
            title, text = self.draft.article.title, block_text(block)
            return bool(title) and len(text) <= len(title) * 2 and _repeats(title, text)
        return isinstance(block, Divider)

    def _found(
        self, blocks: list[Block], at: int, *, shielded: bool, new: bool = False
    ) -> PatternRule | None:
        """Return the rule that removes the block at *at*; a line below a chart is about the chart.

        A *new* block has not met the rules for any place yet.
        """
        rules = self.search.at_ends(blocks[at])
        if not rules:
            return None
        below_picture = _stands_below_picture(blocks, at, upwards=self.place == "tail")

        def is_allowed(each: PatternRule) -> bool:
            rule = each.rule
            if rule.where not in ("any", "edge", self.place) or (below_picture and rule.captions):
                return False
            if not new and (rule.where == "any" or (rule.linked and self.spares_links)):
                return False
            # Links between paragraphs that stay are not an end.
            if shielded and ((below_picture and rule.take) or (rule.linked and rule.where == "tail")):
                return False
            return each.not_below is None or not _is_below(blocks[at:], each.not_below)

        article = self.draft.article
        named, article.authors = article.authors, []
        ahead = blocks[at + 1 : at + 2]
        rule = self.search.first(rules, blocks[at], is_allowed, beside=self.beside, ahead=ahead)
        found = article.authors
        article.authors = _joined(found, named) if self.place == "tail" else _joined(named, found)
        return rule

    def _shortened(self, block: Block) -> list[Block]:
        """Return *block* without the furniture in its paragraph; nothing if all of it is furniture."""
        if not isinstance(block, Paragraph) or len(block.inlines) > _MOST_INLINES:
            return [block]
        text = text_of(block.inlines)
        if text.split(None, 1) == [text]:  # neither lines nor words
            return [block]
        for lines in range(_MOST_LINES):
            shorter = self._without_line(block.inlines) or self._without_words(block.inlines)
            if shorter is None:
                # The last line that is left of several is looked at as a paragraph of its own.
                rule = self._found([block], 0, shielded=False, new=True) if lines else None
                return [block] if rule is None else [*_remove(self.draft, block, rule)]
            block.inlines = shorter
            self.beside = True
            if not shorter:
                return []
        return [block]

    def _without_line(self, inlines: list[Inline]) -> list[Inline] | None:
        """Return *inlines* without their outermost line where a rule matches it, else None."""
        breaks = [at for at, item in enumerate(inlines) if isinstance(item, Break)]
        if not breaks:
            return None
        head = self.place == "head"
        at = breaks[0] if head else breaks[-1]
        line, rest = (inlines[:at], inlines[at:]) if head else (inlines[at:], inlines[:at])
        block = Paragraph(trim(line))
        rule = self._found([block], 0, shielded=False)
        if rule is None:
            return None
        left: list[Inline] = [*_remove(self.draft, block, rule)]
        return trim([*left, *rest] if head else [*rest, *left])

    def _without_words(self, inlines: list[Inline]) -> list[Inline] | None:
        """Return *inlines* without the words at their outer end that a rule matches, else None."""
        text = text_of(inlines)
        is_head = self.place == "head"
        for start, end in _blanks(text, self.place):
            words = text[:start] if is_head else text[end:]
            rule = self.search.lead(words, self.place)
            if rule is not None:
                self.draft.trace.removals.append(Removal(rule.rule.id, unicode.squeeze(words)))
                return trim(without_head(inlines, end) if is_head else without_tail(inlines, start))
        return None


def _blanks(text: str, place: str) -> list[tuple[int, int]]:
    """Return where the spaces near one end of *text* begin and end, the one farthest from that end first."""
    if place == "head":
        return [blank.span() for blank in _BLANK.finditer(text[:_LONGEST_END])][:_MOST_BLANKS][::-1]
    shift = max(0, len(text) - _LONGEST_END)
    found = [blank.span() for blank in _BLANK.finditer(text[shift:])][-_MOST_BLANKS:]
    return [(start + shift, end + shift) for start, end in found]


def _is_below(blocks: list[Block], heading: Pattern) -> bool:
    """Return whether the first of *blocks*, given upwards, that is more than links matches *heading*."""
    above = next((block for block in blocks if not only_links(block)), None)
    return isinstance(above, (Paragraph, Heading)) and heading.search(block_text(above)) is not None


def _stands_below_picture(blocks: list[Block], at: int, *, upwards: bool) -> bool:
    """Return whether the block at *at* follows a picture or a table in reading order."""
    above = at + 1 if upwards else at - 1
    return 0 <= above < len(blocks) and isinstance(blocks[above], (Picture, Table))


def _repeats(title: str, text: str) -> bool:
    """Return whether *text* is *title* again, undamaged or not."""
    return titles.same(title, text) or titles.restore(title, text) is not None


def _joined(first: list[str], second: list[str]) -> list[str]:
    return first + [name for name in second if name not in first]


def _links_to(block: Block, pattern: Pattern) -> bool:
    """Return whether *block* has links, and *pattern* matches the address of each."""
    hrefs = list(_hrefs(block))
    return bool(hrefs) and all(pattern.search(href) for href in hrefs)


def _inner(block: Block) -> Iterator[Block]:
    if isinstance(block, Quote):
        for inner in block.blocks:
            yield from _inner(inner)
    elif isinstance(block, ListBlock):
        for item in block.items:
            for inner in item:
                yield from _inner(inner)
    else:
        yield block


def _runs(block: Block) -> Iterator[TextRun]:
    for inner in _inner(block):
        if isinstance(inner, (Paragraph, Heading)):
            yield from (item for item in inner.inlines if isinstance(item, TextRun))


def _is_all_code(block: Block) -> bool:
    """Return whether *block* is lines of code: preformatted text is written so where no fence is allowed."""
    runs = list(_runs(block))
    return bool(runs) and all(Style.CODE in run.style or not run.text.strip() for run in runs)


def _hrefs(block: Block) -> Iterator[str]:
    return (run.href for run in _runs(block) if run.href)


def _has_link(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return any(_hrefs(block))
    inlines = block.inlines
    if len(inlines) == 1 and isinstance(only := inlines[0], TextRun):  # as most paragraphs are
        return bool(only.href)
    return any(isinstance(item, TextRun) and item.href for item in inlines)


def only_links(block: Block) -> bool:
    """Return whether *block* is only links, apart from a label."""
    if not _has_link(block) or not all(isinstance(inner, Paragraph) for inner in _inner(block)):
        return False
    return sum(unicode.visible(run.text) for run in _runs(block) if run.href is None) <= _UNLINKED


def _remove(draft: Draft, block: Block, rule: PatternRule) -> list[Picture]:
    """Note that *block* is removed; returns its pictures, which stay unless they are QR codes."""
    draft.trace.removals.append(Removal(rule.rule.id, block_text(block)))
    kept: list[Picture] = []
    for picture in pictures.walk([block]):
        if qr_codes.at_end(draft, picture, beside=True, tail=True):
            qr_codes.remove(draft, picture)
        else:
            kept.append(picture)
    return kept


def block_text(block: Block) -> str:
    """Return the text of a paragraph, heading, list or quotation, squeezed."""
    if isinstance(block, (Paragraph, Heading)):
        return unicode.squeeze(text_of(block.inlines))
    texts = (text_of(inner.inlines) for inner in _inner(block) if isinstance(inner, (Paragraph, Heading)))
    return unicode.squeeze(" ".join(texts))
