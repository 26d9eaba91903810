from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from newsspider.model.article import Article, Image
from newsspider.render.diff import difference

OLD = Article(
    id="text:1",
    title="标题",
    text="一。\n\n二。\n\n三。",
    markdown="一。\n\n二。\n\n三。\n",
    source="新华社",
    digest="1",
)


def test_the_same_record_is_no_difference() -> None:
    now = datetime(2026, 11, 23, tzinfo=timezone.utc)
    assert difference(OLD, replace(OLD, fetched=now, revision=2, digest="2", duplicate_of="text:0")) == []


def test_fields_come_first_and_then_the_lines_of_the_text() -> None:
    new = replace(
        OLD, source=None, tags=["煤"], text="一。\n\n二！\n\n三。", markdown="一。\n\n二！\n\n三。\n"
    )
    assert difference(OLD, new) == [
        "text:1  标题",
        '  source: "新华社" → null',
        '  tags: [] → ["煤"]',
        "  text:",
        "  @@ -2,3 +2,3 @@",
        "  -二。",
        "  +二！",
    ]


def test_a_picture_shows_in_the_markdown_where_the_text_is_the_same() -> None:
    old = replace(
        OLD, images=[Image("https://a.cn/1.png")], markdown=OLD.markdown + "\n![](https://a.cn/1.png)\n"
    )
    told = difference(old, OLD)
    assert told[1].startswith("  images: ")
    assert "  markdown:" in told
    assert "  -![](https://a.cn/1.png)" in told


def test_long_values_are_cut_and_changed_lines_are_whole() -> None:
    long = "长" * 500
    told = difference(
        replace(OLD, summary=long, text=f"{long}\n{long}旧"),
        replace(OLD, summary="", text=f"{long}\n{long}新"),
    )
    assert "…" in told[1]
    assert len(told[1]) < 200
    assert f"  -{long}旧" in told
    assert f"  +{long}新" in told
    assert [len(line) for line in told if line.startswith("   长")] == [122]


def test_nothing_in_an_article_can_speak_to_the_terminal() -> None:
    told = difference(
        replace(OLD, title="标\x1b[2J题", text="一\u202e。\r二\u2028三"), replace(OLD, title="题", text="一")
    )
    assert told
    assert all(character.isprintable() for line in told for character in line)
