"""Column pages: a list without years."""

from __future__ import annotations

import pytest

from newsspider.model.outcomes import Reason
from newsspider.sources.listing import BadList
from newsspider.sources.sina import column
from newsspider.sources.sites import load_channels as load

CHANNEL = load()["column-market"]
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>大盘评述_新浪财经</title></head><body>
<ul class="nav"><li><a href="/">首页</a></li></ul>
<ul class="list_009" id="listcontent">
<li><a href="http://finance.sina.com.cn/stock/jsy/2024-01-01/doc-inabcdef0000001.shtml?x=1" target="_blank">元旦休市
 &quot;通知&quot;</a><span>(01月01日 00:12)</span></li>
<li><a href="//finance.sina.com.cn/stock/jsy/2024-01-01/doc-inabcdef0000002.shtml">收盘综述</a><span>(12月31日 22:15)</span></li>
<li><a href="https://cj.sina.com.cn/articles/view/123/456">没有日子的地址</a><span>(12月31日 21:00)</span></li>
<li><a href="/stock/jsy/20231230/063018368542.shtml">旧式地址</a><span>(12月30日 06:30)</span></li>
<li><a href="https://finance.sina.com.cn/roll/2023-12-29/doc-inabcdef0000005.shtml">没有时间</a></li>
<li>没有链接的一行</li><li> </li>
<li><a href="javascript:;">点我</a><span>(12月29日 06:30)</span></li>
</ul></body></html>"""


def test_rows() -> None:
    listing = column.read(PAGE.encode("gb18030"), CHANNEL, 1)
    assert [(row.docid, row.title, str(row.published)) for row in listing.rows] == [
        ("inabcdef0000001", '元旦休市 "通知"', "2024-01-01 00:12:00+08:00"),
        ("inabcdef0000002", "收盘综述", "2023-12-31 22:15:00+08:00"),
        (None, "没有日子的地址", "2023-12-31 21:00:00+08:00"),
        (None, "旧式地址", "2023-12-30 06:30:00+08:00"),
        ("inabcdef0000005", "没有时间", "2023-12-29 00:00:00+08:00"),
    ]
    assert listing.rows[3].url == "https://finance.sina.com.cn/stock/jsy/20231230/063018368542.shtml"
    assert listing.rows[0].key == "sina:inabcdef0000001"
    assert len({row.key for row in listing.rows}) == 5
    assert [problem[:6] for problem in listing.problems] == ["row 6 ", "row 8 "]
    assert listing.more is False


def test_a_row_alone_without_a_dated_address_has_no_time() -> None:
    html = '<ul id="listcontent"><li><a href="https://a.sina.com.cn/x">甲</a><span>(12月31日 21:00)</span></li></ul>'
    (row,) = column.read(html.encode(), CHANNEL, 1).rows
    assert row.published is None


def test_a_list_in_parts() -> None:
    part = (
        '<ul class="list_009"><li><a href="https://finance.sina.com.cn/2024-01-01/{}.shtml">题</a></li></ul>'
    )
    html = "".join(part.format(number) for number in "123")
    assert len(column.read(html.encode(), CHANNEL, 1).rows) == 3


def test_an_empty_list_is_no_trouble() -> None:
    listing = column.read(b'<html><ul id="listcontent"></ul></html>', CHANNEL, 1)
    assert (listing.rows, listing.problems) == ([], [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<title>页面没有找到</title>".encode(), Reason.LIST_WRONG_TYPE),
        (b"", Reason.LIST_WRONG_TYPE),
        (b'{"result": 1}', Reason.LIST_WRONG_TYPE),
        (bytes(range(32)) * 50, Reason.LIST_MALFORMED),
    ],
)
def test_what_is_no_list(data: bytes, reason: Reason) -> None:
    with pytest.raises(BadList) as caught:
        column.read(data, CHANNEL, 1)
    assert caught.value.reason is reason


def test_a_column_has_one_page() -> None:
    assert column.url(CHANNEL, 1) == "https://finance.sina.com.cn/roll/c/56589.shtml"
    assert column.url(CHANNEL, 2, "http://127.0.0.1:9/c") == "http://127.0.0.1:9/c/56589.shtml"
