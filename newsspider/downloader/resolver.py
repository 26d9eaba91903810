"""Names are looked up once, and what leads to an address that is not on the open Internet is not found.

So a name that is the site's own cannot lead into the network that the crawler runs in, by whatever way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from newsspider import options
from newsspider.downloader import hosts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class NotOpen(DNSLookupError):
    """The name leads to an address that is not on the open Internet."""


class OpenResolver(CachingThreadedResolver):
    """Scrapy's resolver; what the user named, proxies included, is found whatever its address."""

    exempt: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> OpenResolver:
        """Return the resolver for the hosts that the settings and the environment name."""
        resolver = super().from_crawler(crawler, reactor)
        named = hosts.allowed(options.read(crawler.settings), ()).bare()
        resolver.exempt = named | hosts.proxies()
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Return the address of *name*, to come; fails with NotOpen for one that must not be asked."""
        found = super().getHostByName(name, timeout)
        return found if name in self.exempt else found.addCallback(_checked, name)


def _checked(address: str, name: str) -> str:
    if not hosts.is_open(address):
        message = f"{name} leads to {address}, which is no address on the open Internet"
        raise NotOpen(message)
    return address
