"""The settings of our own: defaults, wrong values, unknown names, the clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsspider import options, settings
from newsspider.errors import UsageError
from newsspider.text.redact import masked

_SHIPPED = {name: value for name, value in vars(settings).items() if name.startswith("NEWSSPIDER_")}


def _read(**changed: Any) -> options.Options:
    return options.read({**_SHIPPED, **{f"NEWSSPIDER_{name}": value for name, value in changed.items()}})


def test_what_is_shipped_is_valid_and_complete() -> None:
    found = _read(CONFIG=None)
    assert found.output == Path("output")
    assert found.posts == Path("output/posts")
    assert (found.max_file, found.read_ahead, found.reports_kept) == (30_000_000, 64, 30)
    assert len(_SHIPPED) == len(options.Options.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("OUTPUT", "/x/y", "output", Path("/x/y")),
        ("POSTS", "blog/_posts", "posts", Path("blog/_posts")),
        ("UNDATED_POSTS", "1", "undated_posts", True),
        ("UNDATED_POSTS", "False", "undated_posts", False),
        ("MAX_FILE", "12", "max_file", 12),
        ("RUN", "nightly-1", "run", "nightly-1"),
        ("POST_NAME", "", "post_name", None),
    ],
)
def test_values_of_the_command_line_are_texts(name: str, value: str, field: str, read: object) -> None:
    assert getattr(_read(**{name: value}), field) == read


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OUTPUT", "", "a local folder"),
        ("OUTPUT", "s3://bucket/x", "a local folder"),
        ("OUTPUT", "%(time)s", "a local folder"),
        ("UNDATED_POSTS", "maybe", "true or false"),
        ("MAX_FILE", "0", "a whole number greater than 0"),
        ("MAX_FILE", "30 MB", "a whole number greater than 0"),
        ("READ_AHEAD", True, "a whole number greater than 0"),
        ("RUN", "../x", "a name of at most 100 letters"),
        ("RUN", ".x", "a name of at most 100 letters"),
        ("NOW", "yesterday", "an ISO time"),
        ("NOW", "2026-11-23T09:58:32", "an ISO time"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: object, told: str) -> None:
    with pytest.raises(UsageError, match=f"NEWSSPIDER_{name} must be {told}"):
        _read(**{name: value})


def test_only_the_login_of_a_wrong_address_is_masked() -> None:
    with pytest.raises(UsageError) as wrong:
        _read(WORKERS="dask://user:word@10.0.0.1:8786")
    assert masked(str(wrong.value)).endswith("dask://host:8786, not 'dask://***@10.0.0.1:8786'")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NEWSSPIDER_OUTPTU", "did you mean NEWSSPIDER_OUTPUT?"),
        ("newsspider_output", "did you mean NEWSSPIDER_OUTPUT?"),
        ("NEWSSPIDER_ZZZZZZZZZZZZZZZZZZZZ", "use one of NEWSSPIDER_BASE, "),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name: str, told: str) -> None:
    with pytest.raises(UsageError, match=f"unknown setting {name}") as caught:
        options.read({**_SHIPPED, name: "x"})
    assert told in str(caught.value)


@pytest.mark.parametrize("now", ["2026-11-23T01:58:32Z", "2026-11-23T09:58:32+08:00"])
def test_an_instant_stands_in_for_the_clock_in_beijing(now: str) -> None:
    assert _read(NOW=now).clock().isoformat() == "2026-11-23T09:58:32+08:00"


def test_the_clock_itself_is_aware() -> None:
    assert _read().clock().utcoffset() == timedelta(hours=8)
