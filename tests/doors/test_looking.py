"""Door 5: Scrapy's other commands do what they do in any project, and what only looks leaves nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ran, write_post
from tests.doors.project import PAGE, SAMPLES, Project, same
from tests.spiders.feeding import Hub

_TEXT = "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八，外贸航线占去一半。"
_HTML = PAGE.format(title="港口吞吐量创新高", text=_TEXT)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    made.put_answer("/robots.txt", 200, b"User-agent: *\nDisallow: /private/\n")
    made.put_answer("/a.html", 200, _HTML.encode(), Content_Type="text/html; charset=utf-8")
    made.put_answer("/private/a.html", 200, _HTML.encode(), Content_Type="text/html; charset=utf-8")
    made.put_answer("/away", 302, Location="http://10.1.2.3/a.html")
    made.put_answer("/beside", 302, Location=f"http://127.0.0.1:{made.server_address[1] + 1}/a.html")
    made.put_answer("/file", 302, Location="file:///etc/passwd")
    made.put_answer("/gone", 404)
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(params=["newsspider", "scrapy"])
def theirs(request: pytest.FixtureRequest, project: Project) -> Project:
    """An empty folder for our command line, or a folder that `newsspider init` made for Scrapy's."""
    if request.param == "scrapy":
        project.config("newsspider.settings")
        project.newsspider = project.scrapy  # type: ignore[method-assign]
    return project


def _left_nothing(project: Project) -> None:
    assert project.made == []
    assert not (project.folder / "output").exists()


def test_fetch(theirs: Project, hub: Hub) -> None:
    ran = theirs.newsspider("fetch", f"{hub.address}/a.html")
    assert (ran.code, ran.stdout) == (0, _HTML + "\n"), ran.stderr
    assert "港口" in ran.stdout
    headers = theirs.newsspider("fetch", "--headers", f"{hub.address}/a.html")
    assert headers.code == 0
    assert "> User-Agent: newsspider/" in headers.stdout
    _left_nothing(theirs)


_REFUSED = {
    "robots.txt": ("/private/a.html", "robots.txt"),
    "a private address": ("/away", "10.1.2.3"),
    "another port": ("/beside", "127.0.0.1"),
}


@pytest.mark.parametrize("command", ["fetch", "view", "parse", "shell"])
@pytest.mark.parametrize(("path", "word"), _REFUSED.values(), ids=_REFUSED)
def test_a_refused_request_says_why(command: str, path: str, word: str, project: Project, hub: Hub) -> None:
    more = {"parse": ["--spider", "seeds", "-a", "path=."], "shell": ["-c", "response"]}.get(command, [])
    ran = project.newsspider(command, f"{hub.address}{path}", *more)
    assert ran.code == 1, (ran.stdout, ran.stderr)
    *_, sentence = ran.stderr.splitlines()
    assert sentence.startswith("newsspider: ")
    assert word in sentence
    _left_nothing(project)


def test_a_spider_that_cannot_be_made_says_why(project: Project, hub: Hub) -> None:
    ran = project.newsspider("parse", f"{hub.address}/a.html", "--spider", "seeds", "-a", "pth=.")
    assert ran.code == 2
    *_, sentence = ran.stderr.splitlines()
    assert "Traceback" not in ran.stderr
    assert "did you mean path?" in sentence
    _left_nothing(project)


def test_view(theirs: Project, hub: Hub) -> None:
    browser = theirs.folder.parent / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" >{theirs.folder.parent / "seen"}\n')
    browser.chmod(0o755)
    theirs.variables["BROWSER"] = f"{browser} %s"
    ran = theirs.newsspider("view", f"{hub.address}/a.html")
    assert ran.code == 0, ran.stderr
    shown = Path((theirs.folder.parent / "seen").read_text().strip().removeprefix("file://"))
    assert "港口吞吐量创新高" in shown.read_text(encoding="utf-8")
    shown.unlink()
    _left_nothing(theirs)


def test_shell(theirs: Project, hub: Hub) -> None:
    code = "print(read_page(response.body, response.url).title)"
    ran = theirs.newsspider("shell", f"{hub.address}/a.html", "-c", code)
    assert (ran.code, ran.stdout.splitlines()) == (0, ["港口吞吐量创新高", "None"]), ran.stderr
    (theirs.folder / "page.html").write_text(_HTML, encoding="utf-8")
    for path in ("./page.html", str(theirs.folder / "page.html")):
        ran = theirs.newsspider("shell", path, "-c", "read_page(response.body).title")
        assert (ran.code, ran.stdout) == (0, "港口吞吐量创新高\n"), ran.stderr
    ran = theirs.newsspider("shell", f"{hub.address}/gone", "-c", "response.status")
    assert (ran.code, ran.stdout) == (0, "404\n"), ran.stderr
    (theirs.folder / "page.html").unlink()
    _left_nothing(theirs)


@pytest.mark.parametrize("spider", ["seeds", "feed", "sina_finance"])
def test_parse_with_our_spiders(spider: str, theirs: Project, hub: Hub) -> None:
    ran = theirs.newsspider(
        "parse", f"{hub.address}/a.html", "--spider", spider, "--nocolour", *_given(spider)
    )
    assert ran.code == 0, ran.stderr
    assert "'title': '港口吞吐量创新高'" in ran.stdout
    assert _TEXT in ran.stdout
    _left_nothing(theirs)


def _given(spider: str) -> list[str]:
    given = {"seeds": "path=.", "feed": "url=http://a.example/", "sina_finance": "channel=china"}
    return ["-a", given[spider]]


def test_parse_of_what_is_no_article(theirs: Project, hub: Hub) -> None:
    empty = hub.put_answer(
        "/empty.html", 200, b"<html><body><nav>x</nav></body></html>", Content_Type="text/html"
    )
    ran = theirs.newsspider("parse", empty, "--spider", "seeds", "-a", "path=.")
    assert "is not an article" in ran.stderr
    assert "Traceback" not in ran.stderr
    _left_nothing(theirs)


_OWN = """
    from newsspider.sources.inputs import PageInput
    from scrapy import Spider

    class Own(Spider):
        name = "own"

        async def start(self):
            yield {"title": "港口吞吐量创新高", "published": "2026-11-02T09:30:00+08:00",
                   "text": "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八。"}

        def parse(self, response):
            '''A contract.

            @url %s/a.html
            @returns items 1
            @scrapes url
            '''
            yield PageInput(response.url, response.body)
"""


def test_parse_and_check_a_spider_of_ones_own(project: Project, hub: Hub) -> None:
    project.write(
        theirs="from newsspider.settings import *\nSPIDER_MODULES = ['own']\n", own=_OWN % hub.address
    )
    project.config("theirs")
    # It is the user's own address that is asked for, though no one typed it.
    allow = ("-s", f"NEWSSPIDER_HOSTS={hub.address.removeprefix('http://')}")
    ran = project.scrapy("parse", f"{hub.address}/a.html", "--spider", "own", "--pipelines", "--nocolour")
    assert ran.code == 0, ran.stderr
    ran = project.scrapy("check", *allow)
    assert ran.code == 0, (ran.stdout, ran.stderr)
    assert "Ran 3 contracts" in ran.stderr or "Ran 2 contracts" in ran.stderr, ran.stderr
    assert "own" in project.scrapy("check", "--list").stdout
    _left_nothing(project)


def test_check_of_a_contract_that_is_broken(project: Project, hub: Hub) -> None:
    own = (_OWN % hub.address).replace("returns items 1", "returns items 2 9")
    project.write(theirs="from newsspider.settings import *\nSPIDER_MODULES = ['own']\n", own=own)
    project.config("theirs")
    ran = project.scrapy("check", "-s", f"NEWSSPIDER_HOSTS={hub.address.removeprefix('http://')}")
    assert ran.code == 1
    assert "FAILED" in ran.stderr
    _left_nothing(project)


@pytest.mark.slow
def test_bench(project: Project) -> None:
    ran = project.newsspider("bench", "-s", "CLOSESPIDER_TIMEOUT=2")
    assert ran.code == 0, ran.stderr
    assert "Crawled" in ran.stderr
    assert "pages/min" in ran.stderr
    _left_nothing(project)


def test_list_version_settings(theirs: Project) -> None:
    ran = theirs.newsspider("list")
    assert (ran.code, ran.stdout.split()) == (
        0,
        ["archive", "cls", "eastmoney", "feed", "reclean", "seeds", "sina_finance"],
    )
    assert theirs.newsspider("version").stdout.startswith("newsspider ")
    assert "Scrapy" in theirs.newsspider("version", "--verbose").stdout
    ran = theirs.newsspider("settings", "--get", "NEWSSPIDER_OUTPUT")
    assert (ran.code, ran.stdout) == (0, "output\n")
    (theirs.folder / "newsspider.toml").write_text('[settings]\nNEWSSPIDER_OUTPUT = "elsewhere"\n')
    assert theirs.newsspider("settings", "--get", "NEWSSPIDER_OUTPUT").stdout == "elsewhere\n"
    _left_nothing(theirs)


def test_genspider(theirs: Project) -> None:
    before = sorted(Path(sys.modules["newsspider"].__path__[0]).rglob("*.py"))
    ran = theirs.newsspider("genspider", "mine", "news.example.com")
    assert ran.code == 0, (ran.stdout, ran.stderr)
    assert "class MineSpider" in (theirs.folder / "mine.py").read_text()
    assert sorted(Path(sys.modules["newsspider"].__path__[0]).rglob("*.py")) == before
    assert theirs.newsspider("genspider", "--list").code == 0


def test_runspider(theirs: Project) -> None:
    theirs.write(own=_OWN % "http://a.example")
    ran = theirs.newsspider("runspider", "own.py", "-O", "own.jsonl")
    assert ran.code == 0, ran.stderr
    assert ran.lines("own.jsonl") == ran.records
    assert [record["title"] for record in ran.records] == ["港口吞吐量创新高"]
    assert len(ran.posts) == 1
    assert ran.outcomes == {"kept": 1}
    assert "kept" in ran.stdout
    assert not theirs.is_locked


def test_runspider_of_a_file_that_is_not_a_spider(theirs: Project) -> None:
    theirs.write(none="x = 1", broken="import nothing_of_this_name")
    (theirs.folder / "own.txt").write_text("")
    for path, word in {
        "none.py": "contains no spider",
        "absent.py": "does not exist",
        "broken.py": "nothing_of_this_name",
        "own.txt": "own.txt",
    }.items():
        ran = theirs.newsspider("runspider", path)
        assert ran.code == 2, (path, ran.stderr)
        assert word in ran.stderr
        assert len(ran.stderr.splitlines()) == 1
    assert not (theirs.folder / "output").exists()


def test_the_samples_by_runspider_are_as_by_the_command(project: Project, by_command: Ran) -> None:
    project.write(
        own="from newsspider.spiders.seeds import SeedsSpider\n\nclass Own(SeedsSpider):\n    pass\n"
    )
    ran = project.newsspider("runspider", "own.py", "-a", f"path={SAMPLES}", "-O", "own.jsonl")
    assert ran.code == 0, ran.stderr
    same(ran, by_command)
    assert ran.lines("own.jsonl") == ran.records


def test_a_run_beside_one_that_looks(project: Project, hub: Hub) -> None:
    """What only looks takes no lock, and needs none."""
    write_post(project.folder / "seeds" / "a.md", "东港铁路通车")
    assert project.newsspider("crawl", "seeds", "-a", "path=seeds").code == 0
    before = {path: (project.folder / path).read_bytes() for path in project.made}
    (project.folder / "output" / "ledger.db").chmod(0o400)
    ran = project.newsspider("fetch", f"{hub.address}/a.html")
    assert ran.code == 0, ran.stderr
    assert {path: (project.folder / path).read_bytes() for path in project.made} == before
