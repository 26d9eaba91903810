"""SQLite: the records as a table, with a full-text index for Chinese, and the search in it.

SQLite's own `trigram` finds no words of two characters, but most Chinese words have two. So the index holds
each pair of neighbouring characters as a word, and a longer word is a phrase of pairs. The number of a row
begins with its time. So the index gives the newest rows first, and a search can stop when it has enough.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import IO, Any, cast

import regex
from scrapy.exporters import BaseItemExporter

from newsspider.errors import OutputFailed, UsageError
from newsspider.model.article import FIELDS, Article, record
from newsspider.outputs.atomic import PartFile

_APPLICATION = 0x6E657773  # "news", which marks such a file
_VERSION = 1
_BITS = 20  # bits below the second: they number the articles of one second
_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_RUN = regex.compile(rf"[{_HAN}]+|[^\W{_HAN}]+")
_IS_HAN = regex.compile(rf"[{_HAN}]")
_NUMBERS = ("chars", "revision", "schema")
_COLUMNS = ", ".join(f"{name} {'INTEGER' if name in _NUMBERS else 'TEXT'}" for name in FIELDS[1:])
_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {_COLUMNS});
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, stocks, content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '1'
);
"""
_INSERT = f"INSERT INTO articles VALUES (?, {', '.join('?' * len(FIELDS))})"  # noqa: S608 - no value of anyone's
_INDEX = "INSERT INTO words (rowid, title, text, stocks) VALUES (?, ?, ?, ?)"
_UNINDEX = "INSERT INTO words (words, rowid, title, text, stocks) VALUES ('delete', ?, ?, ?, ?)"


class SqliteExporter(BaseItemExporter):
    """Writes one row for each article; a later revision replaces an earlier one.

    To append to a file, it is copied to a temporary name first, as for every output. Raises OutputFailed.
    """

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._file = cast("PartFile", file)
        self._database: sqlite3.Connection | None = None

    def start_exporting(self) -> None:
        """Open the file, and create the tables if it is new."""
        with self._reported():
            database = self._database = sqlite3.connect(self._file.part, isolation_level=None)
            # Nobody else reads the file yet, and an incomplete one is deleted.
            database.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;"
            )
            if self._file.tell() == 0:
                database.executescript(_SCHEMA)
            else:
                _check(database, self._file.path)
            database.execute("BEGIN")

    def export_item(self, item: Article) -> None:
        """Write one row, and its words."""
        assert self._database is not None
        values = record(item)
        with self._reported():
            number = self._place(item)
            row = (
                json.dumps(v, ensure_ascii=False) if isinstance(v, (list, dict)) else v
                for v in values.values()
            )
            self._database.execute(_INSERT, (number, *row))
            self._database.execute(_INDEX, (number, *_words(item.title, item.text, item.stocks)))

    def finish_exporting(self) -> None:
        """Complete the file."""
        assert self._database is not None
        with self._reported():
            self._database.execute("COMMIT")
            self._database.close()

    def _place(self, item: Article) -> int:
        """Return the number for *item*, after removing its earlier revision."""
        assert self._database is not None
        earlier = "SELECT number, title, text, stocks FROM articles WHERE id = ?"
        for number, title, text, stocks in self._database.execute(earlier, (item.id,)).fetchall():
            self._database.execute(_UNINDEX, (number, *_words(title, text, json.loads(stocks))))
            self._database.execute("DELETE FROM articles WHERE number = ?", (number,))
        digest = blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        first = _first_of(item.published)
        for more in count(int.from_bytes(digest, "big")):
            number = first + more % (1 << _BITS)
            if not self._database.execute("SELECT 1 FROM articles WHERE number = ?", (number,)).fetchone():
                return number
        raise AssertionError  # `count` has no end

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = f"{self._file.path} cannot be written: {error}"
            raise OutputFailed(message) from error


def _check(database: sqlite3.Connection, path: Path) -> None:
    """Raise OutputFailed if *path* is not a database of newsspider, or has another version."""
    try:
        (application,), (version,) = (
            database.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
    except sqlite3.DatabaseError:
        application, version = 0, 0
    if (application, version) != (_APPLICATION, _VERSION):
        message = f"{path} is not a database that this version of newsspider wrote; -O replaces it"
        raise OutputFailed(message)


def _first_of(moment: datetime | None) -> int:
    """Return the lowest number of an article published at *moment*; no time counts as 1970."""
    return (int(moment.timestamp()) if moment is not None else 0) << _BITS


# --- words ---


def _words(title: str, text: str, stocks: Sequence[str]) -> tuple[str, str, str]:
    """Return what the index stores for an article."""
    return " ".join(_indexed(title)), " ".join(_indexed(text)), " ".join(stocks)


def _indexed(text: str) -> Iterator[str]:
    for found in _RUN.finditer(text):
        run = found[0]
        if _IS_HAN.match(run):
            yield from _pairs(run)
            yield run[-1]  # so that a search for one character finds the last, too
        else:
            yield run


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _query(words: Sequence[str], stock: str | None) -> str:
    """Return SQLite's query for all of *words* and *stock*; raises UsageError if nothing is left."""
    asked = []
    for found in _RUN.finditer(" ".join(words)):
        run = found[0]
        if not _IS_HAN.match(run):
            asked.append(f'{{title text}} : "{run}"')
        elif len(run) == 1:
            asked.append(f'{{title text}} : "{run}" *')
        else:
            asked.append(f'{{title text}} : "{" ".join(_pairs(run))}"')
    if stock:
        asked.append(f'stocks : "{stock.replace(chr(34), "")}"')
    if not asked:
        message = "search needs a word of letters or digits, or --stock CODE"
        raise UsageError(message)
    return " AND ".join(f"({one})" for one in asked)


# --- search ---


@dataclass(frozen=True)
class Hit:
    """An article that was found; `published` is ISO 8601 with its offset, or None."""

    id: str
    published: str | None
    title: str
    source: str | None
    url: str | None
    summary: str


_SEARCH = """
SELECT a.id, a.published, a.title, a.source, a.url, a.summary
FROM words JOIN articles AS a ON a.number = words.rowid
WHERE words MATCH ? AND words.rowid >= ? ORDER BY words.rowid DESC LIMIT ?
"""
_LOWEST = -(1 << 62)


def search(
    path: Path,
    words: Sequence[str],
    *,
    stock: str | None = None,
    since: datetime | None = None,
    most: int = 20,
) -> list[Hit]:
    """Return the newest articles in the database *path* that contain all *words*, at most *most*.

    *stock* is a code that they name, *since* the earliest time. Raises UsageError if there is nothing to
    search for, OutputFailed if the file is not a database of newsspider.
    """
    query = _query(words, stock)
    lowest = _LOWEST if since is None else _first_of(since)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            _check(database, path)
            return [Hit(*row) for row in database.execute(_SEARCH, (query, lowest, most))]
    except sqlite3.Error as error:
        message = f"{path} cannot be searched: {error}"
        raise OutputFailed(message) from error
