"""Outputs that another run holds, that nobody reads, and that somebody has planted something at."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsspider import options
from newsspider.run import lock
from tests.conftest import Newsspider

_SEEDS = ("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_RUN=r1")


@pytest.mark.parametrize("target", ["shared.jsonl", "blog"])
def test_a_target_that_another_run_holds_is_named(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], target: str
) -> None:
    write_seed("a.md")
    settings = Settings()
    settings.setmodule("newsspider.settings")
    settings.set("NEWSSPIDER_OUTPUT", str(run_newsspider.folder / "other"))
    given = f"{target}:posts" if target == "blog" else target
    with lock.held(options.read(settings), [run_newsspider.folder / target]):
        ran = run_newsspider(*_SEEDS, "-o", given)
    assert ran.code == 75
    assert f"uses {run_newsspider.folder / target}; wait until it ends" in ran.stderr
    assert not (run_newsspider.folder / target).exists()
    assert run_newsspider(*_SEEDS, "-o", given).code == 0
    assert not list(run_newsspider.folder.glob(".*.lock"))


def test_a_pipe_that_nobody_reads_does_not_outlive_a_signal(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    os.mkfifo(run_newsspider.folder / "pipe")
    process = run_newsspider.start(*_SEEDS, "-o", "pipe:jsonl")
    posts = run_newsspider.folder / "output" / "posts"
    while not (posts.exists() and any(posts.iterdir())):
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143


@pytest.mark.parametrize(
    "name", ["articles/r1.jsonl", "reports/r1.json", "reports/r1.html", "rejected/r1.jsonl"]
)
@pytest.mark.parametrize("plant", ["link", "pipe"])
def test_what_is_planted_at_a_file_of_ours_is_left_alone(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], name: str, plant: str
) -> None:
    write_seed("a.md")
    write_seed("empty.md", "").write_bytes(b"")
    victim = run_newsspider.folder / "victim"
    victim.write_text("theirs", encoding="utf-8")
    path = run_newsspider.folder / "output" / name
    path.parent.mkdir(parents=True)
    if plant == "link":
        path.symlink_to(victim)
    else:
        os.mkfifo(path)
    ran = run_newsspider(*_SEEDS)
    assert ran.code == 1
    assert f"{name} cannot be written: it is not a regular file" in ran.stderr
    assert victim.read_text(encoding="utf-8") == "theirs"
    assert path.is_symlink() == (plant == "link")


@pytest.mark.parametrize("output", ["-o", "FEEDS"])
def test_a_place_that_cannot_append_says_what_to_write(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], output: str
) -> None:
    write_seed("a.md")
    given = (
        ("-o", "ftp://h/a.jsonl")
        if output == "-o"
        else ("-s", 'FEEDS={"ftp://h/a.jsonl": {"overwrite": false}}')
    )
    ran = run_newsspider(*_SEEDS, *given)
    assert ran.code == 2
    assert "ftp: cannot append" in ran.stderr
    assert "ftp://h/a-%(run)s.jsonl" in ran.stderr
    assert not (run_newsspider.folder / "output").exists()


def test_a_place_that_refuses_is_one_sentence(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    ran = run_newsspider(*_SEEDS, "-O", "ftp://127.0.0.1:1/a.jsonl")
    assert ran.code == 1
    assert ran.stderr.splitlines()[-1].startswith("newsspider: ftp://127.0.0.1:1/a.jsonl cannot be written: ")
    assert "unexpected" not in ran.stderr


def test_a_pipe_at_the_ledger_is_no_ledger(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "output").mkdir()
    os.mkfifo(run_newsspider.folder / "output" / "ledger.db")
    ran = run_newsspider(*_SEEDS)
    assert ran.code == 1
    assert ran.stderr.endswith("ledger output/ledger.db is no ordinary file: remove it\n")
