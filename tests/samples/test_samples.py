"""The shipped samples, each against its table in `expected.toml`; a sample without one fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsspider import toml
from tests.conftest import ROOT, Newsspider, Ran

SAMPLES = ROOT / "newsspider" / "samples"
_TABLES = Path(__file__).with_name("expected.toml")
EXPECTED: dict[str, Any] = toml.loads(_TABLES.read_text(encoding="utf-8"), _TABLES.name)
KEPT = sorted(name for name, table in EXPECTED.items() if "rejected" not in table)
# What no article of the samples may hold, whatever it is about.
_NEVER = (
    "海量资讯",
    "appendQr",
    "责任编辑",
    "原标题",
    "news_keyword_pub",
    "343233024",
    "picsum",
    "<style",
    "{",
)
_ABSENT = {"absent": True}


@pytest.fixture(scope="module")
def run(module_newsspider: Newsspider) -> Ran:
    return module_newsspider("crawl", "seeds", "-a", f"path={SAMPLES}")


@pytest.fixture(scope="module")
def records(run: Ran) -> dict[str, dict[str, Any]]:
    return {record["origin"]["locator"]: record for record in run.records}


def test_every_sample_has_its_expectation() -> None:
    found = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert found == set(EXPECTED)


def test_each_has_its_outcome(run: Ran, records: dict[str, dict[str, Any]]) -> None:
    assert sorted(records) == KEPT
    reasons = {record["locator"]: record["reason"] for record in run.rejected}
    assert reasons == {name: table["rejected"] for name, table in EXPECTED.items() if "rejected" in table}
    assert sum(run.report["outcomes"].values()) == run.report["inputs"] == len(EXPECTED)


def test_a_rejection_is_no_failure(run: Ran) -> None:
    assert run.code == 0, run.stderr


@pytest.mark.parametrize("name", KEPT)
def test_a_sample_becomes_what_it_should(records: dict[str, dict[str, Any]], name: str) -> None:
    record, wanted = records[name], EXPECTED[name]
    fields = {key: None if value == _ABSENT else value for key, value in wanted.get("is", {}).items()}
    assert {key: record[key] for key in fields} == fields
    assert set(wanted.get("repairs", ())) <= set(record["repairs"])
    assert [piece for piece in wanted.get("has", ()) if piece not in record["markdown"]] == []
    assert [piece for piece in (*wanted.get("lacks", ()), *_NEVER) if piece in record["markdown"]] == []
