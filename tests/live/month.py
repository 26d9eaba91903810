"""A month of hourly runs with all that goes wrong in one: what is lost, what is said, and what is said in vain.

`python -m tests.live --month` plays `MONTH`; a further trouble is one row of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.live import trouble
from tests.live.crawling import FAST, Live, left, name
from tests.live.sina import Sina
from tests.live.stories import BEIJING, Story
from tests.live.trouble import Fault
from tests.live.wire import Answer
from tests.live.world import World

HOUR = timedelta(hours=1)
# A Monday morning.
BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=BEIJING)
# In so many runs that met it, a trouble must be said, and in so many its end.
WITHIN = 3
_SETTINGS = {**FAST, "NEWSSPIDER_FIRST_DAYS": "4", "NEWSSPIDER_RECHECK": "0", "RETRY_TIMES": "0"}
_BUSY, _QUIET = "china", "ministries"
_SHELL = trouble.raw(
    b'<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><div id="app"></div>'
    b'<script src="/static/js/app.5f2c.js"></script></body></html>',
    "text/html",
)
_BAN = trouble.page("拒绝访问", "<p>你的 IP 存在异常访问, 已被安全部门封禁. (5~60分钟)会自动解封</p>", 456)


def _other_layout(sound: Answer) -> Answer:
    body = sound.body
    for old, new in ((b'id="artibody"', b'id="newbody"'), (b'class="article"', b'class="story"')):
        body = body.replace(old, new)
    return replace(sound, body=body)


def _pages(fault: Fault) -> Callable[[World], None]:
    return lambda world: world.pages_trouble(fault)


def _ban(world: World) -> None:
    _pages(_BAN)(world)
    for channel in (_BUSY, _QUIET):
        world.list_trouble(channel, 1, _BAN, for_ever=True)


def _dead(world: World) -> None:
    world.list_trouble(_QUIET, 1, trouble.status(404), for_ever=True)


def _nothing(_: World) -> None:
    """Do nothing: what goes wrong is that nothing comes."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong from one hour (since the beginning) to another, and the words of what is to be said.

    `within` is in how many runs; `stops` that the busy list gets nothing new meanwhile; `also` what follows from it
    and may be said, too.
    """

    name: str
    hours: tuple[int, int]
    play: Callable[[World], None]
    says: str
    ends: str = ""
    of_pages: bool = True
    within: int = WITHIN
    stops: bool = False
    also: str = ""


def _day(number: int, hour: int = 8) -> int:
    """Return the hour since the beginning of this hour of a day, from 0."""
    return number * 24 + hour - BEGIN.hour


_LAYOUT = "have a layout that a reader knows"
MONTH = (
    Trouble(
        "outage", (_day(3, 6), _day(4, 15)), _pages(trouble.status(503)), "could be fetched", "fetched again"
    ),
    Trouble(
        "ban",
        (_day(7, 9), _day(7, 13)),
        _ban,
        "has banned this address",
        of_pages=False,
        also="cannot be read",
    ),
    Trouble("layout change", (_day(9, 8), _day(11, 9)), _pages(_other_layout), _LAYOUT, "knows again"),
    Trouble("empty shell", (_day(14, 9), _day(14, 19)), _pages(_SHELL), "hold an article", "article again"),
    Trouble("dead list", (_day(15, 10), _day(15, 20)), _dead, "cannot be read", of_pages=False),
    # Nobody can say that after three hours: a night and a half must be over.
    Trouble(
        "standing list",
        (_day(17, 18), _day(20, 10)),
        _nothing,
        "is stale",
        "no longer stale",
        False,
        40,
        True,
    ),
)
_HOLIDAYS = range(23, 30)
SHORT = (
    Trouble("layout change", (_day(0, 9), _day(0, 13)), _pages(_other_layout), _LAYOUT, "knows again"),
    Trouble("empty shell", (_day(0, 15), _day(0, 19)), _pages(_SHELL), "hold an article", "article again"),
    Trouble(
        "outage", (_day(1, 9), _day(1, 13)), _pages(trouble.status(503)), "could be fetched", "fetched again"
    ),
    Trouble(
        "ban",
        (_day(1, 14), _day(1, 15)),
        _ban,
        "has banned this address",
        of_pages=False,
        also="cannot be read",
    ),
    Trouble("dead list", (_day(1, 16), _day(1, 18)), _dead, "cannot be read", of_pages=False),
)


@dataclass
class Found:
    """What a play has shown: the numbers, and the sentences that were wrong or lacking."""

    runs: int = 0
    expected: int = 0
    kept: int = 0
    holes: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self) -> Iterator[str]:
        """Yield what there is to print."""
        yield f"{self.runs} runs in {self.seconds:.0f} s"
        yield f"articles: {self.expected} expected, {self.kept} kept, {len(self.holes)} holes"
        yield f"alarms: {len(self.false)} false, {len(self.missed)} missed"
        yield from self.said
        yield from (f"hole: {line}" for line in self.holes)
        yield from (f"false: {line}" for line in self.false)
        yield from (f"missed: {line}" for line in self.missed)


class Play:
    """Runs hour by hour against a world in which news and troubles come by the clock."""

    def __init__(self, live: Live, sina: Sina, troubles: Sequence[Trouble], hours: int) -> None:
        self._live = live
        self._sina = sina
        self._troubles = troubles
        self._hours = hours
        self._random = Random("month")
        self._held: list[Story] = []
        self._stories: list[Story] = []
        self._met: dict[str, int] = {}
        self._said: dict[str, int] = {}
        self._over: dict[str, int | None] = {}
        self.found = Found()

    def run(self) -> Found:
        """Play all hours, then compare what was kept with what there was."""
        began = time.monotonic()
        for hour in range(-72, 1):
            self._come(hour)
        for hour in range(self._hours):
            if hour:
                self._come(hour)
            self._hour(hour)
        self._conclude()
        self.found.seconds = time.monotonic() - began
        return self.found

    def _come(self, hour: int) -> None:
        """Let the news of the hour before *hour* be there."""
        at = BEGIN + (hour - 1) * HOUR
        day = (at - BEGIN.replace(hour=0)).days
        is_quiet = at.weekday() >= 5 or day in _HOLIDAYS
        rate = 0.0 if not 8 <= at.hour < 20 else 8 / 12 if is_quiet else 40 / 12
        fresh = self._of(at, rate)
        stopped = any(one.stops and one.hours[0] <= hour < one.hours[1] for one in self._troubles)
        self._sina.world.show(*fresh)
        self._held[:0] = fresh
        if not stopped:
            self._sina.world.channel(_BUSY, self._held)
            self._held = []
        quiet = self._of(at, 3 / 24)
        self._sina.world.channel(_QUIET, quiet)
        self._stories += [*fresh, *quiet]

    def _of(self, at: datetime, rate: float) -> list[Story]:
        """Return the stories of the hour from *at* on, so many as come at random at this *rate* an hour."""
        wait, found = 0.0, []
        while rate and (wait := wait + self._random.expovariate(rate)) < 1:
            found.append(self._sina.world.maker.one((at + wait * HOUR).replace(microsecond=0)))
        return found[::-1]

    def _hour(self, hour: int) -> None:
        world = self._sina.world
        world.scripts.clear()
        active = [one for one in self._troubles if one.hours[0] <= hour < one.hours[1]]
        for one in active:
            one.play(world)
        self._sina.forget()
        ran = self._live(f"channel={_BUSY},{_QUIET}", now=BEGIN + hour * HOUR, settings=_SETTINGS)
        self.found.runs += 1
        if ran.code not in (0, 3, 4):
            self.found.false.append(f"hour {hour}: exit code {ran.code}: {ran.stderr[-300:]}")
            return
        report = ran.report
        asked = bool(self._sina.articles())
        self._hear(hour, active, report, asked=asked, code=ran.code)

    def _hear(
        self, hour: int, active: Sequence[Trouble], report: dict[str, Any], *, asked: bool, code: int
    ) -> None:
        faults, notes = report["faults"], " ".join(report["notes"])
        if bool(faults) != (code == 4):
            self.found.false.append(f"hour {hour}: exit code {code} with {faults}")
        for one in self._troubles:
            if one in active:
                self._met[one.name] = self._met.get(one.name, 0) + (asked or not one.of_pages)
            elif hour >= one.hours[1] and one.name not in self._over and (asked or not one.of_pages):
                self._met[f"after {one.name}"] = self._met.get(f"after {one.name}", 0) + 1
            if any(one.says in fault for fault in faults) and one in active:
                self._said.setdefault(one.name, self._met[one.name])
            if hour >= one.hours[1] and one.ends and one.ends in notes:
                self._over.setdefault(one.name, self._met.get(f"after {one.name}", 0))
        for fault in faults:
            near = [one for one in self._troubles if one.hours[0] <= hour < one.hours[1] + WITHIN]
            if not any(one.says in fault or (one.also and one.also in fault) for one in near):
                self.found.false.append(f"{BEGIN + hour * HOUR:%m-%d %H:%M}: {fault}")

    def _conclude(self) -> None:
        records = {record["id"] for record in left(self._live.folder).records}
        self.found.expected = len(self._stories)
        self.found.kept = len(records)
        self.found.holes = [
            f"{name(one)} of {one.published}" for one in self._stories if name(one) not in records
        ]
        for one in self._troubles:
            said, over = self._said.get(one.name), self._over.get(one.name)
            self.found.said.append(
                f"{one.name}: said in run {said}, its end in run {over if one.ends else '-'}"
            )
            if said is None or said > one.within:
                self.found.missed.append(f"{one.name}: said in run {said}")
            if one.ends and (over is None or over > WITHIN):
                self.found.missed.append(f"the end of {one.name}: said in run {over}")
