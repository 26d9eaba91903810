"""How feeds are asked: conditions, moves, ends, pauses, rhythms, hosts; and what comes instead of a feed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsspider.errors import UsageError
from newsspider.sources.feeds import arguments as subscriptions
from tests.conftest import Newsspider, story
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import CrawlFeed, Hub
from tests.spiders.server import NOW

HOUR = timedelta(hours=1)


def feed(*names: str, head: str = "") -> str:
    date = "Mon, 23 Nov 2026 10:00:00 +0800"
    entries = [item(f"{name}号", f"<p>{story(name)}</p>", "", date, guid=name) for name in names]
    return documents.rss(*entries, head=head)


def test_a_feed_is_requested_only_where_it_changed(hub: Hub, crawl_feed: CrawlFeed) -> None:
    url = hub.put_feed("/f", feed("a"), Last_Modified="x")
    assert crawl_feed(url).outcomes == {"kept": 1}
    assert "if-none-match" not in hub.asked[-1][1]
    again = crawl_feed(url, now=NOW + HOUR)
    assert (again.code, again.outcomes) == (0, {})
    assert hub.asked[-1][1]["if-none-match"]
    fresh = crawl_feed(url, "-O", "fresh.jsonl", now=NOW + HOUR)
    assert "if-none-match" not in hub.asked[-1][1]
    assert len(fresh.lines("fresh.jsonl")) == 1
    hub.put_feed("/f", feed("b", "a"))
    assert crawl_feed(url, now=NOW + 2 * HOUR).outcomes == {"kept": 1, "unchanged": 1}


def test_a_feed_that_is_gone_is_left_alone(hub: Hub, crawl_feed: CrawlFeed) -> None:
    url = hub.put_answer("/f", 410)
    first = crawl_feed(url)
    assert (first.code, first.outcomes) == (4, {"failed": 1})
    hub.requests()
    again = crawl_feed(url, now=NOW + HOUR)
    assert (again.code, again.outcomes) == (0, {"rejected": 1})
    assert hub.requests() == []
    assert again.rejected[-1]["reason"] == "gone"


def test_a_feed_that_has_moved_for_good_is_asked_where_it_is(hub: Hub, crawl_feed: CrawlFeed) -> None:
    hub.put_feed("/new", feed("a"))
    hub.put_answer("/old", 301, Location="/new")
    hub.put_answer("/once", 302, Location="/new")
    urls = f"{hub.address}/old,{hub.address}/once"
    crawl_feed(urls)
    assert sorted(hub.requests()) == ["/new", "/new", "/old", "/once"]
    crawl_feed(urls, now=NOW + HOUR)
    assert sorted(hub.requests()) == ["/new", "/new", "/once"]
    del hub.answers["/new"]
    assert crawl_feed(f"{hub.address}/old", now=NOW + 2 * HOUR).code == 4
    hub.put_feed("/old", feed("b"))
    assert crawl_feed(f"{hub.address}/old", now=NOW + 3 * HOUR).outcomes == {"kept": 1}


def test_retry_after_is_waited_out(hub: Hub, crawl_feed: CrawlFeed) -> None:
    url = hub.put_answer("/f", 503, Retry_After="7200")
    assert crawl_feed(url).code != 0
    hub.put_feed("/f", feed("a"))
    hub.requests()
    assert crawl_feed(url, now=NOW + HOUR).code == 0
    assert hub.requests() == []
    assert crawl_feed(url, now=NOW + 3 * HOUR).outcomes == {"kept": 1}


def test_the_rhythm_of_a_feed(hub: Hub, crawl_feed: CrawlFeed) -> None:
    # At 20:00 in Beijing it is 12 o'clock in GMT, a Monday.
    head = "<ttl>90</ttl><skipHours><hour>14</hour></skipHours><skipDays><day>Tuesday</day></skipDays>"
    url = hub.put_feed("/f", feed("a", head=head))
    for after, asked in ((0, 1), (1, 0), (2, 0), (3, 1), (20, 0), (30, 0), (40, 1)):
        assert crawl_feed(url, now=NOW + after * HOUR).code == 0
        assert len(hub.requests()) == asked, after
    crawl_feed(url, "-O", "fresh.jsonl", now=NOW + 41 * HOUR)
    assert len(hub.requests()) == 1


def test_what_comes_instead_of_a_feed_ends_in_an_outcome(hub: Hub, crawl_feed: CrawlFeed) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">\n' for n in range(1, 10))
    bodies = {
        "/html": (b"<!doctype html><title>x</title>", "list_is_html"),
        "/captcha": ("<html><title>安全验证</title>请完成下方验证</html>".encode(), "blocked"),
        "/empty": (b"", "list_malformed"),
        "/none": (documents.rss().encode(), "list_empty"),
        "/binary": (b"\x00\x01\x02" * 100, "not_text"),
        "/opml": (b'<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>', "list_wrong_type"),
        "/404": (b"", "gone"),
        "/500": (b"", "bad_status"),
    }
    for path, (body, _) in bodies.items():
        hub.put_answer(path, int(path[1:]) if path[1:].isdecimal() else 200, body)
    hub.put_answer("/bomb", 200, f'<!DOCTYPE x [\n<!ENTITY l1 "ha">\n{laughs}]>\n{feed("a")[38:]}'.encode())
    hub.put_answer("/broken", 200, feed("b").replace("</item>", "", 1).replace("</rss>", "").encode())
    hub.put_answer("/away", 302, Location="http://127.0.0.1:9/feed")
    urls = " ".join(hub.address + path for path in (*bodies, "/bomb", "/broken", "/away"))
    ran = crawl_feed(urls, RETRY_TIMES="0")
    assert ran.code == 4
    assert ran.outcomes == {"failed": len(bodies) + 1, "kept": 2}
    told = {line["locator"].removeprefix(hub.address): line["reason"] for line in ran.rejected}
    assert told == {path: reason for path, (_, reason) in bodies.items()} | {"/away": "private_address"}


def test_a_host_is_open_as_it_was_named_and_what_it_links_to_is_not(hub: Hub, crawl_feed: CrawlFeed) -> None:
    other = Hub()
    try:
        path = other.put(2, NOW - HOUR)
        links = [
            f"http://localhost:{other.server_address[1]}{path}",
            other.address + path,
            "http://10.0.0.1/a.html",
        ]
        entries = [item(f"{n}号", "", link, guid=str(n)) for n, link in enumerate(links)]
        hub.put_feed("/f", documents.rss(*entries))
        ran = crawl_feed(f"http://localhost:{hub.server_address[1]}/f")
        assert other.requests() == []
        assert {line["reason"] for line in ran.rejected} == {"private_address"}
        assert ran.outcomes == {"rejected": 3}
    finally:
        other.shutdown()
        other.server_close()


def test_a_password_goes_to_the_server_and_nowhere_else(hub: Hub, crawl_feed: CrawlFeed) -> None:
    hub.put_feed("/f", feed("a"))
    hub.put_answer("/g", 500)
    host = hub.address.removeprefix("http://")
    ran = crawl_feed(
        f"http://me:s3cret@{host}/f?key=k3y, http://me:s3cret@{host}/g", RETRY_TIMES="0", LOG_LEVEL="INFO"
    )
    asked = {path: headers.get("authorization") for path, headers in hub.asked}
    assert asked["/f"] == asked["/g"] == "Basic bWU6czNjcmV0"
    assert ran.outcomes == {"failed": 1, "kept": 1}
    written = "".join(path.read_text("utf-8", "replace") for path in ran.folder.rglob("*") if path.is_file())
    for secret in ("s3cret", "bWU6czNjcmV0", "k3y"):
        assert secret not in written + ran.stdout + ran.stderr


def test_several_feeds_in_a_file_or_as_opml(hub: Hub, crawl_feed: CrawlFeed, tmp_path: Path) -> None:
    for name in "abc":
        hub.put_feed(f"/{name}", feed(name))
    (tmp_path / "feeds.txt").write_text(f"# mine\n{hub.address}/a\n\n{hub.address}/b\n", encoding="utf-8")
    outline = f'<outline xmlUrl="{hub.address}/c"/>'
    (tmp_path / "mine.opml").write_text(f"<opml><body>{outline * 2}</body></opml>", encoding="utf-8")
    assert crawl_feed("feeds.txt mine.opml").outcomes == {"kept": 3}


def test_a_wrong_address_in_a_file_is_one_input_and_the_others_continue(
    hub: Hub, crawl_feed: CrawlFeed, tmp_path: Path
) -> None:
    for name in "ab":
        hub.put_feed(f"/{name}", feed(name))
    outlines = "".join(
        f'<outline xmlUrl="{address}"/>'
        for address in (f"{hub.address}/a", "nonsense", "ftp://me:s3cret@a.example/f?key=k3y", "http://[/x")
    )
    (tmp_path / "mine.opml").write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    (tmp_path / "feeds.txt").write_text(f"{hub.address}/b\nmailto:x\n", encoding="utf-8")
    ran = crawl_feed("feeds.txt mine.opml")
    assert (ran.code, ran.outcomes) == (3, {"failed": 4, "kept": 2})
    assert {line["locator"] for line in ran.rejected} == {"mailto:x", "nonsense", "a.example/f", "http://[/x"}
    assert ran.report["reasons"] == {"bad_address": 4}
    assert ran.stderr.startswith("newsspider: 4 of 6 inputs failed; ")
    written = "".join(path.read_text("utf-8", "replace") for path in (ran.folder / "output").rglob("*.js*"))
    for secret in ("s3cret", "k3y"):
        assert secret not in written + ran.stdout + ran.stderr


@pytest.mark.parametrize("outlines", ["", '<outline xmlUrl="nonsense"/>', '<outline text="a"/>'])
def test_a_file_without_any_address_is_wrong_use(
    crawl_feed: CrawlFeed, tmp_path: Path, outlines: str
) -> None:
    (tmp_path / "mine.opml").write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    ran = crawl_feed("mine.opml")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("newsspider: url= needs addresses of feeds ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "addresses"),
    [
        ("https://a.example/f", ["https://a.example/f"]),
        (
            "https://a.example/f?x=1,2, https://b.example/g",
            ["https://a.example/f?x=1,2", "https://b.example/g"],
        ),
        (
            "https://a.example/f,http://b.example/g\nhttps://a.example/f",
            ["https://a.example/f", "http://b.example/g"],
        ),
        ("feed://a.example/f feed:https://b.example/g", ["http://a.example/f", "https://b.example/g"]),
    ],
)
def test_addresses_as_they_are_given(given: str, addresses: list[str]) -> None:
    assert list(subscriptions.read(given)) == addresses


@pytest.mark.parametrize(
    "given", ["", "no-such-file.txt", "ftp://a.example/f", "https://", "https://a.example:0/f"]
)
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(UsageError, match="url="):
        subscriptions.read(given)


def test_hosts_with_their_ports() -> None:
    named = subscriptions.hosts(("http://127.0.0.1:1200/f", "https://a.example/f", "http://[::1]:80/f"))
    assert named == ("127.0.0.1:1200", "a.example:80", "a.example:443", "[::1]:80", "[::1]:443")


@pytest.mark.parametrize(
    "arguments", [[], ["-a", "url=nothing"], ["-a", "url=http://a.example/f", "-a", "full=maybe"]]
)
def test_wrong_use(run_newsspider: Newsspider, arguments: list[str]) -> None:
    ran = run_newsspider("crawl", "feed", *arguments)
    assert ran.code == 2
    assert ran.stderr.startswith("newsspider: ")
    assert ran.stderr.count("\n") == 1
