"""The JSON Schema: it is one, and it takes what the record writes and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from newsspider.model.article import Article, DateFrom, Image, Origin, OriginKind, Precision, record, schema

_NOW = datetime(2026, 11, 23, 9, 58, tzinfo=timezone.utc)
_FULL = Article(
    id="sina:iabc",
    url="https://finance.sina.com.cn/x.shtml",
    title="标题",
    published=_NOW,
    published_precision=Precision.MINUTE,
    published_from=DateFrom.PAGE,
    authors=["甲"],
    images=[Image("https://n.sinaimg.cn/a.jpg", "图", 10, 20)],
    fetched=_NOW,
    origin=Origin(OriginKind.LIVE, "seeds", "a.md", "post", "utf-8"),
)


def _check(values: dict[str, Any]) -> None:
    Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(values)


def test_it_is_a_schema_and_plain_json() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("article", [Article(), _FULL], ids=["empty", "full"])
def test_it_takes_the_record(article: Article) -> None:
    values = record(article)
    _check(values)
    del values["html"]
    _check(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tags", None),
        ("tags", [1]),
        ("title", None),
        ("chars", "12"),
        ("published_precision", "hour"),
        ("images", [{"url": "x"}]),
        ("origin", {"kind": "live"}),
        ("schema", 0),
        ("other", 1),
    ],
)
def test_it_refuses_what_no_record_is(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        _check({**record(_FULL), name: value})


def test_a_missing_key_is_refused() -> None:
    values = record(_FULL)
    del values["duplicate_of"]
    with pytest.raises(ValidationError, match="duplicate_of"):
        _check(values)


def test_every_field_says_what_it_is() -> None:
    assert all(value["description"] for value in schema()["properties"].values())
