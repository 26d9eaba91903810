"""A feed crawl that is killed loses nothing that the feed had named, and the next run gives nothing twice."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.conftest import Newsspider, story
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import CrawlFeed, Hub
from tests.spiders.server import NOW

MANY = 600


def entry(number: int) -> str:
    return item(
        f"第{number}号公告",
        f"<p>{story(str(number))}</p>",
        "",
        "Mon, 23 Nov 2026 10:00:00 +0800",
        guid=str(number),
    )


def listed(ledger: Path) -> int:
    try:
        with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
            found: int = connection.execute("SELECT count(*) FROM listed").fetchone()[0]
            return found
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_what_was_listed_is_not_lost(hub: Hub, crawl_feed: CrawlFeed, run_newsspider: Newsspider) -> None:
    url = hub.put_feed("/f", documents.rss(*map(entry, range(MANY))))
    bare = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
    now = ("-s", f"NEWSSPIDER_NOW={NOW.isoformat()}")
    process = run_newsspider.start("crawl", "feed", "-a", f"url={url}", *now, env=bare)
    while not listed(run_newsspider.folder / "output" / "ledger.db") and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    hub.put_feed("/f", documents.rss(entry(MANY)))
    ran = crawl_feed(url)
    assert ran.code == 0, ran.stderr
    titles = [line["title"] for line in ran.records]
    assert sorted(titles) == sorted(f"第{number}号公告" for number in range(MANY + 1))
