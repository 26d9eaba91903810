"""Scrapy's own numbers are true, and `article_stored` is sent once an article: to whoever listens."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import Ran, write_post
from tests.doors.project import SAMPLES, Project

_LISTENING = """
    import asyncio, json
    from scrapy import signals
    from newsspider.signals import article_stored

    class Listening:
        @classmethod
        def from_crawler(cls, crawler):
            made = cls()
            made.crawler, made.stored, made.scraped, made.dropped = crawler, [], [], []
            crawler.signals.connect(made.is_stored, article_stored)
            crawler.signals.connect(made.is_scraped, signals.item_scraped)
            crawler.signals.connect(made.is_dropped, signals.item_dropped)
            crawler.signals.connect(made.closed, signals.engine_stopped)
            return made

        async def is_stored(self, article, verdict):
            await asyncio.sleep(0.001)
            self.stored.append([article.id, article.title, verdict.outcome.value])

        def is_scraped(self, item, response, spider):
            self.scraped.append([item.id, item.title])

        def is_dropped(self, item, response, exception, spider):
            self.dropped.append(type(exception).__name__)

        def closed(self):
            told = {"stats": self.crawler.stats.get_stats(), "stored": self.stored,
                    "scraped": self.scraped, "dropped": self.dropped}
            with open("told.json", "w") as file:
                json.dump(told, file, default=str)
"""
_SETTINGS = """
    from newsspider.settings import *
    EXTENSIONS = {**EXTENSIONS, "listening.Listening": 500}
"""


def _told(project: Project, *args: str) -> tuple[Ran, dict[str, Any]]:
    project.write(mine=_SETTINGS, listening=_LISTENING).config("mine")
    ran = project.scrapy("crawl", "seeds", *args)
    assert ran.code == 0, ran.stderr
    found: dict[str, Any] = json.loads((project.folder / "told.json").read_text())
    return ran, found


def test_the_numbers_of_a_first_and_a_second_run(project: Project) -> None:
    ran, told = _told(project, "-a", f"path={SAMPLES}")
    stats, outcomes = told["stats"], ran.outcomes
    assert {name: stats[f"newsspider/outcome/{name}"] for name in outcomes} == outcomes
    assert stats["item_scraped_count"] == outcomes["kept"] == len(told["scraped"])
    assert stats["item_dropped_count"] == outcomes["rejected"] + outcomes["duplicate"] == len(told["dropped"])
    assert sum(outcomes.values()) == stats["item_scraped_count"] + stats["item_dropped_count"]
    ids = {record["id"] for record in ran.records}
    assert sorted(one[0] for one in told["stored"]) == sorted(ids)
    assert [one[:2] for one in told["stored"]] == told["scraped"]
    assert {one[2] for one in told["stored"]} == {"kept"}
    # Nothing is new, so nothing is scraped.
    ran, told = _told(project, "-a", f"path={SAMPLES}")
    assert "item_scraped_count" not in told["stats"]
    assert told["stored"] == told["scraped"] == []
    assert told["stats"]["newsspider/outcome/unchanged"] == ran.outcomes["unchanged"] > 0


def test_a_revision_is_scraped_and_stored(project: Project) -> None:
    seed = project.folder / "seeds" / "a.md"
    write_post(
        seed, "东港铁路通车", "东港铁路专用线今日通车，沿线七座货场同时启用，每年减少公路运输三十万车次。"
    )
    _told(project, "-a", "path=seeds")
    write_post(
        seed,
        "东港铁路通车",
        "东港铁路专用线今日通车，沿线九座货场同时启用，每年减少公路运输五十万车次，票价不变。",
    )
    ran, told = _told(project, "-a", "path=seeds")
    assert ran.outcomes == {"revised": 1}
    assert told["stats"]["item_scraped_count"] == 1
    ((_, _, verdict),) = told["stored"]
    assert verdict == "revised"
    assert "item_dropped_count" not in told["stats"]
