"""What a user does not want: `[[keep]]`, `[[drop]]` and `newest`, through the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider, story

_CRAWL = ("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_CONFIG=own.toml")


def _write(folder: Path, text: str) -> None:
    (folder / "own.toml").write_text(text, encoding="utf-8")


def _seeds(write_seed: Callable[..., Path]) -> None:
    write_seed("old.md", title="旧闻一则", date="2014-12-31T23:59:59+08:00")
    write_seed("lottery.md", title="彩票开奖", date="2021-10-09T08:00:00+08:00")
    write_seed("long.md", title="彩票行业调查", body=story("long", 900), date="2021-10-09T09:00:00+08:00")
    write_seed("plain.md", title="港口吞吐量", date="2015-01-01T00:00:00+08:00", media="海岳晚报")


@pytest.mark.parametrize(
    ("tables", "titles", "reasons"),
    [
        (
            '[[drop]]\nword = ["赛马", "彩票"]\nshorter = 500\nwhy = "w"',
            {"旧闻一则", "彩票行业调查", "港口吞吐量"},
            {"dropped": 1},
        ),
        (
            '[[keep]]\nsince = 2015-01-01\nwhy = "w"',
            {"彩票开奖", "彩票行业调查", "港口吞吐量"},
            {"not_wanted": 1},
        ),
        (
            '[[keep]]\nmedium = "海岳晚报"\nwhy = "w"\n[[keep]]\nlonger = 500\nwhy = "w"',
            {"彩票行业调查", "港口吞吐量"},
            {"not_wanted": 2},
        ),
        (
            '[[keep]]\nuntil = 2021-10-09T09:00:00+08:00\nwhy = "w"\n[[drop]]\nword = "开奖"\nwhy = "w"',
            {"旧闻一则", "港口吞吐量"},
            {"dropped": 1, "not_wanted": 1},
        ),
    ],
)
def test_what_is_not_wanted_is_filtered_and_counted(
    run_newsspider: Newsspider,
    write_seed: Callable[..., Path],
    tables: str,
    titles: set[str],
    reasons: dict[str, int],
) -> None:
    _seeds(write_seed)
    _write(run_newsspider.folder, tables)
    ran = run_newsspider(*_CRAWL)
    assert ran.code == 0, ran.stderr
    assert {record["title"] for record in ran.records} == titles
    assert Counter(row["reason"] for row in ran.rejected) == reasons
    assert ran.outcomes == {"kept": len(titles), "filtered": 4 - len(titles)}
    # With other wishes, what was left out is taken.
    _write(run_newsspider.folder, "")
    assert run_newsspider(*_CRAWL).outcomes == {"kept": 4 - len(titles), "unchanged": len(titles)}


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        ('[[drop]]\nword = "a"', "missing required field `why`"),
        ('[[drop]]\nwrod = "a"\nwhy = "w"', "unknown field `wrod`"),
        ('[[keep]]\nshorter = "a"\nwhy = "w"', "[[keep]] 'w': Expected"),
        ('[[drop]]\nwhy = "w"', "has no condition, such as word"),
        ('[settings.FEEDS."a.csv"]\nnewest = 3', "a.csv is csv, which takes no newest"),
        ('[settings.FEEDS.a]\nformat = "posts"\nnewest = 0', "must be a whole number greater than 0"),
    ],
)
def test_a_table_at_fault_is_wrong_use(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tables: str, what: str
) -> None:
    write_seed("a.md")
    _write(run_newsspider.folder, tables)
    ran = run_newsspider(*_CRAWL)
    assert ran.code == 2
    assert what in ran.stderr


def test_a_folder_holds_its_newest_posts_and_what_a_user_changed(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for day in range(1, 7):
        write_seed(f"{day}.md", date=f"2021-10-0{day}T08:00:00+08:00")
    _write(run_newsspider.folder, '[settings.FEEDS.site]\nformat = "posts"\nnewest = 3\n')
    ran = run_newsspider(*_CRAWL, "-s", "NEWSSPIDER_POSTS=site")
    assert ran.code == 0, ran.stderr
    assert "3 posts were removed from" in ran.stdout + ran.stderr

    def days() -> list[str]:
        return sorted(path.name[8:10] for path in (ran.folder / "site").glob("*.md"))

    assert days() == ["04", "05", "06"]
    assert len(ran.records) == 6
    mine = next((ran.folder / "site").glob("2021-10-04*"))
    mine.write_text(
        mine.read_text(encoding="utf-8").replace("guid:", "pinned: true\nguid:"), encoding="utf-8"
    )
    write_seed("7.md", date="2021-10-07T08:00:00+08:00")
    write_seed("8.md", date="2021-09-30T08:00:00+08:00")
    again = run_newsspider(*_CRAWL, "-s", "NEWSSPIDER_POSTS=site")
    assert again.code == 0, again.stderr
    assert days() == ["04", "05", "06", "07"]
    assert run_newsspider("ledger", "check", "-s", "NEWSSPIDER_POSTS=site").code == 0
    restored: Any = run_newsspider("ledger", "restore", again.records[0]["id"], "-s", "NEWSSPIDER_POSTS=site")
    assert restored.code == 0, restored.stderr


def test_a_run_that_was_killed_while_it_took_posts_away_is_finished_by_the_next(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for day in range(1, 7):
        write_seed(f"{day}.md", date=f"2021-10-0{day}T08:00:00+08:00")
    _write(run_newsspider.folder, "")
    site = ("-s", "NEWSSPIDER_POSTS=site")
    assert run_newsspider(*_CRAWL, *site).code == 0
    folder = run_newsspider.folder / "site"
    before = {path: path.read_bytes() for path in folder.glob("2021-10-0[1-3]*")}
    _write(run_newsspider.folder, '[settings.FEEDS.site]\nformat = "posts"\nnewest = 3\n')
    assert run_newsspider(*_CRAWL, *site).code == 0
    assert not any(path.exists() for path in before)
    # Noted in the ledger, and not yet removed.
    for path, data in before.items():
        path.write_bytes(data)
    again = run_newsspider(*_CRAWL, *site)
    assert again.code == 0, again.stderr
    assert sorted(path.name[8:10] for path in folder.glob("*.md")) == ["04", "05", "06"]
