"""Recall and precision over generated texts, as the contract asks: ten thousand copies, a thousand notices."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from newsspider.ledger import Arrival, Kind, Ledger, Verdict
from tests.ledger.ledger_making import NOON, NOW, post, story

ORIGINALS = 5000
NOTICES = 1000
GROUP = 500


def decide(ledger: Ledger, arrivals: list[Arrival]) -> list[Verdict]:
    group = ledger.group(ledger.runs.start("quality", NOW), rules="1")
    verdicts: list[Verdict] = []
    for start in range(0, len(arrivals), GROUP):
        group.meet(arrivals[start : start + GROUP])
        verdicts += group.commit(NOW)
    return verdicts


def _sentences(text: str) -> list[str]:
    return [part + "。" for part in text.split("。") if part]


def _drop(text: str, source: random.Random) -> str:
    parts = _sentences(text)
    del parts[source.randrange(len(parts))]
    return "".join(parts)


EDITS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, source: f"新华社北京{source.randrange(1, 13)}月{source.randrange(1, 29)}日电　{text}",
    lambda text, source: text + f"（责任编辑：{story(source.randrange(10**6), 4)}）",
    lambda text, _: text.replace("，", ",").replace("。", "。\n\n　　"),
    lambda text, source: "".join(f"<{part}" if source.random() < 0.1 else part for part in _sentences(text)),
    _drop,
    lambda text, source: text[:200] + story(source.randrange(10**6), 40) + "。" + text[200:],
    lambda text, source: text[source.randrange(10, 60) :],
)


def pairs() -> Iterator[tuple[Arrival, Arrival]]:
    source = random.Random(7)
    for number in range(ORIGINALS):
        sentences = [
            story(number * 20 + part, source.randrange(25, 60)) + "。"
            for part in range(source.randrange(6, 16))
        ]
        text = "".join(sentences)
        copy = source.choice(EDITS)(text, source)
        at = NOON + timedelta(hours=number / 6)
        later = at + timedelta(minutes=source.randrange(1, 600))
        yield (
            post(text, f"{number}.md", title=story(number, 16), published=at),
            post(copy, f"{number}-copy.md", title=story(number, 16), published=later),
        )


@pytest.mark.slow
def test_copies_are_found(tmp_path: Path) -> None:
    documents = sorted((one for pair in pairs() for one in pair), key=lambda one: str(one.article.published))
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        verdicts = decide(ledger, documents)
    kept = {one.article.origin.locator: verdict.id for one, verdict in zip(documents, verdicts, strict=True)}
    found = sum(kept[f"{number}.md"] == kept[f"{number}-copy.md"] for number in range(ORIGINALS))
    assert found / ORIGINALS >= 0.99
    assert sum(verdict.kind is Kind.NEW for verdict in verdicts) == 2 * ORIGINALS - found


COMPANIES = (
    "贵州茅台",
    "五粮液",
    "招商银行",
    "中国平安",
    "比亚迪",
    "宁德时代",
    "隆基绿能",
    "海康威视",
    "美的集团",
    "万科A",
)
CODES = ("600519", "000858", "600036", "601318", "002594", "300750", "601012", "002415", "000333", "000002")


def _margin(s: random.Random, company: str, code: str, day: str) -> str:
    return (
        f"数据显示，{day}，{company}（{code}）获融资买入额{s.uniform(0.1, 9):.2f}亿元，居两市第{s.randrange(1, 900)}位，"
        f"当日融资偿还额{s.uniform(0.1, 9):.2f}亿元，净买入{s.randrange(100, 9999)}.{s.randrange(10, 99)}万元。"
        f"截至当日，该股融资余额为{s.uniform(5, 200):.2f}亿元，占流通市值的比例为{s.uniform(0.2, 9):.2f}%，"
        f"融券余量{s.uniform(0.5, 90):.2f}万股，融券余额{s.uniform(100, 9000):.2f}万元，两融余额合计{s.uniform(5, 200):.2f}亿元。"
    )


def _board(s: random.Random, company: str, code: str, day: str) -> str:
    return (
        f"{day}，{company}（{code}）{s.choice(('涨停', '跌停'))}，换手率{s.uniform(1, 30):.2f}%，成交额{s.uniform(1, 60):.2f}亿元，"
        f"振幅{s.uniform(1, 20):.2f}%。龙虎榜数据显示，机构净{s.choice(('买入', '卖出'))}{s.uniform(100, 9000):.2f}万元，"
        f"深股通净买入{s.uniform(100, 9000):.2f}万元，营业部席位合计净卖出{s.uniform(100, 9000):.2f}万元。"
        "上交所公开信息显示，当日该股因日涨幅偏离值达到规定标准登上龙虎榜，前五大买卖营业部合计成交"
        f"{s.uniform(1, 20):.2f}亿元，其中买入成交额{s.uniform(1, 10):.2f}亿元。"
    )


def _sale(s: random.Random, company: str, code: str, day: str) -> str:
    return (
        f"{company}（{code}）{day}晚间公告，持股{s.uniform(5, 20):.2f}%的股东计划自本公告披露之日起{s.choice((3, 15))}个交易日后的"
        f"{s.choice((3, 6))}个月内，通过集中竞价、大宗交易方式减持公司股份不超过{s.uniform(100, 5000):.2f}万股，"
        f"即不超过公司总股本的{s.uniform(0.5, 6):.2f}%。减持原因为股东自身资金需求，减持价格按照市场价格确定。"
        "本次减持计划的实施不会导致公司控制权发生变更，不会对公司治理结构及持续经营产生重大影响。"
    )


def _rate(s: random.Random, _: str, __: str, day: str) -> str:
    one = s.choice(("3.85", "3.8", "3.7", "3.65"))
    return (
        f"中国人民银行授权全国银行间同业拆借中心公布，{day}贷款市场报价利率（LPR）为：1年期LPR为{one}%，"
        "5年期以上LPR为4.6%。以上LPR在下一次发布LPR之前有效。各金融机构应当主要参考贷款市场报价利率定价，"
        "并在浮动利率贷款合同中采用贷款市场报价利率作为定价基准。"
    )


def _count(s: random.Random, _: str, __: str, day: str) -> str:
    return (
        f"{day}0—24时，31个省（自治区、直辖市）和新疆生产建设兵团报告新增确诊病例{s.randrange(10, 99)}例。"
        f"其中境外输入病例{s.randrange(5, 60)}例，本土病例{s.randrange(1, 40)}例。无新增死亡病例。无新增疑似病例。"
        f"当日新增治愈出院病例{s.randrange(5, 80)}例，解除医学观察的密切接触者{s.randrange(100, 3000)}人。"
        f"截至{day}24时，据各地报告，现有确诊病例{s.randrange(300, 3000)}例，累计治愈出院病例{s.randrange(80000, 99999)}例。"
    )


def notices() -> list[Arrival]:
    source = random.Random(11)
    kinds = (_margin, _board, _sale, _rate, _count)
    texts: dict[str, timedelta] = {}
    while len(texts) < NOTICES:
        which = source.randrange(len(COMPANIES))
        kind = kinds[len(texts) % len(kinds)]
        days = len(texts) if kind is _rate else source.randrange(28)
        date = NOON + timedelta(days=days)
        day = f"{date.year}年{date.month}月{date.day}日"
        texts.setdefault(kind(source, COMPANIES[which], CODES[which], day), timedelta(days=days))
    return [
        post(text, f"{number}.md", title=story(number, 12), published=NOON + after)
        for number, (text, after) in enumerate(texts.items())
    ]


def test_notices_of_one_template_are_not_merged(ledger: Ledger) -> None:
    assert {verdict.kind for verdict in decide(ledger, notices())} == {Kind.NEW}
