"""Real pages of Sina against the gold: text, fields, nothing of the furniture; and pages that are no articles."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsspider.article import record
from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Refused
from newsspider.reasons import Reason
from newsspider.render.finish import finish
from newsspider.sites import page

pytestmark = pytest.mark.shared
_LIMITS = "--min-f1 .995 --min-page-f1 .98 --min-title 1 --min-minute 1 --min-source 1 --min-author 1 --min-editor 1"
_NONE = "--max-leaks 0 --max-missing 0 --max-bad-cover 0 --max-author-extra 0 --max-editor-extra 0"


def test_pages_against_the_gold(shared: Path, tmp_path: Path) -> None:
    rules = load()
    lines = []
    for path in sorted((shared / "data" / "pages" / "sina").glob("*.html")):
        draft = page.read(path.read_bytes(), None, path.name)
        clean(draft, rules)
        finish(draft)
        lines.append(json.dumps(record(draft.article), ensure_ascii=False))
    out = tmp_path / "articles.jsonl"
    out.write_text("\n".join(lines), encoding="utf-8")
    gold = shared / "data" / "gold" / "hashed.json"
    scorer = (sys.executable, str(shared / "bench" / "score_articles.py"))
    what = ("--gold", str(gold), "--jsonl", str(out), "--only", "sina-*", "--map", "docid=id")
    ran = subprocess.run(
        [*scorer, *what, *_LIMITS.split(), *_NONE.split()], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_no_article_is_invented(shared: Path) -> None:
    pages = sorted((shared / "data" / "pages" / "not_articles").glob("*.html"))
    assert pages
    for path in pages:
        for url in (None, "https://finance.sina.com.cn/"):
            with pytest.raises(Refused) as refused:
                page.read(path.read_bytes(), url, path.name)
            assert refused.value.reason is Reason.NOT_AN_ARTICLE


def test_pages_of_others_are_left_to_their_readers(shared: Path) -> None:
    pages = sorted((shared / "data" / "pages" / "other").glob("*.html"))
    assert pages
    for path in pages:
        with pytest.raises(Refused) as refused:
            page.read(path.read_bytes(), None, path.name)
        assert refused.value.reason is Reason.NO_READER
