"""The envelope of a post: where its front matter begins and ends, in whatever state the file is.

Copes with leading blank lines, a missing opening or closing fence, YAML (`---`), TOML (`+++`) and JSON
(`{…}`, `;;;`). What it had to mend is in `repairs`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from newsspider.errors import Rejected, UsageError
from newsspider.limits import LIMITS
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.toml import loads

_FENCES = {"---": "yaml", "+++": "toml", ";;;": "json"}
_CLOSERS = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
# A line of YAML front matter: a key, an item, an indented line or a comment.
_KEY = re.compile(r"[A-Za-z_][\w.\-]{0,40}\s*:(?:\s|$)")
_YAML_LINE = re.compile(r"(?:[A-Za-z_][\w.\-]{0,40}\s*:(?:\s|$)|\s*-\s|\s+\S|\s*#|\s*$)")
# Front matter without a fence must hold one of these, or it is the first lines of a text.
_TELLING = frozenset({"title", "date", "categories", "tags", "author", "headimg", "layout"})


@dataclass(slots=True)
class Envelope:
    """Front matter and body as text; `form` is yaml, toml, json or none."""

    matter: str = ""
    body: str = ""
    form: str = "none"
    repairs: list[Repair] = field(default_factory=list)


def split(text: str) -> Envelope:
    """Return the envelope of *text*; a text without front matter is all body."""
    repairs: list[Repair] = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        repairs.append(Repair.NEWLINES_NORMALISED)
    stripped = text.lstrip(" \t\n\u3000\xa0\ufeff")
    if len(stripped) != len(text) and stripped:
        repairs.append(Repair.LEADING_BLANKS)
    envelope = _json(stripped) or _fenced(stripped) or _unfenced(stripped) or Envelope(body=stripped)
    envelope.repairs = repairs + envelope.repairs
    return envelope


def _json(text: str) -> Envelope | None:
    if not text.startswith("{"):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return Envelope(text[:end], text[end:], "json") if isinstance(value, dict) else None


def _fenced(text: str) -> Envelope | None:
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence not in _FENCES:
        return None
    lines = rest.split("\n")
    for at, line in enumerate(lines):
        if line.rstrip() in _CLOSERS[fence]:
            return Envelope("\n".join(lines[:at]), "\n".join(lines[at + 1 :]), _FENCES[fence])
    return _unclosed(lines) if fence == "---" else None


def _unclosed(lines: list[str]) -> Envelope | None:
    """Front matter that was opened and never closed ends where its lines do."""
    end = next(
        (at for at, line in enumerate(lines) if not line.strip() or not _YAML_LINE.match(line)), len(lines)
    )
    if not _tells(lines[:end]):
        return None
    return Envelope("\n".join(lines[:end]), "\n".join(lines[end:]), "yaml", [Repair.FENCE_MISSING])


def _unfenced(text: str) -> Envelope | None:
    """Front matter that was never opened: keys down to a fence, or to the first empty line."""
    lines = text.split("\n")
    if not _KEY.match(lines[0]):
        return None
    for at, line in enumerate(lines):
        if line.rstrip() == "---" or not line.strip():
            skip = 1
        elif not _YAML_LINE.match(line):
            skip = 0
        else:
            continue
        if not _tells(lines[:at]):
            return None
        return Envelope("\n".join(lines[:at]), "\n".join(lines[at + skip :]), "yaml", [Repair.FENCE_MISSING])
    return None


def _tells(lines: list[str]) -> bool:
    keys = {line.partition(":")[0].strip().lower() for line in lines if _KEY.match(line)}
    return bool(keys & _TELLING) and len(keys) > 1


# --- matter ---
# Front matter to a dictionary: python-frontmatter with YAML's C loader, and what to do when that fails.
#
# Scalars of YAML stay the text that was written (`000001`, `2021`, `yes`, `12:30`): types are given by the
# field, later. Invalid YAML is read line by line, which suits front matter that was quoted by hand.

# libyaml where the wheel has it, eight times as fast; the same class in Python otherwise.
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A key without a blank behind its colon, or with a full-width one, is a key; `https://…` is none.
_LINE = re.compile(r"([A-Za-z_][\w.\-]{0,40})\s*[:：](?!//)\s*(.*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
# ` #x` begins a comment for YAML and a topic for a headline; a comment's author leaves a blank.
_TOPIC = re.compile(r"^(title|original_title)\s*:\s+([^'\"|>\[{&*!%@`#\s].*\s#\S.*)$", re.MULTILINE)
# JSON, which tools write for YAML, has a character beyond the first 65,536 as two escapes; YAML knows none.
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_QUOTES = "'\""
# One of these opens every level of YAML; no person's front matter has as many levels.
_OPENERS = "[{:-?"


class _Loader(_Base):  # type: ignore[misc]  # a class of the C library or its twin
    """YAML's base loader, which leaves every scalar as text and notes keys that come twice."""

    duplicate = False

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        # Nearly every node is a scalar, which needs no constructor to be chosen and no memory of it.
        return node.value if isinstance(node, yaml.ScalarNode) else super().construct_object(node, deep=deep)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        self.duplicate = self.duplicate or len(keys) != len(set(keys))
        return super().construct_mapping(node, deep=deep)


class _Yaml(BaseHandler):
    FM_BOUNDARY = re.compile(r"^-{3,}\s*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, deepest: int) -> None:
        super().__init__()
        self.duplicate = False
        self._deepest = deepest

    def load(self, fm: str, **_: Any) -> Any:
        _check_depth(fm, self._deepest)
        loader = _Loader(fm)
        try:
            return loader.get_single_data()
        finally:
            self.duplicate = loader.duplicate
            loader.dispose()


def _check_depth(text: str, deepest: int) -> None:
    """Raise YAMLError where *text* nests so deep that libyaml, which recurses, would end the process."""
    if sum(map(text.count, _OPENERS)) <= deepest:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > deepest:
            message = f"the front matter nests deeper than {deepest}"
            raise yaml.YAMLError(message)


def parse(envelope: Envelope, deepest: int = LIMITS.matter_depth) -> tuple[dict[str, Any], list[Repair]]:
    """Return the keys (lower case) and values of the front matter, and what was mended.

    Values are text, lists and dictionaries for YAML, and whatever TOML and JSON have. YAML that nests deeper
    than *deepest* is read line by line, as one that is invalid. Raises Rejected where the front matter is no
    mapping at all.
    """
    repairs: list[Repair] = []
    if envelope.form == "none":
        return {}, repairs
    values = _yaml(envelope.matter, repairs, deepest) if envelope.form == "yaml" else _toml_or_json(envelope)
    if not isinstance(values, dict):
        raise Rejected(Outcome.REJECTED, Reason.BAD_FRONT_MATTER, "the front matter is no mapping of keys")
    return {str(key).lower(): value for key, value in values.items()}, repairs


def _yaml(text: str, repairs: list[Repair], deepest: int) -> Any:
    handler = _Yaml(deepest)
    text, pairs = _PAIR.subn(_character, text)
    if pairs:
        repairs.append(Repair.FRONT_MATTER_REPAIRED)
    try:
        values: Any = frontmatter.parse(f"---\n{text}\n---\n", handler=handler)[0]
    except (yaml.YAMLError, RecursionError, ValueError):
        values = {}
    if not values and text.strip():
        values = by_lines(text)
        if not values:
            return None  # text between two rules, not keys: it must not vanish as if it were front matter
        repairs.append(Repair.FRONT_MATTER_REPAIRED)
    if handler.duplicate:
        repairs.append(Repair.DUPLICATE_KEY)
    for key, whole in _TOPIC.findall(text):
        if values.get(key) != whole.rstrip():
            values[key] = whole.rstrip()
            repairs.append(Repair.FRONT_MATTER_REPAIRED)
    return values


def _character(pair: re.Match[str]) -> str:
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be")


def _toml_or_json(envelope: Envelope) -> Any:
    try:
        if envelope.form == "toml":
            return loads(envelope.matter, "the front matter")
        text = envelope.matter.strip()
        return json.loads(text if text.startswith("{") else f"{{{text}}}")
    except (UsageError, ValueError, RecursionError) as error:
        raise Rejected(Outcome.REJECTED, Reason.BAD_FRONT_MATTER, str(error)[:200]) from error


def by_lines(text: str) -> dict[str, Any]:
    """Return what can be read of *text* line by line: `key: value`, and `- item` lines below a key."""
    values: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        # An indented key belongs to a mapping only where the key above has no value of its own.
        found = _LINE.match(line.lstrip() if isinstance(values.get(key), str) and values[key] else line)
        item = _ITEM.match(line)
        if found:
            key = found.group(1)
            values[key] = _unquoted(found.group(2) or "")
        elif item and key:
            items = values[key] if isinstance(values[key], list) else []
            values[key] = [*items, _unquoted(item.group(1))]
        elif line.strip() and key and isinstance(values[key], str):
            values[key] = f"{values[key]} {line.strip()}".strip()
    return values


def _unquoted(value: str) -> str:
    """Return *value* without the quotes that were put around it by hand, whatever is inside."""
    value = value.strip()
    if value[:1] in _QUOTES and value[:1]:
        quote = value[0]
        value = value[1:]
        value = value.removesuffix(quote)
        return value.replace(quote * 2, quote) if quote == "'" else value
    return value
