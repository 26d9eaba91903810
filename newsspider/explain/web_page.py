"""An explanation as one self-contained HTML page: no scripts, no requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from newsspider.explain.explanation import BODIES, Explanation
from newsspider.text.redact import harmless

_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap }
tr + tr > * { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
del { background: color-mix(in srgb, red 15%, transparent) }
ins { background: color-mix(in srgb, green 20%, transparent); text-decoration: none }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
.rule, small { font-size: .8rem; opacity: .8 } pre { white-space: pre-wrap; overflow-wrap: anywhere }
"""
# The page may send no requests, whatever an article contains.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(explanation: Explanation) -> str:
    """Return the page, in UTF-8."""
    title = _safe(explanation.title)
    head = (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n<main>\n"
    )
    return f"{head}<h1>{title}</h1>\n{''.join(_sections(explanation))}</main>\n</html>\n"


def _safe(text: object) -> str:
    return escape(harmless(str(text)))


def _sections(explanation: Explanation) -> Iterator[str]:
    yield f"<p><small>{_safe(explanation.read)}; rules {_safe(explanation.rules)}</small></p>\n"
    if explanation.rejected is not None:
        yield "<h2>Not an article</h2>\n" + _table(explanation.rejected.items())
    if explanation.fields:
        yield "<h2>Fields, and what gave them</h2>\n"
        rows = (
            (each.name, _value(each.value), each.given_by)
            for each in explanation.fields
            if each.name not in BODIES
        )
        yield _table(rows)
        text = f'<div class="text" lang="zh">{_text(explanation)}</div>'
        yield f"<h2>Text, with what was removed</h2>\n{text}\n"
        yield f"<h2>Removals ({len(explanation.removals)})</h2>\n"
        removals = ((each.rule, each.text or "∅", each.why, each.what) for each in explanation.removals)
        yield _table(removals)
    if explanation.repairs:
        yield f"<h2>Repairs</h2>\n<p>{_safe(', '.join(explanation.repairs))}</p>\n"
    if explanation.tried is not None:
        yield f"<h2>What the other rules change</h2>\n{_difference(explanation.tried or ['nothing'])}"
    yield from _verdict(explanation.verdict)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table(rows: Iterable[Iterable[object]]) -> str:
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td>{_safe(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{_safe(first)}</th>{cells}</tr>\n')
    return f"<table>\n{''.join(lines)}</table>\n"


def _text(explanation: Explanation) -> str:
    pieces = []
    for index, text in explanation.text:
        if index is None:
            pieces.append(_safe(text))
            continue
        removal = explanation.removals[index]
        rule, why = _safe(removal.rule), _safe(removal.why)
        pieces.append(f'<del title="{why}">{_safe(removal.text or "∅")}</del><sup class="rule">{rule}</sup>')
    return "".join(pieces)


def _difference(lines: list[str]) -> str:
    tags = {"+": "ins", "-": "del"}
    marked = []
    for line in lines:
        tag = tags.get(line.strip()[:1])
        marked.append(f"<{tag}>{_safe(line)}</{tag}>" if tag else _safe(line))
    return "<pre>" + "\n".join(marked) + "</pre>\n" if lines else ""


def _verdict(verdict: dict[str, Any]) -> Iterator[str]:
    if not verdict:
        return
    yield f"<h2>The ledger</h2>\n<p>{_safe(verdict['sentence'])}</p>\n"
    for name in ("article", "duplicate_of", "evidence", "refused"):
        if isinstance(found := verdict.get(name), dict):
            yield f"<h3>{name.replace('_', ' ')}</h3>\n"
            yield _table((key, _value(value)) for key, value in found.items())
    yield _difference(verdict.get("diff", []))
    if copies := verdict.get("copies"):
        yield "<h3>merged duplicates</h3>\n"
        named = ("title", "estimate", "published", "locator", "names")
        yield _table([_value(copy[name]) for name in named] for copy in copies)
    for copy in copies or ():
        if copy["evidence"] is not None:
            yield f"<h3>evidence of {_safe(copy['locator'])}</h3>\n"
            yield _table((key, _value(value)) for key, value in copy["evidence"].items())
    for each in verdict.get("revisions", ()):
        yield f"<h3>revision {each['revision']}, {_safe(each['stored'])}</h3>\n"
        yield f"<p>{_safe(each['change'])}</p>\n"
        yield _difference(each["diff"])
