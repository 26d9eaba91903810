from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.safe_urls import safe_href, safe_src


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://finance.sina.com.cn/a.shtml?x=1&y=2#z", "https://finance.sina.com.cn/a.shtml?x=1&y=2#z"),
        ("HTTP://Example.cn/", "http://Example.cn/"),
        ("//n.sinaimg.cn/a.png", "https://n.sinaimg.cn/a.png"),
        ("mailto:desk@example.cn", "mailto:desk@example.cn"),
        ("https://example.cn/新闻", "https://example.cn/新闻"),
        (" https://example.cn/\n", "https://example.cn/"),
        ("https://exam\tple.cn/\na", "https://example.cn/a"),
        ("https://example.cn/a b(1)<2>\"3\"'4'", "https://example.cn/a%20b%281%29%3C2%3E%223%22%274%27"),
        ("https://example.cn/a\\b|c`d{{e}}^", "https://example.cn/a%5Cb%7Cc%60d%7B%7Be%7D%7D%5E"),
        ("https://example.cn/a　b", "https://example.cn/a%E3%80%80b"),
        ("https://user:secret@example.cn/a", "https://example.cn/a"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
        ("https://example.cn/a\x00\u202eb", "https://example.cn/ab"),
    ],
)
def test_what_may_leave(href: str, expected: str) -> None:
    assert safe_href(href) == expected
    assert safe_href(expected) == expected


ACTIVE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\x00script:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "　javascript:alert(1)",
    "java script:alert(1)",
    "java\u200bscript:alert(1)",
    "javascript :alert(1)",
    "java&#115;cript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&amp;#106;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,AAAA",
    "file:///etc/passwd",
    "blob:https://example.cn/1",
    "view-source:https://example.cn/",
    "tel:10086",
    "foo:bar",
    "http:example.cn",
    "https:/example.cn",
    "https:///example.cn",
    "https:\\\\example.cn",
    "https:/\\example.cn",
    "\\\\example.cn\\a",
    "/\\example.cn",
    "\\/example.cn",
    "&sol;/example.cn",
    "///example.cn",
    "//",
    "https://",
    "https://example.cn\\@evil.example/",
    "https://exa mple.cn/",
    "https://example.cn&#47;@evil.example/",
    'https://a"b/',
    "https://[::1",
    "mailto:",
    "/china/index.html",
    "../a/b.html",
    "a/10:30.html",
    "images/1.png",
    "?page=2",
    "#note",
    "",
    " \n",
    "https://example.cn/" + "a" * 5000,
]


@pytest.mark.parametrize("href", ACTIVE)
def test_what_must_not_leave(href: str) -> None:
    assert safe_href(href) is None
    assert safe_src(href) is None


def test_a_picture_has_no_mail_address() -> None:
    assert safe_src("mailto:desk@example.cn") is None
    assert safe_src("//n.sinaimg.cn/a.png") == "https://n.sinaimg.cn/a.png"


def test_schemes_are_the_callers() -> None:
    assert safe_href("http://example.cn/", schemes=("https",)) is None
    assert safe_href("//example.cn/", schemes=("https",)) == "https://example.cn/"


_PIECES = st.sampled_from(
    [
        *ACTIVE[:22],
        "https://",
        "//",
        "example.cn",
        "/",
        "\\",
        "&#58;",
        ":",
        "\t",
        " ",
        "@",
        "%",
        "(",
        "{{",
        "中",
        "?",
        "#",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=8).map("".join)))
def test_nothing_active_ever_leaves(href: str) -> None:
    for safe in (safe_href(href), safe_src(href)):
        if safe is None:
            continue
        seen = re.sub(r"\s", "", html.unescape(html.unescape(safe)))
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", seen)
        assert scheme is None or scheme[1].lower() in ("http", "https", "mailto")
        assert not seen.startswith(("//", "\\", "/\\"))
        assert not re.search(r"[\s\"'<>()\\`{}|\x00-\x1f\x7f-\x9f]", safe)
        assert safe_href(safe) == safe
