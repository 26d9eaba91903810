"""Outputs that are settled are forgotten, and what a file holds is noted though no row of the outbox says so."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from newsspider.ledger import Ledger, Output, Reached, RunRow, keys
from newsspider.ledger.database import connect, reading, writing
from newsspider.ledger.migrations import SCHEMA, STEPS
from newsspider.ledger.tables import feeds, held, meta, outbox
from newsspider.model.article import Article, record
from newsspider.outputs import adoption
from tests.ledger.ledger_making import NOW, post, store, story
from tests.ledger.test_outbox import due, publish


def _run(ledger: Ledger, number: int, *, ends: bool = True) -> RunRow:
    run = ledger.runs.start(f"r{number}", NOW + timedelta(hours=number))
    if ends:
        ledger.runs.finish(run, NOW + timedelta(hours=number), 0, {}, {})
    return run


def _job(ledger: Ledger, run: RunRow, name: str, *, forgettable: bool = True) -> Output:
    feed = ledger.outbox.register(name)
    ledger.outbox.use(feed, run.number, forgettable=forgettable)
    return feed


def test_what_is_settled_and_not_used_any_more_is_forgotten(ledger: Ledger) -> None:
    first, second = _run(ledger, 1), _run(ledger, 2)
    old, lacking = _job(ledger, first, "job1.jl"), _job(ledger, first, "job2.jl")
    fresh, kept = _job(ledger, second, "job3.jl"), _job(ledger, first, "old.xml", forgettable=False)
    store(ledger, post(story(1)), feeds=[old, lacking, fresh, kept])
    for feed in (old, fresh, kept):
        publish(ledger, feed)
    assert ledger.outbox.forget(second.number) == ["job1.jl"]
    assert [feed.uri for feed in ledger.outbox.feeds()] == ["job2.jl", "job3.jl", "old.xml"]
    assert due(ledger, lacking) == [(story(1), 1, (lacking.number,))]
    assert ledger.outbox.forget(second.number) == []
    assert ledger.upkeep.check() == []


def test_no_output_gets_the_number_of_one_that_was_forgotten(ledger: Ledger) -> None:
    run, archive = _run(ledger, 1), Reached(100, b"head", b"tail")
    numbers = set()
    for name in ("a.jl", "b.jl", "c.jl"):
        feed = _job(ledger, run, name)
        ledger.outbox.forget(_run(ledger, 9).number)
        assert feed.number not in numbers
        assert ledger.replays.of("archive", [feed]) is None
        ledger.replays.note("archive", [feed], archive)
        numbers.add(feed.number)
    assert [feed.uri for feed in ledger.outbox.feeds()] == ["c.jl"]


def test_an_output_of_a_run_that_continues_is_kept(ledger: Ledger) -> None:
    going = _run(ledger, 1, ends=False)
    _job(ledger, going, "job1.jl")
    assert ledger.outbox.forget(_run(ledger, 9).number) == []


def test_what_a_file_holds_is_noted_and_goes_with_the_output(ledger: Ledger) -> None:
    run = _run(ledger, 1)
    feed, other = _job(ledger, run, "a.jl"), _job(ledger, run, "b.jl")
    ledger.outbox.hold(feed, {1, 2})
    ledger.outbox.hold(feed, {2, 3})
    assert ledger.outbox.holds(feed, [1, 3, 4]) == {1, 3}
    assert ledger.outbox.holds(other, [1, 3, 4]) == set()
    assert ledger.outbox.holds(ledger.outbox.register("a.jl"), [1]) == {1}
    assert ledger.outbox.holds(ledger.outbox.register("a.jl", again=True), [1]) == set()


def test_the_mark_of_a_file_stays_when_it_has_its_name(ledger: Ledger) -> None:
    feed = ledger.outbox.register("a.jl")
    ledger.pending_renames.intend(feed, 1, "mark 1")
    ledger.pending_renames.placed(feed, 1)
    assert ledger.outbox.register("a.jl").mark == "mark 1"
    ledger.pending_renames.intend(feed, 1, "mark 2")
    # A run that was killed here: the next one finds the file under its name, or not.
    assert ledger.outbox.register("a.jl", named=lambda mark: mark == "mark 2").mark == "mark 2"
    ledger.pending_renames.intend(feed, 1, "mark 3")
    assert ledger.outbox.register("a.jl", named=lambda _: False).mark == "mark 2"


def _undone(statement: str) -> str:
    """Return what takes a step of the migrations back."""
    words = statement.replace("IF NOT EXISTS ", "").split()
    if words[0] == "CREATE":
        return f"DROP {words[1]} {words[2]}"
    if words[0] == "DROP":
        return f"CREATE {words[1]} {words[4]} ON outbox (turn) WHERE state = 0"
    return f"ALTER TABLE {words[2]} DROP COLUMN {words[5]}"


def test_a_ledger_of_version_4_continues(where: str) -> None:
    with Ledger.open(where) as ledger:
        feed = ledger.outbox.register("a.jl")
        store(ledger, post(story(1), "a.md"), post(story(2), "b.md"), feeds=[feed])
        one = next(iter(ledger.outbox.due([feed])))
        ledger.pending_renames.place(feed, 1, [one])
        ledger.pending_renames.intend(feed, 1, "mark")
    engine = connect(where)
    with writing(engine) as connection:
        for version in range(5, SCHEMA + 1):
            for statement in reversed(STEPS[version]):
                connection.execute(text(_undone(statement)))
        connection.execute(text("UPDATE meta SET value = 4 WHERE name = 'schema'"))
    with Ledger.open(where) as ledger:
        again = ledger.outbox.register("a.jl", named=lambda mark: mark == "mark")
        assert (again.number, again.mark) == (feed.number, "mark")
        assert due(ledger, again) == [(story(2), 1, (feed.number,))]
        ledger.outbox.use(again, 1, forgettable=True)
        ledger.outbox.hold(again, [1])
    with reading(engine) as connection:
        assert connection.scalar(select(meta.c.value).where(meta.c.name == "schema")) == SCHEMA
        names = {column["name"] for column in inspect(connection).get_columns("feeds")}
        assert names == set(feeds.c.keys())
        assert connection.execute(select(held)).all() == [(feed.number, 1)]
        assert len(connection.execute(select(outbox)).all()) == 2
    engine.dispose()


# --- what a file holds ---

_ARTICLES = [Article(id=f"sina:i{number}", digest=f"{number:032x}", text="甲,\n乙") for number in range(3)]
_KEYS = [keys.of_line(article.id, article.digest) for article in _ARTICLES]


def test_the_lines_of_a_file_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = [json.dumps(record(article), ensure_ascii=False) for article in _ARTICLES]
    path.write_text("\ufeff" + "\n".join([lines[0], "", "{torn", "[]", '{"id": "x"}', *lines[1:]]), "utf-8")
    assert list(adoption.lines(path, {"format": "jsonl"})) == _KEYS


def test_the_rows_of_a_table_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [f'{article.id},{article.digest},"甲,\n{"乙" * 200_000}"\n' for article in _ARTICLES]
    path.write_text("id,digest,text\n" + "".join(rows), encoding="gb18030")
    assert list(adoption.lines(path, {"format": "csv", "encoding": "gb18030"})) == _KEYS


@pytest.mark.parametrize(
    ("output", "can_tell"),
    [
        ({"format": "jsonl"}, True),
        ({"format": "csv", "fields": ["id", "title", "digest"]}, True),
        ({"format": "csv", "fields": ["id", "title"]}, False),
        ({"format": "jl", "fields": {"id": "id", "digest": "digest"}}, True),
        ({"format": "jl", "fields": {"id": "nr", "digest": "digest"}}, False),
        ({"format": "jl", "fields": {"id": "digest", "digest": "id"}}, False),
        ({"format": "json"}, False),
        ({"format": "jsonl", "postprocessing": ["x"]}, False),
    ],
)
def test_whose_lines_can_be_identified(output: dict[str, object], can_tell: bool) -> None:
    assert adoption.can_tell(output) is can_tell
