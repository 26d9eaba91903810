from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.bylines import editor, medium, original_title, split_title_and_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责任编辑：林小雨 ", "林小雨"),
        ("　　责任编辑:林小雨 SF055", "林小雨"),
        ("责编：林小雨、高明", "林小雨、高明"),
        ("（责任编辑：林小雨 HN666）", "林小雨"),
        ("（责任编辑： HN666）", "HN666"),
        ("【责任编辑：林小雨】", "林小雨"),
        ("（编辑：SN064）", "SN064"),
        ("责任编辑：林小雨(EN042)", "林小雨"),
        ("责任编辑：高　明", "高明"),
        ("责任编辑 林小雨", "林小雨"),
        ("责任编辑：linxiaoyu", "linxiaoyu"),
        ("责任编辑：林小雨_NF0001", "林小雨"),
        ("本文来源：某某周刊 责任编辑：林小雨_NF0001", "林小雨"),
        ("编辑 | 林小雨 校对 | 高明", "林小雨"),
        ("每经编辑：林小雨", "林小雨"),
        ("校对：高明 值班编辑：林小雨", "林小雨"),
        ("责任编辑：", None),
        ("责任编辑：他说，这件事情还要再看一看。", None),
        ("编辑部主任林小雨表示", None),
        ("校对：高明", None),
        ("", None),
    ],
)
def test_editor(text: str, expected: str | None) -> None:
    assert editor(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("来源：健康某省", "健康某省"),
        ("　　来源: 新华社", "新华社"),
        ("来源 | 现代快报", "现代快报"),
        ("来源丨某某财经", "某某财经"),
        ("（来源：央视新闻）", "央视新闻"),
        ("文章来源：证券时报", "证券时报"),
        ("本文来源：证券市场周刊", "证券市场周刊"),
        ("转自：财联社", "财联社"),
        ("来源：中国新闻网综合“央视新闻”、海关发布等", "中国新闻网"),
        ("来源：北京日报综合", "北京日报"),
        ("来源：新华社、央视新闻", "新华社"),
        ("来源：某某财经-自媒体综合", "某某财经-自媒体综合"),
        ("来源：华尔街见闻（ID：example）", "华尔街见闻"),
        ("来源：微信公众号“远望财经”", "远望财经"),
        ("来源：“远望财经”微信公众号", "远望财经"),
        ("来源：人民网-文化频道 原创稿", "人民网-文化频道"),
        ("来源：湖北卫视《长江新闻号》", "湖北卫视《长江新闻号》"),
        ("来源：21世纪经济报道 作者：林小雨", "21世纪经济报道"),
        ("来源：Financial Times", "Financial Times"),
        ("来源：某某晚报 责任编辑：林小雨", "某某晚报"),
        ("来源：网络", None),
        ("来源：综合", None),
        ("来源：Wind，某某证券研究所", None),
        ("来源：记者从市场监管部门获悉", None),
        ("来源：资金的主要渠道有三个，分别是股权、债权和留存收益。", None),
        ("来源：", None),
        ("来源多样的数据", None),
        ("来源于生活", None),
        ("资金来源：自有资金", None),
        ("资料来源：某某证券", None),
        ("图片来源：视觉中国", None),
        ("数据来源：国家统计局", None),
        ("媒体：公司已经停产", None),
        ("", None),
    ],
)
def test_medium(text: str, expected: str | None) -> None:
    assert medium(text) == expected


@pytest.mark.parametrize(
    ("text", "title", "source"),
    [
        ("原标题：央行：降准落地！", "央行：降准落地！", None),
        ("　　原标题：央行　降准\xa0落地", "央行 降准 落地", None),
        ("原标题：央行降准落地 来源：央视网", "央行降准落地", "央视网"),
        ("原标题：央行降准落地（来源：央视网）", "央行降准落地", "央视网"),
        ("原标题：央行降准落地\t\t责任编辑：林小雨", "央行降准落地", None),
        ("（原标题：多地“降准”（图）？）", "多地“降准”（图）？", None),
        ("（原标题：央行降准）", "央行降准", None),
        ("（原题为《是“放水”还是“精准滴灌”》）", "是“放水”还是“精准滴灌”", None),
        ("原题为《央行降准》，本文有删节", "央行降准", None),
        ("原题：央行降准", "央行降准", None),
        ("原标题：《条例》修订通过", "《条例》修订通过", None),
        ("原标题：《条例》与《办法》", "《条例》与《办法》", None),
        ("【原标题：央行降准】", "央行降准", None),
    ],
)
def test_original_title_and_source(text: str, title: str, source: str | None) -> None:
    assert original_title(text) == title
    assert split_title_and_source(text) == (title, source)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "原标题：",
        "原标题有误",
        "原题难度很大",
        "此文原标题：央行降准",
        "央行降准",
        "原标题：" + "长" * 400,
    ],
)
def test_what_is_no_original_title(text: str) -> None:
    assert original_title(text) is None


@pytest.mark.parametrize(
    "unit", ["来源：", "责任编辑：", "原标题：", "（", "《", "记者", "| ", "来源：新华社 "]
)
@pytest.mark.parametrize("length", [299, 100_000])
def test_long_lines_come_to_an_end(unit: str, length: int) -> None:
    text = (unit * length)[:length]
    for read in (editor, medium, original_title):
        found = read(text)
        assert found is None or length < 300
    assert len(split_title_and_source(text)[0]) <= 300


@given(st.one_of(st.text(), st.text("原标题来源责任编辑为：:|（）()【】《》 林小雨新华社SF05", max_size=50)))
def test_anything_gives_clean_values(text: str) -> None:
    for value in (editor(text), medium(text), original_title(text)):
        assert value is None or (value and value == value.strip())
