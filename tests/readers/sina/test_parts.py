"""The small readers that Sina's layouts share: times, keywords, covers, identity, video and slides."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsspider.errors import Rejected
from newsspider.model.article import DateFrom
from newsspider.readers import page_dates, pages
from newsspider.readers.sina import metadata
from newsspider.text.dates import BEIJING

URL = "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml"


def near(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("2009年11月09日13:48", "2009-11-09T13:48:00+08:00"),
        ("2014年03月01日\u00a002:42", "2014-03-01T02:42:00+08:00"),
        ("2018年12月28日 19:55", "2018-12-28T19:55:00+08:00"),
        ("2016年09月07日10:30 21世纪某某报", "2016-09-07T10:30:00+08:00"),
        ("2018.05.09 12:52:37 某某网", "2018-05-09T12:52:37+08:00"),
        ("２０１８年１２月２８日　１９：５５", "2018-12-28T19:55:00+08:00"),
        ("2018年12月28日", "2018-12-28T00:00:00+08:00"),
        ("2018年13月28日 19:55", None),
        ("12月28日 19:55", None),
        ("某某晚报", None),
    ],
)
def test_a_time_in_a_line(line: str, wanted: str | None) -> None:
    moment = page_dates.in_line(line)
    assert (moment.at.isoformat() if moment else None) == wanted


@pytest.mark.parametrize(
    ("line", "by", "wanted"),
    [
        ("(09月28日 22:15)", "2024-09-28", "2024-09-28T22:15:00+08:00"),
        ("09月28日22:15", "2024-09-28", "2024-09-28T22:15:00+08:00"),
        ("12月31日 23:56", "2023-01-01", "2022-12-31T23:56:00+08:00"),
        ("01月01日 00:05", "2022-12-31", "2023-01-01T00:05:00+08:00"),
        ("02月29日 08:00", "2024-03-01", "2024-02-29T08:00:00+08:00"),
        ("02月30日 08:00", "2024-03-01", None),
        ("09月28日", "2024-09-28", None),
        ("09月28日 22:15", None, None),
    ],
)
def test_a_time_without_its_year(line: str, by: str | None, wanted: str | None) -> None:
    moment = page_dates.yearless(line, near(by) if by else None)
    assert (moment.at.isoformat() if moment else None) == wanted


@pytest.mark.parametrize(
    ("shown", "exact", "wanted"),
    [
        ("2018年12月28日 19:55", "2018年12月28日 19:55:10", "2018-12-28T19:55:10+08:00"),
        ("2018年12月28日 19:55", "2018年12月28日 19:56:00", "2018-12-28T19:55:00+08:00"),
        ("2018年12月28日 19:55", "2018年12月28日 19:54:59", "2018-12-28T19:55:00+08:00"),
        ("2018年12月28日", "2018年12月28日 19:56:00", "2018-12-28T19:56:00+08:00"),
        ("2018年12月28日", "2018年12月29日 00:00:00", "2018-12-28T00:00:00+08:00"),
        ("2018年12月28日 19:55:01", "2018年12月28日 19:55:10", "2018-12-28T19:55:01+08:00"),
        ("2018年12月28日 19:55", "2018年12月28日 19:55", "2018-12-28T19:55:00+08:00"),
    ],
)
def test_a_time_refined(shown: str, exact: str, wanted: str) -> None:
    first, second = page_dates.in_line(shown), page_dates.in_line(exact)
    assert first is not None
    assert page_dates.refined(first, second).at.isoformat() == wanted
    assert page_dates.refined(first, None) == first


@pytest.mark.parametrize(
    ("whole", "wanted"),
    [
        ("题目|甲|乙_新浪财经_新浪网", ["甲", "乙"]),
        ("题目|甲_业界_新浪科技_新浪网", ["甲"]),
        ("题目_新浪财经_新浪网", []),
        ("题目", []),
    ],
)
def test_the_tail_of_a_title(whole: str, wanted: list[str]) -> None:
    assert metadata.tail(whole) == wanted


@pytest.mark.parametrize(
    ("url", "placeholder"),
    [
        ("//n.sinaimg.cn/default/transform/116/w550h366/20180418/SsL9-fzihnep0000001.png", True),
        ("https://n.sinaimg.cn/default/2fb77759/20151125/320X320.png?x=1", True),
        ("http://www.sina.com.cn/favicon.ico", True),
        ("http://i1.sinaimg.cn/dy/deco/2012/0613/yocc20120613img01/news_logo.png", True),
        ("https://image.sinajs.cn/newchart/png/min/us/goog.png", True),
        ("//n.sinaimg.cn/finance/crawl/116/w550h366/20190909/632d-iekuaqt0000000.jpg", False),
        ("https://n.sinaimg.cn/spider20230513/75/w2048h1227/20230513/88e7-default.jpg", False),
        ("https://example.com/default/1.jpg", False),
    ],
)
def test_placeholders(url: str, placeholder: bool) -> None:
    assert metadata.is_placeholder(url) is placeholder


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("https://finance.sina.com.cn/china/gncj/2021-10-09/doc-iktzqtyu0461234.shtml", "china"),
        ("https://finance.sina.com.cn/stock/usstock/c/2019-09-09/doc-iicezzrq4681677.shtml", "us"),
        ("https://finance.sina.com.cn/stock/hkstock/ggscyd/2021-03-02/doc-ikftssap0000018.shtml", "hk"),
        ("https://finance.sina.com.cn/stock/relnews/cn/2021-03-02/doc-ikftssap0000018.shtml", "stock"),
        ("https://finance.sina.com.cn/roll/2021-03-02/doc-ikftssap0000018.shtml", None),
        ("https://news.sina.com.cn/china/2021-03-02/doc-ikftssap0000018.shtml", None),
        (None, None),
    ],
)
def test_the_channel_of_a_folder(url: str | None, channel: str | None) -> None:
    from newsspider.readers import html_page  # noqa: PLC0415

    opened = html_page.parse(b"<html><body>x</body></html>", url, "x")
    found = metadata.channel(opened, url)
    assert (found.value if found else None) == channel


@pytest.mark.parametrize(
    ("head", "asked", "url", "id"),
    [
        # The same document under its desktop address, which the mobile page declares.
        (
            '<link rel="canonical" href="https://finance.sina.com.cn/nongye/2021-10-09/doc-iktzqtyu0461234.shtml">',
            "https://finance.sina.cn/nongye/2021-10-09/detail-iktzqtyu0461234.d.html?vt=4",
            "https://finance.sina.com.cn/nongye/2021-10-09/doc-iktzqtyu0461234.shtml",
            "sina:iktzqtyu0461234",
        ),
        # Another document: the address that was asked for stands.
        (
            f'<link rel="canonical" href="{URL}">',
            "https://finance.sina.com.cn/nongye/2021-10-10/doc-iktzqtyu9999999.shtml",
            "https://finance.sina.com.cn/nongye/2021-10-10/doc-iktzqtyu9999999.shtml",
            "sina:iktzqtyu9999999",
        ),
        # A host or a folder is no article's address.
        ('<link rel="canonical" href="https://finance.sina.com.cn/">', None, None, ""),
        # The docid of the metas where the address has none.
        (
            '<meta name="comment" content="cj:comos-ktzqtyu0461234">',
            "http://finance.sina.com.cn/china/20140301/024218370002.shtml",
            "https://finance.sina.com.cn/china/20140301/024218370002.shtml",
            "sina:iktzqtyu0461234",
        ),
        ('<meta name="sudameta" content="dataid:comos:ktzqtyu0461234">', None, None, "sina:iktzqtyu0461234"),
        ('<meta name="publishid" content="icezzrq4681677">', None, None, "sina:iicezzrq4681677"),
        ('<meta name="stencil" content="PGLS1"><meta name="publishid" content="31,1,183">', None, None, ""),
    ],
)
def test_identity(head: str, asked: str | None, url: str | None, id: str) -> None:  # noqa: A002
    sign = '<meta name="stencil" content="PGLS000526">'
    body = '<div id="artibody"><p>正文一句。</p></div>'
    data = f"<html><head>{sign}{head}</head><body>{body}</body></html>".encode()
    article = pages.read(data, asked, "x").article
    assert (article.url, article.id) == (url, id)


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "{}",
        '{"images": null}',
        '{"images": [{"intro": "只有字"}]}',
        '{"images": [1, null, "x"], "slide": []}',
        "{images: []}",
    ],
)
def test_slides_without_a_picture_are_refused(data: str) -> None:
    html = (
        f"<html><head><title>组图</title></head><body><script>var slide_data = {data};</script></body></html>"
    )
    with pytest.raises(Rejected, match=r"no_content|empty_page"):
        pages.read(html.encode(), "https://slide.news.sina.com.cn/slide_1_2_3.html", "x")


def test_markup_in_a_slide_cannot_leave_its_place() -> None:
    data = '{"images": [{"img": "https://n.sinaimg.cn/a.jpg\\"><script>x</script>", "intro": "</div></p>一<p>"}]}'
    html = f"<html><body><p>x</p><script>var slide_data = {data};</script></body></html>"
    draft = pages.read(html.encode(), "https://slide.news.sina.com.cn/slide_1_2_3.html", "x")
    assert draft.tree is not None
    assert draft.tree.css_first("script") is None


def test_an_article_with_a_player_is_no_video() -> None:
    html = "<div id='artibody'><p>有字有视频。</p></div><script>$SCOPE['video'] = {vid:'1'};</script>"
    draft = pages.read(
        html.encode(), "https://video.sina.com.cn/p/1/2021-01-01/detail-iabcdefg1234567.d.html", "x"
    )
    assert draft.article.origin.extractor == "sina/2014"
    assert draft.article.published_from is DateFrom.URL


def test_the_front_page_of_videos_is_no_article() -> None:
    html = '<html><head><meta name="description" content="看视频，上新浪。"></head><body><p>热门</p></body></html>'
    with pytest.raises(Rejected, match="not_an_article"):
        pages.read(html.encode(), "https://video.sina.com.cn/", "x")
