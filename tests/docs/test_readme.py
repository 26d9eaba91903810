"""README tells the truth: its settings, its configuration file, its example and its numbers."""

from __future__ import annotations

import re
from pathlib import Path

from newsspider import config, settings
from newsspider.clean import rules
from newsspider.errors import ExitCode
from tests.conftest import ROOT, Newsspider

README = (ROOT / "README.md").read_text(encoding="utf-8")
_SAMPLES = ROOT / "newsspider" / "samples"
_EXAMPLE = "远帆重工_云岭号_盾构机下线 国产化率达到98%.md"


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(found)


def test_every_setting_is_in_the_table() -> None:
    told = re.findall(r"^\| `(NEWSSPIDER_\w+)` \|", README, re.MULTILINE)
    assert told == [name for name in vars(settings) if name.startswith("NEWSSPIDER_")]


def test_every_exit_code_is_in_the_table() -> None:
    (table,) = re.findall(r"^\| exit code .*?\n\n", README, re.MULTILINE | re.DOTALL)
    told = {
        int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for code in row.split(",")
    }
    assert told <= set(map(int, ExitCode))
    assert told >= {ExitCode.DONE, ExitCode.FAILED, ExitCode.USAGE, ExitCode.SOME_FAILED}


def test_the_configuration_file_is_one(tmp_path: Path) -> None:
    path = tmp_path / "newsspider.toml"
    path.write_text(_block("toml"), encoding="utf-8")
    own = config.load(path)
    loaded = rules.load(own.rules).ids
    assert "my-newsletter" in loaded
    assert "declaration" not in loaded
    assert set(own.settings) <= set(vars(settings))


def test_the_example_is_what_comes_out(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("crawl", "seeds", "-a", f"path={_SAMPLES / _EXAMPLE}")
    (post,) = ran.posts.values()
    shown = [line.split("…")[0] for line in _block("markdown").splitlines()]
    assert [line for line in shown if line not in post] == []
    assert [line for line in post.splitlines() if ": " in line.split("'")[0] and line[:8] not in README] == []


def test_the_number_of_samples_is_told() -> None:
    count = sum(1 for path in _SAMPLES.rglob("*") if path.is_file())
    assert f"Of {count} samples" in README
