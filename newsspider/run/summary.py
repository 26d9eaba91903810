"""The summary at the end of a run, as plain text: outcomes that add up to the inputs, reasons, outputs.

What waits is stored and safe; the next complete run writes it.
"""

from __future__ import annotations

from newsspider.outputs.targets import OutputResult
from newsspider.run.report import RunReport

_OTHERS = 12  # endings; the report has them all
_CHANGES = 20  # lines; a run after a change of rules revises thousands


def render(account: RunReport) -> str:
    """Return the summary, with a line feed after each line."""
    written = [(_name(output), output.written) for output in account.outputs]
    tables = (
        (account.run, [*account.outcomes.items(), ("inputs", account.inputs)]),
        ("why not kept", list(account.reasons.items())),
        ("skipped records", list(account.skipped.items())),
        ("not an input", list(account.others.items())[:_OTHERS]),
        ("written", written),
        ("without a post", [("no date, so in JSONL only", account.undated)] if account.undated else []),
        ("pictures", list(account.pictures.items())),
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
