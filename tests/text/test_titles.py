from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.titles import clean_title, restore, same


@pytest.mark.parametrize(
    ("damaged", "candidate", "expected"),
    [
        ("央行_降准落地", "央行：降准落地", "央行：降准落地"),
        ("央行_降准落地", "央行:降准落地", "央行:降准落地"),
        ("__牛市_来了__", "[“牛市”来了？]", "[“牛市”来了？]"),
        ("_专精特新_企业迎利好", "“专精特新”企业迎利好", "“专精特新”企业迎利好"),
        ("最新_LPR 5年期下调_", "最新|LPR　5年期下调？", "最新|LPR 5年期下调？"),
        ("A股收评_沪指跌0.5%", "Ａ股收评：沪指跌０.５％", "Ａ股收评：沪指跌０.５％"),
        ("CPI_PPI_双降", "CPI/PPI 双降", "CPI/PPI 双降"),
        ("_重磅_降准", "「重磅」降准", "「重磅」降准"),
        ("重磅…_降准", "重磅……", None),
        ("央行_降准_落地", "央行_降准：落地", "央行_降准：落地"),
        # Another title, though most of it is the same.
        ("央行_降准落地", "央行：降息落地", None),
        ("央行_降准落地", "央行：降准落地了", None),
        ("央行_降准落地", "降准落地", None),
        ("央行_降准落地", "央行，降准落地", None),
        ("央行_降准落地", "央行将降准落地", None),
        ("央行_降准落地", "央行：：降准落地", None),
        ("央行__降准落地", "央行：降准落地", None),
        # Nothing was lost.
        ("央行降准落地", "央行降准落地", None),
        ("央行_降准落地", "央行_降准落地", None),
        ("央行_降准落地", "央行 _ 降准落地", None),
        ("", "央行：降准落地", None),
        ("央行_降准落地", "", None),
    ],
)
def test_restore(damaged: str, candidate: str, expected: str | None) -> None:
    assert restore(damaged, candidate) == expected


@given(st.text("央行降准：？“”|/A5. 　", min_size=1, max_size=40))
def test_what_the_generator_did_is_undone(title: str) -> None:
    title = clean_title(title)
    damaged = "".join("_" if character in ":/\\?*“”<>|[]：？" else character for character in title)
    assert restore(damaged, title) == (None if damaged == title else title)


@pytest.mark.parametrize("filling", [":", " ", ": ", "："])
def test_titles_of_wildcards_alone_come_to_an_end(filling: str) -> None:
    assert restore("_" * 240, filling * 240) in (None, clean_title(filling * 240))
    assert restore("_" * 100_000, filling * 100_000) is None


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("“双碳”目标", '"双碳"目标', True),
        ("「双碳」目标", "‘双碳’目标", True),
        ("LPR 下调", "ＬＰＲ　下调", True),
        ("沪指涨1.5%！", "沪指涨1.5％!", True),
        ("沪指涨1.5%", "沪指涨1.6%", False),
        ("沪指：大涨", "沪指大涨", False),
    ],
)
def test_same(a: str, b: str, expected: bool) -> None:
    assert same(a, b) is expected


def test_clean_title_is_one_line_and_leaves_entities() -> None:
    assert clean_title(" 　央行\n降准\x07\u202e落地&amp;#123;\u200b ") == "央行 降准落地&amp;#123;"


@given(st.text())
def test_clean_title_is_idempotent(title: str) -> None:
    once = clean_title(title)
    assert clean_title(once) == once
    assert same(title, once) or once != title
