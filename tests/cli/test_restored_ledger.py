"""A ledger that is older than what lies beside it: restored from a backup, deleted, empty."""

from __future__ import annotations

import shutil
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


def test_a_post_that_a_person_edited_since_the_backup_is_left_alone(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    post = _restored(run_newsspider, write_seed)
    post.write_text(post.read_text(encoding="utf-8").replace("成交", "一个人说成交"), encoding="utf-8")
    assert _crawl(run_newsspider, "r3").outcomes == {"edited": 1}
    assert "一个人说成交200亿元" in post.read_text(encoding="utf-8")
