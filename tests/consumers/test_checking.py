"""What the checks of a built site are worth: a sound page passes, and every kind of damage is seen."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.consumers import pieces
from tests.consumers.checking import faults
from tests.consumers.generators import GENERATORS, Built
from tests.consumers.seeds import Expected

_WHEN = "2023-01-01T08:00:00+08:00"
_BODY = (
    pieces.opened("要点：", "正文{{ x }}。"),
    pieces.picture("https://n.example/a.jpg", "图说"),
    pieces.table(("甲", "乙"), ("1", "2")),
)
_PAGE = """<!doctype html><html><head><title>题</title></head><body><h1>题</h1><time>2023-01-01T00:00:00.000Z</time>
<ol class="categories"><li>金融</li></ol><article>
<p><strong>要点：</strong>正文{{ x }}。</p><p><img src="https://n.example/a.jpg" alt="图说"></p><p><em>图说</em></p>
<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table></article></body></html>"""
_RECORD: dict[str, Any] = {
    "id": "text:1",
    "title": "题",
    "published": _WHEN,
    "categories": ["金融"],
    "tags": ["a"],
    "authors": [],
    "source": "报",
    "editor": None,
    "summary": "要",
    "cover": None,
    "url": None,
    "updated": None,
    "original_title": None,
    "stocks": [],
    "origin": {"locator": "a.md"},
}
_POST = {
    "guid": "text:1",
    "path": "p/",
    "title": "题",
    "date": _WHEN,
    "categories": ["金融"],
    "tags": ["a"],
    "author": "报",
    "media": "报",
    "description": "要",
    "comments": False,
}


def _faults(
    around: Path, page: str = _PAGE, index: str = '<li><a href="/p/">题</a></li>', **post: Any
) -> list[str]:
    built = Built(GENERATORS[0], around / "site", 0, "")
    (built.pages / "p").mkdir(parents=True)
    (built.pages / "p" / "index.html").write_text(page, encoding="utf-8")
    (built.pages / "index.html").write_text(index, encoding="utf-8")
    (built.pages / "posts.json").write_text(json.dumps([{**_POST, **post}]), encoding="utf-8")
    want = Expected("a.md", "题", datetime.fromisoformat(_WHEN), ("金融",), _BODY)
    return list(faults(built, {"text:1": _RECORD}, {"a.md": want}))


def test_a_sound_site_has_no_faults(tmp_path: Path) -> None:
    assert _faults(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<h1>题", "<h1>另"),
        ("<h1>题", "<h1><b>题</b>"),
        ("00:00:00.000Z", "08:00:00.000Z"),
        ("<li>金融</li>", ""),
        ("正文{{ x }}", "正文"),
        ("正文", "正文**"),
        ("正文", "正\u202e文"),
        ("strong", "em"),
        ("</strong>正文", "正</strong>文"),
        ("a.jpg", "b.jpg"),
        ("<td>2</td>", ""),
        ("<td>2</td>", "<td>3</td>"),
        ("<table>", "<table onclick=x>"),
        ("<p><em>", "<p style='background:url(x)'><em>"),
        ("<p><em>", "<p><a href='java&#10;script:x'></a><em>"),
        ("<p><em>", "<p><svg></svg><em>"),
        ("</body>", "<script>x</script></body>"),
        ("<body>", "<body onload=x>"),
        ("<article>", "<div>"),
    ],
)
def test_damage_of_a_page_is_seen(was: str, becomes: str, tmp_path: Path) -> None:
    assert was in _PAGE
    assert _faults(tmp_path, _PAGE.replace(was, becomes)) != []


@pytest.mark.parametrize(
    "post",
    [
        {"guid": "text:2"},
        {"date": "2023-01-01T08:00:00Z"},
        {"categories": []},
        {"tags": ["b"]},
        {"author": "人"},
        {"comments": True},
        {"canonical_url": "https://evil.example/"},
    ],
)
def test_damage_of_a_key_is_seen(post: dict[str, Any], tmp_path: Path) -> None:
    assert _faults(tmp_path, **post) != []


def test_a_post_that_is_not_listed_is_seen(tmp_path: Path) -> None:
    assert _faults(tmp_path, index="") != []
    assert _faults(tmp_path / "b", index='<li><a href="/p/">另</a></li>') != []


def test_a_file_beside_the_site_is_seen(tmp_path: Path) -> None:
    (tmp_path / "evil.html").touch()
    assert _faults(tmp_path) != []
