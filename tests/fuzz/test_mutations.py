"""A short round of the mutations; the long one is `python -m tests.fuzz.mutations`."""

from __future__ import annotations

import pytest

from tests.fuzz.mutations import check, fault

_COUNT, _IN_ONE = 200, 25


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, _COUNT, _IN_ONE))
def test_what_becomes_of_a_changed_document(first: int) -> None:
    assert [told for number in range(first, first + _IN_ONE) if (told := fault(number))] == []


@pytest.mark.parametrize(
    "text",
    [
        "原价100<del>80</del>60元",
        "<del>原价100<del>80</del>60元</del>",
        "原价<del>4</del><s>5</s>元",
        "<pre>原价1<del>4<del>5</del>6</del><del>7</del>元</pre>",
    ],
)
def test_no_figure_is_made_of_two_where_text_is_struck(text: str) -> None:
    post = f"---\ntitle: '甲公司公告'\ndate: 2021-10-09 10:00:00\n---\n{text}\n\n甲公司今日公告，下调产品价格。\n"
    assert check("post", post) is None


_LONG = "昨日公告，岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八。"
# One for each kind that the long round has found, and that nothing else tests.
FOUND = {
    "a figure within the page's own link, taken out": (
        "page",
        f'港口板块上涨<div class="item">2026年11月20日:3{_LONG}<a class="keytip" data-code="90,BK0438">港口板100<del>80</del>60元块',
    ),
    "an entity in an address": ("post", "[制](http://a.cn/?&p;)"),
    "lowered blocks": ("post", "<div><sub>一<sub><p>二</p></sub></sub></div>"),
    "a lowered figure of a notice": (
        "page",
        "<table id=allbulletin><th>公告</th><td><pre>公司7<sub>2</sub>号公告</pre></table>",
    ),
}


@pytest.mark.parametrize(("kind", "text"), FOUND.values(), ids=FOUND)
def test_what_the_long_round_has_found(kind: str, text: str) -> None:
    head = "---\ntitle: '甲公司公告'\ndate: 2021-10-09 10:00:00\n---\n" if kind == "post" else ""
    assert check(kind, head + text) is None


def test_the_oracle_reads_figures_by_its_own_eyes() -> None:
    page = "<h1>一</h1><p>甲10<sup>8</sup>吨，原价100<del>80</del>60元。</p>"
    assert check("page", page) is None
