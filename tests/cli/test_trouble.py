"""Ledgers and folders that cannot be used: one sentence, a code that is not 0, nothing overwritten."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsspider.ledger.migrations import SCHEMA
from tests.conftest import Newsspider, story
from tests.fork_server import heed_modes

_RUN = ("crawl", "seeds", "-a", "path=seeds")
# What a run may leave though it failed: its lock, and beside a database what SQLite keeps for itself.
_PASSING = (".lock", "ledger.db-wal", "ledger.db-shm")


def _files(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* that counts, with its bytes."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in _PASSING)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture
def modest(tmp_path: Path) -> dict[str, Any]:
    """How to start a process for which the modes of files count, as they do not for an ordinary root."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    touched = subprocess.run(
        ["touch", locked / "x"], check=False, stderr=subprocess.DEVNULL, preexec_fn=heed_modes
    )
    if touched.returncode == 0:
        pytest.skip("this user may write wherever it likes, whatever the modes say")
    return {"modest": True}


@pytest.fixture
def newsspider(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> Newsspider:
    """The command line in a folder where two seeds were read and a third waits to be."""
    for name in ("a.md", "b.md"):
        write_seed(name)
    assert run_newsspider(*_RUN).code == 0
    write_seed("c.md")
    return run_newsspider


def _refused(runner: Newsspider, sentence: str, *more: str, **popen: Any) -> None:
    """Assert that a run fails with *sentence* and leaves everything as it was."""
    before = _files(runner.folder)
    ran = runner(*_RUN, *more, **popen)
    assert ran.stderr.startswith(f"newsspider: {sentence}")
    assert ran.stderr.count("\n") == 1
    assert ran.code == 1
    assert _files(runner.folder) == before


def test_a_folder_that_may_not_be_written_to(newsspider: Newsspider, modest: dict[str, Any]) -> None:
    output = newsspider.folder / "output"
    (output / ".lock").unlink()
    output.chmod(0o555)
    sentence = "output/rejected cannot be written: permission denied in output\n"
    _refused(newsspider, sentence, **modest)
    output.chmod(0o755)
    assert newsspider(*_RUN, **modest).outcomes == {"unchanged": 2, "kept": 1}


def test_a_folder_of_posts_that_may_not_be_written_to(newsspider: Newsspider, modest: dict[str, Any]) -> None:
    posts = newsspider.folder / "output" / "posts"
    posts.chmod(0o555)
    sentence = "output/posts cannot be written: permission denied in output/posts\n"
    _refused(newsspider, sentence, **modest)
    posts.chmod(0o755)
    ran = newsspider(*_RUN, **modest)
    assert (ran.code, len(ran.posts), len(ran.records)) == (0, 3, 3)


def test_a_folder_of_posts_that_may_not_be_looked_into(
    newsspider: Newsspider, modest: dict[str, Any]
) -> None:
    posts = newsspider.folder / "output" / "posts"
    posts.chmod(0)
    ran = newsspider(*_RUN, **modest)
    posts.chmod(0o755)
    assert (ran.code, ran.stderr) == (
        1,
        "newsspider: output/posts cannot be written: permission denied in output/posts\n",
    )
    assert (len(ran.posts), len(ran.records)) == (2, 2)


@pytest.mark.parametrize(
    ("folder", "args", "file"),
    [
        ("output", ("channels",), "output/ledger.db"),
        ("output", ("ledger", "check"), "output/ledger.db"),
        ("seeds", ("crawl", "seeds", "-a", "path=seeds/a.md"), "seeds/a.md"),
    ],
)
def test_a_folder_that_may_not_be_looked_into(
    newsspider: Newsspider, modest: dict[str, Any], folder: str, args: tuple[str, ...], file: str
) -> None:
    (newsspider.folder / folder).chmod(0)
    ran = newsspider(*args, **modest)
    (newsspider.folder / folder).chmod(0o755)
    assert (ran.code, ran.stderr) == (1, f"newsspider: {file} cannot be used: Permission denied\n")


def test_a_ledger_that_may_not_be_written_to(newsspider: Newsspider, modest: dict[str, Any]) -> None:
    ledger = newsspider.folder / "output" / "ledger.db"
    ledger.chmod(0o444)
    _refused(newsspider, "the ledger output/ledger.db cannot be written: ", **modest)
    for path in ledger.parent.glob("ledger.db*"):  # SQLite gives the files beside it the same mode
        path.chmod(0o644)
    assert newsspider(*_RUN, **modest).outcomes == {"unchanged": 2, "kept": 1}


@pytest.mark.parametrize(
    "args",
    [
        ("schema", "--pidfile", "none/pid"),
        ("ledger", "check", "--pidfile", "none/pid"),
        (*_RUN, "--pidfile", "none/pid"),
        (*_RUN, "--logfile", "file/log"),
        (*_RUN, "-s", "LOG_FILE=seeds"),
    ],
    ids=" ".join,
)
def test_a_log_or_a_pid_that_finds_no_place(newsspider: Newsspider, args: tuple[str, ...]) -> None:
    (newsspider.folder / "file").write_text("mine", encoding="utf-8")
    before = _files(newsspider.folder)
    ran = newsspider(*args)
    assert (ran.code, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"newsspider: {args[-1].removeprefix('LOG_FILE=')} cannot be written: ")
    assert ran.stderr.count("\n") == 1
    assert _files(newsspider.folder) == before


def _newer(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'schema'")
        connection.commit()


def _garbled(ledger: Path) -> None:
    data = bytearray(ledger.read_bytes())
    data[4096:-4096] = b"\xff" * (len(data) - 8192)
    ledger.write_bytes(data)


def _something_else(ledger: Path) -> None:
    ledger.unlink()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("CREATE TABLE letters (text)")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            _newer,
            f"the ledger has version {SCHEMA + 1}, but this newsspider supports {SCHEMA}: upgrade newsspider",
        ),
        (_garbled, "the ledger output/ledger.db is damaged: "),
        (lambda path: path.write_text("dear diary\n" * 500), "the ledger output/ledger.db is not a ledger: "),
        (_something_else, "the file in NEWSSPIDER_LEDGER belongs to another program; "),
        (lambda path: (path.unlink(), path.mkdir()), "the ledger output/ledger.db cannot be opened: "),
    ],
    ids=["newer", "damaged", "no database", "another database", "a folder"],
)
def test_a_ledger_that_cannot_be_used(
    newsspider: Newsspider, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(newsspider.folder / "output" / "ledger.db")
    _refused(newsspider, sentence)


def test_a_ledger_in_a_folder_that_is_not_there(newsspider: Newsspider) -> None:
    more = ("-s", "NEWSSPIDER_LEDGER=none/ledger.db")
    _refused(newsspider, "the ledger none/ledger.db cannot be opened: its folder must exist", *more)


def test_an_output_folder_that_is_a_file(newsspider: Newsspider) -> None:
    (newsspider.folder / "file").write_text("mine", encoding="utf-8")
    more = ("-s", "NEWSSPIDER_OUTPUT=file")
    _refused(newsspider, "file/rejected cannot be written: file is not a folder\n", *more)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("file:posts", "file is not a folder"),
        ("file/x.jsonl", "file is not a folder"),
        ("file/%(time)s.csv", "file is not a folder"),
        ("seeds:jsonl", "it is a folder; for posts, write seeds:posts"),
        ("locked/x/y.csv", "permission denied in locked"),
        ("locked/x:posts", "permission denied in locked"),
    ],
)
def test_an_output_without_a_place_is_reported_before_anything_is_read(
    run_newsspider: Newsspider,
    write_seed: Callable[..., Path],
    modest: dict[str, Any],
    output: str,
    told: str,
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "file").write_text("mine", encoding="utf-8")
    name = output.removesuffix(":posts").removesuffix(":jsonl").replace("%(time)s", "<time>")
    _refused(run_newsspider, f"{name} cannot be written: {told}\n", "-O", output, **modest)
    assert not (run_newsspider.folder / "output").exists()


def test_no_room_for_a_ledger_at_all(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    ran = run_newsspider(*_RUN, room=20_000)
    assert ran.code == 1
    assert ran.stderr.startswith("newsspider: the ledger output/ledger.db cannot ")
    assert ran.stderr.count("\n") == 1
    assert (ran.posts, ran.records) == ({}, [])
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes, len(ran.posts), len(ran.records)) == (0, {"kept": 1}, 1, 1)


def test_no_more_room_for_the_ledger_on_the_way(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(600):
        write_seed(f"{number:03}.md", body=story(f"{number}", 300))
    ran = run_newsspider(*_RUN, room=1_300_000)
    assert ran.code == 1
    assert ran.stderr.startswith("newsspider: the ledger output/ledger.db cannot ")
    assert ran.stderr.count("\n") == 1
    # What was stored has its post, what was not is told as failed, and no file was begun.
    assert ran.outcomes["kept"] == len(ran.posts)
    assert sum(ran.outcomes.values()) == ran.report["inputs"]
    assert ran.outcomes.keys() <= {"kept", "failed"}
    assert [line["reason"] for line in ran.rejected] == ["not_written"] * ran.outcomes.get("failed", 0)
    assert 0 < len(ran.posts) < 600
    assert ran.records == []

    stored = len(ran.posts)
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes) == (0, {"unchanged": stored, "kept": 600 - stored})
    assert [record["origin"]["locator"] for record in ran.records] == [
        f"{number:03}.md" for number in range(600)
    ]
    assert len(ran.posts) == 600
