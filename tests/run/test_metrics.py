"""`NEWSSPIDER_METRICS`: a file for node_exporter that is whole whenever it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsspider.errors import ExitCode, OutputFailed
from newsspider.run import metrics
from newsspider.run.report import RunReport
from newsspider.text.dates import BEIJING
from tests.conftest import Newsspider

_BEGAN = datetime(2026, 11, 28, 12, tzinfo=BEIJING)
_REPORT = RunReport("r", "seeds", _BEGAN, _BEGAN + timedelta(seconds=90), ExitCode.SOURCE, 3)
_SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (-?[0-9.e+]+)')


def test_the_command_writes_what_prometheus_reads(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_METRICS=metrics/seeds.prom")
    assert ran.code == 0
    (path,) = (ran.folder / "metrics").iterdir()
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            found = _SAMPLE.fullmatch(line)
            assert found, line
            values[found[1], found[2]] = float(found[3])
    seeds = 'spider="seeds"'
    assert values["newsspider_exit_code", seeds] == 0
    assert values["newsspider_inputs", seeds] == 1
    assert values["newsspider_articles", f'{seeds},outcome="kept"'] == 1
    assert values["newsspider_written", f'{seeds},output="output/posts"'] == 1
    assert values["newsspider_end_time_seconds", seeds] >= values["newsspider_start_time_seconds", seeds]


def test_labels_are_escaped_and_hold_no_password() -> None:
    waiting = {'a"b\\c\nd': 1, "s3://me:s3cret@bucket/x": 2}
    shown = metrics.render(replace(_REPORT, waiting=waiting))
    assert 'newsspider_waiting{spider="seeds",output="a\\"b\\\\c\\nd"} 1\n' in shown
    assert "s3cret" not in shown
    assert 'newsspider_duration_seconds{spider="seeds"} 90\n' in shown
    assert 'newsspider_exit_code{spider="seeds"} 4\n' in shown
    for name in re.findall(r"^# TYPE (\S+) gauge$", shown, re.MULTILINE):
        assert f"# HELP {name} " in shown


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "x.prom"
    metrics.write(_REPORT, path)
    old = path.read_bytes()
    folder = tmp_path / "file"
    folder.write_text("")
    with pytest.raises(OutputFailed, match="cannot be written"):
        metrics.write(_REPORT, folder / "x.prom")
    metrics.write(replace(_REPORT, inputs=4), path)
    assert path.read_bytes() != old
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "x.prom"]
