"""Reporters named inside running text: after a dateline, in parentheses, as a signature at the end.

Each place is one reader in `_PLACES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsspider.text import unicode as spaces
from newsspider.text.bylines import byline
from newsspider.text.surnames import looks_like_name

_IN_PARENTHESES = re.compile(r"[(（【]([^()（）【】。\n]{3,60})[)）】]")
_NAMES_A_REPORTER = re.compile("记者|作者|通讯员|实习生|评论员|采写|撰文|文[/／｜|：:]")
_A_PHOTO = re.compile(r"(?:摄影?|供图|制图|图|拍摄|录像)\s?$")
_COMMAS = re.compile("[，,]")
# （作者张三为某大学教授）: the name stands between the label and what the person is.
_AUTHOR_IS = re.compile(
    r"^(?:本文)?(?:特约)?作者\s?[:：]?\s?(?P<name>[\u3400-\u9fff·]{2,12}?)(?:系|为|是|[,，])"
)

# 本报讯 记者张三 实习生李四报道：…, ◎记者 张三 北京报道 …: without parentheses, what ends the names is a
# mark or 报道.
_DATELINE = re.compile(
    r"(?:[^。！？!?\n]{0,30}?(?:电|讯|消息)[\s:：]{0,2})?"
    r"(?P<credit>[◎○■●▲◆□\s]{0,3}[\u3400-\u9fff·]{0,12}记者[^。，,：:；;（(\d\n]{2,40})"
)
_REPORTED = re.compile(r"报道(?![\u3400-\u9fff])")
# 人民网北京10月9日电（张三、李四）: the dateline itself says that reporters follow.
_DATELINE_NAMES = re.compile(r"[^。！？!?\n]{2,30}?[电讯]\s?[（(](?P<names>[\u3400-\u9fff·、\s]{2,30})[)）]")

_SIGNATURE = re.compile(r"[。！？!?”’」』…]\s{0,4}[(（](?P<names>[\u3400-\u9fff·、\s]{2,20})[)）]\s*$")
_BETWEEN = re.compile(r"[、\s]+")
_MANY = 50  # parentheses of one text that are looked into
_TAIL = 60  # a signature and the mark before it stand in the last characters
_HEAD = 120  # a dateline with its names in the first


def _in_parentheses(text: str) -> Iterator[str]:
    for found in islice(_IN_PARENTHESES.finditer(text), _MANY):
        inner = found[1]
        if _NAMES_A_REPORTER.search(inner) and not _A_PHOTO.search(inner):
            yield from _credited(inner)


def _credited(inner: str) -> Iterator[str]:
    """Yield the reporters of 记者 张三, of 上海，记者 张三, of 作者张三为某大学教授."""
    author = _AUTHOR_IS.match(inner)
    if author and looks_like_name(author["name"]):
        yield author["name"]
    for piece in _COMMAS.split(inner):
        credit = byline(piece)
        yield from credit.reporters if credit else ()


def _after_dateline(text: str) -> Iterator[str]:
    found = _DATELINE.match(text[:_HEAD])
    if found:
        reported = _REPORTED.search(found["credit"])
        credit = byline(found["credit"][: reported.end()] if reported else found["credit"])
        yield from credit.reporters if credit else ()
    yield from _only_names(_DATELINE_NAMES.match(text[:_HEAD]))


def _signed(text: str) -> Iterator[str]:
    yield from _only_names(_SIGNATURE.search(text[-_TAIL:]))


def _only_names(found: re.Match[str] | None) -> tuple[str, ...]:
    names = _BETWEEN.split(spaces.strip(found["names"])) if found else []
    return tuple(names) if all(map(looks_like_name, names)) else ()


_PLACES = (_after_dateline, _in_parentheses, _signed)


def inline_reporters(text: str) -> tuple[str, ...]:
    """Return the reporters that *text* names inside or below its sentences, each once, in order."""
    return tuple(dict.fromkeys(name for place in _PLACES for name in place(text)))
