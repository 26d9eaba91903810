"""Prints an explanation: in colour on a terminal, with plain signs on a pipe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from newsspider.explain.explanation import BODIES, Explanation, Removed
from newsspider.text.redact import harmless

_LONGEST_VALUE = 100
_LONGEST_MARKUP = 80  # characters of a script or a style, which nobody reads
_HEADING, _GONE, _QUIET, _GOOD, _BAD = "bold cyan", "red strike", "dim", "green", "bold red"


def write(explanation: Explanation, file: TextIO) -> None:
    """Write *explanation* to *file*; colour and struck text on a terminal, `[-text-]{rule}` elsewhere."""
    from rich.console import Console  # noqa: PLC0415 - only this form of the explanation needs it
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=file, highlight=False, soft_wrap=True)
    for parts in _lines(explanation, coloured=console.is_terminal):
        line = Text()
        for part in parts:
            text, style = part if isinstance(part, tuple) else (part, "")
            line.append(harmless(text), style)
        console.print(line, soft_wrap=True)


_Part = str | tuple[str, str]
_Line = list[_Part]


def _lines(explanation: Explanation, *, coloured: bool) -> Iterator[_Line]:
    yield [(explanation.title, "bold")]
    yield [(f"  {explanation.read}; rules {explanation.rules}", _QUIET)]
    if explanation.rejected is not None:
        yield from _rejection(explanation.rejected)
    if explanation.fields:
        yield from _fields(explanation)
        yield from _text(explanation, coloured=coloured)
        yield from _removals(explanation)
    if explanation.repairs:
        yield from _heading("Repairs (docs/reasons.md explains each)")
        yield [f"  {', '.join(explanation.repairs)}"]
    if explanation.tried is not None:
        yield from _heading("What the other rules change")
        yield from _difference(explanation.tried or ["  nothing"])
    yield from _verdict(explanation.verdict)


def _heading(name: str) -> Iterator[_Line]:
    yield []
    yield [(name, _HEADING)]


def _rejection(rejected: dict[str, str]) -> Iterator[_Line]:
    yield from _heading("No article")
    yield [("  outcome  ", _QUIET), (rejected["outcome"], _BAD)]
    yield [("  reason   ", _QUIET), (rejected["reason"], _BAD), "  (docs/reasons.md explains it)"]
    if rejected["detail"]:
        yield [("  detail   ", _QUIET), rejected["detail"]]


def _fields(explanation: Explanation) -> Iterator[_Line]:
    yield from _heading("Fields, and what gave them")
    for each in explanation.fields:
        if each.name in BODIES:
            continue
        value = json.dumps(each.value, ensure_ascii=False)
        value = value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
        by = f"  ← {each.given_by}" if each.given_by else ""
        yield [(f"  {each.name:<20} ", _QUIET), value, (by, _GOOD)]


def _text(explanation: Explanation, *, coloured: bool) -> Iterator[_Line]:
    yield from _heading("Text, with what was removed")
    line: _Line = ["  "]
    for index, text in explanation.text:
        if index is not None:
            line += _struck(explanation.removals[index], coloured=coloured)
            continue
        first, *further = text.split("\n")
        line.append(first)
        for part in further:
            yield line
            line = ["  ", part]
    if len(line) > 1:
        yield line


def _struck(removal: Removed, *, coloured: bool) -> _Line:
    text = removal.text or "∅"
    if removal.rule.startswith("sanitise:") and len(text) > _LONGEST_MARKUP:
        text = f"{text[:_LONGEST_MARKUP]}…"
    if coloured:
        return [(text, _GONE), (f" {removal.rule} ", _QUIET)]
    return [f"[-{text}-]{{{removal.rule}}}"]


def _removals(explanation: Explanation) -> Iterator[_Line]:
    in_text = {index for index, _ in explanation.text}
    yield from _heading(f"Removals ({len(explanation.removals)})")
    whys: dict[str, str] = {}
    for index, each in enumerate(explanation.removals):
        if whys.setdefault(each.rule, "") != each.why:
            whys[each.rule] = each.why
            yield [("  " + each.rule, _BAD), f"  {each.why}"]
        where = "" if index in in_text else f"  (not in the text: {each.what})"
        text = each.text if len(each.text) <= _LONGEST_VALUE else f"{each.text[: _LONGEST_VALUE - 1]}…"
        yield [f"      {text or '∅'}", (where, _QUIET)]


def _difference(lines: list[str]) -> Iterator[_Line]:
    for line in lines:
        sign = line.strip()[:1]
        yield [(f"  {line}", {"+": _GOOD, "-": _BAD}.get(sign, ""))]


def _verdict(verdict: dict[str, Any]) -> Iterator[_Line]:
    if not verdict:
        return
    yield from _heading("The ledger")
    yield [("  " + verdict["sentence"], "bold")]
    for name in ("article", "duplicate_of"):
        if isinstance(one := verdict.get(name), dict):
            yield [f"  {name}: {one['id']} revision {one['revision']}: {one['title']}"]
            yield [f"    {one['published'] or 'no date'}  {one['locator']}"]
    if verdict.get("change"):
        yield [f"  change: {verdict['change']}"]
    if "evidence" in verdict:
        yield from _evidence(verdict["evidence"])
    yield from _difference(verdict.get("diff", []))
    yield from _history(verdict)


def _history(verdict: dict[str, Any]) -> Iterator[_Line]:
    for copy in verdict.get("copies", []):
        alike = "same text" if copy["estimate"] is None else f"estimate {copy['estimate']}"
        yield [f"  merged duplicate ({alike}): {copy['title']}"]
        yield [f"    {copy['published'] or 'no date'}  {' '.join([copy['locator'], *copy['names']])}"]
        if copy["evidence"] is not None:
            yield from (["  ", *line] for line in _evidence(copy["evidence"]))
    for each in verdict.get("revisions", []):
        yield [f"  revision {each['revision']}, stored {each['stored']}: {each['change']}"]
        yield from _difference(each["diff"])
    refused = verdict.get("refused", {})
    if refused:
        yield [(f"  last rejected in the run {refused['run']}", _BAD)]
        for name, value in refused.items():
            if value and name != "run":
                yield [f"    {name}: {value}"]


def _evidence(found: dict[str, Any]) -> Iterator[_Line]:
    estimate = "too short for one" if found["estimate"] is None else f"{found['estimate']:.2f}"
    yield [f"  same text: {'yes' if found['same_text'] else 'no'}"]
    yield [f"  estimate of similarity: {estimate} (at least {found['least']:g})"]
    yield [f"  figures in both: {found['figures_shared']:.0%} (at least {found['figures_least']:.0%})"]
    for name in ("codes", "dates", "figures"):
        each = found[name]
        groups = (
            ("both", each["both"]),
            ("only here", each["only_here"]),
            ("only there", each["only_there"]),
        )
        more = [f"{each['more']} more"] if each["more"] else []
        words = "; ".join([f"{where} {', '.join(values)}" for where, values in groups if values] + more)
        yield [f"  {name}: {words or 'none'}"]
    subjects = "yes" if found["different_subjects"] else "no"
    yield [f"  titles name different subjects: {subjects}"]
