"""The account of a run: the numbers that its summary prints and its report holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newsspider.errors import ExitCode
from newsspider.exporters.feeds import Output


@dataclass(frozen=True)
class Account:
    """One run; `outcomes` and `reasons` are in falling order of their counts, times are aware."""

    run: str
    spider: str
    started: datetime
    ended: datetime
    exit_code: ExitCode
    inputs: int
    outcomes: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
