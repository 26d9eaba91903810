"""The errors and the exit codes.

Every message is one sentence that says what is wrong and what to do. An error that ends a run carries the
exit code of the process. An input that cannot become an article raises `Rejected` and stops no other.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.model.outcomes import Outcome, Reason


OUT_OF_MEMORY = "the process has reached its memory limit: raise it (ulimit -v, or the container's limit)"


class ExitCode(IntEnum):
    """The exit codes of all commands, for cron and scripts."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    SOME_FAILED = 3
    SOURCE = 4
    LOCKED = 75
    SIGINT = 130
    SIGTERM = 143


# If several codes apply, the first of these wins.
_PRECEDENCE = (
    ExitCode.SIGINT,
    ExitCode.SIGTERM,
    ExitCode.USAGE,
    ExitCode.LOCKED,
    ExitCode.FAILED,
    ExitCode.SOURCE,
    ExitCode.SOME_FAILED,
    ExitCode.DONE,
)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that wins if several apply; DONE if there is none."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.DONE)


class NewsspiderError(Exception):
    """A failure that ends the command; its text is shown to the user."""

    exit_code = ExitCode.FAILED


class UsageError(NewsspiderError):
    """An argument, a setting or a configuration file is wrong."""

    exit_code = ExitCode.USAGE


class OutputFailed(NewsspiderError):
    """An output cannot be written; the first such error stops the run."""


class Rejected(Exception):
    """One input does not become an article; this is a verdict, not an error of the program.

    Carries the outcome, the reason code and a detail for the user.
    """

    def __init__(self, outcome: Outcome, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{outcome.value}: {reason.value}{f' ({detail})' if detail else ''}")
        self.outcome = outcome
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Rejected], tuple[Outcome, Reason, str]]:
        # `args` holds the sentence, but a pickled exception is created again from its `args`.
        return type(self), (self.outcome, self.reason, self.detail)
