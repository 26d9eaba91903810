"""The numbers of a run, for its summary and its report."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from newsspider.errors import ExitCode
from newsspider.model.article import iso
from newsspider.outputs.atomic import PartFile, cannot_write
from newsspider.outputs.targets import OutputResult


@dataclass(frozen=True)
class RunReport:
    """One run; `outcomes` and `reasons` are in falling order of their counts, times are aware.

    `undated` is how many articles got no post in this run because they have no date;
    `skipped` counts records of archives that are not inputs, by reason, `others` such files, by ending;
    `faults` are problems of the source or of its reader, one sentence each;
    `notes` are what else the user should know, one sentence each;
    `reason` is why the exit code is not 0, in one sentence;
    `waiting` is how many articles are stored and due to an output that this run did not write.
    """

    run: str
    spider: str
    started: datetime
    ended: datetime
    exit_code: ExitCode
    inputs: int
    outcomes: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    outputs: list[OutputResult] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    undated: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reason: str = ""


# --- report ---
# The report of a run as JSON; the newest ones are kept.


def write(account: RunReport, output: Path, keep: int, known: Collection[str]) -> None:
    """Write the report into `reports` of the folder *output*; raises OutputFailed.

    Of those of the *known* runs all but the newest *keep* are removed; no other file is touched.
    """
    values = asdict(account)
    del values["reason"]  # one of the sentences that are already there
    values["started"], values["ended"] = iso(account.started), iso(account.ended)
    values["exit_code"] = int(account.exit_code)
    folder = output / "reports"
    file = PartFile(folder / f"{account.run}.json", own=output)
    file.write(json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n")
    file.settle()
    file.commit()
    _prune(folder, keep, known)


def _prune(folder: Path, keep: int, known: Collection[str]) -> None:
    try:
        ours = [(path.lstat().st_mtime_ns, path) for path in folder.glob("*.json") if path.stem in known]
        for _, path in sorted(ours)[:-keep]:
            path.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error


# --- summary ---
# The summary at the end of a run, as plain text: outcomes that add up to the inputs, reasons, outputs.
#
# What waits is stored and safe; the next complete run writes it.

_OTHERS = 12  # endings; the report has them all
_CHANGES = 20  # lines; a run after a change of rules revises thousands


def render(account: RunReport) -> str:
    """Return the summary, with a line feed after each line."""
    written = [(_name(output), output.written) for output in account.outputs]
    tables = (
        (account.run, [*account.outcomes.items(), ("inputs", account.inputs)]),
        ("why not kept", list(account.reasons.items())),
        ("records passed over", list(account.skipped.items())),
        ("no input", list(account.others.items())[:_OTHERS]),
        ("written", written),
        ("without a post", [("no date, so in JSONL only", account.undated)] if account.undated else []),
        ("waiting for the next run", list(account.waiting.items())),
    )
    parts = [_table(heading, rows) for heading, rows in tables if rows]
    if account.changes:
        more = len(account.changes) - _CHANGES
        rest = [f"and {more} more; the report has them all"] if more > 0 else []
        lines = account.changes[:_CHANGES] + rest
        parts.append("\n  ".join(["revised", *lines]) + "\n")
    if account.notes:
        parts.append("\n  ".join(["note", *account.notes]) + "\n")
    if account.faults:
        parts.append("\n  ".join(["the source", *account.faults]) + "\n")
    return "\n".join(parts)


def _name(output: OutputResult) -> str:
    return output.uri if output.stored else f"{output.uri} (not completed)"


def _table(heading: str, rows: list[tuple[str, int]]) -> str:
    """Return the heading and aligned lines of a name and a number."""
    left = max(len(name) for name, _ in rows)
    right = max(len(str(number)) for _, number in rows)
    lines = [f"  {name:<{left}}  {number:>{right}}\n" for name, number in rows]
    return "".join([f"{heading}\n", *lines])
