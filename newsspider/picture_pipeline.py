"""Stores the pictures of articles that a run fetches: Scrapy's ImagesPipeline with our limits and folder.

A request for a picture has the article's address as Referer and the delay of its host. The picture is stored
unchanged. A failed one keeps its address; the next runs request it again when they have nothing else to do.
"""

from __future__ import annotations

import asyncio
import logging
import struct
import warnings
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.pipelines import files, media
from scrapy.pipelines.images import ImageException, ImagesPipeline

from newsspider.errors import OutputFailed
from newsspider.middlewares.errors import HostLeft, RunEnds
from newsspider.middlewares.guard import PICTURE
from newsspider.model.article import Article
from newsspider.outputs import formats
from newsspider.outputs.pictures import ENDINGS, TRIES, Pictures, addresses
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

_PIXEL = 2  # pixels a side of a tracking pixel
_PIXELS = 60_000_000  # pixels of a picture; more may be a decompression bomb
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


class PicturesPipeline(ImagesPipeline):
    """Runs between cleaning and storing; off without `NEWSSPIDER_IMAGES`, and for offline spiders."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._pictures = Pictures(self._run.options.images_store)
        self._stats = crawler.stats
        self._again: asyncio.Task[None] | None = None
        # What failed in earlier runs; what fails in this one waits for the next.
        self._before = {url: one for url, one in self._pictures.failed.items() if one.tries < TRIES}
        # The addresses of articles whose posts show one more picture from its file.
        self._found: set[str] = set()
        # They log each failure; here it is counted and reported.
        for part in (files, media):
            logging.getLogger(part.__name__).setLevel(logging.CRITICAL)
        super().__init__(str(self._pictures.folder), crawler=crawler)
        crawler.signals.connect(self._idle, signals.spider_idle)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PicturesPipeline:
        """Return the pipeline; raises NotConfigured if it is off, UsageError without Pillow."""
        run = Run.of(crawler)
        if not run.options.images or run.is_inspection or getattr(crawler.spidercls, "is_offline", False):
            raise NotConfigured
        formats.check_installed("NEWSSPIDER_IMAGES", "PIL", "newsspider[images]")
        return cls(crawler)

    def get_media_requests(self, item: Any, info: Any) -> list[Request]:
        """Return a request for each picture of *item*, and for its cover."""
        del info
        if not isinstance(item, Article):
            return []
        return [self._request(url, item.url or "") for url in addresses(item)]

    def _request(self, url: str, article: str) -> Request:
        meta = {PICTURE: True, "article": article, "download_maxsize": self._run.options.max_image}
        headers = {"Accept": "image/webp,image/*;q=0.8", **({"Referer": article} if article else {})}
        return Request(url, headers=headers, meta=meta, callback=NO_CALLBACK)

    def media_to_download(self, request: Request, info: Any, *, item: Any = None) -> Any:
        """Return the existing file, None to request it; raises ImageException if it was given up."""
        del info, item
        place = self._pictures.find(request.url)
        if place is not None:
            return {"url": request.url, "path": place, "checksum": None, "status": "uptodate"}
        if self._pictures.is_given_up(request.url):
            message = "given up"
            raise ImageException(message)
        return None

    def media_downloaded(self, response: Response, request: Request, info: Any, *, item: Any = None) -> Any:
        """Store the picture of *response*; raises ImageException if it is not a picture."""
        del info, item
        if response.status != 200:  # noqa: PLR2004 - HTTP's
            message = f"status {response.status}"
            raise ImageException(message)
        place = self._pictures.put(request.url, response.body, ending_of(response.body))
        self._stats.inc_value("newsspider/images/stored")
        if request.url in self._before:
            self._found.add(request.meta["article"])
        return {"url": request.url, "path": place, "checksum": None, "status": "downloaded"}

    def media_failed(self, failure: Failure, request: Request, info: Any) -> Any:
        """Count and note the picture that *failure* is about; raises ImageException."""
        del info
        error = failure.value
        if isinstance(error, OutputFailed):
            self._run.failures.fail(error)
            raise error
        article = request.meta["article"]
        tries = TRIES if isinstance(error, NoPicture) else int(not isinstance(error, (HostLeft, RunEnds)))
        self._pictures.fail(request.url, article, str(error) or type(error).__name__, tries=tries)
        self._stats.inc_value("newsspider/images/failed")
        raise ImageException(str(error))

    def item_completed(self, results: Any, item: Any, info: Any) -> Any:
        """Return *item* unchanged: its pictures are looked up when it is written."""
        del results, info
        return item

    def close_spider(self) -> None:
        """Let the posts be written again whose missing pictures are now stored."""
        ledger = self._run.session.ledger
        stored = [ledger.archive.find(address) for address in sorted(self._found)]
        ledger.posts.again([one.article.id for one in stored if one is not None])

    # --- again ---

    def _idle(self) -> None:
        """Request what failed in earlier runs when there is nothing else to do; raises DontCloseSpider."""
        if self._again is None and self._before:
            self._again = asyncio.ensure_future(self._ask_again())
        if self._again is not None and not self._again.done():
            raise DontCloseSpider

    async def _ask_again(self) -> None:
        for url, one in self._before.items():
            if self._pictures.failed.get(url) is not one:  # met in this run
                continue
            with suppress(ImageException):  # counted
                await self._process_request(self._request(url, one.article), self.spiderinfo, None)


class NoPicture(ImageException):
    """The response can never be a picture of an article: another try does not help."""


def ending_of(data: bytes) -> str:
    """Return the file ending for the picture *data*; raises ImageException if it is damaged or none."""
    from PIL import Image  # noqa: PLC0415 - an extra

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=list(ENDINGS))
            width, height = picture.size
            if max(width, height) <= _PIXEL:
                message = f"{width}x{height}, a pixel"
                raise NoPicture(message)
            if width * height > _PIXELS:
                message = f"{width}x{height}, too large"
                raise NoPicture(message)
            picture.load()
    except Image.DecompressionBombError as error:
        raise NoPicture(str(error)) from error
    except _DAMAGED as error:
        raise ImageException(str(error)) from error
    return ENDINGS[picture.format or "JPEG"]
