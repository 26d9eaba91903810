from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.stock_codes import code_of_span, codes_in_comment, names_something_else


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        (" news_keyword_pub,stock,sz000001&sh600000&bj430001 ", ["sz000001", "sh600000", "bj430001"]),
        ("<!-- news_keyword_pub,stock,sz000001&amp;sh600000 -->", ["sz000001", "sh600000"]),
        ("news_keyword_pub,usstock,JPM&BLK&brk.b&.IXIC", ["us:JPM", "us:BLK", "us:BRK.B", "us:.IXIC"]),
        ("news_keyword_pub,hkstock,00700&hk09988&0005", ["hk00700", "hk09988", "hk00005"]),
        ("news_keyword_pub,fx,fx_susdcny&EURUSD", ["fx:USDCNY", "fx:EURUSD"]),
        ("news_keyword_pub,stock,sz000001&sz000001&SH600000", ["sz000001", "sh600000"]),
        (
            "news_keyword_pub,stock,sz000001-->x<!-- news_keyword_pub,usstock,AAPL -->",
            ["sz000001", "us:AAPL"],
        ),
        ("news_keyword_pub,stock, ", []),
        ("news_keyword_pub,stock,sz00001&000001&<b>&../x", []),
        ("news_keyword_pub,fund,of000001", []),
        ("news_keyword,stock,sz000001", []),
        ("", []),
    ],
)
def test_codes_in_comment(comment: str, codes: list[str]) -> None:
    assert codes_in_comment(comment) == codes


@pytest.mark.parametrize(
    ("id", "code"),
    [
        ("stock_sh600000", "sh600000"),
        ("stock_SZ000001", "sz000001"),
        ("stock_bj430001", "bj430001"),
        ("bj430001", "bj430001"),
        ("stock_hk00700", "hk00700"),
        ("hkstock_hk00700", "hk00700"),
        ("hkstock_00700", "hk00700"),
        ("usstock_JPM", "us:JPM"),
        ("usstock_brk.b", "us:BRK.B"),
        ("fx_susdcny", "fx:USDCNY"),
        ("forex_USDCNY", "fx:USDCNY"),
        ("quote_sh600000", None),
        ("stock_", None),
        ("stock_key", None),
        ("stocktype", None),
        ("stock_sh60000", None),
        ("stock_sh6000000", None),
        ("usstock_TOOLONGNAME", None),
        ("usstock_<b>", None),
        ("fundInput_0", None),
        ("", None),
    ],
)
def test_code_of_span(id: str, code: str | None) -> None:  # noqa: A002
    assert code_of_span(id) == code


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("会议在内蒙古", "鄂尔多斯", "市举行"),
        ("推动", "线上线下", "一体化销售"),
        ("今年", "农产品", "价格回落"),
        ("工业", "机器人", "产量增长"),
        ("成为增长的新", "驱动力", "，公司说"),
        ("", "数字人", "主播上岗"),
        ("", "上海电影", "节开幕"),
        ("环", "太平洋", "地区"),
        ("浩瀚的", "太平洋", "上"),
        ("让", "老百姓", "得到实惠"),
        ("据", "中国银行", "业协会消息"),
        ("", "中国银行", "间市场交易商协会"),
        ("", "上海银行", "间同业拆放利率"),
        ("位于", "东湖高新", "区的企业"),
        ("位于", "张江高科", "技园区"),
        ("沿", "山东高速", "公路行驶"),
        ("", "中国石油", "大学教授"),
        ("拥抱", "中国移动", "互联网"),
        ("创造美", "好未来", "，"),
        ("完", "美的", "收官"),
        ("面对", "高通", "胀压力"),
        ("供应商", "京东", "方发布"),
        ("发展", "新产业", "、新业态"),
        ("保护", "亚马逊", "雨林"),
    ],
)
def test_names_that_are_a_part_of_something_else(before: str, name: str, after: str) -> None:
    assert names_something_else(name, before, after)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("", "贵州茅台", "股价上涨"),
        ("", "贵州茅台", "市值突破"),
        ("", "鄂尔多斯", "市值突破千亿"),
        ("", "鄂尔多斯", "公告称"),
        ("", "驱动力", "（838275）公告"),
        ("", "驱动力", "股价上涨"),
        ("", "数字人", "今日涨停"),
        ("", "中国银行", "业务增长"),
        ("", "中国银行", "公告"),
        ("", "招商银行", "发布年报"),
        ("", "线上线下", "（300000.SZ）"),
        ("", "线上线下", "(SZ:300000)一体化"),
        ("", "机器人", "(300000)产量"),
        ("", "农产品", "（000001，股吧）"),
        ("", "太平洋", "涨停"),
        ("", "太平洋", "证券股份有限公司"),
        ("", "张家界", "旅游集团股份有限公司"),
        ("", "老百姓", "大药房"),
        ("个股方面，", "机器人", "、某某科技"),
        ("", "京东", "集团（09618.HK）"),
        ("", "高通", "（QCOM.O）量产"),
        ("", "联想", "集团"),
        ("", "中国移动", "发布"),
    ],
)
def test_names_that_are_the_company(before: str, name: str, after: str) -> None:
    assert not names_something_else(name, before, after)


@pytest.mark.parametrize("after", ["（2021）年产量", "（以下简称）", "（AI）", "（12345）"])
def test_other_parentheses_are_no_code(after: str) -> None:
    assert names_something_else("机器人", "", after)


@given(st.text(), st.text(), st.text())
def test_anything_has_an_answer(name: str, before: str, after: str) -> None:
    assert names_something_else(name, before, after) in (True, False)
    assert all(code_of_span(f"x_{code}") is None for code in codes_in_comment(before))


def test_long_input_comes_to_an_end() -> None:
    assert len(codes_in_comment("news_keyword_pub,usstock," + "A&B&" * 100_000)) == 2
    assert codes_in_comment("news_keyword_pub," * 100_000) == []
    assert not names_something_else("贵州茅台", "个股" * 100_000, "（" * 100_000)
