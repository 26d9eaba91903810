from __future__ import annotations

from datetime import timedelta

import pytest

from newsspider.ledger import Ledger
from newsspider.ledger.archive import Wanted
from tests.ledger.ledger_making import NOON, NOW, page, post, store, story

DAY = timedelta(days=1)


def locators(ledger: Ledger, wanted: Wanted) -> list[str]:
    return [one.article.origin.locator for one in ledger.archive.iterate(wanted)]


def days(ledger: Ledger) -> None:
    channels = ["china/1686", "china/1687", "stock/2671", None]
    store(
        ledger,
        *(
            post(story(number), f"{number}.md", published=NOON + number * DAY, channel=channel)
            for number, channel in enumerate(channels)
        ),
    )


CASES = {
    "all": (Wanted(), "0123"),
    "since is counted": (Wanted(since=NOON + DAY), "123"),
    "until is not": (Wanted(until=NOON + DAY), "0"),
    "both": (Wanted(since=NOON + DAY, until=NOON + 3 * DAY), "12"),
    "a channel": (Wanted(channels=["china/1687"]), "1"),
    "those below": (Wanted(channels=["china"]), "01"),
    "several": (Wanted(channels=["china", "stock"]), "012"),
    "not one that only begins so": (Wanted(channels=["chin", "china/168"]), ""),
    "unknown ids": (Wanted(ids=["sina:unknown"]), ""),
}


@pytest.mark.parametrize(("wanted", "expected"), CASES.values(), ids=CASES)
def test_what_is_wanted(ledger: Ledger, wanted: Wanted, expected: str) -> None:
    days(ledger)
    assert locators(ledger, wanted) == [f"{number}.md" for number in expected]


def test_by_ids_and_with_all_revisions(ledger: Ledger) -> None:
    store(ledger, page(story(1)), post(story(2)), page(story(3)))
    wanted = Wanted(ids=["sina:ikftpnny0000001"], revisions=True)
    assert [(one.article.revision, one.article.text) for one in ledger.archive.iterate(wanted)] == [
        (1, story(1)),
        (2, story(3)),
    ]


def test_more_than_a_page_while_more_is_stored(ledger: Ledger) -> None:
    store(ledger, *(post(f"第{number}条。", f"{number}.md") for number in range(120)))
    seen = 0
    for _ in ledger.archive.iterate():
        seen += 1
        if seen == 1:
            store(ledger, post(story(1), "late.md"))
    assert seen == 121


@pytest.mark.parametrize("revisions", [False, True])
def test_an_article_comes_back_as_it_was(ledger: Ledger, *, revisions: bool) -> None:
    arrival = page(
        story(1), tags=["利率"], stocks=["sh600519"], pictures=["https://n.sinaimg.cn/1.png"], updated=NOW
    )
    store(ledger, arrival)
    assert [one.article for one in ledger.archive.iterate(Wanted(revisions=revisions))] == [arrival.article]


@pytest.mark.parametrize(
    "name", ["sina:ikftpnny0000001", "https://finance.sina.com.cn/china/doc-ikftpnny0000001.shtml"]
)
def test_an_article_is_found_by_what_it_is_known_by(ledger: Ledger, name: str) -> None:
    store(ledger, post(story(1)), page(story(1)))
    found = ledger.archive.find(name)
    assert found is not None
    assert found.article.text == story(1)
    assert ledger.archive.find(found.article.id) == found
    assert ledger.archive.find("sina:unknown") is None
    assert found.stored == NOW
