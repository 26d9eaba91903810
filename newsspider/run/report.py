"""The account of a run: the numbers that its summary prints and its report holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newsspider.errors import ExitCode
from newsspider.exporters.output import Output


@dataclass(frozen=True)
class Account:
    """One run; `outcomes` and `reasons` are in falling order of their counts, times are aware.

    `undated` is how many articles got no post in this run because they have no date;
    `skipped` counts records of archives that are no inputs, by why; `faults` are what is wrong with the
    source or with our reader of it, a sentence each;
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
    outputs: list[Output] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    undated: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
