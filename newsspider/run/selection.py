"""Which articles a user wants: the tables `[[keep]]` and `[[drop]]` of `newsspider.toml`.

An article is wanted if no `[[drop]]` describes it and, where there is a `[[keep]]`, one of those does. To add
a key, add a field to `Condition` and a line to `describes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

import msgspec

from newsspider.errors import Rejected, UsageError
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason
from newsspider.text.dates import BEIJING


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table: an article must meet all its keys, and of the values of a list one.

    `since` and `until` are a half-open window of publication times; a day is Beijing's.
    """

    why: str
    word: str | tuple[str, ...] = ()
    channel: str | tuple[str, ...] = ()
    medium: str | tuple[str, ...] = ()
    ticker: str | tuple[str, ...] = ()
    shorter: int | None = None
    longer: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def describes(self, article: Article) -> bool:
        """Return whether *article* meets all keys; one without a time is in no window."""
        text = f"{article.title}\n{article.text}"
        channel = article.channel or ""
        at = article.published
        return (
            _any(self.word, lambda word: word in text)
            and _any(self.channel, lambda name: channel == name or channel.startswith(f"{name}/"))
            and _any(self.medium, lambda name: article.source == name)
            and _any(self.ticker, lambda code: code in article.stocks)
            and (self.shorter is None or article.chars < self.shorter)
            and (self.longer is None or article.chars > self.longer)
            and (self.since is None or (at is not None and at >= self.since))
            and (self.until is None or (at is not None and at < self.until))
        )


def _any(wanted: str | tuple[str, ...], meets: Callable[[str], bool]) -> bool:
    values = (wanted,) if isinstance(wanted, str) else wanted
    return not values or any(map(meets, values))


def _instant(moment: date) -> datetime:
    """Return the instant of a day or time of TOML, in Beijing's zone if it has none."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), BEIJING)
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment


@dataclass(frozen=True)
class Selection:
    """All conditions of a user; `version` differs for every other set, and is empty for none."""

    keep: tuple[Condition, ...] = ()
    drop: tuple[Condition, ...] = ()
    version: str = ""

    def check(self, article: Article) -> None:
        """Raise Rejected, outcome `filtered`, for an article that is not wanted."""
        for one in self.drop:
            if one.describes(article):
                raise Rejected(Outcome.FILTERED, Reason.DROPPED, one.why)
        if self.keep and not any(one.describes(article) for one in self.keep):
            raise Rejected(Outcome.FILTERED, Reason.NOT_WANTED)


def of_tables(keep: Sequence[Mapping[str, Any]], drop: Sequence[Mapping[str, Any]]) -> Selection:
    """Return the selection of a user's tables; raises UsageError for one at fault."""
    if not keep and not drop:
        return Selection()
    version = blake2b(repr((keep, drop)).encode(), digest_size=4).hexdigest()
    kept = tuple(_condition("keep", table) for table in keep)
    return Selection(kept, tuple(_condition("drop", table) for table in drop), f"+{version}")


def _condition(kind: str, table: Mapping[str, Any]) -> Condition:
    named = f"[[{kind}]] {table.get('why') or table!r}"
    try:
        values = {key: _instant(one) if isinstance(one, date) else one for key, one in table.items()}
        found = msgspec.convert(values, Condition)
    except msgspec.ValidationError as error:
        known = ", ".join(Condition.__struct_fields__)
        message = f"{named}: {error}; the keys are {known}"
        raise UsageError(message) from error
    if found == Condition(why=found.why):
        message = f"{named} has no condition, such as word or channel"
        raise UsageError(message)
    return found
