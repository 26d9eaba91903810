"""Hosts that ask for a pause, and hosts that block the crawler: these get no more requests in the run.

Their pages stay listed for the next run.
"""

from __future__ import annotations

import logging
from collections import Counter
from time import monotonic
from urllib.parse import urlsplit

from scrapy.http.request import NO_CALLBACK, Request

_log = logging.getLogger(__name__)

_LONG = 5  # seconds; a shorter pause is the usual delay between two requests
# Refusals in a row after which a host is given up; fewer may be about single pages.
FEW = 10
# Refusals after which a host that answered nothing else counts as blocking.
_SOME = 2
# Fewer failing pages say nothing about their host.
_A_FEW_FAILURES = 3


class HostState:
    """Counts, by host, the answers of one run.

    With *tells_all*, in a command that only shows pages, the command reports every request that is not made.
    """

    def __init__(self, *, tells_all: bool = False) -> None:
        self._tells_all = tells_all
        self._in_a_row: Counter[str] = Counter()
        self._turned_away: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._failing: set[str] = set()
        self._unreachable: set[str] = set()
        self._left: dict[str, str] = {}
        self._not_before: dict[str, float] = {}
        # Reasons of refused requests that no newsspider spider reports.
        self.refused: list[str] = []

    def answered(self, url: str) -> None:
        """Count a good response."""
        host = _host(url)
        self._answered[host] += 1
        self._in_a_row[host] = 0

    def turned_away(self, url: str) -> None:
        """Count a response that blocks the crawler."""
        host = _host(url)
        self._turned_away[host] += 1
        self._in_a_row[host] += 1
        _log.info("%s blocked the crawler %d times in a row: %s", host, self._in_a_row[host], url)
        if self._in_a_row[host] >= FEW:
            self.leave(url, f"blocked the crawler {FEW} times in a row")

    def failed(self, url: str) -> None:
        """Count an article that failed: its page could not be fetched or used."""
        self._failed[_host(url)] += 1

    def mostly_fails(self, url: str) -> bool:
        """Return whether most pages of the host of *url* fail, now or over runs; then it is at fault."""
        host = _host(url)
        failed = self._failed[host]
        return host in self._failing or (failed >= _A_FEW_FAILURES and failed > self._answered[host])

    def note_failing(self, host: str) -> None:
        """Note that the pages of *host* fail over runs."""
        self._failing.add(host)

    @property
    def has_answered(self) -> bool:
        """Whether any host gave a good response."""
        return any(self._answered.values())

    def is_unreachable(self, url: str) -> bool:
        """Return whether the host of *url* was given up because it cannot be reached."""
        return _host(url) in self._unreachable

    def leave(self, url: str, why: str, *, is_unreachable: bool = False) -> None:
        """Give up the host of *url* for the rest of the run."""
        host = _host(url)
        if host not in self._left:
            _log.info("%s gets no more requests in this run: %s", host, why)
        self._left.setdefault(host, why)
        if is_unreachable:
            self._unreachable.add(host)

    def hold(self, url: str, seconds: float) -> None:
        """Send the host of *url* no requests for *seconds*, or longer if that was set before."""
        host = _host(url)
        if seconds >= _LONG and self.held(url) < seconds:
            _log.info("%s gets no request for %.0f seconds", host, seconds)
        self._not_before[host] = max(monotonic() + seconds, self._not_before.get(host, 0.0))

    def held(self, url: str) -> float:
        """Return the seconds until the host of *url* may get a request; 0 or less means now."""
        return self._not_before.get(_host(url), 0.0) - monotonic()

    def refuse(self, request: Request, why: Exception) -> None:
        """Note that *request* was not made, unless its spider reports it."""
        is_told = request.errback is not None and not self._tells_all
        if not is_told and request.callback is not NO_CALLBACK:
            self.refused.append(str(why))

    def is_left(self, url: str) -> bool:
        """Return whether the host of *url* is given up."""
        return _host(url) in self._left

    def sentences(self) -> list[str]:
        """Return a message for each host that blocked the crawler or was given up."""
        reasons = {
            host: f"blocked the crawler all {count} times"
            for host, count in self._turned_away.items()
            if count >= _SOME and not self._answered[host]
        }
        every = {**reasons, **self._left}
        return [f"{host} {why}; the next run requests the rest" for host, why in every.items()]


def _host(url: str) -> str:
    return urlsplit(url).netloc
