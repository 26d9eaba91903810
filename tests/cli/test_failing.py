"""Failures through the real command line: the exit code, one sentence, and what is left behind."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import BODY, Newsspider, write_post

_PARTS = """
from newsspider.errors import OutputFailed
from newsspider.spiders.base import BaseSpider
from newsspider.spiders.seeds import SeedsSpider
from scrapy import signals


class Breaking:
    def process_item(self, item):
        if "b.md" in item.origin.locator:
            raise KeyError("broken")
        return item


class Filtering:
    def process_item(self, item):
        from scrapy.exceptions import DropItem
        if "b.md" in item.origin.locator:
            raise DropItem("not wanted")
        return item


class Listening:
    @classmethod
    def from_crawler(cls, crawler):
        listening = cls()
        crawler.signals.connect(listening.item_scraped, signals.item_scraped)
        return listening

    def item_scraped(self, item):
        raise ValueError("a handler that raises")


class Miscounting:
    @classmethod
    def from_crawler(cls, crawler):
        self = cls()
        self.crawler = crawler
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        return self

    def spider_opened(self):
        from newsspider.extensions.outcomes import Outcomes
        self.crawler.get_extension(Outcomes).met()


class BrokenStart(SeedsSpider):
    name = "broken_start"

    async def entries(self):
        async for entry in super().entries():
            yield entry
            raise RuntimeError("the list is gone")


class OurFault(BaseSpider):
    name = "our_fault"

    async def entries(self):
        raise OutputFailed("the sentence itself")
        yield
"""
_RUN = ("crawl", "seeds", "-a", "path=seeds")


@pytest.fixture
def parts(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> Callable[[str], None]:
    """Write parts that fail, three seeds, and a configuration that uses them."""
    (run_newsspider.folder / "parts.py").write_text(_PARTS, encoding="utf-8")
    for name in ("a.md", "b.md", "c.md"):
        write_seed(name)

    def configure(lines: str) -> None:
        path = run_newsspider.folder / "newsspider.toml"
        path.write_text(f"[settings]\n{lines}\n", encoding="utf-8")

    return configure


def test_a_pipeline_that_raises_fails_one_input(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('ITEM_PIPELINES = { "parts.Breaking" = 450 }')
    ran = run_newsspider(*_RUN, "--nolog")
    assert ran.code == 3
    (line,) = ran.rejected
    assert (line["locator"], line["outcome"], line["reason"]) == ("b.md", "failed", "internal_error")
    assert line["detail"] == "KeyError: 'broken'"
    (path,) = (ran.folder / "output" / "rejected").iterdir()
    assert ran.stderr == f"newsspider: 1 of 3 inputs failed; output/rejected/{path.name} says why\n"
    assert [record["origin"]["locator"] for record in ran.records] == ["a.md", "c.md"]


def test_a_pipeline_of_the_user_may_drop(run_newsspider: Newsspider, parts: Callable[[str], None]) -> None:
    parts('ITEM_PIPELINES = { "parts.Filtering" = 450 }')
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.report["outcomes"] == {"kept": 2, "filtered": 1}


def test_start_that_raises_fails_the_run(run_newsspider: Newsspider, parts: Callable[[str], None]) -> None:
    parts('SPIDER_MODULES = ["parts"]')
    run_newsspider.folder.joinpath("old.jsonl").write_text("old\n", encoding="utf-8")
    ran = run_newsspider("crawl", "broken_start", "-a", "path=seeds", "-O", "old.jsonl")
    assert ran.code == 1
    assert "unexpected error, RuntimeError: the list is gone" in ran.stderr.splitlines()[-1]
    assert (ran.folder / "old.jsonl").read_text("utf-8") == "old\n"
    assert not list(ran.folder.rglob("*.part"))
    assert len(ran.records) == 1


def test_an_error_of_ours_is_a_sentence_and_no_traceback(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('SPIDER_MODULES = ["parts"]')
    ran = run_newsspider("crawl", "our_fault", "--quiet")
    assert ran.code == 1
    assert ran.stderr == "newsspider: the sentence itself\n"
    assert "inputs  0" in ran.stdout


def test_a_signal_handler_that_raises_stops_the_run(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('EXTENSIONS = { "parts.Listening" = 50 }')
    ran = run_newsspider(*_RUN, "--nolog")
    assert ran.code == 1
    assert ran.stderr.startswith("newsspider: the run stopped at an unexpected error, ValueError: a handler")
    assert ran.report["inputs"] == sum(ran.report["outcomes"].values())


def test_an_input_without_an_outcome_fails_the_run(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('EXTENSIONS = { "parts.Miscounting" = 50 }')
    ran = run_newsspider(*_RUN)
    assert ran.code == 1
    assert ran.stderr == "newsspider: 4 inputs and 3 outcomes: the sums do not agree\n"


_OURS = '"newsspider.extensions.failures.Failures": 1, "newsspider.extensions.outcomes.Outcomes": 2'
_THEIRS = "scrapy.extensions.feedexport.FeedExporter"


@pytest.mark.parametrize(
    ("extensions", "told"),
    [
        ("{}", "an extension that newsspider cannot do without"),
        (f'{{{_OURS}, "{_THEIRS}": null}}', "no output can be written"),
        (f"{{{_OURS}}}", "another feed exporter"),
    ],
)
def test_a_run_without_what_watches_it_fails(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], extensions: str, told: str
) -> None:
    write_seed("a.md")
    ran = run_newsspider(*_RUN, "-s", f"EXTENSIONS={extensions}")
    assert ran.code == 1
    assert told in ran.stderr


def test_a_storage_that_is_not_there_ends_the_run_before_it_reads(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "parts.py").write_text(
        "from scrapy.exceptions import NotConfigured\n"
        "def storage(uri, feed_options=None):\n    raise NotConfigured('no library')\n",
        encoding="utf-8",
    )
    storages = '{"": "newsspider.exporters.storage.local_storage", "far": "parts.storage"}'
    ran = run_newsspider(*_RUN, "-O", "far://x/y.jsonl", "-s", f"FEED_STORAGES={storages}")
    assert ran.code == 1
    assert ran.stderr.splitlines()[-1].startswith("newsspider: no output can be written")
    assert "inputs  0" in ran.stdout


@pytest.mark.parametrize("name", ["output/posts", "output/articles", "output/rejected", "output/reports"])
def test_a_file_in_the_way_of_an_output(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], name: str
) -> None:
    write_seed("a.md")
    write_seed("empty.md").write_bytes(b"")
    path = run_newsspider.folder / name
    path.parent.mkdir()
    path.write_text("a file", encoding="utf-8")
    ran = run_newsspider(*_RUN)
    assert ran.code == 1
    assert ran.stderr.startswith(f"newsspider: {name}/")
    assert "cannot be written: " in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(40):
        write_seed(f"{number:02}.md", body=f"{number}：{BODY}" * 100)
    old = run_newsspider.folder / "all.jsonl"
    old.write_text("old\n", encoding="utf-8")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    ran = run_newsspider(*_RUN, "-O", "all.jsonl", preexec_fn=little_room)
    assert ran.code == 1
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.endswith("cannot be written: File too large\n")
    assert old.read_text("utf-8") == "old\n"
    assert not [path for path in ran.folder.rglob("*") if ".part" in path.name]
    report = ran.report
    assert report["inputs"] == sum(report["outcomes"].values())
    assert report["outcomes"]["kept"] == len(ran.posts) - report["outcomes"]["failed"] < 40


def test_what_only_an_incomplete_output_took_is_not_kept(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(3):
        write_seed(f"{number}.md", date="", body=f"{number}：{BODY}" * 100)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    ran = run_newsspider(*_RUN, preexec_fn=little_room)
    assert ran.code == 1
    assert ran.report["outcomes"] == {"failed": 3}
    assert [line["reason"] for line in ran.rejected] == 3 * ["not_written"]
    assert ran.records == []


def test_another_articles_file_is_never_overwritten(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    first = run_newsspider(*_RUN)
    (name,) = first.posts
    theirs = write_post(first.folder / "output" / "posts" / name, "别人的文章").read_bytes()
    ran = run_newsspider(*_RUN)
    assert ran.code == 3
    assert (ran.folder / "output" / "posts" / name).read_bytes() == theirs
    (line,) = ran.rejected
    assert (line["outcome"], line["reason"]) == ("failed", "foreign_file")
    assert len(ran.records) == 2


def test_our_own_post_is_brought_up_to_date(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md", title="旧标题")
    old = run_newsspider(*_RUN).posts
    write_seed("a.md", title="新标题")
    ran = run_newsspider(*_RUN)
    assert ran.code == 0
    assert list(old) == list(ran.posts)
    assert "新标题" in "".join(ran.posts.values())
