from __future__ import annotations

from datetime import timedelta

import pytest

from newsspider.ledger import Arrival, Ledger, Near
from newsspider.ledger.near_duplicates import CROWD
from newsspider.model.outcomes import NearMode
from tests.ledger.ledger_making import NOON, kinds, page, post, store, story

FACTS = (
    "2022年1月19日，贵州茅台（600519）获融资买入3.21亿元，偿还2.87亿元，余额153.6亿元，占流通市值的0.62%。"
)
STORY = story(1, 400, figures=False)
TEXT = STORY + FACTS
PREFIX = "本报记者综合报道，更多消息请见下文："


def after(text: str, days: float = 0, locator: str = "b.md") -> Arrival:
    return post(text, locator, title="另一个标题", published=NOON + timedelta(days=days))


@pytest.mark.parametrize("together", [True, False])
def test_a_near_copy_is_folded(ledger: Ledger, *, together: bool) -> None:
    documents = [post(TEXT, "a.md"), after(PREFIX + TEXT)]
    verdicts = store(ledger, *documents) if together else [store(ledger, one)[0] for one in documents]
    first, copy = verdicts
    assert (copy.kind.value, copy.id) == ("near", first.id)
    assert copy.estimate is not None
    assert copy.estimate > 0.8
    assert documents[1].article.duplicate_of == first.id
    assert [one.locator for one in ledger.folded.of(first.id)] == ["b.md"]


def test_a_near_copy_gives_what_the_kept_record_lacks(ledger: Ledger) -> None:
    copy = after(PREFIX + TEXT)
    copy.article.authors = ["李明"]
    assert store(ledger, post(TEXT, "a.md"), copy)[1].enriched == ("authors",)


@pytest.mark.parametrize("text", [TEXT, PREFIX + TEXT], ids=["exact", "near"])
def test_a_copy_stays_one_whatever_becomes_of_the_kept_text(ledger: Ledger, text: str) -> None:
    copy = page(text, docid="sina:ikftpnny0000002")
    first = store(ledger, page(TEXT), copy, page(story(9)))[0]
    again = store(ledger, copy)[0]
    assert (again.id, again.outcome.value) == (first.id, "duplicate")


def test_a_marked_copy_is_an_article(ledger: Ledger) -> None:
    marking = Near(NearMode.MARK)
    first, copy = store(ledger, post(TEXT, "a.md"), after(PREFIX + TEXT), near=marking)
    assert (copy.kind.value, copy.id != first.id) == ("new", True)
    found = ledger.archive.find(copy.id)
    assert found is not None
    assert found.article.duplicate_of == first.id
    assert kinds(store(ledger, after(PREFIX + TEXT), near=marking)) == ["unchanged"]


def test_near_copies_are_not_looked_for_when_off(ledger: Ledger) -> None:
    documents = (post(TEXT, "a.md"), after(PREFIX + TEXT), after(TEXT, locator="c.md"))
    verdicts = store(ledger, *documents, near=Near(NearMode.OFF))
    assert kinds(verdicts) == ["new", "new", "exact"]


@pytest.mark.parametrize(
    ("days", "window", "kind"),
    [
        (29, 30, "near"),
        (31, 30, "new"),
        (-29, 30, "near"),
        (-31, 30, "new"),
        (5, 3, "new"),
        (3000, 0, "near"),
    ],
)
def test_the_window_is_days_between_publications(ledger: Ledger, days: int, window: int, kind: str) -> None:
    store(ledger, post(TEXT, "a.md"))
    assert kinds(store(ledger, after(PREFIX + TEXT, days), near=Near(window=window))) == [kind]


OTHERS = {
    "another day": TEXT.replace("1月19日", "1月20日"),
    "another year": TEXT.replace("2022年", "2021年"),
    "another company": TEXT.replace("600519", "000858"),
    "other figures": TEXT.replace("3.21", "4.05").replace("2.87", "1.93").replace("153.6", "201.4"),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_tells_notices_apart(ledger: Ledger, text: str) -> None:
    assert kinds(store(ledger, post(TEXT, "a.md"), after(text))) == ["new", "new"]


COPIES = {
    "one figure of many": TEXT.replace("0.62%", "0.63%"),
    "figures written otherwise": PREFIX + TEXT.replace("3.21", "３.21").replace("19日", " 19 日"),
    "no date of its own": TEXT.replace("2022年1月19日，", ""),
    "a paragraph less": STORY[120:] + FACTS,
}


@pytest.mark.parametrize("text", COPIES.values(), ids=COPIES)
def test_what_does_not(ledger: Ledger, text: str) -> None:
    assert kinds(store(ledger, post(TEXT, "a.md"), after(text))) == ["new", "near"]


def test_stocks_that_the_linker_named_conflict(ledger: Ledger) -> None:
    plain = story(2)
    one, other, third = post(plain, "a.md"), after(PREFIX + plain), after(plain + PREFIX, locator="c.md")
    one.article.stocks, other.article.stocks, third.article.stocks = (
        ["sh600519"],
        ["sz000858"],
        ["sh600519", "hk00700"],
    )
    assert kinds(store(ledger, one, other, third)) == ["new", "new", "near"]


def test_short_texts_are_compared_exactly(ledger: Ledger) -> None:
    flash = "央行今日开展1000亿元逆回购操作，利率持平于2.2%。"
    assert kinds(store(ledger, post(flash, "a.md"), after(flash + "详见公告。"))) == ["new", "new"]


def test_a_template_that_crowds_its_bands_hides_no_copy(ledger: Ledger) -> None:
    template = story(3, 300, figures=False)
    notices = [
        post(f"{template}公司（600{number:03}）公告，{story(100 + number, 60)}", f"{number:03}.md")
        for number in range(3 * CROWD)
    ]
    assert set(kinds(store(ledger, *notices))) == {"new"}
    copies = [
        after(notice.article.text + "（完）", locator=f"copy-{notice.article.origin.locator}")
        for notice in notices
    ]
    verdicts = store(ledger, *copies)
    assert [verdict.id for verdict in verdicts] == [notice.article.id for notice in notices]


def test_a_copy_of_a_marked_copy_points_to_the_first(ledger: Ledger) -> None:
    marking = Near(NearMode.MARK)
    page_, copy = page(TEXT), after(PREFIX + TEXT)
    store(ledger, page_, copy, near=marking)
    third = store(ledger, after(PREFIX + TEXT + "（完）", locator="c.md"), near=Near())[0]
    assert third.kind.value == "near"


NOTICE = (
    "{bank}今日公告，自下月起调整个人住房贷款的办理流程。" + story(5, 300, figures=False) + "咨询请到"
    "{bank}各网点，首笔贷款{sum}亿元已于2022年1月19日发放，期限30年，利率4.1%，前3个月免息，"
    "全年计划投放200亿元，其中60%用于首套房，40%用于改善，每户最高120万元，由12家支行办理。"
)
TITLES = {
    "another bank": ("{bank}调整房贷办理流程", {"bank": "霁川银行"}, {"bank": "陵江银行"}),
    "another sum": ("首笔{sum}亿元房贷发放", {"sum": "3.5"}, {"sum": "4.5"}),
    "a sum of another length": ("首笔房贷{sum}亿元发放", {"sum": "8"}, {"sum": "13"}),
    "bank and sum": (
        "{bank}发放{sum}亿元",
        {"bank": "云泽银行", "sum": "2"},
        {"bank": "岚浦农商行", "sum": "6"},
    ),
}


def notice(title: str, locator: str, told: dict[str, str], *, before: str = "") -> Arrival:
    told = {"bank": "霁川银行", "sum": "3.5", **told}
    published = NOON + timedelta(minutes=3) if before else NOON
    return post(before + NOTICE.format(**told), locator, title=title.format(**told), published=published)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("title", "one", "other"), TITLES.values(), ids=TITLES)
def test_titles_tell_notices_of_one_template_apart(
    ledger: Ledger, title: str, one: dict[str, str], other: dict[str, str], *, together: bool
) -> None:
    documents = [notice(title, "a.md", one), notice(title, "b.md", other)]
    verdicts = store(ledger, *documents) if together else [store(ledger, each)[0] for each in documents]
    assert kinds(verdicts) == ["new", "new"]
    (folded,) = store(ledger, notice(title, "c.md", other, before=PREFIX))
    assert (folded.kind.value, folded.id) == ("near", verdicts[1].id)


HEADLINES = {
    "another headline": ("霁川银行调整房贷办理流程", "咨询请到网点：房贷有变"),
    "a headline with another figure": ("霁川银行：首笔3.5亿元", "霁川银行：全年200亿元"),
    "a word that neither text has": ("霁川银行出新规", "霁川银行下通知"),
    "a word that one text has": ("霁川银行发文", "霁川银行公告"),
}


@pytest.mark.parametrize(("title", "other"), HEADLINES.values(), ids=HEADLINES)
def test_a_copy_may_have_a_headline_of_its_own(ledger: Ledger, title: str, other: str) -> None:
    first, copy = notice(title, "a.md", {}), notice(other, "b.md", {"sum": "3.50"}, before=PREFIX)
    assert kinds(store(ledger, first, copy)) == ["new", "near"]
