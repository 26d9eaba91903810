"""Servers of this machine that speak FTP and S3, and what lies on them; from the extra `servers`."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
KEY, SECRET = "key", "very-secret"
# A run reaches the server itself, whatever proxy there is.
BARE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
# Neither another try nor a question to whoever gives a machine its credentials.
ALONE = {
    **BARE,
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}


class Remote(ABC):
    """A folder of a server: its address, and what the settings need to reach it."""

    def __init__(self, address: str, *settings: str) -> None:
        self.address = address
        self.settings = [part for setting in settings for part in ("-s", setting)]

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """Return the files that it holds."""

    def texts(self) -> list[str]:
        """Return the lines of all its files."""
        return [line for data in self.files().values() for line in data.decode("utf-8").splitlines()]

    def lines(self) -> list[dict[str, Any]]:
        """Return them parsed."""
        return [json.loads(line) for line in self.texts()]


class _Ftp(Remote):
    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(f"ftp://{KEY}:{SECRET}@127.0.0.1:{port}/{folder.name}")
        self._folder = folder

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._folder.iterdir())}


class FtpServer:
    """An FTP server whose folders are those of *top*."""

    def __init__(self, top: Path, port: int) -> None:
        self._top = top
        self._port = port

    def folder(self, name: str) -> Remote:
        """Return a new folder."""
        (self._top / name).mkdir()
        return _Ftp(self._top / name, self._port)


@contextmanager
def ftp_server(top: Path) -> Iterator[FtpServer]:
    """Serve the folders of *top* by FTP."""
    authorizers = pytest.importorskip("pyftpdlib.authorizers")
    handlers = pytest.importorskip("pyftpdlib.handlers")
    servers = pytest.importorskip("pyftpdlib.servers")
    people = authorizers.DummyAuthorizer()
    people.add_user(KEY, SECRET, str(top), perm="elradfmwMT")
    handler = type("Handler", (handlers.FTPHandler,), {"authorizer": people})
    server = servers.FTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"timeout": 0.1, "handle_exit": False})
    thread.start()
    try:
        yield FtpServer(top, server.address[1])
    finally:
        server.close_all()
        thread.join()


class Bucket(Remote):
    """A bucket of a server."""

    def __init__(self, bucket: str, endpoint: str) -> None:
        super().__init__(
            f"s3://{bucket}",
            f"AWS_ENDPOINT_URL={endpoint}",
            f"AWS_ACCESS_KEY_ID={KEY}",
            f"AWS_SECRET_ACCESS_KEY={SECRET}",
            "AWS_REGION_NAME=us-east-1",
        )
        boto3 = pytest.importorskip("boto3")
        given = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        self._client = boto3.client("s3", endpoint_url=endpoint, **given)
        self._bucket = bucket
        self._client.create_bucket(Bucket=bucket)

    def files(self) -> dict[str, bytes]:
        listed = self._client.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        keys = [one["Key"] for one in listed]
        return {key: self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read() for key in keys}

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data)

    def take(self, folder: Path, prefix: str = "") -> None:
        """Write the files of *folder* as objects whose keys begin with *prefix*."""
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.put(f"{prefix}{path.relative_to(folder)}", path.read_bytes())

    def remove(self, key: str) -> None:
        """Delete an object."""
        self._client.delete_object(Bucket=self._bucket, Key=key)


class S3Server:
    """A server of S3's protocol; those of one process share what they hold.

    `asked` are the requests that it got, such as `GET /bucket/key`. Before each of them it calls `before`, which may
    return what it answers instead: `503 SlowDown`.
    """

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.asked: list[str] = []
        self.before: Callable[[str], str | None] = lambda _: None

    def watching(self, app: _App) -> _App:
        """Return *app* as this server watches it."""

        def watched(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8")
            asked = f"{environ['REQUEST_METHOD']} {path}"
            self.asked.append(asked)
            refused = self.before(asked)
            if refused is None:
                return app(environ, start)
            start(refused, [("Content-Type", "application/xml")])
            code = refused.partition(" ")[2]
            return [f"<Error><Code>{code}</Code><Message>as the test wants it</Message></Error>".encode()]

        return watched

    def folder(self, name: str) -> Bucket:
        """Return a new bucket."""
        return Bucket(name, self.endpoint)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Serve buckets by S3's protocol."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    s3 = S3Server("http://{}:{}".format(*server.get_host_and_port()))
    served = server._server
    served.app = s3.watching(served.app)
    try:
        yield s3
    finally:
        server.stop()
