"""Credit lines: the labels, the role that each gives, and how a line splits into labels and values.

A label is one more word of a table here. `bylines` reads people from the parts, `labels` the rest.
"""

from __future__ import annotations

import re
from enum import Enum

import msgspec
from msgspec.structs import replace

from newsspider.text import unicode

LONGEST = 300  # characters of a credit line


class Role(Enum):
    """What a label says of its value."""

    REPORTER = "reporter"
    EDITOR = "editor"
    SOURCE = "source"
    TITLE = "title"
    OTHER = "other"


# Labels that names may follow directly (记者张三), after a space, or after a mark.
_ADJACENT = {
    Role.REPORTER: """
        记者 见习记者 实习记者 特约记者 特派记者 首席记者 高级记者 资深记者 全媒体记者 融媒体记者
        驻京记者 驻华记者 驻外记者 站记者 报道员 评论员 特约评论员 研究员 通讯员 特约通讯员 实习生
        主任记者 特派员
    """,
}
# Labels that a space or a mark separates from their value.
_SPACED = {
    Role.REPORTER: """
        作者 本文作者 特约作者 撰文 撰稿 撰稿人 特约撰稿人 特约撰稿 采写 采写记者 执笔 文字 文字记者
        主笔 编译 整理 采编 文案 本文执笔 文/图 图/文 文、图 图、文
    """,
    Role.EDITOR: """
        编辑 责任编辑 责编 值班编辑 执行编辑 本文编辑 新媒体编辑 网络编辑 文字编辑 内容编辑 栏目编辑
        实习编辑 见习编辑 助理编辑 主编 执行主编 编审 责任编审 网编
    """,
    Role.OTHER: """
        校对 校审 校对员 审校 责任校对 责校 制图 美编 美术编辑 图片编辑 视觉编辑 版式编辑 视频编辑 出品
        出品人 监制 总监制 统筹 总统筹 策划 总策划 审核 审读 审签 终审 初审 复审 一审 二审 三审 一校
        二校 三校 签发 排版 剪辑 配音 播音 主播 摄像 摄影 摄影记者 值班主任 值班编委 值班总编 值班主编
        运营 制作 制片人 后期 设计 插画 海报 总监 项目负责人 投资顾问 联系人
    """,
}
# Labels that are also ordinary words, so that they count only before a mark.
_MARKED = {
    Role.REPORTER: "文 图文 文图 采访 报道 综合 综合整理 本文由 口述 原作者 原创",
    Role.SOURCE: """
        来源 文章来源 本文来源 稿件来源 信息来源 新闻来源 消息来源 内容来源 稿源 转自 本文转自 转载自
        摘自 原载 出处
    """,
    Role.TITLE: "原标题 原题 原文标题 原文题目 原题为 原标题为",
    Role.OTHER: """
        图 图片 配图 题图 封面图 头图 图源 供图 图表 图片来源 题图来源 封面来源 资料来源 数据来源
        视频来源 数据 视频 音频 漫画 发布时间 时间 日期 栏目
    """,
}


def _by_label(table: dict[Role, str]) -> dict[str, Role]:
    return {label: role for role, labels in table.items() for label in labels.split()}


_ROLES = {**_by_label(_MARKED), **_by_label(_SPACED), **_by_label(_ADJACENT)}


def _any_of(*tables: dict[Role, str]) -> str:
    labels = sorted({label for table in tables for label in _by_label(table)}, key=len, reverse=True)
    return "|".join(map(re.escape, labels))


# 新京报记者, 《棱镜》作者, 华夏时报(www.chinatimes.net.cn)记者, 中青报·中青网记者
_LEAD = (
    r"(?P<lead>(?:《[^《》]{1,20}》|[\u3400-\u9fffA-Za-z0-9+.·-]{1,18}?)"
    r"(?:\([^()]{1,60}\) ?)?)?"
)
_CALLED: dict[Role, str] = {role: labels for role, labels in _SPACED.items() if role is not Role.OTHER}
_ALONE = {Role.OTHER: _SPACED[Role.OTHER]}
_LABEL = re.compile(
    r"(?:^|(?<=[ (\[【、;|/,)\]】:]))(?:"
    rf"{_LEAD}(?:(?P<adjacent>{_any_of(_ADJACENT)})|(?P<called>{_any_of(_CALLED)})(?= ?[:|/]| |$))"
    rf"|(?P<alone>{_any_of(_ALONE)})(?= ?[:|/]| |$)|(?P<marked>{_any_of(_MARKED)})(?= ?[:|/]))"
    r"(?P<mark> ?[:|/]?) ?"
)
# 经济观察报 记者 张三: the one lead that a space may follow, since the line begins with it.
_PUBLISHER = re.compile(r"(?P<name>[\u3400-\u9fffA-Za-z0-9·]{1,14}[报社网刊闻经道券台视]) (?=\S{0,4}记者)")
_FORMS_OF_MARKS = {
    **dict.fromkeys("丨∣│┃", "|"),
    **dict.fromkeys("•‧・", "·"),
    **dict.fromkeys("◎○■●▲◆□★☆※►▶", " "),
}
_MARKS = str.maketrans(_FORMS_OF_MARKS)
# Few lines have any, and translating takes ten times as long as looking.
_HAS_MARKS = re.compile(f"[{''.join(_FORMS_OF_MARKS)}]")
_PARTING = " ,;、|/"
_BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕"}
_OPENERS = {closer: opener for opener, closer in _BRACKETS.items()}
_BRACKETED_LABEL = re.compile(r"[【\[](?P<label>[^\W\d_]{2,6})[】\]] ?(?P<value>[^【\[]+)")
# The words before 记者 when the paragraph is about a reporter and does not name the writer.
_TELLING = (*("告诉", "接受", "回应"), *"向对与据让被称和有等名位的")


class Credit(msgspec.Struct, frozen=True):
    """One label of a line with its value; `lead` is what stood before the label (新京报 in 新京报记者).

    `marked` says that a colon, bar or slash parted them, so that the value needs no further proof.
    """

    role: Role
    label: str
    lead: str
    value: str
    marked: bool


def normal(line: str) -> str:
    """Return *line* with single spaces, half-width, one form of each mark, no bullets."""
    line = unicode.nfkc(line)
    return unicode.squeeze(line.translate(_MARKS) if _HAS_MARKS.search(line) else line)


def unwrapped(line: str) -> tuple[str, bool]:
    """Return *line* (normal) without the brackets around all of it, and whether there were any."""
    closer = _BRACKETS.get(line[:1])
    if closer and line.endswith(closer) and line.count(line[0]) == line.count(closer) == 1:
        return unicode.strip(line[1:-1]), True
    if closer and closer not in line:  # the first of several credits in one pair of brackets
        return unicode.strip(line[1:]), True
    opener = _OPENERS.get(line[-1:])
    if opener and opener not in line:  # the last of them
        return unicode.strip(line[:-1]), True
    return line, False


def part(line: str) -> list[Credit]:
    """Return the credits that make up all of *line* (normal, unwrapped); none if it begins otherwise."""
    if len(line) > LONGEST:
        return []
    bracketed = _BRACKETED_LABEL.fullmatch(line)
    if bracketed and bracketed["label"] in _ROLES:
        line = f"{bracketed['label']}:{bracketed['value']}"
    publisher = _PUBLISHER.match(line)
    line = f"{publisher['name']}{line[publisher.end() :]}" if publisher else line
    first = _LABEL.match(line)
    if first is None or (first["lead"] or "").endswith(_TELLING):
        return []
    found = [first, *_LABEL.finditer(line, first.end())]
    ends = [following.start() for following in found[1:]] + [len(line)]
    parts: list[Credit] = []
    for label, end in zip(found, ends, strict=True):
        credit = _credit(label, line[label.end() : end])
        if not credit.value and not credit.marked and line[label.start() - 1] in "/|" and parts:
            credit, parts[-1] = _turned(credit, parts[-1])
        parts.append(credit)
    return parts


def _credit(label: re.Match[str], value: str) -> Credit:
    word = label["adjacent"] or label["called"] or label["alone"] or label["marked"]
    marked = bool(label["mark"].strip())
    return Credit(_ROLES[word], word, label["lead"] or "", value.strip(_PARTING), marked)


def _turned(credit: Credit, before: Credit) -> tuple[Credit, Credit]:
    """Return both credits where the label is behind its value (李四/编辑)."""
    rest, _, value = before.value.rpartition(" ")
    return replace(credit, value=value, marked=True), replace(before, value=rest.strip(_PARTING))
