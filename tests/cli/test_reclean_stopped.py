"""Recleaning that is stopped or killed: the same command again ends where an undisturbed one would have."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post
from tests.crash import killing
from tests.crash.killing import Moment

pytestmark = pytest.mark.slow

ARTICLES = 400
SLOGAN = "订阅我们的早报，每天一封"
RULE = '[[rule]]\nid = "letter"\ntext = "^订阅我们"\nwhere = "any"\nwhy = "an invitation"\n'


@pytest.fixture(scope="module")
def stored(module_newsspider: Newsspider) -> Path:
    """Return an output folder that holds many articles."""
    for number in range(ARTICLES):
        path = module_newsspider.folder / "seeds" / f"{number:03}.md"
        write_post(path, f"标题 {number}", f"{story(str(number))}\n\n{SLOGAN}")
    assert module_newsspider("crawl", "seeds", "-a", "path=seeds", "--quiet").code == 0
    return module_newsspider.folder / "output"


@pytest.fixture
def crawled(stored: Path, run_newsspider: Newsspider) -> Newsspider:
    shutil.copytree(stored, run_newsspider.folder / "output")
    (run_newsspider.folder / "newsspider.toml").write_text(RULE, encoding="utf-8")
    return run_newsspider


def posts(runner: Newsspider) -> list[Path]:
    return sorted((runner.folder / "output" / "posts").iterdir())


SIGNALS = {
    "killed in the first group": (signal.SIGKILL, 30),
    "killed after a commit": (signal.SIGKILL, 300),
    "SIGTERM": (signal.SIGTERM, 30),
    "SIGINT": (signal.SIGINT, 300),
}


@pytest.mark.parametrize(("number", "after"), SIGNALS.values(), ids=SIGNALS)
def test_stopped_in_the_middle(crawled: Newsspider, number: signal.Signals, after: int) -> None:
    process = crawled.start("reclean")
    killing.end_after(process, after, f"-{SLOGAN}", number)

    assert crawled("reclean", "--quiet").code == 0
    texts = [path.read_text(encoding="utf-8") for path in posts(crawled)]
    assert len(texts) == ARTICLES
    assert not [text for text in texts if SLOGAN in text or "\nrevision: 2\n" not in text]
    lines = Ran(0, "", "", crawled.folder).lines("output/articles/reclean-*.jsonl")
    assert sorted(line["title"] for line in lines) == sorted(f"标题 {each}" for each in range(ARTICLES))
    assert {line["revision"] for line in lines} == {2}
    assert not [path for path in (crawled.folder / "output").rglob("*") if path.name.endswith(".part")]
    assert crawled("ledger", "check").code == 0


def test_a_dry_run_ends_at_a_signal(crawled: Newsspider) -> None:
    process = crawled.start("reclean", "--dry-run")
    killing.end_after(process, 1, "", signal.SIGTERM)
    assert crawled("ledger", "check").code == 0


@pytest.mark.parametrize("commit", [2, 3])
def test_a_rebuild_that_is_killed_leaves_what_there_was(crawled: Newsspider, commit: int) -> None:
    ledger = crawled.folder / "output" / "ledger.db"
    before = ledger.read_bytes()
    new = ledger.with_name("ledger.db.rebuilding")
    moment = Moment("commit", commit)
    killing.end_at(crawled.start("ledger", "rebuild", "--force", at=moment.watched), moment)
    assert new.exists()
    assert ledger.read_bytes() == before
    assert crawled("ledger", "rebuild", "--force").code == 0
    assert not new.exists()
    assert crawled("ledger", "check").code == 0
