"""`scrapy crawl seeds` over saved pages: read as live ones are, their addresses found in them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider, Ran
from tests.readers import page_cases

_SAVED = [name for name in page_cases.names() if name not in page_cases.ASKED]
_FIELDS = ("url", "title", "published", "source", "authors", "editor", "tags", "stocks", "cover", "channel")


def _expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((page_cases.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def ran(module_newsspider: Newsspider) -> Ran:
    for name in _SAVED:
        target = module_newsspider.folder / "pages" / "deep" / f"{name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page_cases.FOLDER / f"{name}.html", target)
    return module_newsspider("crawl", "seeds", "-a", "path=pages")


def test_each_page_gives_what_its_reader_finds(ran: Ran) -> None:
    wanted = {name: _expected(name) for name in _SAVED}
    records = {Path(one["origin"]["locator"]).stem: one for one in ran.records}
    assert set(records) == {name for name, one in wanted.items() if "refused" not in one}
    for name, record in records.items():
        assert {key: record[key] for key in _FIELDS} == {key: wanted[name][key] for key in _FIELDS}, name
        assert record["origin"]["kind"] == "page"
        assert record["origin"]["locator"] == f"deep/{name}.html"


def test_a_page_that_is_no_article_has_its_reason(ran: Ran) -> None:
    refused = {name: one["refused"][1] for name in _SAVED if "refused" in (one := _expected(name))}
    assert {Path(line["locator"]).stem: line["reason"] for line in ran.rejected} == refused
    assert sum(ran.outcomes.values()) == len(_SAVED)
    assert ran.code == 0


def test_the_same_pages_again_bring_nothing(ran: Ran, module_newsspider: Newsspider) -> None:
    again = module_newsspider("crawl", "seeds", "-a", "path=pages")
    assert again.outcomes["unchanged"] == len(ran.records)
    assert "kept" not in again.outcomes


def test_todays_rules_read_the_files_again(ran: Ran, module_newsspider: Newsspider) -> None:
    assert ran.records
    again = module_newsspider("reclean", "--dry-run")
    assert again.code == 0, again.stderr
    assert again.stdout == f"dry run, nothing was changed: {len(ran.records)} unchanged\n"


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.shtml"])
def test_one_page_by_its_name(run_newsspider: Newsspider, name: str) -> None:
    shutil.copy(page_cases.FOLDER / "finance-2018.html", run_newsspider.folder / name)
    ran = run_newsspider("crawl", "seeds", "-a", f"path={name}")
    (record,) = ran.records
    assert record["id"].startswith("sina:")
    assert record["title"] == _expected("finance-2018")["title"]
