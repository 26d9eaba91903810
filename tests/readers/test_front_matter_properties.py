"""Front matter of any kind: it ends in typed fields or in a reason, whatever a stranger wrote."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsspider.errors import Rejected
from newsspider.model.article import Article, from_record, record
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Reason
from newsspider.readers import front_matter, posts
from newsspider.readers.post_fields import KEYS, normalise

_KEYS = st.sampled_from(
    [key for keys in KEYS.values() for key in keys] + ["guid", "revision", "permalink", "x"]
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.dates()
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_MAPPINGS = st.dictionaries(_KEYS, _VALUES, max_size=8)
_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
_LISTS = ("categories", "tags", "authors", "stocks")


def _checked(draft: Draft) -> Article:
    """Return the article of *draft*, whose fields must be of the types of the record and hold no line feed."""
    normalise(draft, _NOW)
    article = draft.article
    for name in _LISTS:
        assert all(type(value) is str and value for value in getattr(article, name)), name
    for text in (article.title, article.summary, article.source or "", article.editor or ""):
        assert "\n" not in text
        assert text == text.strip()
    moment = article.published
    assert moment is None or moment.tzinfo is not None
    assert (moment is None) == (article.published_from is None)
    return article


@given(_MAPPINGS)
def test_any_values_become_typed_fields(meta: dict[str, Any]) -> None:
    _checked(Draft(meta={key: value for key, value in meta.items() if value is not None}))


@given(_MAPPINGS.filter(bool))
def test_any_yaml_is_read_as_text_and_typed(meta: dict[str, Any]) -> None:
    text = yaml.safe_dump(meta, allow_unicode=True)
    article = _checked(posts.read(f"---\n{text}---\n\n正文。\n".encode(), "a.md"))
    article.published_from = article.published_precision = None
    article.published = None
    assert record(from_record(json.loads(json.dumps(record(article))))) == record(article)


@given(st.text(max_size=300))
def test_any_text_as_front_matter_ends(text: str) -> None:
    data = f"---\n{text}\n---\n\n正文。\n".encode("utf-8", "surrogatepass")
    reason: Reason | None = None
    try:
        _checked(posts.read(data, "a.md"))
    except Rejected as refusal:
        reason = refusal.reason
    assert reason in {None, Reason.BAD_FRONT_MATTER, Reason.NOT_TEXT}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=60), max_size=6))
def test_quoted_text_comes_back_as_it_was_written(values: dict[str, str]) -> None:
    plain = {key: "".join(char for char in value if char.isprintable()) for key, value in values.items()}
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in plain.items())
    found, _ = front_matter.parse(front_matter.split(f"---\ntitle: x\n{lines}\n---\n正文"))
    assert {key: found[key] for key in plain} == plain
