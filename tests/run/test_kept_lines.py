from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pytest

from newsspider.ledger import Arrival, Candidate, Group, Ledger, Output
from newsspider.outputs.exporters import usual_line
from newsspider.run.kept_lines import KeptLines
from newsspider.workers.work import prepared
from tests.ledger.ledger_making import NOW, page, post, story

PICTURE = "https://n.sinaimg.cn/finance/1.jpg"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(str(tmp_path / "ledger.db")) as opened:
        yield opened


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[KeptLines]:
    kept = KeptLines(tmp_path / "output", 1)
    yield kept
    kept.close()


def begun(ledger: Ledger, name: str) -> tuple[Group, Output]:
    feed = ledger.outbox.register("a.jsonl")
    return ledger.group(ledger.runs.start(name, NOW), rules="1", feeds=[feed]), feed


def commit(group: Group, *arrivals: Arrival) -> None:
    """Commit what workers have made of *arrivals*."""
    made = [Candidate.of(arrival) for arrival in arrivals]
    for one in made:
        one.prepared = prepared(one)
    group.meet(made)
    group.commit(NOW)


def found(ledger: Ledger, feed: Output, lines: KeptLines) -> list[bytes]:
    return [one.line for one in ledger.outbox.due([feed], lines=lines)]


def stored(ledger: Ledger, feed: Output) -> list[bytes]:
    records = [one.record for one in ledger.outbox.due([feed])]
    return [usual_line(record.line) for record in records if record is not None]


def test_kept_lines_are_those_of_the_ledger(ledger: Ledger, lines: KeptLines, tmp_path: Path) -> None:
    group, feed = begun(ledger, "first")
    for first in (0, 300):
        commit(group, *(post(story(first + number), f"{first + number}.md") for number in range(4)))
        lines.add(group.written)
    commit(group, page(story(8)), page(story(9)))  # a revision in the same commit
    lines.add(group.written)
    expected = stored(ledger, feed)
    assert len(expected) == 10
    assert all(expected)
    kept = found(ledger, feed, lines)
    assert [line or usual for line, usual in zip(kept, expected, strict=True)] == expected
    assert all(kept[:8])
    assert list((tmp_path / "output").iterdir()) == []


def test_what_a_copy_has_filled_in_since_is_read_from_the_ledger(ledger: Ledger, lines: KeptLines) -> None:
    group, feed = begun(ledger, "first")
    commit(group, post(story(1), "a.md"), post(story(2), "b.md"))
    lines.add(group.written)
    commit(group, post(story(1), "c.md", pictures=[PICTURE], cover=PICTURE))
    lines.add(group.written)
    kept = found(ledger, feed, lines)
    assert (kept[0], bool(kept[1])) == (b"", True)
    assert PICTURE.encode() in stored(ledger, feed)[0]


def test_nothing_is_kept_once_another_run_has_written(
    ledger: Ledger, lines: KeptLines, tmp_path: Path
) -> None:
    group, feed = begun(ledger, "first")
    commit(group, post(story(1), "a.md"))
    lines.add(group.written)
    with Ledger.open(str(tmp_path / "ledger.db")) as other:
        second = other.group(other.runs.start("second", NOW), rules="1")
        commit(second, post(story(2), "b.md"))
    assert found(ledger, feed, lines) == [b""]
    commit(group, post(story(3), "c.md"))
    lines.add(group.written)
    assert found(ledger, feed, lines) == [b"", b""]
    assert len(stored(ledger, feed)) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file on a full disk")
def test_a_full_disk_only_ends_the_keeping(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full").open("r+b")  # noqa: SIM115 - the lines close it
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full)
    lines = KeptLines(tmp_path, 1)
    group, feed = begun(ledger, "first")
    commit(group, post(story(1), "a.md"))
    lines.add(group.written)
    assert found(ledger, feed, lines) == [b""]
    assert len(stored(ledger, feed)) == 1


@pytest.mark.parametrize(("free", "is_kept"), [(3_000, False), (300_000, True)])
def test_what_is_kept_leaves_room_for_the_files(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, is_kept: bool
) -> None:
    lines = KeptLines(tmp_path, 2)
    group, feed = begun(ledger, "first")
    commit(group, post(story(1), "a.md"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    lines.add(group.written)
    assert [bool(line) for line in found(ledger, feed, lines)] == [is_kept]
    lines.close()


def test_what_cannot_be_read_is_read_from_the_ledger(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_only(**_: object) -> IO[bytes]:
        return (tmp_path / "lines").open("wb")

    monkeypatch.setattr("tempfile.TemporaryFile", write_only)
    lines = KeptLines(tmp_path, 1)
    group, feed = begun(ledger, "first")
    commit(group, post(story(1), "a.md"), post(story(2), "b.md"))
    lines.add(group.written)
    assert found(ledger, feed, lines) == [b"", b""]
    assert len(stored(ledger, feed)) == 2
