"""The world that the server shows: stories, channels, rules for robots, and trouble by address and attempt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timezone
from email.utils import format_datetime, parsedate_to_datetime

from tests.live import pages, trouble
from tests.live.lists import Channel, Listed
from tests.live.stories import Maker, Story
from tests.live.trouble import Fault
from tests.live.wire import Answer, Request

ROBOTS = "User-agent: *\nDisallow: /private/\n"
# Channel by the name that `-a channel=` takes: the kind of list and its ids.
CHANNELS: dict[str, tuple[str, tuple[int | str, ...]]] = {
    "china": ("roll", (155, 1686)),
    "macro": ("roll", (155, 1687)),
    "local": ("roll", (155, 1688)),
    "ministries": ("roll", (155, 1689)),
    "banking": ("roll", (155, 1690)),
    "top10": ("roll", (155, 3231)),
    "finance": ("roll", (384, 2519)),
    "stock": ("roll", (384, 2671)),
    "us-roll": ("roll", (384, 2672)),
    "us-china": ("roll", (384, 2673)),
    "hk": ("roll", (384, 2674)),
    "research": ("roll", (384, 2675)),
    "global": ("roll", (384, 2676)),
    "fx": ("roll", (384, 2487)),
    "news": ("roll", (153, 2509)),
    "us": ("us", (57045,)),
    "live": ("live", (152,)),
    "column-market": ("column", (56589,)),
    "flash": ("wire", ("0",)),
    "app": ("app", ("0",)),
    "company": ("company", ("sh600519",)),
    "company-hk": ("company-hk", ("00700",)),
    "announcements": ("announcements", ("600519",)),
    "column-flows": ("column-paged", (56615,)),
    "author": ("author", (1803814487,)),
    "reports": ("reports", ("lastest",)),
    "front": ("front", ()),
}
# Where each kind of list is: its address, and the parameters that hold its ids.
_LISTS = {
    "feed.mix.sina.com.cn/api/roll/get": ("roll", ("pageid", "lid")),
    "interface.sina.cn/pc_api/public_news_data.d.json": ("us", ("cids",)),
    "zhibo.sina.com.cn/api/zhibo/feed": ("live", ("zhibo_id",)),
    "app.cj.sina.com.cn/api/news/pc": ("wire", ("tag",)),
    "news.cj.sina.cn/app/v1/news724/list": ("app", ("tag",)),
    "vip.stock.finance.sina.com.cn/corp/view/vCB_AllNewsStock.php": ("company", ("symbol",)),
    "vip.stock.finance.sina.com.cn/corp/view/vCB_AllBulletin.php": ("announcements", ("stockid",)),
    "finance.sina.com.cn/roll/index.d.html": ("column-paged", ("cid",)),
    "finance.sina.com.cn/zl/author_article.d.html": ("author", ("id",)),
}
# The same where the address itself holds the ids.
_IN_PATH = {
    "column": re.compile(r"finance\.sina\.com\.cn/roll/c/(\d+)\.shtml"),
    "company-hk": re.compile(
        r"stock\.finance\.sina\.com\.cn/hkstock/go\.php/CompanyNews/page/\d+/code/(\d+)/\.phtml"
    ),
    "reports": re.compile(
        r"stock\.finance\.sina\.com\.cn/stock/go\.php/vReport_List/kind/(\w+)/index\.phtml"
    ),
    "front": re.compile(r"finance\.sina\.com\.cn/head/finance\d{8}[ap]m\.shtml"),
}
_HEAD = "finance.sina.com.cn/head/"
_JSON = ("roll", "us", "live", "wire", "app")


@dataclass
class _Script:
    """The faults of what `matches`, attempt by attempt; the last one for ever where it is so."""

    matches: Callable[[Request], bool]
    faults: tuple[Fault, ...]
    for_ever: bool
    attempts: int = 0

    def next(self) -> Fault:
        at, self.attempts = self.attempts, self.attempts + 1
        if at < len(self.faults):
            return self.faults[at]
        return self.faults[-1] if self.for_ever else trouble.sound


@dataclass
class World:
    """Everything there is; `robots` by host, for the others `ROBOTS`; `documents` are pages by address."""

    maker: Maker = field(default_factory=Maker)
    stories: dict[str, Story] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    scripts: list[_Script] = field(default_factory=list)

    def channel(self, name: str, stories: Iterable[Story] = ()) -> Channel:
        """Return the channel *name*, made at its first mention, with *stories* (newest first) put on top."""
        kind, ids = CHANNELS[name]
        channel = self.channels.setdefault(name, Channel(kind, ids))
        channel.put(*self.show(*stories))
        return channel

    def show(self, *stories: Story) -> tuple[Story, ...]:
        """Let the pages of *stories* be there, and return them."""
        self.stories.update((story.page, story) for story in stories)
        return stories

    def trouble(self, where: Story | str, *faults: Fault, for_ever: bool = False) -> None:
        """Let the first attempts at a page (host and path) go wrong so; *for_ever* with the last of them."""
        page = where.page if isinstance(where, Story) else where
        self._plan(lambda request: request.page == page, faults, for_ever)

    def pages_trouble(self, fault: Fault) -> None:
        """Let the pages of all stories go wrong so, for ever."""
        self._plan(lambda request: request.page in self.stories, (fault,), for_ever=True)

    def list_trouble(self, name: str, number: int, *faults: Fault, for_ever: bool = False) -> None:
        """Let the first requests for a page (from 1) of the channel *name* go wrong so."""
        self.channel(name)

        def matches(request: Request) -> bool:
            return self.named(request) == name and page_of(request) == number

        self._plan(matches, faults, for_ever)

    def _plan(self, matches: Callable[[Request], bool], faults: tuple[Fault, ...], for_ever: bool) -> None:
        self.scripts.append(_Script(matches, faults, for_ever))

    def named(self, request: Request) -> str | None:
        """Return the name of the channel that *request* asks for, None where it asks for no list."""
        place = _list_of(request)
        if place is None:
            return None
        every = ((name, (one.kind, tuple(map(str, one.ids)))) for name, one in self.channels.items())
        return next((name for name, at in every if at == place), None)

    def answer(self, request: Request) -> Answer:
        """Return what Sina answers, its troubles included."""
        answer = _conditional(request, self._sound(request))
        for script in self.scripts:
            if script.matches(request):
                return script.next()(answer)
        return answer

    def _sound(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            text = self.robots.get(request.host, ROBOTS)
            return Answer(200, text.encode(), {"Content-Type": "text/plain"})
        if _list_of(request):
            return self._list(request)
        if request.url in self.documents:
            return Answer(200, self.documents[request.url], {"Content-Type": "text/html"})
        story = self.stories.get(request.page)
        return _page(story) if story else trouble.status(404)(Answer())

    def _list(self, request: Request) -> Answer:
        name = self.named(request)
        rolling = request.host == "feed.mix.sina.com.cn"
        if rolling and "sina.com.cn/" not in request.headers.get("referer", ""):
            return Answer(403, b"forbidden", {"Content-Type": "text/html"})
        if name is None and request.page.startswith(_HEAD):
            return trouble.status(404)(Answer())
        if name is None:
            return trouble.EMPTY_LIST(Answer())
        channel = self.channels[name]
        kind = "application/json; charset=utf-8" if channel.kind in _JSON else "text/html"
        body = channel.answer(request)
        if not body and channel.kind == "front":
            return trouble.status(404)(Answer())
        return Answer(200, body, {"Content-Type": kind, "ETag": _tag(body)})


def listed(stories: Iterable[Story]) -> list[Listed]:
    """Return the places of *stories*, for what comes later."""
    return [Listed(story) for story in stories]


def thinned(stories: Iterable[Story], empty: int) -> Iterator[Listed]:
    """Yield the places of *stories*, each followed by so many that the source left empty."""
    for story in stories:
        yield Listed(story)
        yield from (Listed() for _ in range(empty))


def page_of(request: Request) -> int:
    """Return which page of a list *request* asks for, from 1."""
    number = next((request.query[name] for name in ("page", "Page", "p") if request.query.get(name)), "")
    return int(number or int(request.query.get("up") or 0) + 1)


def _list_of(request: Request) -> tuple[str, tuple[str, ...]] | None:
    """Return the kind and the ids of the list that *request* asks for; None for one of a page."""
    for kind, form in _IN_PATH.items():
        if found := form.fullmatch(request.page):
            return kind, found.groups()
    kind, names = _LISTS.get(request.page, ("", ()))
    return (kind, tuple(request.query.get(name, "0") for name in names)) if kind else None


def _page(story: Story) -> Answer:
    body = pages.render(story)
    headers = {"Content-Type": f"text/html; charset={story.declared}" if story.number % 2 else "text/html"}
    if story.validators in ("both", "etag"):
        headers["ETag"] = _tag(body)
    if story.validators in ("both", "modified"):
        at = (story.updated or story.published).astimezone(timezone.utc)
        headers["Last-Modified"] = format_datetime(at, usegmt=True)
    return Answer(200, body, headers)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _conditional(request: Request, answer: Answer) -> Answer:
    """Return *answer*, or 304 where the client's validators say that it has it; a tag counts more than a time."""
    tag, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    own, changed = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if tag is not None and own is not None:
        same = own in tag
    else:
        same = bool(since and changed and parsedate_to_datetime(changed) <= parsedate_to_datetime(since))
    return Answer(304, b"", answer.headers) if same and answer.status == 200 else answer
