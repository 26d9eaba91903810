"""Cleaning of a fragment of HTML as the reader of posts does it, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newsspider.clean.engine import clean
from newsspider.clean.rules import RuleSet, load
from newsspider.model.draft import Draft
from newsspider.readers.markdown import to_tree
from newsspider.render.finish import finish
from newsspider.toml import loads

RULES = load()
_FILE = Path(__file__).with_name("pairs.toml")
# What each rule does: a body, and its text afterwards.
PAIRS: list[dict[str, Any]] = loads(_FILE.read_text("utf-8"), _FILE.name)["pair"]


def cleaned(html: str, *, title: str = "一个不相干的题目", rules: RuleSet = RULES) -> Draft:
    """Return the finished draft of *html*."""
    tree, source = to_tree(html)
    draft = Draft(fragment=source, tree=tree)
    draft.article.title = title
    clean(draft, rules)
    finish(draft)
    return draft
