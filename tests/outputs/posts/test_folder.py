"""A folder of posts: what is there is looked at, what is written is whole, and only inside."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from newsspider.errors import OutputFailed, Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.outputs.posts.folder import PostFolder


def _put(folder: PostFolder, name: str, data: bytes) -> bytes | None:
    """Write *data* under *name* and return what was there before."""
    target, there = folder.look(name)
    folder.put(target, data)
    return there


def test_a_post_is_written_with_its_folders(tmp_path: Path) -> None:
    folder = PostFolder(tmp_path / "posts")
    assert _put(folder, "2021/a.md", b"a") is None
    assert _put(folder, "b.md", b"b") is None
    folder.sync()
    assert (tmp_path / "posts" / "2021" / "a.md").read_bytes() == b"a"
    assert sorted(path.name for path in (tmp_path / "posts").rglob("*")) == ["2021", "a.md", "b.md"]


def test_what_is_there_is_reported_and_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    assert _put(PostFolder(tmp_path), "a.md", b"new") == b"old"
    assert (tmp_path / "a.md").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_bytes(b"theirs")
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").symlink_to(tmp_path / "outside.md")
    (posts / "dangling.md").symlink_to(tmp_path / "nowhere.md")
    for name in ("a.md", "dangling.md"):
        with pytest.raises(Rejected) as caught:
            PostFolder(posts).look(name)
        assert (caught.value.outcome, caught.value.reason) == (Outcome.FAILED, Reason.FOREIGN_FILE)
        assert (posts / name).is_symlink()
    assert (tmp_path / "outside.md").read_bytes() == b"theirs"


@pytest.mark.parametrize("plant", ["pipe", "socket"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, plant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if plant == "pipe":
        os.mkfifo("a.md")
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("a.md")
    with pytest.raises(Rejected) as caught:
        PostFolder(tmp_path).look("a.md")
    assert caught.value.reason is Reason.FOREIGN_FILE


def test_a_folder_that_newsspider_names_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "blog").mkdir()
    (tmp_path / "output" / "posts").symlink_to(tmp_path / "blog")
    with pytest.raises(OutputFailed, match="a link leads out"):
        PostFolder(tmp_path / "output" / "posts", own=tmp_path / "output").look("a.md")
    assert PostFolder(tmp_path / "output" / "posts").look("a.md")[1] is None


@pytest.mark.parametrize("name", ["out/a.md", "../a.md", "in/../../a.md"])
def test_no_name_leads_out(tmp_path: Path, name: str) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (posts / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Rejected) as caught:
        PostFolder(posts).look(name)
    assert caught.value.reason is Reason.OUTSIDE_FOLDER


def test_a_folder_in_the_way_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(OutputFailed, match="a folder has this name"):
        PostFolder(tmp_path).look("a.md")


def test_a_file_in_the_way_of_the_folder_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "posts").write_bytes(b"a file")
    with pytest.raises(OutputFailed, match=r"posts/a.md cannot be written"):
        PostFolder(tmp_path / "posts").look("a.md")
