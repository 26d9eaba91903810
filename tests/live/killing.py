"""A live run that is ended at given moments and begun again until it ends, and what must be true then."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.crash import killing
from tests.crash.killing import Moment
from tests.live.crawling import NOW, Left, Live, differences, name, named
from tests.live.sina import Sina
from tests.live.stories import LAYOUTS, Story
from tests.live.world import thinned

_ARTICLES = 90
_COPIES = 10
_CHANNELS = "channel=china,stock"


@dataclass
class Played:
    """What a server was filled with: the articles, and the groups of which one each is to be kept."""

    stories: list[Story]
    groups: list[tuple[Story, Story]]


def play(sina: Sina) -> Played:
    """Fill *sina* with two channels of several pages, copies in both."""
    made = sina.world.maker.many(_ARTICLES, NOW - timedelta(minutes=5), timedelta(minutes=12), list(LAYOUTS))
    half = _ARTICLES // 2
    groups = []
    for turn, story in enumerate(made[: _COPIES * 3 : 3]):
        groups.append((story, sina.world.maker.copy(story, near=turn % 2 == 0)))
    copies = sina.world.show(*(copy for _, copy in groups))
    sina.world.show(*made)
    sina.world.channel("china").places = list(thinned(made[:half], 2))
    stock = sorted([*made[half - 5 :], *copies], key=lambda story: story.published, reverse=True)
    sina.world.channel("stock").places = list(thinned(stock, 1))
    return Played(made, groups)


def until_it_ends(live: Live, moments: Iterable[Moment]) -> list[str]:
    """End a run at each of *moments*, one after the other, then let one come to its end; return what went wrong."""
    later = 0
    for later, moment in enumerate(moments, start=1):
        killing.end_at(start(live, later - 1, at=moment.watched), moment)
    code, said = killing.ended(start(live, later))
    return [f"the last run ended with {code}: {said[-300:]}"] if code else []


def start(live: Live, later: int, **how: Any) -> subprocess.Popen[str]:
    """Return a run begun *later* seconds after the first, as cron would: within the pause after a first failure."""
    return live.start(_CHANNELS, now=NOW + timedelta(seconds=later), **how)


def broken(played: Played, found: Left) -> list[str]:
    """Return which promises what was *found* breaks: something lost, twice, or torn."""
    names = {named(record) for record in found.records}
    wrong = [f"torn: {one}" for one in found.torn]
    wrong += _groups(played.groups, names)
    wanted = [_kept(story, played.groups, names) for story in played.stories]
    wrong += differences(found.records, wanted)
    posts = Counter(post.partition("canonical_url: '")[2].partition("'")[0] for post in found.posts.values())
    wrong += [f"{count} posts of {url}" for url, count in posts.items() if count > 1]
    if len(found.posts) != len(wanted):
        wrong.append(f"{len(found.posts)} posts for {len(wanted)} articles")
    return wrong


def _groups(groups: Sequence[tuple[Story, Story]], names: set[str]) -> list[str]:
    kept = [[name(story) for story in group if name(story) in names] for group in groups]
    return [f"kept of one group: {one}" for one in kept if len(one) != 1]


def _kept(story: Story, groups: Sequence[tuple[Story, Story]], names: set[str]) -> Story:
    """Return which of the copies of *story* was kept: any may be."""
    group = next((group for group in groups if group[0] is story), (story,))
    return next((one for one in group if name(one) in names), story)
