"""SIGINT and SIGTERM while articles come from `start()`: one is enough, and the next run makes up for it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post
from tests.crash import killing

pytestmark = [pytest.mark.real_starts, pytest.mark.slow]

_WAITING = """
waiting for the next run
  output/articles/<run>.jsonl  {0}
  all.jsonl                    {0}
"""
# More than can be worked on before the signal comes.
_MANY = 6000


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(_MANY):
        write_post(folder / f"{number:04}.md", f"第{number}篇", story(f"{number}", 60))
    return folder


def _interrupted(runner: Newsspider, number: signal.Signals, *args: str) -> Ran:
    """Return a run that got one signal when its first posts were written."""
    process = runner.start("crawl", "seeds", *args)
    posts = runner.folder / "output" / "posts"
    killing.wait_until(lambda: any(posts.glob("*.md")), process)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    return Ran(process.returncode, stdout, stderr, runner.folder)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_one_signal_ends_the_run_and_the_next_one_writes_the_files(
    run_newsspider: Newsspider, seeds: Path, number: signal.Signals, code: int
) -> None:
    old = run_newsspider.folder / "all.jsonl"
    old.write_text("old\n", encoding="utf-8")
    ran = _interrupted(run_newsspider, number, "-a", f"path={seeds}", "-O", "all.jsonl")
    assert (ran.code, ran.stderr) == (code, "")
    assert ran.report["exit_code"] == code
    stored = ran.report["inputs"]
    assert 0 < stored < _MANY
    assert ran.outcomes == {"kept": stored}
    assert len(ran.posts) == stored
    assert ran.records == []
    assert ran.report["waiting"] == {"output/articles/<run>.jsonl": stored, "all.jsonl": stored}
    assert _WAITING.format(stored) in ran.stdout
    assert "run the same command again to continue" in ran.stdout
    assert old.read_text("utf-8") == "old\n"
    assert not [path for path in ran.folder.rglob("*") if ".part" in path.name]

    few = run_newsspider.folder / "few"
    write_post(few / "last.md", "最后一篇", story("last"))
    again = run_newsspider("crawl", "seeds", "-a", f"path={few}")
    assert (again.code, again.outcomes, again.report["waiting"]) == (0, {"kept": 1}, {})
    locators = [record["origin"]["locator"] for record in again.records]
    assert locators == [*(f"{at:04}.md" for at in range(stored)), "last.md"]
    assert len(again.posts) == stored + 1


def test_a_limit_ends_the_run_while_articles_come(run_newsspider: Newsspider, seeds: Path) -> None:
    ran = run_newsspider("crawl", "seeds", "-a", f"path={seeds}", "-s", "CLOSESPIDER_ITEMCOUNT=20")
    assert ran.code == 0
    assert 20 <= len(ran.records) < _MANY
    assert ran.report["outcomes"] == {"kept": len(ran.records)}
