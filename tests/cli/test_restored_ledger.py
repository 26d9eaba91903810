"""A ledger that is older than what lies beside it: restored from a backup, deleted, empty."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Newsspider, Ran, story


def _crawl(run: Newsspider, name: str, *args: str) -> Ran:
    ran = run("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_RUN={name}", *args)
    assert ran.code == 0, ran.stderr
    return ran


def _text(number: int) -> str:
    """Return an article of which each version tells another figure."""
    return f"{story('a', 200)}成交{number}00亿元。"


def _restored(run: Newsspider, write_seed: Callable[..., Path]) -> Path:
    """Have a post revised by a second run, the ledger of the first one put back; return the post."""
    ledger = run.folder / "output" / "ledger.db"
    write_seed("a.md", body=_text(1))
    _crawl(run, "r1")
    backup = shutil.copy(ledger, run.folder / "backup.db")
    write_seed("a.md", body=_text(2))
    assert _crawl(run, "r2").outcomes == {"revised": 1}
    for beside in ledger.parent.glob("ledger.db*"):
        beside.unlink()
    shutil.copy(backup, ledger)
    write_seed("a.md", body=_text(3))
    (post,) = (run.folder / "output" / "posts").glob("*.md")
    assert "成交200亿元" in post.read_text(encoding="utf-8")
    return post


def test_a_post_that_was_revised_since_the_backup_is_no_edit(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    post = _restored(run_newsspider, write_seed)
    assert _crawl(run_newsspider, "r3").outcomes == {"revised": 1}
    assert "成交300亿元" in post.read_text(encoding="utf-8")


def test_a_post_that_the_user_edited_since_the_backup_is_left_alone(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    post = _restored(run_newsspider, write_seed)
    post.write_text(post.read_text(encoding="utf-8").replace("成交", "一个人说成交"), encoding="utf-8")
    assert _crawl(run_newsspider, "r3").outcomes == {"edited": 1}
    assert "一个人说成交200亿元" in post.read_text(encoding="utf-8")


# --- the lines of files ---


def _ids(run: Newsspider, pattern: str) -> list[str]:
    lines = [
        line for path in sorted(run.folder.glob(pattern)) for line in path.read_text("utf-8").splitlines()
    ]
    return [json.loads(line)["id"] for line in lines]


def _lose(run: Newsspider) -> None:
    for beside in (run.folder / "output").glob("ledger.db*"):
        beside.unlink()


def test_a_lost_ledger_writes_no_line_twice_and_says_so(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for name in ("a.md", "b.md"):
        write_seed(name)
    _crawl(run_newsspider, "r1", "-o", "all.jsonl", "-o", "all.csv")
    _lose(run_newsspider)
    write_seed("c.md")
    ran = _crawl(run_newsspider, "r2", "-o", "all.jsonl", "-o", "all.csv")
    assert ran.outcomes == {"kept": 3}
    for pattern in ("output/articles/*.jsonl", "all.jsonl"):
        ids = _ids(run_newsspider, pattern)
        assert (len(ids), len(set(ids))) == (3, 3)
    with (run_newsspider.folder / "all.csv").open(encoding="utf-8", newline="") as table:
        assert len(list(csv.DictReader(table))) == 3
    assert "the ledger does not know the posts in output/posts" in ran.stdout
    for name in ("output/articles/r1.jsonl", "all.jsonl", "all.csv"):
        assert f"the ledger does not know all of {ran.folder / name}, 2 articles" in ran.stdout
    assert len(ran.report["notes"]) == 4
    # What was not met then is not forgotten.
    again = _crawl(run_newsspider, "r3", "-o", "all.jsonl", "-o", "all.csv")
    assert (again.outcomes, "note" in again.stdout) == ({"unchanged": 3}, False)


def test_a_restored_ledger_writes_no_line_twice(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    ledger = run_newsspider.folder / "output" / "ledger.db"
    write_seed("a.md")
    _crawl(run_newsspider, "r1", "-o", "all.jsonl")
    backup = shutil.copy(ledger, run_newsspider.folder / "backup.db")
    write_seed("b.md")
    _crawl(run_newsspider, "r2", "-o", "all.jsonl")
    _lose(run_newsspider)
    shutil.copy(backup, ledger)
    write_seed("c.md")
    ran = _crawl(run_newsspider, "r3", "-o", "all.jsonl")
    assert ran.outcomes == {"kept": 2, "unchanged": 1}
    for pattern in ("output/articles/*.jsonl", "all.jsonl"):
        ids = _ids(run_newsspider, pattern)
        assert (len(ids), len(set(ids))) == (3, 3)
    assert "none of them is written there twice" in ran.stdout


def test_lines_without_ids_give_a_note(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    (run_newsspider.folder / "scrapy.cfg").touch()
    (run_newsspider.folder / "newsspider.toml").write_text(
        '[settings.FEEDS."few.csv"]\nfields = ["title"]\n', encoding="utf-8"
    )
    write_seed("a.md")
    _crawl(run_newsspider, "r1")
    _lose(run_newsspider)
    ran = _crawl(run_newsspider, "r2")
    assert "does not know which articles few.csv holds" in ran.stdout


def test_outputs_that_are_new_in_each_run_are_forgotten(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for name in ("a.md", "b.md"):
        write_seed(name)
    for number in range(1, 9):
        ran = _crawl(run_newsspider, f"r{number}", "-o", f"items/job{number}.jl")
    assert "items/job4.jl, which only one run wrote" in ran.stdout
    assert "%(run)s" in ran.stdout
    with sqlite3.connect(run_newsspider.folder / "output" / "ledger.db") as ledger:
        outputs = [uri for (uri,) in ledger.execute("SELECT uri FROM feeds ORDER BY number")]
        (rows,) = ledger.execute("SELECT count(*) FROM outbox").fetchone()
    jobs = [f"{run_newsspider.folder}/items/job{number}.jl" for number in range(5, 9)]
    assert outputs == ["posts", "articles/%(run)s.jsonl", *jobs]
    assert rows == 2 * len(outputs)
    # One that is written again is known by its lines.
    _crawl(run_newsspider, "r9", "-o", "items/job1.jl")
    assert len(_ids(run_newsspider, "items/job1.jl")) == 2


def test_one_output_for_files_that_are_new_in_each_run_gets_each_once(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(1, 4):
        write_seed(f"{number}.md")
        _crawl(run_newsspider, f"r{number}", "-o", "items/%(run)s.jl")
    assert len(_ids(run_newsspider, "items/*.jl")) == 3
