"""What a report of a run holds, as JSON in `reports/`, with its JSON Schema.

Long lists of articles are cut to samples: `MOST` has the maximum of each. Counts are always complete. A new
field needs a default, so that reports of older versions can still be read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from newsspider.errors import ExitCode
from newsspider.model.article import iso
from newsspider.outputs.atomic import read_ordinary
from newsspider.outputs.targets import OutputResult

REPORT_VERSION = 1
# Maximum of articles in each list of a report.
MOST = 400
MOST_FAILURES = 2000
MOST_REVISIONS = 50
MOST_OF_A_REASON = 30
MOST_OF_A_RULE = 10
MOST_NAMES = 200


def _(text: str) -> Meta:
    """Return the meaning of a field, for the schema."""
    return Meta(description=text)


@dataclass(slots=True)
class Headline:
    """An article that was kept or revised."""

    id: str
    title: str
    url: Annotated[str | None, _("where to read it")] = None
    locator: Annotated[str, _("its address, or its path below the folder given")] = ""
    outcome: str = "kept"
    published: str | None = None
    channel: str | None = None
    source: Annotated[str | None, _("the medium")] = None
    stocks: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RejectedRow:
    """An input that was not kept; the same as a line of the rejected file."""

    locator: str
    outcome: str
    reason: str
    detail: str = ""
    title: str = ""
    id: str = ""
    duplicate_of: Annotated[str | None, _("the id of the article that it duplicates")] = None
    channel: Annotated[str | None, _("the list that named it, or the article's channel")] = None
    time: Annotated[str | None, _("when it ended")] = None
    tries: Annotated[int | None, _("failed tries so far, over all runs; null where none is counted")] = None
    next_try: Annotated[str | None, _("the next try is not before this; null if there is none")] = None


@dataclass(slots=True)
class Change:
    """A revision; `diff` has at most 60 lines, the changed ones beginning with + and -."""

    id: str
    title: str
    revision: int
    change: Annotated[str, _("what changed, in one line")] = ""
    diff: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Removals:
    """What one rule removed from the articles of this run."""

    count: int = 0
    articles: Annotated[list[str], _("ids of some of the articles")] = field(default_factory=list)


@dataclass(slots=True)
class SourceReport:
    """A list, a file of several documents, a folder of files with one, or a host of single addresses."""

    name: str
    kind: Annotated[str, _("list, file, folder or host")]
    started: str
    ended: str
    inputs: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    error: Annotated[str, _("why the list could not be read")] = ""
    newest: Annotated[str | None, _("the time of the newest article that the list named")] = None
    age: Annotated[float | None, _("hours from there to the end of the run")] = None
    usual_age: Annotated[float | None, _("the same in hours, median of the last 35 days")] = None
    longest_age: Annotated[float | None, _("the same in hours, the longest of the last 35 days")] = None


@dataclass(slots=True)
class HostReport:
    """The responses of one host, including redirects, retries and robots.txt."""

    statuses: Annotated[dict[str, int], _("by status code, or by the name of the error")] = field(
        default_factory=dict
    )
    seconds: Annotated[float, _("total time waited for answers")] = 0.0


@dataclass(frozen=True)
class RunReport:
    """One run; counts are in falling order; times have a zone, in JSON as ISO 8601 with the offset."""

    run: str
    spider: str
    started: datetime
    ended: datetime
    exit_code: Annotated[ExitCode, _("see docs/exit-codes.md")]
    inputs: int
    outcomes: Annotated[dict[str, int], _("they add up to the inputs")] = field(default_factory=dict)
    reasons: Annotated[dict[str, int], _("why inputs were not kept")] = field(default_factory=dict)
    outputs: list[OutputResult] = field(default_factory=list)
    waiting: Annotated[dict[str, int], _("articles due to an output that this run did not write")] = field(
        default_factory=dict
    )
    changes: Annotated[list[str], _("every revision: id, and what changed")] = field(default_factory=list)
    undated: Annotated[int, _("articles without a post, because they have no date")] = 0
    pictures: Annotated[dict[str, int], _("pictures that were stored, and that failed")] = field(
        default_factory=dict
    )
    skipped: Annotated[dict[str, int], _("archive records that are not inputs, by reason")] = field(
        default_factory=dict
    )
    others: Annotated[dict[str, int], _("files that are not inputs, by ending")] = field(default_factory=dict)
    faults: Annotated[list[str], _("what is wrong with the source or our reader, a sentence each")] = field(
        default_factory=list
    )
    errors: Annotated[list[str], _("what made the run itself fail, a sentence each")] = field(
        default_factory=list
    )
    failures: Annotated[list[RejectedRow], _("inputs that failed or were given up, at most 2000")] = field(
        default_factory=list
    )
    rejected: Annotated[list[RejectedRow], _("others that were not kept, at most 30 of a reason")] = field(
        default_factory=list
    )
    notes: Annotated[list[str], _("what else the user should know, one sentence each")] = field(
        default_factory=list
    )
    reason: Annotated[str, _("why the exit code is not 0, in one sentence")] = ""
    schema: Annotated[int, _("version of this table")] = REPORT_VERSION
    version: Annotated[str, _("of newsspider")] = ""
    versions: Annotated[dict[str, str], _("of Python and the libraries")] = field(default_factory=dict)
    arguments: Annotated[dict[str, str], _("of the spider; secrets are ***")] = field(default_factory=dict)
    settings: Annotated[dict[str, Any], _("that differ from the default; secrets are ***")] = field(
        default_factory=dict
    )
    sources: Annotated[list[SourceReport], _("each list and file, in the order met")] = field(
        default_factory=list
    )
    hosts: dict[str, HostReport] = field(default_factory=dict)
    removals: Annotated[dict[str, Removals], _("by rule")] = field(default_factory=dict)
    rules: Annotated[list[str], _("the ids of all cleaning rules in force")] = field(default_factory=list)
    cleaned: Annotated[int, _("articles that were cleaned")] = 0
    finished: Annotated[int, _("articles that the ledger judged")] = 0
    coverage: Annotated[dict[str, int], _("how many of the finished articles have the field")] = field(
        default_factory=dict
    )
    lacking: Annotated[dict[str, list[str]], _("ids of some of the finished articles without the field")] = (
        field(default_factory=dict)
    )
    hours: Annotated[dict[str, int], _("kept or revised articles by the hour of their time")] = field(
        default_factory=dict
    )
    days: Annotated[dict[str, int], _("the same by day")] = field(default_factory=dict)
    channels: Annotated[dict[str, int], _("the same by channel, at most 200")] = field(default_factory=dict)
    media: Annotated[dict[str, int], _("the same by medium, at most 200")] = field(default_factory=dict)
    stocks: Annotated[dict[str, int], _("the same by code named, at most 200")] = field(default_factory=dict)
    tags: Annotated[dict[str, int], _("the same by keyword, at most 200")] = field(default_factory=dict)
    seconds: Annotated[dict[str, float], _("time spent, by step")] = field(default_factory=dict)
    articles: Annotated[list[Headline], _("articles that were kept or revised, at most 400")] = field(
        default_factory=list
    )
    revisions: Annotated[list[Change], _("revisions with their differences, at most 50")] = field(
        default_factory=list
    )


def encode(account: RunReport) -> bytes:
    """Return the report as JSON."""
    values = msgspec.to_builtins(account, builtin_types=(datetime,))
    values["started"], values["ended"] = iso(account.started), iso(account.ended)
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def read(path: Path) -> RunReport:
    """Return the report in the file *path*; raises OSError, and ValueError if it is not a report."""
    try:
        return msgspec.convert(json.loads(read_ordinary(path) or b""), RunReport)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ValueError(str(error)) from error


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a report (draft 2020-12)."""
    (body,), definitions = msgspec.json.schema_components([RunReport])
    found = definitions.pop("RunReport")
    assert body
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newsspider report",
        "version": REPORT_VERSION,
        **{key: value for key, value in found.items() if key != "title"},
        "$defs": definitions,
    }
