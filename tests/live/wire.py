"""Requests and answers of HTTP/1.1, read from and written to a socket, sound or broken on purpose."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BufferedReader
from urllib.parse import parse_qs, urlsplit

_LONGEST_LINE = 65_536
_AT_ONCE = 0.1


@dataclass(frozen=True)
class Request:
    """A request as it came: its whole address, its headers by small names, when it came (monotonic)."""

    url: str
    headers: dict[str, str]
    at: float

    @property
    def host(self) -> str:
        """The host asked for."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path asked for."""
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> dict[str, str]:
        """The parameters, the last of each name, empty ones too."""
        found = parse_qs(urlsplit(self.url).query, keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}

    @property
    def page(self) -> str:
        """Host and path, by which a page is known whatever scheme and tracking came with it."""
        return f"{self.host}{self.path}"

    @property
    def conditional(self) -> bool:
        """Whether validators came with it."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True)
class Answer:
    """What to send, after `delay` seconds; `cut` ends it in its middle, `reset` and `hang` send nothing at all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    reset: bool = False
    hang: bool = False
    delay: float = 0.0


class HungUp(Exception):
    """The connection is over, by our will."""


def read_head(stream: BufferedReader) -> tuple[str, str, dict[str, str]] | None:
    """Return method, target and headers of the next request, None at the end; raises ValueError for junk."""
    line = stream.readline(_LONGEST_LINE).decode("latin-1").strip()
    if not line:
        return None
    method, target, _ = line.split(" ")
    headers = {}
    while (line := stream.readline(_LONGEST_LINE).decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return method, target, headers


def request(scheme: str, target: str, headers: dict[str, str]) -> Request:
    """Return the request for *target*, a whole address or the path of one."""
    url = target if "://" in target else f"{scheme}://{headers.get('host', '')}{target}"
    return Request(url, headers, time.monotonic())


def send(sock: socket.socket, answer: Answer, over: threading.Event) -> None:
    """Send *answer*, or what it has instead; raises HungUp when the connection is to end with it."""
    over.wait(answer.delay)
    if answer.reset:
        # A linger of 0 seconds makes closing a reset.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise HungUp
    if answer.hang:
        _wait(sock, over)
        raise HungUp
    body = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
    sock.sendall(_head(answer) + body)
    if answer.cut:
        raise HungUp


def _phrase(status: int) -> str:
    """Return the words of a status; a firewall's own has none."""
    return HTTPStatus(status).phrase if status in {*HTTPStatus} else "Unknown"


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(answer.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _wait(sock: socket.socket, over: threading.Event) -> None:
    """Return when the other side hangs up, or the server ends."""
    while not over.is_set() and not select.select([sock], [], [], _AT_ONCE)[0]:
        pass
