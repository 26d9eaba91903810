"""Names of media: which of them name nobody."""

from __future__ import annotations

import pytest

from newsspider.text import media_names
from newsspider.text.bylines import medium


@pytest.mark.parametrize(
    ("name", "catch_all"),
    [
        ("市场资讯", True),
        ("市场投研资讯", True),
        ("新浪财经-自媒体综合", True),
        ("新浪科技－自媒体综合", True),
        ("新浪财经综合", True),
        ("综合", True),
        ("新浪财经", False),
        ("每日经济新闻", False),
        ("证券市场周刊", False),
        ("喜娜AI异动分析", False),
        ("江南小隐", False),
        ("综合开发研究院", False),
        ("", False),
    ],
)
def test_a_catch_all_names_no_medium(name: str, catch_all: bool) -> None:
    assert media_names.is_catch_all(name) is catch_all


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("来源|江南财经（ID：jn0001）", "江南财经"),
        ("来源丨公众号“江南说”（ID：jn）", "江南说"),
        ("（来源：江南小隐）", "江南小隐"),
        ("（转自：江南财经）", "江南财经"),
        ("（本文来自江南晚报）", "江南晚报"),
        ("来源：喜娜AI异动分析", "喜娜AI异动分析"),
        ("来源：海岳证券报·海岳证券网", "海岳证券报·海岳证券网"),
        ("本文来自记者三个月的走访，涉及七个县。", None),
        ("来源：一家名叫海岳数据的机构。它的样本很大。", None),
    ],
)
def test_the_medium_of_a_line(line: str, expected: str | None) -> None:
    assert medium(line) == expected
