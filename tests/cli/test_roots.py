"""Files in a named folder, which is elsewhere later: they are cleaned again, and not read again."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Newsspider, story, write_post
from tests.sources.warc.warc_making import Making

pytestmark = pytest.mark.slow


def at(folder: str) -> tuple[str, str]:
    """Return the option that says where the folder `archive` is."""
    return "-s", f"NEWSSPIDER_ROOTS={json.dumps({'archive': folder})}"


def test_a_folder_that_has_moved(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    write_post(folder / "first" / "a.md", "标题", f"{story('a')}\n\n订阅我们的早报，每天一封")
    assert run_newsspider("crawl", "seeds", "-a", "path=first", *at("first")).code == 0
    (folder / "first").rename(folder / "second")
    again = run_newsspider("crawl", "seeds", "-a", "path=second", *at("second"))
    assert (again.code, again.outcomes) == (0, {"unchanged": 1})

    lost = run_newsspider("reclean")
    assert lost.code == 3
    assert "NEWSSPIDER_ROOTS" in lost.rejected[-1]["detail"]
    rule = '[[rule]]\nid = "letter"\ntext = "^订阅我们的早报"\nwhere = "any"\nwhy = "an invitation"\n'
    (folder / "newsspider.toml").write_text(rule, encoding="utf-8")
    found = run_newsspider("reclean", *at("second"))
    assert (found.code, found.outcomes) == (0, {"revised": 1})


def test_what_was_read_before_it_had_a_root(run_newsspider: Newsspider) -> None:
    write_post(run_newsspider.folder / "first" / "a.md", "标题", story("a"))
    assert run_newsspider("crawl", "seeds", "-a", "path=first").code == 0
    ran = run_newsspider("reclean", *at("first"))
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 1})


@pytest.mark.parametrize("before", [(), at("first")])
def test_an_archive_goes_on_where_it_ended(run_newsspider: Newsspider, before: tuple[str, ...]) -> None:
    folder = run_newsspider.folder
    (folder / "first").mkdir()
    Making().page(1).save(folder / "first" / "a.warc.gz")
    assert run_newsspider("crawl", "seeds", "-a", "path=first/a.warc.gz", *before).code == 0
    where = "first"
    if before:
        (folder / "first").rename(folder / "second")
        where = "second"
    again = run_newsspider("crawl", "seeds", "-a", f"path={where}/a.warc.gz", *at(where))
    assert again.report["skipped"] == {"archives read before": 1}


@pytest.mark.parametrize("value", ["first", '{"a/b": "first"}', '{"a": "s3://first"}', '["first"]'])
def test_a_table_of_folders_is_needed(run_newsspider: Newsspider, value: str) -> None:
    ran = run_newsspider("crawl", "seeds", "-a", "path=.", "-s", f"NEWSSPIDER_ROOTS={value}")
    assert ran.code == 2
    assert "NEWSSPIDER_ROOTS must be" in ran.stderr
