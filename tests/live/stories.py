"""Stories: the articles that the server shows, told by invented companies in invented towns.

A story is what is true; `pages` and `lists` show it. A further layout is one row of `LAYOUTS` and a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

from tests.seedmaker import words
from tests.seedmaker.prose import Teller

BEIJING = timezone(timedelta(hours=8))
# How a page is encoded and what it says that it is: Sina's say the truth more often than not.
_CHARSETS = (
    ("utf-8", "utf-8"),
    ("gb18030", "gb2312"),
    ("utf-8", "gb2312"),
    ("utf-8", "utf-8"),
    ("gb18030", "utf-8"),
)
VALIDATORS = ("both", "etag", "modified")


@dataclass(frozen=True)
class Layout:
    """Where a layout's pages are, whether they have a docid and an editor."""

    url: str
    docid: bool = True
    editor: bool = True


LAYOUTS = {
    "finance-2018": Layout("https://finance.sina.com.cn/china/{at:%Y-%m-%d}/doc-{docid}.shtml"),
    "news-2018": Layout("https://news.sina.com.cn/c/{at:%Y-%m-%d}/doc-{docid}.shtml"),
    "news-2016": Layout("https://news.sina.com.cn/o/{at:%Y-%m-%d}/doc-{docid}.shtml"),
    "finance-2014": Layout(
        "http://finance.sina.com.cn/china/{at:%Y%m%d}/{at:%H%M}1836{number:04}.shtml", docid=False
    ),
    "ent-2009": Layout(
        "http://ent.sina.com.cn/s/m/{at:%Y-%m-%d}/{at:%H%M}276{number:04}.shtml", docid=False, editor=False
    ),
    "tech-2019": Layout("https://tech.sina.com.cn/mobile/n/{at:%Y-%m-%d}/doc-{docid}.shtml"),
    "mobile": Layout("https://finance.sina.cn/{at:%Y-%m-%d}/detail-{docid}.d.html", editor=False),
    "slides": Layout(
        "https://slide.finance.sina.com.cn/slide_9_{number}_{number}.html", docid=False, editor=False
    ),
    "video": Layout("https://video.sina.com.cn/p/finance/{at:%Y-%m-%d}/detail-{docid}.d.html", editor=False),
}
# Announcements, reports and columns: what their pages show is told by who lists them.
_OTHERS = {
    "bulletin": "https://vip.stock.finance.sina.com.cn/corp/view/vCB_AllBulletinDetail.php?id={number}&stockid=600519",
    "report": "https://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/lastest/rptid/{number:012}/index.phtml",
}


@dataclass
class Story:
    """One article as Sina has it; `published` in Beijing's zone, `validators` one of `VALIDATORS`."""

    number: int
    layout: str
    title: str
    paragraphs: list[str]
    published: datetime
    source: str
    editor: str | None
    encoding: str = "utf-8"
    declared: str = "utf-8"
    validators: str = "both"
    updated: datetime | None = None
    keywords: list[str] = field(default_factory=list)

    @property
    def docid(self) -> str | None:
        """The docid, None where the layout had none."""
        has_one = self.layout in LAYOUTS and LAYOUTS[self.layout].docid
        return f"imzqaab{'bcdfghjk'[self.number % 8]}{self.number:07}" if has_one else None

    @property
    def url(self) -> str:
        """The address that the lists show."""
        form = _OTHERS.get(self.layout) or LAYOUTS[self.layout].url
        return form.format(at=self.published, docid=self.docid, number=self.number)

    @property
    def page(self) -> str:
        """Host and path."""
        return self.url.partition("://")[2]

    @property
    def text(self) -> str:
        """What a reader gets."""
        return "\n\n".join(self.paragraphs)

    def revise(self, at: datetime) -> None:
        """Change a figure of the text, as an editor would, at the time *at*."""
        self.paragraphs[0] = f"更正：此前所述有误，应为{self.number}.{at:%H%M}亿元。{self.paragraphs[0]}"
        self.updated = at


class Maker:
    """Makes stories, numbered from 1; the same seed makes the same ones."""

    def __init__(self, seed: str = "live") -> None:
        self.seed = seed
        self.made = 0

    def one(self, published: datetime, layout: str = "finance-2018") -> Story:
        """Return a story of its own, published then."""
        self.made += 1
        rng = Random(f"{self.seed}:{self.made}")
        teller = Teller(rng)
        count = 1 if layout == "video" else rng.randint(3, 5)
        # What a pattern of a title or of a byline would add to a reading is not this maker's subject.
        title = f"{teller.title().replace('_ ', '，')}（{self.made}）"
        encoding, declared = _CHARSETS[self.made % len(_CHARSETS)]
        return Story(
            number=self.made,
            layout=layout,
            title=title,
            paragraphs=[teller.paragraph() for _ in range(count)],
            published=published.astimezone(BEIJING),
            source=rng.choice(words.MEDIA),
            editor=rng.choice(words.EDITORS) if layout in LAYOUTS and LAYOUTS[layout].editor else None,
            encoding=encoding,
            declared=declared,
            validators=VALIDATORS[self.made % len(VALIDATORS)],
            keywords=rng.sample(words.SECTORS, 2),
        )

    def many(
        self, count: int, newest: datetime, apart: timedelta, layouts: Sequence[str] = ("finance-2018",)
    ) -> list[Story]:
        """Return *count* stories, newest first, each *apart* from the next, in these layouts by turns."""
        return [self.one(newest - apart * place, layouts[place % len(layouts)]) for place in range(count)]

    def copy(self, story: Story, *, near: bool = False, same_title: bool = True) -> Story:
        """Return the same text under a further docid, a minute later; *near* adds a sentence at its end."""
        copy = self.one(story.published + timedelta(minutes=1), "finance-2018")
        copy.paragraphs = list(story.paragraphs)
        if near:
            copy.paragraphs[-1] += "上述各方均表示将按计划推进。"
        if same_title:
            copy.title = story.title
        return copy
