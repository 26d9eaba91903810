"""JSON Lines: one article a line, the same keys on every line."""

from __future__ import annotations

import json
from typing import IO, Any

from scrapy.exporters import BaseItemExporter

from newsspider.exporters.fields import chosen
from newsspider.model.article import Article


class JsonLinesExporter(BaseItemExporter):
    """Writes the record of each article; `fields` of the feed chooses and renames its keys."""

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._file = file
        self._encode = json.JSONEncoder(ensure_ascii=not self.encoding, check_circular=False).encode
        self._escape = json.JSONEncoder(ensure_ascii=True).encode

    def export_item(self, item: Article) -> None:
        """Write one line."""
        values = chosen(item, self.fields_to_export)
        try:
            line = self._encode(values).encode(self.encoding or "ascii")
        except UnicodeEncodeError:  # a character that this encoding lacks
            line = self._escape(values).encode("ascii")
        self._file.write(line + b"\n")
