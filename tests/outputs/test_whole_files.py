"""Parquet, Atom and SQLite, through the command line: read back whole, added to, replaced, refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from newsspider.errors import UsageError
from newsspider.outputs import formats
from tests.conftest import Newsspider

_CRAWL = ("crawl", "seeds", "-a", "path=seeds")
_TIMES = ("published", "updated", "fetched")


def _seeds(write_seed: Callable[..., Path], *names: str) -> None:
    for name in names:
        write_seed(f"{name}.md", date=f"2021-10-{int(name):02}T08:00:00+08:00", tags="[降准]", author="张三")


def _rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a database of ours as records."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute("SELECT * FROM articles ORDER BY number")]
    database.close()
    lists = ("authors", "categories", "tags", "stocks", "images", "origin", "repairs")
    return [
        {name: json.loads(value) if name in lists else value for name, value in row.items()} for row in rows
    ]


def test_parquet_gives_back_the_records(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    _seeds(write_seed, "1", "2", "3")
    ran = run_newsspider(*_CRAWL, "-O", "all.parquet")
    assert ran.code == 0, ran.stderr
    rows = parquet.read_table(ran.folder / "all.parquet").to_pylist()
    wanted = [
        {**one, **{name: one[name] and datetime.fromisoformat(one[name]) for name in _TIMES}}
        for one in ran.records
    ]
    assert rows == wanted
    again = run_newsspider(*_CRAWL, "-o", "all.parquet")
    assert again.code == 2
    assert "all.parquet is Parquet and cannot be appended to; use -O to overwrite it" in again.stderr
    assert "all-%(run)s.parquet" in again.stderr


def test_parquet_has_the_fields_asked_for(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    _seeds(write_seed, "1")
    (run_newsspider.folder / "newsspider.toml").write_text(
        '[settings.FEEDS."short.parquet"]\nfields = {published = "时间", html = "body", tags = "tags"}\n',
        encoding="utf-8",
    )
    ran = run_newsspider(*_CRAWL)
    assert ran.code == 0, ran.stderr
    (row,) = parquet.read_table(ran.folder / "short.parquet").to_pylist()
    assert list(row) == ["时间", "body", "tags"]
    assert row["时间"] == datetime.fromisoformat("2021-10-01T08:00:00+08:00")
    assert row["body"].startswith("<p>")


def test_an_extra_that_is_not_installed_is_named() -> None:
    with pytest.raises(UsageError) as error:
        formats.check_installed("all.parquet", "pyarrow_is_not_here", "newsspider[parquet]")
    assert (
        str(error.value)
        == "all.parquet needs a library that is not installed: pip install 'newsspider[parquet]'"
    )


def test_sqlite_is_added_to_and_holds_each_article_once(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    _seeds(write_seed, "1", "2")
    assert run_newsspider(*_CRAWL, "-o", "all.sqlite").code == 0
    _seeds(write_seed, "3")
    ran = run_newsspider(*_CRAWL, "-o", "all.sqlite")
    assert ran.code == 0, ran.stderr
    rows = _rows(ran.folder / "all.sqlite")
    assert [{**row, "number": 0} for row in rows] == [
        {"number": 0, **one, "html": row["html"]}
        for row, one in zip(rows, sorted(ran.records, key=lambda one: one["published"]), strict=True)
    ]
    assert all(row["html"].startswith("<p>") for row in rows)
    # What the ledger lost does not come twice.
    (ran.folder / "output" / "ledger.db").unlink()
    assert run_newsspider(*_CRAWL, "-o", "all.sqlite").code == 0
    assert len(_rows(ran.folder / "all.sqlite")) == 3
    assert sorted(path.name for path in ran.folder.glob("*all.sqlite*")) == ["all.sqlite"]


def test_what_is_no_database_of_ours_is_left_alone(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    _seeds(write_seed, "1")
    other = run_newsspider.folder / "other.sqlite"
    database = sqlite3.connect(other)
    database.executescript("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)")
    database.close()
    before = other.read_bytes()
    ran = run_newsspider(*_CRAWL, "-o", "other.sqlite")
    assert ran.code == 1
    assert "is not a database that this version of newsspider wrote; -O replaces it" in ran.stderr
    assert other.read_bytes() == before
    (run_newsspider.folder / "feed.atom").write_text("not xml", encoding="utf-8")
    ran = run_newsspider(*_CRAWL, "-o", "feed.atom")
    assert ran.code == 1
    assert "feed.atom is not a feed that newsspider wrote" in ran.stderr
    assert (run_newsspider.folder / "feed.atom").read_text(encoding="utf-8") == "not xml"


def test_search_finds_words_of_any_length_newest_first(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed(
        "a.md",
        title="央行降准",
        body="央行宣布下调存款准备金率0.5个百分点，释放资金约1万亿元。",
        date="2021-10-01T08:00:00+08:00",
    )
    write_seed(
        "b.md",
        title="降准之后",
        body="市场普遍预期GDP增速回升，5G芯片需求旺盛，贵州茅台公告分红。",
        date="2021-12-01T08:00:00+08:00",
    )
    write_seed(
        "c.md",
        title="港口快讯",
        body="岚浦港前三季度吞吐量突破六百万标箱，新航线带来近半数的增量。",
        date="2021-11-01T08:00:00+08:00",
    )
    assert run_newsspider(*_CRAWL).code == 0
    missing = run_newsspider("search", "降准")
    assert missing.code == 2
    assert "crawl archive -O output/archive.sqlite" in missing.stderr
    assert run_newsspider("crawl", "archive", "-O", "output/archive.sqlite").code == 0

    def found(*args: str) -> list[str]:
        ran = run_newsspider("search", *args)
        assert ran.code == 0, ran.stderr
        return [line.split("  ")[1] for line in ran.stdout.splitlines()]

    assert found("降准") == ["降准之后", "央行降准"]
    assert found("降准", "--since", "2021-11-01") == ["降准之后"]
    assert found("降准", "--most", "1") == ["降准之后"]
    assert found("存款准备金率") == ["央行降准"]
    assert found("准备金存款") == []
    assert found("gdp") == found("5G芯片") == found("芯片", "茅台") == ["降准之后"]
    assert found("量") == ["港口快讯"]
    assert found("港") == ["港口快讯"]
    (line,) = run_newsspider("search", "吞吐量", "--json").stdout.splitlines()
    assert json.loads(line)["published"] == "2021-11-01T08:00:00+08:00"
    for wrong in (
        ("search",),
        ("search", "，。"),
        ("search", "降准", "--since", "soon"),
        ("search", "a", "--most", "0"),
    ):
        assert run_newsspider(*wrong).code == 2


def test_atom_holds_the_newest_and_takes_over_what_was_there(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    (run_newsspider.folder / "newsspider.toml").write_text(
        '[settings.FEEDS."feed.atom"]\nnewest = 3\n[settings.FEEDS."feed.atom".item_export_kwargs]\n'
        'title = "财经 <归档>"\nlink = "https://example.com/"\n',
        encoding="utf-8",
    )
    own = ("-s", "NEWSSPIDER_CONFIG=newsspider.toml")
    _seeds(write_seed, "1", "2", "5", "6")
    assert run_newsspider(*_CRAWL, *own).code == 0
    _seeds(write_seed, "4")
    write_seed("undated.md", date="")
    ran = run_newsspider(*_CRAWL, *own)
    assert ran.code == 0, ran.stderr
    data = (ran.folder / "feed.atom").read_bytes()
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.id, feed.feed.updated) == (
        "财经 <归档>",
        "https://example.com/",
        "2021-10-06T08:00:00+08:00",
    )
    assert [entry.published[8:10] for entry in feed.entries] == ["06", "05", "04"]
    by_id = {f"urn:newsspider:{one['id']}": one for one in ran.records}
    for entry in feed.entries:
        record = by_id[entry.id]
        assert (entry.title, entry.author, entry.summary) == (record["title"], "张三", record["summary"])
        assert [tag.term for tag in entry.tags] == record["tags"]
        assert record["text"].strip()[:20] in entry.content[0].value
    # The same again changes nothing, and the newest of a new file are the same.
    assert run_newsspider(*_CRAWL, *own).code == 0
    assert (ran.folder / "feed.atom").read_bytes() == data
    (ran.folder / "feed.atom").unlink()
    assert run_newsspider(*_CRAWL, *own).code == 0
    assert (ran.folder / "feed.atom").read_bytes() == data


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        ('[settings.FEEDS."a.sqlite"]\nfields = ["id"]', "a.sqlite is sqlite, which takes no fields"),
        ('[settings.FEEDS."a.atom"]\nnewest = -1', "newest of a.atom must be a whole number greater than 0"),
        ('[settings.FEEDS."stdout:"]\nformat = "sqlite"', "sqlite needs a local file"),
    ],
)
def test_what_a_format_cannot_do_is_wrong_use(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], toml: str, what: str
) -> None:
    _seeds(write_seed, "1")
    (run_newsspider.folder / "own.toml").write_text(toml, encoding="utf-8")
    ran = run_newsspider(*_CRAWL, "-s", "NEWSSPIDER_CONFIG=own.toml")
    assert ran.code == 2
    assert what in ran.stderr
