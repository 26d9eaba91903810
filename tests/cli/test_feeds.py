"""Outputs beside the default ones, with Scrapy's own feed options."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newsspider.article import FIELDS
from tests.conftest import Newsspider

_FEEDS = """
[settings.FEEDS."few.jsonl"]
fields = { id = "key", html = "body" }
item_filter = "only.ShortNames"

[settings.FEEDS."packed.jsonl.gz"]
format = "jsonlines"
postprocessing = ["scrapy.extensions.postprocessing.GzipPlugin"]

[settings.FEEDS."batch-%(batch_id)02d.csv"]
batch_item_count = 2
fields = ["title", "categories"]

[settings.FEEDS."old.jsonl"]
encoding = "gb18030"
"""
_FILTER = """
class ShortNames:
    def __init__(self, feed_options):
        pass

    def accepts(self, item):
        return len(item.origin.locator) <= 4
"""


@pytest.fixture
def seeds(write_seed: Callable[..., Path]) -> Path:
    for name in ("a.md", "b.md", "long.md"):
        write_seed(name)
    return Path("seeds")


def test_every_form_of_output_in_one_run(run_newsspider: Newsspider, seeds: Path) -> None:
    folder = run_newsspider.folder
    (folder / "newsspider.toml").write_text(_FEEDS, encoding="utf-8")
    (folder / "only.py").write_text(_FILTER, encoding="utf-8")
    more = ["-O", "all.json", "-O", "all.csv", "-O", "blog:posts"]
    ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *more)
    assert (ran.code, ran.stderr) == (0, "")
    titles = [record["title"] for record in ran.records]
    assert titles == ["标题 a.md", "标题 b.md", "标题 long.md"]
    assert [record["title"] for record in json.loads((folder / "all.json").read_text("utf-8"))] == titles
    with (folder / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == titles
    assert [name for name in FIELDS if name != "html"] == list(rows[0])
    assert json.loads(rows[0]["origin"])["locator"] == "a.md"
    assert (rows[0]["tags"], rows[0]["url"]) == ("[]", "")
    assert sorted(path.name for path in (folder / "blog").iterdir()) == sorted(ran.posts)
    few = ran.lines("few.jsonl")
    assert [list(line) for line in few] == [["key", "body"]] * 2
    assert few[0]["body"].startswith("<p>")
    packed = gzip.decompress((folder / "packed.jsonl.gz").read_bytes()).decode("utf-8")
    assert [json.loads(line) for line in packed.splitlines()] == ran.records
    assert (folder / "batch-01.csv").read_text("utf-8").splitlines() == [
        "title,categories",
        "标题 a.md,[]",
        "标题 b.md,[]",
    ]
    assert (folder / "batch-02.csv").read_text("utf-8").splitlines()[1:] == ["标题 long.md,[]"]
    assert (
        json.loads((folder / "old.jsonl").read_bytes().decode("gb18030").splitlines()[0])["title"]
        == titles[0]
    )


def test_appending_adds_lines_and_no_second_heading(run_newsspider: Newsspider, seeds: Path) -> None:
    for _ in range(2):
        more = ["-o", "all.csv:csv", "-o", "all.jsonl"]
        ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *more)
        assert ran.code == 0
    twice = 2 * ["标题 a.md", "标题 b.md", "标题 long.md"]
    with (ran.folder / "all.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == twice
    assert [line["title"] for line in ran.lines("all.jsonl")] == twice


def test_stdout_is_the_feeds_and_the_summary_goes_to_stderr(run_newsspider: Newsspider, seeds: Path) -> None:
    ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", "-o", "-:jsonl")
    assert [json.loads(line)["title"] for line in ran.stdout.splitlines()] == [
        "标题 a.md",
        "标题 b.md",
        "标题 long.md",
    ]
    assert "kept    3" in ran.stderr
    assert ran.code == 0


def test_overwriting_twice_gives_the_same_bytes(run_newsspider: Newsspider, seeds: Path) -> None:
    found = []
    for now in ("2026-11-23T09:58:32+08:00", "2026-11-23T09:58:32+08:00"):
        more = ["-O", "all.jsonl", "-O", "output/posts:posts", "-s", f"NEWSSPIDER_NOW={now}"]
        ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *more)
        assert ran.code == 0
        found.append(((ran.folder / "all.jsonl").read_bytes(), ran.posts))
    assert found[0] == found[1]
    assert len(found[0][1]) == 3


def test_undated_articles_become_posts_when_a_setting_says_so(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("undated.md", date="")
    more = ["-s", "NEWSSPIDER_UNDATED_POSTS=1", "-s", "NEWSSPIDER_POST_NAME=x/{title}-{key}"]
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", *more)
    assert ran.code == 0
    assert [Path(name).parts[0] for name in ran.posts] == ["x"]


def test_only_the_newest_reports_stay(run_newsspider: Newsspider, seeds: Path) -> None:
    for name in ("one", "two", "three"):
        more = ["-s", f"NEWSSPIDER_RUN={name}", "-s", "NEWSSPIDER_REPORTS_KEPT=2"]
        run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *more)
    reports = run_newsspider.folder / "output" / "reports"
    assert sorted(path.name for path in reports.iterdir()) == ["three.json", "two.json"]
