"""Chinese paragraphs that are indented by blanks, which Markdown takes for code.

Old posts begin a paragraph with four blanks or a tab, as books do. What is prose of these is paragraphs, a
line each, in its place; what a line of code looks like is one more row of `_CODE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = re.compile(rf"[{_CJK}\u3000-\u303f\uff01-\uff65“”‘’—…·]")
_SENTENCE = re.compile(r"[，。！？；：、…]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_BEGINS_PARAGRAPH = re.compile(rf"\n(?: {{4,}}|\t+)(?=[{_CJK}“‘《（【])")
# Whatever words of Chinese it has between: a comment, a string, a name.
_CODE = (
    r"[#%;]+\s|#[!A-Za-z]|//|/\*|\*[\s/]|--|REM\b|>>>|[$>]\s",  # a comment or a prompt
    r"<(?!/?(?:img|br|p|a|b|strong|em|span|font|center|div)\b)[a-z/!?]",  # markup that is no text's
    r"[\w.$@\[\]'\"]+\s*[-+*/|&:.]?=",  # a value that is given
    r"[A-Za-z_$][\w.$]*\s*\(\s*(?:['\"]|[\x00-\x7f]*\)?$)|[A-Za-z_$][\w.$]*\s+['\"-]",  # a call, a command
    r"['\"]?[A-Za-z_][\w.-]*['\"]?\s*:(?!//)|['\"][^'\"]*['\"]\s*:",  # a key
    r"(?:def|class|function|func|return|import|from|if|else|for|while|var|let|const|public|select)\b",
    r"[|+\u2500-\u257f].*|[{}\[\]()]+[,;]?$",  # a drawing, a bracket of its own
    r"[A-Za-z_$@].*;$|.*(?:[{}\\]|=>|->|['\"][,)\]]+)$",  # an end that no sentence has
)
_CODE_LINE = re.compile("|".join(f"(?:{form})" for form in _CODE), re.IGNORECASE)


class _Kind(Enum):
    PROSE = "prose"
    WORDS = "words"  # Chinese without a sentence, a picture: what the rest of the body is
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
            tokens += _parted(tokens, token)
            ended = ended if token.type == "paragraph_open" else None
    state.tokens = tokens


def _pieces(token: Token) -> list[Token]:
    """Return *token*, or where it is an indented block with prose and code, a block for each in turn."""
    if token.type != "code_block":
        return [token]
    parts = _EMPTY_LINES.split(token.content)
    runs = ["\n\n".join(run) for _, run in groupby(parts, _is_sentences)]
    if len(runs) == 1:
        return [token]
    return [token.copy(content=run, map=token.map if run is runs[-1] else None) for run in runs]


def _is_sentences(part: str) -> bool:
    """Say whether *part* of a block is prose that stands no deeper than the block."""
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
    """Let the last paragraph of *tokens* go on with *rest*, begun at the margin below it."""
    opening = tokens.pop()
    rest.content = f"{tokens[-2].content}\n{rest.content}"
    tokens[-3:] = [opening]
    tokens += _parted(tokens, rest)


def _parted(before: list[Token], token: Token) -> list[Token]:
    """Return *token*, or where it is a paragraph whose later lines are indented, one for each of these."""
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
