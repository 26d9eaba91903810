"""Failures through the real command line: the exit code, one sentence, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider

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
        from newsspider.run.run import Run
        Run.of(self.crawler).outcomes.met()


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
        (run_newsspider.folder / "scrapy.cfg").touch()  # the file beside it is trusted
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
    assert ran.outcomes == {"kept": 2, "filtered": 1}


def test_a_pipeline_behind_the_last_is_wrong_use(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('ITEM_PIPELINES = { "parts.Filtering" = 20000 }')
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.posts) == (2, {})
    assert ran.stderr == (
        "newsspider: ITEM_PIPELINES has parts.Filtering after StorePipeline, which must be last: give it a lower number\n"
    )


def test_start_that_raises_fails_the_run(run_newsspider: Newsspider, parts: Callable[[str], None]) -> None:
    parts('SPIDER_MODULES = ["newsspider.spiders", "parts"]')
    run_newsspider.folder.joinpath("old.jsonl").write_text("old\n", encoding="utf-8")
    ran = run_newsspider("crawl", "broken_start", "-a", "path=seeds", "-O", "old.jsonl")
    assert ran.code == 1
    assert "unexpected error, RuntimeError: the list is gone" in ran.stderr.splitlines()[-1]
    assert (ran.folder / "old.jsonl").read_text("utf-8") == "old\n"
    assert not list(ran.folder.rglob("*.part"))
    # The article that waited for its commit is stored and has its post; files wait for a run that ends well.
    assert (ran.outcomes, len(ran.posts), ran.records) == ({"kept": 1}, 1, [])
    assert ran.report["waiting"] == {"output/articles/<run>.jsonl": 1, "old.jsonl": 1}
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 1, "kept": 2})
    assert [record["origin"]["locator"] for record in ran.records] == ["a.md", "b.md", "c.md"]


def test_an_expected_error_is_a_message_without_traceback(
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
    assert ran.report["inputs"] == sum(ran.outcomes.values())
    # Every article that was met is stored, so that the run is made up for by the next.
    assert set(ran.outcomes) == {"kept"}
    assert len(ran.posts) == ran.report["inputs"]


def test_an_input_without_an_outcome_fails_the_run(
    run_newsspider: Newsspider, parts: Callable[[str], None]
) -> None:
    parts('EXTENSIONS = { "parts.Miscounting" = 50 }')
    ran = run_newsspider(*_RUN)
    assert ran.code == 1
    assert ran.stderr == "newsspider: 4 inputs but 3 outcomes; please report this with the log\n"


_THEIRS = "scrapy.extensions.feedexport.FeedExporter"


@pytest.mark.parametrize(
    ("extensions", "told"),
    [
        ('{"newsspider.run.run.Run": null}', "newsspider is not enabled"),
        (f'{{"{_THEIRS}": 0}}', "another feed exporter"),
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
    storages = '{"": "newsspider.outputs.storages.local_storage", "far": "parts.storage"}'
    ran = run_newsspider(*_RUN, "-O", "far://x/y.jsonl", "-s", f"FEED_STORAGES={storages}")
    assert ran.code == 1
    assert ran.stderr.splitlines()[-1].startswith("newsspider: no output can be written")
    assert ran.stdout == ""
