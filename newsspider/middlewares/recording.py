"""Records every request and response for the web archive of the run; see `run.recorder`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Recording:
    """The middleware nearest to the server: sees redirects, retries and robots.txt, still compressed."""

    def __init__(self, crawler: Crawler) -> None:
        run = Run.of(crawler)
        self._recorder, self._tally = run.recorder, run.outcomes.tally

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recording:
        """Return the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Record *response* and return it."""
        self._recorder.exchange(request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request that was not answered."""
        self._tally.unanswered(request, exception)
