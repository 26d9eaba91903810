"""`newsspider ledger check`: the ledger against the posts on disk, one line for each difference."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

DAY = "2021-10-09"


@pytest.fixture(scope="module")
def crawled(module_newsspider: Newsspider) -> Newsspider:
    for name in "abcdef":
        write_post(module_newsspider.folder / "seeds" / f"{name}.md", f"标题 {name}", story(name))
    assert module_newsspider("crawl", "seeds", "-a", "path=seeds").code == 0
    return module_newsspider


def posts(runner: Newsspider) -> dict[str, Path]:
    """Return the posts by the letter in their title."""
    found = (runner.folder / "output" / "posts").glob(f"{DAY}-*.md")
    return {path.read_text(encoding="utf-8").partition("标题 ")[2][0]: path for path in found}


def said(ran: Ran) -> list[str]:
    return ran.stdout.splitlines()


def test_what_agrees_with_the_ledger_is_sound(crawled: Newsspider) -> None:
    ran = crawled("ledger", "check")
    assert (ran.code, ran.stdout, ran.stderr) == (0, "sound: posts 6, folders 1\n", "")


def test_every_difference_is_a_line(crawled: Newsspider) -> None:
    there = posts(crawled)
    before = {path: path.read_bytes() for path in there.values()}
    ids = {letter: path.stem.removeprefix(f"{DAY}-") for letter, path in there.items()}
    folder = there["a"].parent
    there["a"].unlink()
    there["b"].write_bytes(before[there["b"]] + "我添了一句。\n".encode())
    there["c"].write_text("---\ntitle: 我的\n---\n\n我的。\n", encoding="utf-8")
    there["d"].unlink()
    there["d"].symlink_to(there["e"])
    (folder / "copy.md").write_bytes(before[there["e"]])
    (folder / "lost.md").write_bytes(before[there["f"]].replace(ids["f"].encode(), b"0" * 32))
    (folder / "mine.md").write_text("---\ntitle: 我的\n---\n\n我的。\n", encoding="utf-8")
    ran = crawled("ledger", "check")
    for path, data in before.items():
        path.unlink(missing_ok=True)
        path.write_bytes(data)
    (folder / "copy.md").unlink()
    (folder / "lost.md").unlink()
    assert ran.code == 1
    assert sorted(said(ran)) == sorted(
        [
            (
                f"missing: {there['a']} (text:{ids['a']}); put it back, or let "
                f"`newsspider ledger restore text:{ids['a']}` write it again; else it stays deleted"
            ),
            (
                f"edited: {there['b']} (text:{ids['b']}); your edit is kept; "
                f"`newsspider ledger restore text:{ids['b']}` overwrites it"
            ),
            *(
                f"foreign: {there[name]} (text:{ids[name]}); kept as it is; move it away, then "
                f"`newsspider ledger restore text:{ids[name]}` writes the post again"
                for name in "cd"
            ),
            (
                f"copy: {folder / 'copy.md'} (text:{ids['e']}); the post itself is {there['e'].name}; "
                "delete the one you do not want"
            ),
            (
                f"unknown: {folder / 'lost.md'} (text:{'0' * 32}); move it out of the folder and run "
                "`newsspider crawl seeds -a path=FILE` to store it"
            ),
            "faults 6, posts 6, folders 1",
        ]
    )


def test_what_is_said_of_a_foreign_file_helps(run_newsspider: Newsspider) -> None:
    for name in "abc":
        write_post(run_newsspider.folder / "seeds" / f"{name}.md", f"标题 {name}", story(name))
    run = ("crawl", "seeds", "-a", "path=seeds")
    assert run_newsspider(*run).code == 0
    path = posts(run_newsspider)["a"]
    before = path.read_bytes()
    path.write_text("---\ntitle: 我的\n---\n\n我的。\n", encoding="utf-8")
    (line, _) = said(run_newsspider("ledger", "check"))
    assert line.startswith(f"foreign: {path} (text:")
    path.rename(run_newsspider.folder / "mine.md")
    assert run_newsspider(*line.split("`")[1].split()[1:]).code == 0
    assert run_newsspider(*run).code == 0
    assert path.read_bytes() == before
    assert run_newsspider("ledger", "check").code == 0


def test_what_the_user_added_to_the_front_matter_is_no_difference(crawled: Newsspider) -> None:
    path = posts(crawled)["a"]
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("comments: false", "comments: true\nsticky: 1"), encoding="utf-8")
    ran = crawled("ledger", "check")
    path.write_text(before, encoding="utf-8")
    assert ran.code == 0


def test_a_file_name_cannot_speak_to_the_terminal(crawled: Newsspider) -> None:
    folder = posts(crawled)["a"].parent
    evil = folder / "\x1b[31mred\x07.md"
    evil.write_bytes(posts(crawled)["a"].read_bytes())
    ran = crawled("ledger", "check")
    evil.unlink()
    assert ran.code == 1
    assert "\x1b" not in ran.stdout
    assert "\x07" not in ran.stdout


def test_the_lock_of_a_run_is_respected(crawled: Newsspider) -> None:
    held = os.open(crawled.folder / "output" / ".lock", os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        for task in (["check"], ["rebuild", "--force"], ["restore", "--all-missing"], ["prune"]):
            assert crawled("ledger", *task).code == 75
    finally:
        os.close(held)


def test_a_folder_that_is_gone_is_one_line(run_newsspider: Newsspider) -> None:
    write_post(run_newsspider.folder / "seeds" / "a.md", "标题", story("a"))
    run_newsspider("crawl", "seeds", "-a", "path=seeds")
    (run_newsspider.folder / "output" / "posts").rename(run_newsspider.folder / "elsewhere")
    ran = run_newsspider("ledger", "check")
    folder = run_newsspider.folder / "output" / "posts"
    assert ran.code == 1
    assert (
        said(ran)[0] == f"missing: {folder} with its 1 posts; the next run that writes there creates it again"
    )


def test_without_a_ledger_there_is_a_message_and_nothing_is_created(run_newsspider: Newsspider) -> None:
    tasks = (["ledger", "check"], ["ledger", "restore", "--all-missing"], ["ledger", "prune"])
    for args in (*tasks, ["crawl", "archive"], ["reclean"], ["reclean", "--dry-run"]):
        ran = run_newsspider(*args)
        assert (ran.code, ran.stdout) == (1, "")
        assert ran.stderr.startswith("newsspider: there is no ledger output/ledger.db: ")
        assert ran.stderr.count("\n") == 1
    assert list(run_newsspider.folder.iterdir()) == []


WRONG = {
    "no task": ([], "a task is missing; use one of check, rebuild, restore, retry, prune"),
    "an unknown task": (["chekc"], "unknown task 'chekc'"),
    "an unknown option": (["check", "--deep"], "unknown option --deep"),
    "another task's option": (["check", "--force"], "check has no option --force"),
    "too much": (["check", "posts"], "check has no argument 'posts'"),
    "two folders": (["rebuild", "seeds", "seeds"], "rebuild has no argument 'seeds'"),
    "no folder": (["rebuild", "nowhere"], "the folder nowhere does not exist"),
    "no days": (["prune", "--before", "soon"], "--before must be a number of days"),
    "no ids": (["restore"], "needs ids of articles, or --all-missing"),
    "both": (["restore", "text:1", "--all-missing"], "needs ids of articles, or --all-missing"),
    "an unknown setting": (["check", "-s", "NEWSSPIDER_LEDGR=x"], "unknown setting NEWSSPIDER_LEDGR"),
}


@pytest.mark.parametrize(("args", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_sentence(crawled: Newsspider, args: list[str], sentence: str) -> None:
    ran = crawled("ledger", *args)
    assert (ran.code, ran.stdout) == (2, "")
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1
