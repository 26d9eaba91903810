"""Door 4: a spider's own settings and those of another add-on; the final ones decide."""

from __future__ import annotations

import json

import pytest

from tests.conftest import write_post
from tests.doors.project import Project

_SETTINGS = """
    BOT_NAME = "theirs"
    LOG_LEVEL = "WARNING"
    SPIDER_MODULES = ["spiders"]
    ADDONS = {"newsspider.addon.Addon": 100}
"""
_ITEM = """{"title": "港口吞吐量创新高", "published": "2026-11-02T09:30:00+08:00",
                   "text": "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八。"}"""
_SPIDERS = f"""
    from newsspider.spiders.seeds import SeedsSpider
    from scrapy import Spider

    SETTINGS = {{
        "NEWSSPIDER_OUTPUT": "mine",
        "FEEDS": {{"own.csv": {{"format": "csv", "fields": ["title"]}}, "blog": {{"format": "posts"}}}},
    }}

    class Own(SeedsSpider):
        name = "own-seeds"
        custom_settings = SETTINGS

    class Plain(Spider):
        name = "plain"
        custom_settings = SETTINGS

        async def start(self):
            yield {_ITEM}
"""
_BY_SCRIPT = """
    import sys
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.project import get_project_settings
    process = CrawlerProcess(get_project_settings())
    process.crawl(sys.argv[1], **dict(part.split("=") for part in sys.argv[2:]))
    process.start()
"""


@pytest.mark.parametrize("door", ["newsspider", "scrapy", "script"])
@pytest.mark.parametrize("spider", ["own-seeds", "plain"])
def test_custom_settings(door: str, spider: str, project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "港口吞吐量创新高")
    given = "path=seeds" if spider == "own-seeds" else ""
    project.write(theirs=_SETTINGS, spiders=_SPIDERS, script=_BY_SCRIPT).config("theirs")
    if door == "newsspider":
        # Its command is ours with our settings, as `scrapy` in a project of ours.
        project.write(theirs="from newsspider.settings import *\nSPIDER_MODULES = ['spiders']\n")
    if door == "script":
        ran = project.python("script", spider, *([given] if given else []))
    else:
        ran = project.scrapy("crawl", spider, *(["-a", given] if given else []))
    assert ran.code == 0, ran.stderr
    assert (project.folder / "own.csv").read_text().splitlines() == ["title", "港口吞吐量创新高"]
    assert len(list((project.folder / "blog").glob("*.md"))) == 1
    for place in ("mine/posts/*.md", "mine/articles/*.jsonl", "mine/reports/*.json", "mine/ledger.db"):
        assert len(list(project.folder.glob(place))) == 1, place
    assert not (project.folder / "output").exists()


_ADDONS = """
    class Other:
        def update_settings(self, settings):
            settings.set("FEEDS", {"theirs.jsonl": {"format": "jsonl"}}, priority=25)
            settings.set("NEWSSPIDER_OUTPUT", "elsewhere", priority=25)
            settings.set("NEWSSPIDER_UNDATED_POSTS", True, priority=25)
"""


@pytest.mark.parametrize("number", [50, 150])
def test_the_settings_of_another_add_on(number: int, project: Project) -> None:
    settings = (
        _SETTINGS
        + f"""
    ADDONS["others.Other"] = {number}
    """
    )
    spider = """
    from scrapy import Spider

    class Plain(Spider):
        name = "plain"

        async def start(self):
            yield {"title": "没有日期的一条", "text": "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八。"}
    """
    project.write(theirs=settings, spiders=spider, others=_ADDONS).config("theirs")
    ran = project.scrapy("crawl", "plain")
    assert ran.code == 0, ran.stderr
    assert len((project.folder / "theirs.jsonl").read_text().splitlines()) == 1
    assert len(list((project.folder / "elsewhere" / "posts").glob("*.md"))) == 1
    assert not (project.folder / "output").exists()


def test_an_add_on_may_choose_what_a_spider_of_ours_begins_with(project: Project) -> None:
    """What a spider prepares, its channels among it, comes from the final settings."""
    settings = """
    from newsspider.settings import *
    ADDONS = {"newsspider.addon.Addon": 100, "others.Other": 200}
    """
    others = """
    class Other:
        def update_settings(self, settings):
            settings.set("NEWSSPIDER_CONFIG", "channels.toml", priority="cmdline")
    """
    project.write(theirs=settings, others=others).config("theirs")
    (project.folder / "channels.toml").write_text(
        '[[channel]]\nname = "none-suck"\nkind = "roll"\nids = [155, 9]\npath = ["a"]\n', encoding="utf-8"
    )
    ran = project.scrapy("crawl", "sina_finance", "-a", "channel=none-such")
    assert ran.code == 2
    assert "did you mean none-suck?" in ran.stderr


def test_the_command_line_adds_to_the_outputs_of_an_add_on(project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "港口吞吐量创新高")
    settings = """
    from newsspider.settings import *
    ADDONS = {"newsspider.addon.Addon": 100, "others.Other": 200}
    """
    project.write(theirs=settings, others=_ADDONS).config("theirs")
    ran = project.scrapy("crawl", "seeds", "-a", "path=seeds", "-O", "line.jsonl")
    assert ran.code == 0, ran.stderr
    reports = list((project.folder / "elsewhere" / "reports").glob("*.json"))
    assert json.loads(reports[0].read_text())["outcomes"] == {"kept": 1}
    # The command line adds to what the settings have.
    lines = (project.folder / "line.jsonl").read_text()
    assert "港口吞吐量创新高" in lines
    assert (project.folder / "theirs.jsonl").read_text() == lines
