"""A feed crawl that is killed loses nothing that the feed had named, and the next run gives nothing twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Newsspider, story
from tests.crash import killing
from tests.crash.killing import Moment
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import CrawlFeed, Hub
from tests.spiders.server import NOW

pytestmark = pytest.mark.slow
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
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        found: int = connection.execute("SELECT count(*) FROM listed").fetchone()[0]
        return found


# What the feed names is listed before the first post is; what came first is committed with its post.
@pytest.mark.parametrize("moment", [Moment("post", 1), Moment("post", 400), Moment("output", 1)], ids=str)
def test_what_was_listed_is_not_lost(
    hub: Hub, crawl_feed: CrawlFeed, run_newsspider: Newsspider, moment: Moment
) -> None:
    url = hub.put_feed("/f", documents.rss(*map(entry, range(MANY))))
    bare = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
    now = ("-s", f"NEWSSPIDER_NOW={NOW.isoformat()}")
    command = ("crawl", "feed", "-a", f"url={url}", *now)
    killing.end_at(run_newsspider.start(*command, env=bare, at=moment.watched), moment)
    assert listed(run_newsspider.folder / "output" / "ledger.db") == MANY
    hub.put_feed("/f", documents.rss(entry(MANY)))
    ran = crawl_feed(url)
    assert ran.code == 0, ran.stderr
    titles = [line["title"] for line in ran.records]
    assert sorted(titles) == sorted(f"第{number}号公告" for number in range(MANY + 1))
