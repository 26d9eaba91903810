"""Exact duplicates within a run: the first stays, and no two articles share an id."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newsspider.article import Article
from newsspider.pipelines.dedupe import DedupePipeline
from newsspider.pipelines.step import Verdict
from newsspider.reasons import Outcome, Reason

_DAY = datetime(2021, 10, 9, 19, 41, tzinfo=timezone(timedelta(hours=8)))


def _article(digest: str, chars: int, days: float | None = 0, name: str | None = None) -> Article:
    published = None if days is None else _DAY + timedelta(days=days)
    return Article(id=name or f"text:{digest}", digest=digest, chars=chars, published=published)


def _ids(*articles: Article) -> list[str]:
    """Return the id that each article got, or `= ID` of the one that it was folded into."""
    pipeline = DedupePipeline()
    return [_id(pipeline, article) for article in articles]


def _id(pipeline: DedupePipeline, article: Article) -> str:
    try:
        return str(pipeline.process_item(article).id)
    except Verdict as verdict:
        refusal = verdict.refusal
        assert (refusal.outcome, refusal.reason) == (Outcome.DUPLICATE, Reason.SAME_DIGEST)
        return f"= {article.duplicate_of}"


@pytest.mark.parametrize(
    ("chars", "days", "second"),
    [
        (60, 0, "= text:d"),
        (60, 400, "= text:d"),
        (60, None, "= text:d"),
        (59, 2, "= text:d"),
        (59, -2, "= text:d"),
        (59, 2.01, "text:d-2"),
        (59, None, "text:d-2"),
        (0, 30, "text:d-2"),
    ],
)
def test_a_copy_is_one_by_length_and_time(chars: int, days: float | None, second: str) -> None:
    assert _ids(_article("d", chars), _article("d", chars, days)) == ["text:d", second]


def test_short_ones_without_any_date_are_copies() -> None:
    assert _ids(_article("d", 5, None), _article("d", 5, None)) == ["text:d", "= text:d"]


def test_a_copy_names_the_one_that_it_is_near_to() -> None:
    monthly = [_article("d", 5, days) for days in (0, 30, 60, 61, 31)]
    assert _ids(*monthly) == ["text:d", "text:d-2", "text:d-3", "= text:d-3", "= text:d-2"]


def test_one_text_under_two_names_is_one_article() -> None:
    assert _ids(_article("d", 90, name="sina:a"), _article("d", 90, name="sina:b")) == ["sina:a", "= sina:a"]


def test_one_name_over_two_texts_is_two_articles() -> None:
    found = _ids(_article("d", 90, name="sina:a"), _article("e", 90, name="sina:a"), _article("e", 90))
    assert found == ["sina:a", "text:e", "= text:e"]


def test_one_name_and_one_short_text_is_one_article_at_any_time() -> None:
    assert _ids(_article("d", 5, name="sina:a"), _article("d", 5, 90, name="sina:a")) == [
        "sina:a",
        "= sina:a",
    ]
