"""A live run recorded in an archive, and the archive replayed with no network: the same posts, the same records."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import Newsspider, Ran
from tests.crash import killing
from tests.live import everything
from tests.live.crawling import FAST, NOW, Live, left
from tests.live.sina import Sina
from tests.live.stories import LAYOUTS

_STORIES = 24
# Nothing listens there, so that whatever asked for anything would fail.
_NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


def replay(newsspider: Newsspider, folder: str, *more: str) -> Ran:
    """Return the replay of the archive of the test's folder into an output of its own."""
    given = (
        "-s",
        f"NEWSSPIDER_OUTPUT={folder}",
        "-s",
        f"NEWSSPIDER_NOW={(NOW + timedelta(days=9)).isoformat()}",
    )
    return newsspider("crawl", "seeds", "-a", "path=run.warc.gz", *given, *more, env=_NOWHERE)


def posts(folder: Path) -> dict[str, bytes]:
    """Return the posts below *folder* as they are."""
    return {path.name: path.read_bytes() for path in sorted((folder / "posts").glob("*.md"))}


def records(folder: Path) -> list[str]:
    """Return the lines of the JSONL files below *folder*."""
    paths = sorted((folder / "articles").glob("*.jsonl"), key=os.path.getmtime)
    return [line for path in paths for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def recorded(sina: Sina, live: Live) -> Ran:
    """Record a run over a rolling list, a list of entries that are articles, copies and trouble."""
    maker = sina.world.maker
    made = maker.many(_STORIES, NOW - timedelta(minutes=5), timedelta(minutes=15), list(LAYOUTS))
    sina.world.channel("china", made)
    entries = maker.many(6, NOW - timedelta(minutes=7), timedelta(minutes=20), ["finance-2018"])
    sina.world.channel("live", entries)
    sina.world.trouble(made[3], *everything.PASSING["500 once"])
    sina.world.trouble(made[5], everything.LASTING["404"].fault, for_ever=True)
    ran = live("channel=china,live", settings={**FAST, "NEWSSPIDER_WARC": "run.warc.gz"})
    assert ran.code in (0, 3), ran.stderr
    return ran


def test_a_replay_gives_the_same(recorded: Ran, run_newsspider: Newsspider) -> None:
    ran = replay(run_newsspider, "again")
    assert ran.code == 0, ran.stderr
    first, again = recorded.folder / "output", recorded.folder / "again"
    assert posts(first)
    assert posts(again) == posts(first)
    assert records(again) == records(first)


def test_what_the_archive_holds(recorded: Ran) -> None:
    with (recorded.folder / "run.warc.gz").open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "")
            for record in ArchiveIterator(file)
        ]
    kinds = Counter(kind for kind, _ in found)
    assert kinds["warcinfo"] == 1
    assert kinds["request"] == kinds["response"]
    outcomes = recorded.report["outcomes"]
    # What was gone led to no input of its own kind: its answer is all there is.
    assert kinds["metadata"] == sum(outcomes.values()) - outcomes["rejected"]
    addresses = {address for kind, address in found if kind == "response"}
    assert "https://finance.sina.com.cn/robots.txt" in addresses
    assert any("api/roll/get" in address for address in addresses)
    assert any("zhibo" in address for address in addresses)


def test_the_lists_are_not_read_as_pages_and_nothing_is_asked(
    recorded: Ran, sina: Sina, run_newsspider: Newsspider
) -> None:
    assert recorded.records
    sina.forget()
    ran = replay(run_newsspider, "again")
    report = json.loads(max((ran.folder / "again" / "reports").glob("*.json")).read_text("utf-8"))
    assert sina.seen == []
    assert report["outcomes"].keys() <= {"kept", "duplicate"}
    again = replay(run_newsspider, "again")
    assert again.code == 0
    assert "archives read before" in again.stdout


def test_only_some_hosts_of_a_recording(recorded: Ran, run_newsspider: Newsspider) -> None:
    assert recorded.records
    replay(run_newsspider, "again", "-a", "only=tech.sina.com.cn")
    found = [json.loads(line) for line in records(run_newsspider.folder / "again")]
    assert found
    assert {record["url"].split("/")[2] for record in found} == {"tech.sina.com.cn"}


@pytest.mark.slow
def test_a_run_that_was_killed_and_the_next_in_one_archive(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(_STORIES, NOW - timedelta(minutes=5), timedelta(minutes=15), list(LAYOUTS))
    sina.world.channel("china", made)
    settings = {**FAST, "NEWSSPIDER_WARC": "run.warc.gz"}
    gate = sina.gate(lambda request: request.page == made[8].page)
    process = live.start("channel=china", settings=settings)
    gate.wait()
    killing.end_now(process, signal.SIGKILL)
    gate.opened.set()
    path = live.folder / "run.warc.gz"
    path.write_bytes(path.read_bytes() + path.read_bytes()[:200])  # what the next record would have been
    ran = live("channel=china", settings=settings)
    assert ran.code == 0, ran.stderr
    assert len(left(live.folder).posts) == _STORIES
    again = replay(live.newsspider, "again")
    assert again.code == 0, again.stderr
    assert posts(live.folder / "again") == posts(live.folder / "output")
    assert sorted(records(live.folder / "again")) == sorted(records(live.folder / "output"))


def test_an_archive_that_cannot_be_written_stops_the_run(sina: Sina, live: Live) -> None:
    sina.world.channel(
        "china", sina.world.maker.many(2, NOW - timedelta(minutes=5), timedelta(minutes=5), ["mobile"])
    )
    ran = live("channel=china", settings={**FAST, "NEWSSPIDER_WARC": "/dev/full/run.warc.gz"})
    assert ran.code == 1
    assert "cannot be written" in ran.stderr
    assert live("channel=china", settings={**FAST, "NEWSSPIDER_WARC": "run.warc"}).code == 2
