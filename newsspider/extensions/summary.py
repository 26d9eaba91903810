"""The summary at the end of a run, as plain text: outcomes that add up to the inputs, reasons, outputs."""

from __future__ import annotations

from newsspider.exporters.feeds import Output
from newsspider.extensions.account import Account


def render(account: Account) -> str:
    """Return the summary, lines ended by a line feed."""
    written = [(_name(output), output.written) for output in account.outputs]
    tables = (
        (account.run, [*account.outcomes.items(), ("inputs", account.inputs)]),
        ("why not kept", list(account.reasons.items())),
        ("written", written),
    )
    return "\n".join(_table(heading, rows) for heading, rows in tables if rows)


def _name(output: Output) -> str:
    return output.uri if output.stored else f"{output.uri} (not completed)"


def _table(heading: str, rows: list[tuple[str, int]]) -> str:
    """Return the heading, then a name and a number a line, the numbers below one another."""
    left = max(len(name) for name, _ in rows)
    right = max(len(str(number)) for _, number in rows)
    lines = [f"  {name:<{left}}  {number:>{right}}\n" for name, number in rows]
    return "".join([f"{heading}\n", *lines])
