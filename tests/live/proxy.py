"""An HTTP proxy that is itself every host behind it: whole addresses, and CONNECT with a certificate."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import closing

from tests.live import wire
from tests.live.wire import Answer, HungUp, Request

# A connection on which nothing comes for so long is given up, so that no thread outlives its test for long.
_IDLE = 60.0


class Proxy(socketserver.ThreadingTCPServer):
    """Listens on a free port of 127.0.0.1; a thread a connection.

    `answer` is asked for every request to a host that `allowed` lets pass; the others are refused and stand
    in `strangers`. `errors` holds what was no request at all.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self, allowed: Callable[[str], bool], answer: Callable[[Request], Answer], tls: ssl.SSLContext
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.allowed = allowed
        self.answer = answer
        self.tls = tls
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self.over = threading.Event()

    @property
    def address(self) -> str:
        """The address for `http_proxy` and `https_proxy`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def begin(self) -> None:
        """Serve from a thread of its own, until `end`."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        """Stop serving and close."""
        self.over.set()
        self.shutdown()
        self.server_close()


class _Connection(socketserver.BaseRequestHandler):
    server: Proxy
    request: socket.socket

    def handle(self) -> None:
        self.request.settimeout(_IDLE)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._serve(self.request, "http")
        except (HungUp, ConnectionError, TimeoutError, ssl.SSLError):
            pass  # either side may hang up at any time: tests do it on purpose
        except ValueError as error:
            self.server.errors.append(str(error))

    def _serve(self, sock: socket.socket, scheme: str) -> None:
        with closing(sock), closing(sock.makefile("rb")) as stream:
            while (head := wire.read_head(stream)) is not None:
                method, target, headers = head
                if method == "CONNECT":
                    self._tunnel(sock, target)
                    return
                if method != "GET":
                    message = f"{method} {target}"
                    raise ValueError(message)
                request = wire.request(scheme, target, headers)
                if self._refuses(sock, request.host, request.url):
                    return
                wire.send(sock, self.server.answer(request), self.server.over)

    def _tunnel(self, sock: socket.socket, target: str) -> None:
        if self._refuses(sock, target.rpartition(":")[0], target):
            return
        sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._serve(self.server.tls.wrap_socket(sock, server_side=True), "https")

    def _refuses(self, sock: socket.socket, host: str, what: str) -> bool:
        if self.server.allowed(host):
            return False
        self.server.strangers.append(what)
        wire.send(sock, Answer(403, b"not a host of these tests"), self.server.over)
        return True
