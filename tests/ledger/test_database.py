from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from newsspider.errors import ExitCode, UsageError
from newsspider.ledger import Ledger, LedgerFailed, database
from newsspider.ledger.candidate import COLUMNS
from newsspider.ledger.database import connect, reading, sentence, writing
from newsspider.ledger.migrations import SCHEMA, prepare
from newsspider.ledger.tables import articles, meta, runs
from tests.ledger.ledger_making import NOW, page, store, story


def test_what_was_stored_is_there_when_it_is_opened_again(where: str) -> None:
    with Ledger.open(where) as ledger:
        store(ledger, page(story(1)))
    with Ledger.open(where) as ledger:
        found = ledger.archive.find("sina:ikftpnny0000001")
        assert found
        assert found.article.text == story(1)


def test_a_state_has_the_columns_of_its_table_in_their_order() -> None:
    assert tuple(column.name for column in articles.columns) == COLUMNS


def test_a_ledger_of_a_newer_version_is_left_alone(where: str) -> None:
    Ledger.open(where).close()
    engine = connect(where)
    with writing(engine) as connection:
        connection.execute(update(meta).where(meta.c.name == "schema").values(value=SCHEMA + 6))
    with pytest.raises(LedgerFailed, match=f"version {SCHEMA + 6}, .*supports {SCHEMA}: upgrade newsspider"):
        Ledger.open(where)
    with reading(engine) as connection:
        assert connection.scalar(select(meta.c.value).where(meta.c.name == "schema")) == SCHEMA + 6
    engine.dispose()


def test_steps_are_taken_one_after_the_other_in_one_transaction(where: str) -> None:
    Ledger.open(where).close()
    engine = connect(where)
    steps = {
        SCHEMA + 1: ["ALTER TABLE runs ADD COLUMN machine TEXT"],
        SCHEMA + 2: ["ALTER TABLE runs ADD COLUMN person TEXT", "UPDATE runs SET person = machine"],
    }
    prepare(engine, steps, SCHEMA + 2)
    with reading(engine) as connection:
        assert connection.scalar(select(meta.c.value).where(meta.c.name == "schema")) == SCHEMA + 2
        connection.execute(text("SELECT machine, person FROM runs"))
    broken = {SCHEMA + 3: ["ALTER TABLE runs ADD COLUMN colour TEXT", "UPDATE nothing SET a = 1"]}
    with pytest.raises(LedgerFailed):
        prepare(engine, broken, SCHEMA + 3)
    with reading(engine) as connection:
        assert connection.scalar(select(meta.c.value).where(meta.c.name == "schema")) == SCHEMA + 2
    with pytest.raises(LedgerFailed), reading(engine) as connection:
        connection.execute(text("SELECT colour FROM runs"))
    engine.dispose()


@pytest.mark.parametrize("has_table", [False, True])
def test_a_ledger_of_version_15_continues_with_or_without_deadly_inputs(where: str, has_table: bool) -> None:
    with Ledger.open(where) as ledger:
        ledger.deadly_inputs.note(1)
    engine = connect(where)
    with writing(engine) as connection:
        connection.execute(update(meta).where(meta.c.name == "schema").values(value=15))
        if not has_table:
            connection.execute(text("DROP TABLE deadly_inputs"))
    engine.dispose()
    with Ledger.open(where) as ledger:
        ledger.deadly_inputs.note(2)
        assert ledger.deadly_inputs.all() == ({1, 2} if has_table else {2})


@pytest.mark.slow
def test_what_the_address_of_a_server_sets_counts(postgres: str) -> None:
    given = "options=-csearch_path%3Dnews%20-clock_timeout%3D7s&keepalives_idle=9"
    settings = {"lock_timeout": "7s", "search_path": "news", "idle_in_transaction_session_timeout": "5min"}
    engine = connect(f"{postgres}&{given}")
    with writing(engine) as connection:
        connection.execute(text("CREATE SCHEMA news"))
    Ledger.open(f"{postgres}&{given}").close()
    with reading(engine) as connection:
        assert {name: connection.scalar(text(f"SHOW {name}")) for name in settings} == settings
        tables = connection.scalars(
            text("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'meta'")
        )
        assert list(tables) == ["news"]
        server = connection.connection.dbapi_connection
        assert server is not None
        sent = server.info.get_parameters()
        assert (sent["keepalives_idle"], sent["keepalives_count"]) == ("9", "3")
        # On a socket of this machine the server does not use it, but knows it.
        assert "-c tcp_keepalives_idle=30 " in sent["options"]
    engine.dispose()


def refused(where: Path | str) -> str:
    with pytest.raises(LedgerFailed) as caught:
        Ledger.open(str(where))
    assert caught.value.exit_code is ExitCode.FAILED
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"a text that somebody keeps here\n" * 200)
    before = path.read_bytes()
    assert "is not a ledger" in refused(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    assert "another program" in refused(path)
    with sqlite3.connect(path) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["songs"]


def test_a_damaged_ledger_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(str(path)) as ledger:
        store(ledger, *(page(story(number), docid=f"sina:ikftpnny000{number:04}") for number in range(60)))
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096] = os.urandom(len(data) - 8192)
    path.write_bytes(bytes(data))
    with pytest.raises(LedgerFailed, match="is damaged"), Ledger.open(str(path)) as ledger:
        store(ledger, page(story(1)))
    assert path.read_bytes()[4096:8192] == data[4096:8192]


def test_a_locked_ledger_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    Ledger.open(str(path)).close()
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "another process" in refused(path)
    other.rollback()
    other.close()
    Ledger.open(str(path)).close()


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    assert "its folder must exist and be writable" in refused(tmp_path / "absent" / "ledger.db")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_a_folder_that_cannot_be_written_is_reported(mode: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        Path(folder).chmod(mode)
        program = (
            "import os, sys\n"
            "from newsspider.ledger import Ledger, LedgerFailed\n"
            "Ledger.open(sys.argv[1]).close()\n"
            "os.setuid(65534)\n"
            "try:\n    Ledger.open(sys.argv[1])\nexcept LedgerFailed as error:\n    print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
        )
    assert "write permission" in done.stdout or "writable for this user" in done.stdout


def test_a_full_disk_is_reported_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(str(path)) as ledger:
        store(ledger, page(story(1)))
    engine = connect(str(path))
    with engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        ledger = Ledger(engine)
        connection.close()
        arrivals = [page(story(number), docid=f"sina:ikftpnny000{number:04}") for number in range(2, 100)]
        with pytest.raises(LedgerFailed, match="the disk is full"):
            store(ledger, *arrivals)
    engine.dispose()
    with Ledger.open(str(path)) as ledger:
        assert ledger.upkeep.check() == []
        assert len(list(ledger.archive.iterate())) == 1


@pytest.mark.parametrize(
    "where",
    ["mysql://host/name", "postgresql//host", "nonsense://", "redis://host", "postgresql://host:port/name"],
)
def test_an_address_of_another_kind_is_wrong_use(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((UsageError, LedgerFailed)):
        Ledger.open(where)


def test_a_server_that_is_not_there_is_reported_without_the_password(tmp_path: Path) -> None:
    said = refused(f"postgresql://me:secret@/name?host={tmp_path}")
    assert "cannot be reached" in said
    assert "secret" not in said


def test_two_workers_may_create_a_ledger_at_once(where: str) -> None:
    program = "import sys\nfrom newsspider.ledger import Ledger\nLedger.open(sys.argv[1]).close()\n"
    workers = [subprocess.Popen([sys.executable, "-c", program, where]) for _ in range(4)]
    assert [worker.wait() for worker in workers] == [0, 0, 0, 0]


def test_a_failure_without_a_sentence_of_its_own_keeps_the_drivers(tmp_path: Path) -> None:
    assert "cannot be used: odd failure" in sentence(str(tmp_path), ValueError("odd\nfailure"))


def test_reading_on_goes_with_the_moment_it_began(tmp_path: Path) -> None:
    where = str(tmp_path / "ledger.db")
    count = select(func.count()).select_from(runs)
    engine = connect(where)
    with Ledger.open(where) as ledger, reading(engine) as begun:
        assert begun.scalar(count) == 0
        ledger.runs.start("a", NOW)
        assert begun.scalar(count) == 0
        with reading(engine) as later:
            assert later.scalar(count) == 1
    engine.dispose()


def test_a_ledger_that_is_looked_at_is_not_written(where: str) -> None:
    with Ledger.open(where) as ledger:
        store(ledger, page(story(1)))
    with Ledger.look(where) as ledger:
        assert ledger.archive.find("sina:ikftpnny0000001") is not None
        if "://" not in where:
            with pytest.raises(LedgerFailed, match="cannot be written"):
                ledger.runs.start("r1", NOW)


def test_a_ledger_can_be_looked_at_where_nobody_may_write(tmp_path: Path) -> None:
    where = tmp_path / "folder %?#" / "ledger.db"
    where.parent.mkdir()
    with Ledger.open(str(where)) as ledger:
        store(ledger, page(story(1)))
    where.chmod(0o444)
    where.parent.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        for folder in where.parent.parents:
            folder.chmod(folder.stat().st_mode | 0o555)
    code = (
        "import os, sys\n"
        "from newsspider.ledger import Ledger\n"
        f"{'os.setuid(65534)' if is_root else ''}\n"
        "with Ledger.look(sys.argv[1]) as ledger:\n"
        "    print(ledger.archive.find('sina:ikftpnny0000001').article.id)"
    )
    call = [sys.executable, "-c", code, str(where)]
    ran = subprocess.run(call, capture_output=True, text=True, check=False)
    assert ran.stdout == "sina:ikftpnny0000001\n", ran.stderr
    assert [path.name for path in where.parent.iterdir()] == ["ledger.db"]
