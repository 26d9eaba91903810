"""The output does not depend on who works: none, one or several processes, of which some may die."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from newsspider.workers import serve
from tests.conftest import ROOT, Newsspider, Ran
from tests.crash import killing
from tests.workers import many

_PIPELINE = """
class Titles:
    def process_item(self, item):
        item.title += "！"
        return item
"""
_MIDDLEWARE = """
class Without:
    async def process_start(self, start):
        async for one in start:
            if getattr(one, "locator", "") != "005.md":
                yield one
"""
_PROCESSOR = """
from scrapy.pipelines import ItemPipelineManager

class Processor(ItemPipelineManager):
    async def process_item_async(self, item):
        item = await super().process_item_async(item)
        print("processed", item.title)
        return item
"""
_SAID = "This process stores what others read"
_TRACE = ("-s", "NEWSSPIDER_TRACE=1")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    many.write_many(folder, 160)
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, module_newsspider: Newsspider) -> many.Left:
    ran = many.crawl(module_newsspider, seeds, "0", *_TRACE)
    assert ran.code == 0, ran.stderr
    return many.left(ran)


def _removals(runner: Newsspider) -> list[str]:
    path = runner.folder / "output" / "reports" / "r.removals.jsonl"
    return path.read_text("utf-8").splitlines()


def test_two_workers_leave_what_none_does(
    seeds: Path, calm: many.Left, module_newsspider: Newsspider, run_newsspider: Newsspider
) -> None:
    ran = many.crawl(run_newsspider, seeds, "2", "-L", "INFO", *_TRACE)
    assert ran.code == 0, ran.stderr
    assert _SAID in ran.stderr
    removals = _removals(run_newsspider)
    assert len(removals) > 160
    assert removals == _removals(module_newsspider)
    assert many.left(ran) == calm
    assert ran.outcomes == {"kept": 162, "duplicate": 17, "rejected": 5, "revised": 1}
    assert ran.report["inputs"] == 160 + 16 + 2 + 2 + 5


def test_a_small_run_starts_no_worker(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder / "seeds"
    many.write_posts(folder, 128)
    few = many.crawl(run_newsspider, folder, "2", "-L", "INFO")
    assert (few.code, few.outcomes, _SAID in few.stderr) == (0, {"kept": 128}, False)
    many.write_posts(folder, 129)
    more = many.crawl(run_newsspider, folder, "2", "-L", "INFO", "-O", "all.jsonl")
    assert (more.code, more.outcomes, _SAID in more.stderr) == (0, {"unchanged": 128, "kept": 1}, True)


def test_a_pipeline_of_the_users_own_keeps_the_work_in_this_process(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_posts(folder / "seeds", 130)
    (folder / "own.py").write_text(_PIPELINE, encoding="utf-8")
    own = 'ITEM_PIPELINES={"own.Titles": 400}'
    ran = many.crawl(run_newsspider, folder / "seeds", "2", "-L", "INFO", "-s", own)
    assert ran.code == 0, ran.stderr
    assert {record["title"][-1] for record in ran.records} == {"！"}
    assert ran.stderr.count("No worker processes: the project's own pipelines") == 1
    assert _SAID not in ran.stderr


def test_a_middleware_of_the_users_own_sees_every_entry(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_posts(folder / "seeds", 10)
    (folder / "own.py").write_text(_MIDDLEWARE, encoding="utf-8")
    own = 'SPIDER_MIDDLEWARES={"own.Without": 400}'
    ran = many.crawl(run_newsspider, folder / "seeds", "0", "-s", own)
    assert (ran.code, ran.outcomes) == (0, {"kept": 9}), ran.stderr


def test_an_item_processor_of_the_users_own_sees_every_entry(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_posts(folder / "seeds", 3)
    (folder / "own.py").write_text(_PROCESSOR, encoding="utf-8")
    ran = many.crawl(run_newsspider, folder / "seeds", "0", "-s", "ITEM_PROCESSOR=own.Processor")
    assert (ran.code, ran.outcomes) == (0, {"kept": 3}), ran.stderr
    assert ran.stdout.count("processed ") == 3


def test_an_input_that_fails_in_this_process_fails_alone(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_deadly(folder, 10, {4: "错"})
    ran = many.crawl(run_newsspider, folder / "seeds", "0")
    assert (ran.code, ran.outcomes) == (3, {"kept": 9, "failed": 1}), ran.stderr
    assert [(line["locator"], line["detail"]) for line in ran.rejected] == [
        ("004.html", "KeyError: 'a fault of this reader'")
    ]
    assert "Traceback" not in ran.stdout
    locators = [record["origin"]["locator"] for record in ran.records]
    assert locators == sorted(locators)


@pytest.mark.slow
def test_an_input_that_ends_its_worker_fails_alone(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_deadly(folder, 200, {0: "毒", 150: "毒", 151: "满", 170: "错"})
    ran = many.crawl(run_newsspider, folder / "seeds", "2")
    assert (ran.code, ran.outcomes) == (3, {"kept": 196, "failed": 4}), ran.stderr
    assert [(line["locator"], line["reason"], line["detail"]) for line in ran.rejected] == [
        ("000.html", "worker_died", "its worker was killed by SIGKILL"),
        ("150.html", "worker_died", "its worker was killed by SIGKILL"),
        ("151.html", "worker_died", "its worker ran out of memory"),
        ("170.html", "internal_error", "KeyError: 'a fault of this reader'"),
    ]
    locators = [record["origin"]["locator"] for record in ran.records]
    assert locators == sorted(locators)
    assert len(locators) == 196
    # The next run meets these four alone, and does not read them itself.
    ran = many.crawl(run_newsspider, folder / "seeds", "2")
    assert (ran.code, ran.outcomes) == (3, {"unchanged": 196, "failed": 4}), ran.stderr


@pytest.mark.parametrize("workers", ["0", pytest.param("2", marks=pytest.mark.slow)])
def test_an_input_that_ends_a_small_run_ends_no_second_one(workers: str, run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_deadly(folder, 6, {4: "毒"})
    killed = many.crawl(run_newsspider, folder / "seeds", workers)
    assert (killed.code, list(killed.posts)) == (-signal.SIGKILL, [])
    for kept in ("kept", "unchanged"):
        ran = many.crawl(run_newsspider, folder / "seeds", workers)
        assert (ran.code, ran.outcomes) == (3, {kept: 5, "failed": 1}), ran.stderr
        assert [(line["locator"], line["reason"]) for line in ran.rejected] == [("004.html", "worker_died")]
        assert ("an earlier run was killed while it read 004.html" in ran.stdout) == (kept == "kept")
    # One that is mended is read as any other.
    page = (folder / "seeds" / "004.html").read_text("utf-8")
    many.write_page(folder / "seeds" / "004.html", page.replace("毒", ""))
    ran = many.crawl(run_newsspider, folder / "seeds", workers)
    assert ran.code == 0, ran.stderr
    assert len(ran.posts) == 6
    assert not (folder / "output" / ".reading").exists()
    with closing(sqlite3.connect(folder / "output" / "ledger.db")) as ledger:
        assert ledger.execute("SELECT count(*) FROM deadly_inputs").fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_run(
    number: signal.Signals, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    moment = killing.Moment("commit", 12, number)
    process = run_newsspider.start(*many.arguments(seeds, "2"), at=moment.watched)
    code, said = killing.ended(process)
    assert code == killing.CODES[number], said
    assert "Traceback" not in said
    many.wait_for_none(run_newsspider.folder)
    ran = many.crawl(run_newsspider, seeds, "2")
    found = many.left(ran)
    assert (ran.code, found.posts, found.lines) == (0, calm.posts, calm.lines), ran.stderr


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Give a worker process that is ready, with pipes to it."""
    command = [sys.executable, "-m", serve.__name__]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert serve.read(process.stdout) == b"ready"
        yield process


def _ask(worker: subprocess.Popen[bytes], do: Callable[..., object], *given: object) -> None:
    assert worker.stdin is not None
    serve.write(worker.stdin, pickle.dumps((do, given, {})))


def _said(pipe: IO[bytes] | None) -> bytes:
    assert pipe is not None
    return pipe.read()


def test_a_worker_that_nobody_listens_to_ends_without_a_word(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdout is not None
    worker.stdout.close()
    _ask(worker, len, "a")
    assert (worker.wait(20), _said(worker.stderr)) == (0, b"")


def test_a_worker_that_an_input_ends_ends_without_a_word(worker: subprocess.Popen[bytes]) -> None:
    _ask(worker, sys.exit, 3)
    assert (worker.wait(20), _said(worker.stdout), _said(worker.stderr)) == (serve.ENDED, b"", b"")


@pytest.mark.slow
def test_killed_workers_lose_nothing(seeds: Path, calm: many.Left, run_newsspider: Newsspider) -> None:
    process = run_newsspider.start(*many.arguments(seeds, "2"))
    killing.wait_until(lambda: len(many.workers_in(run_newsspider.folder)) == 2, process)
    for worker in many.workers_in(run_newsspider.folder):
        os.kill(worker, signal.SIGKILL)
    assert killing.ended(process)[0] == 0
    assert many.left(Ran(0, "", "", run_newsspider.folder)) == calm
