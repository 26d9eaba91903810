from __future__ import annotations

import pytest

from newsspider.model.article import Article
from newsspider.outputs.posts.merge import OURS, added, merge
from newsspider.render.made_post import body_digest, split
from newsspider.render.post import front_matter

OURS_LINES = ["title: '甲'", "categories:", "    - '金融'", "comments: false", "guid: 'text:0'"]
POST = "---\n" + "\n".join(OURS_LINES) + "\n---\n\n正文。\n"


def test_keys_of_ours_are_those_that_are_written() -> None:
    whole = Article(title="a", tags=["b"], stocks=["c"], categories=["d"], authors=["e"], revision=2)
    for name in ("source", "editor", "summary", "cover", "id", "url", "original_title"):
        setattr(whole, name, "x")
    keys = {line.split(":")[0] for line in front_matter(whole).splitlines() if line[0] not in " -"}
    assert keys <= OURS
    assert OURS - keys == {"date", "updated"}


@pytest.mark.parametrize(
    "lines",
    [
        ["top: true"],
        ["reviewed:", "  by: 张三", "  at:", "  - 一", "# a note of mine"],
        ["'my key': 1", '"other": x'],
        ["layout: post", "mathjax: true", ""],
    ],
)
def test_what_the_user_added_stays_line_for_line(lines: list[str]) -> None:
    there = "\n".join(
        ["---", *OURS_LINES[:2], OURS_LINES[2], *lines, *OURS_LINES[3:], "---", "", "正文。", ""]
    )
    assert added(split(there)[0]) == lines  # type: ignore[index]
    merged = merge(there, POST.replace("甲", "乙"))
    assert merged == "\n".join(["---", *OURS_LINES, *lines, "---", "", "正文。", ""]).replace("甲", "乙")


def test_nothing_added_changes_nothing() -> None:
    assert merge(POST, POST) == POST
    assert merge("没有front matter", POST) == POST


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (POST.replace("\n", "\r\n"), True),
        (POST.rstrip() + "\n\n\n", True),
        (POST.replace("title: '甲'", "title: '乙'"), True),
        (POST.replace("正文", "改过的正文"), False),
        (POST + "又一段。\n", False),
        ("正文。\n", True),
        ("", False),
    ],
)
def test_only_the_body_counts(text: str, same: bool) -> None:
    assert (body_digest(text) == body_digest(POST)) is same
