"""Door 3: a Scrapy project of somebody's own that switches the add-on on."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from tests.conftest import Ran, write_post
from tests.doors.own_parts import OWN_PARTS
from tests.doors.project import PAGE, SAMPLES, Project, same
from tests.spiders.feeding import Hub

_SETTINGS = """
    BOT_NAME = "theirs"
    LOG_LEVEL = "WARNING"
    SPIDER_MODULES = ["theirs.spiders"]
    ADDONS = {"newsspider.addon.Addon": 100}
"""
_SPIDER = """
    from datetime import datetime, timezone, timedelta
    from newsspider import Article, read_page
    from newsspider.sources.inputs import PageInput
    from scrapy import Spider

    PAGE = '''%s'''
    TEXTS = ["%s"]

    class Own(Spider):
        name = "own"

        async def start(self):
            for item in self.items():
                yield item

        def items(self):
            %s
"""
_TEXT = "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八，外贸航线占去一半。"


def _theirs(project: Project, items: str, settings: str = "", **files: str) -> Project:
    body = "\n        ".join(items.strip().splitlines())
    page = PAGE.format(title="港口吞吐量创新高", text=_TEXT)
    project.write(
        theirs__settings=_SETTINGS + settings,
        theirs__spiders__own=dedent(_SPIDER) % (page, _TEXT, body),
        **files,
    )
    return project.config("theirs.settings")


def _crawl(project: Project, *args: str, code: int = 0) -> Ran:
    ran = project.scrapy("crawl", "own", *args)
    assert ran.code == 0, ran.stderr  # Scrapy's own command ends so whatever happens
    assert ran.report["exit_code"] == code, ran.stderr
    assert ran.report["inputs"] == sum(ran.outcomes.values())
    assert not project.is_locked
    return ran


_AIMS = "https://news.example.com/2026/11/02/port.html"
_ITEMS = {
    "an input": f'yield PageInput("{_AIMS}", PAGE.encode())',
    "an Article": f'yield read_page(PAGE, "{_AIMS}")',
    "a dict with HTML": f"""
yield {{"url": "{_AIMS}", "title": "港口吞吐量创新高", "published": "2026-11-02T09:30:00+08:00",
       "html": f"<p>{{TEXTS[0]}}</p><div class='appendQr_wrap'>扫码下载</div>"}}
""",
    "a dict with Markdown": f"""
yield {{"url": "{_AIMS}", "title": "港口吞吐量创新高", "markdown": f"**{{TEXTS[0]}}**",
       "published": datetime(2026, 11, 2, 1, 30, tzinfo=timezone.utc)}}
""",
    "a dict with text": f"""
yield {{"url": "{_AIMS}", "title": "港口吞吐量创新高", "text": TEXTS[0], "tags": ["港口"],
       "published": datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))}}
""",
    "a dict with its id": f"""
yield {{"id": "sina:iabcdefg0000001", "url": "{_AIMS}", "title": "港口吞吐量创新高", "text": TEXTS[0],
       "published": "2026-11-02T09:30:00+08:00"}}
""",
}


@pytest.mark.parametrize("items", _ITEMS.values(), ids=_ITEMS)
def test_what_a_spider_may_yield(items: str, project: Project) -> None:
    ran = _crawl(_theirs(project, items))
    assert ran.outcomes == {"kept": 1}
    (record,), (post,) = ran.records, ran.posts.values()
    assert record["title"] == "港口吞吐量创新高"
    assert record["url"] == _AIMS
    assert record["published"] in (
        "2026-11-02T09:30:00+08:00",
        "2026-11-02T01:30:00+00:00",
    )
    assert record["published_precision"] in ("minute", "second")
    assert _TEXT in record["text"]
    assert "扫码" not in record["text"]
    assert record["origin"]["spider"] == "own"
    assert record["origin"]["locator"] == _AIMS
    assert record["fetched"]
    assert "港口吞吐量创新高" in post
    if "its id" in items:
        assert record["id"] == "sina:iabcdefg0000001"
        assert _crawl(project).outcomes == {"unchanged": 1}


_WRONG = {
    "an unknown key": ('{"title": "甲", "text": TEXTS[0], "headline": "乙"}', "headline"),
    "a title that is none": ('{"title": 7, "text": TEXTS[0]}', "title"),
    "a text that is a naive time": (
        '{"title": "甲", "text": TEXTS[0], "published": "2026-11-02T09:30:00"}',
        "time zone",
    ),
    "a naive time": ('{"title": "甲", "text": TEXTS[0], "published": datetime(2026, 11, 2)}', "time zone"),
    "a time that is none": ('{"title": "甲", "text": TEXTS[0], "published": "yesterday"}', "published"),
    "tags that are one text": ('{"title": "甲", "text": TEXTS[0], "tags": "乙"}', "tags"),
    "a body that is no text": ('{"title": "甲", "html": b"<p>x</p>"}', "html"),
    "a key that is no text": ('{"title": "甲", "text": TEXTS[0], 7: "乙"}', "7"),
    "an object": ("object()", "object"),
    "a list": ("[1]", "list"),
}


def test_a_wrong_item_is_one_clear_error_and_no_end(project: Project) -> None:
    wrong = "\n".join(f"yield {item}" for item, _ in _WRONG.values())
    ran = _crawl(_theirs(project, wrong + '\nyield {"title": "好的一条", "text": TEXTS[0]}'), code=3)
    assert ran.outcomes == {"kept": 1, "failed": len(_WRONG)}
    assert [line["reason"] for line in ran.rejected] == ["bad_record"] * len(_WRONG)
    for (_, word), line in zip(_WRONG.values(), ran.rejected, strict=True):
        assert word in line["detail"]
    assert "Traceback" not in ran.stderr


def test_what_is_no_article_is_rejected(project: Project) -> None:
    items = """
yield {"title": "", "text": TEXTS[0]}
yield {"title": "只有标题"}
"""
    ran = _crawl(_theirs(project, items))
    assert ran.outcomes == {"rejected": 2}
    assert {line["reason"] for line in ran.rejected} == {"no_title", "no_content"}


_STEPS = """
    import asyncio, copy, dataclasses
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from newsspider import Article

    class Changing:
        def process_item(self, item):
            assert isinstance(item, Article)
            adapter = ItemAdapter(item)
            adapter["title"] = adapter["title"] + "（改）"
            adapter["tags"] = [*adapter["tags"], "改过"]
            return item

    class Replacing:
        def process_item(self, item):
            return dataclasses.replace(item, title=item.title + "（换）")

    class Copying:
        def process_item(self, item):
            found = copy.deepcopy(item)
            found.title += "（抄）"
            return found

    class Waiting:
        async def process_item(self, item):
            await asyncio.sleep(0.05)
            item.editor = "燕知秋"
            return item

    class Promoting:
        def process_item(self, item):
            assert "责任编辑" in item.html or "赞助" not in item.html
            item.html = item.html + "<p>赞助商的一句话</p>"
            return item

    class Dropping:
        def process_item(self, item):
            if "港口" in item.title:
                raise DropItem("no shipping news")
            return item

    class Raising:
        def process_item(self, item):
            if "港口" in item.title:
                raise RuntimeError("broken step")
            return item

    class Forgetting:
        def process_item(self, item):
            if "港口" not in item.title:
                return item

    class Spoiling:
        def process_item(self, item):
            if "港口" in item.title:
                item.published = "yesterday"
            return item

    class AsDict:
        def process_item(self, item):
            return ItemAdapter(item).asdict()
"""
_TWO = f"""
yield PageInput("{_AIMS}", PAGE.encode())
yield {{"url": "https://news.example.com/2026/11/03/water.html", "title": "水价调整方案公布", "published":
       "2026-11-03T10:00:00+08:00", "html": "<p>明年起执行新水价，居民用水分三档计费，方案已经公布。</p>"}}
"""


@pytest.mark.parametrize("number", [100, 400])
@pytest.mark.parametrize(
    ("step", "title"), [("Changing", "（改）"), ("Replacing", "（换）"), ("Copying", "（抄）")]
)
def test_a_pipeline_may_change_or_replace_the_article(
    step: str, title: str, number: int, project: Project
) -> None:
    settings = f"\n    ITEM_PIPELINES = {{'steps.{step}': {number}}}\n"
    ran = _crawl(_theirs(project, _TWO, settings, steps=_STEPS))
    assert ran.outcomes == {"kept": 2}
    port, water = sorted(ran.records, key=lambda record: str(record["url"]))
    assert port["title"] == f"港口吞吐量创新高{title}"
    assert _TEXT in port["text"]
    assert water["title"] == f"水价调整方案公布{title}"
    assert "居民用水" in water["text"]
    if step == "Changing":
        assert port["tags"] == ["改过"]
    assert all(title in post for post in ran.posts.values())


def test_a_pipeline_before_cleaning_may_change_the_body(project: Project) -> None:
    settings = "\n    ITEM_PIPELINES = {'steps.Promoting': 100}\n"
    ran = _crawl(_theirs(project, _TWO, settings, steps=_STEPS))
    assert all("赞助商的一句话" in record["text"] for record in ran.records)


def test_many_articles_may_be_on_their_way_at_once(project: Project) -> None:
    items = """
for n in range(400):
    yield {"title": f"第{n}号公告", "published": "2026-11-03T10:00:00+08:00",
           "text": f"第{n}号公告称，拟以{n * 7919 % 9973}万元受让一处编号{n}的厂房，事项尚待{n}日后批准。"}
"""
    settings = """
    ITEM_PIPELINES = {"steps.Waiting": 100, "steps.Replacing": 200, "steps.Copying": 500}
    CONCURRENT_ITEMS = 500
    NEWSSPIDER_NEAR_DUPLICATES = "off"
    """
    ran = _crawl(_theirs(project, items, settings, steps=_STEPS))
    assert ran.outcomes == {"kept": 400}
    for record in ran.records:
        number = record["title"].partition("号")[0]
        assert record["title"] == f"{number}号公告（换）（抄）"
        assert record["text"].startswith(f"{number}号公告称")
        assert record["editor"] == "燕知秋"


def test_drop_item_is_filtered(project: Project) -> None:
    for number in (100, 400):
        settings = (
            f"\n    ITEM_PIPELINES = {{'steps.Dropping': {number}}}\n    NEWSSPIDER_OUTPUT = 'o{number}'\n"
        )
        ran = _theirs(project, _TWO, settings, steps=_STEPS).scrapy("crawl", "own")
        (report,) = ran.folder.glob(f"o{number}/reports/*.json")
        assert json.loads(report.read_text())["outcomes"] == {"kept": 1, "filtered": 1}
        (line,) = ran.lines(f"o{number}/rejected/*.jsonl")
        assert line["reason"] == "pipeline_dropped"
        assert line["detail"] == "no shipping news"
        assert line["title"] == "港口吞吐量创新高"
        assert line["locator"] == _AIMS


@pytest.mark.parametrize(
    ("step", "reason", "word"),
    [
        ("Raising", "internal_error", "broken step"),
        ("Forgetting", "bad_record", "NoneType"),
        ("Spoiling", "bad_record", "published"),
    ],
)
@pytest.mark.parametrize("number", [100, 400])
def test_a_pipeline_that_spoils_an_article_fails_that_one(
    step: str, reason: str, word: str, number: int, project: Project
) -> None:
    settings = f"\n    ITEM_PIPELINES = {{'steps.{step}': {number}}}\n"
    ran = _crawl(_theirs(project, _TWO, settings, steps=_STEPS), code=3)
    assert ran.outcomes == {"kept": 1, "failed": 1}
    (line,) = ran.rejected
    assert line["reason"] == reason
    assert word in line["detail"]
    assert line["locator"] == _AIMS


def test_a_pipeline_that_returns_a_dict_says_what_to_return(project: Project) -> None:
    settings = "\n    ITEM_PIPELINES = {'steps.AsDict': 400}\n"
    ran = _crawl(_theirs(project, _TWO, settings, steps=_STEPS), code=3)
    assert ran.outcomes == {"failed": 2}
    assert all("returned dict" in line["detail"] for line in ran.rejected)


def test_the_samples_are_as_by_the_command(project: Project, by_command: Ran) -> None:
    settings = "\n    SPIDER_MODULES = ['theirs.spiders', 'newsspider.spiders']\n"
    ran = _theirs(project, "yield", settings).scrapy("crawl", "seeds", "-a", f"path={SAMPLES}")
    assert ran.code == 0, ran.stderr
    same(ran, by_command)


_STATS = """
    import json
    from scrapy import signals

    class Told:
        @classmethod
        def from_crawler(cls, crawler):
            made = cls()
            made.crawler = crawler
            crawler.signals.connect(made.closed, signals.engine_stopped)
            return made

        def closed(self):
            names = ("DOWNLOAD_DELAY", "USER_AGENT", "ROBOTSTXT_OBEY", "CONCURRENT_REQUESTS_PER_DOMAIN",
                     "COOKIES_ENABLED", "AUTOTHROTTLE_ENABLED", "FEED_EXPORT_ENCODING")
            settings = {name: self.crawler.settings.get(name) for name in names}
            print(json.dumps({"stats": self.crawler.stats.get_stats(), "settings": settings}, default=str))
"""


def _item(number: int) -> str:
    text = f"第{number}号公告称，拟以{number * 7919 % 9973}万元受让一处编号{number}的厂房，事项尚待批准。" * 3
    return (
        f"<item><title>第{number}号公告</title><guid>g{number}</guid><description>{text}</description></item>"
    )


def _told(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def test_our_spiders_bring_their_manners(project: Project, hub: Hub) -> None:
    feed = f"<rss version='2.0'><channel><title>x</title>{_item(1)}{_item(2)}</channel></rss>"
    url = hub.put_feed("/feed.xml", feed)
    settings = """
    SPIDER_MODULES = ["theirs.spiders", "newsspider.spiders"]
    EXTENSIONS = {"told.Told": 500}
    """
    theirs = _theirs(project, "yield", settings, told=_STATS)
    ran = theirs.scrapy("crawl", "feed", "-a", f"url={url}")
    assert ran.outcomes == {"kept": 2}, ran.stderr
    told = _told(ran)["settings"]
    assert told["USER_AGENT"].startswith("newsspider/")
    assert told["DOWNLOAD_DELAY"] == 1.0
    assert told["ROBOTSTXT_OBEY"] is True
    assert told["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert hub.asked[0][0] == "/robots.txt"
    # And not to a spider of its own.
    told = _told(theirs.scrapy("crawl", "own"))["settings"]
    assert told["USER_AGENT"].startswith("Scrapy/")
    assert told["DOWNLOAD_DELAY"] == 0


def test_manners_of_its_own_stay(project: Project, hub: Hub) -> None:
    url = hub.put_feed("/feed.xml", f"<rss version='2.0'><channel><title>x</title>{_item(1)}</channel></rss>")
    settings = """
    SPIDER_MODULES = ["newsspider.spiders"]
    EXTENSIONS = {"told.Told": 500}
    USER_AGENT = "theirs (+https://theirs.example)"
    DOWNLOAD_DELAY = 0.25
    FEED_EXPORT_ENCODING = "gb18030"
    """
    ran = _theirs(project, "yield", settings, told=_STATS).scrapy("crawl", "feed", "-a", f"url={url}")
    told = _told(ran)["settings"]
    assert told["USER_AGENT"] == "theirs (+https://theirs.example)"
    assert told["DOWNLOAD_DELAY"] == 0.25
    assert told["FEED_EXPORT_ENCODING"] == "gb18030"
    assert dict(hub.asked)["/feed.xml"]["user-agent"] == "theirs (+https://theirs.example)"


def test_exporters_storages_and_extensions_of_its_own_stay(project: Project) -> None:
    settings = """
    FEED_EXPORTERS = {"titles": "parts.Titles"}
    FEED_STORAGES = {"shout": "parts.Shouting"}
    EXTENSIONS = {"told.Told": 500}
    FEEDS = {"titles.txt": {"format": "titles"}, "shout://loud.jsonl": {"format": "jsonl"}}
    """
    ran = _crawl(_theirs(project, _TWO, settings, told=_STATS, parts=OWN_PARTS))
    assert (project.folder / "titles.txt").read_text().splitlines() == [
        "港口吞吐量创新高",
        "水价调整方案公布",
    ]
    assert '"TITLE"' in (project.folder / "loud.jsonl").read_text()
    assert _told(ran)["stats"]["item_scraped_count"] == 2


_FETCHING = """
    from newsspider.sources.inputs import PageInput
    from scrapy import Spider

    class Fetching(Spider):
        name = "own"

        async def start(self):
            from scrapy import Request
            for url in self.urls.split():
                yield Request(url)

        def parse(self, response):
            if "broken" in response.url:
                raise KeyError("broken")
            yield PageInput(response.url, response.body, {"Content-Type": "text/html"})
"""


def test_a_spider_of_its_own_fetches_from_its_own_network(project: Project, hub: Hub) -> None:
    page = PAGE.format(title="港口吞吐量创新高", text=_TEXT).encode()
    url = hub.put_answer("/2026/11/02/port.html", 200, page, Content_Type="text/html")
    named = url.replace("127.0.0.1", "localhost")
    theirs = _theirs(project, "yield")
    theirs.write(theirs__spiders__own=_FETCHING)
    ran = _crawl(theirs, "-a", f"urls={url} {named}?x=1")
    assert ran.outcomes in ({"kept": 1, "duplicate": 1}, {"kept": 1, "unchanged": 1}), ran.stderr


def test_a_callback_that_raises_is_a_failed_input_and_no_end(project: Project, hub: Hub) -> None:
    page = PAGE.format(title="港口吞吐量创新高", text=_TEXT).encode()
    broken = hub.put_answer("/broken.html", 200, page, Content_Type="text/html")
    url = hub.put_answer("/2026/11/02/port.html", 200, page, Content_Type="text/html")
    theirs = _theirs(project, "yield", "\n    DOWNLOAD_DELAY = 0.3\n    CONCURRENT_REQUESTS = 1\n")
    theirs.write(theirs__spiders__own=_FETCHING)
    ran = _crawl(theirs, "-a", f"urls={broken} {url}", code=3)
    assert ran.outcomes == {"kept": 1, "failed": 1}
    (line,) = ran.rejected
    assert line["locator"] == broken
    assert line["reason"] == "internal_error"
    assert "KeyError" in line["detail"]


def test_posts_of_ones_own_kept_where_a_blog_wants_them(project: Project) -> None:
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    settings = """
    SPIDER_MODULES = ["newsspider.spiders"]
    NEWSSPIDER_OUTPUT = "data"
    NEWSSPIDER_POSTS = "blog/_posts"
    """
    ran = _theirs(project, "yield", settings).scrapy("crawl", "seeds", "-a", "path=seeds")
    assert ran.code == 0, ran.stderr
    assert len(list((project.folder / "blog" / "_posts").glob("*.md"))) == 1
    assert (project.folder / "data" / "ledger.db").exists()
    assert not (project.folder / "output").exists()
