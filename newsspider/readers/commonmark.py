"""Markdown of a post as HTML: CommonMark with tables, read as Chinese writers and their tools mean it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import dialects, emphasis

# Chinese paragraphs that are indented by spaces, which Markdown takes for code.
#
# Old posts begin a paragraph with four spaces or a tab, as books do. Indented prose becomes paragraphs, one
# per line, in its place. To add a sign of code, add a row to `_CODE`.

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = re.compile(rf"[{_CJK}\u3000-\u303f\uff01-\uff65“”‘’—…·]")
_SENTENCE = re.compile(r"[，。！？；：、…]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_BEGINS_PARAGRAPH = re.compile(rf"\n(?: {{4,}}|\t+)(?=[{_CJK}“‘《（【])")
# Code may contain Chinese words: a comment, a string, a name.
_CODE = (
    r"[#%;]+\s|#[!A-Za-z]|//|/\*|\*[\s/]|--|REM\b|>>>|[$>]\s",  # a comment or a prompt
    r"<(?!/?(?:img|br|p|a|b|strong|em|span|font|center|div)\b)[a-z/!?]",  # markup that text does not have
    r"[\w.$@\[\]'\"]+\s*[-+*/|&:.]?=",  # a value that is given
    r"[A-Za-z_$][\w.$]*\s*\(\s*(?:['\"]|[\x00-\x7f]*\)?$)|[A-Za-z_$][\w.$]*\s+['\"-]",  # a call, a command
    r"['\"]?[A-Za-z_][\w.-]*['\"]?\s*:(?!//)|['\"][^'\"]*['\"]\s*:",  # a key
    r"(?:def|class|function|func|return|import|from|if|else|for|while|var|let|const|public|select)\b",
    r"[|+\u2500-\u257f].*|[{}\[\]()]+[,;]?$",  # a drawing, a bracket of its own
    r"[A-Za-z_$@].*;$|.*(?:[{}\\]|=>|->|['\"][,)\]]+)$",  # an ending that no sentence has
)
_CODE_LINE = re.compile("|".join(f"(?:{form})" for form in _CODE), re.IGNORECASE)


class _Kind(Enum):
    PROSE = "prose"
    WORDS = "words"  # Chinese without a sentence, a picture: the same kind as the rest of the body
    CODE = "code"


def enable(parser: MarkdownIt) -> None:
    """Let *parser* read indented prose as paragraphs."""
    parser.core.ruler.after("block", "indented_prose", _reread)


def _reread(state: StateCore) -> None:
    found = [piece for token in state.tokens for piece in _pieces(token)]
    kinds = {id(token): _kind(token.content) for token in found if token.type == "code_block"}
    wanted = {_Kind.PROSE, _Kind.WORDS} if _Kind.PROSE in kinds.values() else set()
    tokens: list[Token] = []
    ended: int | None = None  # the line that a paragraph made here ends before
    for token in found:
        if kinds.get(id(token)) in wanted:
            tokens += _paragraphs(token, token.content.split("\n"))
            ended = token.map[1] if token.map else None
        elif ended is not None and token.type == "inline" and token.map and token.map[0] == ended:
            _join(tokens, token)
        else:
            tokens += _split_indented(tokens, token)
            ended = ended if token.type == "paragraph_open" else None
    state.tokens = tokens


def _pieces(token: Token) -> list[Token]:
    """Return *token*, or for an indented block with prose and code, one block for each part in turn."""
    if token.type != "code_block":
        return [token]
    parts = _EMPTY_LINES.split(token.content)
    runs = ["\n\n".join(run) for _, run in groupby(parts, _is_sentences)]
    if len(runs) == 1:
        return [token]
    return [token.copy(content=run, map=token.map if run is runs[-1] else None) for run in runs]


def _is_sentences(part: str) -> bool:
    """Return whether *part* of a block is prose that is not indented deeper than the block."""
    return not part.startswith((" ", "\t")) and _kind(part) is _Kind.PROSE


def _kind(content: str) -> _Kind:
    """Return what an indented block is, by the characters of its lines."""
    prose = code = 0
    for line in filter(None, map(str.strip, content.split("\n"))):
        if _CODE_LINE.match(line):
            code += len(line)
        elif _SENTENCE.search(line) and len(_WIDE.findall(line)) * 2 > len(line):
            prose += len(line)
    if prose > 2 * code:
        return _Kind.PROSE
    worded = _WIDE.search(content) or _PICTURE.search(content)
    return _Kind.WORDS if worded and not code else _Kind.CODE


def _paragraphs(token: Token, lines: list[str]) -> Iterator[Token]:
    """Yield a paragraph for each filled one of *lines*, where *token* stands."""
    for line in filter(None, map(str.strip, lines)):
        yield Token("paragraph_open", "p", 1, level=token.level, map=token.map, block=True)
        yield Token(
            "inline", "", 0, level=token.level + 1, map=token.map, block=True, content=line, children=[]
        )
        yield Token("paragraph_close", "p", -1, level=token.level, block=True)


def _join(tokens: list[Token], rest: Token) -> None:
    """Let the last paragraph of *tokens* continue with *rest*, which begins unindented below it."""
    opening = tokens.pop()
    rest.content = f"{tokens[-2].content}\n{rest.content}"
    tokens[-3:] = [opening]
    tokens += _split_indented(tokens, rest)


def _split_indented(before: list[Token], token: Token) -> list[Token]:
    """Return *token*, or for a paragraph whose later lines are indented, one for each of these."""
    if (
        token.type != "inline"
        or before[-1].type != "paragraph_open"
        or before[-1].level
        or "`" in token.content
    ):
        return [token]
    lines = _BEGINS_PARAGRAPH.split(token.content)
    if len(lines) == 1:
        return [token]
    return list(_paragraphs(before.pop(), lines))[:-1]  # its own end follows


# --- markdown ---

# Two ideographic spaces begin a paragraph of Chinese text, an empty line above it or not.
_INDENTED = re.compile(r"\n(?=\u3000\u3000)")
_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})", re.MULTILINE)
# Stars that are not meant as emphasis: before a company at risk, between the factors of a product; and
# footnotes, which CommonMark would turn into links to their own words. Code would show the backslash.
_LITERAL = re.compile(
    r"(?P<code>(?P<ticks>(?<!`)`{1,9}(?!`))(?:(?!`{9}).){1,2000}?(?<!`)(?P=ticks)(?!`))"
    r"|(?<![\\*])\*(?=S{0,2}\*?ST ?[\u4e00-\u9fff])|(?<=[0-9])\*(?=[0-9])|(?<!\\)\[(?=\^[^\]\s]{1,40}\])",
    re.DOTALL,
)
# Placeholders for these while Markdown is read: an indented block would show a backslash.
_STAND_INS = {"*": "\ufdd0", "[": "\ufdd1"}
# Levels of blocks that are read: a quotation is one, a list with its item two. The parser recurses, and it
# silently leaves out what is deeper than its own limit.
_DEEPEST = 100
_PARSED = _DEEPEST + 10
_IN_A_LINE = 20
# All that inline markup of CommonMark can begin with, and the end of a link's text. The library stops at
# more, for its extensions: at each "%" of a text it would ask all its rules in vain.
_MAY_BEGIN_MARKUP = re.compile(r"[\n!&*<\[\\\]_`~]")


@lru_cache(maxsize=2)
def _markdown(*, own: bool) -> MarkdownIt:
    """Return the parser: blocks nest as deep as we read, inline markup as deep as the library allows.

    Deeper inline markup loses nothing, and the library's time for it grows with the depth.
    """
    parser = _parser(own=own, depth=_PARSED)
    parser.block.ruler.before("code", "too_deep", _refuse_depth)
    parser.block.ruler.after("code", "plain", _plain_paragraph)
    lines = _parser(own=own, depth=_IN_A_LINE)
    lines.inline.terminator_re = _MAY_BEGIN_MARKUP

    def inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                token.children = token.children or []
                if _MAY_BEGIN_MARKUP.search(token.content):
                    lines.inline.parse(token.content, lines, state.env, token.children)
                else:
                    token.children.append(Token("text", "", 0, content=token.content))

    parser.core.ruler.at("inline", inline)
    return parser


def _parser(*, own: bool, depth: int) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": depth}).enable(["table", "strikethrough"])
    # An address stays as it is written: `text.safe_urls` makes it safe, wherever it comes from.
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    if not own:
        enable(parser)
        emphasis.enable(parser)
    return parser


def _refuse_depth(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Raise Rejected where blocks nest deeper than the parser reads: it would leave out their content."""
    del start, end, silent
    if state.level > _DEEPEST:
        detail = f"lists and quotations nest deeper than {_DEEPEST}"
        raise Rejected(Outcome.REJECTED, Reason.TOO_DEEP, detail)
    return False


def _plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line of its own that begins with Chinese: most are, and no other rule need be asked for it."""
    is_alone = start + 1 >= state.lineMax or state.isEmpty(start + 1)
    if not is_alone or state.src[state.bMarks[start] + state.tShift[start]].isascii():
        return False
    return paragraph(state, start, end, silent)


def _as_meant(text: str) -> str:
    return _LITERAL.sub(_escaped, dialects.to_commonmark(text))


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found["code"] else _STAND_INS[found[0][0]] + found[0][1:]


def _fenced(body: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of *body* in turn, and whether each is code between fences."""
    fence, begun, at = "", 0, 0
    for line in body.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and not fence:
            yield False, body[begun:at]
            fence, begun = mark[1], at
        elif (
            mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line[mark.end() :].strip()
        ):
            yield True, body[begun : at + len(line)]
            fence, begun = "", at + len(line)
        at += len(line)
    yield bool(fence), body[begun:]


def to_html(body: str, *, own: bool = False) -> str:
    """Return *body* as HTML, read as CommonMark with tables and strike-through."""
    if not _FENCE.search(body):
        body = _INDENTED.sub("\n\n", body)
    if not own:
        body = "".join(text if is_code else _as_meant(text) for is_code, text in _fenced(body))
    rendered: str = _markdown(own=own).render(body)
    if not own:
        for sign, other in _STAND_INS.items():
            rendered = rendered.replace(other, sign)
    return rendered
