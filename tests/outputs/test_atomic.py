"""A file that is complete or not there, whatever fails on the way."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from newsspider.errors import OutputFailed
from newsspider.outputs.atomic import PartFile, beside, is_part, own_token, sweep


def test_the_name_comes_with_the_commit(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.jsonl"
    file = PartFile(path)
    file.write(b"one\n")
    file.settle()
    (part,) = path.parent.iterdir()
    assert is_part(part.name, {own_token()})
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


@pytest.mark.parametrize("plant", ["link", "hard link", "pipe", "file"])
def test_what_is_planted_beside_the_name_is_not_touched(tmp_path: Path, plant: str) -> None:
    (tmp_path / "victim").write_bytes(b"old")
    number = int(Path(beside(str(tmp_path / "other"))[1]).stem.rpartition("-")[2], 16)
    for following in range(number + 1, number + 3):
        part = tmp_path / f".x.{own_token()}-{following:x}.part"
        if plant == "link":
            part.symlink_to("victim")
        elif plant == "hard link":
            part.hardlink_to(tmp_path / "victim")
        elif plant == "pipe":
            os.mkfifo(part)
        else:
            part.write_bytes(b"old")
    before = {path.name for path in tmp_path.iterdir()}
    file = PartFile(tmp_path / "x")
    file.write(b"new")
    file.settle()
    file.commit()
    assert (tmp_path / "victim").read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == before | {"x"}


def test_a_pipe_that_nobody_reads_ends_with_a_message(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")
    asked = iter([False, False, True])
    with pytest.raises(OutputFailed, match="x cannot be written: no program reads the pipe"):
        PartFile(tmp_path / "x", gave_up=lambda: next(asked))


def test_a_reader_that_takes_no_more_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")
    reader = os.open(tmp_path / "x", os.O_RDONLY | os.O_NONBLOCK)
    asked = iter([False, False, True])
    file = PartFile(tmp_path / "x", gave_up=lambda: next(asked))
    with pytest.raises(OutputFailed, match="the reader of the pipe has closed it"):
        file.write(b"x" * 1_000_000)
    os.close(reader)


def test_a_pipe_that_somebody_reads_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")
    reader = os.open(tmp_path / "x", os.O_RDONLY | os.O_NONBLOCK)
    file = PartFile(tmp_path / "x")
    file.write(b"new")
    file.settle()
    file.commit()
    assert os.read(reader, 10) == b"new"
    os.close(reader)


@pytest.mark.parametrize("plant", ["link", "pipe", "folder"])
def test_a_file_of_our_own_is_an_ordinary_one(tmp_path: Path, plant: str) -> None:
    (tmp_path / "victim").write_bytes(b"old")
    path = tmp_path / "output" / "reports" / "r1.json"
    path.parent.mkdir(parents=True)
    if plant == "link":
        path.symlink_to(tmp_path / "victim")
    elif plant == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(
        OutputFailed, match=r"r1\.json cannot be written: it is (not a regular file|a folder)"
    ):
        PartFile(path, own=tmp_path / "output")
    assert (tmp_path / "victim").read_bytes() == b"old"
    assert [one.name for one in path.parent.iterdir()] == ["r1.json"]


def test_a_folder_of_our_own_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "real").mkdir()
    (tmp_path / "output").symlink_to("real")
    (tmp_path / "real" / "reports").symlink_to("../elsewhere")
    with pytest.raises(OutputFailed, match="a link leads out"):
        PartFile(tmp_path / "output" / "reports" / "r1.json", own=tmp_path / "output")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    file = PartFile(tmp_path / "output" / "articles" / "r1.jsonl", own=tmp_path / "output")
    file.settle()
    file.commit()
    assert (tmp_path / "real" / "articles" / "r1.jsonl").is_file()


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("报" * 83 + ".jsonl")
    file = PartFile(path)
    file.settle()
    file.commit()
    assert list(tmp_path.iterdir()) == [path]


def test_only_what_bears_a_token_is_swept(tmp_path: Path) -> None:
    token = "ab" * 6
    (tmp_path / "in").mkdir()
    theirs = ["x.part", ".x.part", ".a.md.ba9876543210-1.part", f"a.md.{token}-1.part", f".a.{token}-1.part~"]
    ours = [f".a.md.{token}-1.part", f"in/.b.md.{token}-2f.part"]
    for name in (*theirs, *ours):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "linked").symlink_to("in")
    sweep(tmp_path, {token})
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == set(theirs)


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
def test_an_obstacle_gives_one_message(tmp_path: Path, name: str) -> None:
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
