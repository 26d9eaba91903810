"""Outputs that cannot be written, through the real command line: what is said, and what the next run brings."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider, story, write_post

_RUN = ("crawl", "seeds", "-a", "path=seeds")


@pytest.mark.parametrize("name", ["output/posts", "output/articles", "output/rejected", "output/reports"])
def test_a_file_in_the_way_of_an_output(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], name: str
) -> None:
    write_seed("a.md")
    write_seed("empty.md").write_bytes(b"")
    path = run_newsspider.folder / name
    path.parent.mkdir()
    path.write_text("a file", encoding="utf-8")
    ran = run_newsspider(*_RUN)
    assert ran.code == 1
    assert ran.stderr.startswith(f"newsspider: {name}")
    assert ran.stderr.endswith(f" cannot be written: {name} is not a folder\n")
    assert ran.stderr.count("\n") == 1
    assert [path.name for path in path.parent.iterdir()] == [path.name]


def test_a_full_disk_is_one_sentence_and_loses_nothing(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(40):
        write_seed(f"{number:02}.md", body=story(f"{number}") * 50)
    old = run_newsspider.folder / "all.jsonl"
    old.write_text("old\n", encoding="utf-8")
    ran = run_newsspider(*_RUN, "-O", "all.jsonl", room=700_000)
    assert ran.code == 1
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.endswith("cannot be written: File too large\n")
    assert old.read_text("utf-8") == "old\n"
    assert ran.records == []
    assert not [path for path in ran.folder.rglob("*") if ".part" in path.name]
    # What is stored is kept; what could not be written waits.
    assert ran.outcomes == {"kept": 40}
    assert len(ran.posts) == 40
    assert ran.report["waiting"] == {"output/articles/<run>.jsonl": 40, "all.jsonl": 40}

    ran = run_newsspider(*_RUN, "-O", "all.jsonl")
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 40}, {})
    names = [f"{number:02}.md" for number in range(40)]
    assert [record["origin"]["locator"] for record in ran.records] == names
    assert [line["origin"]["locator"] for line in ran.lines("all.jsonl")] == names


def test_a_post_that_finds_no_room_waits(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    for name, times in (("a.md", 1), ("b.md", 3000), ("c.md", 1)):
        write_seed(name, body=story(name) * times)
    ran = run_newsspider(*_RUN, room=800_000)
    assert (ran.code, ran.outcomes) == (1, {"kept": 3})
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.endswith(".md cannot be written: File too large\n")
    assert len(ran.posts) == 1
    assert ran.report["waiting"] == {"output/posts": 3, "output/articles/<run>.jsonl": 3}
    written = _times(ran.folder / "output" / "posts")

    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 3}, {})
    assert len(ran.posts) == len(ran.records) == 3
    # The one that was there is known again and not written over.
    assert written.items() <= _times(ran.folder / "output" / "posts").items()


def _times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_an_article_whose_only_output_is_not_completed_waits_for_it(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for number in range(3):
        write_seed(f"{number}.md", date="", body=story(f"{number}") * 2000)
    ran = run_newsspider(*_RUN, room=800_000)
    assert (ran.code, ran.outcomes) == (1, {"kept": 3})
    assert ran.records == []
    assert ran.report["waiting"] == {"output/articles/<run>.jsonl": 3}
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes, len(ran.records)) == (0, {"unchanged": 3}, 3)
    assert ran.posts == {}


@pytest.fixture
def full(tmp_path: Path) -> str:
    """The device that is always full; for root, who could replace the machine's, one of the test's own."""
    if os.geteuid() != 0:
        return "/dev/full"
    try:
        os.mknod(tmp_path / "full", stat.S_IFCHR | 0o666, Path("/dev/full").stat().st_rdev)
        with (tmp_path / "full").open("ab"):
            return "full"
    except OSError as error:
        pytest.skip(f"root may make no device here: {error}")


def test_an_output_that_is_full_is_not_completed(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], full: str
) -> None:
    write_seed("a.md")
    ran = run_newsspider(*_RUN, "-o", f"{full}:jsonl")
    assert (ran.code, ran.stderr) == (1, f"newsspider: {full} cannot be written: No space left on device\n")
    assert stat.S_ISCHR((run_newsspider.folder / full).stat().st_mode)
    assert (ran.outcomes, len(ran.posts), ran.records) == ({"kept": 1}, 1, [])
    assert f"{full} (not completed)" in ran.stdout
    ran = run_newsspider(*_RUN)
    assert (ran.code, len(ran.records)) == (0, 1)


def _post_name(runner: Newsspider) -> str:
    """Return the name that the post of the only seed gets, made known by a run elsewhere."""
    ran = runner(*_RUN, "-s", "NEWSSPIDER_OUTPUT=elsewhere")
    (path,) = (ran.folder / "elsewhere" / "posts").iterdir()
    return path.name


def test_a_foreign_file_in_the_way_is_left_alone_and_the_post_waits(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    path = run_newsspider.folder / "output" / "posts" / _post_name(run_newsspider)
    theirs = write_post(path, "别人的文章").read_bytes()
    for records, outcome in ((1, "kept"), (1, "unchanged")):
        ran = run_newsspider(*_RUN)
        assert ran.code == 3, outcome
        assert path.read_bytes() == theirs
        assert ran.outcomes == {"failed": 1}
        line = ran.rejected[-1]
        assert (line["outcome"], line["reason"]) == ("failed", "foreign_file")
        assert path.name in line["detail"]
        assert ran.report["waiting"] == {"output/posts": 1}
        assert len(ran.records) == records
    path.unlink()
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 1}, {})
    assert list(ran.posts) == [path.name]


def test_a_post_that_waits_for_its_place_is_reported_once_when_it_is_no_input(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    path = run_newsspider.folder / "output" / "posts" / _post_name(run_newsspider)
    write_post(path, "别人的文章")
    assert run_newsspider(*_RUN).code == 3
    for number in range(300):  # more than one commit
        write_seed(f"more/{number}.md", body=story(f"{number}", 60))
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds/more")
    assert (ran.code, ran.outcomes) == (0, {"kept": 300})
    (line,) = ran.stderr.splitlines()
    assert "A post was not written" in line
    assert path.name in line
