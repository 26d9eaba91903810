from __future__ import annotations

from pathlib import Path

import pytest

from newsspider.errors import UsageError
from newsspider.ledger import Ledger, LedgerDamaged
from newsspider.ledger.database import exists, file_of
from tests.ledger.ledger_making import page, store, story


def test_a_ledger_is_there_once_it_is_opened(where: str) -> None:
    assert not exists(where)
    assert not exists(where)  # asking has made none
    Ledger.open(where).close()
    assert exists(where)


def test_an_empty_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    assert not exists(str(tmp_path / "ledger.db"))


def test_only_a_ledger_in_a_file_has_one(tmp_path: Path) -> None:
    assert file_of("output/ledger.db") == Path("output/ledger.db")
    assert file_of(f"sqlite:///{tmp_path}/a.db") == tmp_path / "a.db"
    assert file_of("postgresql://me@example.org/news") is None
    with pytest.raises(UsageError):
        file_of("mysql://me@example.org/news")


@pytest.mark.parametrize("cut", [100, 5000, 30000])
def test_a_damaged_file_is_distinguished_from_one_that_cannot_be_used(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(str(path)) as ledger:
        store(ledger, page(story(1)))
    data = path.read_bytes()
    path.write_bytes(data[:cut] + b"\xa5" * 4096 + data[cut + 4096 :])
    with pytest.raises(LedgerDamaged):
        _look_through(path)


def _look_through(path: Path) -> None:
    with Ledger.open(str(path)) as ledger:
        if ledger.upkeep.check():
            raise LedgerDamaged


def test_the_size_grows_with_what_is_stored(ledger: Ledger) -> None:
    before = ledger.upkeep.size()
    store(ledger, *(page(story(number, 2000), f"sina:ikftpnny{number:07}") for number in range(100)))
    assert ledger.upkeep.size() > before
