"""Seed files that are as they were are not read again, and every output still gets what it lacks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Newsspider, story

WriteSeed = Callable[..., Path]
_RUN = ("crawl", "seeds", "-a", "path=seeds", "-s", "LOG_LEVEL=DEBUG", "-s", "STATS_DUMP=1")
# Among Scrapy's stats where articles were met that are no new ones.
_READ = "item_dropped_count"
_RULE = '[[rule]]\nid = "mine"\nwhy = "seen below every article"\nselector = ".mine"\n'


def _write(write_seed: WriteSeed) -> Path:
    """Write two seeds and a copy of the first one, which is returned."""
    port = story("port", 400)
    first = write_seed("a.md", "港口开通新航线", body=port)
    write_seed("b.md", "铁路货运增长", body=story("rail", 400))
    write_seed("c.md", "港口开通新航线", body=port)
    return first


def _edit(path: Path) -> None:
    """Change words of *path*, but neither its size nor the time that it was modified."""
    before, words = path.stat(), story("port", 400)[50:80]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(words, words[::-1]), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def test_what_is_as_it_was_is_counted_and_not_read(run_newsspider: Newsspider, write_seed: WriteSeed) -> None:
    path = _write(write_seed)
    first = run_newsspider(*_RUN)
    assert first.outcomes == {"kept": 2, "duplicate": 1}
    told = first.rejected
    again = run_newsspider(*_RUN)
    assert again.outcomes == {"unchanged": 2, "duplicate": 1}
    assert again.report["inputs"] == 3
    assert [{**line, "time": ""} for line in again.rejected] == [{**line, "time": ""} for line in told * 2]
    assert _READ not in again.stderr
    turned_off = run_newsspider(*_RUN, "-s", "NEWSSPIDER_REREAD=1")
    assert turned_off.outcomes == {"unchanged": 2, "duplicate": 1}
    assert _READ in turned_off.stderr
    _edit(path)
    edited = run_newsspider(*_RUN)
    assert edited.outcomes == {"revised": 1, "unchanged": 1, "duplicate": 1}
    assert _READ not in edited.stderr
    (run_newsspider.folder / "newsspider.toml").write_text(_RULE, encoding="utf-8")
    assert _READ in run_newsspider(*_RUN).stderr


def test_an_output_gets_what_it_lacks(run_newsspider: Newsspider, write_seed: WriteSeed) -> None:
    _write(write_seed)
    run_newsspider(*_RUN, "-o", "one.jsonl")
    write_seed("d.md", "电网改造完成", body=story("grid", 400))
    assert run_newsspider(*_RUN).outcomes == {"kept": 1, "unchanged": 2, "duplicate": 1}
    # `one.jsonl` is no new output, but was not written when d.md was read.
    late = run_newsspider(*_RUN, "-o", "one.jsonl")
    assert late.outcomes == {"unchanged": 3, "duplicate": 1}
    titles = [line["title"] for line in late.lines("one.jsonl")]
    assert titles == ["港口开通新航线", "铁路货运增长", "电网改造完成"]
    assert len(run_newsspider(*_RUN, "-O", "two.jsonl").lines("two.jsonl")) == 3
