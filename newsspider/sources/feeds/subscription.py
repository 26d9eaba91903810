"""A feed as its own list, beside the channels of sites: its address, and which channel it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from newsspider.sources.channels import Channel
from newsspider.sources.feeds.model import FeedDocument
from newsspider.text import url_tables
from newsspider.text.dates import BEIJING

KIND = "feed"
# Parameters that may hold secrets. They may also hold search words, so different values stay different.
_SECRETS = re.compile(
    r"(?:^|[_-])(?:key|token|secret|password|passwd|pwd|sig|signature|auth)$", re.IGNORECASE
)
_HIDDEN = "…"
_SHOWN = 2  # bytes of the digest of what is hidden


@dataclass(frozen=True, slots=True)
class Feed(Channel):
    """A feed by its address, without secrets; `ours` is the channel that it carries, if any."""

    address: str = ""
    ours: Channel | None = None

    @property
    def key(self) -> str:
        """Return the name of the list in the ledger."""
        return self.address

    @property
    def article_channel(self) -> str | None:
        """Return the channel of its articles."""
        return self.ours.article_channel if self.ours else None

    @property
    def site(self) -> str:
        """Return its site, if that is known."""
        if self.ours:
            return self.ours.owner
        is_address = self.address.startswith(("http:", "https:"))
        return url_tables.site(urlsplit(self.address).hostname or "") if is_address else ""


def feed(address: str, ours: Channel | None) -> Feed:
    """Return the feed at *address*, as `redacted` writes it; times without a zone are Beijing's."""
    zone = timezone(BEIJING.utcoffset(None))
    path = ours.path if ours else ()
    return Feed("feed", "feed", KIND, (), path, zone, owner="", address=address, ours=ours)


def redacted(url: str) -> str:
    """Return *url* as it may be shown: without name and password, values of secret parameters hidden."""
    parts = urlsplit(url)
    query = "&".join(
        f"{quote(name)}={_hidden(value) if _SECRETS.search(name) else quote(value)}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    is_secret = "@" in parts.netloc or _HIDDEN in query
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, query, "")) if is_secret else url.partition("#")[0]


def _hidden(value: str) -> str:
    return _HIDDEN + blake2b(value.encode(), digest_size=_SHOWN).hexdigest()


# --- pace ---
# When a feed may be polled again: what it says in `ttl`, `skipHours` and `skipDays`.

# A feed that asks for a longer pause has mistaken the unit.
_LONGEST = timedelta(days=7)


def due(document: FeedDocument, now: datetime) -> datetime | None:
    """Return when *document*, fetched *now*, may have news again; None if it does not say."""
    return now + min(timedelta(minutes=document.ttl), _LONGEST) if document.ttl else None


def is_skipped(now: datetime, hours: tuple[int, ...], days: tuple[int, ...]) -> bool:
    """Return whether *now* is in the *hours* of the day in GMT or the *days* when nothing is new."""
    there = now.astimezone(timezone.utc)
    # A feed that names every hour or every day means something else.
    return (there.hour in hours and len(set(hours)) < 24) or (there.weekday() in days and len(set(days)) < 7)  # noqa: PLR2004
