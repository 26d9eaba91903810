"""A crawl of feeds, recorded and replayed: entries that are articles, and the pages of teasers."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Newsspider, story
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.sources.warc.test_writer import posts, records, replay
from tests.spiders.feeding import CrawlFeed, Hub, crawl_feed, hub
from tests.spiders.server import NOW

__all__ = ("crawl_feed", "hub")

_DATE = "Mon, 23 Nov 2026 02:00:00 GMT"


def test_a_replay_gives_the_same(hub: Hub, crawl_feed: CrawlFeed, run_newsspider: Newsspider) -> None:
    paths = hub.many(3, last=NOW - timedelta(hours=1))
    teasers = [
        item(row["title"], "导语", row["url"], _DATE, guid=path)
        for path, row in zip(reversed(paths), hub.rows, strict=True)
    ]
    full = [
        item(f"全文第{name}条", f"<p>{story(name)}</p>", f"{hub.address}/{name}.html", _DATE)
        for name in "甲乙"
    ]
    url = hub.put_feed("/feed.xml", documents.rss(*full, *teasers))
    settings = {"NEWSSPIDER_FEED_SHORTEST": "10", "NEWSSPIDER_HOSTS": hub.address.removeprefix("http://")}
    ran = crawl_feed(url, NEWSSPIDER_WARC="run.warc.gz", **settings)
    first = ran.folder / "output"
    assert len(records(first)) == 5, (ran.stdout, ran.stderr)
    again = replay(run_newsspider, "again")
    assert again.code == ran.code, again.stderr
    assert posts(ran.folder / "again") == posts(first)
    assert records(ran.folder / "again") == records(first)
