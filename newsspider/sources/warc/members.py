"""The bytes of an archive without its compression, member by member, and where each member began.

An archive is plain, or a sequence of gzip members or Zstandard frames, mostly one for each record. At most
one piece is held in memory, whatever a member claims to hold. To add a compression, add a decoder.
"""

from __future__ import annotations

import importlib
import re
import sys
import zlib
from typing import Any, BinaryIO, Protocol

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason

_RAW = 1 << 16  # bytes of the file that are read at once
_PIECE = 1 << 18  # bytes that they may become at once
# Of Python itself from 3.14 on, else the same as a package of its own.
ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
_GZIP = b"\x1f\x8b\x08"
_FRAME = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_LARGEST_DICTIONARY = 10_000_000
# How a record begins, used after damage or a wrong length.
BEGINS = re.compile(rb"WARC/[01]\.\d\d?\r?\n[A-Za-z][\w-]{0,60}:")
_HEAD = 128
# How far the start of a record is searched for in one member, in bytes, and at how many places a member.
_FARTHEST = 1 << 28
_MOST_TRIES = 10_000


class Damaged(Exception):
    """The data at this place cannot be decompressed."""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def unused_data(self) -> bytes:
        """Data that was fed but belongs after the member."""

    def feed(self, data: bytes) -> bytes:
        """Return at most one decompressed piece of *data* and earlier data; raises Damaged."""

    @property
    def is_hungry(self) -> bool:
        """Whether more bytes of the file are needed."""


class _Gunzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def feed(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(self._stream.unconsumed_tail + data, _PIECE)
        except zlib.error as error:
            raise Damaged(str(error)) from error

    @property
    def is_hungry(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


class _Unzstd:
    def __init__(self, dictionary: Any = None) -> None:
        self._zstd = module("zstd", ZSTD)
        self._stream = self._zstd.ZstdDecompressor(zstd_dict=dictionary)

    def feed(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._stream.decompress(data, _PIECE)
        except self._zstd.ZstdError as error:
            raise Damaged(str(error)) from error
        return piece

    @property
    def is_hungry(self) -> bool:
        return bool(self._stream.needs_input)

    @property
    def eof(self) -> bool:
        return bool(self._stream.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._stream.unused_data)


def module(coding: str, name: str) -> Any:
    """Return the module *name*, which undoes *coding*; raises Rejected if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        detail = f"compressed with {coding}, which needs the package {name}"
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail) from error


class TooLong(Exception):
    """A line has more bytes than it may have."""


class Members:
    """What *file* holds from where it stands, as one stream; `start` is where its present member began.

    `is_cut` says that the file ended within a member. Methods raise Damaged for a damaged member;
    `seek_record` continues after the damage.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw, self._at = b"", file.tell()  # bytes that were read but not used, and the place after them
        self._decoder: _Decoder | None = None
        self._dictionary: Any = None
        self._buffer, self._used = b"", 0
        self._has_ended = False  # the member, apart from what the buffer holds
        self._is_damaged = False  # so unused data and the start of the next member are lost
        self._whole_to = self._at
        self._tries = 0
        self.is_cut = False
        self.start = self._at
        self.inner = 0  # bytes of the present member that were taken
        self._begin()

    @property
    def is_compressed(self) -> bool:
        """Whether the present member is one of a compression, and not the plain file."""
        return self._decoder is not None

    @property
    def has_ended(self) -> bool:
        """Whether nothing of the file is left, as far as the current member shows."""
        return self._has_ended and self._used == len(self._buffer) and (self.is_cut or self._decoder is None)

    @property
    def place(self) -> int | None:
        """Where in the file the next byte stands, None within a compressed member."""
        if self._decoder is None:
            return self._at - len(self._raw) - len(self._buffer) + self._used
        return None if self.inner else self.start

    @property
    def end(self) -> int:
        """Where the last complete member ends, or how much of a plain file was taken."""
        return self._whole_to if self._decoder is not None else self.place or 0

    def peek(self, count: int) -> bytes:
        """Return the next *count* bytes of the member, fewer where it ends before; they are not taken."""
        while len(self._buffer) - self._used < count and self._fill():
            pass
        return self._buffer[self._used : self._used + count]

    def take(self, count: int) -> bytes:
        """Return at most *count* bytes and move past them; empty at the end of the member."""
        if self._used == len(self._buffer):
            self._fill()
        taken = self._buffer[self._used : self._used + count]
        self._used += len(taken)
        self.inner += len(taken)
        return taken

    def line(self, limit: int) -> bytes:
        """Return the next line with its end, empty at the end of the member; raises TooLong."""
        seen = self._used
        while (at := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen - self._used > limit:
                raise TooLong
            shift = self._used
            if not self._fill():
                break
            seen -= shift
        count = at + 1 - self._used if at >= 0 else len(self._buffer) - self._used
        if count > limit:
            raise TooLong
        return self.take(count) if count else b""

    def next_member(self) -> bool:
        """Move to the next member if the current one is used up; False at the end of the file."""
        if self._decoder is None or self.is_cut:
            return False
        if self._is_damaged:
            return self._seek_member(self.start)
        while True:  # zeros between members, or after the last one, fill a block
            self._raw = self._raw.lstrip(b"\0")
            if self._raw:
                break
            if not self._read():
                return False
        self._begin()
        return True

    def seek_record(self) -> bool:
        """Move to the next place where a record begins; False if there is none."""
        if self._decoder is None:
            return self._seek_words(None)
        was_inside = self.inner > 0 and (self._used < len(self._buffer) or not self._has_ended)
        start = self.start
        if was_inside and self._seek_words(_FARTHEST):
            return True
        return self._seek_member(start)

    def _read(self) -> bool:
        more = self._file.read(_RAW)
        self._raw += more
        self._at += len(more)
        return bool(more)

    def _begin(self) -> None:
        """Begin a member at the current place in the file."""
        while True:
            while len(self._raw) < _HEAD and self._read():
                pass
            if not _SKIPPABLE.match(self._raw):
                break
            self._pass_frame()
        self.start, self.inner = self._at - len(self._raw), 0
        self._buffer, self._used, self._has_ended, self._is_damaged = b"", 0, False, False
        if self._raw.startswith(_GZIP):
            self._decoder = _Gunzip()
        elif self._raw.startswith(_FRAME):
            self._decoder = _Unzstd(self._dictionary)
        elif self._decoder is not None or self._dictionary is not None:
            self._has_ended = True
            message = "the data that follows is not a member"
            raise Damaged(message)

    def _pass_frame(self) -> None:
        """Skip a Zstandard frame that holds no data, or the dictionary of the whole file."""
        size = int.from_bytes(self._raw[4:8], "little")
        is_dictionary = self._raw.startswith(_DICTIONARY) and size <= _LARGEST_DICTIONARY
        if not is_dictionary:
            passed = self._raw[8 : 8 + size]
            self._raw = self._raw[8 + size :]
            if len(passed) < size:
                self._at = self._file.seek(size - len(passed), 1)
            return
        while len(self._raw) < 8 + size and self._read():
            pass
        content, self._raw = self._raw[8 : 8 + size], self._raw[8 + size :]
        zstd = module("zstd", ZSTD)
        try:
            raw = zstd.decompress(content) if content.startswith(_FRAME) else content
            self._dictionary = zstd.ZstdDict(raw)
        except (zstd.ZstdError, ValueError) as error:
            raise Damaged(str(error)) from error

    def _fill(self) -> bool:
        """Add the next bytes of the member to the buffer; False where it has ended."""
        piece = b"" if self._has_ended else self._piece()
        self._buffer, self._used = self._buffer[self._used :] + piece, 0
        return bool(piece)

    def _piece(self) -> bytes:
        """Return the next bytes of the member, none where it ends."""
        if self._decoder is None:
            if not self._raw and not self._read():
                self._has_ended = True
            piece, self._raw = self._raw, b""
            return piece
        piece = b""
        while not piece and not self._has_ended:
            data = b""
            if self._decoder.is_hungry:
                if not self._raw and not self._read():
                    self._has_ended = self.is_cut = True
                    break
                data, self._raw = self._raw, b""
            try:
                piece = self._decoder.feed(data)
            except Damaged:
                self._has_ended = self._is_damaged = True
                raise
            if self._decoder.eof:
                self._raw = self._decoder.unused_data
                self._whole_to = self._at - len(self._raw)
                self._has_ended = True
        return piece

    def _seek_words(self, farthest: int | None) -> bool:
        """Move to the bytes that begin a record, in the current member; not beyond *farthest* bytes."""
        self.take(1)  # no record begins here
        passed = 0
        while farthest is None or passed <= farthest:
            found = BEGINS.search(self._buffer, self._used)
            count = found.start() - self._used if found else max(0, len(self._buffer) - self._used - _HEAD)
            passed += len(self.take(count)) if count else 0
            if found:
                return True
            try:
                if not self._fill():
                    return False
            except Damaged:
                return False
        return False

    def _seek_member(self, start: int) -> bool:
        """Move to the next member after *start* that begins like a record."""
        magic = _GZIP if isinstance(self._decoder, _Gunzip) else _FRAME
        base, window = start + 1, b""
        while self._tries < _MOST_TRIES:
            found = window.find(magic)
            if found >= 0:
                base, window = base + found, window[found:]
                if self._begins_at(base):
                    return True
                base, window = base + 1, window[1:]
                continue
            keep = max(0, len(window) - len(magic) + 1)
            base, window = base + keep, window[keep:]
            self._file.seek(base + len(window))
            more = self._file.read(_RAW)
            if not more:
                break
            window += more
        self._has_ended = True
        return False

    def _begins_at(self, place: int) -> bool:
        """Return whether a record begins with the member at *place*; if so, the stream is there now."""
        self._tries += 1
        self._file.seek(place)
        self._raw, self._at, self.is_cut = b"", place, False
        try:
            self._begin()
            return BEGINS.match(self.peek(_HEAD).lstrip()) is not None
        except Damaged:
            return False
