from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.model.article import Precision
from newsspider.text import urls

DESKTOP = "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (DESKTOP, DESKTOP),
        ("http://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml", DESKTOP),
        ("//finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml", DESKTOP),
        ("HTTP://Finance.Sina.Com.CN.:80/china/2021-10-09/doc-iktzqtyu0461234.shtml#p=2", DESKTOP),
        (f"{DESKTOP}?from=wap&wm=3049_0032&cid=76478", DESKTOP),
        (f" {DESKTOP}\n", DESKTOP),
        ("https://finance.sina.cn/china/2021-10-09/detail-iktzqtyu0461234.d.html?vt=4&pos=108", DESKTOP),
        (f"{DESKTOP}.md", DESKTOP),
        (f"{DESKTOP}.md?from=ai", DESKTOP),
        (
            "https://finance.sina.com.cn/zl/bank/2026-06-09/zl-iniabcde1780001.shtml?cre=x",
            "https://finance.sina.com.cn/zl/bank/2026-06-09/zl-iniabcde1780001.shtml",
        ),
        (
            "https://cj.sina.cn/articles/view/1850000001/6e4eaaec02002abcd?froms=ggmp&vt=4&finpagefr=p_104",
            "https://cj.sina.com.cn/articles/view/1850000001/6e4eaaec02002abcd",
        ),
        (
            "http://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/industry/rptid/840000000017/index.phtml",
            "https://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/lastest/rptid/840000000017/index.phtml",
        ),
        (
            "https://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/search/rptid/840000000017/",
            "https://stock.finance.sina.com.cn/stock/go.php/vReport_Show/kind/lastest/rptid/840000000017/index.phtml",
        ),
        ("https://blog.example.com/a.shtml.md", "https://blog.example.com/a.shtml.md"),
        (
            "http://dp.sina.cn/dpool/cms/jump.php?url=http%3A%2F%2Ffinance.sina.com.cn%2Fchina%2F2021-10-09%2Fdoc-iktzqtyu0461234.shtml",
            DESKTOP,
        ),
        # The channel is spelled otherwise on the desktop, so that the page's address is not known.
        (
            "http://news.sina.cn/gn/2021-10-09/detail-iktzqtyu0461234.d.html?cre=tianyi&mod=wnews&loc=3",
            "https://news.sina.cn/gn/2021-10-09/detail-iktzqtyu0461234.d.html",
        ),
        (
            "http://k.sina.cn/article_1000000001_3b9aca0100100abcd.html?from=finance&kdurlshow=1",
            "https://k.sina.com.cn/article_1000000001_3b9aca0100100abcd.html",
        ),
        (
            "http://t.cj.sina.cn/articles/view/1000000001/3b9aca0100100abcd",
            "https://cj.sina.com.cn/articles/view/1000000001/3b9aca0100100abcd",
        ),
        (
            "https://guba.sina.com.cn/?s=thread&tid=1&bid=2&from=x",
            "https://guba.sina.com.cn/?bid=2&s=thread&tid=1",
        ),
        (
            "https://www.example.cn/list?from=2021&r=site/index",
            "https://www.example.cn/list?from=2021&r=site/index",
        ),
        ("https://www.example.cn/a?utm_source=x&UTM_Medium=y&spm=1.2&id=7", "https://www.example.cn/a?id=7"),
        ("https://www.example.cn/a?b=2&a=1&&a", "https://www.example.cn/a?a&a=1&b=2"),
        ("https://user:secret@www.example.cn/x", "https://www.example.cn/x"),
        ("https://www.example.cn", "https://www.example.cn/"),
        ("https://www.example.cn/%e8%82%a1 市", "https://www.example.cn/%E8%82%A1%20%E5%B8%82"),
        (
            "https://www.example.cn/股市?k=股 市",
            "https://www.example.cn/%E8%82%A1%E5%B8%82?k=%E8%82%A1%20%E5%B8%82",
        ),
        ("http://127.0.0.1:1200/sina/finance", "http://127.0.0.1:1200/sina/finance"),
        ("http://[::1]/a", "https://[::1]/a"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert urls.canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "/china/2021-10-09/a.shtml",
        "a.shtml",
        "javascript:alert(1)",
        "mailto:desk@example.cn",
        "ftp://example.cn/a",
        "file:///etc/passwd",
        "https://",
        "https:///a",
        "https:example.cn",
        "http://[::1",
        "http://example.cn:99999/",
        "http://example.cn:0/",
        "http://exa mple.cn/",
        "http://a..b/",
        "http://<b>/",
        "https://example.cn\\@evil.example/",
        "https://℀.example/",
        "https://example.cn/" + "a" * 5000,
    ],
)
def test_canonical_of_no_web_address_is_none(url: str) -> None:
    assert urls.canonical(url) is None


@given(
    st.one_of(
        st.text(),
        st.builds("https://{}/{}".format, st.text(max_size=20), st.text(max_size=40)),
        st.builds("http://finance.sina.cn/{}?{}".format, st.text(max_size=20), st.text(max_size=40)),
        st.text("htps:/.#?&=%@[]\\ a1中", max_size=40),
    )
)
def test_canonical_never_raises_and_is_idempotent(url: str) -> None:
    once = urls.canonical(url)
    if once is not None:
        assert once.isascii()
        assert urls.canonical(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DESKTOP, "iktzqtyu0461234"),
        ("https://finance.sina.cn/2021-10-09/detail-iktzqtyu0461234.d.html?vt=4", "iktzqtyu0461234"),
        ("https://finance.sina.com.cn/zl/china/2026-06-09/zl-iniabcde1780001.shtml", "iniabcde1780001"),
        ("comos-ktzqtyu0461234", "iktzqtyu0461234"),
        ("cj:comos-ktzqtyu0461234", "iktzqtyu0461234"),
        ("dataid:comos:ktzqtyu0461234:0", "iktzqtyu0461234"),
        # The seven letters of an id may begin with an i of their own.
        ("comos-icezzrq0461234", "iicezzrq0461234"),
        ("comos-iktzqtyu0461234", "iktzqtyu0461234"),
        ("https://finance.sina.com.cn/roll/2021-10-09/doc-iicezzrq0461234.shtml", "iicezzrq0461234"),
        ("iktzqtyu0461234", "iktzqtyu0461234"),
        ("sina:iktzqtyu0461234", "iktzqtyu0461234"),
        ("http://finance.sina.com.cn/china/20140301/024218368542.shtml", None),
        ("https://www.example.cn/doc-2021.shtml", None),
        ("imagine0461234 and more", None),
        ("doc-iktz04", None),
        ("", None),
    ],
)
def test_docid(text: str, expected: str | None) -> None:
    assert urls.docid(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cors.example.dev/?http://n.sinaimg.cn/a/b.jpg", "http://n.sinaimg.cn/a/b.jpg"),
        ("https://cors.example.dev/?http://n.sinaimg.cn/b.jpg?w=1&h=2", "http://n.sinaimg.cn/b.jpg?w=1&h=2"),
        ("https://cors.example.dev/?https%3A%2F%2Fn.sinaimg.cn%2Fb.jpg", "https://n.sinaimg.cn/b.jpg"),
        ("https://cors.example.dev/https://n.sinaimg.cn/b.jpg?w=1", "https://n.sinaimg.cn/b.jpg?w=1"),
        ("https://cors.example.dev/http:/n.sinaimg.cn/b.jpg", "http://n.sinaimg.cn/b.jpg"),
        ("https://one.example/?https://two.example/?http://n.sinaimg.cn/b.jpg", "http://n.sinaimg.cn/b.jpg"),
        ("https://n.sinaimg.cn/b.jpg", None),
        ("https://share.example.cn/?title=x&url=http://n.sinaimg.cn/b.jpg", None),
        ("https://web.example.org/web/2021/http://n.sinaimg.cn/b.jpg", None),
        ("https://cors.example.dev/?http://", None),
        ("https://cors.example.dev/?javascript:alert(1)", None),
        ("not an address", None),
    ],
)
def test_unwrap_proxy(url: str, expected: str | None) -> None:
    assert urls.unwrap_proxy(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://picsum.photos/400/300?random=12", True),
        ("//picsum.photos/400/300", True),
        ("https://fastly.picsum.photos/id/1/400/300.jpg", True),
        ("https://source.unsplash.com/random/800x600", True),
        ("https://api.dicebear.com/7.x/initials/svg?seed=x", True),
        ("https://cors.example.dev/?https://picsum.photos/400/300", True),
        ("https://notpicsum.photos/1.jpg", False),
        ("https://picsum.photos.example.cn/1.jpg", False),
        ("https://n.sinaimg.cn/finance/a.png", False),
        ("/img/picsum.photos", False),
        ("", False),
    ],
)
def test_random_pictures(url: str, expected: bool) -> None:
    assert urls.is_random_picture(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (DESKTOP, "2021-10-09"),
        ("http://finance.sina.com.cn/china/20140301/024218368542.shtml", "2014-03-01"),
        ("http://tech.sina.com.cn/it/2014-01-16/04049100123.shtml", "2014-01-16"),
        ("http://www.xinhuanet.com/world/2019-12/10/c_1125000001.htm", "2019-12-10"),
        ("http://finance.people.com.cn/n1/2019/0615/c1004-31150001.html", "2019-06-15"),
        ("https://www.example.cn/2021/10/09/post/", "2021-10-09"),
        ("https://www.guancha.cn/economy/2019_09_07_516001.shtml", "2019-09-07"),
        ("https://www.gov.example.cn/202110/t20211009_56001.html", "2021-10-09"),
        ("https://finance.qq.com/a/20190923/000001.htm", "2019-09-23"),
        ("https://www.example.cn/2021-13-45/a.shtml", None),
        ("https://www.example.cn/18990101/a.shtml", None),
        ("https://www.example.cn/202110091234567.shtml", None),
        ("https://www.example.cn/a?d=/2021-10-09/", None),
        ("/2021-10-09/a.shtml", None),
    ],
)
def test_date_in(url: str, expected: str | None) -> None:
    moment = urls.date_in(url)
    assert (moment and moment.at.date().isoformat()) == expected
    assert moment is None or (moment.precision is Precision.DAY and moment.assumed_zone)


@given(st.one_of(st.text(), st.text("htps:/.?%20219-_a", max_size=60)))
def test_every_reader_takes_anything(text: str) -> None:
    urls.docid(text)
    urls.date_in(text)
    urls.is_random_picture(text)
    inner = urls.unwrap_proxy(text)
    assert inner is None or urls.unwrap_proxy(inner) is None


@pytest.mark.parametrize("before", ["data:image/png;base64,", "https://example.cn/", "https://"])
def test_long_addresses_do_not_stay_in_memory(before: str) -> None:
    tracemalloc.start()
    try:
        held, _ = tracemalloc.get_traced_memory()
        for number in range(50):
            address = f"{before}{number}{'a' * 100_000}"
            assert urls.unwrap_proxy(address) is None
            assert urls.safe_src(address) is None
        del address
        assert tracemalloc.get_traced_memory()[0] - held < 1_000_000
    finally:
        tracemalloc.stop()
