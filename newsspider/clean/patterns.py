"""Regular expressions that may be anybody's: compiled with a sentence, searched for in bounded time."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newsspider.errors import Refused, WrongUse
from newsspider.model.outcomes import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and whose it is, such as `rule 'editor-line'`; one search takes at most *seconds*."""

    owner: str
    compiled: regex.Pattern[str]
    seconds: float

    def search(self, text: str) -> regex.Match[str] | None:
        """Return where *text* has the pattern; raises Refused where that takes too long."""
        try:
            return self.compiled.search(text, timeout=self.seconds)
        except TimeoutError as error:
            detail = f"{self.owner} took more than {self.seconds:g} s on {len(text)} characters"
            raise Refused(Outcome.FAILED, Reason.RULE_TOO_SLOW, detail) from error


def compile_pattern(owner: str, source: str, seconds: float) -> Pattern:
    """Return the pattern of *source*; raises WrongUse that names *owner* where it does not compile."""
    try:
        return Pattern(owner, regex.compile(source), seconds)
    except regex.error as error:
        message = f"{owner} has a pattern that does not compile: {error}"
        raise WrongUse(message) from error
