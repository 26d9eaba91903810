"""No request leaves for a host that is none of the site's, and none for one that wants to be left in peace.

Redirects come by here too, as do requests for robots.txt. What a name leads to is the resolver's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver, dnscache
from scrapy.utils.misc import load_object
from scrapy.utils.reactor import is_reactor_installed
from twisted.internet.error import DNSLookupError

from newsspider.middlewares import hosts
from newsspider.middlewares.errors import ForeignHost, HostLeft, PrivateAddress, Refusal
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


_WEB = ("http", "https")


class Guard:
    """Looks at the address of every request."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._is_ours = hasattr(crawler.spidercls, "hosts")
        own = getattr(crawler.spidercls, "hosts", None)
        self._allowed = hosts.allowed(self._run.options, own)
        _named.update(self._allowed.bare())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Return the guard of the run's hosts."""
        OpenResolver.install(crawler)
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let *request* pass; raises Refusal, or HostLeft where the host is to be left in peace."""
        if self._run.is_inspection and _is_typed(request):
            self._allow(request)
        try:
            self._check(request)
        except Refusal as refusal:
            self._run.hosts.refuse(request, refusal)
            raise
        if self._run.hosts.is_left(request.url):
            raise HostLeft(request.url)
        _guarded.add(_plain(urlsplit(request.url).hostname or ""))

    def _allow(self, request: Request) -> None:
        """Allow the host of an address that the user typed, whatever its address, as named hosts are."""
        place = urlsplit(request.url).netloc.rpartition("@")[2]
        self._allowed = replace(self._allowed, named=self._allowed.named | {place.lower()})
        _named.update(self._allowed.bare())

    def _check(self, request: Request) -> None:
        scheme = urlsplit(request.url).scheme
        if scheme not in _WEB:
            # A start request is the user's own; a page must not lead to a file of this machine.
            if self._is_ours or not _is_typed(request) or request.meta.get("depth"):
                message = f"{request.url} is not a web address (http or https)"
                raise ForeignHost(message)
            return
        if not self._allowed.is_named(request.url):
            closed = hosts.closed(request.url)
            if closed is not None:
                message = f"{closed} is not a public address; NEWSSPIDER_HOSTS can allow it"
                raise PrivateAddress(message)
            if self._allowed.is_beside(request.url) and not _is_known_open(request.url):
                message = (
                    f"{request.url} is on a port of this host that you did not allow; see NEWSSPIDER_HOSTS"
                )
                raise PrivateAddress(message)
            if not self._allowed.is_own(request.url):
                message = f"{request.url} is not on a host of the site; NEWSSPIDER_HOSTS can allow it"
                raise ForeignHost(message)


def _is_typed(request: Request) -> bool:
    """Return whether nothing has led to *request*: no redirect, and no link of a page."""
    return not request.meta.get("redirect_times") and request.meta.get("_depth", 1) == 1


def _is_known_open(url: str) -> bool:
    """Return whether the name in *url*, which the resolver lets pass, was seen to lead to an open address."""
    address = dnscache.get(urlsplit(url).hostname or "")
    return address is not None and hosts.is_open(address)


# --- resolver ---
# Names are looked up once, and what leads to an address that is not on the open Internet is not found.
#
# So a name that is the site's own cannot lead into the network that the crawler runs in, by whatever way.

# Names that were not found for their address, and that address: of a failed look-up Twisted passes on only
# that it has failed. As Scrapy's own cache of names it is the process's, since so is the resolver.
_refused: dict[str, str] = {}


# Names that the user gave, by settings, arguments or by hand: every run of the process adds its own.
_named: set[str] = set()
# Names that a guard has let pass. Others are asked for by what has none: a spider of another project, beside
# whose add-on there may be a network of its own to crawl.
_guarded: set[str] = set()


class OpenResolver(CachingThreadedResolver):
    """Scrapy's resolver; what the user named, proxies included, is found whatever its address."""

    exempt: frozenset[str] = frozenset()

    @classmethod
    def install(cls, crawler: Crawler) -> None:
        """Put it in the place of Scrapy's own, which a runner does not ask the settings for."""
        if not is_reactor_installed():
            return
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one

        chosen = load_object(crawler.settings["TWISTED_DNS_RESOLVER"])
        if chosen in (CachingThreadedResolver, cls) and not isinstance(vars(reactor).get("resolver"), cls):
            cls.from_crawler(crawler, cast("ReactorBase", reactor)).install_on_reactor()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> OpenResolver:
        """Return the resolver, which knows the proxies that the environment names."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.exempt = hosts.proxies()
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Return the address of *name*, to come; fails with DNSLookupError for one that must not be asked."""
        found = super().getHostByName(name, timeout)
        is_free = name in self.exempt or name in _named or _plain(name) not in _guarded
        return found if is_free else found.addCallback(_checked, name)


class Unresolved:
    """Tells a name that was not found for its address from one that leads nowhere."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise PrivateAddress where *exception* says that no address was found for such a name."""
        if isinstance(exception, CannotResolveHostError):
            name = urlsplit(request.url).hostname or ""
            if name in _refused:
                message = f"{name} resolves to {_refused[name]}, which is not a public address"
                raise PrivateAddress(message) from exception


def _plain(name: str) -> str:
    """Return what all spellings of a host's name have in common."""
    return name.lower().rstrip(".")


def _checked(address: str, name: str) -> str:
    if not hosts.is_open(address):
        _refused[name] = address
        raise DNSLookupError(name)
    return address
