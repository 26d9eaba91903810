"""Rows about pages, a live run, feeds, the ledger, and what is made anew from it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from newsspider.ledger import Ledger
from newsspider.limits import LIMITS
from newsspider.text.dates import BEIJING
from tests.bench.bench_ledger import EDGE, Bench
from tests.bench.measuring import (
    HERE,
    ROOT,
    Cost,
    Row,
    checkout,
    interleaved,
    lines_in,
    measure,
    newsspider,
)
from tests.bench.replays import WORKERS
from tests.live.pages import render
from tests.live.stories import Maker
from tests.seedmaker import seed_at, write_seeds
from tests.workers.many import write_archive

# Real pages of Sina, where they lie beside the project; else what the tests make.
_REAL = ROOT.parent / "shared" / "data" / "pages" / "sina"
_CONCURRENT = 8
_GROUP = 256
# Articles that each ledger stores in its turn.
_TURN = 2 * _GROUP
# Bytes of a feed: whole articles in 20,000 entries are more than a feed may have by default.
_LARGE = 1_000_000_000


def page(work: Path, folder: Path | None, rounds: int) -> Iterator[Row]:
    """Yield the row of a page beside trafilatura; *folder* holds the pages."""
    folder = folder or (_REAL if _REAL.is_dir() else _made(work / "pages"))
    times = 20

    def spent(name: str, _: int) -> Cost:
        command = [sys.executable, str(HERE / "page_cost.py"), name, str(folder), str(times)]
        pipe = subprocess.PIPE
        said = subprocess.run(command, cwd=ROOT, env=checkout(), check=True, stdout=pipe, text=True).stdout
        return Cost(int(said), 0, 0)

    names = ("newsspider", "trafilatura")
    costs = interleaved({name: partial(spent, name) for name in names}, rounds)
    ours, theirs = costs["newsspider"], costs["trafilatura"]
    count = len(list(folder.glob("*.html")))
    what = f"a page of Sina, all fields, no start-up, CPU ({count} pages, {ours.cpu:.0f} µs each)"
    yield Row(what, f"trafilatura ({theirs.cpu:.0f} µs)", theirs.cpu_of(ours), 20, 33)


def archive(work: Path, count: int) -> Iterator[Row]:
    """Yield the row of the memory that an archive of *count* pages takes."""
    pages = work / "archive" / "pages.warc.gz"
    pages.parent.mkdir()
    write_archive(pages, count)
    cost = newsspider("crawl", "seeds", "--quiet", "-a", f"path={pages.parent}", output=work / "of-archive")
    what = f"memory of a replay of {count} pages in a WARC file, MB, each process"
    yield Row(what, "", cost.memory, 200, 150, better="less")


def _made(folder: Path) -> Path:
    folder.mkdir()
    newest = datetime(2026, 11, 2, 9, 30, tzinfo=BEIJING)
    for number, story in enumerate(Maker("bench").many(8, newest, timedelta(hours=1))):
        (folder / f"{number}.html").write_bytes(render(story))
    return folder


def live(work: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield the row of a live run of *count* pages beside bare Scrapy's."""
    with _server(count) as port:
        address = f"http://127.0.0.1:{port}/feed.xml"
        chosen = {
            "NEWSSPIDER_HOSTS": f"127.0.0.1:{port}",
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": _CONCURRENT,
            "CONCURRENT_REQUESTS_PER_DOMAIN": _CONCURRENT,
        }

        def ours(turn: int) -> Cost:
            output = work / f"live-{turn}"
            crawl = ("crawl", "feed", "--quiet", "-a", f"url={address}", "-a", "full=1")
            cost = newsspider(*crawl, output=output, settings=chosen)
            kept = lines_in(output / "articles")
            if kept != count:
                sys.exit(f"the live run kept {kept} of {count}")
            return cost

        def bare(_: int) -> Cost:
            return measure([HERE / "bare_live.py", str(port), str(count), str(_CONCURRENT)])

        costs = interleaved({"ours": ours, "bare": bare}, rounds)
    mine, theirs = costs["ours"], costs["bare"]
    what = f"live, {count} pages, everything on, start-up included"
    baseline = "bare Scrapy, a callback of nothing"
    yield Row(f"{what}, wall", baseline, theirs.wall_of(mine), 0.6, 0.9)
    yield Row(f"{what}, CPU", baseline, theirs.cpu_of(mine))
    yield Row(f"memory of a live run of {count} pages, MB", "", mine.memory, 200, 150, better="less")


@contextmanager
def _server(count: int) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.live_server", str(count)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def feeds(work: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield the row of a feed of ten times *count* entries beside one of *count*, an entry.

    The large one has at most as many as a feed may have. One process reads them: the start of workers would
    cost an entry of the small feed ten times as much.
    """
    count = min(count, LIMITS.feed_entries // 10)
    sizes = {"one": 1, "small": count, "large": 10 * count}
    for name, size in sizes.items():
        entries = [_entry(number) for number in range(size)]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "items": entries}
        (work / f"{name}.json").write_text(json.dumps(feed), encoding="utf-8")

    def run(name: str, turn: int) -> Cost:
        output = work / f"feed-{name}-{turn}"
        crawl = ("crawl", "seeds", "--quiet", "-a", f"path={work / name}.json")
        chosen = {"NEWSSPIDER_MAX_FILE": _LARGE, WORKERS: 0}
        cost = newsspider(*crawl, output=output, settings=chosen)
        kept = lines_in(output / "articles")
        if kept != sizes[name] or len(list((output / "posts").iterdir())) != kept:
            sys.exit(f"of a feed of {sizes[name]} entries {kept} were kept")
        return cost

    costs = interleaved({name: partial(run, name) for name in sizes}, rounds)
    small, large = (costs[name].without(costs["one"]) for name in ("small", "large"))
    times = large.cpu_of(small)
    each = None if times is None else times * sizes["small"] / sizes["large"]
    what = f"a feed of {10 * count} entries, per entry, no start-up, one process, CPU"
    yield Row(what, f"of {count}", each, 1.1, 1.0, better="less")


def _entry(number: int) -> dict[str, str]:
    seed = seed_at(number)
    date = seed.published.isoformat()
    return {"id": str(number), "title": seed.title, "date_published": date, "content_html": seed.body}


def ledger(articles: int, rounds: int) -> Iterator[Row]:
    """Yield the row of an article's cost in a ledger of so many *articles* beside one of `EDGE`.

    Both store by turns, after each has stored all those: what only the first groups cost is in neither.
    """
    sizes = {"large": max(articles, EDGE), "small": EDGE}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        benches = {
            name: Bench(
                opened.enter_context(Ledger.open(str(Path(folder) / f"{name}.db"))),
                _GROUP,
                clock=time.process_time,
            )
            for name in sizes
        }
        for name, size in sizes.items():
            benches[name].fill(0, size)

        def store(name: str, turn: int) -> Cost:
            first = sizes[name] + turn * _TURN
            return Cost(benches[name].fill(first, first + _TURN), 0, 0)

        costs = interleaved({name: partial(store, name) for name in sizes}, rounds)
    large, small = costs["large"], costs["small"]
    what = f"an article at {sizes['large']:,} in the ledger, CPU ({large.cpu:.0f} µs)"
    baseline = f"at {EDGE:,} ({small.cpu:.0f} µs)"
    yield Row(what, baseline, large.cpu_of(small), 1.1, 1.0, better="less")


def _expect_in(output: Path, count: int) -> None:
    """End the benchmark unless the ledger has *count* articles."""
    with Ledger.look(str(output / "ledger.db")) as opened:
        found = sum(1 for _ in opened.archive.iterate())
    if found != count:
        sys.exit(f"the ledger has {found} articles of {count}")


def again(work: Path, count: int) -> Iterator[Row]:
    """Yield the rows of `reclean` and `ledger rebuild` of *count* articles, each in milliseconds."""
    seeds, output = work / "again", work / "again-output"
    write_seeds(seeds, count, seed=2)
    newsspider("crawl", "seeds", "--quiet", "-a", f"path={seeds}", output=output)
    _expect_in(output, count)
    dry = newsspider("reclean", "--dry-run", output=output)
    (output / "ledger.db").rename(output / "ledger.old")
    rebuilt = newsspider("ledger", "rebuild", output=output)
    _expect_in(output, count)
    for name, cost in (("reclean --dry-run", dry), ("ledger rebuild", rebuilt)):
        per = cost.wall / count * 1000
        yield Row(f"{name} of {count}, start-up included, wall ms each", "", per, 1.0, 0.7, better="less")
