from __future__ import annotations

from newsspider.ledger import Ledger, Output, Post, PostState, Published
from tests.ledger.ledger_making import page, post, store, story

NAME = "2022-01-20-ikftpnny0000001.md"
ID = "sina:ikftpnny0000001"


def written(ledger: Ledger) -> Output:
    feed = ledger.outbox.register("output/posts", rewritable=True)
    store(ledger, page(story(1)), feeds=[feed])
    ledger.outbox.published(feed, [Published(ID, 1, NAME, b"digest")])
    return feed


def revisions_due(ledger: Ledger, feed: Output) -> list[int]:
    return [one.revision for one in ledger.outbox.due([feed])]


def test_the_name_and_the_digest_are_noted_with_the_publication(ledger: Ledger) -> None:
    feed = written(ledger)
    assert ledger.posts.facts(feed.number, [ID, "sina:unknown"]) == {ID: Post(ID, NAME, b"digest", 1)}
    assert ledger.posts.facts(feed.number + 1, [ID]) == {}
    assert ledger.posts.count(feed.number) == 1
    assert list(ledger.posts.iterate(feed.number)) == [Post(ID, NAME, b"digest", 1)]


def test_facts_outlive_a_generation(ledger: Ledger) -> None:
    written(ledger)
    anew = ledger.outbox.register("output/posts", rewritable=True, again=True)
    ledger.outbox.settle(anew)
    assert ledger.posts.facts(anew.number, [ID])[ID].name == NAME


def test_a_revision_of_an_edited_post_waits(ledger: Ledger) -> None:
    feed = written(ledger)
    store(ledger, page(story(2)), feeds=[feed])
    ledger.posts.hold(feed.number, [ID], PostState.EDITED)
    assert revisions_due(ledger, feed) == []
    assert ledger.posts.facts(feed.number, [ID])[ID].state is PostState.EDITED
    store(ledger, page(story(2)), feeds=[feed])
    assert revisions_due(ledger, feed) == []
    assert ledger.posts.restore([ID, "sina:unknown"]) == [ID]
    assert revisions_due(ledger, feed) == [2]


def test_a_deleted_post_comes_back_only_when_restored(ledger: Ledger) -> None:
    feed = written(ledger)
    ledger.posts.hold(feed.number, [ID], PostState.DELETED)
    assert ledger.posts.count(feed.number) == 0
    store(ledger, page(story(1)), feeds=[feed])
    assert revisions_due(ledger, feed) == []
    ledger.posts.restore([ID])
    assert revisions_due(ledger, feed) == [1]
    assert ledger.posts.facts(feed.number, [ID])[ID].state is PostState.RESTORED


def test_a_post_that_the_ledger_did_not_know_is_adopted(ledger: Ledger) -> None:
    feed = ledger.outbox.register("output/posts", rewritable=True)
    store(ledger, post(story(1), id=ID))
    ledger.posts.adopt(feed.number, [Post(ID, NAME, b"found", 1), Post("sina:unknown", "x.md", b"", 1)])
    assert list(ledger.posts.iterate(feed.number)) == [Post(ID, NAME, b"found", 1)]


def test_all_posts_are_read_in_pages(ledger: Ledger) -> None:
    feed = ledger.outbox.register("output/posts", rewritable=True)
    verdicts = store(
        ledger, *(post(f"第{number}条。", f"{number}.md") for number in range(1100)), feeds=[feed]
    )
    ledger.outbox.published(feed, [Published(verdict.id, 1, f"{verdict.id}.md", b"") for verdict in verdicts])
    assert [one.id for one in ledger.posts.iterate(feed.number)] == [verdict.id for verdict in verdicts]
