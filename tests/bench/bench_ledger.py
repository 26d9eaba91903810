"""What an article costs in the ledger, and how much room it takes on disk.

    python tests/bench/bench_ledger.py [--articles 100000] [--ledger PATH_OR_URL] [--group 500]

Articles of the seed's size are made outside the clock. Timed are digest, identity, sketch, bands, record,
compression and the commits. Prints the cost at the first thousand and at the last, room and memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from newsspider.ledger import Arrival, Kind, Ledger, Near
from newsspider.model.article import Article, DateFrom, Origin, Precision
from newsspider.text.digests import digest

BEIJING = timezone(timedelta(hours=8))
START = datetime(2021, 1, 1, tzinfo=BEIJING)
A_DAY = 150  # articles that the lists name in a day
SENTENCES = 36
FIGURES = 0.5  # sentences with a figure
EDGE = 1000
FURNITURE = (
    '<div class="promotion"><img src="https://example.org/qr.png"><p>更多消息，请看本站客户端</p></div>\n'
    * 16
)


def words(seed: int = 1) -> list[str]:
    """Return a vocabulary of words of two and three characters."""
    source = random.Random(seed)
    characters = [chr(source.randrange(0x4E00, 0x6E00)) for _ in range(1200)]
    return ["".join(source.choices(characters, k=source.choice((2, 2, 3)))) for _ in range(2500)]


class Maker:
    """Makes arrivals of the seed's size, each with words and figures of its own.

    Those of different *seeds* have nothing in common.
    """

    def __init__(self, *, seed: int = 2) -> None:
        self._words = words()
        self._source = random.Random(seed)

    def _sentence(self) -> str:
        chosen = "".join(self._source.choices(self._words, k=self._source.randrange(14, 28)))
        return (
            f"{chosen}，{self._source.randrange(10_000)}亿元。"
            if self._source.random() < FIGURES
            else f"{chosen}。"
        )

    def arrival(self, number: int) -> Arrival:
        """Return the arrival of this number, its digest not made yet."""
        paragraphs = ["".join(self._sentence() for _ in range(6)) for _ in range(SENTENCES // 6)]
        text = "\n\n".join(paragraphs)
        markdown = "\n\n".join(f"**{part[:20]}**{part[20:]}" for part in paragraphs)
        fragment = "\n".join(f'<p cms-style="font-L">　　{part}</p>' for part in paragraphs) + FURNITURE
        article = Article(
            title=f"{self._sentence()[:30]}",
            published=START + timedelta(days=number / A_DAY),
            published_precision=Precision.SECOND,
            published_from=DateFrom.FRONT_MATTER,
            site="sina",
            categories=["金融", "新浪财经", "新浪财经－国内"],
            summary=text[:120],
            markdown=markdown,
            text=text,
            lang="zh",
            chars=len(text),
            fetched=START,
            origin=Origin(
                spider="seeds", locator=f"posts/{number:06}.md", extractor="post", encoding="utf-8"
            ),
        )
        return Arrival(article, list="posts", fragment=f"<div>{fragment}</div>")


class Bench:
    """A ledger that is filled, with one run and the two feeds that a run has by default.

    *size* is that of a group, *clock* tells seconds: by default those of the wall, as a server's CPU is not
    that of this process.
    """

    def __init__(self, ledger: Ledger, size: int, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._ledger = ledger
        self._size = size
        self._clock = clock
        self._maker = Maker()
        self._run = ledger.runs.start("bench", START)
        self._feeds = [
            ledger.outbox.register(uri) for uri in ("output/posts", "output/articles/%(run)s.jsonl")
        ]

    def fill(self, first: int, last: int) -> float:
        """Store the articles from *first* to before *last* and return the microseconds that each took."""
        spent = 0.0
        for start in range(first, last, self._size):
            batch = [self._maker.arrival(number) for number in range(start, min(last, start + self._size))]
            spent += self._store(batch)
        return spent / (last - first) * 1e6

    def _store(self, batch: list[Arrival]) -> float:
        began = self._clock()
        for arrival in batch:
            article = arrival.article
            article.digest = digest(article.text, article.title, [])
        group = self._ledger.group(self._run, rules="1", feeds=self._feeds, near=Near())
        kinds = {verdict.kind for verdict in (group.meet(batch), group.commit(START))[1]}
        spent = self._clock() - began
        if kinds != {Kind.NEW}:
            message = f"every article is new, yet there are verdicts {kinds}"
            raise SystemExit(message)
        return spent


def room(path: str) -> int:
    """Return the bytes that a SQLite ledger and its log take on disk."""
    return sum(Path(path + ending).stat().st_size for ending in ("", "-wal") if Path(path + ending).exists())


def memory() -> int:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(where: str, articles: int, size: int) -> None:
    """Fill the ledger *where* to *articles* and print what they cost on the way."""
    with Ledger.open(where) as ledger:
        bench = Bench(ledger, size)
        small = bench.fill(0, EDGE)
        print(f"first {EDGE:,}: {small:.0f} µs an article, {memory()} MB")
        step = max(EDGE, articles // 10)
        for start in range(EDGE, articles - EDGE, step):
            end = min(start + step, articles - EDGE)
            print(f"to {end:,}: {bench.fill(start, end):.0f} µs, {memory()} MB")
        large = bench.fill(articles - EDGE, articles)
        print(f"last {EDGE:,}: {large:.0f} µs an article, {large / small:.2f} times the first, {memory()} MB")
    if "://" not in where:
        print(f"{room(where) / articles:.0f} bytes an article on disk")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--ledger", help="a path or a URL; default: a new SQLite file")
    parser.add_argument("--group", type=int, default=500)
    arguments = parser.parse_args()
    if arguments.ledger:
        measure(arguments.ledger, arguments.articles, arguments.group)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(str(Path(folder) / "ledger.db"), arguments.articles, arguments.group)


if __name__ == "__main__":
    main()
