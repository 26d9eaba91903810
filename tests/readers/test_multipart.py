"""Articles in several pages: which part a page is, where the others are, and joining them."""

from __future__ import annotations

import pytest

from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.readers import multipart, pages
from newsspider.readers.multipart import Parts

HOST = "https://news.example.cn/a/20211009/"
SENTENCES = {
    1: "汀兰港三号泊位的扩建昨天完成验收，港务局说，最大的集装箱船下月就能靠泊，装卸不必再等潮水。",
    2: "船公司给出的消息是，两条航线会从邻港迁来，每周多四个航次，仓库的租金因此涨了一成半。",
    3: "码头工人说，夜班的人手还差三十个，培训要到年底才能结束，过渡期里由临近的港区借调。",
}


def page(number: int, *, of: int = 3, url: str | None = "", title: str = "汀兰港扩建完成") -> Draft:
    """Return the draft of one part; the pager names the parts as most systems do."""
    links = "".join(
        f"<b>{n}</b>" if n == number else f'<a href="c_{"9001" if n == 1 else f"9001_{n}"}.html">{n}</a>'
        for n in range(1, of + 1)
    )
    more = f'<a href="c_9001_{number + 1}.html">下一页</a>' if number < of else ""
    html = (
        f"<title>{title}_海岬网</title><h1>{title}</h1><div>2021-10-09 08:00</div><div><p>{SENTENCES[number]}</p>"
        f"<p>第{number}部分的另一句话，说的是同一件事情，篇幅不长。</p><div>{links}{more}</div></div>"
    )
    own = f"{HOST}c_9001{'' if number == 1 else f'_{number}'}.html" if url == "" else url
    return pages.read(html.encode(), own, "x")


def test_a_pager_names_the_parts_in_their_order() -> None:
    assert page(1).parts == (f"{HOST}c_9001_2.html", f"{HOST}c_9001_3.html")
    assert page(2).parts == (f"{HOST}c_9001_3.html",)
    assert page(3).parts == ()


def test_only_the_first_part_is_called_the_first() -> None:
    told = [Repair.FIRST_PART_ONLY in page(number).trace.repairs for number in (1, 2, 3)]
    assert told == [True, False, False]


def test_a_saved_page_without_an_address_names_the_next_part_as_it_stands() -> None:
    assert page(1, url=None).parts == ("c_9001_2.html",)


def test_all_parts_make_one_article() -> None:
    parts = Parts(page(1))
    asked = []
    while (url := parts.wanted()) is not None:
        asked.append(url)
        parts.add(page(len(asked) + 1))
    whole = parts.article()
    assert asked == [f"{HOST}c_9001_2.html", f"{HOST}c_9001_3.html"]
    assert whole.tree is not None
    assert [whole.tree.text().count(sentence) for sentence in SENTENCES.values()] == [1, 1, 1]
    assert Repair.FIRST_PART_ONLY not in whole.trace.repairs


@pytest.mark.parametrize(
    "second",
    [
        None,  # it cannot be had
        page(2, title="另一篇文章的题目"),
        page(1),  # a site answers with the first for what it has not
    ],
)
def test_a_part_that_is_missing_leaves_the_first_alone(second: Draft | None) -> None:
    parts = Parts(page(1))
    assert parts.wanted()
    parts.add(second)
    assert parts.wanted() is None
    whole = parts.article()
    assert Repair.FIRST_PART_ONLY in whole.trace.repairs
    assert SENTENCES[2] not in whole.fragment


def test_a_pager_without_end_is_followed_no_further_than_the_limit() -> None:
    parts = Parts(page(1))
    asked = 0
    while (url := parts.wanted()) is not None:
        asked += 1
        part = page(2)
        part.parts = (f"{url}?{asked}",)
        assert part.tree is not None
        part.tree.attrs["id"] = str(asked)
        fresh = pages.read(
            part.fragment.replace("另一句话", f"第{asked}句话")
            .join(["<h1>汀兰港扩建完成</h1><i>2021-10-09</i>", ""])
            .encode(),
            None,
            "x",
        )
        fresh.parts = part.parts
        parts.add(fresh)
    assert asked < multipart.MOST_PARTS


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://news.example.cn/a/c_9001_2.html", ("c_9001_2.html",)),
        ("c_9001_2.shtml", ("c_9001_2.shtml", "c_9001_2.html", "c_9001_2.shtml.html")),
        ("https://news.example.cn/post/12/2/", ("2", "2.html")),
        ("view?id=3&page=2", ("view?id=3&page=2", "view?id=3&page=2.html")),
        ("https://news.example.cn/", ()),
        ("https://[", ()),
        ("../..", ()),
        ("a%2F..%2Fc_9001_2.html", ()),
    ],
)
def test_what_a_part_may_be_called_in_a_folder(address: str, names: tuple[str, ...]) -> None:
    assert multipart.file_names(address, ".html") == names
