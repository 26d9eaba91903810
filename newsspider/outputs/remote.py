"""Files on FTP servers and S3: completed on this machine, then sent, and recognised after a kill.

The ledger notes the stamp of a file before it is sent: its path, its size, and its temporary path. If a run
is killed, the next one asks the server whether the file has arrived. So nothing is written twice, unless the
server does not answer.
"""

from __future__ import annotations

import json
import posixpath
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ftplib import FTP, FTP_TLS, all_errors, error_perm
from ssl import create_default_context
from threading import Thread
from typing import IO, TYPE_CHECKING, Any

from scrapy.extensions.feedexport import BlockingFeedStorage, FTPFeedStorage, S3FeedStorage
from scrapy.utils.ftp import ftp_makedirs_cwd

from newsspider.errors import OutputFailed
from newsspider.outputs.storages import Abilities
from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

# Seconds to wait for an answer of an FTP server, and for the check of what an earlier run has sent.
_TIMEOUT = 60
_PATIENCE = 30
_TOKEN_BYTES = 6
_NOT_FOUND = ("404", "NoSuchKey")


class RemoteFile(ABC):
    """A file that is sent when the run calls `place`; `settled` and `stored` as those of a `FileStorage`."""

    abilities = Abilities(append=False, lock=False, rename=True)

    def __init__(self, uri: str, path: str, scrapys: BlockingFeedStorage) -> None:
        self.settled = False
        self.stored = False
        self._uri = uri
        self._path = path
        self._part = f"{path}.{secrets.token_hex(_TOKEN_BYTES)}.part"
        self._scrapys = scrapys
        self._file: IO[bytes] | None = None

    @classmethod
    @abstractmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> RemoteFile:
        """Return the storage of *uri*; raises NotConfigured if a library is missing."""

    def open(self, spider: Spider) -> IO[bytes]:
        """Return a local file to write to."""
        return self._scrapys.open(spider)

    def store(self, file: IO[bytes]) -> None:
        """Note that *file* is complete."""
        self._file = file
        self.settled = True

    def mark(self) -> str:
        """Return the stamp of the complete file."""
        assert self._file is not None
        return json.dumps([self._path, self._file.seek(0, 2), self._part])

    def place(self) -> None:
        """Send the complete file, without a time limit; raises OutputFailed."""
        assert self._file is not None
        self._file.seek(0)
        try:
            self._send(self._file)
        except self._errors() as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            message = f"{masked(self._uri)} cannot be written: {why}"
            raise OutputFailed(message) from error
        finally:
            self._file.close()
        self.stored = True

    def discard(self) -> None:
        """Delete what was written; nothing is sent."""
        if self._file is not None:
            self._file.close()

    def named(self, mark: str) -> bool | None:
        """Return whether the file with this stamp is there, None if the server does not say.

        What is left of one that is not there is removed.
        """
        path, size, part = json.loads(mark)
        found: list[bool] = []

        def ask() -> None:
            with suppress(*self._errors()):
                found.append(self._is_there(path, size, part))

        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(_PATIENCE)
        return found[0] if found else None

    @abstractmethod
    def _errors(self) -> tuple[type[Exception], ...]:
        """Return the exceptions of a server that refuses."""

    @abstractmethod
    def _send(self, file: IO[bytes]) -> None: ...

    @abstractmethod
    def _is_there(self, path: str, size: int, part: str) -> bool: ...


class FtpFile(RemoteFile):
    """A file on an FTP server, with TLS or not: sent under a temporary name and renamed."""

    _scrapys: FTPFeedStorage

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> FtpFile:
        """Return the storage of *uri*."""
        scrapys = FTPFeedStorage.from_crawler(crawler, uri, feed_options=feed_options)
        return cls(uri, scrapys.path, scrapys)

    def _errors(self) -> tuple[type[Exception], ...]:
        return all_errors

    def _send(self, file: IO[bytes]) -> None:
        folder, name = posixpath.split(self._path)
        part = posixpath.basename(self._part)
        with self._connected() as ftp:
            ftp_makedirs_cwd(ftp, folder)
            ftp.storbinary(f"STOR {part}", file)
            try:
                ftp.rename(part, name)
            except error_perm:  # some servers never replace a file
                ftp.delete(name)
                ftp.rename(part, name)

    def _is_there(self, path: str, size: int, part: str) -> bool:
        with self._connected() as ftp:
            ftp.voidcmd("TYPE I")  # binary mode, so that a size is in bytes
            try:
                return ftp.size(path) == size
            except error_perm:
                with suppress(error_perm):
                    ftp.delete(part)
                return False

    @contextmanager
    def _connected(self) -> Iterator[FTP]:
        its = self._scrapys
        # Whether with TLS is the user's choice.
        ftp = FTP_TLS(context=create_default_context()) if its.tls else FTP()  # noqa: S321
        with ftp:
            ftp.connect(its.host, its.port, timeout=_TIMEOUT)
            ftp.login(its.username, its.password)
            if isinstance(ftp, FTP_TLS):
                ftp.prot_p()
            ftp.set_pasv(not its.use_active_mode)
            yield ftp


class S3File(RemoteFile):
    """An S3 object, which exists only when it is complete."""

    _scrapys: S3FeedStorage

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> S3File:
        """Return the storage of *uri*; raises NotConfigured without boto3."""
        # Otherwise Scrapy would warn about what the run refuses anyway.
        feed_options = {**(feed_options or {}), "overwrite": True}
        scrapys = S3FeedStorage.from_crawler(crawler, uri, feed_options=feed_options)
        return cls(uri, scrapys.keyname, scrapys)

    def _errors(self) -> tuple[type[Exception], ...]:
        from boto3.exceptions import Boto3Error  # noqa: PLC0415 - from an extra
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        return BotoCoreError, ClientError, Boto3Error, OSError

    def _send(self, file: IO[bytes]) -> None:
        its = self._scrapys
        more = {"ACL": its.acl} if its.acl else None
        its.s3_client.upload_fileobj(file, its.bucketname, self._path, ExtraArgs=more)

    def _is_there(self, path: str, size: int, part: str) -> bool:
        del part  # an object is never incomplete
        from botocore.exceptions import ClientError  # noqa: PLC0415

        try:
            found = self._scrapys.s3_client.head_object(Bucket=self._scrapys.bucketname, Key=path)
        except ClientError as error:
            if error.response["Error"]["Code"] in _NOT_FOUND:
                return False
            raise
        return bool(found["ContentLength"] == size)
