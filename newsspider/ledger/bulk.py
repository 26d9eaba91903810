"""Many rows in one statement: the only place where the two databases are spoken to differently.

SQLite takes a list as JSON, in order so that it walks its tree once, and rows as one long VALUES, which
costs half of one statement a row; PostgreSQL takes both as arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Table,
    TableValuedAlias,
    bindparam,
    func,
    select,
)

Row = Sequence[Any]
# Values in one statement; SQLite allows 32,766 of them.
_VALUES = 2000


def among(connection: Connection, subject: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that *subject* is one of *numbers*, however many, with a single parameter."""
    if connection.dialect.name == "sqlite":
        return subject.in_(select(column(connection, numbers).c.value))
    return subject == func.any(_array(numbers))


def column(connection: Connection, numbers: Iterable[int]) -> TableValuedAlias:
    """Return *numbers* as a table of one column, `value`, to join with: the fastest way for thousands."""
    if connection.dialect.name == "sqlite":
        return func.json_each(json.dumps(sorted(numbers))).table_valued("value")
    return func.unnest(_array(numbers)).table_valued("value").render_derived()


def _array(numbers: Iterable[int]) -> BindParameter[Any]:
    return bindparam(None, sorted(numbers), ARRAY(BigInteger), unique=True)


def _sqlite(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row], ending: str
) -> None:
    values = list(chain.from_iterable(rows))
    width = len(names)
    step = _VALUES // width * width
    for start in range(0, len(values), step):
        part = tuple(values[start : start + step])
        marks = ", ".join([f"({', '.join('?' * width)})"] * (len(part) // width))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {marks}{ending}"  # noqa: S608
        connection.exec_driver_sql(statement, part)


def _postgres(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row], ending: str
) -> None:
    values = tuple(list(column) for column in zip(*rows, strict=True))
    if values:
        types = (table.c[name].type.compile(connection.dialect) for name in names)
        arrays = ", ".join(f"%b::{kind}[]" for kind in types)
        into = f"{table.name} ({', '.join(names)})"
        connection.exec_driver_sql(f"INSERT INTO {into} SELECT * FROM unnest({arrays}){ending}", values)  # noqa: S608


def insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row], *, ignore: bool = False
) -> None:
    """Insert *rows*, each the values of the columns *names*; with *ignore*, but for those already there."""
    ending = " ON CONFLICT DO NOTHING" if ignore else ""
    write = _sqlite if connection.dialect.name == "sqlite" else _postgres
    write(connection, table, names, rows, ending)
