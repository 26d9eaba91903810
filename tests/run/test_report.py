"""The report of a run as JSON: it fits its schema, says what happened to what, and holds no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newsspider.run import report
from newsspider.version import __version__
from tests.conftest import Newsspider, Ran, story, write_post
from tests.spiders.conftest import Crawl, crawl, server
from tests.spiders.server import Server

__all__ = ("crawl", "server")

_NOW = "2026-11-23T09:58:32+08:00"
_PROMOTION = "\n\n炒股就看金麒麟分析师研报，权威，专业，及时，全面，助您挖掘潜力主题机会！\n"


def _valid(values: dict[str, Any]) -> None:
    Draft202012Validator(report.schema()).validate(values)


@pytest.fixture(scope="module")
def ran(module_newsspider: Newsspider) -> Ran:
    seeds = module_newsspider.folder / "seeds"
    for number in range(3):
        write_post(
            seeds / "a" / f"{number}.md", f"标题 {number}", story(str(number)) + _PROMOTION, media="新华社"
        )
    write_post(seeds / "b" / "copy.md", "标题 0", story("0") + _PROMOTION, media="新华社")
    (seeds / "b" / "lines.jsonl").write_text('{"title": "只有标题"}\n' * 2, encoding="utf-8")
    (seeds / "b" / "empty.md").touch()
    settings = {
        "NEWSSPIDER_NOW": _NOW,
        "AWS_SECRET_ACCESS_KEY": "geheim sache",
        "NEWSSPIDER_NEAR_WINDOW": "7",
    }
    flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return module_newsspider("crawl", "seeds", "-a", "path=seeds", *flags)


def test_the_schema_is_printed_and_the_report_fits_it(ran: Ran, module_newsspider: Newsspider) -> None:
    printed = module_newsspider("schema", "--report")
    assert json.loads(printed.stdout) == report.schema()
    Draft202012Validator.check_schema(report.schema())
    _valid(ran.report)
    assert module_newsspider("schema", "--report", "--format", "polars").code == 2


def test_it_says_what_was_run_and_hides_secrets(ran: Ran) -> None:
    found = ran.report
    assert found["version"] == __version__
    assert {"Python", "Scrapy", "selectolax"} <= found["versions"].keys()
    assert found["arguments"] == {"path": "seeds"}
    assert found["settings"]["NEWSSPIDER_NEAR_WINDOW"] == "7"
    assert found["settings"]["AWS_SECRET_ACCESS_KEY"] == "***"  # noqa: S105 - what hides one
    assert "geheim" not in json.dumps(found)
    not_given = {"EXTENSIONS", "ITEM_PIPELINES", "FEEDS", "USER_AGENT", "FEED_STORE_EMPTY", "SETTINGS_MODULE"}
    assert not not_given & found["settings"].keys()


def test_each_folder_and_file_has_its_counts_and_times(ran: Ran) -> None:
    sources = {one["name"]: one for one in ran.report["sources"]}
    assert {name: (one["kind"], one["inputs"], one["outcomes"]) for name, one in sources.items()} == {
        "a": ("folder", 3, {"kept": 3}),
        "b": ("folder", 2, {"duplicate": 1, "rejected": 1}),
        "b/lines.jsonl": ("file", 2, {"rejected": 2}),
    }
    assert {one[name] for one in sources.values() for name in ("started", "ended")} == {_NOW}


def test_it_counts_what_was_removed_and_what_articles_have(ran: Ran) -> None:
    found = ran.report
    (rule,) = found["removals"]
    ids = [record["id"] for record in ran.records]
    assert found["removals"][rule] == {"count": 4, "articles": ids}
    assert rule in found["rules"]
    assert (found["cleaned"], found["finished"], found["coverage"]["source"]) == (4, 4, 4)
    assert found["media"] == {"新华社": 3}
    assert (found["days"], found["hours"]) == ({"2021-10-09": 3}, {"19": 3})
    assert [one["id"] for one in found["articles"]] == ids


def test_what_was_not_kept_has_its_reason_and_time(ran: Ran) -> None:
    assert [one for one in ran.report["rejected"] if one["reason"] == "same_digest"] == [
        row for row in ran.rejected if row["reason"] == "same_digest"
    ]
    assert {row["time"] for row in ran.rejected} == {_NOW}
    assert ran.report["failures"] == []


def test_a_page_that_fails_is_shown_with_its_tries_and_its_host(crawl: Crawl, server: Server) -> None:
    paths = server.many(5)
    server.answers[paths[0]] = lambda *_: (500, {}, b"")
    ran = crawl(RETRY_TIMES="0")
    assert ran.code == 3
    found = ran.report
    _valid(found)
    (failure,) = found["failures"]
    assert (failure["reason"], failure["tries"], failure["time"]) == (
        "bad_status",
        1,
        "2026-11-23T20:00:00+08:00",
    )
    assert failure["next_try"] == "2026-11-23T20:10:00+08:00"
    assert failure["locator"].endswith(paths[0])
    assert failure == ran.rejected[0]
    (host,) = found["hosts"].values()
    assert host["statuses"]["500"] == 1
    assert host["statuses"]["200"] >= 5
    (source,) = [one for one in found["sources"] if one["name"] == failure["channel"]]
    assert source["outcomes"] == {"kept": 4, "failed": 1}
    assert source["newest"]


def test_a_revision_is_shown_with_its_difference(module_newsspider: Newsspider, ran: Ran) -> None:
    del ran
    path = module_newsspider.folder / "seeds" / "a" / "1.md"
    write_post(path, "标题 1", story("1").replace("。", "，增长 13.5%。", 1), media="新华社")
    again = module_newsspider(
        "crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_NOW=2026-11-24T09:00:00+08:00"
    )
    (change,) = again.report["revisions"]
    assert (change["revision"], change["title"]) == (2, "标题 1")
    assert any(line.strip().startswith("+") and "13.5%" in line for line in change["diff"])
