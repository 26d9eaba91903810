"""Whichever door a run came through: killed at any moment and begun again, nothing is lost and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from signal import SIGKILL, SIGTERM

import pytest

from tests.conftest import Ran
from tests.crash import killing
from tests.crash.killing import Moment
from tests.doors.project import SAMPLES, Project

pytestmark = pytest.mark.slow
_SCRIPT = """
    import sys
    from scrapy.crawler import {kind}
    from scrapy.utils.project import get_project_settings
    process = {kind}(get_project_settings())
    process.crawl("seeds", path=sys.argv[1])
    process.start()
"""
_OWN = """
    from newsspider.sources.files import SeedFile
    from newsspider.sources.finding import find
    from newsspider.sources.seed_formats import documents
    from newsspider.limits import LIMITS
    from scrapy import Spider

    class Own(Spider):
        name = "own"

        async def start(self):
            for seed in find(self.path):
                for document in documents(seed, LIMITS, {}):
                    yield document
"""
_SETTINGS = """
    SPIDER_MODULES = ["newsspider.spiders"]
    ADDONS = {"newsspider.addon.Addon": 100}
    LOG_LEVEL = "WARNING"
"""
_DOORS = {
    "CrawlerProcess": ["script", str(SAMPLES)],
    "AsyncCrawlerProcess": ["script", str(SAMPLES)],
    "another project": ["scrapy", "crawl", "seeds", "-a", f"path={SAMPLES}"],
    "runspider": ["newsspider", "runspider", "own.py", "-a", f"path={SAMPLES}"],
}
_MOMENTS = {
    "among the posts": [Moment("post", 7), Moment("post", 20), Moment("post", 3)],
    "at commits": [Moment("commit", 3), Moment("committing", 4), Moment("commit", 5)],
    "at a file": [Moment("output", 1), Moment("output", 1)],
}


def _prepared(door: str, project: Project) -> Sequence[str]:
    if door == "another project":
        project.write(theirs=_SETTINGS).config("theirs")
    elif door == "runspider":
        project.write(own=_OWN)
    else:
        project.write(script=_SCRIPT.format(kind=door)).config("newsspider.settings")
    return _DOORS[door]


@pytest.mark.parametrize("moments", _MOMENTS.values(), ids=_MOMENTS)
@pytest.mark.parametrize("door", [door for door in _DOORS if door != "AsyncCrawlerProcess"])
def test_killed_and_run_again(
    door: str, moments: Sequence[Moment], project: Project, by_command: Ran
) -> None:
    command = _prepared(door, project)
    project.real = True  # forks would share the token by which the part files of a run are known
    for moment in moments:
        killing.end_at(project.start("tests.crash.at_moment", moment.watched, *command), moment)
        assert not project.is_locked
    ran = project.python(*command)
    assert ran.code == 0, ran.stderr
    assert ran.posts == by_command.posts
    assert {record["id"] for record in ran.records} == {record["id"] for record in by_command.records}
    assert len(ran.records) == len(by_command.records)
    assert not [path for path in project.made if path.endswith(".part")]


@pytest.mark.parametrize("door", ["CrawlerProcess", "AsyncCrawlerProcess"])
def test_stopped_and_run_again(door: str, project: Project, by_command: Ran) -> None:
    """Scrapy's process hears SIGTERM; what is stored waits for the next run."""
    command = _prepared(door, project)
    process = project.start("tests.crash.at_moment", f"commit:3:{SIGTERM.name}", *command)
    code, said = killing.ended(process)
    assert code in (0, 128 + SIGTERM, -SIGTERM), said  # what a script ends with is its own
    assert code != -SIGKILL
    ran = project.python(*command)
    assert ran.posts == by_command.posts
    assert {record["id"] for record in ran.records} == {record["id"] for record in by_command.records}
