"""Keywords of a Sina page: those its block links, else its attribute, the metas, the tail of the title."""

from __future__ import annotations

from newsspider.readers import values
from newsspider.readers.html_page import Page
from newsspider.text import titles
from newsspider.text import unicode as spaces

_ATTRIBUTE = "data-wbkey"
_METAS = ("keywords", "tags")
# Longer than this it is a sentence, mostly the title in other words.
_LONGEST = 20


def read(page: Page, links: tuple[str, ...], title: str) -> tuple[list[str], str]:
    """Return the keywords and the evidence for them; *links* are selectors of the block's links.

    What merely repeats the *title*, or the one that the page declares, is none.
    """
    declared = page.meta("og:title")
    own = (title, declared.value) if declared else (title,)
    for words, where in _sources(page, links):
        kept = [word for word in words if _is_keyword(word, own)]
        if kept:
            return kept, where
    return [], ""


def _sources(page: Page, links: tuple[str, ...]) -> list[tuple[list[str], str]]:
    sources = [(_texts(page, at), f"css:{at}") for at in links]
    block = page.first(f"[{_ATTRIBUTE}]")
    if block is not None:
        sources.append((values.texts(block.attributes.get(_ATTRIBUTE) or ""), f"attribute:{_ATTRIBUTE}"))
    for name in _METAS:
        found = page.meta(name)
        if found is not None:
            sources.append((values.texts(found.value), found.where))
    whole = page.text("title")
    if whole is not None:
        sources.append((tail(whole.value), "css:title"))
    return sources


def _texts(page: Page, selector: str) -> list[str]:
    return values.texts([spaces.squeeze(node.text()) for node in page.tree.css(selector)])


def tail(whole: str) -> list[str]:
    """Return the keywords behind the bars of a page's whole title: `题目|甲|乙_新浪财经_新浪网`."""
    parts = [part.partition("_")[0] for part in whole.split("|")]
    return values.texts(parts[1:])


def _is_keyword(word: str, own: tuple[str, ...]) -> bool:
    return len(word) <= _LONGEST and not any(titles.same(word, title) for title in own)
