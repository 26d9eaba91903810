"""Pages in the shapes of a dozen publishers: promotion goes, nothing of the article does, the fields are right."""

from __future__ import annotations

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.model.article import Article
from newsspider.readers import pages
from newsspider.render.finish import finish
from tests.readers.publishers import PAGES, PublisherPage

RULES = load()


def article(html: str, url: str | None = None) -> Article:
    draft = pages.read(html.encode(), url, "x")
    clean(draft, RULES)
    finish(draft)
    return draft.article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_of_a_publisher(page: PublisherPage) -> None:
    found = article(page.html)
    assert [word for word in page.gone if word in found.markdown] == []
    kept = (*page.story.sentences, *page.story.stays)
    assert [words for words in kept if words not in found.markdown] == []
    assert (found.title, found.source) == (page.story.title, page.story.source)
    assert found.published is not None
    assert found.published.isoformat().startswith(page.story.time.replace(" ", "T"))


def test_half_of_the_publishers_have_no_class_that_says_what_a_part_is() -> None:
    bare = [page for page in PAGES if page.name.startswith("bare_")]
    assert len(PAGES) >= 30
    assert len(bare) * 2 == len(PAGES)
