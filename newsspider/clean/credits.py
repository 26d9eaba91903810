"""From furniture to fields: editor, medium, reporters and original title, before their line is removed.

A field that is already known stays: what comes first, or is in the source's own element, is the page's own,
and another publisher's line in a comment never replaces it.
"""

from __future__ import annotations

import re

from newsspider.clean.rules import Rule
from newsspider.model.draft import Draft
from newsspider.text import bylines, media_names, titles

# One line often holds several credits; each begins with its label.
_LABEL = re.compile(
    r"\s+(?=[（(【]?(?:责任编辑|责编|编辑|本文来源|文章来源|稿件来源|来源|作者|记者|撰文|校对|制图)\s*[:：|｜丨])",
)


def take(draft: Draft, rule: Rule, text: str) -> bool:
    """Read the fields that *rule* takes from *text*; returns whether any of them was found."""
    if not rule.take:
        return False
    found = [_TAKERS[name](draft, part, rule.id) for part in _LABEL.split(text) for name in rule.take]
    return any(found)


def set_once(draft: Draft, name: str, value: str, where: str) -> None:
    """Give the field *name* its value and evidence, if it has none yet, or a medium that is not a name."""
    known = getattr(draft.article, name)
    if not known or (name == "source" and media_names.is_catch_all(known)):
        setattr(draft.article, name, value)
        draft.trace.fields[name] = where


def add_authors(draft: Draft, reporters: tuple[str, ...], where: str) -> None:
    """Add the reporters who are not in the list yet."""
    for reporter in reporters:
        if reporter not in draft.article.authors:
            draft.article.authors.append(reporter)
            draft.trace.fields.setdefault("authors", where)


def _editor(draft: Draft, text: str, rule: str) -> bool:
    editor = bylines.editor(text)
    if editor:
        set_once(draft, "editor", editor, f"rule:{rule}")
    return editor is not None


def _source(draft: Draft, text: str, rule: str) -> bool:
    source = bylines.medium(text)
    if source:
        set_once(draft, "source", source, f"rule:{rule}")
    return source is not None


def _original_title(draft: Draft, text: str, rule: str) -> bool:
    title = bylines.original_title(text)
    if title:
        set_once(draft, "original_title", titles.clean_title(title), f"rule:{rule}")
    return title is not None


def _authors(draft: Draft, text: str, rule: str) -> bool:
    byline = bylines.byline(text)
    if byline is None:
        return False
    add_authors(draft, byline.reporters, f"rule:{rule}")
    if byline.editors:
        set_once(draft, "editor", "、".join(byline.editors), f"rule:{rule}")
    if byline.medium:
        set_once(draft, "source", byline.medium, f"rule:{rule}")
    # In parentheses it is the reporter's own line in the text, and stays there; an editor's is not.
    return not (byline.parenthesised and byline.reporters)


_TAKERS = {"editor": _editor, "source": _source, "original_title": _original_title, "authors": _authors}
