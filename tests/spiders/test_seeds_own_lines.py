"""`scrapy crawl seeds` over JSONL of ours: everything comes back, and nothing counts as a revision."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider, Ran, story

PAGE = """<p>{text}</p><figure><img src="https://n.sinaimg.cn/1.png" width="550" height="309">
<figcaption>图为会场</figcaption></figure><p><b>小结：</b>{text}</p>"""
SEEDS = {
    "a.md": {"body": PAGE.format(text=story("a"))},
    "b.md": {"media": "新华社", "tags": "[沪指, 黄金]", "author": "王小明"},
    "c.md": {"canonical_url": "https://finance.sina.com.cn/china/2021-10-09/doc-iktzscyx8888888.shtml"},
    "d.md": {"body": "一句话快讯。", "date": "2021-10-09"},
}


@pytest.fixture
def first(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> Ran:
    for name, given in SEEDS.items():
        write_seed(name, **given)
    return run_newsspider("crawl", "seeds", "-a", "path=seeds", "-O", "first.jsonl")


def _elsewhere(run: Newsspider, *args: str) -> Ran:
    """Run with a ledger and outputs of its own."""
    return run("crawl", "seeds", *args, "-s", "NEWSSPIDER_OUTPUT=other")


def test_every_field_comes_back(run_newsspider: Newsspider, first: Ran) -> None:
    assert len(first.lines("first.jsonl")) == len(SEEDS)
    again = _elsewhere(run_newsspider, "-a", "path=first.jsonl", "-O", "again.jsonl")
    assert (again.code, again.stderr) == (0, "")
    assert (again.folder / "again.jsonl").read_bytes() == (again.folder / "first.jsonl").read_bytes()


def test_the_posts_are_the_same_too(run_newsspider: Newsspider, first: Ran) -> None:
    again = _elsewhere(run_newsspider, "-a", "path=first.jsonl")
    others = {path.name: path.read_text("utf-8") for path in (again.folder / "other/posts").iterdir()}
    assert others == first.posts


def test_the_ledger_that_wrote_them_knows_them(run_newsspider: Newsspider, first: Ran) -> None:
    again = run_newsspider("crawl", "seeds", "-a", "path=first.jsonl")
    assert again.outcomes == {"unchanged": len(SEEDS)}
    assert again.posts == first.posts


def test_controls_that_another_tool_wrote_are_removed(run_newsspider: Newsspider, first: Ran) -> None:
    lines = first.lines("first.jsonl")
    lines[0] |= {"title": "标\0题", "channel": "china\ud800", "tags": ["\x1b沪指"]}
    (first.folder / "odd.jsonl").write_text(
        "".join(f"{json.dumps(line)}\n" for line in lines), encoding="ascii"
    )
    again = _elsewhere(run_newsspider, "-a", "path=odd.jsonl", "-O", "again.jsonl")
    assert (again.code, again.stderr) == (0, "")
    mended, *others = again.lines("again.jsonl")
    assert (mended["title"], mended["channel"], mended["tags"]) == ("标题", "china", ["沪指"])
    assert "controls_removed" in mended["repairs"]
    assert others == lines[1:]


def test_a_revision_keeps_its_number(run_newsspider: Newsspider, first: Ran) -> None:
    lines = first.lines("first.jsonl")
    lines[0]["revision"] = 3
    _write(first.folder / "third.jsonl", lines)
    again = _elsewhere(run_newsspider, "-a", "path=third.jsonl", "-O", "again.jsonl")
    assert [line["revision"] for line in again.lines("again.jsonl")] == [3, 1, 1, 1]


def test_two_texts_of_one_article_are_two_revisions(run_newsspider: Newsspider, first: Ran) -> None:
    line = next(line for line in first.lines("first.jsonl") if line["id"].startswith("sina:"))
    later = {**line, "text": "", "markdown": story("later"), "revision": 2}
    _write(first.folder / "both.jsonl", [line, later])
    again = _elsewhere(run_newsspider, "-a", "path=both.jsonl")
    assert len(again.lines("other/articles/*.jsonl")) == 2
    (text,) = (again.folder / "other/posts").iterdir()
    assert story("later") in text.read_text("utf-8")


BAD: list[dict[str, Any]] = [
    {"id": "../../etc/passwd"},
    {"schema": 99},
    {"schema": None},
    {"title": 5},
    {"markdown": None},
    {"tags": "沪指"},
    {"images": [{"path": "x"}]},
    {"images": [5]},
    {"published": "2021-10-09T19:41:14"},
    {"published": "gestern"},
    {"origin": {"kind": "rumour"}},
    {"origin": 5},
    {"revision": 0},
]


def test_what_is_no_record_harms_no_other(run_newsspider: Newsspider, first: Ran) -> None:
    lines = first.lines("first.jsonl")
    _write(first.folder / "bad.jsonl", [lines[0], *({**lines[1], **change} for change in BAD), lines[2]])
    again = _elsewhere(run_newsspider, "-a", "path=bad.jsonl")
    assert again.code == 0
    assert "kept 2" in " ".join(again.stdout.split())
    told = [(line["locator"], line["reason"]) for line in again.lines("other/rejected/*.jsonl")]
    assert told == [(f"bad.jsonl:{number}", "bad_record") for number in range(2, 2 + len(BAD))]


def test_markup_that_may_not_leave_does_not(run_newsspider: Newsspider, first: Ran) -> None:
    lines = first.lines("first.jsonl")
    lines[1]["markdown"] = f'<script>alert(1)</script>\n\n{story("s")} <a href="javascript:alert(1)">x</a>'
    lines[1]["url"] = "javascript:alert(1)"
    lines[1]["cover"] = "javascript:alert(1)"
    _write(first.folder / "bad.jsonl", lines)
    again = _elsewhere(run_newsspider, "-a", "path=bad.jsonl", "-O", "again.jsonl")
    record = again.lines("again.jsonl")[1]
    assert story("s") in record["text"]
    assert "alert(1)" not in record["markdown"]
    assert record["url"] is record["cover"] is None


def test_lines_of_another_kind_have_outcomes(run_newsspider: Newsspider) -> None:
    path = run_newsspider.folder / "x.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\n\n  \nnull\n{broken\n' + b"[" * 100_000 + b"\n\xff\xfe\n{}")
    ran = run_newsspider("crawl", "seeds", "-a", "path=x.jsonl")
    assert ran.outcomes == {"rejected": 6}
    assert [line["locator"] for line in ran.rejected] == [
        f"x.jsonl:{number}" for number in (1, 4, 5, 6, 7, 8)
    ]


def test_files_without_a_line(run_newsspider: Newsspider) -> None:
    for name, data in (("a.jsonl", b""), ("b.jsonl", b"\n\n"), ("c.jl", b" \n")):
        (run_newsspider.folder / name).write_bytes(data)
    ran = run_newsspider("crawl", "seeds", "-a", "path=.")
    told = [(line["locator"], line["reason"]) for line in ran.rejected]
    assert told == [(name, "empty_file") for name in ("a.jsonl", "b.jsonl", "c.jl")]


def test_a_line_that_is_too_long_ends_alone(run_newsspider: Newsspider, first: Ran) -> None:
    lines = first.lines("first.jsonl")
    _write(first.folder / "long.jsonl", [lines[0], {**lines[1], "text": "长" * 50_000}, lines[2]])
    again = _elsewhere(run_newsspider, "-a", "path=long.jsonl", "-s", "NEWSSPIDER_MAX_FILE=50000")
    (told,) = again.lines("other/rejected/*.jsonl")
    assert (told["locator"], told["reason"]) == ("long.jsonl:2", "too_large")
    assert "kept 2" in " ".join(again.stdout.split())


def test_reclean_finds_each_line_again(run_newsspider: Newsspider, first: Ran) -> None:
    settings = ("-s", "NEWSSPIDER_OUTPUT=other")
    _elsewhere(run_newsspider, "-a", "path=first.jsonl")
    again = run_newsspider("reclean", "--dry-run", *settings)
    assert again.stdout == f"dry run, nothing was changed: {len(SEEDS)} unchanged\n"
    path = first.folder / "first.jsonl"
    path.write_text(path.read_text("utf-8")[:-400], encoding="utf-8")
    short = run_newsspider("reclean", "--dry-run", *settings)
    assert "1 source_changed" in short.stdout


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
