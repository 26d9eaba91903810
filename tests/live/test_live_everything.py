"""Everything at once: two lists, 300 articles, every trouble; exactly the expected set comes out."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.conftest import Newsspider, Ran
from tests.live.crawling import Left, Live, adds_up, differences, left, name, named
from tests.live.everything import RETRY_AFTER, Everything, build
from tests.live.sina import Sina

pytestmark = pytest.mark.slow


@dataclass
class Run:
    every: Everything
    sina: Sina
    ran: Ran
    left: Left
    intruders: int


@pytest.fixture(scope="module")
def run(tls: ssl.SSLContext, module_newsspider: Newsspider) -> Iterator[Run]:
    with Sina(tls).serving() as sina, socket.create_server(("127.0.0.1", 0)) as nobody:
        nobody.settimeout(0)
        every = build(sina.world, f"127.0.0.1:{nobody.getsockname()[1]}")
        ran = Live(module_newsspider, sina)("channel=china,stock")
        yield Run(every, sina, ran, left(module_newsspider.folder), _connections(nobody))


def _connections(server: socket.socket) -> int:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return 0
    return 1


def test_it_ends_with_some_failed(run: Run) -> None:
    assert run.ran.code == 3, run.ran.stderr
    assert "Traceback" not in run.ran.stderr


def test_of_each_group_of_copies_one_is_kept(run: Run) -> None:
    found = {named(record) for record in run.left.records}
    kept = [[name(story) for story in group if name(story) in found] for group in run.every.groups]
    assert [len(one) for one in kept] == [1] * len(run.every.groups)


def test_exactly_the_expected_articles_come_out(run: Run) -> None:
    found = {named(record) for record in run.left.records}
    wanted = [
        next((one for one in run.every.group_of(story) if name(one) in found), story)
        for story in run.every.kept
    ]
    assert differences(run.left.records, wanted) == []


def test_each_is_a_post(run: Run) -> None:
    assert len(run.left.posts) == len(run.left.records)
    assert run.left.torn == []
    assert all("尽在新浪财经APP" not in post for post in run.left.posts.values())


def test_copies_are_named_with_what_they_are_copies_of(run: Run) -> None:
    found = {named(record): record["id"] for record in run.left.records}
    named_as = {line["locator"]: line["duplicate_of"] for line in run.left.rejected if line["duplicate_of"]}
    assert len(named_as) == len(run.every.groups)
    for group in run.every.groups:
        (kept,) = (found[name(story)] for story in group if name(story) in found)
        (copy,) = (story for story in group if name(story) not in found)
        assert named_as[f"https://{copy.page}"] == kept


def test_every_trouble_is_accounted_for(run: Run) -> None:
    found = run.left.reasons()
    wrong = [
        f"{page}: {found.get(page)}, not {fate}"
        for page, fate in run.every.fates.items()
        if page not in found or found[page][0] != fate[0] or (fate[1] and found[page][1] not in fate[1])
    ]
    assert wrong == []


def test_nothing_else_is_refused(run: Run) -> None:
    copies = {one["locator"] for one in run.left.rejected if one["outcome"] == "duplicate"}
    other = run.left.reasons().keys() - run.every.fates.keys()
    pages = {locator.partition("://")[2].partition("?")[0] for locator in copies}
    # What is left are rows without an address: they have none to be known by.
    assert [page for page in other - pages if page in run.every.world.stories] == []


def test_the_sums_agree(run: Run) -> None:
    report = run.left.report
    assert adds_up(report)
    assert report["outcomes"]["kept"] == len(run.left.records)
    assert report["outcomes"]["duplicate"] == len(run.every.groups)
    others = sum(
        count for outcome, count in report["outcomes"].items() if outcome not in ("kept", "unchanged")
    )
    assert others == len(run.left.rejected)
    assert re.search(rf"^  inputs +{report['inputs']}$", run.ran.stdout, re.MULTILINE)


def test_nothing_is_asked_more_often_than_it_must_be(run: Run) -> None:
    often = {page: times for page, times in run.sina.times().items() if times > run.every.limits.get(page, 1)}
    assert often == {}


def test_what_must_not_be_requested_is_not(run: Run) -> None:
    assert [page for page in run.every.unasked if run.sina.times()[page]] == []


def test_no_other_host_is_asked(run: Run) -> None:
    assert run.sina.strangers == []
    assert run.sina.errors == []
    assert run.intruders == 0


def test_robots_are_asked_first_on_every_host(run: Run) -> None:
    first: dict[str, str] = {}
    for seen in run.sina.seen:
        first.setdefault(seen.request.host, seen.request.path)
    assert set(first.values()) == {"/robots.txt"}


def test_it_says_who_it_is_and_carries_nothing_else(run: Run) -> None:
    assert {seen.request.headers["user-agent"].partition("/")[0] for seen in run.sina.seen} == {"newsspider"}
    assert [seen for seen in run.sina.seen if "cookie" in seen.request.headers] == []
    assert {seen.status for seen in run.sina.lists()} <= {200, 503}


def test_it_waits_as_long_as_it_is_set_to(run: Run) -> None:
    first, second = (seen for seen in run.sina.articles() if seen.request.page == run.every.slowed)
    assert (first.status, second.status) == (429, 200)
    assert second.request.at - first.request.at >= RETRY_AFTER


def test_paging_stops_at_the_window(run: Run) -> None:
    pages = {channel: len(run.sina.lists(channel)) for channel in ("china", "stock")}
    # Each window ends on the page that shows the first row too old for it; one more may be looked at.
    assert pages["china"] <= 7
    assert pages["stock"] <= 6
