"""What an article keeps of its copies when its own document is read again."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.ledger.revisions import of_copies
from newsspider.model.article import Article, Image
from tests.ledger.ledger_making import article, story

PICTURE = "https://n.sinaimg.cn/a%20b.png?x=1&y=2"
WITH_PICTURE: dict[str, Any] = {"cover": PICTURE, "pictures": [PICTURE], "markdown": f"![]({PICTURE})"}


def again(
    kept: dict[str, Any], document: str, text: str = story(1), **now: Any
) -> tuple[Article, tuple[str, ...]]:
    """Return what is read again of *document*, and what it took of the record *kept*."""
    read = article(text, **now)
    return read, of_copies(read, article(story(1), **kept), document)


COPIES: dict[str, dict[str, Any]] = {
    "source": {"source": "新华社"},
    "authors": {"authors": ["李明", "王芳"]},
    "original title": {"original_title": "真正的题目"},
    "pictures with the body that has them": WITH_PICTURE,
    "a cover that stands in no body": {"cover": PICTURE},
}


@pytest.mark.parametrize("kept", COPIES.values(), ids=COPIES)
def test_what_the_own_document_does_not_tell_was_a_copys(kept: dict[str, Any]) -> None:
    read, taken = again(kept, "<p>正文</p>")
    assert taken
    record = article(story(1), **kept)
    for name in (*taken, "markdown"):
        assert getattr(read, name) == getattr(record, name)


OWN = {
    "source": ({"source": "新华社"}, "<p>来源：新华社</p>"),
    "authors": ({"authors": ["李明", "王芳"]}, "<p>记者 王芳</p>"),
    "original title": ({"original_title": "真正的题目"}, "<p>原标题：真正的题目</p>"),
    "a picture": (WITH_PICTURE, f'<img src="{PICTURE}">'),
    "a picture as HTML writes it": (WITH_PICTURE, '<img src="//n.sinaimg.cn/a b.png?x=1&amp;y=2">'),
    "a cover": ({"cover": PICTURE}, f"headimg: {PICTURE}"),
}


@pytest.mark.parametrize(("kept", "source"), OWN.values(), ids=OWN)
def test_what_the_own_document_tells_is_gone_by_todays_rules(kept: dict[str, Any], source: str) -> None:
    read, taken = again(kept, source)
    assert taken == ()
    assert read == article(story(1))


def test_pictures_of_another_text_are_not_taken() -> None:
    read, taken = again(WITH_PICTURE, "<p>正文</p>", story(2))
    assert (taken, read.images, read.cover, read.markdown) == ((), [], None, story(2))


def test_what_is_given_now_stays() -> None:
    read, taken = again(
        {"source": "新华社", "pictures": ["https://a.cn/2.png"]}, "", source="人民日报", pictures=[PICTURE]
    )
    assert (taken, read.source, read.images) == ((), "人民日报", [Image(PICTURE)])
