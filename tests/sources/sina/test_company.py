"""The pages about one company: its news, its announcements, and those of Hong Kong."""

from __future__ import annotations

import pytest

from newsspider import read_page
from newsspider.model.article import Precision
from newsspider.model.outcomes import Reason
from newsspider.sources.listing import BadList
from newsspider.sources.sina import company
from newsspider.sources.sites import load_channels

CHANNELS = load_channels()
NEWS = CHANNELS["company"].of("sh600519")
NOTICES = CHANNELS["announcements"].of("sh600519")
HK = CHANNELS["company-hk"].of("hk00700")
PAGE = """<html><head><meta charset="gb2312"><title>个股资讯_新浪财经</title></head><body><a href="/">首页</a>
<div class="datelist"><ul>
&nbsp;&nbsp;&nbsp;&nbsp;2026-09-30&nbsp;15:01&nbsp;&nbsp;<a target='_blank'
 href='https://finance.sina.com.cn/stock/bxjj/2026-09-30/doc-iniaaaa1234561.shtml?cre=1'>岚浦港 涨停</a> <br>
&nbsp;&nbsp;2026-09-30&nbsp;09:15&nbsp;&nbsp;<a href='https://cj.sina.cn/articles/view/1/2a'>三季度 报<b>点评</b></a><br>
&nbsp;&nbsp;2026-09-29&nbsp;08:00&nbsp;&nbsp;<a href='javascript:void(0)'>没有地址</a><br>
</ul></div><div><a href="?symbol=sh600519&Page=2">下一页</a></div></body></html>"""
BULLETINS = """<title>公司公告</title><div class="datelist"><ul>
2026-10-09&nbsp;<a target='_blank' href='/corp/view/vCB_AllBulletinDetail.php?stockid=600519&id=11913341'>岚浦港：年报</a><br>
2026-10-08&nbsp;<a href='/corp/view/vCB_AllBulletinDetail.php?stockid=600519&id=11913342'>岚浦港：公告</a><br></ul></div>"""
LIST01 = """<title>公司新闻</title><ul class="list01" id="js_ggzx"><li><a
 href="https://finance.sina.com.cn/stock/hkstock/2026-01-02/doc-iniaaaa1234562.shtml">某控股回购</a><span class="rt">(01-02 16:30)</span></li>
<li><a href="https://cj.sina.cn/articles/view/3/4b">某控股业绩</a><span class="rt">(12-31 09:00)</span></li><li>&nbsp;</li></ul>"""


def test_the_news_of_a_company() -> None:
    listing = company.read(PAGE.encode("gb18030"), NEWS, 1)
    assert [(row.title, str(row.published), row.precision) for row in listing.rows] == [
        ("岚浦港 涨停", "2026-09-30 15:01:00+08:00", Precision.MINUTE),
        ("三季度 报点评", "2026-09-30 09:15:00+08:00", Precision.MINUTE),
    ]
    assert listing.rows[0].key == "sina:iniaaaa1234561"
    assert listing.rows[1].url == "https://cj.sina.com.cn/articles/view/1/2a"
    assert (len(listing.problems), listing.more) == (1, True)


def test_announcements_have_a_day() -> None:
    first, second = company.read(BULLETINS.encode("gb18030"), NOTICES, 1).rows
    assert (first.title, str(first.published), first.precision) == (
        "岚浦港：年报",
        "2026-10-09 00:00:00+08:00",
        Precision.DAY,
    )
    detail = "https://vip.stock.finance.sina.com.cn/corp/view/vCB_AllBulletinDetail.php"
    assert second.url == f"{detail}?id=11913342&stockid=600519"


def test_hong_kong_has_no_year() -> None:
    rows = company.read_hong_kong(LIST01.encode("gb18030"), HK, 1).rows
    assert [str(row.published) for row in rows] == ["2026-01-02 16:30:00+08:00", "2025-12-31 09:00:00+08:00"]


def test_addresses() -> None:
    assert company.news_url(NEWS, 2) == f"{company.NEWS}?symbol=sh600519&Page=2"
    assert company.announcements_url(NOTICES, 1) == f"{company.ANNOUNCEMENTS}?stockid=600519&Page=1"
    assert company.hong_kong_url(HK, 3) == f"{company.HONG_KONG}/page/3/code/00700/.phtml"
    assert (NEWS.key, HK.key) == ("company/sh600519", "company-hk/hk00700")


def test_a_page_without_rows_is_the_end() -> None:
    listing = company.read(b'<div class="datelist"><ul></ul></div>', NEWS, 9)
    assert (listing.rows, listing.problems, listing.more) == ([], [], False)


@pytest.mark.parametrize("read", [company.read, company.read_hong_kong])
def test_what_is_no_list(read: object) -> None:
    assert callable(read)
    for data, reason in (
        (
            "<title>拒绝访问</title><p>你的 IP 存在异常访问, 已被新浪安全部门封禁.</p>".encode("gb18030"),
            Reason.BLOCKED,
        ),
        ("<title>页面没有找到</title>".encode(), Reason.LIST_WRONG_TYPE),
        (bytes(range(32)) * 50, Reason.LIST_MALFORMED),
    ):
        with pytest.raises(BadList) as caught:
            read(data, HK, 1)
        assert caught.value.reason is reason


def test_a_notice_that_is_a_file_alone_is_an_article_with_a_link() -> None:
    page = (
        '<table id="allbulletin"><tr><th>岚浦港：年报<font>（<a href="http://file.finance.sina.com.cn/n/1.PDF">下载公告</a>'
        '）</font></th></tr><tr><td class="graybgH2">公告日期:2026-10-09</td></tr><tr><td><div id="content">'
        "<p>当前浏览器不支持在线预览PDF文件</p></div></td></tr></table>"
    )
    url = "https://vip.stock.finance.sina.com.cn/corp/view/vCB_AllBulletinDetail.php?id=1&stockid=600519"
    article = read_page(page, url)
    assert (article.title, str(article.published)[:10]) == ("岚浦港：年报", "2026-10-09")
    assert article.markdown == "[公告原文 1.PDF](http://file.finance.sina.com.cn/n/1.PDF)\n"
