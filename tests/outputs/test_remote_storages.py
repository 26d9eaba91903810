"""Outputs over FTP and S3, against servers on this machine that speak the protocols; from the extra `servers`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider, Ran, story, write_post
from tests.crash import killing
from tests.crash.killing import Moment

pytestmark = pytest.mark.slow
_BUCKET = "archive"
_KEY, _SECRET = "key", "very-secret"


class Remote:
    """A folder of a server: its address, and what the settings need to reach it."""

    def __init__(self, address: str, *settings: str) -> None:
        self.address = address
        self.settings = [part for setting in settings for part in ("-s", setting)]

    def files(self) -> dict[str, bytes]:
        """Return the files that it holds."""
        raise NotImplementedError

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of all its files."""
        return [json.loads(line) for data in self.files().values() for line in data.splitlines()]


class _Ftp(Remote):
    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(f"ftp://{_KEY}:{_SECRET}@127.0.0.1:{port}")
        self._folder = folder

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._folder.iterdir())}


class _S3(Remote):
    def __init__(self, port: int) -> None:
        endpoint = f"http://127.0.0.1:{port}"
        super().__init__(
            f"s3://{_BUCKET}",
            f"AWS_ENDPOINT_URL={endpoint}",
            f"AWS_ACCESS_KEY_ID={_KEY}",
            f"AWS_SECRET_ACCESS_KEY={_SECRET}",
            "AWS_REGION_NAME=us-east-1",
        )
        boto3 = pytest.importorskip("boto3")
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=_KEY,
            aws_secret_access_key=_SECRET,
            region_name="us-east-1",
        )
        self._client.create_bucket(Bucket=_BUCKET)

    def files(self) -> dict[str, bytes]:
        listed = self._client.list_objects_v2(Bucket=_BUCKET).get("Contents", [])
        keys = [one["Key"] for one in listed]
        return {key: self._client.get_object(Bucket=_BUCKET, Key=key)["Body"].read() for key in keys}

    def empty(self) -> None:
        """Remove all files."""
        for key in self.files():
            self._client.delete_object(Bucket=_BUCKET, Key=key)


@pytest.fixture
def ftp(tmp_path: Path) -> Iterator[Remote]:
    """An FTP server and its empty folder."""
    authorizers = pytest.importorskip("pyftpdlib.authorizers")
    handlers = pytest.importorskip("pyftpdlib.handlers")
    servers = pytest.importorskip("pyftpdlib.servers")
    folder = tmp_path / "ftp"
    folder.mkdir()
    people = authorizers.DummyAuthorizer()
    people.add_user(_KEY, _SECRET, str(folder), perm="elradfmwMT")
    handler = type("Handler", (handlers.FTPHandler,), {"authorizer": people})
    server = servers.FTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"timeout": 0.1, "handle_exit": False})
    thread.start()
    yield _Ftp(folder, server.address[1])
    server.close_all()
    thread.join()


@pytest.fixture
def s3() -> Iterator[Remote]:
    """A server of S3's protocol with an empty bucket."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    made = _S3(server.get_host_and_port()[1])
    yield made
    made.empty()  # the servers of one process share what they hold
    server.stop()


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


_BARE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")


def _crawl(newsspider: Newsspider, remote: Remote, *more: str) -> Ran:
    return newsspider("crawl", "seeds", "-a", "path=seeds", *more, *remote.settings, env=_BARE)


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
    assert _SECRET not in ran.stderr
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
    killing.end_at(newsspider.start(*command, env=_BARE, at=moment.watched), moment)
    ran = newsspider(*command, env=_BARE)
    assert ran.code == 0, ran.stderr
    assert len(ran.posts) == 30
    titles = [one["title"] for one in remote.lines()]
    assert set(titles) == {f"第{number}篇" for number in range(30)}
    assert len(titles) == 30
    assert [name for name in remote.files() if ".part" in name] == []


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
    port = remote.address.rpartition(":")[2]
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
