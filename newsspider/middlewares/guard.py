"""No request leaves for a host that is none of the site's, and none for one that wants to be left in peace.

Redirects come by here too, as do requests for robots.txt. What a name leads to is the resolver's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.resolver import dnscache

from newsspider import options
from newsspider.middlewares import hosts
from newsspider.middlewares.errors import ForeignHost, HostLeft, PrivateAddress
from newsspider.run.hosts import Blocks

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Guard:
    """Looks at the address of every request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        own = getattr(crawler.spidercls, "hosts", None)
        self._allowed = hosts.allowed(options.read(crawler.settings), own)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Return the guard of the run's hosts."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let *request* pass; raises Refusal, or HostLeft where the host is to be left in peace."""
        if not self._allowed.is_named(request.url):
            address = hosts.literal(request.url)
            if address is not None and not hosts.is_open(address):
                message = f"{address} is no address on the open Internet; NEWSSPIDER_HOSTS can allow it"
                raise PrivateAddress(message)
            if self._allowed.is_beside(request.url) and not _is_known_open(request.url):
                message = f"{request.url} is beside a host that was named, on another port"
                raise PrivateAddress(message)
            if not self._allowed.is_own(request.url):
                message = f"{request.url} is on none of the site's hosts; NEWSSPIDER_HOSTS can allow it"
                raise ForeignHost(message)
        blocks = self._crawler.get_extension(Blocks)
        if blocks is not None and blocks.is_left(request.url):
            raise HostLeft(request.url)


def _is_known_open(url: str) -> bool:
    """Return whether the name in *url*, which the resolver lets pass, was seen to lead to an open address."""
    address = dnscache.get(urlsplit(url).hostname or "")
    return address is not None and hosts.is_open(address)
