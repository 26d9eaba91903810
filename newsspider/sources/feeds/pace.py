"""When a feed may be asked for again: what it says of itself in `ttl`, `skipHours` and `skipDays`."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from newsspider.sources.feeds.model import FeedDocument

# A feed that would be left alone for longer was mistaken about the unit.
_LONGEST = timedelta(days=7)


def due(document: FeedDocument, now: datetime) -> datetime | None:
    """Return when *document*, asked for *now*, is worth to be asked for again; None where it does not say."""
    return now + min(timedelta(minutes=document.ttl), _LONGEST) if document.ttl else None


def is_skipped(now: datetime, hours: tuple[int, ...], days: tuple[int, ...]) -> bool:
    """Return whether *now* is among the *hours* of the day in GMT or the *days* at which nothing is new."""
    there = now.astimezone(timezone.utc)
    # Who names every hour or every day means something else.
    return (there.hour in hours and len(set(hours)) < 24) or (there.weekday() in days and len(set(days)) < 7)  # noqa: PLR2004
