"""The articles and inputs behind a number of a table: those of a list, a host, a file or a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from newsspider.run.report import Headline, RejectedRow
from newsspider.run.tally import LIST, source_of

# The key of a part of a table: `list`, `host` or `place`, and a name.
_Key = tuple[str, str]


class Behind:
    """The *articles* of a page, with their numbers, and the *refused* inputs, by their source."""

    def __init__(self, articles: Iterable[tuple[int, Headline]], refused: Iterable[RejectedRow]) -> None:
        self._articles: defaultdict[_Key, list[tuple[int, Headline]]] = defaultdict(list)
        self._refused: defaultdict[_Key, list[RejectedRow]] = defaultdict(list)
        for one in articles:
            for key in _keys(one[1].channel, one[1].url, one[1].locator):
                self._articles[key].append(one)
        for row in refused:
            for key in _keys(row.channel, None, row.locator):
                self._refused[key].append(row)

    def articles(self, kind: str, name: str) -> list[tuple[int, Headline]]:
        """Return the articles of a list, host or place."""
        return self._articles[kind, name]

    def refused(self, kind: str, name: str) -> list[RejectedRow]:
        """Return the refused inputs of a list, host or place."""
        return self._refused[kind, name]


def _keys(channel: str | None, url: str | None, locator: str) -> Iterator[_Key]:
    if channel:
        yield LIST, channel
    yield "place", source_of(locator)[0]
    hosts = {host for address in (url, locator) if address and (host := _host(address))}
    yield from (("host", host) for host in hosts)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
