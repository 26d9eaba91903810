"""Door 6: scrapyd and scrapyrt run our spiders; real ones, where the extra `servers` is installed."""

from __future__ import annotations

import fcntl
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.doors.project import PAGE, SAMPLES, Project, environment
from tests.spiders.feeding import Hub

pytestmark = pytest.mark.slow
_SECONDS = 90
_BIN = Path(sys.executable).parent
_open = build_opener(ProxyHandler({})).open  # a proxy of the environment is not for this machine
_SETTINGS = """
    BOT_NAME = "theirs"
    SPIDER_MODULES = ["theirs.spiders", "newsspider.spiders"]
    ADDONS = {"newsspider.addon.Addon": 100}
"""
_SPIDER = """
    from newsspider.sources.inputs import PageInput
    from scrapy import Spider

    class Own(Spider):
        name = "own"

        async def start(self):
            yield {"title": "港口吞吐量创新高", "published": "2026-11-02T09:30:00+08:00",
                   "text": "岚浦港前三季度集装箱吞吐量突破六百万标箱，同比增长百分之八。"}
            yield {"title": "水价调整方案公布", "published": "2026-11-03T09:30:00+08:00",
                   "text": "明年起执行新水价，居民用水分三档计费，方案已经公布，听证会下周举行。"}

        def parse(self, response):
            yield PageInput(response.url, response.body)
"""
_TEXT = "东港铁路专用线今日通车，沿线七座货场同时启用，每年减少公路运输三十万车次。"


def _program(name: str) -> str:
    path = _BIN / name
    if not path.exists():
        pytest.skip(f"{name} is not installed; it is in the extra `servers`")
    return str(path)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _ask(url: str, **form: str) -> dict[str, Any]:
    data = urlencode(form).encode() if form else None
    with _open(url, data, timeout=_SECONDS) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def _until(met: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            if found := met():
                return found
        except (URLError, ConnectionError):
            pass
        time.sleep(0.2)
    raise AssertionError(what)


@contextmanager
def _served(project: Project, *command: str) -> Iterator[None]:
    log = project.folder / "server.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            command, cwd=project.folder, env=environment(project.folder), stdout=file, stderr=file
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(_SECONDS)


@pytest.fixture
def theirs(project: Project) -> Project:
    project.write(theirs____init__="#", theirs__settings=_SETTINGS, theirs__spiders=_SPIDER)
    return project.config("theirs.settings")


@pytest.fixture
def scrapyd(theirs: Project) -> Iterator[str]:
    """A server that has the project, deployed as an egg; its address."""
    port = _free_port()
    (theirs.folder / "scrapyd.conf").write_text(
        f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\nitems_dir = items\npoll_interval = 0.2\nmax_proc = 4\n"
    )
    url = f"http://127.0.0.1:{port}"
    with (theirs.folder / "scrapy.cfg").open("a") as config:
        config.write(f"[deploy]\nurl = {url}/\nproject = theirs\n")
    deploy = _program("scrapyd-deploy")
    with _served(theirs, _program("scrapyd")):
        _until(lambda: _ask(f"{url}/daemonstatus.json")["status"] == "ok", "no scrapyd")
        done = subprocess.run(
            [deploy],
            cwd=theirs.folder,
            env=environment(theirs.folder),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert '"status": "ok"' in done.stdout, (done.stdout, done.stderr)
        yield url


def _jobs(url: str, state: str) -> dict[str, Any]:
    return {job["id"]: job for job in _ask(f"{url}/listjobs.json?project=theirs")[state]}


def test_two_jobs_at_once(scrapyd: str, theirs: Project) -> None:
    ids = [
        _ask(
            f"{scrapyd}/schedule.json", project="theirs", spider="own", setting=f"NEWSSPIDER_OUTPUT={output}"
        )["jobid"]
        for output in (theirs.folder / "one", theirs.folder / "two")
    ]
    ids.append(
        _ask(
            f"{scrapyd}/schedule.json",
            project="theirs",
            spider="seeds",
            path=str(SAMPLES),
            setting=f"NEWSSPIDER_OUTPUT={theirs.folder / 'three'}",
        )["jobid"]
    )
    _until(lambda: set(ids) <= set(_jobs(scrapyd, "finished")), "the jobs did not end")
    for output, job, many in zip(("one", "two", "three"), ids, (2, 2, 44), strict=True):
        (report,) = (theirs.folder / output / "reports").glob("*.json")
        told = json.loads(report.read_text())
        assert told["exit_code"] == 0
        assert told["outcomes"]["kept"] == many
        (items,) = (theirs.folder / "items").rglob(f"{job}.jl")
        (lines,) = (theirs.folder / output / "articles").glob("*.jsonl")
        assert items.read_text() == lines.read_text()
        assert len(list((theirs.folder / output / "posts").glob("*.md"))) in (many, many - 1)
        (log,) = (theirs.folder / "logs").rglob(f"{job}.log")
        assert "'finish_reason': 'finished'" in log.read_text()


def test_a_job_beside_one_that_holds_its_output(scrapyd: str, theirs: Project) -> None:
    (theirs.folder / "one").mkdir()
    with (theirs.folder / "one" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        setting = f"NEWSSPIDER_OUTPUT={theirs.folder / 'one'}"
        job = _ask(f"{scrapyd}/schedule.json", project="theirs", spider="own", setting=setting)["jobid"]
        _until(lambda: job in _jobs(scrapyd, "finished"), "the job did not end")
    (log,) = (theirs.folder / "logs").rglob(f"{job}.log")
    assert " ERROR: another run" in log.read_text()
    assert not (theirs.folder / "one" / "posts").exists()


def test_scrapyrt(theirs: Project) -> None:
    hub = Hub()
    page = PAGE.format(title="东港铁路通车", text=_TEXT).encode()
    address = hub.put_answer("/2026/11/02/port.html", 200, page, Content_Type="text/html; charset=utf-8")
    port = _free_port()
    url = f"http://127.0.0.1:{port}/crawl.json"
    try:
        with _served(theirs, _program("scrapyrt"), "-p", str(port), "-i", "127.0.0.1"):
            _until(lambda: _listens(port), "no scrapyrt")
            told = _ask(f"{url}?{urlencode({'spider_name': 'own', 'url': address})}")
            assert told["status"] == "ok", told
            (item,) = told["items"]
            assert item["title"] == "东港铁路通车"
            assert _TEXT in item["text"]
            assert told["stats"]["newsspider/outcome/kept"] == 1
            # Each call is a run of its own, and the next finds no lock of the last.
            told = _ask(f"{url}?{urlencode({'spider_name': 'own', 'spider_start': 'true'})}")
            assert [one["title"] for one in told["items"]] == ["港口吞吐量创新高", "水价调整方案公布"]
            arguments = json.dumps({"path": str(SAMPLES)})
            query = {"spider_name": "seeds", "spider_start": "true", "crawl_args": arguments}
            assert len(_ask(f"{url}?{urlencode(query)}")["items"]) == 44
            # What is known already is dropped, with why.
            told = _ask(f"{url}?{urlencode({'spider_name': 'own', 'url': address})}")
            assert told["items"] == []
            assert [one["exception"] for one in told["items_dropped"]] == ["unchanged"]
    finally:
        hub.shutdown()
        hub.server_close()
    assert len(list((theirs.folder / "output" / "reports").glob("*.json"))) == 4


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


_MONITORS = """
    from spidermon import Monitor, MonitorSuite, monitors
    from spidermon.contrib.monitors.mixins import StatsMonitorMixin
    from spidermon.contrib.scrapy.monitors import ItemCountMonitor

    class Counts(Monitor, StatsMonitorMixin):
        @monitors.name("what was kept is what was scraped")
        def test_counts(self):
            stats = self.data.stats
            print("COUNTED", stats["item_scraped_count"], stats["newsspider/outcome/kept"],
                  stats.get("newsspider/outcome/rejected"), stats["item_dropped_count"])
            self.assertEqual(stats["item_scraped_count"], stats["newsspider/outcome/kept"])

    class Closed(MonitorSuite):
        monitors = [Counts, ItemCountMonitor]
"""


def test_spidermon_counts_right(project: Project) -> None:
    pytest.importorskip("spidermon", reason="spidermon is in the extra `servers`")
    settings = """
    import warnings
    from newsspider.settings import *
    warnings.filterwarnings("ignore", "Spider.log")  # spidermon still calls it
    EXTENSIONS = {**EXTENSIONS, "spidermon.contrib.scrapy.extensions.Spidermon": 500}
    SPIDERMON_ENABLED = True
    SPIDERMON_SPIDER_CLOSE_MONITORS = ["monitors.Closed"]
    SPIDERMON_MIN_ITEMS = 44
    LOG_LEVEL = "INFO"
    """
    project.write(mine=settings, monitors=_MONITORS).config("mine")
    ran = project.scrapy("crawl", "seeds", "-a", f"path={SAMPLES}")
    assert ran.code == 0, ran.stderr
    counted = next(line for line in ran.stdout.splitlines() if line.startswith("COUNTED"))
    assert counted == f"COUNTED 44 {ran.outcomes['kept']} {ran.outcomes['rejected']} 3"
    assert "0 failed" in ran.stderr or "OK" in ran.stderr, ran.stderr
    # One more than there is, and the monitor says so.
    again = project.scrapy("crawl", "seeds", "-a", f"path={SAMPLES}", "-s", "SPIDERMON_MIN_ITEMS=1")
    assert "FAILED" in again.stderr, again.stderr
