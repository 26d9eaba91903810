"""Real pages of Sina and of others against the gold: text, fields, nothing of the furniture; and pages that are no articles."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Rejected
from newsspider.model.article import record
from newsspider.model.outcomes import Reason
from newsspider.readers import pages as page
from newsspider.render.finish import finish

pytestmark = pytest.mark.shared
_LIMITS = "--min-f1 .995 --min-page-f1 .98 --min-title 1 --min-minute 1 --min-source 1 --min-author 1 --min-editor 1"
_OTHERS = "163-*,guancha-*,hexun-*,ifeng-*,people-*,qq-*,stcn-*,thepaper-*,xinhuanet-*"
_LIMITS_OF_OTHERS = (
    "--min-f1 .99 --min-page-f1 .97 --min-title 1 --min-minute 1 --min-source 1 --min-author 1 --min-editor 1"
)
_NONE_OF_OTHERS = "--max-leaks 0 --max-missing 0 --max-author-extra 0 --max-editor-extra 0"
_NONE = "--max-leaks 0 --max-missing 0 --max-bad-cover 0 --max-author-extra 0 --max-editor-extra 0"


@pytest.mark.parametrize(
    ("folder", "gold", "limits"),
    [("sina", "sina-*", f"{_LIMITS} {_NONE}"), ("other", _OTHERS, f"{_LIMITS_OF_OTHERS} {_NONE_OF_OTHERS}")],
)
def test_pages_against_the_gold(shared: Path, tmp_path: Path, folder: str, gold: str, limits: str) -> None:
    rules = load()
    lines = []
    for path in sorted((shared / "data" / "pages" / folder).glob("*.html")):
        draft = page.read(path.read_bytes(), None, f"{folder}/{path.name}")
        clean(draft, rules)
        finish(draft)
        lines.append(json.dumps(record(draft.article), ensure_ascii=False))
    out = tmp_path / "articles.jsonl"
    out.write_text("\n".join(lines), encoding="utf-8")
    scorer = (sys.executable, str(shared / "bench" / "score_articles.py"), "--by-file", "origin.locator")
    what = ("--gold", str(shared / "data" / "gold" / "hashed.json"), "--jsonl", str(out), "--only", gold)
    ran = subprocess.run(
        [*scorer, *what, "--map", "docid=id", *limits.split()], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_no_article_is_invented(shared: Path) -> None:
    pages = sorted((shared / "data" / "pages" / "not_articles").glob("*.html"))
    assert pages
    for path in pages:
        for url in (None, "https://finance.sina.com.cn/", "https://news.example.com/a/20140301/1.html"):
            with pytest.raises(Rejected) as refused:
                page.read(path.read_bytes(), url, path.name)
            assert refused.value.reason is Reason.NOT_AN_ARTICLE
