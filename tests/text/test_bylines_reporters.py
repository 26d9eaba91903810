from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.bylines import inline_reporters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新华社北京10月9日电（记者林小雨、高明）记者9日获悉，新规下月施行。", ("林小雨", "高明")),
        ("某报快讯（记者 林某某）今日（12月28日）有网友称，系统恢复。", ("林某某",)),
        ("（见习记者 林小雨）", ("林小雨",)),
        ("（林小雨、高明）", ("林小雨", "高明")),
        ("央广网北京10月9日消息（总台记者 林小雨）据报道，产量增长。", ("林小雨",)),
        ("财联社（上海，记者 林小雨）讯，两市高开。", ("林小雨",)),
        ("人民网北京10月9日电（林小雨、高明）三季度数据公布。", ("林小雨", "高明")),
        ("中新社北京10月9日电 记者林小雨、高明", ("林小雨", "高明")),
        ("本报讯 记者林小雨 实习生高明报道：今天上午，会议召开。", ("林小雨", "高明")),
        ("本报记者 林小雨 北京报道 今年以来，消费回暖。", ("林小雨",)),
        ("市场总体平稳。（林小雨）", ("林小雨",)),
        ("他说：“会越来越好。”(林某)", ("林某",)),
        ("市场总体平稳。（林小雨 高明）", ("林小雨", "高明")),
        ("以上只代表个人看法。（作者林小雨为某大学教授）", ("林小雨",)),
        ("市场总体平稳。\n（记者 林小雨）\n", ("林小雨",)),
        ("开头（记者 林小雨）中间（记者 高明）又一次（记者 林小雨）结束。", ("林小雨", "高明")),
    ],
)
def test_reporters_in_running_text(text: str, expected: tuple[str, ...]) -> None:
    assert inline_reporters(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "市场总体平稳。（完）",
        "（完）",
        "（图）",
        "市场总体平稳。（图）",
        "市场总体平稳。（新华社）",
        "市场总体平稳。（周末）",
        "市场总体平稳。（高清）",
        "市场总体平稳（高明）",
        "图为工地现场（新华社记者 林小雨摄）。",
        "图为工地现场。（林小雨摄）",
        "（记者注：此处指第三季度）",
        "（作者系某大学教授）",
        "本报讯 记者从市政府获悉，新规下月施行。",
        "记者林小雨在现场看到，道路已经恢复。",
        "记者林小雨说：“已经恢复。”",
        "据记者了解，高明（化名）已经回家。",
        "公司（以下简称万科）表示。",
        "某基金经理（高明）认为会上涨。",
    ],
)
def test_what_names_no_reporter(text: str) -> None:
    assert inline_reporters(text) == ()


@pytest.mark.parametrize(
    "unit", ["（记者", "（记者 林小雨高明）", "电讯", "记者", "（", "作者林", "。（", " "]
)
def test_long_texts_come_to_an_end(unit: str) -> None:
    assert len(inline_reporters(unit * 50_000)) <= 2


@given(st.one_of(st.text(), st.text("记者作者电讯报道（）() 、，。：林小雨高明摄为", max_size=60)))
def test_each_reporter_comes_once(text: str) -> None:
    reporters = inline_reporters(text)
    assert len(set(reporters)) == len(reporters)
