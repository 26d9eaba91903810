"""Bare Scrapy over the pages of `live_server`: `python bare_live.py PORT PAGES CONCURRENT`, a callback of nothing."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess


class PageSpider(Spider):
    """Asks for every page, and does nothing with it."""

    name = "pages"
    port: ClassVar[str]
    count: ClassVar[int]

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests."""
        for number in range(self.count):
            yield Request(f"http://127.0.0.1:{self.port}/{number}.html")

    def parse(self, response: Any) -> None:
        """Do nothing."""


def main(port: str, count: int, concurrent: int) -> None:
    """Crawl; ends with 1 unless every page came."""
    PageSpider.port, PageSpider.count = port, count
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS": concurrent,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrent,
            "DOWNLOAD_DELAY": 0,
        }
    )
    crawler = process.create_crawler(PageSpider)
    process.crawl(crawler)
    process.start()
    if crawler.stats.get_value("response_received_count") < count:
        sys.exit(1)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
