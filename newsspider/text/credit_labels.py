"""What labelled lines say: the editor, the medium, the original title.

Lines are separated by `creditline`; another reading is one more function over its parts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsspider.text import creditline, media_names, unicode
from newsspider.text.creditline import Credit, Role

# A publisher's code of an editor (SF055, SN064, NF4425, HN666), kept only if there is no name with it.
_CODE = re.compile(r"[A-Z]{1,4}\d{2,6}")
_EDITOR = re.compile(r"[\u3400-\u9fff·]{1,8}|[A-Za-z][A-Za-z0-9.\-]{0,19}")
_PARTS = re.compile(r"[ 、,;/|&_()]+")
_MANY = 8  # editors of one article
_EDITORS_LINE = re.compile(r"(?:责任编辑|责编|编辑) ?[:|/]")

# Without a mark behind the label: 本文来自某某晚报.
_TAKEN_FROM = re.compile(r"本文(?:来自|源自|转自|转载自)于?(?P<name>[^。,，:;]{2,20})")

# Titles keep their own punctuation, so that they are read from the line as it is.
_TITLE = re.compile(
    r"[（(【\[]?\s?(?:(?:原标题|原题|原文标题|原文题目)为?\s?(?:[:：|｜丨/]\s?|(?=[《“])))(?P<title>.+)"
)
_TAIL = re.compile(
    r"\s?[（(【\[]?(?<!图片)(?<!资料)(?<!数据)"
    r"(?:(?:文章|稿件|本文)?来源|责任编辑|责编|(?<=[\s（(])(?:编辑|作者|记者|撰文|校对))\s?[:：|｜丨]"
)
_QUOTED_TITLE = re.compile(r"《(?P<title>.+)》(?:[，,]\S{0,20})?")
_CLOSERS = {"（": "）", "(": ")", "【": "】", "[": "]"}


def editors(value: str) -> tuple[str, ...]:
    """Return the editors that *value* (normal) names, or the code that stands for one, or none."""
    tokens = joined([token for token in _PARTS.split(value.strip("()[]【】 .")) if token])
    if len(tokens) > _MANY or not all(_EDITOR.fullmatch(token) for token in tokens):
        return ()
    named = tuple(token for token in tokens if not _CODE.fullmatch(token))
    return named or tuple(tokens[:1])


def joined(tokens: list[str]) -> list[str]:
    """Return *tokens* with a name that was spaced out to three characters' width (李　明) joined."""
    whole: list[str] = []
    open_half = False
    for token in tokens:
        half = len(token) == 1 and not token.isascii()
        if half and open_half:
            whole[-1] += token
        else:
            whole.append(token)
        open_half = half and not open_half
    return whole


# One line is asked for its editor and for its medium, and a site has few editors.
@lru_cache(maxsize=256)
def _parts(line: str) -> tuple[Credit, ...]:
    return tuple(creditline.part(creditline.unwrapped(creditline.normal(line))[0]))


def editor(text: str) -> str | None:
    """Return who edited, as a line such as 责任编辑：X says it (several joined by 、), or None."""
    if len(text) > creditline.LONGEST:
        return None
    values = [part.value for part in _parts(text) if part.role is Role.EDITOR]
    if not values:
        line = creditline.normal(text)
        label = _EDITORS_LINE.search(line)
        parts = creditline.part(line[label.start() :]) if label else []
        values = [part.value for part in parts if part.role is Role.EDITOR]
    return next(("、".join(people) for people in map(editors, values) if people), None)


def medium(text: str) -> str | None:
    """Return the medium that a line such as 来源：X or 本文来自X names, None for another line."""
    if len(text) > creditline.LONGEST:
        return None
    sources = [part.value for part in _parts(text) if part.role is Role.SOURCE]
    if not sources:
        taken = _TAKEN_FROM.fullmatch(creditline.unwrapped(creditline.normal(text))[0])
        sources = [taken["name"]] if taken else []
    return media_names.name(sources[0]) if sources else None


def split_title_and_source(text: str) -> tuple[str, str | None]:
    """Return the title of `原标题：… 来源：…` without its label, and the medium behind it if one is named."""
    line = unicode.squeeze(text[: creditline.LONGEST])
    labelled = _TITLE.fullmatch(line)
    title = labelled["title"] if labelled else line
    tail = _TAIL.search(title)
    source = medium(title[tail.start() :]) if tail else None
    title = title[: tail.start()] if tail else title
    return _without_brackets(unicode.strip(title), opened=line[:1] if labelled else ""), source


def _without_brackets(title: str, opened: str) -> str:
    """Return *title* without the closer of the bracket before its label and without 《》 around it."""
    closer = _CLOSERS.get(opened)
    if closer and title.endswith(closer) and title.count(closer) > title.count(opened):
        title = unicode.strip(title[:-1])
    quoted = _QUOTED_TITLE.fullmatch(title)
    return quoted["title"] if quoted and "》" not in _outside(quoted["title"]) else title


def _outside(title: str) -> str:
    """Return *title* without the inner 《…》 that are whole."""
    return re.sub(r"《[^《》]*》", "", title)


def original_title(text: str) -> str | None:
    """Return the title that a line such as 原标题：… or （原题为《…》） gives, or None for another line."""
    if len(text) > creditline.LONGEST or not _TITLE.fullmatch(unicode.squeeze(text)):
        return None
    return split_title_and_source(text)[0] or None
