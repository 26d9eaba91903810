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
# The default is one request a second to a host; the way to the server takes now more and now less of it.
_SHORTEST = 0.95
_HOST = "finance.sina.com.cn"


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
        pauses = [later - earlier for earlier, later in pairwise(sorted(at))]
        assert all(pause >= _SHORTEST for pause in pauses), pauses


def test_a_host_whose_robots_txt_asks_for_more_time_has_it(sina: Sina, live: Live) -> None:
    sina.world.channel("china", sina.world.maker.many(4, NOW, timedelta(minutes=5)))
    sina.world.robots[_HOST] = "User-agent: *\nCrawl-delay: 2\n"
    assert live("channel=china", settings={"DOWNLOAD_DELAY": "0.1"}).code == 0
    times = sorted(seen.request.at for seen in sina.seen if seen.request.host == _HOST)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 4
    assert all(pause >= 2 * _SHORTEST for pause in pauses), pauses
