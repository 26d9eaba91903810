"""The main job over real seed files, scored against what people marked by hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.conftest import Newsspider, Ran

pytestmark = pytest.mark.shared

_SEED = "000_e394206953b5e6ae.txt"
_REAL = "seed-1,post-3,post-4"
_DERIVED = "sina-2,sina-3,sina-6,sina-13,sina-14"
_BOLD = re.compile(r'<font cms-style="font-L strong-Bold">(.*?)</font>', re.DOTALL)
_OPENED = "<strong>"
_CLOSED = "</strong>"


@pytest.fixture(scope="module")
def run(shared: Path, module_newsspider: Newsspider) -> Ran:
    return module_newsspider("crawl", "seeds", "-a", f"path={shared / 'data' / 'seeds'}")


@pytest.fixture(scope="module")
def seed(run: Ran) -> dict[str, Any]:
    (record,) = [record for record in run.records if record["origin"]["locator"] == _SEED]
    return record


@pytest.fixture(scope="module")
def scored(shared: Path, run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return a function that runs the scorer over chosen gold pages and gives what it printed."""
    gold = shared / "data" / "gold" / "hashed.json"
    titles = [page["title"] for page in json.loads(gold.read_text(encoding="utf-8"))]
    lines = tmp_path_factory.mktemp("scored") / "records.jsonl"
    aligned = [{**record, "title": _aligned(record["title"], titles)} for record in run.records]
    lines.write_text("".join(json.dumps(record) + "\n" for record in aligned), encoding="utf-8")

    def score(pages: str, *limits: str) -> str:
        scorer = shared / "bench" / "score_articles.py"
        command = [sys.executable, str(scorer), "--gold", str(gold), "--jsonl", str(lines), "--only", pages]
        done = subprocess.run([*command, *limits], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return score


def _aligned(title: str, titles: list[str]) -> str:
    """Return the page's title that *title* is once `_`, the generator's damage, may be any character."""
    pattern = re.compile(".".join(re.escape(piece) for piece in title.split("_")))
    return next((known for known in titles if pattern.fullmatch(known)), title)


def _bold_text(html: str) -> list[str]:
    """Return what is set bold in *html*, each run without its tags, neighbours as they are."""
    runs = [piece.split(_CLOSED)[0] for piece in html.split(_OPENED)[1:]]
    return [re.sub(r"<[^>]+>", "", run) for run in runs]


def test_all_are_kept(run: Ran) -> None:
    assert run.code == 0
    assert run.report["outcomes"] == {"kept": 8}
    assert run.rejected == []


def test_the_real_ones_are_as_people_marked_them(scored: Callable[..., str]) -> None:
    exact = [f"--min-{field}=1" for field in ("title", "minute", "source", "author", "editor")]
    none = [f"--max-{fault}=0" for fault in ("leaks", "missing", "bad-cover", "author-extra", "editor-extra")]
    scored(_REAL, "--min-page-f1=.995", *exact, *none)


def test_the_derived_ones_carry_the_text_of_their_page(scored: Callable[..., str]) -> None:
    scored(_DERIVED, "--min-page-f1=.995", "--min-minute=1", "--min-author=1", "--min-editor=1",
           "--max-leaks=0", "--max-missing=0", "--max-author-extra=0", "--max-editor-extra=0",
           "--max-bad-cover=0")  # fmt: skip


def test_the_derived_ones_hold_nothing_else(scored: Callable[..., str]) -> None:
    scored(_DERIVED, "--min-precision=.9995")


def test_the_seed_has_its_exact_facts(seed: dict[str, Any]) -> None:
    facts = ("title", "original_title", "published", "published_precision", "editor", "cover", "categories")
    assert {name: seed[name] for name in facts} == {
        "title": "上海市委季度工作会议上，李强要求增强工作韧性，抓好冲刺收官",
        "original_title": None,
        "published": "2021-10-09T19:41:14+08:00",
        "published_precision": "second",
        "editor": "邓健",
        "cover": None,
        "categories": ["金融", "新浪财经", "新浪财经－国內"],
    }
    assert seed["images"] == []
    assert seed["authors"] == []


def test_every_bold_run_of_the_seed_renders_as_bold(shared: Path, run: Ran, seed: dict[str, Any]) -> None:
    source = (shared / "data" / "seeds" / _SEED).read_text(encoding="utf-8")
    wanted = _BOLD.findall(source)
    (post,) = [text for text in run.posts.values() if seed["id"] in text]
    shown = _bold_text(MarkdownIt("commonmark").render(post.split("\n---\n", 1)[1]))
    assert len(wanted) == 13
    assert "".join(shown) == "".join(wanted)
    assert not [text for text in wanted if not any(text in bold for bold in shown)]


def test_a_damaged_title_is_restored_only_from_its_own_line(run: Ran) -> None:
    titles = {record["origin"]["locator"]: record["title"] for record in run.records}
    assert (
        titles["derived/最强_中国芯_本月商用 华为抢跑5G芯片大战.md"]
        == "最强“中国芯”本月商用 华为抢跑5G芯片大战"
    )
    assert titles['derived/60万"12306账号"外泄_ 中铁总辟谣称消息不实.md'].startswith('60万"12306账号"外泄_')
