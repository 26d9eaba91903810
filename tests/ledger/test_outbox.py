from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from newsspider.ledger import Due, Ledger, Output, Published
from newsspider.ledger.database import connect, reading
from newsspider.ledger.outbox import NEXT_DUE
from tests.ledger.ledger_making import page, post, store, story

LINES = "output/articles/%(run)s.jsonl"


def due(ledger: Ledger, *feeds: Output) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(one.article.text, one.revision, one.feeds) for one in ledger.outbox.due(feeds)]


def publish(ledger: Ledger, feed: Output) -> list[Due]:
    every = list(ledger.outbox.due([feed]))
    ledger.outbox.published(feed, [Published(one.id, one.revision) for one in every])
    return every


def test_what_is_stored_is_due_to_every_feed_in_the_order_met(ledger: Ledger) -> None:
    posts = ledger.outbox.register("output/posts", rewritable=True)
    lines = ledger.outbox.register(LINES)
    store(ledger, *(post(story(number), f"{number}.md") for number in (3, 1, 2)), feeds=[posts, lines])
    both = (posts.number, lines.number)
    assert due(ledger, posts, lines) == [(story(3), 1, both), (story(1), 1, both), (story(2), 1, both)]
    assert due(ledger, lines) == [(story(number), 1, (lines.number,)) for number in (3, 1, 2)]


def test_what_is_published_is_due_no_more(ledger: Ledger) -> None:
    posts, lines = ledger.outbox.register("output/posts"), ledger.outbox.register(LINES)
    store(ledger, post(story(1)), feeds=[posts, lines])
    publish(ledger, posts)
    assert due(ledger, posts, lines) == [(story(1), 1, (lines.number,))]
    assert (ledger.outbox.count(posts), ledger.outbox.count(lines)) == (0, 1)


def test_a_feed_gets_each_revision_once_however_often_it_is_met(ledger: Ledger) -> None:
    lines = ledger.outbox.register(LINES)
    store(ledger, page(story(1)), page(story(1)), feeds=[lines])
    assert len(publish(ledger, lines)) == 1
    store(ledger, page(story(1)), post(story(1)), feeds=[lines])
    assert publish(ledger, lines) == []
    store(ledger, page(story(2)), page(story(3)), feeds=[lines])
    assert [one.revision for one in publish(ledger, lines)] == [2, 3]


def test_a_new_feed_gets_what_is_met_known_or_not(ledger: Ledger) -> None:
    old = ledger.outbox.register(LINES)
    store(ledger, post(story(1), "a.md"), post(story(2), "b.md"), feeds=[old])
    publish(ledger, old)
    new = ledger.outbox.register("output/posts")
    assert (old.is_new, new.is_new, ledger.outbox.register("output/posts").is_new) == (True, True, False)
    store(ledger, post(story(3), "c.md"), post(story(1), "a.md"), feeds=[old, new])
    assert due(ledger, new) == [(story(3), 1, (new.number,)), (story(1), 1, (new.number,))]
    assert due(ledger, old) == [(story(3), 1, (old.number,))]


def test_a_copy_makes_the_kept_article_due(ledger: Ledger) -> None:
    store(ledger, post(story(1), "a.md"))
    feed = ledger.outbox.register(LINES)
    store(ledger, post(story(1), "b.md"), feeds=[feed])
    assert [one.article.origin.locator for one in ledger.outbox.due([feed])] == ["a.md"]


def test_a_generation_counts_when_it_is_settled(ledger: Ledger) -> None:
    feed = ledger.outbox.register(LINES)
    store(ledger, post(story(1), "a.md"), feeds=[feed])
    publish(ledger, feed)
    again = ledger.outbox.register(LINES, again=True)
    assert again.generation == 2
    store(ledger, post(story(1), "a.md"), post(story(2), "b.md"), feeds=[again])
    assert [one.article.text for one in publish(ledger, again)] == [story(1), story(2)]
    ledger.outbox.settle(again)
    assert ledger.outbox.register(LINES).generation == 2
    store(ledger, post(story(1), "a.md"), feeds=[again])
    assert due(ledger, again) == []


def test_a_generation_that_was_not_settled_never_was(ledger: Ledger) -> None:
    feed = ledger.outbox.register(LINES)
    store(ledger, post(story(1), "a.md"), feeds=[feed])
    publish(ledger, feed)
    store(ledger, post(story(2), "b.md"), feeds=[ledger.outbox.register(LINES, again=True)])
    kept = ledger.outbox.register(LINES)
    assert kept.generation == 1
    assert due(ledger, kept) == []
    store(ledger, post(story(2), "b.md"), feeds=[kept])
    assert due(ledger, kept) == [(story(2), 1, (kept.number,))]
    third = ledger.outbox.register(LINES, again=True)
    assert ledger.outbox.register(LINES, again=True).generation == third.generation + 1


def test_a_revision_is_passed_over_where_only_the_last_is_seen(ledger: Ledger) -> None:
    posts = ledger.outbox.register("output/posts", rewritable=True)
    lines = ledger.outbox.register(LINES)
    feeds = [posts, lines]
    store(ledger, page(story(1)), feeds=feeds)
    store(ledger, page(story(2)), page(story(3)), feeds=feeds)
    assert [one.revision for one in publish(ledger, posts)] == [3]
    assert [(one.revision, one.article.text) for one in publish(ledger, lines)] == [
        (1, story(1)),
        (2, story(2)),
        (3, story(3)),
    ]


def test_everything_that_is_due_is_read_in_pages(ledger: Ledger) -> None:
    feed, other = ledger.outbox.register(LINES), ledger.outbox.register("other.jsonl")
    arrivals = [post(f"第{number}条消息。", f"{number}.md", title=f"标题{number}") for number in range(250)]
    store(ledger, *arrivals, feeds=[feed, other])
    seen = []
    for one in ledger.outbox.due([feed, other]):
        seen.append(one.article.text)
        ledger.outbox.published(feed, [Published(one.id, one.revision)])
    assert seen == [arrival.article.text for arrival in arrivals]
    assert (ledger.outbox.count(feed), ledger.outbox.count(other)) == (0, 250)


def test_pages_of_outputs_that_lack_different_articles_keep_the_order(ledger: Ledger) -> None:
    every, some = ledger.outbox.register(LINES), ledger.outbox.register("some.jsonl")
    arrivals = [post(f"第{number}条消息。", f"{number}.md", title=f"标题{number}") for number in range(300)]
    store(ledger, *arrivals, feeds=[every, some])
    lacking = [one for place, one in enumerate(ledger.outbox.due([some])) if place % 2]
    ledger.outbox.published(some, [Published(one.id, one.revision) for one in lacking])
    both, one = (every.number, some.number), (every.number,)
    found = [(due.article.text, due.feeds) for due in ledger.outbox.due([every, some])]
    texts = [arrival.article.text for arrival in arrivals]
    assert found == [(words, one if place % 2 else both) for place, words in enumerate(texts)]


def test_what_is_published_is_not_walked_over_to_find_what_is_due(tmp_path: Path) -> None:
    where = str(tmp_path / "ledger.db")
    Ledger.open(where).close()
    statement = NEXT_DUE.compile(dialect=sqlite.dialect(paramstyle="named"))
    values = {name: value or 0 for name, value in statement.params.items()}
    with reading(connect(where)) as connection:
        steps = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"), values).all()
    (step,) = (row.detail for row in steps)
    assert "USING INDEX outbox_due (feed=? AND generation=? AND (turn,article,revision)>" in step
