"""Posts of other people's blogs: each has an outcome with a reason, and every record is of the schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import Newsspider, Ran

pytestmark = pytest.mark.shared

_DATE = re.compile(r"^date:\s*[\"']?(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.MULTILINE)
_NAMED = re.compile(r"(?:^|/)(\d{4})-(\d\d)-(\d\d)-[^/]+$")


@pytest.fixture(scope="module")
def posts(shared: Path) -> Path:
    return shared / "data" / "frontmatter"


@pytest.fixture(scope="module")
def run(posts: Path, module_newsspider: Newsspider) -> Ran:
    return module_newsspider("crawl", "seeds", "-a", f"path={posts}")


@pytest.fixture(scope="module")
def schema(module_newsspider: Newsspider) -> Draft202012Validator:
    return Draft202012Validator(json.loads(module_newsspider("schema").stdout))


def test_none_crashes(run: Ran) -> None:
    assert run.code == 0
    assert "failed" not in run.report["outcomes"]


def test_none_is_lost(posts: Path, run: Ran) -> None:
    files = {path.relative_to(posts).as_posix() for path in posts.rglob("*") if path.is_file()}
    kept = [record["origin"]["locator"] for record in run.records]
    others = [record["locator"] for record in run.rejected]
    assert sorted(kept + others) == sorted(files)


def test_the_sums_agree(run: Ran) -> None:
    assert run.report["inputs"] == 109
    assert sum(run.report["outcomes"].values()) == 109
    assert run.report["outcomes"]["kept"] == len(run.records)
    assert sum(run.report["reasons"].values()) == len(run.rejected)


def test_what_is_not_kept_has_a_reason(run: Ran) -> None:
    assert [record["locator"] for record in run.rejected if not record["reason"]] == []


def test_most_are_kept(run: Ran) -> None:
    assert len(run.records) >= 105


def test_fields_are_of_the_schema(run: Ran, schema: Draft202012Validator) -> None:
    faults = [
        f"{record['origin']['locator']}: {error.json_path} {error.message[:80]}"
        for record in run.records
        for error in schema.iter_errors(record)
    ]
    assert faults == []


def test_a_date_is_the_one_of_the_front_matter_or_else_of_the_name(posts: Path, run: Ran) -> None:
    """None of these posts may get the day of this run, nor that of its name where it tells one itself."""
    wrong = []
    for record in run.records:
        matter = (posts / record["origin"]["locator"]).read_text(encoding="utf-8").split("\n---", 1)[0]
        written = _DATE.search(matter)
        written = written or _NAMED.search(record["origin"]["locator"])
        expected = "{}-{:0>2}-{:0>2}".format(*written.groups()) if written else ""
        if (record["published"] or "")[:10] != expected:
            wrong.append((record["origin"]["locator"], expected, record["published"]))
    assert wrong == []
