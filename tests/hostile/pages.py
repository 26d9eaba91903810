"""Saved pages that are broken, enormous or no pages at all."""

from __future__ import annotations

import gzip

from tests.conftest import story
from tests.hostile.case import Case

_PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_新浪财经_新浪网</title>
<link rel="canonical" href="https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu{number:07}.shtml">
{head}</head><body><div class="main-content w1240"><h1 class="main-title">{title}</h1>
<div class="top-bar-wrap"><div class="date-source"><span class="date">2021年10月09日 19:41</span>
<a href="https://example.org/" class="source">陵江日报</a></div></div>
<div class="article" id="artibody">{body}</div></div></body></html>"""


def _page(
    number: int, body: str = "", head: str = "", charset: str = "utf-8", encoded: str = "utf-8"
) -> bytes:
    """Return a page of the newest layout with a text of its own, *body* behind it."""
    title = f"页面第{number}号通知"
    text = f"<p>{story(f'page{number}', 300)}</p>{body}"
    page = _PAGE.format(charset=charset, title=title, number=number, head=head, body=text)
    return page.encode(encoded, "replace")


def cases() -> list[Case]:
    """Return the cases of saved pages."""
    deep = "<div>" * 100_000
    return [
        Case("page-plain.html", _page(1)),
        Case("page-claims-gbk.html", _page(2, charset="gb2312")),
        Case("page-is-gbk.html", _page(3, encoded="gb18030")),
        Case("page-is-utf-16.html", _page(4, encoded="utf-16")),
        Case("page-cut.html", _page(5, "<p>尾")[:-40]),
        Case("page-open-comment.html", _page(6, "<!-- 没有收尾 ")),
        Case("page-open-script.html", _page(7, "<script>var a = '")),
        Case("page-deep.html", _page(8, deep), "rejected:too_deep"),
        Case("page-nul.html", _page(9, "<p>\0\0</p>")),
        Case("page-laughs.html", _page(10, head="<!ENTITY a 'ha'>" * 1000)),
        Case("page-bad-ld.html", _page(11, head='<script type="application/ld+json">{"@type": [[[</script>')),
        Case(
            "page-deep-ld.html",
            _page(12, head='<script type="application/ld+json">' + "[" * 50_000 + "</script>"),
        ),
        Case("page-many-metas.html", _page(13, head="<meta name='a' content='b'>" * 20_000)),
        Case(
            "page-frameset.html",
            b"<html><frameset><frame src='x'></frameset></html>",
            "failed:empty_page",
        ),
        Case("page-gzip.html", gzip.compress(_page(14), mtime=0), "rejected:not_text"),
        Case("page-large.html", _page(15, "a" * 30_000_000), "rejected:too_large"),
        Case("page-empty.html", b"", "rejected:empty_file"),
        Case("page-blank.html", b"   \n", "failed:empty_page"),
        Case("page-json.html", b'{"result": {"data": []}}', "rejected:not_an_article"),
        Case("page-nothing.html", b"<html><body></body></html>", "failed:empty_page"),
    ]
