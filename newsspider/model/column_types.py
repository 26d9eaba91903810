"""The record's columns as types of other libraries: as code to be pasted or run, or as their own objects.

A library that guesses types from a few lines gives a wrong type to a column that is null there, and fails on
the next file. Another library is one more `Library` in `LIBRARIES`. Times stay texts, ISO 8601
with an offset, unless the library insists on reading them: `datasets` does, and would lose the offset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsspider.model.article import schema

# Written only if an output asks for it; a column that no line has breaks some of the libraries.
_ON_REQUEST = ("html",)
_INDENT = "    "

Properties = Mapping[str, Mapping[str, Any]]
Type = TypeVar("Type")


@dataclass(frozen=True)
class Types(Generic[Type]):
    """How a library makes types: plain ones, a list, a struct.

    `plain` maps types and formats of JSON Schema; `of_list` gets the type of an element, `of_struct` the
    fields as `field` makes them of a name and a type.
    """

    plain: Mapping[str, Type]
    of_list: Callable[[Type], Type]
    field: Callable[[str, Type], Type]
    of_struct: Callable[[list[Type]], Type]

    def columns(self) -> dict[str, Type]:
        """Return the type of each field of the record, in its order, those on request included."""
        properties: Properties = schema()["properties"]
        return {name: self._type(one) for name, one in properties.items()}

    def _type(self, one: Mapping[str, Any]) -> Type:
        kinds = one["type"] if isinstance(one["type"], list) else [one["type"]]
        kind = next(name for name in kinds if name != "null")
        if kind == "array":
            return self.of_list(self._type(one["items"]))
        if kind == "object":
            properties: Properties = one["properties"]
            return self.of_struct([self.field(name, self._type(value)) for name, value in properties.items()])
        return self.plain.get(one.get("format", kind), self.plain[kind])


@dataclass(frozen=True)
class Library(Types[str]):
    """How a library writes types as code: `column` for the outermost, and the page they are on."""

    column: Callable[[str, str], str]
    page: str

    def render(self) -> str:
        """Return the page with the types of the record, ended by a line feed."""
        usual = ((name, kind) for name, kind in self.columns().items() if name not in _ON_REQUEST)
        lines = (f"{_INDENT}{self.column(name, kind)},\n" for name, kind in usual)
        return self.page.replace("COLUMNS", "".join(lines))


def _quoted(name: str, kind: str) -> str:
    return f'"{name}": {kind}'


def _pair(name: str, kind: str) -> str:
    return f'("{name}", {kind})'


_POLARS = Library(
    plain={"string": "pl.String", "integer": "pl.Int64"},
    of_list=lambda kind: f"pl.List({kind})",
    field=_quoted,
    of_struct=lambda inner: f"pl.Struct({{{', '.join(inner)}}})",
    column=_quoted,
    page="""\
import polars as pl

# articles = pl.scan_ndjson("output/articles/*.jsonl", schema=schema)
# articles.with_columns(pl.col("published").str.to_datetime(time_zone="Asia/Shanghai"))
schema = pl.Schema({
COLUMNS})
""",
)

_DATASETS = Library(
    plain={
        "string": 'Value("string")',
        "integer": 'Value("int64")',
        "date-time": 'Value("timestamp[us, tz=Asia/Shanghai]")',
    },
    of_list=lambda kind: f"List({kind})",
    field=_quoted,
    of_struct=lambda inner: f"{{{', '.join(inner)}}}",
    column=_quoted,
    page="""\
from datasets import Features, List, Value

# articles = load_dataset("json", data_files="output/articles/*.jsonl", features=features)
features = Features({
COLUMNS})
""",
)

_ARROW = Library(
    plain={"string": "pa.string()", "integer": "pa.int64()"},
    of_list=lambda kind: f"pa.list_({kind})",
    field=_pair,
    of_struct=lambda inner: f"pa.struct([{', '.join(inner)}])",
    column=_pair,
    page="""\
import pyarrow as pa

# articles = pyarrow.dataset.dataset("output/articles", schema=schema, format="json")
# Longer lines: format=JsonFileFormat(read_options=pyarrow.json.ReadOptions(block_size=1 << 26))
schema = pa.schema([
COLUMNS])
""",
)

_DUCKDB = Library(
    plain={"string": "VARCHAR", "integer": "BIGINT"},
    of_list=lambda kind: f"{kind}[]",
    field=lambda name, kind: f'"{name}" {kind}',
    of_struct=lambda inner: f"STRUCT({', '.join(inner)})",
    column=lambda name, kind: f"\"{name}\": '{kind}'",
    page="""\
-- SELECT title, published::TIMESTAMPTZ FROM articles;
CREATE VIEW articles AS SELECT * FROM read_json('output/articles/*.jsonl',
    format = 'newline_delimited', maximum_object_size = 67108864, columns = {
COLUMNS});
""",
)

LIBRARIES: dict[str, Library] = {
    "polars": _POLARS,
    "datasets": _DATASETS,
    "duckdb": _DUCKDB,
    "arrow": _ARROW,
}
