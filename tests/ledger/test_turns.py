"""Two writers at once on PostgreSQL: who waits, who decides again, and who does neither."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import Connection, event

from newsspider.ledger import Arrival, Group, Kind, Ledger, LedgerFailed, Near, Verdict
from newsspider.ledger import turns as turns_of_writers
from newsspider.model.outcomes import NearMode
from tests.ledger.ledger_making import NOW, page, store, story

pytestmark = pytest.mark.slow
_SECONDS = 30


def numbered(number: int, text: str | None = None) -> Arrival:
    return page(text or story(number), f"sina:ikftpnny{number:07}")


def group(ledger: Ledger, *arrivals: Arrival, near: Near = Near()) -> Group:  # noqa: B008
    """Return a group that has met *arrivals* and not committed them."""
    made = ledger.group(ledger.runs.start("test", NOW), rules="1", near=near)
    made.meet(arrivals)
    return made


def while_it_commits(ledger: Ledger, one: Group, act: Callable[[], None]) -> list[Verdict]:
    """Commit *one*, and call *act* when everything is written and about to be committed."""
    engine = ledger._engine

    def last(connection: object) -> None:
        commits.append(connection)
        if len(commits) == 2:  # the first one announces
            act()

    commits: list[object] = []
    event.listen(engine, "commit", last)
    try:
        return one.commit(NOW)
    finally:
        event.remove(engine, "commit", last)


@pytest.fixture
def decided_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each group that had to decide again."""
    noted: list[str] = []
    alone = turns_of_writers.alone

    def note(connection: Connection) -> None:
        noted.append("again")
        alone(connection)

    monkeypatch.setattr(turns_of_writers, "alone", note)
    return noted


def test_disjoint_articles_wait_for_nobody(postgres: str, decided_again: list[str]) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second, ThreadPoolExecutor(1) as pool:
        other = group(second, numbered(2))

        def act() -> None:
            (verdict,) = pool.submit(other.commit, NOW).result(_SECONDS)
            assert verdict.kind is Kind.NEW

        (verdict,) = while_it_commits(first, group(first, numbered(1)), act)
        assert verdict.kind is Kind.NEW
        assert decided_again == []
        assert second.upkeep.check() == []
        assert len(list(second.archive.iterate())) == 2


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        (story(1), 1, Kind.UNCHANGED),
        (story(1), 2, Kind.EXACT),
        ("前文。" + story(1), 2, Kind.NEAR),
        (story(1) + "更正：增加三百亿元。", 1, Kind.REVISED),
    ],
)
def test_what_meets_waits_and_decides_again(
    postgres: str, decided_again: list[str], text: str, number: int, kind: Kind
) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second, ThreadPoolExecutor(1) as pool:
        other = group(second, numbered(number, text))
        waiting = []

        def act() -> None:
            waiting.append(pool.submit(other.commit, NOW))
            with psycopg.connect(postgres, autocommit=True) as server:
                until = time.monotonic() + _SECONDS
                blocked = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                while not server.execute(blocked).fetchall():
                    assert time.monotonic() < until
                    assert not waiting[0].done()

        (verdict,) = while_it_commits(first, group(first, numbered(1)), act)
        assert verdict.kind is Kind.NEW
        (met,) = waiting[0].result(_SECONDS)
        assert (met.kind, met.id) == (kind, verdict.id)
        assert decided_again == ["again"]
        assert second.upkeep.check() == []


def test_two_that_change_one_article_by_different_keys_meet(postgres: str, decided_again: list[str]) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second:
        store(first, numbered(1))
        by_docid = group(first, numbered(1, story(1) + "更正：增加三百亿元。"))
        address = "https://finance.sina.com.cn/china/doc-ikftpnny0000001.shtml"
        by_address = group(second, page(story(1) + "又及：另有五十家。", None, url=address))
        assert [verdict.revision for verdict in by_docid.commit(NOW)] == [2]
        assert decided_again == []
        assert [verdict.revision for verdict in by_address.commit(NOW)] == [3]
        assert decided_again == ["again"]


def test_a_group_that_missed_too_much_decides_again(postgres: str, decided_again: list[str]) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second:
        late = group(first, numbered(1))
        for number in range(2, 70):
            store(second, numbered(number), near=Near(NearMode.OFF))
        assert decided_again == []
        assert [verdict.kind for verdict in late.commit(NOW)] == [Kind.NEW]
        assert decided_again == ["again"]
        with psycopg.connect(postgres) as server:
            kept = server.execute("SELECT count(*) FROM announced").fetchall()
        assert kept[0][0] <= 65


def test_with_any_number_of_days_every_writer_meets(postgres: str, decided_again: list[str]) -> None:
    near = Near(window=0)
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second:
        late = group(first, numbered(1), near=near)
        store(second, numbered(2), near=near)
        assert [verdict.kind for verdict in late.commit(NOW)] == [Kind.NEW]
        assert decided_again == ["again"]


def test_a_writer_that_is_ended_leaves_nothing_to_wait_for(postgres: str, decided_again: list[str]) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second:

        def act() -> None:
            with psycopg.connect(postgres, autocommit=True) as server:
                writers = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                assert server.execute(writers).fetchall()

        with pytest.raises(Exception, match="cannot be"):
            while_it_commits(first, group(first, numbered(1)), act)
        assert [verdict.kind for verdict in group(second, numbered(1)).commit(NOW)] == [Kind.NEW]
        assert decided_again == []


def test_a_writer_that_is_stopped_in_a_commit_loses_it_and_the_others_go_on(postgres: str) -> None:
    patience = "idle_in_transaction_session_timeout%3D100ms"  # five minutes, if the address does not say so
    with Ledger.open(f"{postgres}&options=-c{patience}") as first, Ledger.open(postgres) as second:

        def act() -> None:  # it has to wait for the first one, which stands still here
            met = group(second, numbered(1)).commit(NOW)
            assert [verdict.kind for verdict in met] == [Kind.NEW]

        with pytest.raises(LedgerFailed):
            while_it_commits(first, group(first, numbered(1)), act)
        assert [verdict.kind for verdict in group(first, numbered(1)).commit(NOW)] == [Kind.UNCHANGED]
        assert first.upkeep.check() == []


def test_a_ledger_that_was_copied_from_another_server_waits_for_nobody_there(
    postgres: str, decided_again: list[str]
) -> None:
    with Ledger.open(postgres) as ledger:
        for number in range(3):
            store(ledger, numbered(number))
        with psycopg.connect(postgres) as server:  # what these writers were called there
            server.execute("UPDATE announced SET writer = CAST(writer AS bigint) + 1000000000")
        for number in range(3, 80):
            store(ledger, numbered(number))
        with psycopg.connect(postgres) as server:
            kept = server.execute("SELECT count(*), max(length(writer)) FROM announced").fetchone()
    assert decided_again == []
    assert kept is not None
    assert (kept[0] <= 65, kept[1] < 10) == (True, True)


def test_what_another_writer_has_changed_is_read_again(postgres: str) -> None:
    with Ledger.open(postgres) as first, Ledger.open(postgres) as second:
        posts = first.outbox.register("posts", rewritable=True)
        run = first.runs.start("test", NOW)
        ours = first.group(run, rules="1", feeds=[posts])
        ours.meet([numbered(1), numbered(2)])
        ours.commit(NOW)
        store(second, numbered(3))
        store(second, page(story(1), "sina:ikftpnny0000001", source="新华社"))
        found = {one.id: one.article.source for one in first.outbox.due([posts], ours.written)}
        assert found == {"sina:ikftpnny0000001": "新华社", "sina:ikftpnny0000002": None}
