"""Articles, arrivals and short ways to store them, for the tests of the ledger."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from newsspider.ledger import Arrival, Ledger, Near, Output, Verdict
from newsspider.model.article import Article, DateFrom, Image, Origin, OriginKind, Precision
from newsspider.text.digests import digest

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
NOON = datetime(2022, 1, 20, 12, 0, tzinfo=BEIJING)

_CHARACTERS = [chr(code) for code in range(0x4E00, 0x5A00)]
_FIGURE_EVERY = 5
_NEAR = Near()


def story(seed: int, length: int = 300, *, figures: bool = True) -> str:
    """Return a text of about *length* characters that has nothing in common with that of another seed."""
    source = random.Random(seed)
    words: list[str] = []
    while sum(map(len, words)) < length:
        words.append("".join(source.choices(_CHARACTERS, k=source.choice((2, 2, 3, 4)))))
        if len(words) % _FIGURE_EVERY == 0:
            words.append(
                source.choice(("，", "。", "；", f"{source.randrange(1000)}亿元，" if figures else "！"))
            )
    return "".join(words)


def article(
    text: str, title: str = "央行开展逆回购操作", *, pictures: Sequence[str] = (), **fields: Any
) -> Article:
    """Return an article of *text*, its digest made."""
    values: dict[str, Any] = {
        "published": NOON,
        "published_precision": Precision.SECOND,
        "published_from": DateFrom.FRONT_MATTER,
        "site": "sina",
        "images": [Image(url) for url in pictures],
        "markdown": text,
        "chars": len(text),
        "digest": digest(text, title, pictures),
        "fetched": NOW,
    }
    return Article(title=title, text=text, **{**values, **fields})


def post(text: str, locator: str = "a.md", folder: str | None = "posts", **fields: Any) -> Arrival:
    """Return the arrival of a post, as a folder of old ones has it: without docid or address."""
    made = article(text, **fields)
    made.origin = Origin(OriginKind.POST, "seeds", locator, "post", "utf-8")
    pictures = "".join(f'<img src="{image.url}">' for image in made.images)
    return Arrival(made, list=folder, fragment=f"<div>{text}{pictures}</div>")


def page(text: str, docid: str | None = "sina:ikftpnny0000001", **fields: Any) -> Arrival:
    """Return the arrival of a live page."""
    fields.setdefault("url", f"https://finance.sina.com.cn/china/doc-{(docid or 'x')[5:]}.shtml")
    fields.setdefault("published_from", DateFrom.PAGE)
    made = article(text, **fields)
    made.origin = Origin(OriginKind.LIVE, "sina_finance", fields["url"] or "", "sina", "utf-8")
    return Arrival(made, docid=docid, as_of=NOW, fragment=f"<div id=artibody>{text}</div>")


def entry(text: str, guid: str | None, feed: str = "https://example.org/feed", **fields: Any) -> Arrival:
    """Return the arrival of a feed's entry."""
    made = article(text, **fields)
    made.origin = Origin(OriginKind.FEED, "feed", feed, "feed", "utf-8")
    return Arrival(made, guid=guid, list=feed, as_of=NOW)


def store(
    ledger: Ledger, *arrivals: Arrival, feeds: Sequence[Output] = (), near: Near = _NEAR, rules: str = "1"
) -> list[Verdict]:
    """Store *arrivals* as one group and return the final verdicts."""
    group = ledger.group(ledger.runs.start("test", NOW), rules=rules, feeds=feeds, near=near)
    group.meet(arrivals)
    return group.commit(NOW)


def kinds(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the verdicts by their names."""
    return [verdict.kind.value for verdict in verdicts]
