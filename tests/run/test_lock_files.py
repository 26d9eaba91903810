"""The files of locks: what a killed run left, and what is not newsspider's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsspider import options
from newsspider.errors import OutputFailed
from newsspider.outputs.atomic import own_token
from newsspider.run import lock
from newsspider.run.lock import Locked, Swept
from tests.conftest import Newsspider


def _options(folder: Path) -> options.Options:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    settings.update({"NEWSSPIDER_OUTPUT": str(folder)})
    return options.read(settings)


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    token, output, blog = "ab" * 6, tmp_path / "output", tmp_path / "blog"
    (output / "reports").mkdir(parents=True)
    (blog / "2021").mkdir(parents=True)
    ours = [output / "reports" / f".r1.json.{token}-1.part", blog / "2021" / f".a.md.{token}-2.part"]
    theirs = [output / "reports" / "x.json.part", blog / ".a.md.part", tmp_path / f".x.{token}-3.part"]
    for path in (*ours, *theirs):
        path.touch()
    left = {"pid": 1, "started": "x", "tokens": [token], "places": [[str(blog), None]]}
    (output / ".lock").write_text(json.dumps(left), encoding="utf-8")
    run = _options(output)
    with lock.held(run, (), [Swept(output / "reports")]):
        assert [path.exists() for path in (*ours, *theirs)] == [False, False, True, True, True]
        noted = json.loads((output / ".lock").read_text(encoding="utf-8"))
        assert noted["tokens"] == [own_token()]
    assert (output / ".lock").read_text(encoding="utf-8") == ""


def test_a_target_is_locked_and_named(tmp_path: Path) -> None:
    target = tmp_path / "all.jsonl"
    with lock.held(_options(tmp_path / "a"), [target]):
        with (
            pytest.raises(Locked, match=r"uses .*all\.jsonl; wait until it ends"),
            lock.held(_options(tmp_path / "b"), [tmp_path / "x" / ".." / "all.jsonl"]),
        ):
            pass
        with lock.held(_options(tmp_path / "b"), [tmp_path / "other.jsonl"]):
            pass
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


@pytest.mark.parametrize("plant", ["link", "hard link", "pipe", "folder", "file"])
def test_what_is_no_lock_of_ours_is_left_alone(tmp_path: Path, plant: str) -> None:
    output = tmp_path / "output"
    output.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("theirs", encoding="utf-8")
    path = output / ".lock"
    makers: dict[str, Callable[[], object]] = {
        "link": lambda: path.symlink_to(victim),
        "hard link": lambda: path.hardlink_to(victim),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "file": lambda: path.write_text("theirs", encoding="utf-8"),
    }
    makers[plant]()
    with pytest.raises(OutputFailed, match=r"\.lock"), lock.held(_options(output)):
        pass
    assert victim.read_text(encoding="utf-8") == "theirs"
    if plant == "file":
        assert path.read_text(encoding="utf-8") == "theirs"


def test_a_linked_output_folder_is_the_users_choice(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "real").mkdir()
    (run_newsspider.folder / "output").symlink_to("real")
    assert run_newsspider("crawl", "seeds", "-a", "path=seeds").code == 0
    assert len(list((run_newsspider.folder / "real" / "posts").iterdir())) == 1


@pytest.mark.parametrize("name", ["posts", "articles", "rejected", "reports"])
def test_a_link_in_the_place_of_one_of_our_folders_is_refused(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], name: str
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "elsewhere").mkdir()
    (run_newsspider.folder / "output").mkdir()
    (run_newsspider.folder / "output" / name).symlink_to("../elsewhere")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert ran.code == 1
    assert "a link leads out of output" in ran.stderr
    assert list((run_newsspider.folder / "elsewhere").iterdir()) == []


def test_a_users_files_in_the_working_directory_stay(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    theirs = [f"reports/quarter-{number}.json" for number in range(40)]
    theirs += ["articles/x.jsonl.part", "rejected/y.jsonl.part", "reports/z.json.part"]
    for name in theirs:
        path = run_newsspider.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("theirs", encoding="utf-8")
    for _ in range(2):
        here = ("-s", "NEWSSPIDER_OUTPUT=.", "-s", "NEWSSPIDER_REPORTS_KEPT=1")
        assert run_newsspider("crawl", "seeds", "-a", "path=seeds", *here).code == 0
    assert all((run_newsspider.folder / name).read_text("utf-8") == "theirs" for name in theirs)
    assert len(list((run_newsspider.folder / "reports").glob("seeds-*.json"))) == 1
