"""Who wrote: paragraphs that are only a byline, and reporters named inside running text.

Lines are separated by `creditline`, names told from words by `surnames`. Another way to write a byline
without a label is one more reader in `_UNLABELLED`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from newsspider.lazy import pattern
from newsspider.text import creditline, media_names, unicode
from newsspider.text.credit_labels import (
    editor,
    editors,
    joined,
    medium,
    original_title,
    split_title_and_source,
)
from newsspider.text.creditline import Credit, Role
from newsspider.text.surnames import looks_like_name, part_run

_PARENTHESIS = pattern(r"\([^()]{1,60}\)")
_PARTS = pattern(r"[ 、,;/|&]+")
# Where and how it was reported, behind the names: 北京报道, 综合报道, 发自上海, 文/图.
_REPORTED = pattern(
    r"(?:/ ?[\u3400-\u9fff]{2,6}报道|(?: |^)(?P<place>[\u3400-\u9fff、]{2,12})报道| ?报道| 发自 ?\S{1,10}"
    r"| 文 ?[/、]? ?图| 文| ?(?:整合|整理|综合|编译|编写|汇编|摘编|采写|撰写))[.。:]?$"
)
_PEN_NAME = pattern(r"[\u3400-\u9fffA-Za-z0-9_·\-]{2,12}")
_LATIN = pattern(r"[A-Z][A-Za-z.'’\-]*")
_WIDE_GAP = pattern(r"[ \xa0]{2,}|\u3000+[ \xa0]*")
# 张三/文 李四/图: who wrote and who took the pictures.
_PICTURE_BY = pattern(r"[\u3400-\u9fff·]{2,12} ?[/|] ?(?:图|摄影?)(?![\u3400-\u9fff])")
_TEXT_BY = pattern(r" ?[/|] ?文(?![\u3400-\u9fff])")
# The credit of a picture or a chart may be anything, and is below it: it makes no byline of a line.
_CAPTIONS = frozenset(
    word
    for line in (
        "图 图片 配图 题图 封面图 头图 图源 供图 图表 图片来源 题图来源 封面来源 资料来源 数据来源 视频来源",
        "数据 视频 音频 漫画 海报 时间 日期 发布时间 栏目 设计",
    )
    for word in line.split()
)
# Words in the place of a name that name nobody.
_NOBODY = frozenset(
    word
    for line in (
        "未知 佚名 不详 无名 无名氏 匿名 网络 互联网 本站 本网 本报 小编 管理员 编辑部 原创 转载 综合",
        "admin Admin administrator",
    )
    for word in line.split()
)
# What a page counts and when, behind the names: 张三 发布于 …, 张三 浏览 300.
_COUNTED = pattern(r"(?:^| )(?:(?:发布|发表|更新)于|浏览|阅读|点击|人气)(?:[ :|\d].*)?$")
# 研究员顾清川, 实习生裴晚晴, 设计郑南星: what a person is or did, glued to the name; the last wrote nothing.
_GLUED = pattern(
    r"(?:(?P<wrote>见习记者|实习记者|特约记者|首席记者|记者|实习生|通讯员|评论员|特约研究员|高级研究员|研究员|分析师|首席分析师|首席经济学家)"
    r"|(?P<other>设计|美编|制图|摄影|摄|图|供图|配图|插画|漫画|海报|视频|剪辑|校对|审校|责编|编辑|监制|策划|统筹))(?P<name>\S{2,6})"
)
# 方敏之临江大学经济学院教授: where somebody is, and as what, glued to the name.
_OFFICE = (
    r"(?:大学|学院|研究院|研究所|研究中心|中心|公司|集团|银行|证券|基金|协会|学会|商会|委员会|联合会|出版社|医院|法院|检察院|事务所|调查队"
    r"|管理局|[省市县区国]局|总局|司|厅|部|委|所|院)"
)
_POST = (
    r"(?:教授|副教授|讲师|院长|所长|主任|研究员|博士|博士后|硕士|学者|专家|分析师|经济学家|总裁|董事长|董事|经理|总监|秘书长|会长|理事|主席|律师"
    r"|合伙人|负责人|顾问|医生|医师|工程师|局长|处长)"
)
_AND_POST = pattern(rf"(?:系|为|是)?(?:\S{{1,16}}{_OFFICE}\S{{0,16}}?)?{_POST}")
_POST_BEHIND = pattern(rf"(?<=[\u3400-\u9fff]) ?\((?:\S{{2,30}}?)?{_POST}\)")  # 张三（某院研究员）
_NAME_LENGTHS = (3, 2, 4)  # characters, the most frequent first
_IS_OFFICE = pattern(rf"\S{{2,20}}(?:{_OFFICE}|{_POST}|课题组|编写组|办公室|办事处|支行|分行|工作组)")
# A separate line that names the author, with or without brackets.
_AUTHOR_LINE = pattern(r"(?:本文|特约)?作者 ?[:|]")
_FEW, _MANY = 3, 12  # names of a list that has no label
_FULL_NAME = 3  # characters
_LONGEST_CAPTION = 40


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says: reporters, editors, their medium.

    `parenthesised` says that it stood in parentheses and is a reporter's own line in the text.
    """

    reporters: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    medium: str | None = None
    parenthesised: bool = False


def byline(paragraph: str) -> Byline | None:
    """Return what *paragraph* says of its makers if it says nothing else, or None.

    Credits that are neither reporters nor editors (校对, 制图) are understood and left out.
    """
    if len(paragraph) > creditline.LONGEST:
        return None
    line, parenthesised = creditline.unwrapped(creditline.normal(paragraph))
    line = _POST_BEHIND.sub("", line)
    found = _in_column(line, paragraph) or _labelled(creditline.part(line)) or _unlabelled(line, paragraph)
    if found is None:
        return None
    parenthesised = parenthesised and _AUTHOR_LINE.match(line) is None
    return Byline(found.reporters, found.editors, found.medium, parenthesised)


def _labelled(parts: list[Credit]) -> Byline | None:
    """Return what the credits of a line say, None if one is not a credit, or none names a person."""
    reporters: list[str] = []
    edited: list[str] = []
    others: list[str] = []
    media_named: list[str] = []
    for at, part in enumerate(parts):
        if at and part.role is Role.REPORTER and not (part.value or part.marked):
            continue  # 记者张三 整理: what the person did
        read = _read(part)
        if read is None:
            return None
        people = reporters if part.role is Role.REPORTER else edited if part.role is Role.EDITOR else others
        people += read[0]
        media_named += [read[1]] if read[1] else []
    is_credit = any(part.role is Role.REPORTER and part.value for part in parts)
    if not (is_credit or reporters or edited or others):
        return None
    medium = media_named[0] if media_named else None
    return Byline(tuple(dict.fromkeys(reporters)), tuple(dict.fromkeys(edited)), medium)


def _read(part: Credit) -> tuple[tuple[str, ...], str | None] | None:
    """Return the people and the medium of one credit, or None if its value is something else."""
    if part.role is Role.REPORTER:
        return _reporters(part, media_names.of_lead(part.lead) if part.lead else None)
    if part.role is Role.SOURCE:
        source = media_names.name(part.value)
        return ((), source) if source else None
    if part.role is Role.EDITOR:
        named: tuple[str, ...] | None = editors(part.value)
    elif part.role is Role.OTHER:
        named = _makers(part)
    else:
        named = None
    return None if named is None or not (named or part.marked) else (named, None)


def _makers(part: Credit) -> tuple[str, ...] | None:
    """Return who else took part, () for the credit of a picture, None if the value is not a credit."""
    if part.label in _CAPTIONS:
        return () if len(part.value) <= _LONGEST_CAPTION else None
    return _people(_PARENTHESIS.sub(" ", part.value), pen_names=part.marked)


def _reporters(part: Credit, medium: str | None) -> tuple[tuple[str, ...], str | None] | None:
    """Return reporters and medium of a reporter's credit; the value may be the medium itself (文/财联社)."""
    value = _COUNTED.sub("", part.value)
    value = _TEXT_BY.sub("", _PICTURE_BY.sub(" ", _PARENTHESIS.sub(" ", value)))
    tokens = [token for token in _PARTS.split(_without_place(value)) if token and token not in _NOBODY]
    tokens = [name for token in tokens if (name := _writer(token))]
    if part.marked and tokens and media_names.looks_like(tokens[0]) and not looks_like_name(tokens[0]):
        medium, tokens = medium or media_names.name(tokens[0]), tokens[1:]
    named = _people(" ".join(tokens), pen_names=part.marked)
    return None if named is None or not (part.value or part.marked) else (named, medium)


def _writer(token: str) -> str:
    """Return the name in *token* without the post glued to it; empty for an office, and for no writer."""
    glued = _GLUED.fullmatch(token)
    if glued and looks_like_name(glued["name"]):
        return glued["name"] if glued["wrote"] else ""
    if looks_like_name(token) or not _IS_OFFICE.fullmatch(token):
        return token
    return next(
        (
            token[:length]
            for length in _NAME_LENGTHS
            if looks_like_name(token[:length]) and _AND_POST.fullmatch(token[length:])
        ),
        "",
    )


def _without_place(value: str) -> str:
    """Return *value* without a final 北京报道 and the like; a name before 报道 stays."""
    found = _REPORTED.search(value)
    if found is None:
        return value
    place = found["place"]
    return f"{value[: found.start()]} {place}" if place and looks_like_name(place) else value[: found.start()]


def _people(value: str, *, pen_names: bool = False) -> tuple[str, ...] | None:
    """Return the people that *value* lists and nothing else, or None.

    With *pen_names* any short word counts: something before it said that a person follows.
    """
    people: list[str] = []
    latin = False
    for token in joined([token for token in _PARTS.split(value) if token]):
        is_latin = _LATIN.fullmatch(token) is not None
        names = (token,) if is_latin else part_run(token)
        if not names and pen_names and _PEN_NAME.fullmatch(token):
            names = (token,)
        if not names:
            return None
        if is_latin and latin:
            people[-1] += f" {token}"
        else:
            people.extend(names)
        latin = is_latin
    return tuple(people)


def _name_and_publisher(line: str, _: str) -> Byline | None:
    """Read 张三/中国青年报, 中国青年报/张三 and 张三/文."""
    left, mark, right = line.partition("/")
    if not mark or "/" in right:
        return None
    for people, publisher in ((left, right), (right, left)):
        publisher_is_medium = media_names.looks_like(publisher.strip()) and not looks_like_name(
            publisher.strip()
        )
        named = _people(people) if publisher_is_medium or publisher.strip() in ("文", "撰文") else None
        if named:
            return Byline(named, medium=media_names.name(publisher) if publisher_is_medium else None)
    return None


def _names_alone(_: str, paragraph: str) -> Byline | None:
    """Read a list of names separated by wide gaps, as publishers set it below the title.

    Two-character words of the market look like names as often as not, so that a third must have three.
    """
    tokens = [token for token in _WIDE_GAP.split(unicode.strip(paragraph)) if token]
    if not _FEW <= len(tokens) <= _MANY or not all(map(looks_like_name, tokens)):
        return None
    full = sum(len(token) >= _FULL_NAME for token in tokens)
    return Byline(tuple(tokens)) if full * 3 >= len(tokens) else None


# 意见领袖 | 张三, 文/某某专栏作家 张三: a column of opinions and who writes in it. What else is before a
# bar (个股异动, 宏观) is a rubric and names nobody.
_LEADERS = "意见领袖"
_COLUMN = pattern(r"[\u3400-\u9fff·]{0,8}(?:意见领袖|专栏|名家|大咖)(?:文章|专栏)?")
_IN_COLUMN = pattern(
    r"(?:(?:文|作者|撰文) ?[/|:]? ?)?[\u3400-\u9fffA-Za-z0-9·]{0,20}?(?:\([^()]{1,60}\) ?)?(?:专栏|特约|签约)"
    r"(?:作家|作者|撰稿人|专家|机构) ?[:|/]? ?(?P<people>.{2,40})"
)
_TEAM = pattern(r"(?<=[\u3400-\u9fff]{2})(?:等|团队)$")


def _in_column(line: str, _: str) -> Byline | None:
    """Read 意见领袖 | 张三 and 文/意见领袖(微信公众号kopleader)专栏作家 张三."""
    left, mark, right = line.partition("|")
    if mark and _COLUMN.fullmatch(left.strip()):
        value = right
    else:
        found = _IN_COLUMN.fullmatch(line)
        value = found["people"] if found else ""
    value = re.sub(r"^ ?(?:文|作者|撰文) ?[/|:] ?", "", _PARENTHESIS.sub(" ", value)).strip()
    named = _people(_TEAM.sub("", value)) if value else None
    if named:
        return Byline(named)
    # A publisher that writes in the column: 意见领袖 | 某某四十人论坛.
    known = value and (media_names.looks_like(value) or left.strip() == _LEADERS)
    return Byline(medium=media_names.name(value)) if known and media_names.name(value) else None


_DEED = pattern(r"(?P<names>[\u3400-\u9fff·、 ]{2,30}?) ?(?:综合)?(?:整理|编译|撰文|采写|综合报道|报道)")


def _names_and_deed(line: str, _: str) -> Byline | None:
    """Read 张三 整理, 张三、李四 综合报道: names of three characters at least, and what they did."""
    found = _DEED.fullmatch(line)
    names = [name for name in _PARTS.split(found["names"]) if name] if found else []
    whole = names and all(len(name) >= _FULL_NAME and looks_like_name(name) for name in names)
    return Byline(tuple(names)) if whole else None


_UNLABELLED = (_name_and_publisher, _names_alone, _names_and_deed)


def _unlabelled(line: str, paragraph: str) -> Byline | None:
    return next((found for read in _UNLABELLED if (found := read(line, paragraph))), None)


# --- reporters ---
# Reporters named inside running text: after a dateline, in parentheses, as a signature at the end.
#
# Each place is one reader in `_PLACES`.

_IN_PARENTHESES = pattern(r"[(（【\[［〔]([^()（）【】\[\]［］〔〕。\n]{3,60})[)）】\]］〕]")
_NAMES_A_REPORTER = pattern("记者|作者|通讯员|实习生|评论员|采写|撰文|文[/／｜|：:]")
_A_PHOTO = pattern(r"(?:摄影?|供图|制图|图|拍摄|录像)\s?$")
_COMMAS = pattern("[，,]")
# （作者张三为某大学教授）: the name is between the label and what the person is.
_AUTHOR_IS = pattern(
    r"^(?:本文)?(?:特约)?作者\s?[:：]?\s?(?P<name>[\u3400-\u9fff·]{2,12}?)(?:系|为|是|[,，])"
)

# 本报讯 记者张三 实习生李四报道：…, ◎记者 张三 北京报道 …: without parentheses, what ends the names is a
# mark or 报道.
_DATELINE = pattern(
    r"(?:[^。！？!?\n]{0,30}?(?:电|讯|消息)[\s:：]{0,2})?"
    r"(?P<credit>[◎○■●▲◆□\s]{0,3}[\u3400-\u9fff·]{0,12}记者[^。，,：:；;（(\d\n]{2,40})"
)
_REPORTED_BY = pattern(r"报道(?![\u3400-\u9fff])")
# 人民网北京10月9日电（张三、李四）: the dateline itself says that reporters follow.
_DATELINE_NAMES = pattern(r"[^。！？!?\n]{2,30}?[电讯]\s?[（(](?P<names>[\u3400-\u9fff·、\s]{2,30})[)）]")

# …。（张三）, or a paragraph of its own.
_SIGNATURE = pattern(r"(?:^\s*|[。！？!?”’」』…]\s{0,4})[(（](?P<names>[\u3400-\u9fff·、\s]{2,20})[)）]\s*$")
_BETWEEN = pattern(r"[、\s]+")
_MANY_REPORTERS = 50  # parentheses of one text that are looked into
_TAIL = 60  # a signature and the mark before it are in the last characters
_HEAD = 120  # a dateline with its names in the first


def _in_parentheses(text: str) -> Iterator[str]:
    for found in islice(_IN_PARENTHESES.finditer(text), _MANY_REPORTERS):
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
    head = text[:_HEAD]
    found = _DATELINE.match(head) if _REPORTER in head else None
    if found:
        reported = _REPORTED_BY.search(found["credit"])
        credit = byline(found["credit"][: reported.end()] if reported else found["credit"])
        yield from credit.reporters if credit else ()
    yield from _only_names(_DATELINE_NAMES.match(head))


def _signed(text: str) -> Iterator[str]:
    if text.rstrip().endswith((")", "）")):
        yield from _only_names(_SIGNATURE.search(text[-_TAIL:]))


def _only_names(found: re.Match[str] | None) -> tuple[str, ...]:
    names = _BETWEEN.split(unicode.strip(found["names"])) if found else []
    return tuple(names) if all(map(looks_like_name, names)) else ()


# Without any of these, none of the places has a name.
_REPORTER = "记者"
_MAY_NAME = (*"(（【[［〔", _REPORTER)
_PLACES = (_after_dateline, _in_parentheses, _signed)


def inline_reporters(text: str) -> tuple[str, ...]:
    """Return the reporters that *text* names inside or below its sentences, each once, in order."""
    if not any(map(text.__contains__, _MAY_NAME)):
        return ()
    return tuple(dict.fromkeys(name for place in _PLACES for name in place(text)))


# --- public names ---
# Other packages import all that reads people and media from here; what a label says is in `credit_labels`.

__all__ = (
    "Byline",
    "byline",
    "editor",
    "inline_reporters",
    "medium",
    "original_title",
    "split_title_and_source",
)
