"""Hosts that turn the crawler away, redirects, bounds: what a run does not do."""

from __future__ import annotations

import json
import signal
import socket
import threading
from datetime import timedelta

import pytest

from tests.conftest import Newsspider
from tests.crash import killing
from tests.spiders.conftest import Crawl
from tests.spiders.server import NOW, Server

HOUR = timedelta(hours=1)


def _blocked(*_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 403, {"Content-Type": "text/html"}, b"<html><body>forbidden</body></html>"


def test_a_host_that_blocks_is_left_and_the_rest_waits_for_the_next_run(crawl: Crawl, server: Server) -> None:
    paths = server.many(40)
    sound = {path: server.answers[path] for path in paths}
    server.answers.update(dict.fromkeys(paths, _blocked))
    ran = crawl()
    assert ran.code == 4
    assert "blocked the crawler" in ran.stderr
    assert 10 <= len(server.articles()) < 30
    assert ran.report["outcomes"] == {"failed": len(server.articles())}
    assert ran.report["faults"]
    server.answers.update(sound)
    ran = crawl(now=NOW + HOUR)
    assert (ran.code, len(ran.records)) == (0, 40)


def test_a_host_that_asks_for_an_hour_is_not_asked_again_in_this_run(crawl: Crawl, server: Server) -> None:
    paths = server.many(40)
    server.answers[paths[0]] = lambda *_: (503, {"Retry-After": "3600"}, b"")
    ran = crawl()
    assert ran.code == 4
    assert server.articles().count(paths[0]) == 1
    assert len(server.articles()) < 20


def test_a_redirect_to_another_port_of_this_machine_is_refused(crawl: Crawl, server: Server) -> None:
    paths = server.many(3)
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0)
        target = f"http://127.0.0.1:{other.getsockname()[1]}/"
        server.answers[paths[1]] = lambda *_: (302, {"Location": target}, b"")
        ran = crawl()
        with pytest.raises(BlockingIOError):
            other.accept()
    assert ran.code == 0
    (refused,) = ran.rejected
    assert (refused["outcome"], refused["reason"]) == ("rejected", "private_address")
    assert len(ran.records) == 2


_OWN = """
from newsspider.spiders.sina_finance import SinaFinanceSpider

class Own(SinaFinanceSpider):
    name = "own"
    hosts = ("localhost",)
"""


def test_a_name_that_leads_to_this_machine_is_not_asked(run_newsspider: Newsspider, server: Server) -> None:
    server.many(2)
    for row in server.rows:
        row["url"] = row["url"].replace("127.0.0.1", "localhost")
    (run_newsspider.folder / "own_spiders.py").write_text(_OWN, encoding="utf-8")
    settings = {"SPIDER_MODULES": "own_spiders", "NEWSSPIDER_BASE": server.base, "RETRY_TIMES": "0"}
    flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    ran = run_newsspider("crawl", "own", *flags, "-s", f"NEWSSPIDER_NOW={NOW.isoformat()}")
    assert {one["reason"] for one in ran.rejected} == {"private_address"}
    assert server.articles() == []


def test_a_host_that_the_user_named_is_allowed(crawl: Crawl, server: Server) -> None:
    paths = server.many(3)
    other = Server()
    other.answers["/moved"] = server.answers[paths[1]]
    server.answers[paths[1]] = lambda *_: (302, {"Location": f"{other.address}/moved"}, b"")
    ran = crawl(NEWSSPIDER_HOSTS=other.address.removeprefix("http://"))
    other.shutdown()
    other.server_close()
    assert ran.code == 0, ran.stderr
    assert len(ran.records) == 3


def test_a_page_beyond_the_bound(crawl: Crawl, server: Server) -> None:
    paths = server.many(2)
    server.answers[paths[0]] = lambda *_: (200, {"Content-Type": "text/html"}, b"x" * 9_000_000)
    ran = crawl()
    (refused,) = ran.rejected
    assert (ran.code, refused["outcome"], refused["reason"]) == (0, "rejected", "too_large")


def test_robots_of_an_article(crawl: Crawl, server: Server) -> None:
    paths = server.many(2)
    rules = f"User-agent: *\nDisallow: {paths[0]}\n"
    server.answers["/robots.txt"] = lambda *_: (200, {"Content-Type": "text/plain"}, rules.encode())
    ran = crawl()
    assert [(one["outcome"], one["reason"]) for one in ran.rejected] == [("rejected", "robots")]
    assert server.articles() == [paths[1]]


def test_posts_appear_during_the_run_and_no_answer_keeps_it_from_ending(
    run_newsspider: Newsspider, server: Server
) -> None:
    paths = server.many(30)
    asked, released = threading.Event(), threading.Event()

    def waits(*_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked.set()
        released.wait(60)
        return 404, {}, b""

    server.answers[paths[2]] = waits
    # A delay so long that what stands in line would not have had its turn within the time that is waited.
    settings = {"NEWSSPIDER_BASE": server.base, "NEWSSPIDER_NOW": NOW.isoformat(), "DOWNLOAD_DELAY": "0.5"}
    flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    process = run_newsspider.start("crawl", "sina_finance", *flags)
    posts = run_newsspider.folder / "output" / "posts"
    killing.wait_until(lambda: asked.is_set() and len(list(posts.glob("*.md"))) >= 2, process)
    killing.end_now(process, signal.SIGTERM)
    assert server.articles() == paths[:3]
    released.set()


def test_an_invalid_address_of_a_list_is_reported(run_newsspider: Newsspider) -> None:
    for value in ("x", json.dumps({"rolling": "http://x/"})):
        ran = run_newsspider("crawl", "sina_finance", "-s", f"NEWSSPIDER_BASE={value}")
        assert ran.code == 2
        assert ran.stderr.startswith("newsspider: ")
        assert "NEWSSPIDER_BASE" in ran.stderr


def test_one_article_is_fetched_by_its_address(crawl: Crawl, server: Server) -> None:
    wanted, other = server.many(2)
    ran = crawl("-a", f"url={server.address}{wanted}")
    assert ran.code == 0, ran.stderr
    assert server.articles() == [wanted]
    (record,) = ran.records
    assert (record["title"], record["channel"], record["categories"]) == ("第1号公告", None, [])
    assert record["id"] == "sina:iabcdefg0000001"
    # The list knows it then, and gives it its channel.
    assert crawl(now=NOW + timedelta(seconds=1)).code == 0
    assert sorted(server.articles()) == [wanted, wanted, other] or server.articles() == [wanted, other]


def test_an_address_of_another_site_is_wrong_use(crawl: Crawl, server: Server) -> None:
    for url, told in (
        ("https://example.com/a.shtml", "sina_finance fetches articles of"),
        ("china", "needs addresses of articles"),
    ):
        ran = crawl("-a", f"url={url}")
        assert ran.code == 2
        assert told in ran.stderr
    assert crawl("-a", "url=https://finance.sina.com.cn/a.shtml", "-a", "days=2").code == 2
    assert server.asked == []
