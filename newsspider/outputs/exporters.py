"""The exporters: JSON Lines, JSON and CSV."""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

import msgspec
from scrapy.exporters import BaseItemExporter, CsvItemExporter, JsonItemExporter

from newsspider.model.article import FIELDS, SCHEMA_VERSION, Article, record

# The fields of the record in an output.

# The body as HTML doubles the size of a line, so only outputs that ask for it get it.
ON_REQUEST = ("html",)
USUAL = tuple(name for name in FIELDS if name not in ON_REQUEST)


def chosen(article: Article, fields: Mapping[str, str] | Iterable[str] | None) -> dict[str, Any]:
    """Return the record of *article* with *fields*, renamed if it is a mapping; None means the usual ones."""
    columns = shown_as(fields)
    values = record(article, html="html" in columns)
    return {column: values.get(name) for name, column in columns.items()}


def shown_as(fields: Mapping[str, str] | Iterable[str] | None) -> Mapping[str, str]:
    """Return the names that *fields* have in an output, in its order; None means the usual ones."""
    if isinstance(fields, Mapping):
        return fields
    return {name: name for name in (USUAL if fields is None else fields)}


# --- exporters ---

_NO_TEXT = msgspec.Raw(b'""')
_VERSION = msgspec.Raw(b"%d" % SCHEMA_VERSION)
# The key in a line; in a text it would have backslashes.
_EMPTY_HTML = b', "html": ""'
# The first byte of half a character, and of some Korean ones.
_MAY_BE_HALF = b"\xed"
# The values of a record as they are written in it.
_raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class JsonLinesExporter(BaseItemExporter):
    """Writes one record a line; the output option `fields` chooses and renames keys."""

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._file = file
        self._json = json.JSONEncoder(ensure_ascii=not self.encoding, check_circular=False).encode
        self._escape = json.JSONEncoder(ensure_ascii=True).encode
        self._is_utf8 = codecs.lookup(self.encoding or "ascii").name == "utf-8"
        # One encoder for the file: some begin it with a mark, which stands nowhere else.
        self._encoder = codecs.getincrementalencoder(self.encoding or "ascii")()
        if _has_content(file):
            self._encoder.setstate(0)
        self._columns = shown_as(self.fields_to_export)
        self._is_usual = list(self._columns.items()) == [(name, name) for name in USUAL]

    def export_item(self, item: Article) -> None:
        """Write one line."""
        values = chosen(item, self.fields_to_export)
        try:
            if self._is_utf8:  # the same bytes, in a quarter of the time
                self._file.write(msgspec.json.format(msgspec.json.encode(values), indent=0) + b"\n")
                return
            line = self._encoder.encode(f"{self._json(values)}\n")
        except UnicodeEncodeError:  # a character that this encoding lacks
            line = self._encoder.encode(f"{self._escape(values)}\n")
        self._file.write(line)

    def export_stored(self, record: bytes) -> bool:
        """Write the line of a *record* as the ledger has it, in JSON; return whether that can be done.

        Of a record of an older version, or with half a character, it cannot, nor in another encoding, nor
        where HTML is wanted that nobody has asked for before: that takes the article.
        """
        if not self._is_utf8:
            return False
        if self._is_usual and (line := usual_line(record)):
            self._file.write(line)
            return True
        values = _of_this_version(record)
        if values is None or ("html" in self._columns and values["html"] == _NO_TEXT):
            return False
        chosen = {column: values.get(name) for name, column in self._columns.items()}
        self._file.write(msgspec.json.format(msgspec.json.encode(chosen), indent=0) + b"\n")
        return True

    def export_line(self, line: bytes) -> None:
        """Write a line of `usual_line`, to a file that `is_usual`."""
        self._file.write(line)


def is_usual(options: Mapping[str, Any]) -> bool:
    """Return whether an output of JSON Lines with these *options* has the lines of `usual_line`."""
    is_utf8 = codecs.lookup(options.get("encoding") or "ascii").name == "utf-8"
    return is_utf8 and not options.get("fields") and not options.get("item_export_kwargs")


def usual_line(record: bytes) -> bytes:
    """Return the line with the usual fields of a *record* as the ledger has it, in JSON.

    Empty for a record of an older version, with half a character, or with HTML that somebody has asked for.
    """
    values = _of_this_version(record)
    if values is None or values["html"] != _NO_TEXT:
        return b""
    return msgspec.json.format(record, indent=0).replace(_EMPTY_HTML, b"", 1) + b"\n"


def _of_this_version(record: bytes) -> dict[str, msgspec.Raw] | None:
    """Return the values of *record*; None if it is of an older version, or has half a character."""
    if _MAY_BE_HALF in record:
        return None
    values = _raw(record)
    return values if tuple(values) == FIELDS and values["schema"] == _VERSION else None


# --- tables ---
# JSON and CSV: Scrapy's own exporters, which get the record as plain values.

# Spreadsheets read a cell that begins with one of these as a formula, some also full-width or after spaces;
# with an apostrophe in front it is text. Text with such an apostrophe of its own gets one more, so that no
# two texts become the same cell.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_TEXT_MARK = "'"
# Encodings that begin a file with a mark, and how to go on behind it.
_WITHOUT_MARK = {
    "utf-8-sig": "utf-8",
    "utf-16": f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}",
    "utf-32": f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}",
}


class JsonExporter(JsonItemExporter):
    """One array of records."""

    def export_item(self, item: Article) -> None:
        """Write one record."""
        super().export_item(chosen(item, _names(self.fields_to_export)))


class CsvExporter(CsvItemExporter):
    """One row for each article; lists and objects are JSON, null is empty, and no text becomes a formula."""

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        if _has_content(file):
            kwargs["include_headers_line"] = False
            encoding = codecs.lookup(kwargs.get("encoding") or "utf-8").name
            kwargs["encoding"] = _WITHOUT_MARK.get(encoding, encoding)
        kwargs["fields_to_export"] = kwargs.get("fields_to_export") or USUAL
        super().__init__(cast("io.BytesIO", file), **kwargs)

    def export_item(self, item: Article) -> None:
        """Write one row."""
        super().export_item(chosen(item, _names(self.fields_to_export)))

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Return the content of the cell."""
        del field, name  # every field is written alike
        if isinstance(value, str):
            return _TEXT_MARK + value if _FORMULA.match(value) else value
        return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _names(fields: Any) -> list[str] | None:
    """Return the names of *fields*; Scrapy's exporter renames them."""
    return None if fields is None else list(fields)


def _has_content(file: IO[bytes]) -> bool:
    """Return whether *file* is appended to."""
    try:
        return file.tell() > 0
    except OSError:  # a pipe has no place to tell
        return False
