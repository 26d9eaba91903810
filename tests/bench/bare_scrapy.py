"""Bare Scrapy: dicts from `start()` to a JSONL feed through Scrapy's own exporter, nothing between.

`python bare_scrapy.py RECORDS.jsonl COUNT OUT.jsonl` yields COUNT dicts of the size of those in RECORDS.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Spider
from scrapy.crawler import CrawlerProcess


class DictSpider(Spider):
    """Yields the records it was given, over and over, each with a number of its own."""

    name = "dicts"
    records: ClassVar[list[dict[str, Any]]]
    count: ClassVar[int]

    async def start(self) -> AsyncIterator[Any]:
        """Yield `count` records."""
        for number, record in enumerate(islice(cycle(self.records), self.count)):
            yield {**record, "id": str(number)}


def main(records: Path, count: int, out: Path) -> None:
    """Crawl with Scrapy's defaults, quietly."""
    DictSpider.records = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    DictSpider.count = count
    process = CrawlerProcess(
        {
            "FEEDS": {str(out): {"format": "jsonlines"}},
            "FEED_EXPORT_ENCODING": "utf-8",
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
        },
    )
    process.crawl(DictSpider)
    process.start()


main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
