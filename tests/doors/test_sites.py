"""Door 7: a site from outside, with a list, channels, a page reader and a spider of its own, made known to a run."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from tests.conftest import Ran, story
from tests.doors.own_parts import OWN_PARTS
from tests.doors.project import Project
from tests.spiders.feeding import Hub

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} - 砚田农报</title></head><body>
<div class="yt-detail"><h2>{title}</h2><p>2026-11-{day} 08:30 <span class="yt-crop">稻谷</span></p>
<div class="yt-text"><p>{text}</p></div></div></body></html>"""
# `more` is how a second page is asked for; a row of the wire is its own article.
_SITE = """
import json
from html import escape
from selectolax.lexbor import LexborHTMLParser
from newsspider.model.article import Article, Origin, OriginKind, Precision, DateFrom
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Reason
from newsspider.readers import generic
from newsspider.readers.pages import PageReader
from newsspider.sources.channels import Kind
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.sources.sites import Site
from newsspider.text import dates, digests, urls

def url(channel, page, base):
    return f"{base}?c={channel.ids[0]}&p={page}"

def read(data, channel, page):
    answer = json.loads(data)
    if answer["state"] != "fine":
        raise BadList(Reason.LIST_STATUS, answer["state"])
    listing = Listing(more=page < answer["pages"])
    for item in answer["items"]:
        address = urls.canonical(item["link"])
        row = Row(f"url:{digests.url_digest(address)}", address, title=item["name"])
        row.published = dates.parse(item["at"]).at
        row.raw = item if "words" in item else None
        listing.rows.append(row)
    return listing

def draft(row, channel, locator):
    html = f"<p>{escape(row.raw['words'])}</p>"
    article = Article(url=row.url, title=row.title, site="granary", channel=channel.key,
                      categories=list(channel.path), published=row.published,
                      published_precision=Precision.SECOND, published_from=DateFrom.LIST,
                      origin=Origin(OriginKind.LIVE, "", locator, "granary/wire", "utf-8"))
    return Draft(article=article, fragment=html, tree=LexborHTMLParser(html).body)

def read_page(page):
    made = generic.read(page)
    made.article.tags = [page.text("span.yt-crop").value]
    return made

HOSTS = ("granary.example",)
READER = PageReader("granary", HOSTS, lambda page: page.first("div.yt-detail") is not None, read_page)
LIST = Kind("https://granary.example/list", "", url, read, named=True)
WIRE = Kind("https://granary.example/wire", "", url, read, named=True, draft=draft)
SITE = Site("granary", HOSTS, READER, {"granary-list": LIST, "granary-wire": WIRE}, ("granary", "channels.toml"))
NAMED_TWICE = Site("other", (), None, {"granary-list": LIST})
SAME_CHANNEL = Site("other", (), None, {"other-list": LIST}, ("granary", "live.toml"))
"""
_CHANNELS = """channel = [
  { name = "grain", group = "granary", kind = "granary-list", ids = ["all"], path = ["粮食", "要闻"] },
  { name = "wire", group = "granary", kind = "granary-wire", ids = ["wire"], path = ["粮食", "快讯"] },
]"""
_LIVE = 'channel = [{ name = "live", group = "other", kind = "other-list", ids = ["a"], path = ["别的"] }]'
_SPIDER = """
    from newsspider.spiders.lists import ListSpider

    class Granary(ListSpider):
        name = "granary"
        site = "granary"
        hosts = ("granary.example",)
        default = "grain"
        referer = ""
"""
_SETTINGS = """
    from newsspider.settings import *

    SPIDER_MODULES = ["newsspider.spiders", "granary.spiders"]
    NEWSSPIDER_SITES = ["granary.SITE"]
    DOWNLOAD_DELAY = 0
    AUTOTHROTTLE_ENABLED = False
"""
_NOW = "2026-11-20T12:00:00+08:00"


def _granary(project: Project, settings: str = _SETTINGS) -> Project:
    # Not by `write`, whose `__` is the dot of a package.
    project.write(granary__spiders=_SPIDER, granary__settings=settings)
    (project.folder / "granary" / "__init__.py").write_text(_SITE, encoding="utf-8")
    (project.folder / "granary" / "channels.toml").write_text(_CHANNELS, encoding="utf-8")
    (project.folder / "granary" / "live.toml").write_text(_LIVE, encoding="utf-8")
    return project


@pytest.fixture
def granary(project: Project) -> Project:
    """A project that names its site and spider in its settings."""
    return _granary(project).config("granary.settings")


@pytest.fixture
def packaged(project: Project) -> Project:
    """A folder without settings, where a package that brings the site and the spider is installed."""
    _granary(project)
    info = project.folder / "granary-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: granary\nVersion: 1\n", encoding="ascii")
    points = "[newsspider.sites]\ngranary = granary:SITE\n[newsspider.spiders]\ngranary = granary.spiders\n"
    (info / "entry_points.txt").write_text(points, encoding="ascii")
    project.real = True  # what is installed is known to a process from its beginning
    return project


def _put(hub: Hub, *, wire: bool = False) -> dict[str, str]:
    """Let there be three articles on a list of two pages, and return the settings that lead there."""
    items = []
    for day in (19, 18, 17):
        title, text = f"第{day}座粮库建成", story(f"granary{day}", 200)
        page = _PAGE.format(title=title, day=day, text=text).encode()
        link = hub.put_answer(f"/d/{day}.html", 200, page, Content_Type="text/html")
        items.append({"link": link, "name": title, "at": f"2026-11-{day} 08:30", "words": text})
    if not wire:
        items = [{name: value for name, value in one.items() if name != "words"} for one in items]

    def answer(query: dict[str, str], _: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        start = (int(query["p"]) - 1) * 2
        value = {"state": "fine", "pages": 2, "items": items[start : start + 2]}
        return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()

    hub.answers["/list"] = answer
    base = dict.fromkeys(("granary-list", "granary-wire"), f"{hub.address}/list")
    return {"NEWSSPIDER_BASE": json.dumps(base), "NEWSSPIDER_NOW": _NOW}


def _flags(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]


def _crawl(project: Project, settings: dict[str, str], *args: str) -> Ran:
    return project.newsspider("crawl", "granary", "-a", "days=10", *args, *_flags(settings))


def _kept(ran: Ran) -> list[str]:
    assert ran.code == 0, ran.stderr
    assert not ran.rejected
    return sorted(record["title"] for record in ran.records)


_TITLES = ["第17座粮库建成", "第18座粮库建成", "第19座粮库建成"]


def test_a_site_that_settings_name_is_crawled_like_ours(granary: Project, hub: Hub) -> None:
    settings = _put(hub)
    ran = granary.scrapy("crawl", "granary", "-a", "days=10", *_flags(settings))
    assert _kept(ran) == _TITLES
    assert [record["channel"] for record in ran.records] == ["granary/all"] * 3
    assert [record["categories"] for record in ran.records] == [["粮食", "要闻"]] * 3
    assert sorted(path for path, _ in hub.asked if path.startswith("/d/")) == [
        "/d/17.html",
        "/d/18.html",
        "/d/19.html",
    ]
    hub.asked.clear()
    again = granary.scrapy("crawl", "granary", *_flags(settings))
    assert again.code == 0, again.stderr
    assert not [path for path, _ in hub.asked if path.startswith("/d/")]


@pytest.mark.slow  # installs a package
def test_a_site_of_an_installed_package_needs_no_setting(packaged: Project, hub: Hub) -> None:
    settings = {**_put(hub), "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "False"}
    assert "granary" in packaged.newsspider("list").stdout.split()
    listed = packaged.newsspider("channels").stdout
    assert "granary/all" in listed
    assert "granary/wire" in listed
    assert _kept(_crawl(packaged, settings)) == _TITLES


def test_the_reader_of_the_site_reads_its_pages_even_from_a_file(granary: Project) -> None:
    page = _PAGE.format(title="第9座粮库建成", day="09", text=story("granary9", 200))
    (granary.folder / "inbox").mkdir()
    (granary.folder / "inbox" / "page.html").write_text(page, encoding="utf-8")
    ran = granary.scrapy("crawl", "seeds", "-a", "path=inbox")
    assert ran.code == 0, ran.stderr
    (record,) = ran.records
    assert record["tags"] == ["稻谷"]


def test_rows_that_are_articles_are_read_by_their_own_site(granary: Project, hub: Hub) -> None:
    settings = _put(hub, wire=True)
    ran = granary.scrapy("crawl", "granary", "-a", "channel=wire", "-a", "days=10", *_flags(settings))
    assert _kept(ran) == _TITLES
    assert {record["site"] for record in ran.records} == {"granary"}
    assert not [path for path, _ in hub.asked if path.startswith("/d/")]


def test_rows_that_are_articles_are_replayed_from_an_archive(granary: Project, hub: Hub) -> None:
    settings = {**_put(hub, wire=True), "NEWSSPIDER_WARC": "crawl.warc.gz"}
    first = granary.scrapy("crawl", "granary", "-a", "channel=wire", "-a", "days=10", *_flags(settings))
    assert _kept(first) == _TITLES
    again = granary.scrapy("crawl", "seeds", "-a", "path=crawl.warc.gz", "-s", "NEWSSPIDER_OUTPUT=again")
    assert again.code == 0, again.stderr
    replayed = granary.folder / "again" / "posts"
    assert {path.name: path.read_text("utf-8") for path in replayed.rglob("*.md")} == first.posts
    # Where the site is not known, what is recorded says so and is not lost in silence.
    unknown = granary.newsspider(
        "crawl", "seeds", "-a", "path=crawl.warc.gz", "-s", "NEWSSPIDER_OUTPUT=third"
    )
    assert unknown.code == 3
    lines = [
        json.loads(line) for path in (granary.folder / "third" / "rejected").iterdir() for line in path.open()
    ]
    assert len(lines) == 3
    assert all("granary-wire" in line["detail"] for line in lines)


@pytest.mark.parametrize(
    ("spider", "channel", "told"),
    [
        ("sina_finance", "grain", "'grain' belongs to granary, but sina_finance reads sina"),
        ("sina_finance", "granary/all", "'granary/all' belongs to granary, but sina_finance reads sina"),
        ("sina_finance", "granary/else", "granary"),
        ("sina_finance", "china,grain", "'grain' belongs to granary"),
        ("granary", "china", "'china' belongs to sina, but granary reads granary"),
        ("granary", "155:1686", "155:1686"),
        ("granary", "grane", "did you mean grain?"),
    ],
)
def test_a_channel_of_another_site_is_wrong_use(
    granary: Project, spider: str, channel: str, told: str
) -> None:
    ran = granary.scrapy("crawl", spider, "-a", f"channel={channel}")
    assert ran.code == 2
    assert told in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (granary.folder / "output").exists()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("granary.NOTHING", "NEWSSPIDER_SITES names 'granary.NOTHING', which cannot be imported"),
        ("granary", "must be import paths of sites, such as mysite.SITE"),
        ("granary.url", "granary.url must be a newsspider.sources.sites.Site, not function"),
        ("granary.NAMED_TWICE", "has a kind of list 'granary-list', which belongs to granary"),
        ("granary.SAME_CHANNEL", "channel 'live' of the site other also belongs to another site"),
    ],
)
def test_a_faulty_site_is_wrong_use(granary: Project, place: str, told: str) -> None:
    ran = granary.scrapy("channels", "-s", f"NEWSSPIDER_SITES=granary.SITE,{place}")
    assert ran.code == 2
    assert told in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_reader_of_lists_that_fails_ends_its_list_alone(granary: Project, hub: Hub) -> None:
    settings = _put(hub)
    good = json.loads(settings["NEWSSPIDER_BASE"])["granary-list"]
    hub.put_answer("/wire", 200, b'{"items": []}', Content_Type="application/json")
    settings["NEWSSPIDER_BASE"] = json.dumps({"granary-list": good, "granary-wire": f"{hub.address}/wire"})
    ran = granary.scrapy("crawl", "granary", "-a", "channel=wire,grain", "-a", "days=10", *_flags(settings))
    assert ran.outcomes == {"kept": 3, "failed": 1}
    (line,) = ran.rejected
    assert line["reason"] == "internal_error"
    assert "KeyError" in line["detail"]
    assert "the list granary/wire cannot be read" in ran.stderr


def test_a_site_and_an_output_from_outside_go_together(granary: Project, hub: Hub) -> None:
    more = """
    FEED_EXPORTERS = {"titles": "parts.Titles"}
    FEED_STORAGES = {"shout": "parts.Shouting"}
    """
    granary.write(granary__settings=dedent(_SETTINGS) + dedent(more), parts=OWN_PARTS)
    outputs = ("-O", "titles.txt:titles", "-O", "shout://loud.jsonl")
    ran = granary.scrapy("crawl", "granary", "-a", "days=10", *outputs, *_flags(_put(hub)))
    assert ran.code == 0, ran.stderr
    assert sorted((granary.folder / "titles.txt").read_text("utf-8").splitlines()) == _TITLES
    assert (granary.folder / "loud.jsonl").read_text("utf-8").count('"TITLE"') == 3
