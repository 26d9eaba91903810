"""A dict that a spider yields: its keys are the record's, its times may be text as in a line of JSONL."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.errors import Rejected
from newsspider.limits import LIMITS
from newsspider.model.article import Precision
from newsspider.model.outcomes import Repair
from newsspider.sources.inputs import RecordInput

_TEXT = "明年起执行新水价，居民用水分三档计费。"


@pytest.mark.parametrize(
    ("published", "told", "precision"),
    [
        ("2026-11-03T10:00:00+08:00", "2026-11-03T10:00:00+08:00", Precision.SECOND),
        ("2026-11-03T02:00:00Z", "2026-11-03T10:00:00+08:00", Precision.SECOND),
        ("2026-11-03", "2026-11-03T00:00:00+08:00", Precision.DAY),
    ],
)
def test_a_time_may_be_text(published: str, told: str, precision: Precision) -> None:
    article = RecordInput({"title": "水价调整", "published": published, "text": _TEXT}).read(LIMITS).article
    assert article.published is not None
    assert (article.published.isoformat(), article.published_precision) == (told, precision)


@pytest.mark.parametrize("values", [{"published": "next week"}, {"updated": "?"}, {"published": 7}])
def test_what_is_no_time_is_a_bad_record(values: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as caught:
        RecordInput({"title": "水价调整", "text": _TEXT, **values}).read(LIMITS)
    assert caught.value.reason.value == "bad_record"


@pytest.mark.parametrize("control", ["\0", "\ud800", "\x1b"])
def test_controls_are_removed_and_said(control: str) -> None:
    given = {"title": f"水价{control}调整", "tags": [f"水价{control}"], "source": control, "text": _TEXT}
    made = RecordInput({**given, "url": f"https://example.org/{control}a"}).read(LIMITS)
    article = made.article
    assert (article.title, article.tags, article.source) == ("水价调整", ["水价"], None)
    assert article.url == article.origin.locator == "https://example.org/a"
    assert Repair.CONTROLS_REMOVED in made.trace.repairs
    plain = RecordInput({"title": "水价调整", "text": _TEXT}).read(LIMITS)
    assert Repair.CONTROLS_REMOVED not in plain.trace.repairs
