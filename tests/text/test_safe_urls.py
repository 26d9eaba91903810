from __future__ import annotations

import pytest

from newsspider.text.safe_urls import is_sound, safe_href, safe_src


@pytest.mark.parametrize(
    "authority",
    [
        *("example.cn", "EXAMPLE.cn", "example.cn.", "a_b.example", "-", "localhost", "a--b.cn"),
        *("example.cn:80", "example.cn:65535", "example.cn:", "[::1]", "[2001:DB8::1]:8000"),
        *("1.2.3.4", "1.2.3.4:80", "1.2.3.4.example", "0x7f.example"),
        *("中文.cn", "中文.中国", "xn--fiqs8s", "münchen.de", "straße.de", "한국.example", "ひらがな.jp"),
    ],
)
def test_hosts_that_everyone_takes(authority: str) -> None:
    assert is_sound(authority)
    assert safe_src(f"https://{authority}/a.png") == f"https://{authority}/a.png"


@pytest.mark.parametrize(
    "authority",
    [
        *("", ".", "a..b", ".a", ":80", "a:80:90", "a:65536", "a:x", "a:８０", "a:-1"),
        # The last part is a number, and the whole no address.
        *("1.2.3.256", "1.2.3.4.5", "1.2.3", "1", "a.1", "0x100000000", "a.0x", "01.2.3.4", "1.2.3.256."),
        *("[::1", "::1]", "[::1]x", "[v1.x]", "[fe80::1%25eth0]", "[1.2.3.4]", "[]"),
        *("a b", "a%00b", "a%2eb", "a<b", "a>b", "a|b", "a^b", "a\\b", "a`b", "a{b}", "a;b", "a,b", "a&b"),
        # Encodings of nothing, of ASCII, and of what encodes as something else.
        *("xn--a", "xn--0", "xn--", "xn--abc-", "xn--strae-oqa", "xn--fiqß", "a.xn--zzzzzz"),
        # Letters that are mapped, ignored, or begin none.
        *(
            "ｅｘａｍｐｌｅ.cn",
            "a。cn",
            "a\u00adb.cn",
            "a\u200db.cn",
            "\u0301a.cn",
            "ﬁ.cn",
            "☃.net",
            "a\u3164.cn",
        ),
        *("אב.example", "1א.example", "İ.cn"),
    ],
)
def test_hosts_that_someone_stumbles_over(authority: str) -> None:
    assert not is_sound(authority)


@pytest.mark.parametrize("host", ["1.2.3.999", "xn--a", "example.cn:99999", "[v1.x]", "a|b"])
def test_nothing_links_to_them(host: str) -> None:
    assert safe_href(f"https://{host}/") is None
    assert safe_href(f"//{host}/") is None
