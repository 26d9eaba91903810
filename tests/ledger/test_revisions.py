from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from newsspider.ledger import Arrival, Ledger, Place
from newsspider.ledger.archive import Wanted
from newsspider.model.article import Precision
from newsspider.model.outcomes import Outcome, Reason
from tests.ledger.ledger_making import NOON, NOW, entry, kinds, page, post, store, story

BODY = story(1) + "全年实现净利润12.5亿元，同比增长8%。"
HOUR = timedelta(hours=1)


def texts(ledger: Ledger) -> list[str]:
    return [stored.article.text for stored in ledger.archive.iterate(Wanted(revisions=True))]


def test_a_changed_text_is_a_revision_that_keeps_the_earlier_one(ledger: Ledger) -> None:
    store(ledger, page(BODY))
    after = BODY.replace("12.5亿", "13.5亿")
    verdict = store(ledger, page(after))[0]
    assert (verdict.kind.value, verdict.revision, verdict.outcome) == ("revised", 2, Outcome.REVISED)
    assert "12.5 → 13.5" in verdict.change
    assert "\n" not in verdict.change
    assert texts(ledger) == [BODY, after]
    current = ledger.archive.find(verdict.id)
    assert current is not None
    assert (current.article.revision, current.article.text, current.change) == (2, after, verdict.change)


def test_a_changed_page_title_is_a_revision(ledger: Ledger) -> None:
    store(ledger, page(BODY, title="公司发布年报"))
    verdict = store(ledger, page(BODY, title="公司发布年报：净利润增长"))[0]
    assert verdict.kind.value == "revised"
    assert verdict.change == "title: 公司发布年报 → 公司发布年报：净利润增长"


UNCHANGED = {
    "white space": page(BODY.replace("。", "。\n\n　　")),
    "markup": page(BODY, markdown=f"**{BODY}**"),
    "the title's punctuation": page(BODY, title="央行：开展逆回购操作！"),
    "published by 59 minutes": page(BODY, published=NOON + timedelta(minutes=59)),
    "another place's date": page(BODY, published=NOON + 3 * HOUR, published_precision=Precision.MINUTE),
    "full-width figures": page(BODY.replace("12.5", "１２.５").replace("8%", "８％")),
    "tags": page(BODY, tags=["年报"]),
}


@pytest.mark.parametrize("again", UNCHANGED.values(), ids=UNCHANGED)
def test_what_is_no_revision(ledger: Ledger, again: Arrival) -> None:
    store(ledger, page(BODY))
    verdict = store(ledger, again)[0]
    assert (verdict.kind.value, verdict.revision) == ("unchanged", 1)


def test_a_date_that_moved_by_an_hour_is_a_revision(ledger: Ledger) -> None:
    store(ledger, page(BODY))
    verdict = store(ledger, page(BODY, published=NOON + HOUR))[0]
    assert verdict.kind.value == "revised"
    assert verdict.change == "published: 2022-01-20T12:00:00+08:00 → 2022-01-20T13:00:00+08:00"


@pytest.mark.parametrize("together", [True, False])
def test_a_text_that_the_article_had_before_is_unchanged(ledger: Ledger, *, together: bool) -> None:
    documents = [page(story(1)), page(story(2)), page(story(1)), page(story(2)), page(story(3))]
    if together:
        verdicts = store(ledger, *documents)
    else:
        verdicts = [store(ledger, document)[0] for document in documents]
    assert kinds(verdicts) == ["new", "revised", "unchanged", "unchanged", "revised"]
    assert [verdict.revision for verdict in verdicts] == [1, 2, 2, 2, 3]


def seen(text: str, at: datetime, updated: datetime | None = None) -> Arrival:
    arrival = page(text, updated=updated)
    arrival.as_of = at
    return arrival


OLDER = {
    "captured earlier": seen(story(2), NOW - HOUR),
    "updated earlier": seen(story(2), NOW, NOON - HOUR),
    "a repost with the docid": post(story(2), id="sina:ikftpnny0000001", published=NOON + HOUR),
    "a feed with the address": entry(story(2), None, url=page("").article.url),
}


@pytest.mark.parametrize("older", OLDER.values(), ids=OLDER)
def test_an_older_document_revises_nothing(ledger: Ledger, older: Arrival) -> None:
    store(ledger, seen(story(1), NOW, NOON))
    verdict = store(ledger, older)[0]
    assert (verdict.kind.value, verdict.revision) == ("older", 1)
    assert (verdict.outcome, verdict.reason) == (Outcome.UNCHANGED, Reason.OLDER_DOCUMENT)
    assert texts(ledger) == [story(1)]


def test_the_earlier_of_two_posts_is_the_older(ledger: Ledger) -> None:
    address = "https://example.org/a.html"
    store(ledger, post(story(1), "new.md", "a", url=address))
    older = post(story(2), "old.md", "b", url=address, published=NOON - HOUR)
    newer = post(story(3), "old.md", "b", url=address, published=NOON + HOUR)
    assert kinds(store(ledger, older, newer)) == ["older", "revised"]


def test_a_page_of_a_later_time_is_newer_though_it_said_the_same_in_between(ledger: Ledger) -> None:
    store(ledger, seen(story(1), NOW - 3 * HOUR))
    store(ledger, seen(story(1), NOW - HOUR))
    assert kinds(store(ledger, seen(story(2), NOW - 2 * HOUR))) == ["older"]


def test_a_page_revises_the_post_that_came_first(ledger: Ledger) -> None:
    address = "https://finance.sina.com.cn/china/doc-ikftpnny0000001.shtml"
    store(ledger, post(story(1), url=address, title="央行_开展逆回购"))
    verdict = store(ledger, page(story(1), title="央行开展逆回购操作"))[0]
    assert verdict.kind.value == "revised"
    assert kinds(store(ledger, post(story(1), url=address, title="央行_开展逆回购"))) == ["unchanged"]


def test_a_revision_keeps_the_reporters_that_only_a_copy_named(ledger: Ledger) -> None:
    store(
        ledger,
        page(story(1)),
        post(story(1), authors=["李明"], source="新华社", cover="https://n.sinaimg.cn/1.png"),
    )
    store(ledger, page(story(2)))
    current = ledger.archive.find("sina:ikftpnny0000001")
    assert current is not None
    assert (current.article.authors, current.article.source, current.article.cover) == (
        ["李明"],
        "新华社",
        None,
    )


def test_a_revision_without_a_date_keeps_the_date(ledger: Ledger) -> None:
    store(ledger, page(story(1)))
    store(ledger, page(story(2), published=None, published_precision=None, published_from=None))
    current = ledger.archive.find("sina:ikftpnny0000001")
    assert current is not None
    assert current.article.published == NOON


def test_reading_again_revises_a_page_whatever_reads_it(ledger: Ledger) -> None:
    store(ledger, page(story(1) + "广告。"))
    again = post(story(1), id="sina:ikftpnny0000001")
    again.reread = True
    verdict = store(ledger, again, rules="2")[0]
    assert (verdict.kind.value, verdict.revision) == ("revised", 2)
    current = ledger.archive.find(verdict.id)
    assert current is not None
    assert current.rules == "2"


def test_reading_again_renews_the_record_of_the_same_text(ledger: Ledger) -> None:
    store(ledger, page(story(1), tags=["旧"], source="新华社"))
    again = page(story(1), markdown="新的写法", tags=["新"], id="sina:ikftpnny0000001")
    again.reread = True
    verdict = store(ledger, again, rules="2")[0]
    assert (verdict.kind.value, verdict.revision) == ("unchanged", 1)
    assert set(verdict.enriched) == {"markdown", "tags", "source"}
    current = ledger.archive.find(verdict.id)
    assert current is not None
    assert (current.article.tags, current.article.source, current.rules) == (["新"], None, "2")


def test_reading_again_goes_back_to_a_text_that_other_rules_gave(ledger: Ledger) -> None:
    store(ledger, page(story(1)))
    for text, rules in ((story(2), "2"), (story(1), "1")):
        again = page(text, id="sina:ikftpnny0000001")
        again.reread, again.as_of = True, None
        assert kinds(store(ledger, again, rules=rules)) == ["revised"]
    assert texts(ledger) == [story(1), story(2), story(1)]
    assert kinds(store(ledger, seen(story(3), NOW - HOUR))) == ["older"]


def test_the_fragment_or_its_place_is_kept_with_each_revision(ledger: Ledger) -> None:
    placed, dropped = page(story(2)), page(story(3))
    placed.place = Place("archive.warc.gz", 120, 4096)
    dropped.keep = False
    store(ledger, page(story(1)), placed, dropped)
    stored = list(ledger.archive.iterate(Wanted(revisions=True)))
    assert [one.fragment for one in stored] == [f"<div id=artibody>{story(1)}</div>", "", ""]
    assert [one.place for one in stored] == [None, Place("archive.warc.gz", 120, 4096), None]
