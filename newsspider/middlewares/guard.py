"""Refuses requests to hosts that are not the site's, and to hosts that are given up for this run.

Redirects and requests for robots.txt pass here, too. The resolver checks the addresses that names resolve to.
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

from newsspider.middlewares import errors, hosts
from newsspider.middlewares.errors import ForeignHost, HostLeft, PrivateAddress, Refusal
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


_WEB = ("http", "https")
# In the `meta` of a request for a picture: it may go to any public host, as pictures are kept elsewhere.
PICTURE = "newsspider_picture"


class Guard:
    """Checks the address of every request."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._is_ours = hasattr(crawler.spidercls, "hosts")
        own = getattr(crawler.spidercls, "hosts", None)
        self._allowed = hosts.allowed(self._run.options, own)
        _named.update(self._allowed.bare())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Return the guard for the hosts of the run."""
        OpenResolver.install(crawler)
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let *request* pass, or raise Refusal; raises HostLeft if the host is given up."""
        if self._run.is_inspection and _is_typed(request):
            self._allow(request)
        try:
            self._check(request)
        except Refusal as refusal:
            if not request.meta.get(PICTURE):  # whose failures are counted apart
                self._run.hosts.refuse(request, refusal)
            raise
        if self._run.hosts.is_left(request.url):
            raise HostLeft(request.url)
        _guarded.add(_plain(urlsplit(request.url).hostname or ""))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return *response*; after the page of a ban its host gets no more requests in this run."""
        if why := errors.ban(response):
            self._run.hosts.leave(request.url, why)
        return response

    def _allow(self, request: Request) -> None:
        """Allow the host of an address that the user typed, like hosts that the user named."""
        place = urlsplit(request.url).netloc.rpartition("@")[2]
        self._allowed = replace(self._allowed, named=self._allowed.named | {place.lower()})
        _named.update(self._allowed.bare())

    def _check(self, request: Request) -> None:
        scheme = urlsplit(request.url).scheme
        if scheme not in _WEB:
            # A start request comes from the user; a page must not lead to a local file.
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
            if not request.meta.get(PICTURE) and not self._allowed.is_own(request.url):
                message = f"{request.url} is not on a host of the site; NEWSSPIDER_HOSTS can allow it"
                raise ForeignHost(message)


def _is_typed(request: Request) -> bool:
    """Return whether neither a redirect nor a link of a page led to *request*."""
    return not request.meta.get("redirect_times") and request.meta.get("_depth", 1) == 1


def _is_known_open(url: str) -> bool:
    """Return whether the host of *url* is known to resolve to a public address."""
    address = dnscache.get(urlsplit(url).hostname or "")
    return address is not None and hosts.is_open(address)


# --- resolver ---
# Names are resolved once, and names that resolve to a private address are not found.
#
# So not even the site's own name can lead into the network that the crawler runs in.

# Refused names and their addresses: Twisted only passes on that a look-up failed. Like Scrapy's own cache of
# names, this belongs to the process, as the resolver does.
_refused: dict[str, str] = {}


# Names that the user gave by settings, by arguments or by hand; every run of the process adds its own.
_named: set[str] = set()
# Names that a guard has let pass. Other names come from spiders without a guard, in projects that may crawl a
# network of their own.
_guarded: set[str] = set()


class OpenResolver(CachingThreadedResolver):
    """Scrapy's resolver; hosts that the user named, and proxies, resolve to any address."""

    exempt: frozenset[str] = frozenset()

    @classmethod
    def install(cls, crawler: Crawler) -> None:
        """Install it in place of Scrapy's own; a runner does not read that setting."""
        if not is_reactor_installed():
            return
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one

        chosen = load_object(crawler.settings["TWISTED_DNS_RESOLVER"])
        if chosen in (CachingThreadedResolver, cls) and not isinstance(vars(reactor).get("resolver"), cls):
            cls.from_crawler(crawler, cast("ReactorBase", reactor)).install_on_reactor()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> OpenResolver:
        """Return the resolver, with the proxies that the environment names."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.exempt = hosts.proxies()
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Return a deferred address of *name*; it fails with DNSLookupError for a forbidden one."""
        found = super().getHostByName(name, timeout)
        is_free = name in self.exempt or name in _named or _plain(name) not in _guarded
        return found if is_free else found.addCallback(_checked, name)


class Unresolved:
    """Distinguishes names that were refused for their address from names that do not exist."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise PrivateAddress if *exception* is about a name that was refused for its address."""
        if isinstance(exception, CannotResolveHostError):
            name = urlsplit(request.url).hostname or ""
            if name in _refused:
                message = f"{name} resolves to {_refused[name]}, which is not a public address"
                raise PrivateAddress(message) from exception


def _plain(name: str) -> str:
    """Return the one form of all spellings of a host's name."""
    return name.lower().rstrip(".")


def _checked(address: str, name: str) -> str:
    if not hosts.is_open(address):
        _refused[name] = address
        raise DNSLookupError(name)
    return address
