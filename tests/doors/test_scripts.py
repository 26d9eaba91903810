"""Door 2: a Python script that runs our spiders, by each of Scrapy's ways; whoever calls sees how it ended."""

from __future__ import annotations

import fcntl
import json
from typing import Any

import pytest

from tests.conftest import Ran, write_post
from tests.doors.project import SAMPLES, Project, same
from tests.spiders.feeding import Hub

# Each runs the spider `seeds` on its arguments, NAME=VALUE, and leaves `ended` and the crawler.
_PROCESS = """
    process = {kind}(get_project_settings())
    crawler = process.create_crawler("seeds")
    ended = process.crawl(crawler, **arguments)
    note_error(ended)
    process.start()
"""
_RUNNER = """
    from scrapy.utils.reactor import install_reactor
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor
    runner = CrawlerRunner(get_project_settings())
    crawler = runner.create_crawler("seeds")
    ended = runner.crawl(crawler, **arguments)
    note_error(ended)
    ended.addBoth(lambda _: reactor.callLater(0, reactor.stop))
    reactor.run()
"""
_ASYNC_RUNNER = """
    from scrapy.utils.reactor import install_reactor
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor
    from twisted.internet.task import react
    runner = AsyncCrawlerRunner(get_project_settings())
    crawler = runner.create_crawler("seeds")
    async def main():
        task = runner.crawl(crawler, **arguments)
        note_error(task)
        await asyncio.wait([task])
    try:
        react(lambda _: Deferred.fromFuture(asyncio.ensure_future(main())))
    except SystemExit as done:
        assert not done.code
"""
_HEAD = """
    import asyncio, json, sys
    from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner, CrawlerProcess, CrawlerRunner
    from scrapy.utils.project import get_project_settings
    from twisted.internet.defer import Deferred

    arguments = dict(argument.split("=", 1) for argument in sys.argv[1:])
    error = None

    def note_error(ended):
        def note(failure):
            global error
            error = failure.value
        def look(task):
            global error
            error = task.exception()
        if isinstance(ended, Deferred):
            ended.addErrback(note)
        else:
            ended.add_done_callback(look)
"""
_TAIL = """
    stats = crawler.stats.get_stats() if crawler._stats else {}
    print(json.dumps({"error": error and type(error).__name__, "said": str(error), "stats": stats}, default=str))
"""
WAYS = {
    "CrawlerProcess": _PROCESS.format(kind="CrawlerProcess"),
    "AsyncCrawlerProcess": _PROCESS.format(kind="AsyncCrawlerProcess"),
    "CrawlerRunner": _RUNNER,
    "AsyncCrawlerRunner": _ASYNC_RUNNER,
}
_SETTINGS = """
    from newsspider.settings import *
"""


def _told(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _script(project: Project, way: str = "CrawlerProcess", settings: str = "") -> Project:
    project.write(script=_HEAD + WAYS[way] + _TAIL, mine=_SETTINGS + settings)
    return project.config("mine")


@pytest.mark.parametrize("way", WAYS)
def test_the_samples_are_as_by_the_command(way: str, project: Project, by_command: Ran) -> None:
    ran = _script(project, way).python("script", f"path={SAMPLES}")
    told = _told(ran)
    same(ran, by_command)
    assert told["error"] is None
    assert told["stats"]["finish_reason"] == "finished"
    assert told["stats"]["newsspider/exit_code"] == ran.report["exit_code"] == 0
    for outcome, count in ran.outcomes.items():
        assert told["stats"][f"newsspider/outcome/{outcome}"] == count
    assert told["stats"]["item_scraped_count"] == ran.outcomes["kept"]
    assert not project.is_locked


_FEEDS = {
    "a file": ("{'own.jsonl': {'format': 'jsonl'}}", "own.jsonl"),
    "posts": ("{'blog': {'format': 'posts'}}", "blog"),
    "posts and a file": (
        "{'blog': {'format': 'posts'}, 'own.csv': {'format': 'csv', 'fields': ['id']}}",
        "own.csv",
    ),
    "the default posts": ("{'output/posts': {'format': 'posts', 'overwrite': True}}", "output/posts"),
}


@pytest.mark.parametrize(("feeds", "path"), _FEEDS.values(), ids=_FEEDS)
def test_feeds_of_ones_own_come_beside_the_default_ones(feeds: str, path: str, project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    ran = _script(project, settings=f"\n    FEEDS = {feeds}\n").python("script", "path=seeds")
    assert _told(ran)["stats"]["newsspider/outcome/kept"] == 1
    assert len(ran.posts) == len(ran.records) == 1
    assert (project.folder / path).exists()
    if path == "own.jsonl":
        assert ran.lines("own.jsonl") == ran.records
    if "blog" in feeds:
        assert {file.name: file.read_text() for file in (project.folder / "blog").iterdir()} == ran.posts


_BAD_RULE = '[[rule]]\nid = "mine"\nwhy = "a test"\nselector = "p["\n'


def _unwritable(project: Project) -> None:
    (project.folder / "output").mkdir()
    (project.folder / "output" / "posts").write_text("a file where the folder should be")


def _bad_rule(project: Project) -> None:
    (project.folder / "newsspider.toml").write_text(_BAD_RULE)


_FAILING = {
    "an output that cannot be written": (_unwritable, "", "path=seeds", "output/posts"),
    "an argument that is unknown": (lambda _: None, "", "pth=seeds", "pth"),
    "an argument that is lacking": (lambda _: None, "", "only=a.example", "path=…"),
    "a bad rule": (_bad_rule, "", "path=seeds", "mine"),
    "an unknown setting": (lambda _: None, "NEWSSPIDER_POST = 'x'", "path=seeds", "NEWSSPIDER_POSTS"),
    "an unknown format": (lambda _: None, "FEEDS = {'a.xls': {'format': 'xls'}}", "path=seeds", "xls"),
    "a pipeline that cannot be made": (
        lambda _: None,
        "ITEM_PIPELINES = {'failing.Pipeline': 500}",
        "path=seeds",
        "cannot be made",
    ),
    "a pipeline that cannot be opened": (
        lambda _: None,
        "ITEM_PIPELINES = {'failing.Unopened': 500}",
        "path=seeds",
        "cannot be opened",
    ),
    "an extension that cannot be made": (
        lambda _: None,
        "EXTENSIONS = {**EXTENSIONS, 'failing.Pipeline': 500}",
        "path=seeds",
        "cannot be made",
    ),
    "a pipeline behind the last": (
        lambda _: None,
        "ITEM_PIPELINES = {'failing.Unopened': 20_000}",
        "path=seeds",
        "give it a lower number",
    ),
}
_FAILING_PIPELINE = """
    class Pipeline:
        def __init__(self):
            raise ValueError("cannot be made")

    class Unopened:
        def open_spider(self):
            raise ValueError("cannot be opened")
        def process_item(self, item):
            return item
"""


@pytest.mark.parametrize("way", ["CrawlerProcess", "AsyncCrawlerProcess"])
@pytest.mark.parametrize(("spoil", "settings", "argument", "word"), _FAILING.values(), ids=_FAILING)
def test_a_crawl_that_cannot_begin_raises_and_says_so(
    spoil: Any, settings: str, argument: str, word: str, way: str, project: Project
) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    project.write(failing=_FAILING_PIPELINE)
    spoil(project)
    ran = _script(project, way, f"\n    {settings}\n").python("script", argument)
    if ran.code:  # it was seen when the process was made
        assert word in ran.stderr
        return
    told = _told(ran)
    assert told["error"] is not None
    assert word in told["said"]
    if told["error"] != "ValueError":  # which is no error of ours
        lines = [line for line in ran.stderr.splitlines() if " ERROR: " in line]
        assert len(lines) == 1, ran.stderr
        assert told["said"] in lines[0]
    assert not ran.posts
    assert not (project.folder / "output" / ".lock").exists() or not project.is_locked


_SPOILING = """
    from scrapy import signals

    class Spoiling:
        \"\"\"Makes the folder of the JSONL a file when the run has begun.\"\"\"

        @classmethod
        def from_crawler(cls, crawler):
            made = cls()
            crawler.signals.connect(made.opened, signals.spider_opened)
            return made

        def opened(self):
            import pathlib
            pathlib.Path("output/articles").write_text("")

    class Raising:
        def process_item(self, item):
            raise RuntimeError("broken step")
"""


def test_a_run_that_fails_on_its_way_says_so_in_its_finish_reason(project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    project.write(spoiling=_SPOILING)
    settings = "\n    EXTENSIONS = {**EXTENSIONS, 'spoiling.Spoiling': 10}\n"
    ran = _script(project, settings=settings).python("script", "path=seeds")
    told = _told(ran)
    assert told["stats"]["finish_reason"] == "failed"
    assert told["stats"]["newsspider/exit_code"] == ran.report["exit_code"] == 1
    lines = [line for line in ran.stderr.splitlines() if " ERROR: " in line]
    assert len(lines) == 1, ran.stderr
    assert ran.report["errors"][0] in lines[0]
    assert "output/articles" in lines[0]
    assert not project.is_locked


def test_an_item_that_breaks_a_pipeline_is_a_failed_input(project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    project.write(spoiling=_SPOILING)
    settings = "\n    ITEM_PIPELINES = {'spoiling.Raising': 500}\n"
    told = _told(ran := _script(project, settings=settings).python("script", "path=seeds"))
    assert told["stats"]["newsspider/outcome/failed"] == 1
    assert told["stats"]["newsspider/exit_code"] == ran.report["exit_code"] == 3
    assert ran.rejected[0]["reason"] == "internal_error"


def test_the_lock_of_another_process_raises(project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    (project.folder / "output").mkdir()
    with (project.folder / "output" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        told = _told(ran := _script(project).python("script", "path=seeds"))
    assert told["error"] == "Locked"
    assert sum(" ERROR: " in line for line in ran.stderr.splitlines()) == 1
    assert not ran.posts


_TWO = """
    import fcntl, json, sys
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.utils.log import configure_logging
    from scrapy.utils.project import get_project_settings
    from scrapy.utils.reactor import install_reactor
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    import asyncio
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    def is_locked():
        with open("output/.lock") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    async def main():
        configure_logging(get_project_settings())
        runner = AsyncCrawlerRunner(get_project_settings())
        held = []  # a caller may keep what failed
        for given in sys.argv[1:]:
            spider, _, arguments = given.partition(":")
            crawler = runner.create_crawler(spider)
            try:
                await runner.crawl(crawler, **dict(part.split("=", 1) for part in arguments.split(",") if part))
                print(crawler.stats.get_value("newsspider/exit_code"), is_locked())
            except Exception as error:
                held.append(error)
                print(type(error).__name__, is_locked())
    react(lambda _: Deferred.fromFuture(asyncio.ensure_future(main())))
"""


def test_two_crawls_one_after_the_other_in_one_process(project: Project) -> None:
    for name in "ab":
        write_post(
            project.folder / name / f"{name}.md",
            f"东港铁路通车 {name}",
            f"第{name}段铁路今日通车，沿线各站同时启用，首日开行十二对列车。",
        )
    project.write(two=_TWO).config("newsspider.settings")
    ran = project.python("two", "seeds:path=a", "seeds:pth=a", "seeds:path=b", "seeds:path=a")
    assert ran.code == 0, ran.stderr
    assert ran.stdout.split("\n")[:-1] == ["0 False", "UsageError False", "0 False", "0 False"]
    assert len(ran.posts) == 2
    reports = sorted((project.folder / "output" / "reports").glob("*.json"))
    assert [json.loads(path.read_text())["outcomes"] for path in reports] == [
        {"kept": 1},
        {"kept": 1},
        {"unchanged": 1},
    ]


def test_a_crawl_that_could_not_begin_holds_no_lock_for_the_next(project: Project) -> None:
    write_post(project.folder / "a" / "a.md", "东港铁路通车")
    project.write(
        two=_TWO,
        mine="from newsspider.settings import *\n    SPIDER_MODULES = ['newsspider.spiders', 'spiders']\n".replace(
            "    ", ""
        ),
        failing=_FAILING_PIPELINE,
        spiders="""
            from newsspider.spiders.seeds import SeedsSpider

            class Unmade(SeedsSpider):
                name = "unmade"
                custom_settings = {"ITEM_PIPELINES": {"failing.Pipeline": 500}}

            class Unopened(SeedsSpider):
                name = "unopened"
                custom_settings = {"ITEM_PIPELINES": {"failing.Unopened": 500}}

            class Unextended(SeedsSpider):
                name = "unextended"
                custom_settings = {"EXTENSIONS": {"failing.Pipeline": 500}}
        """,
    ).config("mine")
    ran = project.python("two", "unmade:path=a", "unopened:path=a", "unextended:path=a", "seeds:path=a")
    assert ran.code == 0, ran.stderr
    # The lock is let go, and of the third, which never came so far, there was none.
    assert ran.stdout.split("\n")[:-1] == [
        "ValueError False",
        "ValueError False",
        "ValueError False",
        "0 False",
    ], ran.stderr
    assert len(ran.posts) == 1


_AT_ONCE = """
    import asyncio, json, sys
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.settings import Settings
    from scrapy.utils.log import configure_logging
    from scrapy.utils.project import get_project_settings
    from scrapy.utils.reactor import install_reactor
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    async def main():
        configure_logging(get_project_settings())
        crawlers, tasks = [], []
        for output in ("good", "bad"):
            settings = get_project_settings()
            settings.set("NEWSSPIDER_OUTPUT", output, priority="cmdline")
            if output == "bad":
                extensions = {**settings.getdict("EXTENSIONS"), "spoiling.Spoiling": 10}
                settings.set("EXTENSIONS", extensions, priority="cmdline")
            runner = AsyncCrawlerRunner(settings)
            crawlers.append(runner.create_crawler("seeds"))
            tasks.append(runner.crawl(crawlers[-1], path="seeds"))
        await asyncio.wait(tasks)
        print(json.dumps([crawler.stats.get_value("newsspider/exit_code") for crawler in crawlers]))
    react(lambda _: Deferred.fromFuture(asyncio.ensure_future(main())))
"""


def test_two_crawls_at_once_in_one_process_fail_each_for_itself(project: Project) -> None:
    for number in range(30):
        body = f"第{number}段铁路今日通车，沿线{number}座货场同时启用，首日开行{number * 7919 % 997}对列车。"
        write_post(project.folder / "seeds" / f"{number}.md", f"东港铁路第{number}段通车", body)
    project.write(two=_AT_ONCE, spoiling=_SPOILING.replace("output/articles", "bad/articles"))
    ran = project.config("newsspider.settings").python("two")
    assert ran.code == 0, ran.stderr
    assert json.loads(ran.stdout) == [0, 1], ran.stderr
    assert len(list((project.folder / "good" / "posts").glob("*.md"))) == 30
    (lines,) = (project.folder / "good" / "articles").glob("*.jsonl")
    assert len(lines.read_text().splitlines()) == 30


_FEED = """
    import asyncio, sys
    from scrapy.crawler import AsyncCrawlerRunner, CrawlerProcess
    from scrapy.utils.project import get_project_settings
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    if sys.argv[1] == "process":
        process = CrawlerProcess(get_project_settings())
        process.crawl("feed", url=sys.argv[2], full="1")
        process.start()
    else:
        from scrapy.utils.reactor import install_reactor
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        async def main():
            await AsyncCrawlerRunner(get_project_settings()).crawl("feed", url=sys.argv[2], full="1")
        react(lambda _: Deferred.fromFuture(asyncio.ensure_future(main())))
"""


@pytest.mark.parametrize("way", ["process", "runner"])
@pytest.mark.parametrize("settings", ["newsspider.settings", "theirs"])
def test_no_name_leads_into_the_network_by_any_door(way: str, settings: str, project: Project) -> None:
    hub = Hub()
    try:
        link = f"http://localhost:{hub.server_address[1]}/inside.html"
        item = (
            f"<item><title>内网</title><link>{link}</link><guid>1</guid><description>短</description></item>"
        )
        url = hub.put_feed("/feed.xml", f"<rss version='2.0'><channel><title>x</title>{item}</channel></rss>")
        theirs = """
            SPIDER_MODULES = ["newsspider.spiders"]
            ADDONS = {"newsspider.addon.Addon": 100}
        """
        ran = project.write(feed=_FEED, theirs=theirs).config(settings).python("feed", way, url)
    finally:
        hub.shutdown()
        hub.server_close()
    assert ran.report["reasons"]["private_address"] == 1, ran.stderr
    assert "/inside.html" not in [path for path, _ in hub.asked]
