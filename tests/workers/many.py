"""Seeds of every kind that workers meet, runs of them, and what a run leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import Newsspider, Ran, story, write_post
from tests.doors.project import PAGE
from tests.seedmaker import write_seeds
from tests.sources.warc.warc_making import Making

# Reads as any page, but for pages that end whoever reads them.
_DEADLY = """
import os
import signal
from newsspider.readers import generic
from newsspider.readers.pages import PageReader
from newsspider.sources.sites import Site

def read_page(page):
    if "毒" in page.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "满" in page.source:
        raise MemoryError
    if "错" in page.source:
        raise KeyError("a fault of this reader")
    return generic.read(page)

SITE = Site("deadly", ("deadly.example",), PageReader("deadly", ("deadly.example",), lambda page: True, read_page))
"""
_SECONDS = 20
_BETWEEN = 0.005
_AT = ("-s", "NEWSSPIDER_NOW=2026-11-23T10:00:00+08:00", "-s", "NEWSSPIDER_RUN=r")


def write_many(folder: Path, count: int) -> None:
    """Write *count* posts, copies and near-copies of some, a revision, damaged files, and lines of JSONL."""
    write_seeds(folder / "made", count, seed=5, duplicates=count // 10)
    body = story("near", 300)
    write_post(folder / "near" / "a.md", "粮价小幅上涨", body)
    write_post(
        folder / "near" / "b.md", "粮价小幅上涨", f"{body}另据了解，后市平稳。", "2021-10-10T08:00:00+08:00"
    )
    address = "https://finance.sina.com.cn/roll/2021-10-09/doc-iktzscyy0000001.shtml"
    for number, text in enumerate(("第一版", "第二版有更正")):
        write_post(
            folder / "revised" / f"{number}.md",
            "水价调整",
            story(text, 200),
            f"2021-10-09T1{number}:00:00+08:00",
            canonical_url=address,
        )
    (folder / "broken").mkdir()
    (folder / "broken" / "empty.md").write_bytes(b"")
    (folder / "broken" / "no_title.md").write_bytes(b"---\ndate: 2021-10-09\n---\n")
    (folder / "broken" / "surrogate.jsonl").write_bytes(b'{"id": "x", "title": "\\ud800"}\n[]\n')
    (folder / "broken" / "out.md").symlink_to("/etc/hostname")


def crawl(runner: Newsspider, seeds: Path | str, workers: str, *more: str, **how: Any) -> Ran:
    """Return the run of *seeds* by so many *workers*, which has ended."""
    return runner(*arguments(seeds, workers), *more, **how)


def arguments(seeds: Path | str, workers: str) -> tuple[str, ...]:
    """Return the command line of such a run."""
    return ("crawl", "seeds", "-a", f"path={seeds}", "-s", f"NEWSSPIDER_WORKERS={workers}", *_AT)


@dataclass(frozen=True)
class Left:
    """The bytes of what a run leaves, and how its inputs ended."""

    posts: dict[str, str]
    lines: str
    rejected: str
    outcomes: dict[str, int]


def left(ran: Ran) -> Left:
    """Return what *ran* left; its lines of JSONL without `fetched`, where the clock is the machine's."""
    output = ran.folder / "output"
    rejected = output / "rejected" / "r.jsonl"
    return Left(
        ran.posts,
        (output / "articles" / "r.jsonl").read_text("utf-8"),
        rejected.read_text("utf-8") if rejected.exists() else "",
        ran.outcomes,
    )


def processes_in(folder: Path) -> list[int]:
    """Return the ids of the processes that work in *folder*: a run, and its workers."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder and not _is_zombie(entry):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _is_zombie(process: Path) -> bool:
    return (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"


def workers_in(folder: Path) -> list[int]:
    """Return the ids of those that are workers."""
    return [
        number
        for number in processes_in(folder)
        if b"newsspider.workers.serve" in Path(f"/proc/{number}/cmdline").read_bytes()
    ]


def wait_for_none(folder: Path) -> None:
    """Return when nothing works in *folder* any more; raises AssertionError if that takes long."""
    until = time.monotonic() + _SECONDS
    while found := processes_in(folder):
        assert time.monotonic() < until, f"{found} still live"
        time.sleep(_BETWEEN)


def write_page(path: Path, page: str) -> None:
    """Write a saved page."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(page, encoding="utf-8")


def write_archive(path: Path, count: int) -> None:
    """Write an archive of *count* pages and one of them again."""
    making = Making()
    for number in range(count):
        making.page(number)
    making.page(0).save(path)


def write_posts(folder: Path, count: int) -> None:
    """Write *count* posts, each an article of its own."""
    for number in range(count):
        write_post(folder / f"{number:03}.md", f"标题 {number}", story(f"{number}", 80))


def write_deadly(folder: Path, count: int, words: dict[int, str]) -> None:
    """Write a project with a reader of its own, and *count* pages, some with a word that ends who reads it."""
    (folder / "deadly.py").write_text(_DEADLY, encoding="utf-8")
    (folder / "scrapy.cfg").touch()
    (folder / "newsspider.toml").write_text('[settings]\nNEWSSPIDER_SITES = ["deadly.SITE"]\n')
    for number in range(count):
        page = PAGE.format(title=f"港口第{number}号", text=story(f"{number}"))
        word = words.get(number, "")
        write_page(folder / "seeds" / f"{number:03}.html", page.replace("</article>", f"{word}</article>"))
