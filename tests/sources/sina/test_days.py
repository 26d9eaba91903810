"""Lists by day and by page: research reports, front pages, columns with pages, the articles of an author."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from newsspider.model.article import Precision
from newsspider.model.outcomes import Reason
from newsspider.sources.listing import BadList
from newsspider.sources.sina import author, column, front, reports
from newsspider.sources.sites import load_channels
from newsspider.text.dates import BEIJING

CHANNELS = load_channels()
DAY = datetime(2026, 3, 5, 23, 0, tzinfo=BEIJING)
SHOW = "//stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind"
REPORTS = f"""<title>研究报告_新浪财经</title><table class="tb_01"><tr><th>标题</th><th>类型</th><th>日期</th></tr>
<tr><td>1</td><td class="tal f14"><a target="_blank" title="岚浦港(601000)点评：吞吐量  创新高" href="{SHOW}/lastest/rptid/842537612203/index.phtml">岚浦港(601000)点评..</a></td>
<td>公司</td><td>2026-03-05</td><td><a href="x"><div class="fname05"><span>某某证券</span></div></a></td><td><div class="fname"><span>甲乙</span></div></td></tr>
<tr><td>2</td><td><a href="{SHOW}/industry/rptid/842537612204/index.phtml">行业周报</a></td><td>行业</td><td>2026-03-05</td></tr>
</table>"""
FRONT = """<title>新浪财经</title><div data-sudaclick="blk_nav_1"><a href="https://finance.sina.com.cn/x/2026-03-05/doc-iniaaaa1234560.shtml">导航</a></div>
<div data-sudaclick="blk_yw_01"><ul><li><a href="https://finance.sina.com.cn/china/2026-03-05/doc-iniaaaa1234561.shtml">要闻一</a>
<span class="time">2026-03-05 08:30</span></li><li><a href="/zt/x.shtml">专题</a></li>
<li><a href="https://finance.sina.com.cn/china/2026-03-05/doc-iniaaaa1234561.shtml?x=1">要闻一</a></li></ul></div>
<div data-sudaclick="blk_industry_3"><a href="https://finance.sina.com.cn/chanjing/2026-03-04/doc-iniaaaa1234562.shtml">产业</a></div>"""
AUTHOR = """<title>专栏</title><div><a class="link-212121" href="//finance.sina.com.cn/zl/china/2026-06-09/zl-iniaaaa1234563.shtml">出口的韧性</a>
<a class="blog-viewAll" href="//finance.sina.com.cn/zl/china/2026-06-09/zl-iniaaaa1234563.shtml">&gt;&gt; 查看全文</a></div>"""
PAGED = """<title>主力动向</title><ul class="list_009"><li><a href="https://finance.sina.com.cn/stock/2026-03-05/doc-iniaaaa1234564.shtml">资金</a>
<span>(03月05日 22:15)</span></li></ul><ul class="list_009"><li><a href="/stock/2026-03-05/doc-iniaaaa1234565.shtml">流向</a></li></ul>"""


def test_reports() -> None:
    listing = reports.read(REPORTS.encode("gb18030"), CHANNELS["reports"], 1)
    first, second = listing.rows
    assert (first.title, first.media) == ("岚浦港(601000)点评：吞吐量 创新高", "某某证券")
    assert (str(first.published), first.precision) == ("2026-03-05 00:00:00+08:00", Precision.DAY)
    # One report under each kind that has it.
    assert second.url == f"https:{SHOW}/lastest/rptid/842537612204/index.phtml"
    assert (listing.more, listing.problems) == (False, [])


def test_reports_that_are_none_and_reports_that_are_throttled() -> None:
    nothing = "<title>研究报告</title><table><tr><td>没有找到符合条件的研究报告</td></tr></table>"
    assert reports.read(nothing.encode("gb18030"), CHANNELS["reports"], 1).rows == []
    with pytest.raises(BadList) as caught:
        reports.read("<title>研究报告</title><table></table>".encode("gb18030"), CHANNELS["reports"], 1)
    assert caught.value.reason is Reason.LIST_EMPTY


def test_a_front_page() -> None:
    listing = front.read(FRONT.encode(), CHANNELS["front"], 1)
    assert [(row.title, str(row.published)) for row in listing.rows] == [
        ("要闻一", "2026-03-05 08:30:00+08:00"),
        ("产业", "2026-03-04 00:00:00+08:00"),
    ]
    assert listing.problems == []


def test_an_author() -> None:
    channel = CHANNELS["author"].of(1803814487)
    (row,) = author.read(AUTHOR.encode(), channel, 1).rows
    assert (row.title, row.key, row.precision) == ("出口的韧性", "sina:iniaaaa1234563", Precision.DAY)
    assert author.read("<title>专栏</title>".encode(), channel, 2).more is False


def test_a_column_with_pages() -> None:
    listing = column.read_paged(PAGED.encode(), CHANNELS["column-flows"], 1)
    assert [str(row.published)[:16] for row in listing.rows] == ["2026-03-05 22:15", "2026-03-05 00:00"]
    assert listing.more is True


def test_addresses() -> None:
    assert reports.url(CHANNELS["reports-macro"], 2) == f"{reports.BASE}/macro/index.phtml?p=2"
    day = reports.day_url(CHANNELS["reports"], DAY, 1)
    assert day == f"{reports.BASE}/lastest/index.phtml?t1=6&pubdate=2026-03-05&p=1"
    assert front.day_url(CHANNELS["front"], DAY, 1) == f"{front.BASE}/finance20260305am.shtml"
    assert front.day_url(CHANNELS["front"], DAY, 2) == f"{front.BASE}/finance20260305pm.shtml"
    assert column.paged_url(CHANNELS["column-flows"], 3) == f"{column.PAGED}?cid=56615&page=3"
    assert author.url(CHANNELS["author"].of(7), 1) == f"{author.BASE}?id=7&page=1"


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (reports.read, "reports"),
        (front.read, "front"),
        (author.read, "author"),
        (column.read_paged, "column-flows"),
    ],
)
def test_what_is_no_list(read: Any, name: str) -> None:
    ban = "<title>拒绝访问</title><p>你的 IP 存在异常访问, 已被新浪安全部门封禁.</p>".encode("gb18030")
    channel = CHANNELS[name].of(7) if CHANNELS[name].is_open else CHANNELS[name]
    for data, reason in (
        (ban, Reason.BLOCKED),
        ("<title>页面没有找到</title>".encode(), Reason.LIST_WRONG_TYPE),
        (bytes(range(32)) * 50, Reason.LIST_MALFORMED),
    ):
        with pytest.raises(BadList) as caught:
            read(data, channel, 1)
        assert caught.value.reason is reason
