"""Feeds of two machines in one PostgreSQL ledger: outputs get what their own feeds name, once, whoever stores it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsspider.ledger import Ledger
from tests.conftest import Newsspider, story
from tests.crash import harness, killing
from tests.crash.killing import Moment
from tests.ledger.conftest import postgres, server
from tests.outputs.remote_servers import BARE
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import Hub
from tests.spiders.server import NOW

__all__ = ("postgres", "server")

pytestmark = pytest.mark.slow
_MANY = 300  # more than one commit


def _entry(number: int) -> str:
    link, date = f"https://news.example/{number}.html", "Mon, 23 Nov 2026 10:00:00 +0800"
    return item(f"第{number}号公告", f"<p>{story(str(number), 400)}</p>", link, date, guid=str(number))


def _begun(folder: Path, ledger: str, url: str, moment: Moment | None = None) -> subprocess.Popen[str]:
    settings = {
        "NEWSSPIDER_LEDGER": ledger,
        "NEWSSPIDER_WORKER": folder.name,
        "NEWSSPIDER_NOW": NOW.isoformat(),
    }
    given = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    at = moment.watched if moment else None
    return Newsspider(folder).start("crawl", "feed", "-a", f"url={url}", *given, env=BARE, at=at)


def _titles(folder: Path) -> list[int]:
    left = harness.left(folder)
    assert left.torn == []
    assert len(left.posts) == len(left.lines) == len(set(left.lines))
    return sorted(int(post.partition("title: '第")[2].partition("号")[0]) for post in left.posts.values())


def test_nothing_is_lost_and_nothing_comes_twice(hub: Hub, postgres: str, tmp_path: Path) -> None:
    machines = [tmp_path / "first", tmp_path / "second"]
    spans = [range(_MANY), range(_MANY // 2, _MANY + _MANY // 2)]
    urls = [
        hub.put_feed(path, documents.rss(*map(_entry, span)))
        for path, span in zip(("/f", "/g"), spans, strict=True)
    ]
    for folder in machines:
        folder.mkdir()
    killed = _begun(machines[0], postgres, urls[0], Moment("post", 100))
    other = _begun(machines[1], postgres, urls[1])
    killing.end_at(killed, Moment("post", 100))
    begun = [_begun(machines[0], postgres, urls[0]), other]
    for process in begun:
        code, said = killing.ended(process)
        assert code == 0, said
    with Ledger.open(postgres) as ledger:
        assert ledger.upkeep.check() == []
        stored = [one.article.digest for one in ledger.archive.iterate()]
    assert len(stored) == len(set(stored)) == len({*spans[0], *spans[1]})
    # What the other one stored after this one had met it comes with the next run.
    for folder, url in zip(machines, urls, strict=True):
        code, said = killing.ended(_begun(folder, postgres, url))
        assert code == 0, said
    assert [_titles(folder) for folder in machines] == [list(span) for span in spans]
