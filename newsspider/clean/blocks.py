"""From the parsed tree to blocks: the sanitiser and the builder are one walk.

Only what `model.body` has a type for comes out, so nothing else can leave. Text is conserved: what does not
come out as a block is in the trace's removals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newsspider.clean import allowlist, embeds, pictures, tables
from newsspider.clean.allowlist import children
from newsspider.clean.collector import Collector
from newsspider.clean.embeds import Embeds
from newsspider.clean.inlines import Line, flat, text_of
from newsspider.clean.rules import Marks, Rule
from newsspider.model.body import (
    Block,
    Break,
    Code,
    Divider,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    TextRun,
)
from newsspider.render.portable import Edge, in_characters, joins_figures
from newsspider.text import unicode, urls

_PLACED = Style.SUP | Style.SUB
# The only styles that change the meaning of a figure in preformatted text.
_MOVED = _PLACED | Style.STRIKE
_BLOCKS = "p, div, li, blockquote, table, pre, h1, h2, h3, h4, h5, h6, hr"
_START = re.compile(r"[0-9]{1,8}")
_NOTHING: dict[int, Rule] = {}


class Builder:
    """Builds the blocks below one element. Nested blocks (items, cells, quotations) get their own builder."""

    def __init__(self, marks: Marks, collector: Collector, frames: Embeds, depth: int = 0) -> None:
        self.marks = marks
        self.collector = collector
        self.embeds = frames
        self.depth = depth
        self.blocks: list[Block] = []
        self.line = Line()

    def below(self, node: LexborNode, style: Style = Style.NONE, href: str | None = None) -> list[Block]:
        """Return the blocks of everything below *node*."""
        self._children(node, style, href, allowlist.leading_comments(node))
        self.flush()
        return self.blocks

    def flush(self) -> None:
        """End the paragraph that is being collected."""
        if not self.line.items:
            return
        for inlines in self.line.take():
            only = inlines[0]
            if len(inlines) == 1 and isinstance(only, Picture):
                self.blocks.append(only)
            else:
                self.blocks.append(Paragraph(inlines))

    def _children(
        self, node: LexborNode, style: Style, href: str | None, before: list[LexborNode] | None = None
    ) -> None:
        self.depth += 1
        if self.depth > allowlist.MAX_DEPTH:
            self._as_text(node, style, href)
        else:
            inside: dict[int, Rule] = {}
            for comment in before or ():
                inside |= self._comment(comment, node.first_child)
            child = node.first_child
            while child is not None:
                following = child.next
                if child.is_empty_text_node and not self.line.items:
                    pass  # between two blocks, as half of all nodes
                elif inside and child.mem_id in inside:
                    self._in_place(child, child.tag or "", inside[child.mem_id])
                elif child.is_text_node:
                    self.line.text(child.text_content or "", style, href)
                elif child.is_element_node:
                    self._element(child, child.tag or "", style, href)
                elif child.is_comment_node:
                    inside |= self._comment(child, following)
                child = following
        self.depth -= 1

    def _comment(self, node: LexborNode, first: LexborNode | None) -> dict[int, Rule]:
        """Note the comment *node*; returns the nodes of the place that it begins, which *first* may be in."""
        content = node.comment_content or ""
        place = self.collector.place(node, content, first)
        self.collector.comment(content)
        return _NOTHING if place is None else {each.mem_id: place[0] for each in place[1]}

    def _as_text(self, node: LexborNode, style: Style, href: str | None) -> None:
        """Take all that is shown of *node* as one text."""
        parts: list[str] = []
        waiting = [node]
        while waiting:
            inner = waiting.pop()
            if inner.is_text_node:
                parts.append(inner.text_content or "")
            elif inner.is_element_node and (inner.tag or "") in allowlist.GONE:
                self.collector.unfit(inner)
            elif inner.is_element_node:
                waiting += [*children(inner)][::-1]
        self.line.text(" ".join(parts), style, href)

    def _note(self, node: LexborNode) -> None:
        """Note the comment *node*, which begins no place here."""
        self.collector.comment(node.comment_content or "")

    def _in_place(self, node: LexborNode, tag: str, rule: Rule) -> None:
        """Leave out a node in a place that, by *rule*, holds nothing of the article."""
        if tag == allowlist.COMMENT:
            self._note(node)
        elif tag in allowlist.GONE:
            self.collector.unfit(node)
        elif not node.is_element_node:
            self.collector.bare(node, rule)
        else:
            marked = self.marks.of(node, tag)
            self._dropped(node, marked[0] if marked and marked[0].action == "drop" else rule)

    def _dropped(self, node: LexborNode, rule: Rule) -> None:
        self.collector.dropped(node, rule)
        if self.line.items and allowlist.visible_up_to(node, 0):
            self.line.end_figure(Edge.REMOVED)

    def _element(self, node: LexborNode, tag: str, style: Style, href: str | None) -> None:
        rules = self.marks.of(node, tag)
        if rules:
            if rules[0].action == "drop":
                self._dropped(node, rules[0])
                return
            if any(rule.action == "caption" for rule in rules):
                self._caption(node)
                return
            style |= self._marked(node, rules)
        if tag in allowlist.GONE:
            self._gone(node)
        elif tag in allowlist.STYLES:
            self._styled(node, allowlist.STYLES[tag], style, href)
        elif tag in allowlist.PARTING:
            self.flush()
            self._children(node, style, href)
            self.flush()
        elif tag == "a":
            self._children(node, style, self._href(node, rules) or href)
        elif tag == "br":
            self.line.items.append(Break())
        elif tag == "img":
            self._picture(node, href)
        else:
            self._block(node, tag, style, href)

    def _styled(self, node: LexborNode, added: Style, style: Style, href: str | None) -> None:
        """Build what has the style *added*; what is raised above a raised figure is put in brackets."""
        is_above = bool(
            style
            and added in _PLACED
            and style & _PLACED
            and unicode.strip(node.text())
            and node.css_first(_BLOCKS) is None  # brackets hold one line
        )
        if is_above:
            self.line.text("^(" if added == Style.SUP else "_(", style, href)
        if added == Style.STRIKE:
            self.line.end_figure(Edge.STRUCK)
        both = style | added if style else added
        self._children(node, style if is_above else both, href)
        if added == Style.STRIKE:
            self.line.end_figure(Edge.STRUCK)
        if is_above:
            self.line.text(")", style, href)

    def _gone(self, node: LexborNode) -> None:
        """Leave out an element that is never allowed; a link to what it shows may stay."""
        self.collector.unfit(node)
        link = self.embeds.link(node) or embeds.document(node)
        if link is not None:
            self._add(Paragraph([link]))

    def _block(self, node: LexborNode, tag: str, style: Style, href: str | None) -> None:
        """Build the elements that have their own block; any other is transparent."""
        if tag in allowlist.HEADINGS:
            self._heading(node, allowlist.HEADINGS[tag])
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._add(self._list(node, ordered=tag == "ol"))
        elif tag == "blockquote":
            quoted = self._nested(node)
            self._add(Quote(quoted) if quoted else None)
        elif tag == "table":
            self.flush()
            self.blocks += tables.build(node, self._nested, self._single)
        elif tag in {"pre", "listing", "xmp"}:
            self._code(node)
        elif tag == "hr":
            self._add(Divider())
        else:
            self._children(node, style, href)

    def _add(self, block: Block | None) -> None:
        self.flush()
        if block is not None:
            self.blocks.append(block)

    def _nested(self, node: LexborNode) -> list[Block]:
        rules = self.marks.of(node, node.tag or "")
        if rules and rules[0].action == "drop":
            self.collector.dropped(node, rules[0])
            return []
        return Builder(self.marks, self.collector, self.embeds, self.depth + 1).below(node)

    def _single(self, node: LexborNode) -> list[Block]:
        """Return the blocks of *node* itself, where it is not in its usual parent."""
        builder = Builder(self.marks, self.collector, self.embeds, self.depth + 1)
        builder._node(node)
        builder.flush()
        return builder.blocks

    def _node(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == allowlist.TEXT:
            self.line.text(node.text_content or "", Style.NONE, None)
        elif tag == allowlist.COMMENT:
            self._note(node)
        elif node.is_element_node:
            self._element(node, tag, Style.NONE, None)

    def _marked(self, node: LexborNode, rules: list[Rule]) -> Style:
        for rule in rules:
            if rule.action == "stock":
                self.collector.stock(node, rule)
        return Style.BOLD if any(rule.action == "bold" for rule in rules) else Style.NONE

    def _href(self, node: LexborNode, rules: list[Rule]) -> str | None:
        raw = node.attributes.get("href")
        if raw is None or any(rule.action == "unwrap" for rule in rules):
            return None
        if raw.startswith("#"):
            return None  # a place in the page itself, which is not kept
        href = urls.safe_href(urls.original(raw))
        if href is None and raw.strip():
            self.collector.address(raw)
        return href

    def _picture(self, node: LexborNode, href: str | None) -> None:
        picture, refused = pictures.read(node, href)
        if picture is not None:
            self.line.items.append(picture)
        elif refused:
            self.collector.address(refused)

    def _caption(self, node: LexborNode) -> None:
        """Give the picture before *node* its caption; text that is not a caption becomes paragraphs."""
        picture = self._last_picture()
        found = self._nested(node)
        if not found:
            return
        if picture is not None and (caption := pictures.caption(found)):
            picture.caption = caption
            if picture in self.line.items:
                del self.line.items[self.line.items.index(picture) :]
                self._add(picture)
        else:
            self.flush()
            self.blocks += found

    def _last_picture(self) -> Picture | None:
        items = [item for item in self.line.items if not isinstance(item, Break)]
        while items and isinstance(items[-1], TextRun) and not unicode.strip(items[-1].text):
            items.pop()
        last = items[-1] if items else None if self.line.items else (self.blocks[-1] if self.blocks else None)
        return last if isinstance(last, Picture) and last.caption is None else None

    def _heading(self, node: LexborNode, level: int) -> None:
        self.flush()
        for block in self._nested(node):
            if isinstance(block, Paragraph):
                self.blocks.append(Heading(level, flat([block])))
            else:
                self.blocks.append(block)

    def _list(self, node: LexborNode, *, ordered: bool) -> ListBlock | None:
        items: list[list[Block]] = []
        for child in children(node):
            if child.tag == "li" and not self.marks.of(child, "li"):
                items.append(self._nested(child))
            else:
                items.append(self._single(child))
        kept = [item for item in items if not all(isinstance(block, Divider) for block in item)]
        start = node.attributes.get("start") or ""
        return ListBlock(kept, ordered, int(start) if _START.fullmatch(start) else 1) if kept else None

    def _code(self, node: LexborNode) -> None:
        text = (
            unicode.without_zero_width(text_of(in_characters(list(self._preformatted(node)))))
            .replace("\xa0", " ")
            .strip("\n")
        )
        inner = node.css_first("code")
        language = (inner.attributes.get("class") or "") if inner is not None else ""
        words = [w.removeprefix("language-") for w in language.split() if w.startswith("language-")]
        self._add(Code(text, words[0] if words else "") if unicode.strip(text) else None)

    def _preformatted(self, top: LexborNode) -> Iterator[Inline]:
        """Yield the text of *top* as it is, except for elements that are never allowed, which are noted."""
        waiting: list[tuple[LexborNode | None, Style]] = [(top, Style.NONE)]
        last: TextRun | None = None
        edge = Edge.NONE
        while waiting:
            node, style = waiting.pop()
            if node is None:
                edge = max(edge, Edge.STRUCK)
                continue
            tag = node.tag or ""
            if tag == allowlist.TEXT:
                run = TextRun(node.text_content or "", style)
                if joins_figures(last, run, edge):
                    run.text = f" {run.text}"
                last, edge = run, Edge.NONE
                yield run
            elif tag == allowlist.COMMENT:
                self._note(node)
            elif (rules := self.marks.of(node, tag)) and rules[0].action == "drop":
                self.collector.dropped(node, rules[0])
                edge = Edge.REMOVED if allowlist.visible_up_to(node, 0) else edge
            elif tag in allowlist.GONE:
                self.collector.unfit(node)
            elif tag == "br":
                last = None
                yield Break()
            else:
                added = allowlist.STYLES.get(tag, Style.NONE) & _MOVED
                ends: list[tuple[LexborNode | None, Style]] = [(None, style)] if added == Style.STRIKE else []
                waiting += ends + [(inner, style | added) for inner in children(node)][::-1] + ends
