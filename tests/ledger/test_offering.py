from __future__ import annotations

from datetime import timedelta

from newsspider.ledger import Ledger, Offered, Output, PostState, Published, Wanted
from tests.ledger.ledger_making import NOON, page, post, store, story

FIRST, SECOND = "sina:ikftpnny0000001", "sina:ikftpnny0000002"


def two(ledger: Ledger, feeds: list[Output]) -> None:
    """Store two articles, the first of them revised, both due to *feeds*."""
    store(
        ledger, page(story(1), FIRST), page(story(2), SECOND, published=NOON + timedelta(days=1)), feeds=feeds
    )
    store(ledger, page(story(3), FIRST), feeds=feeds)


def due(ledger: Ledger, *feeds: Output) -> list[tuple[str, int]]:
    return [(one.id, one.revision) for one in ledger.outbox.due(feeds)]


def publish(ledger: Ledger, feed: Output) -> None:
    ledger.outbox.published(feed, [Published(*one) for one in due(ledger, feed)])


def test_a_new_feed_gets_what_is_wanted_in_the_order_stored(ledger: Ledger) -> None:
    two(ledger, [])
    feed = ledger.outbox.register("all.jsonl")
    assert ledger.offering.offer([feed], Wanted()) == Offered(2, 2)
    assert due(ledger, feed) == [(FIRST, 2), (SECOND, 1)]


def test_every_revision_for_a_file_and_the_last_for_a_folder(ledger: Ledger) -> None:
    two(ledger, [])
    lines, posts = ledger.outbox.register("all.jsonl"), ledger.outbox.register("posts", rewritable=True)
    assert ledger.offering.offer([lines, posts], Wanted(revisions=True)) == Offered(3, 3)
    assert due(ledger, lines) == [(FIRST, 1), (FIRST, 2), (SECOND, 1)]
    assert due(ledger, posts) == [(FIRST, 2), (SECOND, 1)]


def test_a_feed_gets_only_what_it_lacks(ledger: Ledger) -> None:
    feed = ledger.outbox.register("all.jsonl")
    store(ledger, page(story(1), FIRST), feeds=[feed])
    publish(ledger, feed)
    store(ledger, page(story(2), SECOND))
    assert ledger.offering.offer([feed], Wanted()) == Offered(2, 1)
    assert due(ledger, feed) == [(SECOND, 1)]
    publish(ledger, feed)
    assert ledger.offering.offer([feed], Wanted()) == Offered(2, 0)


def test_an_overwritten_feed_gets_everything_again(ledger: Ledger) -> None:
    feed = ledger.outbox.register("all.jsonl")
    two(ledger, [feed])
    publish(ledger, feed)
    anew = ledger.outbox.register("all.jsonl", again=True)
    assert ledger.offering.offer([anew], Wanted()) == Offered(2, 2)
    assert due(ledger, anew) == [(FIRST, 2), (SECOND, 1)]


def test_a_window_chooses(ledger: Ledger) -> None:
    two(ledger, [])
    feed = ledger.outbox.register("all.jsonl")
    assert ledger.offering.offer([feed], Wanted(since=NOON + timedelta(seconds=1))) == Offered(1, 1)
    assert due(ledger, feed) == [(SECOND, 1)]
    assert ledger.offering.offer([feed], Wanted(ids=["sina:unknown"])) == Offered(0, 0)


def test_what_the_user_left_is_held_back_until_it_is_restored(ledger: Ledger) -> None:
    posts = ledger.outbox.register("posts", rewritable=True)
    store(ledger, page(story(1), FIRST), page(story(2), SECOND), feeds=[posts])
    ledger.outbox.published(posts, [Published(FIRST, 1, "1.md", b"1"), Published(SECOND, 1, "2.md", b"2")])
    ledger.posts.hold(posts.number, [FIRST], PostState.DELETED)
    anew = ledger.outbox.register("posts", rewritable=True, again=True)
    ledger.outbox.settle(anew)
    ledger.posts.lost(anew.number)
    assert ledger.offering.offer([anew], Wanted()) == Offered(2, 1)
    assert due(ledger, anew) == [(SECOND, 1)]
    ledger.posts.restore([FIRST])
    assert due(ledger, anew) == [(FIRST, 1), (SECOND, 1)]


def test_what_is_met_afterwards_comes_afterwards(ledger: Ledger) -> None:
    two(ledger, [])
    feed = ledger.outbox.register("all.jsonl")
    ledger.offering.offer([feed], Wanted())
    verdict = store(ledger, post(story(9)), feeds=[feed])[0]
    assert due(ledger, feed) == [(FIRST, 2), (SECOND, 1), (verdict.id, 1)]


def test_posts_are_restored_in_one_folder_alone(ledger: Ledger) -> None:
    folders = [ledger.outbox.register(name, rewritable=True) for name in ("posts", "blog")]
    store(ledger, page(story(1), FIRST), feeds=folders)
    for feed in folders:
        ledger.outbox.published(feed, [Published(FIRST, 1, "1.md", b"1")])
    assert ledger.posts.restore([FIRST], folders[1].number) == [FIRST]
    assert [ledger.outbox.count(feed) for feed in folders] == [0, 1]
    assert ledger.posts.facts(folders[0].number, [FIRST])[FIRST].state is PostState.WRITTEN
    assert ledger.posts.facts(folders[1].number, [FIRST])[FIRST].state is PostState.RESTORED


def test_the_feeds_are_known_as_they_count_now(ledger: Ledger) -> None:
    ledger.outbox.register("posts", rewritable=True)
    anew = ledger.outbox.register("posts", rewritable=True, again=True)
    ledger.outbox.register("all.jsonl")
    assert [(feed.uri, feed.generation, feed.rewritable) for feed in ledger.outbox.feeds()] == [
        ("posts", 1, True),
        ("all.jsonl", 1, False),
    ]
    ledger.outbox.settle(anew)
    assert ledger.outbox.feeds()[0].generation == 2


def test_unknown_ids_are_reported_in_their_order(ledger: Ledger) -> None:
    two(ledger, [])
    assert ledger.archive.unknown(["text:9", SECOND, "text:1", FIRST]) == ["text:9", "text:1"]
