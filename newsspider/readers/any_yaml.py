"""YAML of any kind, with YAML's C loader, and what to do when that fails.

Scalars stay the text that was written (`000001`, `2021`, `yes`, `12:30`): their types follow from the field.
Invalid YAML is read line by line, which suits front matter that was quoted by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from newsspider.model.outcomes import Repair
from newsspider.readers.plain_yaml import NAME

# libyaml if the wheel has it (eight times as fast), else the same class in Python.
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A key may have no blank after its colon, or a full-width colon; `https://…` is not a key.
_LINE = re.compile(rf"({NAME}(?: \w{{1,20}}){{0,2}})\s*[:：](?!//)\s*(.*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
# ` #x` begins a comment in YAML but a topic in a headline; who writes a comment leaves a space.
_TOPIC = re.compile(r"^(title|original_title)\s*:\s+([^'\"|>\[{&*!%@`#\s].*\s#\S.*)$", re.MULTILINE)
# The same for tags as notes write them: `tags: #甲 #乙`.
_HASHES = re.compile(
    r"^(tags?|keywords|标签|关键词)\s*:\s+(#[^\s#]+#?(?:[\s,，、]+#[^\s#]+#?)*)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTES = "'\""
# Every level of YAML begins with one of these; nobody writes front matter with this many levels.
_OPENERS = "[{:-?"


class _Loader(_Base):  # type: ignore[misc]  # a class of the C library or its twin
    """YAML's base loader, which leaves every scalar as text and notes duplicate keys."""

    duplicate = False

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        # Nearly every node is a scalar, which needs neither a constructor nor an entry in the cache.
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
    """Raise YAMLError if *text* nests so deep that libyaml, which recurses, would crash the process."""
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


def read(text: str, repairs: list[Repair], deepest: int) -> Any:
    """Return the values of *text*, None where it has no keys; adds to *repairs*.

    What nests deeper than *deepest* is read line by line, like invalid YAML.
    """
    handler = _Yaml(deepest)
    try:
        values: Any = frontmatter.parse(f"---\n{text}\n---\n", handler=handler)[0]
    except (yaml.YAMLError, RecursionError, ValueError):
        values = {}
    if not values and text.strip():
        values = _entry_by_entry(text, handler)
        if not values:
            return None  # text between two horizontal rules, not keys: it must not be lost as front matter
        repairs.append(Repair.FRONT_MATTER_REPAIRED)
    if handler.duplicate:
        repairs.append(Repair.DUPLICATE_KEY)
    for key, whole in (*_TOPIC.findall(text), *_HASHES.findall(text)):
        if values.get(key) != whole.rstrip():
            values[key] = whole.rstrip()
            repairs.append(Repair.FRONT_MATTER_REPAIRED)
    return values


def _entry_by_entry(text: str, handler: _Yaml) -> dict[str, Any]:
    """Return the keys of invalid YAML, each entry read by itself, so that a bad line spoils only its own."""
    values: dict[str, Any] = {}
    for entry in _entries(text):
        values |= _entry(entry, handler)
    return values


def _entries(text: str) -> Iterator[list[str]]:
    """Yield the lines of each key that is not indented, with the lines below it."""
    entry: list[str] = []
    for line in text.split("\n"):
        if _LINE.match(line) and entry:
            yield entry
            entry = []
        entry.append(line)
    yield entry


def _entry(lines: list[str], handler: _Yaml) -> dict[str, Any]:
    """Return the key of one entry, read as YAML if it is valid, else line by line."""
    # If the first line is a complete list or mapping, invalid YAML after it does not belong to it.
    for part in (lines, lines[:1]):
        try:
            value = handler.load("\n".join(part))
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
        if isinstance(value, dict) and value and (part is lines or _is_whole(value)):
            return value
    return by_lines("\n".join(lines))


def _is_whole(value: dict[Any, Any]) -> bool:
    return any(isinstance(inner, (list, dict)) and inner for inner in value.values())


def by_lines(text: str) -> dict[str, Any]:
    """Return the keys that *text* has line by line: `key: value`, and `- item` lines below a key."""
    values: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        # An indented key belongs to a mapping only if the key above has no value.
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
    """Return *value* without the quotes that someone put around it by hand, whatever is inside."""
    value = value.strip()
    if value[:1] in _QUOTES and value[:1]:
        quote = value[0]
        if not value.endswith(quote) and quote in value[1:]:
            return value  # a quotation that the title begins with
        value = value[1:]
        value = value.removesuffix(quote)
        return value.replace(quote * 2, quote) if quote == "'" else value
    return value
