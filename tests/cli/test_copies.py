"""Copies through the command line: folded into the first, which takes what it lacks; what only looks alike stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider, story

_RUN = ("crawl", "seeds", "-a", "path=seeds")
_DAY = "2021-10-{:02}T{:02}:00:00+08:00"
_PICTURE = '<p><img src="https://img.example.com/{}.jpg"></p>'
_FLASH = "贷款市场报价利率为：一年期3.85%，五年期以上4.65%。"


def _date(day: int, hour: int = 12) -> str:
    return _DAY.format(day, hour)


def test_a_copy_is_folded_and_gives_the_kept_record_what_it_lacks(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    text = story("one", 300)
    write_seed("a.md", "第一家的标题", body=text)
    write_seed("b.md", "第二家的标题", body=f"原标题：真正的标题\n\n{text}", date="2021-10-09T19:43:14+08:00")
    write_seed(
        "c.md", "第三家的标题", body=f"{_PICTURE.format('x')}\n\n{text}", date="2021-10-09T19:38:00+08:00"
    )
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes) == (0, {"duplicate": 2, "kept": 1})
    (record,) = ran.records
    assert (record["title"], record["original_title"]) == ("第一家的标题", "真正的标题")
    assert [image["url"] for image in record["images"]] == ["https://img.example.com/x.jpg"]
    ((_, post),) = ran.posts.items()
    assert "original_title: '真正的标题'" in post
    assert "https://img.example.com/x.jpg" in post
    copies = {line["locator"]: (line["reason"], line["duplicate_of"]) for line in ran.rejected}
    assert copies == dict.fromkeys(("b.md", "c.md"), ("same_digest", record["id"]))
    assert run_newsspider(*_RUN).outcomes == {"duplicate": 2, "unchanged": 1}


def test_a_copy_that_comes_in_a_later_run_is_one_all_the_same(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    text = story("one", 300)
    write_seed("b.md", body=text)
    before = run_newsspider(*_RUN).records
    write_seed("a.md", "另一家的标题", body=f"{_PICTURE.format('x')}\n\n{text}")
    ran = run_newsspider(*_RUN)
    assert ran.outcomes == {"duplicate": 1, "unchanged": 1}
    # The post shows the picture; a file that had the article does not get it twice.
    assert "https://img.example.com/x.jpg" in "".join(ran.posts.values())
    assert ran.records == before


def test_a_flash_that_recurs_is_an_article_of_its_day(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for name, day in (("a.md", 1), ("b.md", 2), ("c.md", 20), ("d.md", 21)):
        write_seed(name, "最新报价公布", body=_FLASH, date=_date(day))
    ran = run_newsspider(*_RUN)
    assert ran.outcomes == {"kept": 2, "duplicate": 2}
    first, second = (record["id"] for record in ran.records)
    assert second == f"{first}-20211020"
    assert [line["duplicate_of"] for line in ran.rejected] == [first, second]
    assert len(ran.posts) == 2
    assert run_newsspider(*_RUN).outcomes == {"unchanged": 2, "duplicate": 2}


def test_articles_that_are_only_pictures_are_distinguished_by_them(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for name, picture in (("a.md", "x"), ("b.md", "y"), ("c.md", "x")):
        write_seed(name, "一图看懂", body=_PICTURE.format(picture))
    ran = run_newsspider(*_RUN)
    assert ran.outcomes == {"kept": 2, "duplicate": 1}
    assert len(ran.posts) == 2
    (line,) = ran.rejected
    assert (line["locator"], line["duplicate_of"]) == ("c.md", ran.records[0]["id"])


def test_notices_of_one_form_are_articles_of_their_own(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    form = "{}（{}）10月{}日融资余额{}亿元，较前一交易日{}，两市共有多家公司获融资客加仓，市场人士提示理性看待短期波动，注意控制仓位与风险。"
    notices = [
        ("甲公司", "600001", 8, "12.1", "增加1.2%"),
        ("乙公司", "600002", 8, "12.2", "减少0.3%"),
        ("甲公司", "600001", 9, "12.3", "增加2.5%"),
    ]
    for number, notice in enumerate(notices):
        write_seed(f"{number}.md", f"融资动向 {number}", body=form.format(*notice))
    assert run_newsspider(*_RUN).outcomes == {"kept": 3}


@pytest.mark.parametrize(
    ("mode", "outcomes"),
    [("fold", {"duplicate": 1, "kept": 1}), ("mark", {"kept": 2}), ("off", {"kept": 2})],
)
def test_a_near_copy_is_folded_marked_or_left(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], mode: str, outcomes: dict[str, int]
) -> None:
    text = story("one", 300)
    write_seed("a.md", body=text)
    write_seed("b.md", body=text.replace("。", "。又及，", 1))
    ran = run_newsspider(*_RUN, "-s", f"NEWSSPIDER_NEAR_DUPLICATES={mode}")
    assert (ran.code, ran.outcomes) == (0, outcomes)
    first = ran.records[0]["id"]
    marked = {"fold": [None], "mark": [None, first], "off": [None, None]}
    assert [record["duplicate_of"] for record in ran.records] == marked[mode]
    assert [line["reason"] for line in ran.rejected] == (["near_duplicate"] if mode == "fold" else [])
