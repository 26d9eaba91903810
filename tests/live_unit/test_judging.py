"""What answers mean, which hosts may be asked, and what the source's health is told by."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from gzip import BadGzipFile

import pytest
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from newsspider.middlewares import errors, hosts
from newsspider.middlewares.errors import ForbiddenToRobots, ForeignHost, PrivateAddress
from newsspider.middlewares.guard import OpenResolver
from newsspider.middlewares.hosts import Allowed
from newsspider.middlewares.retry import asked_for
from newsspider.model.article import Article, Origin
from newsspider.model.draft import Draft, Trace
from newsspider.run import health
from newsspider.run.health import FieldCoverage
from newsspider.run.hosts import FEW, HostState
from newsspider.text.url_tables import SINA

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, None),
        (301, "rejected bad_redirect"),
        (304, "failed bad_status"),
        (403, "failed blocked"),
        (404, "rejected gone"),
        (410, "rejected gone"),
        (429, "failed blocked"),
        (500, "failed bad_status"),
        (204, "failed bad_status"),
    ],
)
def test_a_status(status: int, told: str | None) -> None:
    refusal = errors.of_status(status)
    assert (refusal and f"{refusal.outcome.value} {refusal.reason.value}") == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DownloadTimeoutError("x"), "failed timed_out"),
        (ResponseDataLossError("x"), "failed cut_off"),
        (DownloadCancelledError("x"), "rejected too_large"),
        (DownloadConnectionRefusedError("x"), "failed no_connection"),
        (TunnelError("x"), "failed no_connection"),
        (BadGzipFile("x"), "failed unreadable"),
        (CannotResolveHostError("x"), "failed no_connection"),
        (ForbiddenToRobots("x"), "rejected robots"),
        (ForeignHost("x"), "rejected foreign_host"),
        (PrivateAddress("x"), "rejected private_address"),
        (IgnoreRequest("max redirections reached"), "rejected bad_redirect"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (8 B) during"), "rejected too_large"),
        (IgnoreRequest("someone's own"), "filtered pipeline_dropped"),
        (RuntimeError("x"), "failed no_connection"),
    ],
)
def test_an_error(error: BaseException, told: str) -> None:
    refusal = errors.of_error(error)
    assert f"{refusal.outcome.value} {refusal.reason.value}" == told


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 03:00:00 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 0),
        ({"Retry-After": "Sat, 01 Jan 2000 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-5"}, 0),
        ({}, 0),
    ],
)
def test_what_retry_after_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert asked_for(Response("http://x.example/", status=503, headers=headers)) == seconds


def test_a_host_is_held_for_the_longest_that_it_asked_for() -> None:
    blocks = HostState()
    blocks.hold("https://a.example/x", 60)
    blocks.hold("https://a.example/y", 0)
    assert 50 < blocks.held("https://a.example/z") <= 60
    assert blocks.held("https://b.example/x") <= 0


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.20.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - no binding
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:808:808::", True),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("::8.8.8.8", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", False),
        ("64:ff9b:1::1", False),
        ("fec0::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("2001:0:7f00:1::", False),
        ("ff02::1", False),
        ("192.0.0.9", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("203.0.113.7", False),
        ("255.255.255.255", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("0x7f.1", False),
        ("017700000001", False),
        ("127.1", False),
        ("0", False),
        ("134744072", True),
    ],
)
def test_an_address(address: str, is_open: bool) -> None:
    assert hosts.is_open(address) == is_open


@pytest.mark.parametrize(
    ("url", "own", "named"),
    [
        ("https://finance.sina.com.cn/x", True, False),
        ("https://sina.cn/x", True, False),
        ("https://finance.sina.com.cn.example.org/x", False, False),
        ("https://xsina.cn/x", False, False),
        ("https://mirror.example/x", False, True),
        ("http://127.0.0.1:8000/x", False, True),
        ("http://127.0.0.1:8001/x", False, False),
        ("http://user:word@127.0.0.1:8000/x", False, True),
        ("https://127.0.0.1/x", False, False),
    ],
)
def test_a_host(url: str, own: bool, named: bool) -> None:
    allowed = Allowed(SINA, frozenset(["mirror.example", "127.0.0.1:8000"]))
    assert (allowed.is_own(url), allowed.is_named(url)) == (own, named)


@pytest.mark.parametrize(
    ("url", "literal"),
    [
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://[::1]:80/x", "::1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://127.1./", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
        ("http://１２７.0.0.1/", "127.0.0.1"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1"),
        ("http://1.2.3.999/", "1.2.3.999"),
        ("http://1.2.3.4.5/", "1.2.3.4.5"),
        ("https://finance.sina.com.cn/", None),
    ],
)
def test_a_literal_address(url: str, literal: str | None) -> None:
    assert hosts.literal(url) == literal


@pytest.mark.parametrize(
    ("url", "closed"),
    [
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
        ("http://[::7f00:1]/", "::7f00:1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://1.2.3.999/", "1.2.3.999"),
        ("http://localhost:8000/", "localhost"),
        ("http://LOCALHOST./", "localhost"),
        ("http://x.localhost/", "x.localhost"),
        ("http://metadata.google.internal/", "metadata.google.internal"),
        ("http://printer.local/", "printer.local"),
        ("http://router/", "router"),
        ("http:///x", "http:///x"),
        ("http://8.8.8.8/", None),
        ("https://finance.sina.com.cn/", None),
        ("https://中文.example/", None),
        ("https://local.example/", None),
    ],
)
def test_a_host_that_is_closed_by_its_name(url: str, closed: str | None) -> None:
    assert hosts.closed(url) == closed


def test_the_hosts_of_proxies() -> None:
    found = hosts.proxies({"http": "http://me:word@10.0.0.9:3128", "https": "proxy.local:80", "all": ""})
    assert found == {"10.0.0.9", "proxy.local", ""}


def _history(days: int, age: timedelta) -> list[tuple[datetime, timedelta]]:
    return [(NOW - back * DAY, age) for back in range(days, 0, -1)]


@pytest.mark.parametrize(
    ("age", "days", "usually", "is_stale"),
    [
        (DAY, 21, HOUR, True),
        (3 * HOUR, 21, HOUR, False),
        (5 * HOUR, 21, HOUR / 4, False),
        (DAY, 13, HOUR, False),
        (DAY, 14, HOUR, True),
        (DAY, 0, HOUR, False),
        (30 * HOUR, 21, DAY, False),
    ],
)
def test_a_list_that_stands_still(age: timedelta, days: int, usually: timedelta, is_stale: bool) -> None:
    assert health.is_stale(age, _history(days, usually), NOW) == is_stale


def test_the_hour_and_the_weekday_count() -> None:
    quiet = [(NOW - 7 * back * DAY, DAY) for back in (1, 2, 3)]
    busy = [(at - 5 * HOUR, HOUR) for at, _ in quiet] + [(at - 2 * DAY, HOUR) for at, _ in quiet]
    assert not health.is_stale(2 * DAY, sorted(quiet + busy), NOW)
    assert health.usual(sorted(busy), NOW) is None
    assert health.usual(quiet, NOW) == DAY


def _fill(pages: int, *, by: str = "css:.x", **fields: object) -> FieldCoverage:
    fill = FieldCoverage()
    for _ in range(pages):
        trace = Trace(fields=dict.fromkeys(fields, by))
        fill.read("china/1686", Draft(article=Article(**fields), trace=trace))  # type: ignore[arg-type]
    return fill


GOOD = {"title": "题", "source": "新华社", "text": "文"}
POOR = {"title": "题", "text": "文"}


@pytest.mark.parametrize("now", [_fill(10, **POOR), _fill(10, by="list:media", **GOOD)])
def test_a_field_that_collapses_is_named(now: FieldCoverage) -> None:
    earlier = [_fill(20, **GOOD).shares() for _ in range(3)]
    told = " ".join(now.collapses(earlier))
    assert "the field source" in told
    assert "our reader" in told


def test_pages_in_a_layout_that_no_reader_knows_are_named_though_they_are_read() -> None:
    now = FieldCoverage()
    for _ in range(10):
        origin = Origin(extractor="generic")
        trace = Trace(fields=dict.fromkeys(GOOD, "css:.x"))
        now.read("china/1686", Draft(article=Article(**GOOD, origin=origin), trace=trace))  # type: ignore[arg-type]
    assert "the field layout" in " ".join(now.collapses([_fill(20, **GOOD).shares()]))


def test_one_large_run_is_enough_to_know_what_is_usual() -> None:
    assert list(_fill(10, **POOR).collapses([_fill(20, **GOOD).shares()]))


@pytest.mark.parametrize(
    ("fill", "earlier"),
    [
        (_fill(10, **GOOD), [_fill(20, **GOOD).shares()] * 3),
        (_fill(10, **POOR), [_fill(7, **GOOD).shares()] * 2),  # too little is known
        (_fill(4, **POOR), [_fill(20, **GOOD).shares()] * 3),  # too few pages
        (_fill(6, **POOR), [{"china/1686 pages": 20, "china/1686 text": 1.0, "china/1686 source": 0.6}] * 3),
    ],
)
def test_no_field_collapses(fill: FieldCoverage, earlier: list[dict[str, float]]) -> None:
    assert list(fill.collapses(earlier)) == []


def test_a_field_that_was_always_rare_cannot_collapse() -> None:
    earlier = [{"china/1686 pages": 20, "china/1686 editor": 0.3, "china/1686 text": 1.0}] * 5
    assert list(_fill(20, **GOOD).collapses(earlier)) == []


def test_pages_that_nothing_is_found_on() -> None:
    fill = FieldCoverage()
    for _ in range(10):
        fill.read("china/1686", None)
    assert [line for line in fill.collapses([]) if "no article was found" in line]


def test_a_host_that_turns_the_crawler_away_is_left() -> None:
    blocks = HostState()
    for _ in range(FEW - 1):
        blocks.turned_away("https://a.example/x")
    blocks.answered("https://a.example/y")
    for _ in range(FEW - 1):
        blocks.turned_away("https://a.example/x")
    assert not blocks.is_left("https://a.example/x")
    assert blocks.sentences() == []
    blocks.turned_away("https://a.example/x")
    assert blocks.is_left("https://a.example/z")
    assert not blocks.is_left("https://b.example/x")
    assert len(blocks.sentences()) == 1


def test_a_host_that_answers_nothing_else_blocks_us() -> None:
    blocks = HostState()
    blocks.turned_away("https://a.example/x")
    assert blocks.sentences() == []
    blocks.turned_away("https://a.example/x")
    assert len(blocks.sentences()) == 1


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.sina.cn", "8.8.8.8"), ("b.sina.cn", None), ("127.0.0.1", None), ("proxy.local", "10.0.0.2")],
)
def test_names_lead_to_the_open_internet_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, found: str | None
) -> None:
    known = {
        "a.sina.cn": "8.8.8.8",
        "b.sina.cn": "10.0.0.1",
        "127.0.0.1": "127.0.0.1",
        "proxy.local": "10.0.0.2",
    }
    monkeypatch.setattr("scrapy.resolver.dnscache", known)
    resolver = object.__new__(OpenResolver)
    resolver.exempt = frozenset({"proxy.local"})
    came: list[object] = []
    resolver.getHostByName(name).addBoth(came.append)
    (one,) = came
    assert (one if isinstance(one, str) else None) == found
