"""Hosts that ask for a pause, and hosts that turn the crawler away: they are left for the rest of the run.

What was to be asked of it stays listed, and is asked by the next run.
"""

from __future__ import annotations

from collections import Counter
from time import monotonic
from urllib.parse import urlsplit

from scrapy.http.request import NO_CALLBACK, Request

# Answers in a row that turn us away: some may be about those pages alone.
FEW = 10
# Of a host that answered nothing else, so many are enough to say that it blocks us.
_SOME = 2


class HostState:
    """Counts, by host, the answers of one run."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()
        self._turned_away: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._left: dict[str, str] = {}
        self._not_before: dict[str, float] = {}
        # Requests that were not made and that no spider of ours accounts for, with why.
        self.refused: list[str] = []

    def answered(self, url: str) -> None:
        """Count an answer as it should be."""
        host = _host(url)
        self._answered[host] += 1
        self._in_a_row[host] = 0

    def turned_away(self, url: str) -> None:
        """Count an answer that turned the crawler away."""
        host = _host(url)
        self._turned_away[host] += 1
        self._in_a_row[host] += 1
        if self._in_a_row[host] >= FEW:
            self.leave(url, f"blocked the crawler {FEW} times in a row")

    def leave(self, url: str, why: str) -> None:
        """Leave the host of *url* for the rest of the run."""
        self._left.setdefault(_host(url), why)

    def hold(self, url: str, seconds: float) -> None:
        """Let the host of *url* not be asked for so many *seconds*, or longer where that was said before."""
        host = _host(url)
        self._not_before[host] = max(monotonic() + seconds, self._not_before.get(host, 0.0))

    def held(self, url: str) -> float:
        """Return the seconds, 0 or less for none, until the host of *url* may be asked."""
        return self._not_before.get(_host(url), 0.0) - monotonic()

    def refuse(self, request: Request, why: Exception) -> None:
        """Note that *request* was not made, unless its spider is told and accounts for it."""
        if request.errback is None and request.callback is not NO_CALLBACK:
            self.refused.append(str(why))

    def is_left(self, url: str) -> bool:
        """Return whether the host of *url* is not to be asked any more."""
        return _host(url) in self._left

    def sentences(self) -> list[str]:
        """Return what there is to say of hosts that turned the crawler away for good."""
        told = {
            host: f"blocked the crawler all {count} times"
            for host, count in self._turned_away.items()
            if count >= _SOME and not self._answered[host]
        }
        every = {**told, **self._left}
        return [f"{host} {why}; the next run asks for the rest" for host, why in every.items()]


def _host(url: str) -> str:
    return urlsplit(url).netloc
