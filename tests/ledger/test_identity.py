from __future__ import annotations

from datetime import timedelta

import pytest

from newsspider.ledger import Arrival, Ledger
from newsspider.text.digests import url_digest
from tests.ledger.ledger_making import NOON, NOW, entry, kinds, page, post, store, story

FLASH = "央行今日不开展逆回购操作。"


def both_orders(ledger: Ledger, first: Arrival, second: Arrival, *, together: bool) -> list[str]:
    if together:
        return [verdict.id for verdict in store(ledger, first, second)]
    return [store(ledger, arrival)[0].id for arrival in (first, second)]


def test_the_id_is_of_the_docid_else_of_the_address_else_of_the_text(ledger: Ledger) -> None:
    address = "https://example.org/2022/a.html"
    made = store(ledger, page(story(1)), page(story(2), docid=None, url=address), post(story(3)))
    text = post(story(3)).article.digest
    assert [verdict.id for verdict in made] == [
        "sina:ikftpnny0000001",
        f"url:{url_digest(address)}",
        f"text:{text}",
    ]
    assert kinds(made) == ["new", "new", "new"]


def test_a_docid_joins_the_variants_of_a_page(ledger: Ledger) -> None:
    store(ledger, page(story(1), url="https://finance.sina.com.cn/doc-ikftpnny0000001.shtml"))
    mobile = page(story(1), url="https://finance.sina.cn/detail-ikftpnny0000001.d.html")
    assert kinds(store(ledger, mobile)) == ["unchanged"]
    found = ledger.archive.find("https://finance.sina.cn/detail-ikftpnny0000001.d.html")
    assert found
    assert found.article.id == "sina:ikftpnny0000001"


def test_two_docids_are_two_articles_though_they_share_an_address(ledger: Ledger) -> None:
    address = "https://finance.sina.com.cn/index.shtml"
    one = page(story(1), docid="sina:ikftpnny0000001", url=address)
    other = page(story(2), docid="sina:ikftpnny0000002", url=address)
    assert kinds(store(ledger, one, other)) == ["new", "new"]


@pytest.mark.parametrize("together", [True, False])
def test_a_post_joins_the_page_it_is_a_copy_of(ledger: Ledger, *, together: bool) -> None:
    ids = both_orders(
        ledger, page(story(1)), post(story(1), published=NOON + timedelta(minutes=3)), together=together
    )
    assert ids == ["sina:ikftpnny0000001", "sina:ikftpnny0000001"]


@pytest.mark.parametrize("together", [True, False])
def test_a_page_joins_the_post_that_came_first(ledger: Ledger, *, together: bool) -> None:
    ids = both_orders(ledger, post(story(1)), page(story(1)), together=together)
    assert ids[0] == ids[1]
    assert ids[0].startswith("text:")
    revised = store(ledger, page(story(2)))
    assert (kinds(revised), revised[0].id) == (["revised"], ids[0])
    found = ledger.archive.find("https://finance.sina.com.cn/china/doc-ikftpnny0000001.shtml")
    assert found is not None
    assert found.article.id == ids[0]


def test_reposts_of_one_article_are_copies(ledger: Ledger) -> None:
    later = NOON + timedelta(minutes=3)
    verdicts = store(ledger, post(story(1), "a.md"), post(story(1), "b.md", published=later))
    assert kinds(verdicts) == ["new", "exact"]
    assert verdicts[1].id == verdicts[0].id
    assert [copy.locator for copy in ledger.folded.of(verdicts[0].id)] == ["b.md"]


def test_the_same_file_again_is_unchanged_and_its_copy_a_copy_again(ledger: Ledger) -> None:
    def folder() -> list[Arrival]:
        return [post(story(1), "a.md"), post(story(1), "b.md", published=NOON + timedelta(minutes=3))]

    store(ledger, *folder())
    again = store(ledger, *folder())
    assert kinds(again) == ["unchanged", "exact"]
    assert len(ledger.folded.of(again[0].id)) == 1


def test_a_flash_that_recurs_after_two_days_is_an_article_of_its_own(ledger: Ledger) -> None:
    days = [0, 2, 5, 9]
    flashes = [post(FLASH, f"{day}.md", published=NOON + timedelta(days=day)) for day in days]
    verdicts = [store(ledger, flash)[0] for flash in flashes]
    plain = f"text:{flashes[0].article.digest}"
    assert kinds(verdicts) == ["new", "exact", "new", "new"]
    assert [verdict.id for verdict in verdicts] == [plain, plain, f"{plain}-20220125", f"{plain}-20220129"]
    again = [post(FLASH, f"{day}.md", published=NOON + timedelta(days=day)) for day in days]
    assert [verdict.id for verdict in store(ledger, *again)] == [verdict.id for verdict in verdicts]
    assert kinds(store(ledger, *again)) == ["unchanged", "exact", "unchanged", "unchanged"]


def test_a_long_text_that_recurs_within_the_window_is_a_copy(ledger: Ledger) -> None:
    store(ledger, post(story(1), "a.md"))
    near, far = (post(story(1), f"{days}.md", published=NOON + timedelta(days=days)) for days in (20, 40))
    assert kinds(store(ledger, near, far)) == ["exact", "new"]


def test_picture_only_and_one_sentence_articles_do_not_collide(ledger: Ledger) -> None:
    arrivals = [
        post("", "a.md", title="一图看懂财报", pictures=["https://n.sinaimg.cn/1.png"]),
        post("", "b.md", title="一图看懂财报", pictures=["https://n.sinaimg.cn/2.png"]),
        post("", "c.md", title="一图看懂公告", pictures=["https://n.sinaimg.cn/1.png"]),
        post("全文如下。", "d.md", title="甲公司公告"),
        post("全文如下。", "e.md", title="乙公司公告"),
    ]
    verdicts = store(ledger, *arrivals)
    assert kinds(verdicts) == ["new"] * 5
    assert len({verdict.id for verdict in verdicts}) == 5


def test_a_guid_that_covers_two_texts_of_one_feed_joins_nothing_more(ledger: Ledger) -> None:
    verdicts = store(ledger, entry(story(1), "same"), entry(story(2), "same"), entry(story(3), "own"))
    assert kinds(verdicts) == ["new", "new", "new"]
    assert kinds(store(ledger, entry(story(4), "same"))) == ["new"]
    assert kinds(store(ledger, entry(story(1), "same"))) == ["unchanged"]
    assert kinds(store(ledger, entry(story(5), "own"))) == ["revised"]


def test_an_address_that_covers_two_texts_of_one_feed_gives_no_id(ledger: Ledger) -> None:
    home = "https://example.org/"
    verdicts = store(ledger, entry(story(1), None, url=home), entry(story(2), None, url=home))
    assert kinds(verdicts) == ["new", "new"]
    assert all(verdict.id.startswith("text:") for verdict in verdicts)


def test_a_docid_that_is_stored_keeps_its_rows(ledger: Ledger) -> None:
    store(ledger, page(story(1)))
    rows = [page(story(2)), page(story(3))]
    for row in rows:
        row.list = "https://example.org/list"
    verdicts = store(ledger, *rows)
    assert {verdict.id for verdict in verdicts} == {"sina:ikftpnny0000001"}
    assert kinds(verdicts) == ["revised", "revised"]


def test_a_docid_that_covers_two_texts_of_one_list_is_bad(ledger: Ledger) -> None:
    rows = [page(story(1), url=None), page(story(2), url=None)]
    for row in rows:
        row.list = "https://example.org/list"
    verdicts = store(ledger, *rows)
    assert kinds(verdicts) == ["new", "new"]
    assert all(verdict.id.startswith("text:") for verdict in verdicts)
    assert kinds(store(ledger, page(story(3), url=None))) == ["new"]


def test_files_of_one_folder_that_claim_one_address_are_two_articles(ledger: Ledger) -> None:
    address = "https://example.org/"
    verdicts = store(ledger, post(story(1), "a.md", url=address), post(story(2), "b.md", url=address))
    assert kinds(verdicts) == ["new", "new"]
    again = store(ledger, post(story(1), "a.md", url=address), post(story(2), "b.md", url=address))
    assert kinds(again) == ["unchanged", "unchanged"]
    assert [verdict.id for verdict in again] == [verdict.id for verdict in verdicts]


def test_a_file_edited_in_place_is_the_same_article(ledger: Ledger) -> None:
    first = store(ledger, post(story(1), "a.md"))[0]
    text = store(ledger, post(story(2), "a.md"))[0]
    title = store(ledger, post(story(2), "a.md", title="央行开展国债买卖操作"))[0]
    assert {first.id, text.id, title.id} == {first.id}
    assert kinds([text, title]) == ["revised", "revised"]


@pytest.mark.parametrize(
    ("locator", "folder", "title", "minutes"),
    [
        ("b.md", "posts", "央行开展逆回购操作", 0),
        ("a.md", "others", "央行开展逆回购操作", 0),
        ("a.md", "posts", "另一条消息的标题", 5),
    ],
    ids=["another file", "another folder", "another article of that name"],
)
def test_other_files_are_other_articles(
    ledger: Ledger, locator: str, folder: str, title: str, minutes: int
) -> None:
    store(ledger, post(story(1), "a.md"))
    other = post(story(2), locator, folder, title=title, published=NOON + timedelta(minutes=minutes))
    assert kinds(store(ledger, other)) == ["new"]


def test_other_rules_do_not_change_an_id(ledger: Ledger) -> None:
    first = store(ledger, post(story(1), "a.md"))[0]
    moved = post(story(1) + "另有一段，从前的规则去掉了它。", "elsewhere/a.md", "elsewhere")
    moved.fragment = f"<div>{story(1)}</div>"
    again = store(ledger, moved, rules="2")[0]
    assert (again.id, again.kind.value) == (first.id, "revised")


def test_a_document_of_ours_is_the_article_it_says(ledger: Ledger) -> None:
    own = post(story(1), id="sina:ikftpnny0000007")
    assert store(ledger, own)[0].id == "sina:ikftpnny0000007"
    assert kinds(store(ledger, page(story(1), docid="sina:ikftpnny0000007"))) == ["unchanged"]
    assert kinds(store(ledger, post(story(1), "moved.md", id="sina:ikftpnny0000007"))) == ["unchanged"]


def test_ids_depend_on_the_documents_alone(ledger: Ledger) -> None:
    ids = [verdict.id for verdict in store(ledger, post(FLASH), page(story(1)))]
    assert ids == [f"text:{post(FLASH).article.digest}", "sina:ikftpnny0000001"]


def test_an_article_without_a_digest_is_refused(ledger: Ledger) -> None:
    group = ledger.group(ledger.runs.start("test", NOW), rules="1")
    with pytest.raises(ValueError, match="without a digest"):
        group.meet([post(story(1), digest="")])
    assert len(group) == 0
