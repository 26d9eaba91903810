"""Some 1,500 feed documents, well-formed and not, and real full-text feeds, in one run of the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def run(shared: Path, module_newsspider: Newsspider) -> Ran:
    feeds = shared / "data" / "feeds"
    return module_newsspider("crawl", "seeds", "-a", f"path={feeds}", "-s", "NEWSSPIDER_NEAR_DUPLICATES=off")


@pytest.fixture(scope="module")
def entries(shared: Path) -> Counter[str]:
    """Return how many entries each document has by the library's own count."""
    feedparser = pytest.importorskip("feedparser")
    root = shared / "data" / "feeds"
    paths = sorted(root.rglob("*.xml"))
    return Counter(
        {str(path.relative_to(root)): len(feedparser.parse(path.open("rb")).entries) for path in paths}
    )


def test_every_entry_has_an_outcome(run: Ran, entries: Counter[str]) -> None:
    assert run.code == 0, run.stderr
    assert len(entries) > 1500
    files = sum(1 for path in entries if not entries[path])
    assert run.report["inputs"] == sum(run.outcomes.values()) == entries.total() + files
    assert "failed" not in run.outcomes


def test_no_document_is_lost_and_none_is_taken_for_more_than_it_has(run: Ran, entries: Counter[str]) -> None:
    locators = [line["locator"] for line in run.rejected] + [
        line["origin"]["locator"] for line in run.records
    ]
    met = Counter(locator.partition("#")[0] for locator in locators)
    assert met.keys() <= entries.keys()
    assert not {path: count for path, count in met.items() if count > max(entries[path], 1)}


def test_what_is_not_kept_has_a_reason_of_the_document(run: Ran) -> None:
    assert {line["reason"] for line in run.rejected} <= {
        *("list_empty", "no_title", "no_content", "same_digest", "not_text", "list_malformed"),
    }


def test_full_texts_are_whole_and_clean(run: Ran) -> None:
    records = [line for line in run.records if not line["origin"]["locator"].startswith("feedparser/")]
    assert len(records) == 58
    for record in records:
        assert record["title"]
        assert record["published"]
        assert record["published_precision"] == "second"
        assert record["url"].startswith("https://")
        assert record["categories"]
        assert "</p>" not in record["text"]
    long = [line for line in records if line["origin"]["locator"].startswith("full-text")]
    assert min(line["chars"] for line in long) > 150
    assert sum(line["chars"] for line in long) > 150_000
    assert {line["authors"][0] for line in long} == {"WuChong"}


def test_our_own_lines_come_back_byte_for_byte(run: Ran, module_newsspider: Newsspider) -> None:
    (written,) = (run.folder / "output" / "articles").iterdir()
    settings = ("-s", "NEWSSPIDER_OUTPUT=other", "-s", "NEWSSPIDER_NEAR_DUPLICATES=off")
    again = module_newsspider("crawl", "seeds", "-a", "path=output/articles", "-O", "again.jsonl", *settings)
    assert again.code == 0, again.stderr
    assert (run.folder / "again.jsonl").read_bytes() == written.read_bytes()
