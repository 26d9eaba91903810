"""The title: the visible heading that matches what the page declares, else the declared title.

The `<title>` of a page ends, rarely begins, with the names of the publisher and its sections: these are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsspider.readers import page_dates
from newsspider.readers.generic import class_names, phrases
from newsspider.readers.generic.declared import Declared
from newsspider.readers.generic.phrases import Wording
from newsspider.readers.generic.textlines import Line, Lines
from newsspider.readers.html_page import Found, Page
from newsspider.text import media_names, titles, unicode

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_TITLE_WORDS = frozenset(["title", "headline", "biaoti", "heading"])
# Marks between the title and the names after it; a single bar or hyphen may also be the title's own.
_MARKS = re.compile(
    r"\s*(?:_+|\|+|｜|丨|--+|——|–|—|»|›|::|·|\s-\s|(?:(?<=[\w%％。…）)”》」？！?!])|(?<=\s))-(?=[\u3400-\u9fff])"
    r"|(?<=[\u3400-\u9fff])-(?=\s))\s*"
)
_SITE = re.compile(
    r"(?:网|网站|频道|新闻|资讯|财经|在线|日报|晚报|周刊|报|社|门户|首页|官网|正文|要闻|快讯|股票|证券|科技|滚动|文化|博客|专栏"
    r"|客户端|头条|观察|见闻|\.(?:com|cn|net|org)|News|Times|Reuters|Blog|Daily|Post)$",
    re.IGNORECASE,
)
_NAME_OF_SITE = re.compile(r"^[\u3400-\u9fffA-Za-z0-9]{2,12}(?:网|网站|官网|门户|在线)$")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
# A `<title>` that is not a title: a kind of page, or one that nobody filled in.
_NO_TITLE = Wording(
    r"打印(?:页面|本页|预览|版|本文)?|正文(?:页|内容)?|(?:新闻|文章|资讯|信息|内容|详细|详情)(?:详细|详情|内容|信息|页面?|正文|显示|浏览){1,2}"
    r"|(?:新闻|公司|行业|企业|媒体|最新|时政|通知|政策)?(?:新闻|动态|资讯|公告|要闻|中心|报道|快讯|法规)|无标题(?:文档|页)?|首页|新建.{0,6}",
    r"untitled(?: document| page)?|document|new page|index|home|print|article|news|detail",
)
_LONGEST_SECTION = 8  # characters of the name of a section
_MANY_HEADINGS = 2  # similar dated headings; with more it is a list
_BEFORE_TIME = 4  # lines above the time where the headline stands
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 6, 100
_LONGEST_NAME = 16  # characters of a name of a publisher or a section
_SHORTEST = 4  # a shorter title is kept whole: what would be left means nothing
_LONGEST = 200


@dataclass(frozen=True)
class Heading:
    """The title, its evidence, and the line that shows it, if one does."""

    title: str
    where: str
    line: Line | None


def find(page: Page, declared: Declared, lines: Lines) -> Heading | None:
    """Return the title of *page*; None if it has none.

    The name of a section or of the site is never the title: then it is the headline above the time.
    """
    found = _declared(page, declared, lines)
    publisher = declared.publisher()
    if found is None or _is_no_title(found.title, lines, publisher.value if publisher else ""):
        line = _headline(lines, found.title if found else "")
        if line is not None:
            return Heading(titles.clean_title(line.run), f"above-time:{line.node.tag}", line)
        return None if found is None or _names_nothing(found.title) else found
    if found.line is None:
        line = _headline(lines, found.title)
        if line is not None and line.node.tag in _HEADINGS:
            return Heading(titles.clean_title(line.run), f"above-time:{line.node.tag}", line)
    return found


def _declared(page: Page, declared: Declared, lines: Lines) -> Heading | None:
    """Return the title that the page declares, as a line shows it where one does."""
    whole = page.text("title")
    declared_titles = [found for found in declared.titles() if titles.clean_title(found.value)]
    visible = _visible(lines, [found.value for found in declared_titles], whole.value if whole else "")
    if visible is not None:
        return Heading(titles.clean_title(visible[1]), f"css:{visible[0].node.tag}", visible[0])
    named = [found.value for found in (declared.publisher(),) if found]
    for found in (*declared_titles, *((Found(whole.value, "css:title"),) if whole else ())):
        title = without_names(titles.clean_title(found.value), named)
        if title:
            return Heading(title, found.where, None)
    only = [line for line in lines.lines if line.node.tag == "h1" and not line.linked]
    return Heading(titles.clean_title(only[0].run), "css:h1", only[0]) if len(only) == 1 else None


def _is_no_title(title: str, lines: Lines, publisher: str) -> bool:
    """Return whether *title* names a kind of page, a section that the page links to, or the site itself."""
    if _names_nothing(title) or _NO_TITLE.fits(title) or titles.same(title, publisher):
        return True
    if unicode.visible(title) > _LONGEST_NAME or title.isascii():
        return False
    if _SITE.search(title) and media_names.looks_like(title):
        return True
    return unicode.visible(title) <= _LONGEST_SECTION and any(
        titles.same(line.run, title) if line.linked else _ends_path(line.run, title) for line in lines.lines
    )


def _names_nothing(title: str) -> bool:
    """Return whether *title* is a button or the name of a site: no title is better than that."""
    return phrases.BUTTONS.fits(title) or _NAME_OF_SITE.search(title) is not None


def _ends_path(line: str, title: str) -> bool:
    """Return whether *line* is a breadcrumb, such as 首页 > 动态, and *title* a step of it."""
    steps = re.split(r"\s*(?:[>»›/→]|-{1,2}>|\s-\s)\s*", line)
    return len(steps) > 1 and len(line) <= _LONGEST_HEADLINE and any(titles.same(one, title) for one in steps)


def _headline(lines: Lines, declared: str) -> Line | None:
    """Return the line above the first time of the page that can be a headline, other than *declared*."""
    for at, line in enumerate(lines.lines):
        stamped = any(stamp.at == at for stamp in lines.stamps)
        if len(line.text) > _LONGEST or line.linked or not (stamped or page_dates.in_line(line.text)):
            continue
        above = lines.lines[max(0, at - _BEFORE_TIME) : at][::-1]
        for one in above:
            if _can_be_headline(one, declared):
                return None if _is_one_of_many(lines, one) else one
    return None


def _is_one_of_many(lines: Lines, line: Line) -> bool:
    """Return whether *line* is the first of several headings with a time each, as on a list page."""
    looks = (line.node.tag, line.node.attributes.get("class"))
    alike = [
        at
        for at, one in enumerate(lines.lines)
        if (one.node.tag, one.node.attributes.get("class")) == looks
        and _can_be_headline(one, "")
        and any(page_dates.in_line(below.text) for below in lines.lines[at + 1 : at + 1 + _BEFORE_TIME])
    ]
    return len(alike) > _MANY_HEADINGS and line.node.tag != "p"


def _can_be_headline(line: Line, declared: str) -> bool:
    text = line.run
    return (
        _SHORTEST_HEADLINE <= unicode.visible(text) <= _LONGEST_HEADLINE
        and not line.linked
        and not titles.same(text, declared)
        and phrases.PATH.fullmatch(text) is None
        and not _NO_TITLE.fits(text)
        and not phrases.BUTTONS.fits(text)
        and page_dates.in_line(line.text) is None
        and not text.endswith(("。", "：", ":"))
    )


def _candidates(lines: Lines) -> Iterator[tuple[Line, str]]:
    """Yield the lines in the place of a title and their text; a heading with a break also as a whole."""
    of_heading: list[Line] = []
    for line in lines.lines:
        if line.node.tag not in _HEADINGS:
            if not class_names.words(line.node).isdisjoint(_TITLE_WORDS):
                yield line, line.run
            continue
        run = _without_buttons(line)
        is_more = bool(of_heading) and of_heading[0].node.mem_id == line.node.mem_id
        of_heading = [*of_heading, line] if is_more else [line]
        yield line, run
        if is_more:
            yield of_heading[0], unicode.squeeze(unicode.unbroken("\n".join(one.run for one in of_heading)))


def _without_buttons(line: Line) -> str:
    """Return the text of *line* without the buttons after it."""
    pieces = list(line.pieces)
    while len(pieces) > 1 and pieces[-1].linked and phrases.BUTTONS.fits(unicode.squeeze(pieces[-1].text)):
        pieces.pop()
    return line.run if len(pieces) == len(line.pieces) else Line(line.node, pieces).run


def _visible(lines: Lines, declared_titles: list[str], whole: str) -> tuple[Line, str] | None:
    """Return the line that shows the title which the page declares, and the title; the best of several."""
    known = [titles.folded(text) for text in (*declared_titles, whole) if text]
    best: tuple[float, Line, str] | None = None
    for line, run in _candidates(lines):
        text = titles.folded(run)
        if not text or len(text) > _LONGEST or not any(_says(title, text) for title in known):
            continue
        exact = any(text == title for title in known)
        rank = len(text) + (100 if exact and len(text) > _SHORTEST else 0)
        rank += 3 * (line.node.tag == "h1") + 2 * (line.node.tag in _HEADINGS)
        rank -= 20 * (line.linked or line.furniture)
        if best is None or rank > best[0]:
            best = (rank, line, run)
    return best[1:] if best else None


def _says(title: str, text: str) -> bool:
    """Return whether *title*, declared, is *text* or *text* with names around it, or *text* cut short."""
    if title.startswith(text):
        return len(text) * 3 >= len(title) or len(title) - len(text) <= 2 * _LONGEST_NAME
    if len(title) >= 2 * _SHORTEST and text.startswith(title):
        return True
    return len(text) >= 2 * _SHORTEST and text in title


def without_names(whole: str, named: list[str]) -> str:
    """Return the title in *whole* without the names of publisher and sections; *named* are known names."""
    parts, marks = _split(whole)
    while len(parts) > 1 and _leads(parts[0], marks[0], named) and _left(parts[1:]) >= _SHORTEST:
        parts.pop(0)
        marks.pop(0)
    is_name = _is_name
    while len(parts) > 1 and is_name(parts[-1], named) and _left(parts[:-1]) >= _SHORTEST:
        parts.pop()
        marks.pop()
        is_name = _is_name_or_section  # the names of its sections come before the publisher's own name
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True)).strip()


def _split(whole: str) -> tuple[list[str], list[str]]:
    marks = [found[0] for found in _MARKS.finditer(whole)]
    return _MARKS.split(whole), marks


def _left(parts: list[str]) -> int:
    return sum(map(unicode.visible, parts))


def _leads(part: str, mark: str, named: list[str]) -> bool:
    """Return whether *part* before *mark* is the site's name; a bar follows the name of a column."""
    return _own(part, named) or (
        _NAME_OF_SITE.search(part) is not None and unicode.strip(mark).strip("_-") == ""
    )


def _own(part: str, named: list[str]) -> bool:
    return any(titles.same(part, name) for name in named)


def _is_name(part: str, named: list[str]) -> bool:
    if not part or _own(part, named) or _HOST.fullmatch(part):
        return True
    short = unicode.visible(part) <= (2 * _LONGEST_NAME if part.isascii() else _LONGEST_NAME)
    return short and (_SITE.search(part) is not None or media_names.looks_like(part))


def _is_name_or_section(part: str, named: list[str]) -> bool:
    return _is_name(part, named) or unicode.visible(part) <= _LONGEST_NAME // 2
