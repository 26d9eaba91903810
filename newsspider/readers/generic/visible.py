"""What a page shows around the text of an article: time, medium, reporters, editor, in the words of a line.

The head is between the title and the text, the tail follows the text. To add a label, add a word to a
pattern here or in `text.credit_labels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from newsspider.readers import page_dates
from newsspider.readers.generic import class_names, phrases
from newsspider.readers.generic.textlines import Line, Lines, Piece, Stamp
from newsspider.readers.html_page import Found
from newsspider.text import bylines, media_names, surnames, titles, unicode
from newsspider.text.dates import Moment

_ABOVE, _HEAD, _TAIL = 6, 40, 25  # lines above the title, between title and text, behind the text
_SOURCE_LABEL = re.compile(r"(?:来源|稿源|出处|转自|摘自)\s*(?:[:：|｜丨]|$)")
_ENDS = re.compile(
    r"\s{2,}|\u3000|\s(?=\S{0,4}[:：])|(?:责任)?编辑[:：].*|作者[:：].*|记者[:：].*|\d{4}[-年/.]\d.*"
)
_AUTHOR = re.compile(r"^(?:本文)?(?:作者|记者|撰文|文|采写|撰稿|编译)\s*[:：|｜丨/]\s*(?P<value>\S.{0,40})$")
_AUTHOR_AT = re.compile(
    r"(?:^|\s)(?:作者|撰文|撰稿|文)\s*[:：|｜丨/]\s*(?P<value>\S{2,12}(?:[\s、]+[\u3400-\u9fff·]{2,6}(?![:：|｜丨/\u3400-\u9fff]))*)"
)
# A label that has its own element beside the name: 作者<em>甲</em>.
_AUTHOR_LABEL = re.compile(r"(?:本文)?(?:作者|记者|撰文|撰稿|采写)\s*[:：|｜丨/]?")
_ACCOUNT = re.compile(
    r"(?:来自|来源于?|来源[:：]|转载自|转自|首发于?)(?:微信)?公众号\s*[:：]?\s*[“\"「『【]?(?P<name>[^”\"」』】（(，,。\s]{2,20})"
    r"(?:.*?作者\s*[:：|｜丨]\s*(?P<author>[^\s，,。；;、（()）]{2,12}))?"
)
# Words right before a time: of a change or, after the text, of publication.
_UPDATED = re.compile(
    r"(?:最后|最近)?(?:更新|修改|编辑)(?:时间|于|日期)?\s*:?\s*$|(?:updated|modified)(?: on| at)?\s*:?\s*$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:发布|发表|发稿|刊发|刊登|发文|上传|录入)(?:时间|日期|于)?\s*:?\s*$|(?<![\u3400-\u9fff])(?:时间|日期)\s*:\s*$"
    r"|(?:published|posted|date)(?: on| at)?\s*:?\s*$",
    re.IGNORECASE,
)
# Where a time attribute after the text is, if it is the article's and not a list's.
_STAMP_WORDS = frozenset({"published", "publish", "pubdate", "pubtime", "posted"})
_TODAY = re.compile(r"星期|今天|今日|农历|周[一二三四五六日]")
_EDITOR = re.compile(r"(?:责任|本文|值班|执行|网络)?(?:编辑|责编)\s*[:：|｜丨/]")
# A label of a credit, of which the line of a time behind the text is.
_CREDITED = re.compile(r"(?:编辑|责编|来源|稿源|作者|记者)\s*[:：|｜丨/]")
_RIGHT_BELOW = 4  # lines below a title whose page shows no text
_FIRST, _LAST = 12, 3  # lines of the text where it names who wrote it
# Buttons and counters beside a name.
_BUTTON = re.compile(
    r"[+＋]?\s?关注|订阅|举报|收藏|打印|朗读|复制(?:链接)?|字号|评论|保存.{0,4}|我有话说|返回.{0,4}|[我写发][要发]?评论|手机.{0,2}看.{0,4}"
    r"|(?:分享|转发)(?:到|至|给)?.{0,6}|[\[【]?.{0,3}微博[\]】]?|QQ(?:空间|好友)?|(?:微信)?扫(?:一扫|码|描).{0,6}|微信.{0,4}|朋友圈"
    r"|[\d,.]*\s*万?\s*[人条次个位]?(?:网友)?(?:已)?(?:参与|阅读|浏览|评论|跟[帖贴]|回复|点击|点赞)(?:评论|讨论|互动|数|量|次数)?"
    r"(?:\s*[:：]?\s*[\d,.]+\s*万?)?"
)
# 来自Android, 来自雪球: what a post was written with.
_DEVICE = re.compile(r"来自\S*(?:Android|iPhone|iPad|客户端|网页版?|App|手机|微博|雪球)\S*", re.IGNORECASE)
_ACCOUNT_NAME = re.compile(r"(?=.*[\u3400-\u9fff])[\u3400-\u9fffA-Za-z0-9·]{2,16}")
_FULL_NAME = 3  # characters; a longer one that ends as media do is a medium
_LONGEST_MEDIUM = 16
_LONGEST_LINE = 160


@dataclass(frozen=True)
class Surroundings:
    """The lines around the text: `below` the title and above the text, `above` the title, `behind`.

    `stamp` is the time that an attribute of an element there holds, with its evidence.
    """

    below: list[Line] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)
    behind: list[Line] = field(default_factory=list)
    stamp: tuple[Moment, str] | None = None

    @property
    def head(self) -> list[Line]:
        """The lines of the head, those below the title first."""
        return [*self.below, *self.above]


def around(page: Lines, title: Line | None, text: list[Line]) -> Surroundings:
    """Return what is around *text*, the sentences of the article, below the line of its *title*."""
    lines = page.lines
    order = {id(line): at for at, line in enumerate(lines)}
    first, last = order[id(text[0])], order[id(text[-1])]
    at = order[id(title)] if title is not None else -1
    if not 0 <= at < first:
        at = max(0, first - _HEAD // 2) - 1
    above = [line for line in _short(lines[max(0, at - _ABOVE) : max(0, at)]) if not _TODAY.search(line.text)]
    behind = _short(lines[last + 1 : last + 1 + _TAIL])
    stamp = _stamp(page.stamps, at, first, last)
    return Surroundings(_short(lines[at + 1 : first])[-_HEAD:], above[::-1], behind, stamp)


def below_title(page: Lines, title: Line | None) -> Surroundings:
    """Return what is right below the line of the *title*, on a page that shows no text."""
    lines = page.lines
    at = next((place for place, line in enumerate(lines) if line is title), None)
    if at is None:
        return Surroundings()
    end = at + 1 + _RIGHT_BELOW
    return Surroundings(_short(lines[at + 1 : end]), stamp=_stamp(page.stamps, at, end, len(lines)))


def _stamp(stamps: list[Stamp], title: int, first: int, last: int) -> tuple[Moment, str] | None:
    """Return the time in an attribute below the line *title*, else above it, else called so behind *last*."""
    below = [one for one in stamps if title < one.at <= first]
    above = [one for one in stamps if title - _ABOVE < one.at <= title]
    behind = [
        one
        for one in stamps
        if last < one.at <= last + _TAIL and not _STAMP_WORDS.isdisjoint(class_names.words(one.node))
    ]
    found = next(iter((*below, *above[::-1], *behind)), None)
    return (found.moment, f"attribute:{found.node.tag}") if found else None


def _short(lines: list[Line]) -> list[Line]:
    return [line for line in lines if len(line.text) <= _LONGEST_LINE]


@dataclass(frozen=True)
class Times:
    """The times that the head shows: of publication, of the last change, and one without a year.

    `stamp` is a time in an attribute, `below` one that a label after the text calls the publication's.
    """

    published: tuple[Moment, str] | None = None
    updated: tuple[Moment, str] | None = None
    yearless: str = ""
    stamp: tuple[Moment, str] | None = None
    below: tuple[Moment, str] | None = None


def read_times(around_: Surroundings) -> Times:
    """Return the times of the head; a time after a word for a change is not the publication's."""
    published = updated = None
    yearless = ""
    for line in around_.head:
        where = f"line:{line.node.tag}"
        for before, moment in page_dates.all_shown(line.text):
            if _UPDATED.search(before):
                updated = updated or (moment, where)
            else:
                published = published or (moment, where)
        if not yearless and page_dates.has_yearless(line.text):
            yearless = line.text
    return Times(published, updated, yearless, around_.stamp, _below(around_.behind))


def _below(behind: list[Line]) -> tuple[Moment, str] | None:
    """Return the time that a line *behind* the text calls the publication's, or that is beside a credit."""
    for above, line in pairwise([None, *behind]):
        if line is None or (line.linked and above is not None):
            continue
        if above is not None and above.linked and not _SOURCE_LABEL.search(line.text):
            continue  # the title of another article, and its time
        for before, moment in page_dates.all_shown(line.text):
            labelled = _PUBLISHED.search(before) or (not line.linked and _CREDITED.search(line.text))
            if labelled and not _UPDATED.search(before):
                return moment, f"behind:{line.node.tag}"
    return None


def source(around_: Surroundings) -> Found | None:
    """Return the medium that the head, or else the tail, names after its label, or in its place."""
    for line in (*around_.head, *around_.behind):
        if medium := _labelled(line):
            return Found(medium, f"line:{line.node.tag}")
    for line in around_.head:
        for piece in line.pieces:
            if class_names.is_source(piece.node) and (medium := _called_medium(piece)):
                return Found(medium, "line:called")
    for line in around_.head:
        byline = bylines.byline(_free(line))
        if byline is not None and byline.medium:
            return Found(byline.medium, f"line:{line.node.tag}")
    return _beside_time(around_) or _account(around_)


def _labelled(line: Line) -> str | None:
    """Return the medium after a label of *line*: in the same piece, else in the next."""
    texts = [unicode.strip(piece.text) for piece in line.pieces if not _is_button(piece.text)]
    for text, following in pairwise([*texts, ""]):
        label = _SOURCE_LABEL.search(text)
        if label is None:
            continue
        value = unicode.strip(text[label.end() :]) or following
        medium = _medium(_ENDS.split(value, maxsplit=1)[0] or value)
        if medium:
            return medium
    return None


def _medium(text: str) -> str | None:
    text = unicode.squeeze(text)
    return bylines.medium(text if _SOURCE_LABEL.match(text) else f"来源：{text}")


def _beside_time(around_: Surroundings) -> Found | None:
    """Return the medium without a label in the line of the time."""
    for line in around_.head:
        if page_dates.in_line(line.text) is None:
            continue
        for piece in line.pieces:
            for text in _without_time(piece.text):
                if (
                    len(text) <= _LONGEST_MEDIUM
                    and not _is_button(text)
                    and media_names.looks_like(text)
                    and not (len(text) <= _FULL_NAME and surnames.looks_like_name(text))
                ):
                    return Found(text, "line:time")
    return None


def _without_time(text: str) -> list[str]:
    """Return the parts of *text* around a time, or all of it if there is no time."""
    rest = page_dates.without(text)
    return unicode.squeeze(rest).split(" ") if rest != text else [unicode.squeeze(text)]


def _account(around_: Surroundings) -> Found | None:
    """Return the account in the author's place, if it is not a person."""
    for line in around_.head:
        for piece in line.pieces:
            text = unicode.squeeze(piece.text)
            if (
                class_names.is_author(piece.node)
                and _ACCOUNT_NAME.fullmatch(text)
                and not _AUTHOR_LABEL.fullmatch(text)
                and not _is_button(text)
                and not surnames.looks_like_name(text)
            ):
                return Found(text, "line:account")
    return None


def _is_button(text: str) -> bool:
    text = unicode.strip(text)
    return _BUTTON.fullmatch(text) is not None or phrases.BUTTONS.fits(text)


def _called_medium(piece: Piece) -> str | None:
    """Return the medium in an element named as its place, without a label."""
    text = unicode.squeeze(piece.text)
    no_medium = _is_time(text) or _DEVICE.fullmatch(text) or surnames.looks_like_name(text)
    return None if no_medium else _medium(text)


def _is_time(text: str) -> bool:
    return page_dates.in_line(text) is not None


def _free(line: Line) -> str:
    """Return *line* without its times and buttons."""
    kept = [page_dates.without(piece.text) for piece in line.pieces if not _is_button(piece.text)]
    return unicode.squeeze(" ".join(kept))


def authors(around_: Surroundings, medium: str | None, title: str) -> tuple[list[str], str]:
    """Return the reporters that the head names, or the tail after a label, and the evidence for them."""
    for line in around_.head:
        found = list(_people(line, medium))
        if found and not titles.same(line.run, title):
            return list(dict.fromkeys(found)), f"line:{line.node.tag}"
    for line in around_.behind:
        byline = bylines.byline(line.text) if _AUTHOR.match(line.text) else None
        named = list(byline.reporters) if byline is not None else _after_label(line)
        if named:
            return named, f"line:{line.node.tag}"
    return [], ""


def _after_label(line: Line) -> list[str]:
    """Return the people after a label for the author somewhere in *line*."""
    labelled = _AUTHOR_AT.search(line.text)
    value = labelled["value"] if labelled else _beside_label(line)
    byline = bylines.byline(f"作者：{value}") if value else None
    return list(byline.reporters) if byline is not None else []


def _beside_label(line: Line) -> str:
    """Return the text of the element beside one that holds only a label for the author."""
    texts = [unicode.squeeze(piece.text) for piece in line.pieces]
    return next((name for label, name in pairwise(texts) if _AUTHOR_LABEL.fullmatch(label)), "")


def _people(line: Line, medium: str | None) -> Iterator[str]:
    for text in (_free(line), *(unicode.squeeze(piece.text) for piece in line.pieces)):
        byline = bylines.byline(text)
        if byline is not None and byline.reporters:
            yield from (
                name for name in byline.reporters if name != medium and not media_names.looks_like(name)
            )
            return
    if labelled := _after_label(line):
        yield from labelled
        return
    yield from (name for piece in line.pieces if (name := _called_author(piece)) and name != medium)


def _called_author(piece: Piece) -> str | None:
    """Return the person in an element named as the author's place, without a label."""
    text = unicode.squeeze(piece.text)
    is_name = (
        class_names.is_author(piece.node)
        and surnames.looks_like_name(text)
        and not media_names.looks_like(text)
    )
    return text if is_name else None


def byline_in(lines: list[Line], text: list[Line]) -> tuple[list[str], str]:
    """Return the reporters that a separate line at the head or the foot of the *text* names."""
    account = account_in(lines, text)
    if account[1]:
        return account[1], "text:account"
    for line in _ends(lines, text):
        byline = bylines.byline(line.run)
        if byline is not None and byline.reporters:
            return list(byline.reporters), "text:byline"
    return [], ""


def account_in(lines: list[Line], text: list[Line]) -> tuple[str, list[str]]:
    """Return the account that the *text* says it is from, and its author: 本文来自公众号“甲”，作者：乙."""
    for line in _ends(lines, text):
        found = _ACCOUNT.search(line.run)
        if found:
            byline = bylines.byline(f"作者：{found['author']}") if found["author"] else None
            return _medium(found["name"]) or "", list(byline.reporters) if byline else []
    return "", []


def _ends(lines: list[Line], text: list[Line]) -> list[Line]:
    """Return the lines at the head and at the foot of the *text*."""
    order = {id(line): at for at, line in enumerate(lines)}
    inside = lines[order[id(text[0])] : order[id(text[-1])] + 1]
    return [*inside[:_FIRST], *inside[max(_FIRST, len(inside) - _LAST) :]]


def editor(around_: Surroundings) -> Found | None:
    """Return the editor that the tail, or else the head, names."""
    for line in (*around_.behind, *around_.head):
        if label := _EDITOR.search(line.text):
            found = bylines.editor(line.text[label.start() :])
            if found and not media_names.looks_like(found):
                return Found(found, f"line:{line.node.tag}")
    return None
