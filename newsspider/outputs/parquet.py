"""Parquet: the records as typed columns, in row groups. Needs the extra `parquet` (pyarrow)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from scrapy.exporters import BaseItemExporter

from newsspider.model.article import Article
from newsspider.model.column_types import Types
from newsspider.outputs.exporters import chosen, shown_as

if TYPE_CHECKING:
    import pyarrow as pa

# A row group is written when it has so many rows or characters. Readers load one at a time, and so do we.
_ROWS = 10_000
_CHARACTERS = 16_000_000
_ZONE = "Asia/Shanghai"


class ParquetExporter(BaseItemExporter):
    """Writes one row for each article; times are timestamps in Beijing's zone, lists and objects are nested.

    The output option `fields` chooses and renames columns. A file ends in a table of its row groups, so it
    cannot be appended to.
    """

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415

        self._schema = _schema(self.fields_to_export)
        self._times = [field.name for field in self._schema if isinstance(field.type, pa.TimestampType)]
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def export_item(self, item: Article) -> None:
        """Take one row, and write a row group when it is full."""
        self._rows.append(chosen(item, self.fields_to_export))
        self._characters += len(item.markdown) + len(item.text)
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self._write()

    def finish_exporting(self) -> None:
        """Write the last row group and the end of the file."""
        if self._rows:
            self._write()
        self._writer.close()

    def _write(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        for row in self._rows:
            for name in self._times:
                row[name] = row[name] and datetime.fromisoformat(row[name])
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._characters = [], 0


def _schema(fields: Mapping[str, str] | Iterable[str] | None) -> pa.Schema:
    """Return the columns of *fields*, by the names that they have in the file."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    types = Types[Any](
        plain={"string": pa.string(), "integer": pa.int64(), "date-time": pa.timestamp("us", tz=_ZONE)},
        of_list=pa.list_,
        field=pa.field,
        of_struct=pa.struct,
    ).columns()
    return pa.schema([(column, types[name]) for name, column in shown_as(fields).items()])
