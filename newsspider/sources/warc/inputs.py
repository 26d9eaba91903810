"""What a live run adds to the archive that it records: the way from a list to a page, or an entry.

It is in a metadata record after the answer, in the order in which the run processed its inputs, so that a
replay does the same in the same order. To add a field, add a line to `write` and to `read`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta, timezone
from typing import Any, NamedTuple

from newsspider.errors import Rejected
from newsspider.model.draft import Listed
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import listing
from newsspider.sources.channels import Channel
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.inputs import FetchedPage, ListEntry, RecordLocation

TYPE = "application/vnd.newsspider.input+json"
# The value of the header `WARC-Newsspider` of our records: their answers are read through the inputs.
EXCHANGE = "exchange"


class ExchangeRef(NamedTuple):
    """Where in the same file an answer stands, and its record's id."""

    id: str
    start: int


def write(item: FetchedPage | ListEntry, spider: str, answers: Sequence[ExchangeRef | None]) -> bytes:
    """Return what a replay needs to know of *item*, an input of *spider*.

    Its page is in the first of *answers*, the other parts of its article are in the following ones.
    """
    values: dict[str, Any] = {
        "spider": spider,
        "locator": item.locator,
        "key": item.row.key,
        "url": item.row.url,
        "docid": item.row.docid,
        "row": json.loads(
            listing.write(item.row, whole=isinstance(item, ListEntry) or isinstance(item.channel, Feed))
        ),
        "channel": _channel(item.channel),
        "listed": {**asdict(item.listed), "key": "", "validators": None, "again": False},
    }
    if isinstance(item, FetchedPage):
        values["page"] = {"url": item.url, "headers": dict(item.headers), "site": item.site}
        values["answer"], *others = [list(answer) if answer else None for answer in answers]
        if item.further:
            values["further"] = [
                {"url": url, "answer": at} for (url, _), at in zip(item.further, others, strict=True)
            ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


class RecordedInput(NamedTuple):
    """An input as it was recorded; `answer` says where its page stands, None for an entry."""

    item: ListEntry
    page: dict[str, Any] | None
    answer: ExchangeRef | None
    further: tuple[tuple[str, ExchangeRef], ...] = ()

    def fetched(self, data: bytes, further: tuple[tuple[str, bytes], ...] = ()) -> FetchedPage:
        """Return the page that the input is, its bytes being *data*, with the *further* parts' bytes."""
        page, item = self.page or {}, self.item
        place = (item.row, item.channel, page["site"], item.listed, item.kept)
        return FetchedPage(item.locator, page["url"], data, page["headers"], *place, further)


def read(data: bytes, kept: RecordLocation) -> RecordedInput:
    """Return the input that *data* describes; raises Rejected if it is not one."""
    try:
        values = json.loads(data.decode("utf-8", "surrogatepass"))
        row = listing.read(json.dumps(values["row"]), values["key"], values["url"])
        row.docid = values["docid"]
        listed = values["listed"]
        for name in ("addresses", "shared"):
            listed[name] = tuple(listed[name])
        channel = _channel_of(values["channel"])
        entry = ListEntry(
            values["locator"], row, channel, Listed(**listed), kept._replace(spider=values["spider"])
        )
        answer = values.get("answer")
        parts = ((one["url"], one["answer"]) for one in values.get("further", ()))
        further = tuple((url, ExchangeRef(*at)) for url, at in parts if at)
        return RecordedInput(entry, values.get("page"), ExchangeRef(*answer) if answer else None, further)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        detail = f"recorded by another version of newsspider: {type(error).__name__}: {error}"
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail) from error


def _channel(channel: Channel) -> dict[str, Any]:
    values = {
        name: getattr(channel, name) for name in ("name", "group", "kind", "ids", "path", "why", "owner")
    }
    offset = channel.zone.utcoffset(None)
    values["zone"] = int(offset.total_seconds()) // 60
    if isinstance(channel, Feed):
        values["address"] = channel.address
        values["ours"] = _channel(channel.ours) if channel.ours else None
    return values


def _channel_of(values: dict[str, Any]) -> Channel:
    fixed = (values["name"], values["group"], values["kind"], tuple(values["ids"]), tuple(values["path"]))
    zone = timezone(timedelta(minutes=values["zone"]))
    owner = values.get("owner", "sina")  # the only site of archives that do not name one
    if "address" not in values:
        return Channel(*fixed, zone, values["why"], owner)
    ours = _channel_of(values["ours"]) if values["ours"] else None
    return Feed(*fixed, zone, values["why"], owner, address=values["address"], ours=ours)
