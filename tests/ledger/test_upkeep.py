from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, text, update

from newsspider.ledger import Ledger, blobs
from newsspider.ledger.archive import Wanted
from newsspider.ledger.database import connect, writing
from newsspider.ledger.tables import articles, revisions
from tests.ledger.ledger_making import NOW, page, post, store, story


@pytest.fixture
def engine(where: str, ledger: Ledger) -> Engine:
    feed = ledger.outbox.register("output/articles.jsonl")
    store(ledger, page(story(1)), page(story(2)), post(story(3)), feeds=[feed])
    return connect(where)


def test_a_sound_ledger(ledger: Ledger, engine: Engine) -> None:
    assert ledger.upkeep.check() == []
    engine.dispose()


def test_orphans_are_reported(ledger: Ledger, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(delete(articles).where(articles.c.number == 1))
    engine.dispose()
    found = ledger.upkeep.check()
    assert "2 revisions without their article" in found
    assert any(line.endswith("bands without their article") for line in found)


def test_a_missing_revision_is_reported(ledger: Ledger, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(delete(revisions).where(revisions.c.revision == 2))
    engine.dispose()
    assert ledger.upkeep.check() == [
        "1 articles without their current revision",
        "1 outbox rows without their revision",
    ]


DAMAGE = {
    "not a stream": b"nonsense",
    "cut short": blobs.pack([blobs.Contents(page(story(1)).article)])[0][:-20],
    "another article": blobs.pack([blobs.Contents(page(story(9)).article)])[0],
}


@pytest.mark.parametrize("stream", DAMAGE.values(), ids=DAMAGE)
def test_a_stream_that_cannot_be_read_is_reported(ledger: Ledger, engine: Engine, stream: bytes) -> None:
    with writing(engine) as connection:
        connection.execute(update(revisions).where(revisions.c.revision == 2).values(stream=stream))
    engine.dispose()
    found = ledger.upkeep.check()
    assert len(found) == 1
    assert found[0].startswith("revision 2 of sina:ikftpnny0000001 ")


def test_old_fragments_are_dropped_and_records_stay(ledger: Ledger) -> None:
    store(ledger, *(post(story(number, 40), f"{number}.md") for number in range(250)))
    before = [one.article for one in ledger.archive.iterate(Wanted())]
    assert ledger.upkeep.prune(NOW) == 0
    assert ledger.upkeep.prune(NOW + timedelta(seconds=1)) == 250
    assert ledger.upkeep.prune(NOW + timedelta(seconds=1)) == 0
    after = list(ledger.archive.iterate(Wanted()))
    assert [one.article for one in after] == before
    assert {one.fragment for one in after} == {""}
    assert ledger.upkeep.check() == []


def test_vacuum_gives_room_back(ledger: Ledger, where: str) -> None:
    store(ledger, *(post(story(number, 400), f"{number}.md") for number in range(100)))
    ledger.upkeep.prune(NOW + timedelta(days=1))
    ledger.upkeep.vacuum()
    assert ledger.upkeep.check() == []
    if "://" not in where:
        engine = connect(where)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT freelist_count FROM pragma_freelist_count")) == 0
        engine.dispose()
