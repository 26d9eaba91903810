"""A folder of posts: written whole, only inside, only over its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsspider.errors import OutputFailed, Refused
from newsspider.exporters.folder import PostFolder
from newsspider.reasons import Outcome, Reason


def _never(data: bytes) -> bool:
    message = f"asked about {data!r}"
    raise AssertionError(message)


def test_a_post_is_written_with_its_folders(tmp_path: Path) -> None:
    folder = PostFolder(tmp_path / "posts")
    folder.put("2021/a.md", b"a", _never)
    folder.put("b.md", b"b", _never)
    folder.sync()
    assert (tmp_path / "posts" / "2021" / "a.md").read_bytes() == b"a"
    assert sorted(path.name for path in (tmp_path / "posts").iterdir()) == ["2021", "b.md"]


def test_the_same_bytes_are_left_alone(tmp_path: Path) -> None:
    PostFolder(tmp_path).put("a.md", b"a", _never)
    before = (tmp_path / "a.md").stat()
    PostFolder(tmp_path).put("a.md", b"a", _never)
    after = (tmp_path / "a.md").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_is_ours_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    PostFolder(tmp_path).put("a.md", b"new", lambda data: data == b"old")
    assert (tmp_path / "a.md").read_bytes() == b"new"


def test_what_is_foreign_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"theirs")
    with pytest.raises(Refused) as caught:
        PostFolder(tmp_path).put("a.md", b"new", lambda _: False)
    assert (caught.value.outcome, caught.value.reason) == (Outcome.FAILED, Reason.FOREIGN_FILE)
    assert (tmp_path / "a.md").read_bytes() == b"theirs"


def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_bytes(b"theirs")
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").symlink_to(tmp_path / "outside.md")
    (posts / "dangling.md").symlink_to(tmp_path / "nowhere.md")
    for name in ("a.md", "dangling.md"):
        with pytest.raises(Refused):
            PostFolder(posts).put(name, b"new", lambda _: True)
        assert (posts / name).is_symlink()
    assert (tmp_path / "outside.md").read_bytes() == b"theirs"
    assert not (tmp_path / "nowhere.md").exists()


@pytest.mark.parametrize("name", ["out/a.md", "../a.md", "in/../../a.md"])
def test_no_name_leads_out(tmp_path: Path, name: str) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (posts / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused) as caught:
        PostFolder(posts).put(name, b"x", _never)
    assert caught.value.reason is Reason.OUTSIDE_FOLDER
    assert not list(tmp_path.rglob("a.md"))


def test_a_folder_in_the_way_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(OutputFailed, match="a folder has this name"):
        PostFolder(tmp_path).put("a.md", b"x", _never)


def test_a_file_in_the_way_of_the_folder_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "posts").write_bytes(b"a file")
    with pytest.raises(OutputFailed, match=r"posts/a.md cannot be written"):
        PostFolder(tmp_path / "posts").put("a.md", b"x", _never)
