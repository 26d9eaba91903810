"""Whose an output is in a ledger that several machines share, and who may take it over."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from newsspider.errors import ExitCode
from newsspider.ledger import Ledger, LedgerBusy, LedgerFailed, ListedRow, Output, Published, Standing
from newsspider.ledger.database import connect, writing
from tests.ledger.ledger_making import NOW, page, store, story

_POSTS = "/srv/news/posts"
_SECONDS = 30


def due(ledger: Ledger, output: Output) -> list[tuple[str, int]]:
    return [(one.id, one.revision) for one in ledger.outbox.due([output])]


def test_in_a_file_the_name_of_the_worker_makes_no_difference(tmp_path: Path) -> None:
    where = str(tmp_path / "ledger.db")
    with Ledger.open(where, "a") as ledger:
        number = ledger.outbox.register(_POSTS).number
    with Ledger.open(where, "b") as ledger:
        again = ledger.outbox.register(_POSTS)
    assert (again.number, again.is_new) == (number, False)


@pytest.mark.slow
def test_the_same_address_of_two_workers_is_two_outputs(postgres: str) -> None:
    with Ledger.open(postgres, "a") as one, Ledger.open(postgres, "b") as other:
        ours = one.outbox.register(_POSTS, rewritable=True)
        theirs = other.outbox.register(_POSTS, rewritable=True)
        assert ours.number != theirs.number
        assert theirs.is_new
        (verdict,) = store(one, page(story(1)), feeds=[ours])
        store(other, page(story(1)), feeds=[theirs])
        one.outbox.published(ours, [Published(verdict.id, 1, "a.md", b"a")])
        assert due(one, ours) == []
        assert due(other, theirs) == [(verdict.id, 1)]
        assert [output.number for output in one.outbox.feeds()] == [ours.number]
    with Ledger.open(postgres, "a") as one:
        assert one.outbox.register(_POSTS, rewritable=True) == replace(ours, is_new=False)


@pytest.mark.slow
def test_an_output_of_nobody_belongs_to_the_first_that_continues(postgres: str) -> None:
    with Ledger.open(postgres) as ledger:
        old = ledger.outbox.register(_POSTS)
        store(ledger, page(story(1)), feeds=[old])
    with Ledger.open(postgres, "a") as one, Ledger.open(postgres, "b") as other:
        ours, theirs = one.outbox.register(_POSTS), other.outbox.register(_POSTS)
        assert (ours.number, len(due(one, ours))) == (old.number, 1)
        assert (theirs.number == old.number, due(other, theirs)) == (False, [])


@pytest.mark.slow
def test_a_ledger_of_version_9_continues(postgres: str) -> None:
    with Ledger.open(postgres) as ledger:
        old = ledger.outbox.register(_POSTS)
        store(ledger, page(story(1)), feeds=[old])
    engine = connect(postgres)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE feeds DROP COLUMN worker"))
        connection.execute(text("ALTER TABLE copies DROP COLUMN evidence"))
        for name in ("announced", "named_rows", "deadly_inputs"):
            connection.execute(text(f"DROP TABLE {name}"))
        for name in ("turns", "article_numbers", "announcements"):
            connection.execute(text(f"DROP SEQUENCE {name}"))
        connection.execute(text("ALTER TABLE feeds ADD CONSTRAINT feeds_uri_key UNIQUE (uri)"))
        connection.execute(text("UPDATE meta SET value = 9 WHERE name = 'schema'"))
    engine.dispose()
    with Ledger.open(postgres, "a") as one, Ledger.open(postgres, "b") as other:
        ours = one.outbox.register(_POSTS)
        assert ours.number == old.number
        assert other.outbox.register(_POSTS).is_new
        store(one, page(story(2), "sina:ikftpnny0000002"), feeds=[ours])
        assert [article.turn for article in one.outbox.due([ours])] == [1, 2]
        assert one.upkeep.check() == []


@pytest.mark.slow
def test_what_another_run_is_placing_is_left_alone(postgres: str) -> None:
    with Ledger.open(postgres, "a") as living:
        output = living.outbox.register("a.jsonl")
        store(living, page(story(1)), feeds=[output])
        living.pending_renames.place(output, 1, list(living.outbox.due([output])))
        living.pending_renames.intend(output, 1, "mark")
        with Ledger.open(postgres, "a") as another, pytest.raises(LedgerBusy) as caught:
            another.outbox.register("a.jsonl", named=lambda _: False)
        assert caught.value.exit_code is ExitCode.LOCKED
        assert "another run writes a.jsonl" in str(caught.value)
        assert "NEWSSPIDER_WORKER" in str(caught.value)
        living.pending_renames.placed(output, 1)
        assert due(living, output) == []
    with Ledger.open(postgres, "a") as next_one:  # the first has ended
        assert due(next_one, next_one.outbox.register("a.jsonl", named=lambda _: False)) == []


@pytest.mark.slow
def test_a_run_whose_outputs_the_server_freed_places_nothing(postgres: str) -> None:
    with Ledger.open(postgres, "a") as ledger:
        output = ledger.outbox.register("a.jsonl")
        store(ledger, page(story(1)), feeds=[output])
        with psycopg.connect(postgres, autocommit=True) as server:
            held = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            assert server.execute(held).fetchall() == [(True,)]
        for _ in range(2):
            with pytest.raises(LedgerFailed):
                due(ledger, output)
            with pytest.raises(LedgerFailed):
                ledger.pending_renames.intend(output, 1, "mark")
            with pytest.raises(LedgerFailed):
                ledger.outbox.register("b.jsonl")
        with Ledger.open(postgres, "a") as another:
            assert len(due(another, another.outbox.register("a.jsonl"))) == 1


@pytest.mark.slow
def test_a_revision_reaches_the_output_that_waits_for_the_one_before(postgres: str) -> None:
    with Ledger.open(postgres, "a") as one, Ledger.open(postgres, "b") as other:
        ours = one.outbox.register(_POSTS, rewritable=True)
        theirs = other.outbox.register(_POSTS, rewritable=True)
        (verdict,) = store(other, page(story(1)), feeds=[theirs])
        store(one, page(story(1) + "更正：增加三百亿元。"), feeds=[ours])
        assert due(one, ours) == due(other, theirs) == [(verdict.id, 2)]


@pytest.mark.slow
@pytest.mark.parametrize("first", ["of a", "of b"])
def test_a_row_of_two_lists_reaches_the_outputs_of_both(postgres: str, first: str) -> None:
    arrival = page(story(1))
    arrival.item = "sina:ikftpnny0000001"
    row = ListedRow(arrival.item, arrival.article.url or "")
    with Ledger.open(postgres, "a") as ledger:
        for name in (first, "of b" if first == "of a" else "of a"):
            assert ledger.lists.note(name, [row], rules="1", now=NOW) == [Standing.ASK]
        for name in ("of a", "of b"):  # one of them was killed before it stored anything
            assert [one.key for one in ledger.lists.retry(rules="1", now=NOW, name=name)] == [row.key]
            assert ledger.lists.stored_by_others(name) == []
        store(ledger, arrival)
        for name in ("of a", "of b"):
            assert list(ledger.lists.retry(rules="1", now=NOW, name=name)) == []
            found = ledger.lists.stored_by_others(name)
            assert [one.key for one in found] == [row.key]
            ledger.lists.offered(name, found)
            assert ledger.lists.stored_by_others(name) == []


@pytest.mark.slow
def test_a_run_that_revises_and_one_that_notes_posts_do_not_block_each_other(postgres: str) -> None:
    with (
        Ledger.open(postgres, "a") as one,
        Ledger.open(postgres, "b") as other,
        ThreadPoolExecutor(1) as pool,
    ):
        ours = one.outbox.register(_POSTS, rewritable=True)
        arrivals = [page(story(number), f"sina:ikftpnny{number:07}") for number in (1, 2)]
        verdicts = store(one, *arrivals, feeds=[ours])
        revised = [
            page(f"{story(number)}更正：增加三百亿元。", f"sina:ikftpnny{number:07}") for number in (1, 2)
        ]
        with psycopg.connect(postgres, autocommit=True) as server:
            # The row of the first article is now the last one in the table.
            first, second = (row[0] for row in server.execute("SELECT number FROM articles ORDER BY number"))
            server.execute("UPDATE outbox SET turn = turn WHERE article = %s", [first])
            with psycopg.connect(postgres) as noting:  # as `published` does, one row after the other
                change = "UPDATE outbox SET state = 1 WHERE article = %s"
                noting.execute(change, [first])
                storing = pool.submit(store, other, *revised)
                until = time.monotonic() + _SECONDS
                while not server.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                    assert time.monotonic() < until
                    assert not storing.done()
                noting.execute(change, [second])
        assert [verdict.revision for verdict in storing.result(_SECONDS)] == [2, 2]
        assert due(one, ours) == []
        assert [verdict.revision for verdict in verdicts] == [1, 1]
