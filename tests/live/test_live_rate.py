"""The rate that the settings promise, measured by the server."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.live import trouble
from tests.live.crawling import NOW, Live, differences, left
from tests.live.sina import Sina

pytestmark = pytest.mark.slow
_ARTICLES = 8
# The way to the server takes now more and now less, so that two requests may come nearer to each other than they
# were sent; over many of them only what the first was late can be missing.
_LATE = 0.5
_HOST = "finance.sina.com.cn"
_TECH = "tech.sina.com.cn"
_PAUSE = 3


def _faults(times: list[float], seconds: float) -> list[str]:
    """Return what shows that requests were sent with less than so many seconds between them."""
    times = sorted(times)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    faults = [f"{pause:.2f} s between two" for pause in pauses if pause < seconds - _LATE]
    if sum(pauses) < len(pauses) * seconds - _LATE:
        faults.append(f"{len(times)} requests in {sum(pauses):.2f} s")
    return faults


def test_one_request_a_second_to_a_host(sina: Sina, live: Live) -> None:
    stories = sina.world.maker.many(_ARTICLES, NOW, timedelta(minutes=5))
    sina.world.channel("china", stories)
    sina.world.trouble(stories[3], trouble.reset)
    ran = live("channel=china", settings={})
    assert (ran.code, differences(left(ran.folder).records, stories)) == (0, [])
    times: dict[str, list[float]] = defaultdict(list)
    for seen in sina.seen:
        times[seen.request.host].append(seen.request.at)
    assert len(times["finance.sina.com.cn"]) == _ARTICLES + 2
    for at in times.values():
        assert _faults(at, 1.0) == []


def test_a_host_whose_robots_txt_asks_for_more_time_has_it(sina: Sina, live: Live) -> None:
    sina.world.channel("china", sina.world.maker.many(4, NOW, timedelta(minutes=5)))
    sina.world.robots[_HOST] = "User-agent: *\nCrawl-delay: 2\n"
    assert live("channel=china", settings={"DOWNLOAD_DELAY": "0.1"}).code == 0
    times = [seen.request.at for seen in sina.seen if seen.request.host == _HOST]
    assert len(times) == 5
    assert _faults(times, 2.0) == []


_EVERYTHING = ("china", "us", "live", "flash", "app", "column-market", "column-flows", "reports")


def test_the_rate_holds_with_everything_on(sina: Sina, live: Live) -> None:
    """Lists of every kind and pages of several hosts at once; one host bans, another asks for a pause."""
    world = sina.world
    made = world.maker.many(12, NOW, timedelta(minutes=5), ("finance-2018", "tech-2019", "news-2018"))
    for name in _EVERYTHING:
        world.channel(name, [story for story in made if "finance" in story.page] if name != "china" else made)
    banned = [story for story in made if story.page.startswith("news.")]
    paused = [story for story in made if story.page.startswith("tech.")]
    for story in banned:
        world.trouble(story, trouble.status(456), for_ever=True)
    world.trouble(paused[-2], trouble.status(429, Retry_After=str(_PAUSE)))
    ran = live(f"channel={','.join(_EVERYTHING)}", settings={"NEWSSPIDER_RECHECK": "0"})
    assert ran.code == 4, ran.stderr
    times: dict[str, list[float]] = defaultdict(list)
    for seen in sina.seen:
        times[seen.request.host].append(seen.request.at)
    assert len(times) >= 8
    assert {host: faults for host, at in times.items() if (faults := _faults(at, 1.0))} == {}
    assert sum(seen.request.page in {story.page for story in banned} for seen in sina.seen) == 1
    pages = [seen for seen in sina.seen if seen.request.host == _TECH]
    (asked,) = (at for at, seen in enumerate(pages) if seen.status == 429)
    assert pages[asked + 1].request.at - pages[asked].request.at >= _PAUSE
