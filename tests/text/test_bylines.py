from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.bylines import Byline, byline

EIGHT = ("林小雨", "高明", "陈一帆", "周大为", "吴桐", "郑小北", "孙立", "钱多")


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("新京报记者 林小雨 高明", Byline(("林小雨", "高明"), medium="新京报")),
        ("　　采写/新京报记者 林小雨", Byline(("林小雨",), medium="新京报")),
        ("文/林小雨", Byline(("林小雨",))),
        ("作者：林小雨（某某研究院研究员）", Byline(("林小雨",))),
        ("文字：林小雨 视频：高明", Byline(("林小雨",))),
        ("作者：林小雨 发布于 浏览 300", Byline(("林小雨",))),
        ("【记者】林小雨 高明", Byline(("林小雨", "高明"))),
        ("林小雨 整理", Byline(("林小雨",))),
        ("林小雨、欧阳高明 综合报道", Byline(("林小雨", "欧阳高明"))),
        ("记者：林小雨）", Byline(("林小雨",), parenthesised=True)),
        ("（林小雨 整理）", Byline(("林小雨",), parenthesised=True)),
        ("文｜林小雨", Byline(("林小雨",))),
        ("文丨《远望》记者 林小雨 编辑丨高明", Byline(("林小雨",), ("高明",), "远望")),
        ("作者：林小雨", Byline(("林小雨",))),
        ("意见领袖 | 林小雨", Byline(("林小雨",))),
        ("意见领袖丨文/林小雨、高明", Byline(("林小雨", "高明"))),
        ("意见领袖 | 林小雨团队", Byline(("林小雨",))),
        ("意见领袖 | 海岳四十人论坛", Byline(medium="海岳四十人论坛")),
        ("文/海岳意见领袖（微信公众号abc）专栏作家 林小雨", Byline(("林小雨",))),
        ("海岳财经专栏作者：林小雨（某大学教授）", Byline(("林小雨",))),
        ("个股异动 | 高明股份", None),
        ("宏观 | 高增长", None),
        ("作者 | 林小雨", Byline(("林小雨",))),
        ("作者：林小雨、高明", Byline(("林小雨", "高明"))),
        ("作者：林小雨（某研究院首席经济学家）", Byline(("林小雨",))),
        ("作者：一只慢羊", Byline(("一只慢羊",))),
        ("作者：John Smith", Byline(("John Smith",))),
        ("撰文 / 林小雨 编辑 / 高明", Byline(("林小雨",), ("高明",))),
        ("本报记者 林小雨 北京报道", Byline(("林小雨",))),
        ("本报记者 林小雨 武汉报道", Byline(("林小雨",))),
        ("本报记者 林小雨 高明报道", Byline(("林小雨", "高明"))),
        ("记者 林小雨 发自上海", Byline(("林小雨",))),
        (
            "华夏时报（www.example.net.cn）记者 林小雨 见习记者 高明 北京报道",
            Byline(("林小雨", "高明"), medium="华夏时报"),
        ),
        ("21世纪经济报道 记者 林小雨 广州报道", Byline(("林小雨",), medium="21世纪经济报道")),
        ("中青报·中青网记者 林小雨", Byline(("林小雨",), medium="中青报·中青网")),
        ("记者 林小雨", Byline(("林小雨",))),
        ("记者　高　明　林小雨", Byline(("高明", "林小雨"))),
        ("记者林小雨", Byline(("林小雨",))),
        ("记者林小雨高明", Byline(("林小雨", "高明"))),
        ("◎记者 林小雨 ○编辑 高明", Byline(("林小雨",), ("高明",))),
        ("通讯员 高明", Byline(("高明",))),
        ("本报记者林小雨 本报通讯员高明", Byline(("林小雨", "高明"))),
        ("实习记者林小雨 记者高明", Byline(("林小雨", "高明"))),
        ("（记者 林小雨）", Byline(("林小雨",), parenthesised=True)),
        ("(总台记者 林小雨 高明)", Byline(("林小雨", "高明"), (), "中央广播电视总台", parenthesised=True)),
        ("每经记者：林小雨 每经编辑：高明", Byline(("林小雨",), ("高明",), "每日经济新闻")),
        ("界面新闻记者 | 林小雨 界面新闻编辑 | 高明", Byline(("林小雨",), ("高明",), "界面新闻")),
        ("记者 林小雨 编辑 高明 校对 陈一帆", Byline(("林小雨",), ("高明",))),
        ("林小雨/中国青年报", Byline(("林小雨",), medium="中国青年报")),
        ("中国青年报/林小雨", Byline(("林小雨",), medium="中国青年报")),
        ("林小雨/文", Byline(("林小雨",))),
        ("记者 林小雨/文 高明/图", Byline(("林小雨",))),
        ("《远望》记者 林小雨/文 高明/编辑", Byline(("林小雨",), ("高明",), "远望")),
        ("文/图 林小雨", Byline(("林小雨",))),
        ("文、图/林小雨", Byline(("林小雨",))),
        ("文/财联社 林小雨", Byline(("林小雨",), medium="财联社")),
        ("《远望》作者 林小雨", Byline(("林小雨",), medium="远望")),
        ("来源：现代快报 作者：林小雨", Byline(("林小雨",), medium="现代快报")),
        ("作者：林小雨，编辑：高明", Byline(("林小雨",), ("高明",))),
        ("编辑 | 林小雨 校对 | 高明", Byline((), ("林小雨",))),
        ("编辑：林小雨 SF055", Byline((), ("林小雨",))),
        ("制图：林小雨 校对：高明", Byline()),
        ("出品 | 远望工作室 作者 | 林小雨", Byline(("林小雨",))),
        ("本报记者 阿依古丽·买买提", Byline(("阿依古丽·买买提",))),
        ("　　" + "  ".join(EIGHT), Byline(EIGHT)),
        ("　".join(EIGHT), Byline(EIGHT)),
        ("本报记者  " + "  ".join(EIGHT), Byline(EIGHT)),
    ],
)
def test_bylines(paragraph: str, expected: Byline) -> None:
    assert byline(paragraph) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "",
        "记者",
        "记者：",
        "本报记者",
        "本报讯",
        "责任编辑：",
        "记者手记",
        "记者观察",
        "记者调查 高管",
        "作者简介",
        "编辑推荐",
        "编辑部主任 林小雨",
        "记者从市场监管部门获悉，新规将于下月施行。",
        "记者林小雨从现场发回报道，目前交通已经恢复。",
        "有知情人士告诉记者 高明",
        "他对记者说",
        "实习生林小雨对此文亦有贡献",
        "记者 林小雨 摄",
        "图：三季度工业增加值走势",
        "图/视觉中国",
        "图片来源：视觉中国",
        "数据：三季度净利润同比增长",
        "来源：某某晚报",
        "远望书评特约作者",
        "本报特别策划：改革痛点",
        "黄金 白银 石油",
        "黄金  白银  石油",
        "林小雨 高明 陈一帆",
        "林小雨  高明",
        "工业/农业",
        "上证指数/深证成指",
        "林小雨/高明",
        "原标题：记者 林小雨",
        "作者：他说，这件事情没有那么简单，还要再看一看。",
    ],
)
def test_paragraphs_that_are_no_byline(paragraph: str) -> None:
    assert byline(paragraph) is None


@pytest.mark.parametrize(
    "unit", ["记者", "记者 林小雨 ", "|", "(", "a/", "《", "新京报", "林", "编辑 | ", " "]
)
@pytest.mark.parametrize("length", [300, 100_000])
def test_long_lines_come_to_an_end(unit: str, length: int) -> None:
    found = byline((unit * length)[:length])
    assert found is None or length == 300


@given(st.one_of(st.text(), st.text("记者编辑文图/|:：（）() 、林小雨高明新京报道《》a1", max_size=40)))
def test_anything_gives_whole_names(paragraph: str) -> None:
    found = byline(paragraph)
    if found is not None:
        assert all(len(name) > 1 for name in found.reporters)
        assert len(set(found.reporters)) == len(found.reporters)
