"""A world with everything in it: two lists that shift, 300 articles, copies, and every trouble there is.

`build` returns it with what must come of it. A further trouble is one row of `PASSING` or `LASTING`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from tests.live import trouble
from tests.live.crawling import NOW
from tests.live.lists import Channel, Listed
from tests.live.stories import LAYOUTS, Story
from tests.live.trouble import Fault
from tests.live.world import World, listed

ARTICLES = 300
_IN_BOTH = range(160, 180)
_EXACT = range(5, 55, 10)
_NEAR = range(7, 57, 5)
_SAME_TITLE = range(60, 66)
RETRY_AFTER = 2

# Trouble that passes: the article is kept all the same.
PASSING: dict[str, tuple[Fault, ...]] = {
    "500 once": (trouble.status(500),),
    "502 twice": (trouble.status(502), trouble.status(502)),
    "503 twice": (trouble.status(503), trouble.status(503)),
    "429 once": (trouble.status(429, Retry_After=str(RETRY_AFTER)),),
    "reset once": (trouble.reset,),
    "cut once": (trouble.cut,),
    "hang once": (trouble.hang,),
    "500, then cut": (trouble.status(500), trouble.cut),
}


@dataclass(frozen=True)
class Lasting:
    """Trouble for ever: the outcome it has, the reasons that fit, how often at most it may be asked for."""

    fault: Fault
    outcome: str
    reasons: tuple[str, ...]
    times: int = 1


_ONCE_AND_RETRIES = 6
LASTING: dict[str, Lasting] = {
    "500": Lasting(trouble.status(500), "failed", (), _ONCE_AND_RETRIES),
    "502": Lasting(trouble.status(502), "failed", (), _ONCE_AND_RETRIES),
    "503": Lasting(trouble.status(503), "failed", (), _ONCE_AND_RETRIES),
    "429": Lasting(trouble.status(429, Retry_After="1"), "failed", (), _ONCE_AND_RETRIES),
    "reset": Lasting(trouble.reset, "failed", (), _ONCE_AND_RETRIES),
    "cut": Lasting(trouble.cut, "failed", (), _ONCE_AND_RETRIES),
    "hang": Lasting(trouble.hang, "failed", (), _ONCE_AND_RETRIES),
    "403": Lasting(trouble.status(403), "failed", ("blocked",)),
    "captcha": Lasting(trouble.CAPTCHA, "failed", ("blocked",)),
    "404": Lasting(trouble.status(404), "rejected", ("gone",)),
    "410": Lasting(trouble.status(410), "rejected", ("gone",)),
    "gone with 200": Lasting(trouble.GONE, "rejected", ("gone",)),
    "portal": Lasting(trouble.PORTAL, "rejected", ("not_an_article", "unknown_layout")),
    "picture": Lasting(trouble.PICTURE, "rejected", ("not_an_article",)),
    "empty": Lasting(trouble.EMPTY, "failed", ("empty_page",), _ONCE_AND_RETRIES),
    "huge": Lasting(trouble.huge, "rejected", ("too_large",)),
    "bomb": Lasting(trouble.bomb, "rejected", ("too_large",)),
    "to another host": Lasting(trouble.redirect("https://www.example.com/x.shtml"), "rejected", ()),
    "to a host like Sina's": Lasting(trouble.redirect("https://sina.com.cn.example.com/x"), "rejected", ()),
    "to a private address": Lasting(trouble.redirect("http://10.0.0.1/x"), "rejected", ()),
    "to a link-local address": Lasting(trouble.redirect("http://169.254.169.254/x"), "rejected", ()),
    "to a file": Lasting(trouble.redirect("file:///etc/passwd"), "rejected", ()),
    "to data": Lasting(trouble.redirect("data:text/html,x"), "rejected", ()),
}

# Rows that name no page that could be asked for.
_BAD_ROWS: tuple[object, ...] = (
    "x",
    7,
    [],
    {},
    {"title": "没有地址"},
    {"url": "javascript:alert(1)", "title": "脚本"},
    {"url": {}},
)


@dataclass
class Everything:
    """The world, and what must come of it.

    `kept` are the articles expected, one of each of `groups` among them; `fates` is outcome and reasons by
    host and path; `unasked` are pages that must not be asked for; `limits` how often one may be.
    """

    world: World
    kept: list[Story] = field(default_factory=list)
    groups: list[tuple[Story, ...]] = field(default_factory=list)
    fates: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    slowed: str = ""

    def group_of(self, story: Story) -> tuple[Story, ...]:
        """Return the copies that *story* is one of, alone where it has none."""
        return next((group for group in self.groups if story in group), (story,))


def build(world: World, loopback: str) -> Everything:
    """Return everything; *loopback* is an address of this machine that nobody may ask."""
    every = Everything(world)
    every.kept = world.maker.many(ARTICLES, NOW - timedelta(minutes=20), timedelta(minutes=4), list(LAYOUTS))
    for story in every.kept[_SAME_TITLE.start : _SAME_TITLE.stop]:
        story.title = "贷款市场报价利率公布 五年期以上品种保持不变"
    china = world.channel("china", every.kept[: _IN_BOTH.stop])
    stock = world.channel("stock", every.kept[_IN_BOTH.start :])
    stock.jsonp = True
    _list_otherwise(stock, every.kept)
    _copies(every, china)
    _passing(every)
    _lasting(every, china, loopback)
    _not_articles(every, china)
    for channel, place in ((china, 30), (stock, 60)):
        channel.places[place:place] = [Listed(raw=row) for row in _BAD_ROWS]
    _old(every, china, stock)
    _moving(every, china)
    for number in (1, 2):
        world.list_trouble("stock", number, trouble.MALFORMED if number == 1 else trouble.status(503))
    return every


def _list_otherwise(stock: Channel, kept: list[Story]) -> None:
    """List what stands in both channels under other addresses of the same page here."""
    both = {id(story) for story in kept[_IN_BOTH.start : _IN_BOTH.stop]}
    for place, one in enumerate(stock.places):
        if one.story and id(one.story) in both:
            plain = f"http://{one.story.page}"
            one.url = plain if place % 2 else f"https://{one.story.page}?cre=tianyi&mod=pcpager_fin&loc=3&r=9"


def _copies(every: Everything, china: Channel) -> None:
    maker = every.world.maker
    originals = [every.kept[place] for place in (*_EXACT, *_NEAR)]
    for turn, story in enumerate(originals):
        copy = maker.copy(story, near=turn >= len(_EXACT), same_title=turn % 2 == 0)
        every.world.show(copy)
        every.groups.append((story, copy))
        _above(china, story, copy)


def _above(channel: Channel, story: Story, other: Story) -> None:
    at = next(place for place, one in enumerate(channel.places) if one.story is story)
    channel.places.insert(at, Listed(other))


def _passing(every: Everything) -> None:
    spared = {id(story) for group in every.groups for story in group}
    free = [story for story in every.kept[100:] if id(story) not in spared]
    for story, (name, faults) in zip(free, PASSING.items(), strict=False):
        every.world.trouble(story, *faults)
        every.limits[story.page] = len(faults) + 1
        if name == "429 once":
            every.slowed = story.page


def _lasting(every: Everything, china: Channel, loopback: str) -> None:
    here = Lasting(trouble.redirect(f"http://{loopback}/x.shtml"), "rejected", ())
    for place, (name, lasting) in enumerate({**LASTING, "to this machine": here}.items()):
        story = every.world.maker.one(NOW - timedelta(minutes=27 * (place + 1)), "finance-2018")
        story.title = f"{name}：{story.title}"
        every.world.show(story)
        every.world.trouble(story, lasting.fault, for_ever=True)
        every.fates[story.page] = (lasting.outcome, lasting.reasons)
        every.limits[story.page] = lasting.times
        _in_order(china, story)


def _in_order(channel: Channel, story: Story) -> None:
    at = next(
        place
        for place, one in enumerate(channel.places)
        if one.story and one.story.published < story.published
    )
    channel.places.insert(at, Listed(story))


def _not_articles(every: Everything, china: Channel) -> None:
    """List a video without a word, a page that robots are forbidden, an index, a page of another house."""
    video = every.world.maker.one(NOW - timedelta(minutes=50), "video")
    video.paragraphs = [video.title]
    every.world.show(video)
    every.fates[video.page] = ("rejected", ("not_an_article",))
    _in_order(china, video)
    anchor = china.places[40].story or video
    for url, outcome, reasons in (
        ("https://finance.sina.com.cn/private/2026-11-23/doc-imzqpriv0000001.shtml", "rejected", ("robots",)),
        ("https://finance.sina.com.cn/stock/index.shtml", "rejected", ("not_an_article",)),
        ("https://www.example.com/2026-11-23/1.shtml", "rejected", ()),
        (
            "https://finance.sina.com.cn.example.com/doc-imzqpriv0000002.shtml",
            "rejected",
            (),
        ),
    ):
        page = url.partition("://")[2]
        every.fates[page] = (outcome, reasons)
        row = {"title": "不是文章", "url": url, "ctime": str(int(anchor.published.timestamp()))}
        china.places.insert(40, Listed(raw=row))
        if "index" in url:
            every.world.trouble(page, trouble.PORTAL, for_ever=True)
        else:
            every.unasked.append(page)


def _old(every: Everything, *channels: Channel) -> None:
    """Put at each list's end what is too old for a run without a window."""
    for channel in channels:
        made = every.world.maker.many(60, NOW - timedelta(days=4), timedelta(minutes=9))
        stories = every.world.show(*made)
        channel.places += listed(stories)
        every.unasked += [story.page for story in stories]


def _moving(every: Everything, china: Channel) -> None:
    """Let newer rows come while the list is paged: they push known ones to the next page."""
    newer = every.world.show(*every.world.maker.many(10, NOW - timedelta(minutes=1), timedelta(minutes=1)))
    china.later = {1: listed(newer[3:]), 2: listed(newer[:3])}
    every.unasked += [story.page for story in newer]
