"""What the ledger says about an article, with the evidence. Writes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from newsspider.ledger import Arrival, Folded, Kind, Ledger, Near, RunRow, Stored, Wanted
from newsspider.ledger.comparison import compare
from newsspider.model.article import iso
from newsspider.options import Options
from newsspider.render import diff
from newsspider.text import urls

_SENTENCES = {
    Kind.NEW: "the ledger does not have this article: a run would store it",
    Kind.REVISED: "a run would store it as a revision of the article",
    Kind.UNCHANGED: "it is the stored article, unchanged",
    Kind.OLDER: "it is an older version of the stored article, which does not change",
    Kind.EXACT: "it is a duplicate: the article has the same text",
    Kind.NEAR: "it is a near-duplicate of the article",
}
_STORED = "the article is stored"


def of_arrival(ledger: Ledger, arrival: Arrival, run: Options, rules: str) -> dict[str, Any]:
    """Return what the ledger would decide on *arrival*, with the evidence; does not change the arrival."""
    near = Near(run.near_duplicates, run.near_window)
    group = ledger.group(RunRow(0, "", run.clock()), rules=rules, near=near)
    given = deepcopy(arrival)
    (verdict,) = group.meet([given])
    group.rollback()
    kind = verdict.kind
    other = ledger.archive.find(given.article.duplicate_of or verdict.id)
    if kind is Kind.EXACT and other is not None and _is_source(arrival, other):
        kind = Kind.UNCHANGED
    found: dict[str, Any] = {"kind": kind.value, "sentence": _SENTENCES[kind]}
    if verdict.estimate is not None:
        found["estimate"] = round(verdict.estimate, 3)
    if other is None:
        return found
    found["article"] = _named(other)
    if kind in (Kind.EXACT, Kind.NEAR) or given.article.duplicate_of:
        found["evidence"] = asdict(compare(arrival.article, other.article))
        found["diff"] = diff.difference(other.article, arrival.article)
    elif kind in (Kind.REVISED, Kind.OLDER):
        found["change"] = verdict.change
        found["diff"] = diff.difference(other.article, arrival.article)
    return {**found, **_history(ledger, other)}


def of_stored(ledger: Ledger, stored: Stored, name: str = "", folded: Folded | None = None) -> dict[str, Any]:
    """Return what the ledger knows of a *stored* article, or of its duplicate *folded*, given as *name*."""
    found: dict[str, Any] = {"kind": "stored", "sentence": _STORED, "article": _named(stored)}
    first = ledger.archive.find(stored.article.duplicate_of) if stored.article.duplicate_of else None
    if first is not None:
        found["sentence"] = f"{_STORED}, and is marked as a near-duplicate of {first.article.id}"
        found["evidence"] = asdict(compare(stored.article, first.article))
        found["duplicate_of"] = _named(first)
    found |= _history(ledger, stored)
    if folded is not None:
        found["kind"] = (Kind.EXACT if folded.compared is None else Kind.NEAR).value
        found["sentence"] = f"{name} {_of_folded(folded, stored)}"
        found["evidence"] = _compared(folded, stored)
    return {key: value for key, value in found.items() if value is not None}


def find(ledger: Ledger, name: str) -> tuple[Stored, Folded | None] | None:
    """Return the article with this *name*: an id, a docid, its address, or the name of its file.

    For the name or file of a merged duplicate, return the article that it was merged into, and the duplicate.
    """
    address = urls.canonical(name) or name
    archive = ledger.archive
    stored, folded = archive.find(name) or archive.find(address) or archive.at(name), None
    if stored is None and (folded := ledger.folded.find([name, address])):
        stored = archive.find(folded.article)
    return (stored, folded) if stored is not None else None


def _of_folded(folded: Folded, stored: Stored) -> str:
    """Return what happened to a merged duplicate, and what is unknown about it."""
    merged = f"was merged into {stored.article.id}"
    if folded.compared is not None:
        return (
            f"is a near-duplicate that {merged}; the evidence is of that time. Its own text was not kept: "
            "to see the differences, explain its file or its saved page"
        )
    if folded.is_bare and folded.estimate is not None:
        return (
            f"is a near-duplicate that {merged} by a version of newsspider that kept no more than the "
            f"estimate of similarity, {folded.estimate:.2f}: to compare codes and figures, explain its file "
            "or its saved page"
        )
    if stored.article.revision > 1:
        return f"is a duplicate that {merged}, which then had the same text; it was revised since"
    return f"is a duplicate that {merged}: it has the same text"


def _compared(folded: Folded, stored: Stored) -> dict[str, Any] | None:
    """Return the evidence for a merged duplicate; None if it is unknown."""
    if folded.compared is not None:
        return folded.compared
    is_same = not folded.is_bare or folded.estimate is None
    return (
        asdict(compare(stored.article, stored.article)) if is_same and stored.article.revision == 1 else None
    )


def refusal(output: Path, name: str) -> dict[str, Any] | None:
    """Return the newest line about *name* in the rejected files of *output*, with its run, or None."""
    names = {name, urls.canonical(name) or name}
    files = sorted((output / "rejected").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    for path in reversed(files):
        rows = [row for row in _rows(path, names) if row.get("locator") in names or row.get("id") in names]
        if rows:
            return {"run": path.stem, **rows[-1]}
    return None


def _rows(path: Path, names: set[str]) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if any(name in line for name in names):
                yield json.loads(line)


def _is_source(arrival: Arrival, stored: Stored) -> bool:
    """Return whether *arrival* is the file that the *stored* article was read from."""
    ours, theirs = arrival.source, stored.place
    if ours is None or theirs is None:
        return False
    return os.path.realpath(ours.file) == os.path.realpath(theirs.file) and ours.start == theirs.start


def _named(stored: Stored) -> dict[str, Any]:
    article = stored.article
    return {
        "id": article.id,
        "revision": article.revision,
        "title": article.title,
        "published": iso(article.published),
        "url": article.url,
        "locator": article.origin.locator,
        "stored": iso(stored.stored),
    }


def _history(ledger: Ledger, stored: Stored) -> dict[str, Any]:
    """Return the duplicates that were merged into the article, and its revisions with their changes."""
    copies = [
        {
            "locator": copy.locator,
            "title": copy.title,
            "published": iso(copy.published),
            "names": list(copy.names),
            "estimate": None if copy.estimate is None else round(copy.estimate, 3),
            "evidence": copy.compared,
        }
        for copy in ledger.folded.of(stored.article.id)
    ]
    every = list(ledger.archive.iterate(Wanted(ids=[stored.article.id], revisions=True)))
    revisions = [
        {
            "revision": now.article.revision,
            "stored": iso(now.stored),
            "change": now.change,
            "diff": diff.difference(before.article, now.article),
        }
        for before, now in pairwise(every)
    ]
    return {"copies": copies, "revisions": revisions}
