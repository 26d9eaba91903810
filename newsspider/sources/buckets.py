"""Objects in S3 buckets as seed files: which there are, and each as a file that can be read from any byte.

An address is `s3://bucket/key`, with the key as it is. Nothing here knows what an object contains: `files`
does. What concerns one object is an OSError, as for a file; what ends the run is a BucketFailed.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from threading import Lock
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

from newsspider.errors import ExitCode, NewsspiderError, Rejected, UsageError
from newsspider.model.draft import Stamp
from newsspider.model.outcomes import Outcome, Reason
from newsspider.text.paths import BUCKETS
from newsspider.text.redact import masked

_Result = TypeVar("_Result")

# Bytes of the first request for an object, and of the largest: it doubles while bytes are asked for in order.
# Each request is complete before anybody waits, so no server ends it because the reader is slow.
_LEAST, _MOST = 1 << 18, 1 << 22
_BUFFER = 1 << 16
# Seconds until a connection is there, and tries of an answer that ends in its middle. Other failures are
# tried again as boto3 is told to (AWS_MAX_ATTEMPTS).
_CONNECT = 10
_TRIES = 3
_MISSING = frozenset(("404", "NoSuchKey", "NotFound"))
_CHANGED = frozenset(("412", "PreconditionFailed"))
_BEYOND = frozenset(("416", "InvalidRange"))
_DENIED = frozenset(("403", "AccessDenied", "Forbidden"))
# Answers that no other object would get either; so would any answer from 500 on.
_OF_ALL = frozenset(
    (
        *("InvalidBucketName", "AllAccessDisabled", "AccountProblem", "PermanentRedirect"),
        *("InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed"),
        *("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestTimeTooSkewed", "SlowDown"),
    )
)
_SERVER_ERRORS = 500


class BucketFailed(NewsspiderError):
    """A bucket cannot be read (any more): the run ends with this message."""


class NoBucket(BucketFailed):
    """There is no bucket of this name."""

    exit_code = ExitCode.USAGE


# --- access ---


@dataclass(frozen=True)
class Access:
    """How to reach S3, as Scrapy's settings for outputs say it; boto3 looks for itself for what is None."""

    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    endpoint: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Access:
        """Return the access in the `AWS_…` *settings*."""
        names = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "ENDPOINT_URL", "REGION_NAME")
        return cls(*(settings.get(f"AWS_{name}") or None for name in names))

    @property
    def public(self) -> Access:
        """The access without its secrets, for workers that have their own."""
        return replace(self, key=None, secret=None, token=None)


class _Current:
    access = Access()
    lock = Lock()


def use(access: Access) -> None:
    """Reach S3 by *access* from now on, in this process."""
    _Current.access = access


def access() -> Access:
    """Return the access in use."""
    return _Current.access


@lru_cache(maxsize=4)
def _client_of(access: Access) -> Any:
    import boto3.session  # noqa: PLC0415 - from an extra
    from botocore.config import Config  # noqa: PLC0415

    return boto3.session.Session().client(
        "s3",
        aws_access_key_id=access.key,
        aws_secret_access_key=access.secret,
        aws_session_token=access.token,
        endpoint_url=access.endpoint,
        region_name=access.region,
        config=Config(connect_timeout=_CONNECT),
    )


def _asked(address: str, ask: Callable[[Any], _Result]) -> _Result:
    """Return what *ask* returns for a client; an error of S3 about *address* is translated."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - from an extra

    try:
        with _Current.lock:  # only making a client needs it
            client = _client_of(_Current.access)
        return ask(client)
    except ClientError as error:
        code, status = _code(error), error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code == "NoSuchBucket":
            message = f"there is no bucket {parts(address)[0]!r}"
            raise NoBucket(message) from error
        if code in _OF_ALL or status >= _SERVER_ERRORS:
            raise _failed(address, f"{code}: {error.response['Error'].get('Message', '')}") from error
        raise
    except (BotoCoreError, ValueError) as error:  # ValueError: the endpoint is no address
        why = str(error)
        if type(error).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
            why = "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        raise _failed(address, why) from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _failed(address: str, why: str) -> BucketFailed:
    bucket = f"{BUCKETS}{parts(address)[0]}"
    message = f"{bucket} cannot be read: {why.rstrip('. ')}; mend that, and run the same command again"
    return BucketFailed(masked(message))


# --- objects ---


class Object(NamedTuple):
    """An object in a list: its key, and what it was like then."""

    key: str
    stamp: Stamp


def is_address(path: str) -> bool:
    """Return whether *path* is the address of a bucket or of something in it."""
    return path.startswith(BUCKETS)


def parts(address: str) -> tuple[str, str]:
    """Return the bucket of *address* and the key in it, which may be empty."""
    bucket, _, key = address.removeprefix(BUCKETS).partition("/")
    return bucket, key


def address_of(bucket: str, key: str) -> str:
    """Return the address of the object *key* in *bucket*."""
    return f"{BUCKETS}{bucket}/{key}"


def check(address: str) -> None:
    """Raise UsageError if *address* cannot be the one of a bucket, or the extra is not installed."""
    bucket = parts(address)[0]
    if "@" in bucket:
        message = (
            "path= takes no credentials, which the ledger would keep: set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY"
        )
        raise UsageError(message)
    if not bucket:
        message = f"{address} names no bucket; write s3://bucket/prefix"
        raise UsageError(message)
    if find_spec("boto3") is None:
        message = f"{address} needs a library that is not installed: pip install 'newsspider[s3]'"
        raise UsageError(message)


def listed(bucket: str, prefix: str, at_once: int = 1000) -> Iterator[Object]:
    """Yield the objects of *bucket* whose keys begin with *prefix*, in the order of their keys, as bytes.

    Each request is for *at_once* of them, at most 1000. Raises BucketFailed.
    """
    from botocore.exceptions import ClientError  # noqa: PLC0415 - from an extra

    address = address_of(bucket, prefix)
    wanted: dict[str, Any] = {"Bucket": bucket, "Prefix": prefix, "MaxKeys": at_once}
    while True:
        try:
            page = _asked(address, lambda client: client.list_objects_v2(**wanted))
        except ClientError as error:
            why = "access denied" if _code(error) in _DENIED else str(error)
            raise _failed(address, why) from error
        for one in page.get("Contents", ()):
            yield Object(one["Key"], _stamp(one["Size"], one.get("LastModified"), one.get("ETag")))
        if not page.get("NextContinuationToken"):
            return
        wanted["ContinuationToken"] = page["NextContinuationToken"]


def is_there(address: str) -> bool:
    """Return whether there is an object at *address* that may be read; raises BucketFailed."""
    try:
        _head(address)
    except OSError:
        return False
    return True


def opened(address: str, known: Stamp | None = None) -> BinaryIO:
    """Return the object at *address* as an open file; nothing is asked for before it is read.

    Reading it raises OSError, BucketFailed, and Rejected if it changes meanwhile or is not as *known*.
    """
    return cast("BinaryIO", io.BufferedReader(_ObjectFile(address, known), _BUFFER))


def _stamp(size: int, modified: datetime | None, etag: str | None) -> Stamp:
    """Return the stamp of an object: its ETag stands for the second time, as a number that is no time.

    Some servers give parts of a second in a list alone, so that nothing but whole seconds can be compared.
    """
    seconds = int(modified.timestamp()) if modified else 0
    number = int.from_bytes(blake2b(etag.encode(), digest_size=7).digest(), "big") if etag else 0
    return Stamp(size, seconds * 1_000_000_000, -number)


def _head(address: str) -> Stamp:
    bucket, key = parts(address)
    found = _of_object(address, lambda client: client.head_object(Bucket=bucket, Key=key))
    return _stamp(found["ContentLength"], found.get("LastModified"), found.get("ETag"))


def _of_object(address: str, ask: Callable[[Any], _Result]) -> _Result:
    """Return what *ask* returns; raises OSError for what concerns only the object at *address*."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - from an extra

    try:
        return _asked(address, ask)
    except ClientError as error:
        code = _code(error)
        if code in _MISSING:
            raise FileNotFoundError(errno.ENOENT, "it is no longer in the bucket") from error
        if code in _CHANGED:
            raise _changed() from error
        if code in _DENIED:
            raise PermissionError(errno.EACCES, "access to it is denied") from error
        if code in _BEYOND:
            raise _BeyondEnd from error
        message = error.response.get("Error", {}).get("Message", "")
        raise OSError(errno.EIO, masked(f"{code}: {message}")) from error


def _changed() -> Rejected:
    return Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, "it has changed since it was listed or begun")


class _BeyondEnd(OSError):
    """There is no byte at that place."""


class _ObjectFile(io.RawIOBase):
    """An object that is read in windows; the first request tells its size, and which state of it is read."""

    def __init__(self, address: str, known: Stamp | None) -> None:
        self._address = address
        self._known = known
        self._size: int | None = None
        self._etag = ""
        self._at = 0
        self._window, self._start = b"", 0
        self._next = _LEAST

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, and return it."""
        if whence == os.SEEK_END:
            if self._size is None:
                self._fetch()
            offset += self._size or 0
        elif whence == os.SEEK_CUR:
            offset += self._at
        self._at = max(0, offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer* with what is at hand, else with what one request brings; return the bytes."""
        if not self._start <= self._at < self._start + len(self._window):
            if self._size is not None and self._at >= self._size:
                return 0
            self._fetch()
        at = self._at - self._start
        found = self._window[at : at + len(buffer)] if at >= 0 else b""
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _fetch(self) -> None:
        """Bring the window from the present place on; an empty one at the end."""
        goes_on = bool(self._window) and self._at == self._start + len(self._window)
        self._next = min(2 * self._next, _MOST) if goes_on else _LEAST
        bucket, key = parts(self._address)
        given = {"IfMatch": self._etag} if self._etag else {}
        wanted = f"bytes={self._at}-{self._at + self._next - 1}"

        def ask(client: Any) -> tuple[Any, bytes]:
            found = client.get_object(Bucket=bucket, Key=key, Range=wanted, **given)
            return found, found["Body"].read()

        try:
            found, data = _of_object(self._address, lambda client: _again(ask, client))
        except _BeyondEnd:
            self._window, self._start = b"", self._at
            self._begin(_head(self._address), "")
            return
        whole, start = len(data), 0
        if place := found.get("ContentRange"):  # a server that ignores ranges sends everything
            whole, start = int(place.rpartition("/")[2]), self._at
        self._window, self._start = data, start
        self._begin(_stamp(whole, found.get("LastModified"), found.get("ETag")), found.get("ETag") or "")

    def _begin(self, stamp: Stamp, etag: str) -> None:
        """Take the object as *stamp* says it is; raises Rejected if it is not the one that was listed."""
        known = self._known
        if known is not None:
            is_other = bool(known.changed and stamp.changed) and known.changed != stamp.changed
            if is_other or known.size != stamp.size:
                raise _changed()
        self._size, self._etag = stamp.size, self._etag or etag


def _again(ask: Callable[[Any], _Result], client: Any) -> _Result:
    """Return what *ask* returns, tried again if an answer ends in its middle, which boto3 does not do."""
    from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError  # noqa: PLC0415

    for _ in range(_TRIES - 1):
        with suppress(IncompleteReadError, ReadTimeoutError, ResponseStreamingError):
            return ask(client)
    return ask(client)
