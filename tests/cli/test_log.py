"""The log: newsspider's own lines at INFO, Scrapy's only at DEBUG; and nothing but the summary on a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider

_RUN = ("crawl", "seeds", "-a", "path=seeds")
_LINE = re.compile(r"^\S+ \S+ \[([\w.]+)\] ([A-Z]+): (.*)$", re.MULTILINE)


def test_a_log_file_tells_the_run_from_its_arguments_to_its_summary(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    write_seed("a.md")
    (tmp_path / "seeds" / "empty.md").write_text(" ", encoding="utf-8")
    (tmp_path / "seeds" / "blank.html").write_text(" ", encoding="utf-8")
    (tmp_path / "seeds" / "b.jsonl").write_text('{"title": "甲", "text": "乙"}\n{]\n', encoding="utf-8")
    ran = run_newsspider(*_RUN, "--logfile", "run.log")
    assert (ran.code, ran.stderr.count("\n")) == (3, 1)
    log = (tmp_path / "run.log").read_text(encoding="utf-8")
    lines = [found.groups() for found in _LINE.finditer(log)]
    assert {level for _, level, _ in lines} == {"INFO"}
    assert {name.partition(".")[0] for name, _, _ in lines} == {"newsspider"}
    said = [text for _, _, text in lines]
    assert re.match(r"newsspider \S+ \(Scrapy \S+\); the run seeds-\S+ begins: seeds path=seeds", said[0])
    assert "empty.md: rejected: empty_file (only white space)" in said
    assert "the file b.jsonl: 2 documents" in said
    assert any(text.startswith("b.jsonl:2: rejected: bad_record") for text in said)
    assert "blank.html: failed: empty_page (only white space)" in said
    assert said[-1] == "the run ends with exit code 3"
    assert log.partition("exit code 3\n")[2] == ran.stdout + ran.stderr.removeprefix("newsspider: ")


@pytest.mark.slow
def test_at_debug_scrapy_speaks_too(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    write_seed("a.md")
    assert run_newsspider(*_RUN, "-L", "DEBUG", "--logfile", "run.log").code == 0
    names = {found[1] for found in _LINE.finditer((tmp_path / "run.log").read_text(encoding="utf-8"))}
    assert {"scrapy.utils.log", "scrapy.core.engine", "newsspider.run.run"} <= names


@pytest.mark.slow
def test_without_a_log_file_a_pipe_gets_the_summary_and_no_line_of_a_log(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "seeds" / "empty.md").write_text(" ", encoding="utf-8")
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.stderr) == (0, "")
    assert not _LINE.search(ran.stdout)
    chosen = run_newsspider(*_RUN, "-L", "WARNING", "--logfile", "run.log", "-s", "NEWSSPIDER_REREAD=1")
    assert chosen.code == 0
    assert (run_newsspider.folder / "run.log").read_text(encoding="utf-8") == ""


@pytest.mark.slow
def test_no_secret_of_the_command_line_gets_into_the_log(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    write_seed("a.md")
    args = ("-s", "HTTPPROXY_AUTH=x", "-s", "AWS_SECRET_ACCESS_KEY=s3cret", "--logfile", "run.log")
    assert run_newsspider(*_RUN, *args).code == 0
    assert "s3cret" not in (tmp_path / "run.log").read_text(encoding="utf-8")
