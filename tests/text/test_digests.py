from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.digests import digest, url_digest

LONG = "国家统计局公布的数据显示，前三季度国内生产总值同比增长。" * 4


def test_a_digest_is_sixteen_bytes_in_hex() -> None:
    for value in (digest(LONG, "题", ()), digest("", "", ()), url_digest("https://example.cn/")):
        assert len(value) == 32
        assert set(value) <= set(string.hexdigits.lower())


def test_white_space_and_width_do_not_count() -> None:
    assert digest(LONG, "题", ()) == digest(f"　　{LONG[:20]}\n\n{LONG[20:]}\u200b ", "题", ())
    assert digest(f"{LONG}１，１００", "题", ()) == digest(f"{LONG}1,100", "题", ())


def test_a_long_text_stands_for_itself() -> None:
    assert digest(LONG, "甲", ("https://a.cn/1.png",)) == digest(LONG, "乙", ())
    assert digest(LONG, "甲", ()) != digest(f"{LONG}了", "甲", ())


def test_a_short_text_is_distinguished_by_title_and_pictures() -> None:
    picture = "https://n.sinaimg.cn/a.png"
    flash = digest("一图看懂", "央行降准", (picture,))
    assert flash == digest("一图看懂", "央行 降准", ("http://n.sinaimg.cn/a.png",))
    assert flash == digest("一图看懂", "央行降准", ("//n.sinaimg.cn/a.png",))
    assert flash != digest("一图看懂", "央行降息", (picture,))
    assert flash != digest("一图看懂", "央行降准", ())
    assert flash != digest("一图看懂", "央行降准", (picture, picture))


def test_fields_do_not_run_into_each_other() -> None:
    values = {
        digest("乙", "甲", ()),
        digest("", "甲乙", ()),
        digest("甲", "乙", ()),
        digest("", "甲", ("乙",)),
    }
    assert len(values) == 4


def test_the_limit_is_sixty_visible_characters() -> None:
    assert digest("字" * 60, "甲", ()) == digest("字" * 60, "乙", ())
    assert digest("字 " * 59, "甲", ()) != digest("字 " * 59, "乙", ())


@given(st.text(st.characters(codec=None)), st.text(), st.lists(st.text(), max_size=3))
def test_anything_has_a_digest(text: str, title: str, pictures: list[str]) -> None:
    assert digest(text, title, pictures) == digest(text, title, tuple(pictures))
    assert url_digest(text) == url_digest(text)
