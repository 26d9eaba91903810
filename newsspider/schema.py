"""The JSON Schema of the record, made from `Article` and the table of meanings beside it.

A new field of `Article` needs a line in `_MEANINGS`, or making the schema fails.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from newsspider.model.article import SCHEMA_VERSION, Article

_MEANINGS = {
    "id": "stable identity: sina:<docid>, else url:<digest of the address>, else text:<digest>",
    "url": "canonical address, https",
    "title": "the true title",
    "original_title": "the title of the medium that the article was taken from, where it differs",
    "published": "the time a reader sees, with its offset; null where it is not known",
    "published_precision": "how exactly that time is known",
    "published_from": "what that time was read from",
    "updated": "the time of the last change, where the source says so",
    "source": "the medium",
    "authors": "the reporters",
    "editor": "the editor in charge",
    "site": "the site that published it",
    "channel": "the list that named it",
    "categories": "one path from top to leaf, as the source writes it",
    "tags": "keywords",
    "stocks": "codes that the source's linker attached, in order of first mention",
    "cover": "address of the picture that stands for the article",
    "images": "the pictures of the body, in order",
    "summary": "the list's introduction or the first sentences",
    "markdown": "the cleaned body as Markdown",
    "text": "the cleaned body as text, paragraphs parted by one empty line",
    "html": "the cleaned body as HTML; only where a feed asks for it",
    "lang": "language of the text",
    "chars": "characters of the text that are not blank",
    "digest": "digest of the cleaned text; of title, text and pictures where the text is short",
    "revision": "counts from 1",
    "duplicate_of": "the id of the article that this one is a copy of",
    "fetched": "when it was read",
    "origin": "where it came from and what read it",
    "repairs": "codes of everything that was mended",
    "schema": "version of this table",
}
# Keys that a line may lack: fields that are written only where a feed asks for them.
_OPTIONAL = ("html",)
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def schema() -> dict[str, Any]:
    """Return the schema of one record, draft 2020-12."""
    body = _object(Article)
    for name, meaning in _MEANINGS.items():
        body["properties"][name]["description"] = meaning
    body["properties"]["schema"]["const"] = SCHEMA_VERSION
    body["required"] = [name for name in body["required"] if name not in _OPTIONAL]
    if set(_MEANINGS) != set(body["properties"]):
        missing = set(_MEANINGS) ^ set(body["properties"])
        message = f"the table of meanings and the record differ in {', '.join(sorted(missing))}"
        raise LookupError(message)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newsspider article",
        "version": SCHEMA_VERSION,
        **body,
    }


def _object(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)]
    return {
        "type": "object",
        "properties": {name: _of(hints[name]) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _of(hint: Any) -> dict[str, Any]:
    """Return the schema of a value of type *hint*; raises LookupError for a type it does not know."""
    if get_origin(hint) in (Union, UnionType):
        return _union([_of(one) for one in get_args(hint)])
    if get_origin(hint) is list:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    message = f"no JSON type for {hint!r}"
    raise LookupError(message)


def _union(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a value or null as one type, everything else as a choice."""
    values = [one for one in schemas if one != _PLAIN[NoneType]]
    if len(values) == 1 and len(schemas) == len(values) + 1:
        merged = {**values[0], "type": [values[0]["type"], "null"]}
        if "enum" in merged:
            merged["enum"] = [*merged["enum"], None]
        return merged
    return {"anyOf": schemas}
