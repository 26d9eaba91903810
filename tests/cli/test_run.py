"""The main job over a folder that holds everything: each input has an outcome, and the sums agree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newsspider.model.article import schema
from tests.conftest import Newsspider, Ran, story, write_post

_NOW = "2026-11-23T09:58:32+08:00"


@pytest.fixture(scope="module")
def run(module_newsspider: Newsspider) -> Ran:
    seeds = module_newsspider.folder / "seeds"
    write_post(seeds / "a" / "second.md", "第二篇", story("二"))
    write_post(seeds / "first.md", "第一篇", story("一"))
    write_post(seeds / "copy.md", "第一篇的转载", story("一"))
    write_post(seeds / "near.md", "第一篇，有人改了一个字", f"又{story('一')}")
    write_post(seeds / "undated.txt", "没有日期", story("三"), date="")
    write_post(seeds / "untitled.md", "", "短。")
    (seeds / "empty.md").write_bytes(b"")
    (seeds / "picture.jpg").write_bytes(b"no input")
    (seeds / ".hidden.md").write_bytes(b"no input")
    (seeds / "out.md").symlink_to("/etc/hostname")
    os.mkfifo(seeds / "pipe.md")
    return module_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_NOW={_NOW}")


def test_a_run_with_verdicts_is_a_good_run(run: Ran) -> None:
    assert (run.code, run.stderr) == (0, "")


def test_the_summary_adds_up(run: Ran) -> None:
    assert run.stdout.splitlines() == [
        "seeds-20261123-095832",
        "  rejected   4",
        "  kept       3",
        "  duplicate  2",
        "  inputs     9",
        "",
        "why not kept",
        "  empty_file      1",
        "  near_duplicate  1",
        "  no_title        1",
        "  not_a_file      1",
        "  outside_folder  1",
        "  same_digest     1",
        "",
        "not an input",
        "  .jpg    1",
        "  hidden  1",
        "",
        "written",
        "  output/posts                                 2",
        "  output/articles/seeds-20261123-095832.jsonl  3",
        "",
        "without a post",
        "  no date, so in JSONL only  1",
    ]


def test_the_records_are_in_the_order_of_the_paths(run: Ran) -> None:
    assert [record["origin"]["locator"] for record in run.records] == [
        "a/second.md",
        "copy.md",
        "undated.txt",
    ]
    for record in run.records:
        Draft202012Validator(schema()).validate(record)
        assert record["fetched"] == _NOW
        assert record["origin"]["spider"] == "seeds"
        assert "html" not in record


def test_the_dated_ones_are_posts(run: Ran) -> None:
    names = [f"2021-10-09-{record['digest']}.md" for record in run.records if record["published"]]
    assert sorted(run.posts) == sorted(names)
    assert all(text.startswith("---\ntitle: '") for text in run.posts.values())


def test_what_was_not_kept_is_written_out_with_its_reason(run: Ran) -> None:
    told = {line["locator"]: (line["outcome"], line["reason"]) for line in run.rejected}
    assert told == {
        "empty.md": ("rejected", "empty_file"),
        "first.md": ("duplicate", "same_digest"),
        "near.md": ("duplicate", "near_duplicate"),
        "out.md": ("rejected", "outside_folder"),
        "pipe.md": ("rejected", "not_a_file"),
        "untitled.md": ("rejected", "no_title"),
    }
    copies = [line for line in run.rejected if line["outcome"] == "duplicate"]
    assert [copy["title"] for copy in copies] == ["第一篇", "第一篇，有人改了一个字"]
    assert {copy["duplicate_of"] for copy in copies} == {run.records[1]["id"]}


def test_the_report_has_the_same_numbers(run: Ran) -> None:
    report: dict[str, Any] = run.report
    assert report["run"] == "seeds-20261123-095832"
    assert report["started"] == report["ended"] == _NOW
    assert report["exit_code"] == 0
    assert report["inputs"] == sum(report["outcomes"].values()) == 9
    assert report["outcomes"] == {"rejected": 4, "kept": 3, "duplicate": 2}
    assert [output["written"] for output in report["outputs"]] == [2, 3]
    assert report["waiting"] == {}


def test_nothing_is_left_beside_the_outputs(run: Ran) -> None:
    left = {path.name for path in (run.folder / "output").iterdir()}
    assert left == {".lock", "articles", "ledger.db", "posts", "rejected", "reports"}
    assert not [path for path in (run.folder / "output").rglob("*") if ".part" in path.name]


def test_a_second_run_in_the_same_second_has_another_name_and_writes_nothing(
    run: Ran, module_newsspider: Newsspider
) -> None:
    posts = {path: path.stat().st_mtime_ns for path in (run.folder / "output" / "posts").iterdir()}
    again = module_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_NOW={_NOW}")
    assert again.code == 0
    assert again.stdout.startswith("seeds-20261123-095832_2\n")
    # Copies are no articles of their own, so they are copies again.
    assert again.outcomes == {"rejected": 4, "unchanged": 3, "duplicate": 2}
    assert again.report["outputs"] == []
    assert len(again.records) == 3
    assert posts == {path: path.stat().st_mtime_ns for path in (run.folder / "output" / "posts").iterdir()}


def test_the_same_files_made_in_another_order_give_the_same_bytes(run: Ran, tmp_path: Path) -> None:
    names = ["first.md", "copy.md", "near.md", "undated.txt", "a/second.md", "untitled.md"]
    for name in reversed(names):
        (tmp_path / "other" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "other" / name).write_bytes((run.folder / "seeds" / name).read_bytes())
    replayed = Newsspider(tmp_path, real=True)(  # another seed of hashes
        "crawl", "seeds", "-a", "path=other", "-s", f"NEWSSPIDER_NOW={_NOW}"
    )
    assert replayed.posts == run.posts
    one, other = (
        (folder / "output/articles/seeds-20261123-095832.jsonl").read_bytes()
        for folder in (run.folder, tmp_path)
    )
    assert one == other
