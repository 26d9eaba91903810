"""Outputs beside the default ones, with Scrapy's own feed options."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsspider import read_post
from newsspider.model.article import FIELDS
from tests.conftest import Newsspider, drained

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


def _unpacked(path: Path) -> list[Any]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def seeds(write_seed: Callable[..., Path]) -> Path:
    for name in ("a.md", "b.md", "long.md"):
        write_seed(name)
    return Path("seeds")


def test_every_form_of_output_in_one_run(run_newsspider: Newsspider, seeds: Path) -> None:
    folder = run_newsspider.folder
    (folder / "scrapy.cfg").touch()  # the file beside it is trusted
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
    assert _unpacked(folder / "packed.jsonl.gz") == ran.records
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


@pytest.mark.parametrize("workers", ["0", pytest.param("1", marks=pytest.mark.slow)])
def test_outputs_that_ask_for_html_now_or_later_get_it(
    run_newsspider: Newsspider, seeds: Path, workers: str
) -> None:
    def feeds(name: str) -> str:
        return "FEEDS=" + json.dumps({name: {"format": "jsonlines", "fields": ["id", "html"]}})

    now = ("-s", feeds("now.jsonl"), "-s", f"NEWSSPIDER_WORKERS={workers}")
    assert run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *now).code == 0
    ran = run_newsspider("crawl", "archive", "-s", feeds("later.jsonl"))
    assert (ran.code, ran.stderr) == (0, "")
    made = [
        read_post(path.read_bytes(), path.name) for path in sorted((run_newsspider.folder / seeds).iterdir())
    ]
    assert [line["html"] for line in ran.lines("now.jsonl")] == [article.html for article in made]
    assert ran.lines("later.jsonl") == ran.lines("now.jsonl")
    assert made[0].html.startswith("<p>")


def test_the_next_run_continues_with_every_form_of_output(
    run_newsspider: Newsspider, seeds: Path, write_seed: Callable[..., Path]
) -> None:
    folder = run_newsspider.folder
    (folder / "scrapy.cfg").touch()  # the file beside it is trusted
    (folder / "newsspider.toml").write_text(_FEEDS, encoding="utf-8")
    (folder / "only.py").write_text(_FILTER, encoding="utf-8")
    assert run_newsspider("crawl", "seeds", "-a", f"path={seeds}").code == 0
    for name in ("c.md", "other.md"):
        write_seed(name)
    ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}")
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 3, "kept": 2}, {})
    names = ["a.md", "b.md", "long.md", "c.md", "other.md"]
    assert [record["title"] for record in ran.records] == [f"标题 {name}" for name in names]
    assert _unpacked(folder / "packed.jsonl.gz") == ran.records
    assert len(ran.lines("few.jsonl")) == 3
    with (folder / "batch-01.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == [f"标题 {names[at]}" for at in (0, 1, 3, 4)]


def test_one_file_is_one_feed_however_its_name_is_written(run_newsspider: Newsspider, seeds: Path) -> None:
    (run_newsspider.folder / "x").mkdir()
    for name in ("all.jsonl", "x/../all.jsonl", str(run_newsspider.folder / "all.jsonl")):
        ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", "-o", name)
        assert (ran.code, len(ran.lines("all.jsonl"))) == (0, 3)


def test_appending_adds_what_is_lacking_and_no_second_heading(
    run_newsspider: Newsspider, seeds: Path, write_seed: Callable[..., Path]
) -> None:
    run = ("crawl", "seeds", "-a", f"path={seeds}", "-o", "all.csv:csv", "-o", "all.jsonl", "-o", "old.jsonl")
    old = run_newsspider.folder / "old.jsonl"
    old.write_text('{"title": "old"}\n', encoding="utf-8")
    assert run_newsspider(*run).code == 0
    inode = old.stat().st_ino
    assert run_newsspider(*run).code == 0
    assert old.stat().st_ino == inode  # nothing was lacking, so it was not even written anew
    write_seed("c.md")
    ran = run_newsspider(*run)
    titles = ["标题 a.md", "标题 b.md", "标题 long.md", "标题 c.md"]
    with (ran.folder / "all.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == titles
    assert [line["title"] for line in ran.lines("all.jsonl")] == titles
    assert [line["title"] for line in ran.lines("old.jsonl")] == ["old", *titles]


def test_an_absent_or_overwritten_file_gets_everything_met_again(
    run_newsspider: Newsspider, seeds: Path
) -> None:
    run = ("crawl", "seeds", "-a", f"path={seeds}")
    first = run_newsspider(*run, "-o", "all.jsonl")
    (first.folder / "all.jsonl").unlink()
    again = run_newsspider(*run, "-o", "all.jsonl")
    assert again.outcomes == {"unchanged": 3}
    assert again.lines("all.jsonl") == first.records
    (again.folder / "all.jsonl").write_text("old\n", encoding="utf-8")
    assert run_newsspider(*run, "-O", "all.jsonl").lines("all.jsonl") == first.records
    assert len(list((first.folder / "output" / "articles").iterdir())) == 1


def test_batches_continue_in_the_next_run(
    run_newsspider: Newsspider, seeds: Path, write_seed: Callable[..., Path]
) -> None:
    batches = '[settings.FEEDS."b/%(run)s-%(batch_id)d.jsonl"]\nformat = "jsonlines"\nbatch_item_count = 2\n'
    (run_newsspider.folder / "newsspider.toml").write_text(batches, encoding="utf-8")
    for name in ("one", "two", "three"):
        ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", "-s", f"NEWSSPIDER_RUN={name}")
        assert ran.code == 0
        write_seed(f"{name}.md")
    found = {
        path.stem: [json.loads(line)["title"] for line in path.read_text("utf-8").splitlines()]
        for path in (ran.folder / "b").iterdir()
    }
    assert found == {
        "one-1": ["标题 a.md", "标题 b.md"],
        "one-2": ["标题 long.md"],
        "two-1": ["标题 one.md"],
        "three-1": ["标题 two.md"],
    }


def test_stdout_is_the_feeds_and_the_summary_goes_to_stderr(run_newsspider: Newsspider, seeds: Path) -> None:
    for outcome in (
        "kept       3",
        "unchanged  3",
    ):  # what goes to a pipe is gone, so it all goes there again
        ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", "-o", "-:jsonl")
        titles = [json.loads(line)["title"] for line in ran.stdout.splitlines()]
        assert titles == ["标题 a.md", "标题 b.md", "标题 long.md"]
        assert " ".join(outcome.split()) in " ".join(ran.stderr.split())
        assert ran.code == 0


def test_a_pipe_gets_everything_met_in_each_run(run_newsspider: Newsspider, seeds: Path) -> None:
    pipe = run_newsspider.folder / "pipe"
    os.mkfifo(pipe)
    for _ in range(2):
        process = run_newsspider.start("crawl", "seeds", "-a", f"path={seeds}", "-o", "pipe:jsonl")
        lines = drained(pipe, process).splitlines()
        assert process.returncode == 0
        assert [json.loads(line)["title"] for line in lines] == ["标题 a.md", "标题 b.md", "标题 long.md"]


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
    write_seed("dated.md")
    write_seed("undated.md", date="")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert (ran.code, len(ran.records), len(ran.posts), ran.report["waiting"]) == (0, 2, 1, {})
    assert "\nwithout a post\n  no date, so in JSONL only  1\n" in ran.stdout
    assert ran.report["undated"] == 1
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")  # nothing is due to anyone
    assert ("without a post" in ran.stdout, ran.report["undated"]) == (False, 0)
    more = ["-s", "NEWSSPIDER_UNDATED_POSTS=1", "-s", "NEWSSPIDER_POST_NAME=x/{title}-{key}"]
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-O", "output/posts:posts", *more)
    assert (ran.code, len(ran.records), len(ran.posts), ran.report["undated"]) == (0, 2, 2, 0)
    assert "without a post" not in ran.stdout
    assert [name for name in ran.posts if name.startswith("x/标题-undated")]


def test_only_the_newest_reports_stay(run_newsspider: Newsspider, seeds: Path) -> None:
    for name in ("one", "two", "three"):
        more = ["-s", f"NEWSSPIDER_RUN={name}", "-s", "NEWSSPIDER_REPORTS_KEPT=2"]
        run_newsspider("crawl", "seeds", "-a", f"path={seeds}", *more)
    reports = run_newsspider.folder / "output" / "reports"
    assert sorted(path.name for path in reports.iterdir()) == [
        "three.html",
        "three.json",
        "two.html",
        "two.json",
    ]
