"""What is fuzzed, and what holds for every input. A further target is one function and one row of `TARGETS`.

Each takes any bytes, ends in time, and raises nothing: what cannot be an article is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zlib import crc32

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Rejected
from newsspider.model.article import Article, record
from newsspider.model.draft import Draft
from newsspider.readers import markdown, pages, posts
from newsspider.readers.post_fields import normalise
from newsspider.render.finish import finish
from newsspider.render.post import to_post
from newsspider.text.charset import decode
from tests.fuzz.allowed import in_html, in_markdown

ATTACKS = Path(__file__).parent / "attacks"
_ADDRESSES = (
    None,
    "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0531474.shtml",
    "https://tech.sina.com.cn/i/2009-05-12/02283083546.shtml",
    "https://example.org/2021/10/09/story.html",
)
NOW = datetime(2026, 11, 23, 9, 58, 32, tzinfo=timezone(timedelta(hours=8)))
_RULES = load()


def page_reader(data: bytes) -> None:
    """Read *data* as a page, saved or asked for."""
    address = _ADDRESSES[crc32(data) % len(_ADDRESSES)]
    try:
        draft = pages.read(data, address, "page.html")
    except Rejected:
        return
    _finished(draft)


def front_matter_reader(data: bytes) -> None:
    """Read *data* as a post; one of ours made of it must read back and be written the same again."""
    try:
        draft = posts.read(data, "post.md")
    except Rejected:
        return
    normalise(draft, NOW)
    first = _finished(draft)
    if not first.title.strip():
        return
    first.id = f"text:{first.digest}"
    text = to_post(first)
    again = posts.read(text.encode("utf-8"), "post.md")
    assert again.own, text
    normalise(again, NOW)
    second = _finished(again)
    assert second.text == first.text, (first.text, second.text)
    assert to_post(second) == text


def sanitiser(data: bytes) -> None:
    """Clean *data* as the body of an article, whatever it is."""
    try:
        text = decode(data).text
        tree, html = markdown.to_tree(text)
    except Rejected:
        return
    _finished(Draft(fragment=html, tree=tree))


def _finished(draft: Draft) -> Article:
    clean(draft, _RULES)
    finish(draft)
    article = draft.article
    article.fetched = NOW
    record(article)
    in_html(article.html)
    in_markdown(article.markdown)
    return article


TARGETS: dict[str, Callable[[bytes], None]] = {
    "page": page_reader,
    "matter": front_matter_reader,
    "sanitiser": sanitiser,
}
