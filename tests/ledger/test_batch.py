from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.ledger import Arrival, Group, Ledger, LedgerFailed, Verdict, batch
from newsspider.ledger.archive import Wanted
from newsspider.ledger.batch import write
from tests.ledger.ledger_making import NOON, NOW, entry, kinds, page, post, story


def begin(ledger: Ledger) -> Group:
    return ledger.group(ledger.runs.start("test", NOW), rules="1")


def stored(ledger: Ledger) -> list[tuple[str, int, str, str | None]]:
    every = (one.article for one in ledger.archive.iterate(Wanted(revisions=True)))
    return [(one.id, one.revision, one.digest, one.source) for one in every]


def test_nothing_is_stored_before_the_commit(ledger: Ledger) -> None:
    group = begin(ledger)
    assert kinds(group.meet([post(story(1))])) == ["new"]
    assert len(group) == 1
    assert stored(ledger) == []
    assert kinds(group.commit(NOW)) == ["new"]
    assert len(group) == 0
    assert len(stored(ledger)) == 1


def test_an_empty_commit_gives_nothing(ledger: Ledger) -> None:
    assert begin(ledger).commit(NOW) == []


def test_what_waits_is_known_to_what_comes(ledger: Ledger) -> None:
    group = begin(ledger)
    group.meet([post(story(1), "a.md")])
    later = post(story(1), "b.md", published=NOON + timedelta(minutes=1))
    assert kinds(group.meet([later, post("前文。" + story(1), "c.md")])) == ["exact", "near"]
    assert kinds(group.commit(NOW)) == ["new", "exact", "near"]


def test_a_rollback_forgets(ledger: Ledger) -> None:
    group = begin(ledger)
    group.meet([post(story(1))])
    group.rollback()
    assert group.commit(NOW) == []
    assert kinds(group.meet([post(story(1))])) == ["new"]
    group.commit(NOW)
    assert len(stored(ledger)) == 1


def test_a_failed_commit_leaves_nothing_anywhere(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    group = begin(ledger)
    group.meet([page(story(1))])
    group.commit(NOW)

    def fails(*arguments: object) -> None:
        write(*arguments)  # type: ignore[arg-type]
        message = "the ledger cannot grow: the disk is full"
        raise LedgerFailed(message)

    monkeypatch.setattr(batch, "write", fails)
    group.meet([page(story(2)), post(story(3))])
    with pytest.raises(LedgerFailed):
        group.commit(NOW)
    monkeypatch.undo()
    assert len(group) == 0
    assert len(stored(ledger)) == 1
    assert kinds(group.meet([page(story(2)), post(story(3))])) == ["revised", "new"]
    assert [verdict.revision for verdict in group.commit(NOW)] == [2, 1]
    assert ledger.upkeep.check() == []


def test_another_worker_is_seen_at_the_commit(where: str) -> None:
    with Ledger.open(where) as mine, Ledger.open(where) as theirs:
        one, other = begin(mine), begin(theirs)
        arrivals = [page(story(1)), post(story(2), "a.md"), post(story(3), "b.md")]
        assert kinds(one.meet(arrivals)) == ["new", "new", "new"]
        other.meet([page(story(1)), post("前文。" + story(3), "c.md")])
        other.commit(NOW)
        assert kinds(one.commit(NOW)) == ["unchanged", "new", "near"]
        assert len(stored(mine)) == 3
        assert mine.upkeep.check() == []


# A small world in which everything happens: copies, near copies, revisions, reposts, flashes, bad addresses.
def _world() -> list[Arrival]:
    late = NOON + timedelta(minutes=3)
    return [
        post(story(1), "a.md"),
        post(story(1), "b.md", published=late, source="新华社"),
        page(story(1), source=None),
        page(story(2)),
        page(story(1) + "另有一段。", docid="sina:ikftpnny0000002"),
        post("前文。" + story(2), "c.md", source="人民日报"),
        post("一句话。", "d.md"),
        post("一句话。", "e.md", published=NOON + timedelta(days=4)),
        post("一句话。", "f.md", published=NOON + timedelta(days=1)),
        post(story(3), "g.md", url="https://example.org/"),
        post(story(4), "h.md", url="https://example.org/"),
        post(story(5), "a.md", source="本报"),
        entry(story(6), "guid-1"),
        entry(story(7), "guid-1", published=late),
        post(story(6), "i.md"),
    ]


def run(
    where: str, order: Sequence[int], cuts: Sequence[int]
) -> tuple[list[Verdict], list[tuple[str, int, str, str | None]]]:
    """Store the world in *order*, in groups that end at *cuts*, and return the verdicts and what is stored."""
    with Ledger.open(where) as ledger:
        group = begin(ledger)
        verdicts: list[Verdict] = []
        for place, number in enumerate(order):
            group.meet([_world()[number]])
            if place in cuts:
                verdicts += group.commit(NOW)
        verdicts += group.commit(NOW)
        assert ledger.upkeep.check() == []
        return verdicts, stored(ledger)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    order=st.lists(st.integers(0, len(_world()) - 1), min_size=1, max_size=14),
    cuts=st.sets(st.integers(0, 13)),
)
def test_the_groups_change_nothing(order: list[int], cuts: set[int]) -> None:
    with TemporaryDirectory() as folder:
        each = run(str(Path(folder) / "each.db"), order, range(len(order)))
        some = run(str(Path(folder) / "some.db"), order, sorted(cuts))
    assert [(one.kind, one.id, one.revision) for one in each[0]] == [
        (one.kind, one.id, one.revision) for one in some[0]
    ]
    assert each[1] == some[1]


# Without the page, the file and the entry that have two texts: a folder holds one of each.
_FOLDER = [number for number in range(len(_world())) if number not in (3, 11, 13)]


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(order=st.permutations(_FOLDER))
def test_a_second_time_is_nothing_new(order: list[int]) -> None:
    with TemporaryDirectory() as folder:
        where = str(Path(folder) / "ledger.db")
        first = run(where, order, [])
        again = run(where, order, [])
    assert not {"new", "revised"} & set(kinds(again[0]))
    assert again[1] == first[1]
