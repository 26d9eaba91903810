"""Pages of whatever site: whose reader reads them, what is refused, what no page can do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import pages

SINA = "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml"
BODY = '<h1 class="main-title">题</h1><div class="article" id="artibody"><p>正文一句。</p></div>'


def refusal(data: bytes, url: str | None, headers: dict[str, str] | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        pages.read(data, url, "x", headers)
    return caught.value


@pytest.mark.parametrize(
    ("url", "head"),
    [
        (SINA, ""),
        ("http://news.sina.com.cn/c/1.shtml", ""),
        ("https://finance.sina.cn/2021-10-09/detail-iktzqtyu0461234.d.html", ""),
        (None, f'<link rel="canonical" href="{SINA}">'),
        (None, f'<meta property="og:url" content="{SINA.replace("https:", "")}">'),
        (None, '<meta name="publishid" content="ktzqtyu0461234">'),
        (None, '<meta name="stencil" content="PGLS000526">'),
        (None, '<meta name="author" content="sina_mobile">'),
    ],
)
def test_a_page_of_sina_is_known(url: str | None, head: str) -> None:
    draft = pages.read(f"<html><head>{head}</head><body>{BODY}</body></html>".encode(), url, "x")
    assert draft.article.title == "题"
    assert draft.article.site == "sina"


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://example.com/1.html", ""),
        ("https://sina.com.cn.example.com/1.html", ""),
        # Another host's page cannot say that it is Sina's: it would take over an article's identity.
        ("https://example.com/1.html", '<meta name="stencil" content="PGLS000526">'),
        ("https://example.com/1.html", f'<link rel="canonical" href="{SINA}">'),
        (
            None,
            '<link rel="canonical" href="https://example.com/1.html"><meta name="stencil" content="PGLS0">',
        ),
        (None, '<meta name="publishid" content="1116123">'),
        (None, ""),
    ],
)
def test_a_page_of_others_is_not_read_as_sinas(url: str | None, head: str) -> None:
    refused = refusal(f"<html><head>{head}</head><body>{BODY}</body></html>".encode(), url)
    assert (refused.outcome, refused.reason) == (Outcome.REJECTED, Reason.NOT_AN_ARTICLE)


@pytest.mark.parametrize(
    ("data", "headers", "outcome", "reason"),
    [
        (b"", None, Outcome.FAILED, Reason.EMPTY_PAGE),
        (b" \n\t ", None, Outcome.FAILED, Reason.EMPTY_PAGE),
        (b"<html></html>", None, Outcome.FAILED, Reason.EMPTY_PAGE),
        (b"%PDF-1.4", {"content-type": "application/pdf"}, Outcome.REJECTED, Reason.NOT_AN_ARTICLE),
        (b"{}", {"Content-Type": "application/json; charset=utf-8"}, Outcome.REJECTED, Reason.NOT_AN_ARTICLE),
        (bytes(range(32)) * 40, None, Outcome.REJECTED, Reason.NOT_TEXT),
        (b"<div>" * 100_000, None, Outcome.REJECTED, Reason.TOO_DEEP),
        (b"<h1>404 Not Found</h1>", None, Outcome.REJECTED, Reason.GONE),
        (b"<h1>403 Forbidden</h1>", None, Outcome.FAILED, Reason.BLOCKED),
        ("<p>您的访问过于频繁，请稍后再试</p>".encode("gbk"), None, Outcome.FAILED, Reason.BLOCKED),
    ],
)
def test_what_is_no_page(
    data: bytes, headers: dict[str, str] | None, outcome: Outcome, reason: Reason
) -> None:
    refused = refusal(data, SINA, headers)
    assert (refused.outcome, refused.reason) == (outcome, reason)


def test_a_long_index_that_mentions_such_words_is_an_index() -> None:
    links = "".join(f"<li>第{number}条要闻，说的是各不相同的事情</li>" for number in range(100))
    refused = refusal(
        f"<p>图形验证码引争议，有网友称页面不存在</p><ul>{links}</ul>".encode(),
        "https://finance.sina.com.cn/",
    )
    assert refused.reason is Reason.NOT_AN_ARTICLE


def test_an_article_may_speak_of_pages_that_are_gone() -> None:
    body = BODY.replace("正文一句。", "记者点击链接，显示“页面没有找到”，随后要求完成安全验证。")
    assert pages.read(f"<html><body>{body}</body></html>".encode(), SINA, "x").article.title == "题"


def test_a_charset_that_lies_is_not_believed() -> None:
    data = f'<html><head><meta charset="gb2312"></head><body>{BODY}</body></html>'.encode()
    draft = pages.read(data, SINA, "x", {"Content-Type": "text/html; charset=iso-8859-1"})
    assert (draft.article.title, draft.article.origin.encoding) == ("题", "utf-8")


def test_nesting_that_is_let_pass_is_read_in_time() -> None:
    deep = "<div>" * 9000 + "<p>底下</p>"
    draft = pages.read(BODY.replace("<p>正文一句。</p>", deep).encode(), SINA, "x")
    assert "底下" in draft.fragment


@given(st.sampled_from([b"", BODY.encode(), b"<script>var slide_data = {"]), st.binary(max_size=400))
def test_no_bytes_break_the_reader(start: bytes, noise: bytes) -> None:
    try:
        draft = pages.read(start + noise, SINA, "x")
    except Rejected as refused:
        assert refused.detail  # noqa: PT017 - a verdict is one of two good ends
    else:
        assert draft.fragment


_PART = "https://news.example.cn/2021-10/09/c_1127941.html"
_TEXT = "".join(
    f"<p>今年以来，第{n}季度我国经济运行总体平稳，主要指标处于合理区间，市场预期持续改善。</p>"
    for n in range(9)
)
_WHOLE = """<html><head><meta charset="utf-8">{head}<title>经济运行总体平稳</title></head><body>
<div class="top"><a href="/">首页</a></div><h1>经济运行总体平稳</h1><div class="time">2021-10-09 10:00</div>
<div class="main"><div class="text" id="content">{text}{inside}</div>{behind}</div>{far}</body></html>"""


def parted(own: str | None = _PART, **pieces: str) -> bool:
    text = _WHOLE.format(**{"head": "", "text": _TEXT, "inside": "", "behind": "", "far": "", **pieces})
    return "first_part_only" in pages.read(text.encode(), own, "x").trace.repairs


@pytest.mark.parametrize(
    "pager",
    [
        '<div class="page"><b>1</b> <a href="c_1127941_2.html">2</a> <a href="c_1127941_2.html">下一页</a></div>',
        '<p><a href="https://news.example.cn/2021-10/09/c_1127941-2.html">[下一页]</a></p>',
        '<a href="/2021-10/09/c_1127941_1.html"><img src="next.gif" alt="下一页"></a>',
        '<a href="?page=2">余下全文</a>',
        '<a href="c_1127941.html?from=x&amp;p=2">2</a>',
        '<a href="/2021-10/09/c_1127941/2.html">下页&gt;&gt;</a>',
        '<ul><li><a href="c_1127941_2.html">第2页：出口</a></li><li><a href="c_1127941_3.html">第3页：消费</a></li></ul>',
    ],
)
def test_the_first_of_several_parts_is_reported(pager: str) -> None:
    assert parted(inside=pager)
    assert parted(behind=f'<div class="pagination">{pager}</div>')
    # A saved page says where it was.
    assert parted(None, head=f'<link rel="canonical" href="{_PART}">', inside=pager)


def test_the_first_of_several_parts_by_its_head_or_without_an_address() -> None:
    assert parted(head='<link rel="next" href="c_1127941_2.html">')
    assert parted(None, inside='<a href="c_1127941_2.html">下一页</a>')
    sina = (
        f'{BODY.removesuffix("</div>")}<p><a href="{SINA.replace(".shtml", "_2.shtml")}">下一页</a></p></div>'
    )
    assert "first_part_only" in pages.read(f"<body>{sina}</body>".encode(), SINA, "x").trace.repairs


@pytest.mark.parametrize(
    "links",
    [
        "",
        '<a href="c_1127942.html">下一篇：三季度出口增长</a> <a href="c_1127942.html">下一页</a>',
        '<ul><li><a href="c_1127941_2.html">三季度出口增长</a></li><li><a href="c_11279412.html">2</a></li></ul>',
        '<a href="/2021-10/09/index_2.html">下一页</a>',
        '<a href="/list?page=2">下一页</a>',
        '<a href="https://other.example.cn/2021-10/09/c_1127941_2.html">下一页</a>',
        '<a href="#2">2</a><a href="javascript:next()">下一页</a><a href="http://[">2</a>',
        '<div class="comments"><a href="?page=2">下一页</a></div>',
    ],
)
def test_other_articles_are_no_further_parts(links: str) -> None:
    assert not parted(behind=links)
    assert not parted(inside=f'<div class="comments">{links}</div>')


def test_what_stands_far_from_the_text_is_no_pager_of_it() -> None:
    assert not parted(head='<link rel="next" href="c_1127942.html">')
    assert not parted(far=f"<div>{'<p>一</p>' * 5}</div>" * 6 + '<div><a href="?page=2">下一页</a></div>')
