"""The numbers of the last run for Prometheus, if `NEWSSPIDER_METRICS` names a file.

The textfile collector of node_exporter may read the file at any time, so it is written under a temporary name
and renamed. To add a number, add a row to `_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsspider.outputs.atomic import PartFile
from newsspider.run.report import RunReport
from newsspider.text.redact import harmless

# The help text of each metric; all are gauges, because they describe the last run.
_HELP = {
    "newsspider_exit_code": "Exit code of the last run.",
    "newsspider_start_time_seconds": "When the last run began, in seconds since 1970.",
    "newsspider_end_time_seconds": "When the last run ended, in seconds since 1970.",
    "newsspider_duration_seconds": "How long the last run took.",
    "newsspider_inputs": "Inputs of the last run.",
    "newsspider_articles": "Inputs of the last run by outcome.",
    "newsspider_reasons": "Inputs of the last run that were not kept, by reason.",
    "newsspider_written": "Articles that the last run wrote, by output.",
    "newsspider_waiting": "Articles that are stored and wait for an output, by output.",
    "newsspider_faults": "Problems of the source that the report names.",
    "newsspider_errors": "Errors of the run itself that the report names.",
}
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})

_Row = tuple[str, dict[str, str], float]


def write(account: RunReport, path: Path) -> None:
    """Write the numbers of *account* to *path* atomically; raises OutputFailed."""
    file = PartFile(path)
    file.write(render(account).encode("utf-8", "backslashreplace"))
    file.settle()
    file.commit()


def render(account: RunReport) -> str:
    """Return the numbers of *account* in the text format of Prometheus."""
    rows: dict[str, list[str]] = {name: [] for name in _HELP}
    for name, labels, value in _rows(account):
        values = {"spider": account.spider, **labels}
        inside = ",".join(f'{label}="{harmless(text).translate(_ESCAPES)}"' for label, text in values.items())
        rows[name].append(f"{name}{{{inside}}} {value:.15g}\n")
    return "".join(
        f"# HELP {name} {_HELP[name]}\n# TYPE {name} gauge\n{''.join(lines)}"
        for name, lines in rows.items()
        if lines
    )


def _rows(account: RunReport) -> Iterator[_Row]:
    started, ended = account.started.timestamp(), account.ended.timestamp()
    yield "newsspider_exit_code", {}, int(account.exit_code)
    yield "newsspider_start_time_seconds", {}, started
    yield "newsspider_end_time_seconds", {}, ended
    yield "newsspider_duration_seconds", {}, ended - started
    yield "newsspider_inputs", {}, account.inputs
    yield "newsspider_faults", {}, len(account.faults)
    yield "newsspider_errors", {}, len(account.errors)
    for outcome, count in account.outcomes.items():
        yield "newsspider_articles", {"outcome": outcome}, count
    for reason, count in account.reasons.items():
        yield "newsspider_reasons", {"reason": reason}, count
    for output in account.outputs:
        yield "newsspider_written", {"output": output.uri}, output.written
    for uri, count in account.waiting.items():
        yield "newsspider_waiting", {"output": uri}, count
