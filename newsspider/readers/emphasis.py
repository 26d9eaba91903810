"""Bold beside Chinese punctuation, as its writer meant it: `**风险提示：**市场`.

CommonMark asks for a space there, which Chinese does not have, so the stars would stay. Beside a Hanzi a run
of two or more stars opens before punctuation and closes after it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize
from markdown_it.rules_inline.state_inline import Delimiter

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_STAR = "*"


def enable(parser: MarkdownIt) -> None:
    """Let *parser* read bold beside Chinese punctuation."""
    parser.inline.ruler.at("emphasis", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != _STAR:
        return tokenize(state, silent)
    end = state.pos
    while end < state.posMax and state.src[end] == _STAR:
        end += 1
    length = end - state.pos
    before = state.src[state.pos - 1] if state.pos else " "
    behind = state.src[end] if end < state.posMax else " "
    if length == 1 or not (_WIDE.match(before) or _WIDE.match(behind)):
        return tokenize(state, silent)
    for _ in range(length):
        state.push("text", "", 0).content = _STAR
        state.delimiters.append(
            Delimiter(
                marker=ord(_STAR),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=not isWhiteSpace(ord(behind)) and (not _is_mark(behind) or _parts(before)),
                close=not isWhiteSpace(ord(before)) and (not _is_mark(before) or _parts(behind)),
            )
        )
    state.pos = end
    return True


def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _parts(character: str) -> bool:
    return bool(_WIDE.match(character)) or isWhiteSpace(ord(character)) or _is_mark(character)
