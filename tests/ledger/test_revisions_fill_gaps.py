from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from newsspider.ledger import Due, Ledger, Output, Published
from newsspider.ledger.revisions import fill_gaps
from newsspider.model.article import Article, Image
from tests.ledger.ledger_making import NOON, article, kinds, page, post, store, story

PICTURE = "https://n.sinaimg.cn/1.png"
COPY: dict[str, Any] = {
    "cover": PICTURE,
    "pictures": [PICTURE],
    "original_title": "真正的题目",
    "source": "新华社",
    "authors": ["李明", "王芳"],
}


def copied(**fields: Any) -> Any:
    made = post(story(1), "b.md", published=NOON + timedelta(minutes=3), **{**COPY, **fields})
    made.article.markdown = f"![]({PICTURE})\n\n{story(1)}"
    return made


def current(ledger: Ledger, name: str) -> Article:
    found = ledger.archive.find(name)
    assert found is not None
    return found.article


@pytest.mark.parametrize("together", [True, False])
def test_the_kept_record_takes_what_it_lacks(ledger: Ledger, *, together: bool) -> None:
    first = post(story(1), "a.md")
    if together:
        verdict = store(ledger, first, copied())[1]
    else:
        store(ledger, first)
        verdict = store(ledger, copied())[0]
    assert verdict.enriched == ("cover", "images", "original_title", "source", "authors")
    kept = current(ledger, verdict.id)
    assert (kept.cover, kept.images, kept.original_title) == (PICTURE, [Image(PICTURE)], "真正的题目")
    assert (kept.source, kept.authors, kept.revision) == ("新华社", ["李明", "王芳"], 1)
    assert kept.markdown.startswith("![]")
    assert kept.origin.locator == "a.md"


def test_nothing_that_is_there_is_replaced(ledger: Ledger) -> None:
    mine: dict[str, Any] = {"source": "人民日报", "authors": ["赵云"], "cover": "https://n.sinaimg.cn/9.png"}
    store(ledger, post(story(1), "a.md", **mine))
    verdict = store(ledger, copied())[0]
    assert verdict.enriched == ("images", "original_title")
    kept = current(ledger, verdict.id)
    assert (kept.source, kept.authors, kept.cover) == ("人民日报", ["赵云"], "https://n.sinaimg.cn/9.png")


def test_copies_give_once_and_the_fuller_record_lacks_nothing(ledger: Ledger) -> None:
    store(ledger, post(story(1), "a.md"), copied())
    assert store(ledger, copied())[0].enriched == ()


def test_an_original_title_that_is_the_title_is_none() -> None:
    kept = article(story(1), title="真正的题目")
    assert fill_gaps(kept, article(story(1), title="标题_", original_title="真正的题目")) == ()


def test_the_body_of_a_copy_with_other_words_is_not_taken() -> None:
    kept = article(story(1))
    taken = fill_gaps(kept, article(story(1) + "另有一句。", pictures=[PICTURE], markdown="别的正文"))
    assert taken == ("images",)
    assert kept.markdown == story(1)


def test_what_is_taken_is_no_longer_the_copys() -> None:
    kept, copy = article(story(1)), article(story(1), authors=["李明"])
    fill_gaps(kept, copy)
    copy.authors.append("王芳")
    assert kept.authors == ["李明"]


def publish(ledger: Ledger, feeds: list[Output]) -> list[Due]:
    due = list(ledger.outbox.due(feeds))
    for feed in feeds:
        ledger.outbox.published(
            feed, [Published(one.id, one.revision) for one in due if feed.number in one.feeds]
        )
    return due


def test_what_was_enriched_after_it_was_published_is_due_only_where_it_can_be_rewritten(
    ledger: Ledger,
) -> None:
    posts = ledger.outbox.register("output/posts", rewritable=True)
    lines = ledger.outbox.register("output/articles/%(run)s.jsonl")
    feeds = [posts, lines]
    store(ledger, post(story(1), "a.md"), feeds=feeds)
    publish(ledger, feeds)
    store(ledger, copied(), feeds=feeds)
    due = publish(ledger, feeds)
    assert [(one.revision, one.feeds, one.article.cover) for one in due] == [(1, (posts.number,), PICTURE)]
    assert publish(ledger, feeds) == []


def test_what_another_run_enriches_while_it_is_written_is_due_again(where: str) -> None:
    with Ledger.open(where, "a") as writing, Ledger.open(where, "b") as enriching:
        posts = writing.outbox.register("output/posts", rewritable=True)
        lines = writing.outbox.register("output/articles/%(run)s.jsonl")
        feeds = [posts, lines]
        store(writing, post(story(1), "a.md"), post(story(2), "b.md"), feeds=feeds)
        due = list(writing.outbox.due(feeds))
        store(enriching, copied(), feeds=[enriching.outbox.register("elsewhere/posts", rewritable=True)])
        for feed in feeds:
            done = [Published(one.id, one.revision, f"{one.number}.md", b"digest") for one in due]
            writing.outbox.published(feed, done, due)
        again = list(writing.outbox.due(feeds))
        assert [(one.id, one.feeds, one.article.cover) for one in again] == [
            (due[0].id, (posts.number,), PICTURE)
        ]
        writing.outbox.published(posts, [Published(again[0].id, 1)], again)
        assert list(writing.outbox.due(feeds)) == []
        assert writing.posts.count(posts.number) == 2


def test_an_enriched_page_keeps_its_rank(ledger: Ledger) -> None:
    store(ledger, page(story(1)), copied())
    assert kinds(store(ledger, post(story(2), id="sina:ikftpnny0000001"))) == ["older"]
