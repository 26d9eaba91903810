"""Every layout of Sina's pages, pages of other publishers, and what is no article: a page and its expectation each."""

from __future__ import annotations

import json

import pytest

from newsspider.readers.sina.reader import LAYOUTS
from tests.readers import page_cases

NAMES = page_cases.names()
ARTICLES = [name for name in NAMES if "refused" not in page_cases.outcome(name)]


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str) -> None:
    expected = page_cases.FOLDER / f"{name}.json"
    assert expected.is_file(), f"{name} has no expectation: see page_cases"
    assert page_cases.outcome(name) == json.loads(expected.read_text(encoding="utf-8"))


def test_every_expectation_has_its_page() -> None:
    assert sorted(path.stem for path in page_cases.FOLDER.glob("*.json")) == NAMES


def test_every_layout_has_a_page() -> None:
    read_by = {page_cases.outcome(name)["origin"]["extractor"] for name in ARTICLES}
    assert read_by == {layout.name for layout in LAYOUTS} | {"generic"}


@pytest.mark.parametrize("name", ARTICLES)
def test_the_same_page_in_another_charset_is_the_same_article(name: str) -> None:
    first = page_cases.outcome(name)
    text = (page_cases.FOLDER / f"{name}.html").read_bytes().decode(first["origin"]["encoding"])
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        draft = page_cases.finished(name, text.encode(encoding))
        assert (draft.article.title, draft.article.text) == (first["title"], first["text"])


@pytest.mark.parametrize("name", ARTICLES)
def test_the_container_is_in_the_fragment_uncleaned(name: str) -> None:
    draft = page_cases.read(name)
    assert draft.tree is not None
    assert draft.fragment
    assert draft.body is None
    assert draft.own is False
