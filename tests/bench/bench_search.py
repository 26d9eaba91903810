"""How long a search takes in an archive of 100,000 articles: `python -m tests.bench.bench_search [COUNT]`.

It writes a database of articles drawn from made-up words as common as Chinese words are (the n-th has a share of
1/n), and prints the size, the time to write it, and for words of each length and rank the median and the worst of
the time that a search takes in this process.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from newsspider.model.article import Article
from newsspider.outputs.atomic import PartFile
from newsspider.outputs.sqlite import SqliteExporter, search

_ZONE = timezone(timedelta(hours=8))
_FIRST = datetime(2012, 1, 1, tzinfo=_ZONE)
_CHARACTERS = 800
_VOCABULARY = 30_000
_ASKED = {"rank 10": 10, "rank 300": 300, "rank 5,000": 5_000, "rank 20,000": 20_000}


def _vocabulary(random: Random) -> list[str]:
    """Return words of one to four of 3,000 characters, most of two."""
    lengths = random.choices((1, 2, 3, 4), (5, 70, 18, 7), k=_VOCABULARY)
    # As in Chinese, some characters are in very many words.
    signs = [chr(0x4E00 + number) for number in range(3_000)]
    shares = [1 / (rank + 20) for rank in range(3_000)]
    return ["".join(random.choices(signs, shares, k=length)) for length in lengths]


def _article(number: int, random: Random, words: list[str], shares: list[float]) -> Article:
    drawn = random.choices(words, cum_weights=shares, k=_CHARACTERS // 2)
    text = "".join(word + ("，" if at % 9 == 8 else "") for at, word in enumerate(drawn))
    stock = f"sh{600_000 + int(random.paretovariate(0.6)) % 2_000}"
    moment = _FIRST + timedelta(minutes=70 * number)
    return Article(
        id=f"text:{number:032x}", title=text[:20], published=moment, text=text, markdown=text, stocks=[stock]
    )


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    random = Random(7)
    words = _vocabulary(random)
    total, shares = 0.0, []
    for rank in range(_VOCABULARY):
        total += 1 / (rank + 2)
        shares.append(total)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        file = PartFile(path)
        exporter = SqliteExporter(file)  # type: ignore[arg-type]
        began = time.process_time()
        exporter.start_exporting()
        for number in random.sample(range(count), count):
            exporter.export_item(_article(number, random, words, shares))
        exporter.finish_exporting()
        file.settle()
        file.commit()
        print(
            f"{count:,} articles, {path.stat().st_size / 1e6:,.0f} MB, {time.process_time() - began:.0f} s of CPU"
        )
        two = [word for word in words if len(word) == 2]
        for name, rank in _ASKED.items():
            _measure(path, f"2 characters, {name}", [[word] for word in two[rank : rank + 10]])
        _measure(path, "3 and 4 characters", [[word] for word in words if len(word) > 2][:200:10])
        _measure(path, "1 character", [[word] for word in words if len(word) == 1][:10])
        _measure(path, "two words", [[two[at], two[at + 3_000]] for at in range(10, 200, 10)])
        _measure(path, "a word that is nowhere", [["㐀㐁"], ["nowhere"]])
        _measure(path, "a word and a stock", [[word] for word in two[100:110]], stock="sh600001")
        _measure(path, "a word and a rare stock", [[word] for word in two[10:20]], stock="sh601234")
        _measure(
            path,
            "since a year ago",
            [[word] for word in two[100:110]],
            since=_FIRST + timedelta(days=365 * 12),
        )
    return 0


def _measure(path: Path, name: str, asked: list[list[str]], **more: object) -> None:
    times, found = [], 0
    for words in asked:
        for _ in range(3):
            began = time.perf_counter()
            hits = search(path, words, **more)  # type: ignore[arg-type]
            times.append((time.perf_counter() - began) * 1000)
            times_of = [hit.published or "" for hit in hits]
            assert times_of == sorted(times_of, reverse=True)
            found += len(hits)
    print(f"{name:>28}: median {statistics.median(times):6.1f} ms, worst {max(times):6.1f} ms, {found} found")


if __name__ == "__main__":
    sys.exit(main())
