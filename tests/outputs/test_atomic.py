"""A file that is complete or not there, whatever fails on the way."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from newsspider.errors import OutputFailed
from newsspider.outputs.atomic import PartFile


def test_the_name_comes_with_the_commit(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.jsonl"
    file = PartFile(path)
    file.write(b"one\n")
    file.settle()
    assert [entry.name for entry in path.parent.iterdir()] == ["x.jsonl.part"]
    file.commit()
    assert [entry.name for entry in path.parent.iterdir()] == ["x.jsonl"]
    assert path.read_bytes() == b"one\n"


def test_the_old_file_stays_until_then_and_after_a_discard(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    file = PartFile(path)
    file.write(b"new")
    file.settle()
    assert path.read_bytes() == b"old"
    file.discard()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_last_line_of_what_is_kept_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    file = PartFile(path, keep=True, lines=True)
    file.write(b"new\n")
    file.settle()
    file.commit()
    assert path.read_bytes() == b"old\nnew\n"


def test_what_is_kept_comes_first_and_counts(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    file = PartFile(path, keep=True)
    assert file.tell() == 3
    file.write(b"new" * 200_000)
    assert file.tell() == 600_003
    file.settle()
    file.commit()
    assert path.read_bytes() == b"old" + b"new" * 200_000


def test_the_rights_of_the_old_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o640)
    file = PartFile(path)
    file.settle()
    file.commit()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_leads_to_the_file_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    file = PartFile(tmp_path / "link")
    file.write(b"new")
    file.settle()
    file.commit()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_link_planted_beside_the_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"old")
    (tmp_path / "x.part").symlink_to("victim")
    with pytest.raises(OutputFailed):
        PartFile(tmp_path / "x")
    assert (tmp_path / "victim").read_bytes() == b"old"


def test_a_device_is_written_to_and_never_replaced() -> None:
    # A terminal of our own: root would replace the machine's /dev/null for everybody.
    ours, theirs = os.openpty()
    device = Path(os.ttyname(theirs))
    file = PartFile(device)
    file.write(b"x")
    file.settle()
    file.commit()
    assert os.read(ours, 10) == b"x"
    assert stat.S_ISCHR(device.stat().st_mode)
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("name", ["there/x", "folder"])
def test_what_stands_in_the_way_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").write_bytes(b"a file where a folder should be")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputFailed, match=f"{name} cannot be written: "):
        PartFile(tmp_path / name)


def test_a_file_that_lost_a_piece_is_never_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    file = PartFile(path)
    write = os.write

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    file.write(b"one\n")
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OutputFailed, match="x cannot be written: No space left on device"):
        file.flush()
    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OutputFailed):
        file.write(b"two\n")
    with pytest.raises(OutputFailed):
        file.settle()
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"
