"""The shipped TOML tables, with the user's own merged over them: by `id`, key by key, checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

import regex

from newsspider.errors import Rejected, UsageError
from newsspider.model.outcomes import Outcome, Reason
from newsspider.toml import loads


@lru_cache
def shipped(kind: str, folder: str) -> tuple[dict[str, Any], ...]:
    """Return the `[[kind]]` tables of the package's own files in *folder* of `clean`, by file name."""
    entries = (resources.files("newsspider.clean") / folder).iterdir()
    files = sorted((entry for entry in entries if entry.name.endswith(".toml")), key=lambda each: each.name)
    return tuple(table for entry in files for table in loads(entry.read_text("utf-8"), entry.name)[kind])


def merge(
    kind: str, tables: Iterable[Mapping[str, Any]], own: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return *tables* of one *kind* with *own* merged over them, including those that are off.

    Raises UsageError for a table without an id, and for one that switches off an unknown id.
    """
    merged: dict[str, dict[str, Any]] = {}
    for table in (*tables, *own):
        if table.get("off") and _id(kind, table) not in merged:
            near = get_close_matches(str(table["id"]), merged, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(merged)}"
            message = f"{kind} {table['id']!r} cannot be switched off, it does not exist; {hint}"
            raise UsageError(message)
        merged.setdefault(_id(kind, table), {}).update(table)
    return list(merged.values())


def check(kind: str, table: Mapping[str, Any], types: Mapping[str, type]) -> None:
    """Raise UsageError if *table* has a key that is not in *types*, or a value of another type."""
    for key, value in table.items():
        wanted = types.get(key)
        if wanted is None:
            known = ", ".join(types)
            message = f"{kind} {table['id']!r} has an unknown key {key!r}; use one of {known}"
            raise UsageError(message)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            message = f"{kind} {table['id']!r}: {key} must be of type {wanted.__name__}, not {value!r}"
            raise UsageError(message)


def _id(kind: str, table: Mapping[str, Any]) -> str:
    name = table.get("id")
    if not isinstance(name, str) or not name:
        message = f"a [[{kind}]] needs an id: {dict(table)!r}"
        raise UsageError(message)
    return name


# --- patterns ---
# Regular expressions that a user may have written: clear errors when compiled, bounded time when searched.


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and its owner, such as `rule 'editor-line'`; one search takes at most *seconds*.

    None is for a pattern that is known to be quick: a timer costs ten times what most searches do. Such a
    one is Python's own, which is twice as fast; `regex` has the timer.
    """

    owner: str
    compiled: regex.Pattern[str] | re.Pattern[str]
    seconds: float | None

    @property
    def plain(self) -> str | None:
        """The source, if the pattern is Python's own."""
        return self.compiled.pattern if isinstance(self.compiled, re.Pattern) else None

    def search(self, text: str) -> regex.Match[str] | re.Match[str] | None:
        """Return the match of the pattern in *text*; raises Rejected where that takes too long."""
        if isinstance(self.compiled, re.Pattern):
            return self.compiled.search(text)
        try:
            return self.compiled.search(text, timeout=self.seconds)
        except TimeoutError as error:
            detail = f"{self.owner} needed more than {self.seconds:g} s for {len(text)} characters"
            raise Rejected(Outcome.FAILED, Reason.RULE_TOO_SLOW, detail) from error


def compile_pattern(owner: str, source: str, seconds: float | None) -> Pattern:
    """Return the pattern of *source*, with a limit of *seconds* or without.

    Raises UsageError that names *owner* if it does not compile.
    """
    try:
        return Pattern(owner, re.compile(source) if seconds is None else regex.compile(source), seconds)
    except (regex.error, re.error) as error:
        message = f"{owner} has an invalid regular expression: {error}"
        raise UsageError(message) from error
