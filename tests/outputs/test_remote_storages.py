"""Outputs over FTP and S3, against servers on this machine that speak the protocols; from the extra `servers`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import Newsspider, Ran, story, write_post
from tests.crash import killing
from tests.crash.killing import Moment
from tests.outputs.remote_servers import BARE, SECRET, Remote, ftp_server, s3_server

pytestmark = pytest.mark.slow


@pytest.fixture
def ftp(tmp_path: Path) -> Iterator[Remote]:
    """An empty folder of an FTP server."""
    (tmp_path / "ftp").mkdir()
    with ftp_server(tmp_path / "ftp") as server:
        yield server.folder("archive")


@pytest.fixture
def s3() -> Iterator[Remote]:
    """An empty bucket."""
    with s3_server() as server:
        yield server.folder(f"archive-{uuid4()}")


@pytest.fixture(params=["ftp", "s3"])
def remote(request: pytest.FixtureRequest) -> Remote:
    """Each of the two."""
    found: Remote = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def newsspider(run_newsspider: Newsspider) -> Newsspider:
    """A folder with thirty seeds."""
    for number in range(30):
        write_post(
            run_newsspider.folder / "seeds" / f"{number:02}.md", f"第{number}篇", story(f"remote {number}")
        )
    return run_newsspider


def _crawl(newsspider: Newsspider, remote: Remote, *more: str) -> Ran:
    return newsspider("crawl", "seeds", "-a", "path=seeds", *more, *remote.settings, env=BARE)


def test_an_overwritten_file_holds_everything_once(newsspider: Newsspider, remote: Remote) -> None:
    for _ in range(2):
        ran = _crawl(newsspider, remote, "-O", f"{remote.address}/all.jsonl")
        assert ran.code == 0, ran.stderr
        assert list(remote.files()) == ["all.jsonl"]
        assert [one["id"] for one in remote.lines()] == [one["id"] for one in ran.records]


def test_a_fixed_name_is_not_appended_to(newsspider: Newsspider, remote: Remote) -> None:
    ran = _crawl(newsspider, remote, "-o", f"{remote.address}/all.jsonl")
    assert ran.code == 2
    assert "cannot append" in ran.stderr
    assert "all-%(run)s.jsonl" in ran.stderr
    assert SECRET not in ran.stderr
    assert (remote.files(), ran.posts) == ({}, {})


def test_a_file_for_each_run_holds_what_is_new(newsspider: Newsspider, remote: Remote) -> None:
    address = f"{remote.address}/all-%(run)s.jsonl"
    first = _crawl(newsspider, remote, "-o", address)
    assert first.code == 0, first.stderr
    write_post(newsspider.folder / "seeds" / "new.md", "又一篇", story("remote new"))
    second = _crawl(newsspider, remote, "-o", address)
    assert (second.code, second.outcomes["kept"]) == (0, 1)
    titles = [one["title"] for one in remote.lines()]
    assert len(titles) == len(set(titles)) == 31
    assert len(remote.files()) == 2


# Before the file is sent, while it is, and when it is there but the ledger does not know that yet.
_MOMENTS = [Moment("post", 9), Moment("sent", 2), Moment("arrived", 1)]


@pytest.mark.parametrize("moment", _MOMENTS, ids=str)
@pytest.mark.parametrize("mode", ["-O", "-o"])
def test_a_killed_run_loses_nothing(
    newsspider: Newsspider, remote: Remote, moment: Moment, mode: str
) -> None:
    name = "all.jsonl" if mode == "-O" else "all-%(run)s.jsonl"
    command = ("crawl", "seeds", "-a", "path=seeds", mode, f"{remote.address}/{name}", *remote.settings)
    killing.end_at(newsspider.start(*command, env=BARE, at=moment.watched), moment)
    ran = newsspider(*command, env=BARE)
    assert ran.code == 0, ran.stderr
    assert len(ran.posts) == 30
    titles = [one["title"] for one in remote.lines()]
    assert set(titles) == {f"第{number}篇" for number in range(30)}
    assert len(titles) == 30
    assert [name for name in remote.files() if ".part" in name] == []


def test_a_server_that_does_not_say_what_it_has_gets_it_again(newsspider: Newsspider, ftp: Remote) -> None:
    address = f"{ftp.address}/all-%(run)s.jsonl"
    moment = Moment("arrived", 1)
    command = ("crawl", "seeds", "-a", "path=seeds", "-o", address)
    killing.end_at(newsspider.start(*command, env=BARE, at=moment.watched), moment)
    ran = _crawl(newsspider, ftp, "-o", address.replace(SECRET, "wrong-secret"))
    assert ran.code == 1
    assert "does not say what the run before has sent" in ran.stdout
    assert _crawl(newsspider, ftp, "-o", address).code == 0
    titles = [one["title"] for one in ftp.lines()]
    assert (len(titles), len(set(titles))) == (60, 30)


@pytest.mark.parametrize(
    ("kind", "address", "says"),
    [
        ("ftp", "ftp://key:wrong-secret@127.0.0.1:{port}/all.jsonl", "530"),
        ("s3", "s3://no-such-bucket/all.jsonl", "NoSuchBucket"),
    ],
)
def test_a_server_that_refuses_is_named(
    newsspider: Newsspider, request: pytest.FixtureRequest, kind: str, address: str, says: str
) -> None:
    remote: Remote = request.getfixturevalue(kind)
    port = remote.address.rpartition(":")[2].partition("/")[0]
    ran = _crawl(newsspider, remote, "-O", address.format(port=port))
    assert ran.code == 1
    assert says in ran.stderr
    assert "all.jsonl" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "wrong-secret" not in ran.stderr
    # What could be written is there, and the same command goes on elsewhere.
    assert len(ran.posts) == 30
    assert _crawl(newsspider, remote, "-O", f"{remote.address}/all.jsonl").code == 0
    assert len(remote.lines()) == 30
