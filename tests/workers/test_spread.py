"""`reclean` and `ledger rebuild` leave the same whoever works, in the order of their items."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from newsspider.workers import stage
from newsspider.workers.spread import spread, waited
from tests.conftest import Newsspider, story, write_post

_RULE = """[[rule]]
id = "word"
text = "^旧闻"
why = "a word that a test takes out"
"""
_TABLES = ("articles", "keys", "texts", "bands", "outbox", "posts")


def _work(batch: Sequence[int]) -> bytes:
    if 150 in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"\n".join(b"%d" % number for number in batch)


def _lost(number: int, why: str) -> bytes:
    return f"{number} {why}".encode()


@pytest.mark.slow
def test_items_stay_in_order_and_only_a_deadly_one_is_lost() -> None:
    done = list(waited(spread("2", _work, iter(range(300)), _lost)))
    assert [number for batch, _ in done for number in batch] == list(range(300))
    lines = [line for _, lines in done for line in lines.decode().split("\n")]
    wanted = [str(number) for number in range(300)]
    wanted[150] = "150 its worker was killed by SIGKILL"
    assert lines == wanted


def test_any_executor_keeps_the_order() -> None:
    async def batches() -> AsyncIterator[list[int]]:
        for number in range(0, 60, 3):
            yield list(range(number, number + 3))

    async def lines() -> list[bytes]:
        with ThreadPoolExecutor(3) as pool:
            return [line async for _, line in stage.in_order(pool, _work, batches(), 4, _lost)]

    assert b"\n".join(asyncio.run(lines())).split(b"\n") == [b"%d" % number for number in range(60)]


def test_a_few_items_are_done_here() -> None:
    done = waited(spread("2", lambda batch: b"\n".join([b"x"] * len(batch)), iter(range(20)), _lost))
    assert [len(batch) for batch, _ in done] == [8, 8, 4]
    assert list(waited(spread("2", _work, iter(()), _lost))) == []


@pytest.mark.slow
def test_reclean_and_rebuild_leave_the_same_with_workers(tmp_path: Path, run_newsspider: Newsspider) -> None:
    for number in range(200):
        body = f"旧闻{number}\n\n{story(f'{number}', 120)}" if number % 9 == 0 else story(f"{number}", 120)
        write_post(tmp_path / "seeds" / f"{number:03}.md", f"标题 {number}", body)
    at = ("-s", "NEWSSPIDER_NOW=2026-11-23T10:00:00+08:00")
    ran = run_newsspider("crawl", "seeds", "-a", f"path={tmp_path / 'seeds'}", *at)
    assert ran.code == 0, ran.stderr
    (tmp_path / "rules.toml").write_text(_RULE, encoding="utf-8")
    left = {}
    for workers in ("0", "2"):
        output = tmp_path / workers
        shutil.copytree(run_newsspider.folder / "output", output)
        where = ("-s", f"NEWSSPIDER_OUTPUT={output}", "-s", f"NEWSSPIDER_WORKERS={workers}", *at)
        rules = ("-s", f"NEWSSPIDER_CONFIG={tmp_path / 'rules.toml'}", "-s", "NEWSSPIDER_RUN=again")
        again = run_newsspider("reclean", *where, *rules)
        assert again.code == 0, again.stderr
        posts = {path.name: path.read_bytes() for path in (output / "posts").iterdir()}
        lines = (output / "articles" / "again.jsonl").read_bytes()
        assert lines.count(b"\n") == 23
        (output / "ledger.db").unlink()
        rebuilt = run_newsspider("ledger", "rebuild", *where)
        assert rebuilt.code == 0, rebuilt.stderr
        left[workers] = (again.stdout.replace(str(output), ""), posts, lines, _rows(output / "ledger.db"))
    assert left["0"] == left["2"]
    assert len(left["0"][1]) == 200


def _rows(ledger: Path) -> dict[str, list[object]]:
    with closing(sqlite3.connect(ledger)) as opened:
        return {table: sorted(opened.execute(f"SELECT * FROM {table}")) for table in _TABLES}  # noqa: S608
