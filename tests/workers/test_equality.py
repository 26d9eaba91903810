"""The command that compares what workers leave, with few inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers import equality


@pytest.mark.slow
def test_workers_leave_what_one_process_does_and_again_after_edits(tmp_path: Path) -> None:
    equality.write_inputs(tmp_path / "inputs", 100, 20)
    assert equality.compare(tmp_path, tmp_path / "inputs", ["0", "2"]) == []
    posts = {path.name: path.read_bytes() for path in (tmp_path / "2" / "posts").iterdir()}
    assert len(posts) > 200
    assert sum("读者的批注".encode() in post for post in posts.values()) == -(-len(posts) // 11)


def test_a_difference_is_named() -> None:
    same = {"posts/a.md": b"1", "posts/b.md": b"2"}
    assert list(equality.differences(same, dict(same))) == []
    other = {"posts/a.md": b"1", "posts/b.md": b"3", "articles/r.jsonl": b""}
    assert list(equality.differences(same, other)) == ["articles/r.jsonl", "posts/b.md"]
