"""README tells the truth: its example and its numbers; `tests/docs` runs its commands."""

from __future__ import annotations

import re

from tests.conftest import ROOT, Newsspider

README = (ROOT / "README.md").read_text(encoding="utf-8")
_SAMPLES = ROOT / "newsspider" / "samples"
_EXAMPLE = "远帆重工_云岭号_盾构机下线 国产化率达到98%.md"


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_is_what_comes_out(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("crawl", "seeds", "-a", f"path={_SAMPLES / _EXAMPLE}")
    (post,) = ran.posts.values()
    shown = [line.split("…")[0] for line in _block("markdown").splitlines()]
    assert [line for line in shown if line not in post] == []
    assert [line for line in post.splitlines() if ": " in line.split("'")[0] and line[:8] not in README] == []


def test_the_chinese_readme_shows_the_same_example() -> None:
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert _block("markdown") in chinese


def test_the_number_of_samples_is_reported() -> None:
    count = sum(1 for path in _SAMPLES.rglob("*") if path.is_file())
    assert f"Of {count} samples" in README
