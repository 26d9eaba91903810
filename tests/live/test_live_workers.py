"""A live run whose pages are read by worker processes leaves what one process does, also if some of them die."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import Newsspider
from tests.crash import killing
from tests.live.crawling import NOW, Left, Live, adds_up, left
from tests.live.sina import Gate, Sina
from tests.live.stories import LAYOUTS, Story
from tests.workers import many

pytestmark = pytest.mark.slow
# More than the run reads itself, with those that wait until the first worker has started.
_ARTICLES, _COPIES = 230, 10
_SAID = "This process stores what others read"
_READER = """
import os
import signal
import sys
from newsspider.readers import sina
from newsspider.readers.pages import PageReader
from newsspider.sources.sites import Site

def read_page(page):
    if {everywhere} or "newsspider.workers.serve" in sys.orig_argv:
        for address, end in ENDS.items():
            if address in (page.asked or ""):
                end()
    return sina.read(page)

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def fill():
    raise MemoryError

ENDS = {addresses}
HOSTS = ("sina.com.cn", "sina.cn")
SITE = Site("deadly", (), PageReader("deadly", HOSTS, sina.shows, read_page))
"""
_COUNTED = ("outcomes", "coverage", "lacking", "rules", "hours", "media")


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    """Fill a list with articles of every layout, and near-duplicates of some of the last that are asked for."""
    made = sina.world.maker.many(_ARTICLES, NOW - timedelta(minutes=5), timedelta(minutes=5), list(LAYOUTS))
    copies = [sina.world.maker.copy(story, near=True) for story in made[:_COPIES]]
    sina.world.channel("china", [*copies, *made])
    return made


def _settings(workers: int) -> dict[str, str]:
    return {
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "False",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
        "LOG_LEVEL": "INFO",
        "NEWSSPIDER_RUN": "r",
        "NEWSSPIDER_WORKERS": str(workers),
    }


def _without_times(found: Left) -> list[dict[str, object]]:
    return [{key: value for key, value in record.items() if key != "fetched"} for record in found.records]


def _gate(sina: Sina, story: Story) -> Gate:
    return sina.gate(lambda request: request.page == story.page)


def _write_reader(folder: Path, ends: str, *, everywhere: bool = False) -> None:
    """Write a project whose reader dies at some addresses: in workers, or *everywhere*."""
    reader = _READER.replace("{addresses}", ends).replace("{everywhere}", str(everywhere))
    (folder / "deadly.py").write_text(reader, encoding="utf-8")
    (folder / "scrapy.cfg").touch()
    (folder / "newsspider.toml").write_text('[settings]\nNEWSSPIDER_SITES = ["deadly.SITE"]\n')


def test_two_workers_leave_what_none_does(sina: Sina, tmp_path: Path, stories: list[Story]) -> None:
    results = []
    for workers in (0, 2):
        folder = tmp_path / str(workers)
        folder.mkdir()
        runner = Newsspider(folder)
        live = Live(runner, sina)
        few = live("channel=china", "limit=60", settings=_settings(workers))
        ran = live("channel=china", now=NOW + timedelta(seconds=1), settings=_settings(workers))
        assert (few.code, ran.code) == (0, 0), ran.stderr
        assert _SAID not in few.stderr
        assert (_SAID in ran.stderr) == bool(workers)
        found = left(folder)
        assert adds_up(found.report)
        results.append((_without_times(found), found.posts, *(found.report[name] for name in _COUNTED)))
        runner.end()
    assert results[0] == results[1]
    assert len(results[0][0]) == len(stories)


@pytest.mark.usefixtures("stories")
def test_killed_workers_lose_nothing(live: Live) -> None:
    process = live.start("channel=china", settings=_settings(2))
    killing.wait_until(lambda: len(many.workers_in(live.folder)) == 2, process)
    for worker in many.workers_in(live.folder):
        os.kill(worker, signal.SIGKILL)
    code, said = killing.ended(process)
    assert code == 0, said
    found = left(live.folder)
    assert found.report["outcomes"] == {"kept": _ARTICLES, "duplicate": _COPIES}
    assert adds_up(found.report)


def test_a_page_that_ends_its_worker_fails_alone(live: Live, sina: Sina, stories: list[Story]) -> None:
    dies, fills = stories[-60], stories[-20]
    _write_reader(live.folder, f'{{"{dies.page}": die, "{fills.page}": fill}}')
    # Both come when there are workers to read them.
    gates = [_gate(sina, story) for story in (dies, fills)]
    log = live.folder / "log"
    process = live.start("channel=china", settings={**_settings(2), "LOG_FILE": str(log)})
    killing.wait_until(lambda: log.exists() and _SAID in log.read_text("utf-8"), process)
    for gate in gates:
        gate.opened.set()
    code, said = killing.ended(process)
    assert code == 3, said
    found = left(live.folder)
    assert found.report["outcomes"] == {"kept": _ARTICLES - 2, "duplicate": _COPIES, "failed": 2}
    assert adds_up(found.report)
    failed = {line["locator"]: line for line in found.refused if line["outcome"] == "failed"}
    assert {page.partition("://")[2]: (line["reason"], line["detail"]) for page, line in failed.items()} == {
        dies.page: ("worker_died", "its worker was killed by SIGKILL"),
        fills.page: ("worker_died", "its worker ran out of memory"),
    }


@pytest.mark.parametrize("workers", [0, 2])
def test_a_page_that_ends_a_small_run_ends_no_second_one(live: Live, sina: Sina, workers: int) -> None:
    made = sina.world.maker.many(8, NOW - timedelta(minutes=5), timedelta(minutes=5), list(LAYOUTS))
    sina.world.channel("china", made)
    _write_reader(live.folder, f'{{"{made[3].page}": die}}', everywhere=True)
    killed = live("channel=china", settings=_settings(workers))
    assert killed.code == -signal.SIGKILL, killed.stderr
    ran = live("channel=china", now=NOW + timedelta(seconds=1), settings=_settings(workers))
    found = left(live.folder)
    assert (ran.code, found.report["outcomes"]) == (3, {"kept": 7, "failed": 1}), ran.stderr
    (refused,) = found.refused
    assert (refused["locator"].partition("://")[2], refused["reason"]) == (made[3].page, "worker_died")
    assert f"an earlier run was killed while it read {refused['locator']}" in ran.stdout
    assert adds_up(found.report)


@pytest.mark.usefixtures("stories")
def test_a_signal_ends_the_workers_too(live: Live) -> None:
    process = live.start("channel=china", settings=_settings(2))
    killing.wait_until(lambda: len(many.workers_in(live.folder)) == 2, process)
    process.send_signal(signal.SIGTERM)
    code, said = killing.ended(process)
    assert code == 143, said
    assert "Traceback" not in said
    many.wait_for_none(live.folder)
    found = left(live.folder)
    assert adds_up(found.report)
    ran = live("channel=china", now=NOW + timedelta(seconds=1), settings=_settings(2))
    assert ran.code == 0, ran.stderr
    found = left(live.folder)
    assert len(found.records) == _ARTICLES
    assert found.torn == []
