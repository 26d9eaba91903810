"""Pages of whatever site: whose reader reads them, what is refused, what no page can do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.errors import Refused
from newsspider.reasons import Outcome, Reason
from newsspider.sites import page

SINA = "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml"
BODY = '<h1 class="main-title">题</h1><div class="article" id="artibody"><p>正文一句。</p></div>'


def refusal(data: bytes, url: str | None, headers: dict[str, str] | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        page.read(data, url, "x", headers)
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
    draft = page.read(f"<html><head>{head}</head><body>{BODY}</body></html>".encode(), url, "x")
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
    assert page.read(f"<html><body>{body}</body></html>".encode(), SINA, "x").article.title == "题"


def test_a_charset_that_lies_is_not_believed() -> None:
    data = f'<html><head><meta charset="gb2312"></head><body>{BODY}</body></html>'.encode()
    draft = page.read(data, SINA, "x", {"Content-Type": "text/html; charset=iso-8859-1"})
    assert (draft.article.title, draft.article.origin.encoding) == ("题", "utf-8")


def test_nesting_that_is_let_pass_is_read_in_time() -> None:
    deep = "<div>" * 9000 + "<p>底下</p>"
    draft = page.read(BODY.replace("<p>正文一句。</p>", deep).encode(), SINA, "x")
    assert "底下" in draft.fragment


@given(st.sampled_from([b"", BODY.encode(), b"<script>var slide_data = {"]), st.binary(max_size=400))
def test_no_bytes_break_the_reader(start: bytes, noise: bytes) -> None:
    try:
        draft = page.read(start + noise, SINA, "x")
    except Refused as refused:
        assert refused.detail  # noqa: PT017 - a verdict is one of two good ends
    else:
        assert draft.fragment
