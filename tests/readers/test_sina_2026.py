"""Sina's pages of 2022 to 2026: times, keywords, titles, accounts, columns, flashes, and the ban."""

from __future__ import annotations

import re

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Rejected
from newsspider.model.article import Article
from newsspider.readers import pages
from newsspider.render.finish import finish

RULES = load()
URL = "https://finance.sina.com.cn/roll/2026-09-18/doc-initaaaa6000001.shtml"
TEXT = "<p>槐荫重工尾盘封板，成交额翻倍。</p><p>公司说订单已经排到后年。</p>"
BYTEDANCE = '<meta property="bytedance:published_time" content="2026-09-18T16:32:18+08:00">'


def page(
    body: str = TEXT, *, title: str = "槐荫重工尾盘封板", head: str = "", source: str = "海岳晚报"
) -> str:
    """Return a page in the template of 2026."""
    return f"""<!DOCTYPE html><!-- [ published at 2026-09-18 16:40:04 ] --><html><head><meta charset="utf-8">
<meta name="stencil" content="PGLS000526">
<meta property="article:published_time" content="2026-09-18T16:40:02+08:00">
<meta property="bytedance:updated_time" content="2026-09-18T16:40:02+08:00">{head}
<title>{title}_新浪财经_新浪网</title></head><body><h1 class="main-title">{title}</h1>
<div class="date-source"><span class="date">2026年09月18日 16:32</span> <a class="source">{source}</a></div>
<div class="article" id="artibody">{body}</div></body></html>"""


def read(html: str, url: str | None = URL) -> Article:
    """Return the finished article of a page."""
    draft = pages.read(html.encode(), url, "x.html")
    clean(draft, RULES)
    finish(draft)
    return draft.article


def headless(html: str) -> str:
    """Return *html* without its visible heading."""
    return re.sub("<h1.*?</h1>", "", html)


def test_the_time_is_the_one_shown_and_never_the_rendering() -> None:
    article = read(page(head=BYTEDANCE))
    assert article.published is not None
    assert article.published.isoformat() == "2026-09-18T16:32:18+08:00"
    assert article.updated is None
    hidden = read(page(head=BYTEDANCE).replace("2026年09月18日 16:32", ""))
    assert hidden.published == article.published


@pytest.mark.parametrize(
    ("title", "keywords"),
    [
        ("个股异动 | 槐荫重工尾盘封板", "个股异动 | 槐荫重工尾盘封板"),
        ("个股异动 | 槐荫重工尾盘封板", ""),
        ("订单、产能两头旺，槐荫重工封板", "订单、产能两头旺，槐荫重工封板"),
        ("订单、产能两头旺，槐荫重工封板", "订单,产能两头旺,槐荫重工封板"),
        ("快讯|槐荫重工封板", "快讯|槐荫重工封板_新浪财经"),
    ],
)
def test_a_title_once_more_is_no_keyword(title: str, keywords: str) -> None:
    article = read(page(title=title, head=f'<meta name="keywords" content="{keywords}">'))
    assert (article.title, article.tags) == (title, [])


def test_true_keywords_stay() -> None:
    article = read(page(head='<meta name="keywords" content="重工,订单">'))
    assert article.tags == ["重工", "订单"]


@pytest.mark.parametrize("title", ["个股异动 | 槐荫重工尾盘封板", "晨报_2026年7月10日_财经"])
def test_a_title_is_not_cut_where_only_the_whole_one_is_there(title: str) -> None:
    article = read(headless(page(title=title, head=f'<meta property="og:title" content="{title}">')))
    assert article.title == title


def test_a_bar_between_spaces_belongs_to_the_headline() -> None:
    title = "个股异动 | 槐荫重工尾盘封板"
    assert read(headless(page(title=title))).title == title


@pytest.mark.parametrize(
    ("first", "source", "author", "wanted"),
    [
        ("<p>来源：岚浦证券报·岚浦证券网</p>", "市场资讯", "市场资讯", "岚浦证券报·岚浦证券网"),
        ("<p>（来源：财闻社）</p>", "市场投研资讯", "", "财闻社"),
        ("<p>（转自：岚浦财经）</p>", "新浪财经-自媒体综合", "", "岚浦财经"),
        ("<p>来源|岚浦说（ID：lp01）</p>", "市场资讯", "", "岚浦说"),
        ("<p>来源：岚浦证券报</p>", "海岳晚报", "海岳晚报", "海岳晚报"),
        ("", "市场资讯", "市场资讯 ", "市场资讯"),
        ("", "市场投研资讯", "梁上小燕 ", "梁上小燕"),
        ("", "方正天", "方正天", "方正天"),
    ],
)
def test_the_medium(first: str, source: str, author: str, wanted: str) -> None:
    head = f'{BYTEDANCE}<meta property="article:author" content="{author}">'
    article = read(page(f"{first}{TEXT}", source=source, head=head))
    assert article.source == wanted
    assert article.authors == []
    assert article.text == "槐荫重工尾盘封板，成交额翻倍。\n\n公司说订单已经排到后年。"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("意见领袖 | 沈望舒", ["沈望舒"]),
        ("意见领袖丨沈望舒 白露", ["沈望舒", "白露"]),
        ("文/新浪财经意见领袖（微信公众号kopleader）专栏作家 沈望舒", ["沈望舒"]),
    ],
)
def test_a_column_and_its_author(line: str, authors: list[str]) -> None:
    url = "https://finance.sina.com.cn/zl/china/2026-06-09/zl-iniaaaaa1780001.shtml"
    article = read(page(f"<p>　　{line}</p>{TEXT}", source="意见领袖"), url)
    assert (article.id, article.authors) == ("sina:iniaaaaa1780001", authors)
    assert "意见领袖" not in article.text


def test_a_flash_is_bare_text() -> None:
    article = read(
        page("【槐荫重工封板】槐荫重工尾盘封板，成交额翻倍。<!-- news_keyword_pub,stock,sz300751 -->")
    )
    assert article.text == "【槐荫重工封板】槐荫重工尾盘封板，成交额翻倍。"
    assert article.stocks == ["sz300751"]


def test_a_secretarys_answer_keeps_question_and_answer() -> None:
    body = (
        "<p>投资者提问：</p><p>二期何时投产？</p><p>董秘回答(槐荫重工SZ300751)：</p><p>您好，明年三月投产。</p>"
        "<!-- 总声明--><p><a href='https://vip.stock.finance.sina.com.cn/q/'>查看更多董秘问答&gt;&gt;</a></p>"
        "<p>免责声明：本信息由新浪财经从公开信息中摘录，不构成任何投资建议。</p><!-- 总声明-->"
    )
    wanted = ["投资者提问：", "二期何时投产？", "董秘回答(槐荫重工SZ300751)：", "您好，明年三月投产。"]
    assert read(page(body)).text.split("\n\n") == wanted
    lost = body.replace("<!-- 总声明-->", "")
    assert read(page(lost)).text.split("\n\n") == wanted


def test_a_report_has_one_address_under_every_list() -> None:
    form = "http://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/{}/rptid/840000000017/index.phtml"
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        "<title>槐荫重工点评_研究报告正文_新浪财经_新浪网</title></head><body><div class='content'><h1>槐荫重工点评</h1>"
        "<div class='creab'><span>机构：麓岭证券</span><span>研究员：沈望舒/白露</span><span>日期：2026-03-28</span></div>"
        f"<div class='blk_container'>{TEXT}</div></div></body></html>"
    )
    found = {
        pages.read(html.encode("gb18030"), form.format(kind), "x").article.url
        for kind in ("lastest", "search", "industry", "macro")
    }
    assert len(found) == 1


def test_a_report_without_its_inner_box_loses_its_head() -> None:
    html = (
        "<html><head><title>槐荫重工点评_研究报告正文_新浪财经_新浪网</title></head><body><div class='content'>"
        "<h1>槐荫重工点评</h1><div class='creab'><span>机构：麓岭证券</span><span>日期：2026-03-28</span></div>"
        f"{TEXT}</div></body></html>"
    )
    draft = pages.read(html.encode("gb18030"), None, "x")
    clean(draft, RULES)
    finish(draft)
    assert draft.article.text == "槐荫重工尾盘封板，成交额翻倍。\n\n公司说订单已经排到后年。"
    assert (draft.article.source, draft.article.authors) == ("麓岭证券", [])


_BAN = (
    "<!Doctype html><html><head>{}<title>{}</title></head><body>{}<p>你的 IP 存在异常访问(例如: 爬虫/攻击/探测 等), "
    "已被新浪安全部门封禁.</p><p>停止异常访问一段时间后(5~60分钟)会自动解封, 请耐心等待.</p></body></html>"
)


@pytest.mark.parametrize("charset", ['<meta charset="gbk">', ""])
@pytest.mark.parametrize("title", ["拒绝访问", "", "新浪网"])
@pytest.mark.parametrize(
    "begins", ["<h1>拒绝访问</h1>", '<h1 class="main-title">访问受限</h1><div id="artibody">']
)
@pytest.mark.parametrize("url", [None, URL])
def test_a_ban_is_blocked_whatever_it_is_dressed_as(
    charset: str, title: str, begins: str, url: str | None
) -> None:
    with pytest.raises(Rejected, match="blocked"):
        pages.read(_BAN.format(charset, title, begins).encode("gb18030"), url, "x.html")


def test_a_story_about_the_ban_is_an_article() -> None:
    long = "".join(
        f"<p>第{number}位受访者说，他的脚本每秒请求两百次，随后收到“你的 IP 存在异常访问”的提示。</p>"
        for number in range(12)
    )
    assert "异常访问" in read(page(long)).text
