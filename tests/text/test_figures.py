from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text import figures

FIGURES = [
    ("1，100万元", ["1100"]),
    ("1,100 与 １１００", ["1100", "1100"]),
    ("1,234,567.890", ["1234567.89"]),
    ("1,2,3", ["1", "2", "3"]),
    ("12,3456", ["12", "3456"]),
    ("3.70% 3.7 ％ ３．７％", ["3.7%", "3.7%", "3.7%"]),
    ("3.7个百分点", ["3.7"]),
    ("12.00元 0.50元 007号", ["12", "0.5", "7"]),
    ("2021年10月9日", ["2021年", "10月9日"]),
    ("2021-10-09 2021/10/9 2021.10.09", ["2021年", "10月9日"] * 3),
    ("10月9日 10 月 09 日 10月9号", ["10月9日"] * 3),
    ("2021年9月 9月份", ["2021年", "9月", "9月"]),
    ("6月15日0-24时", ["6月15日", "0", "24"]),
    ("2021-2025年", ["2021", "2025年"]),
    ("09:30 9:30 15:00:05", ["9:30", "9:30", "15:00:05"]),
    ("贵州茅台（600519）", ["600519"]),
    ("五粮液(000858.SZ) 比亚迪（002594，股吧）", ["000858", "002594"]),
    ("腾讯控股00700.HK hk01810 （HK:0700）", ["00700", "01810", "700"]),
    ("sh600036 SZ000001", ["600036", "000001"]),
    ("1.2.3", ["1.2", "3"]),
    ("", []),
    ("没有数字", []),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[text or "nothing" for text, _ in FIGURES])
def test_figures(text: str, expected: list[str]) -> None:
    assert figures.figures(text) == Counter(expected)


def test_dates_and_codes_are_distinguished() -> None:
    found = figures.read("2022年1月20日，贵州茅台（600519）融资余额1,100万元，9月以来首次。")
    assert found.dates == {"2022年", "1月20日", "9月"}
    assert found.codes == {"600519"}


def test_six_digits_without_a_sign_of_a_code_are_a_number() -> None:
    assert figures.read("共600519人，300750元。").codes == frozenset()


@pytest.mark.parametrize(
    ("stock", "code"),
    [
        ("sh600519", "600519"),
        ("hk00700", "00700"),
        ("0700", "00700"),
        ("us:AAPL", "AAPL"),
        ("fx:USDCNY", "USDCNY"),
    ],
)
def test_the_code_of_a_stock(stock: str, code: str) -> None:
    assert figures.code_of(stock) == code


@given(st.integers(0, 10**12))
def test_separators_and_width_do_not_count(number: int) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    spellings = (str(number), f"{number:,}", f"{number:,}".translate(wide), str(number).translate(wide))
    assert {tuple(figures.figures(f"共{spelling}元")) for spelling in spellings} == {(str(number),)}


@given(st.text(alphabet="0123456789.,:%年月日号-/ ()（）shzkjSHbBxX一，：．"))
def test_no_text_is_too_odd(text: str) -> None:
    assert sum(figures.figures(text).values()) <= 2 * len(text)
