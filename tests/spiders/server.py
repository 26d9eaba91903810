"""A small server: what it answers is a table by path, what it was asked is a list."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from newsspider.text.dates import BEIJING

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=BEIJING)
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_新浪财经_新浪网</title>
<meta property="og:title" content="{title}"></head><body>
<h1 class="main-title">{title}</h1>
<div class="date-source"><span class="date">{date:%Y年%m月%d日 %H:%M}</span><a class="source">新华社</a></div>
<div class="article" id="artibody">{body}<p class="article-editor">责任编辑：李明 SF001</p></div>
</body></html>"""

# Status, headers, body.
Answer = tuple[int, dict[str, str], bytes]


def page(title: str, date: datetime, text: str) -> str:
    """Return a page of the layout of today."""
    return _PAGE.format(title=title, date=date, body=f"<p>{text}</p>")


class Server(ThreadingHTTPServer):
    """Answers a GET by `answers[path]`, a function of query and headers; `asked` holds path and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Callable[[dict[str, str], dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.rows: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.answers["/roll"] = self._roll
        self.answers["/live"] = self._live
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of an error, but not that the other side has hung up, as a run that is ended does."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def base(self) -> str:
        """The setting that points both kinds of lists here."""
        return json.dumps({"roll": f"{self.address}/roll", "live": f"{self.address}/live"})

    def articles(self) -> list[str]:
        """Return the paths of articles that were asked for, in order."""
        return [path for path, _ in self.asked if path.startswith("/a/")]

    def put(self, number: int, at: datetime, text: str = "") -> str:
        """Let there be an article, put it on top of the list and return its path."""
        path = f"/a/{at:%Y-%m-%d}/doc-iabcdefg{number:07}.shtml"
        title = f"第{number}号公告"
        text = (
            text or f"公司{number}今日公告称，拟以{number * 7919 % 9973}万元受让一处厂房，事项尚待批准。" * 3
        )
        body = page(title, at, text).encode()
        modified = format_datetime(at)
        self.answers[path] = lambda _, headers: (
            (304, {}, b"")
            if headers.get("if-none-match") == f'"{hash(body)}"'
            else (
                200,
                {"Content-Type": "text/html", "ETag": f'"{hash(body)}"', "Last-Modified": modified},
                body,
            )
        )
        row = {"title": title, "url": self.address + path, "intime": str(int(at.timestamp()))}
        self.rows = [one for one in self.rows if one["url"] != row["url"]]
        self.rows.insert(0, row)
        return path

    def many(self, count: int, last: datetime = NOW - timedelta(minutes=1), first: int = 1) -> list[str]:
        """Put so many articles on the list, a minute apart, the newest of them published at *last*."""
        times = [last - timedelta(minutes=count - 1 - n) for n in range(count)]
        return [self.put(first + n, at) for n, at in enumerate(times)]

    def _roll(self, query: dict[str, str], _: dict[str, str]) -> Answer:
        start = (int(query["page"]) - 1) * 50
        result = {"status": {"code": 0}, "total": len(self.rows), "data": self.rows[start : start + 50]}
        return 200, {"Content-Type": "application/json"}, json.dumps({"result": result}).encode()

    def _live(self, query: dict[str, str], _: dict[str, str]) -> Answer:
        start = (int(query["page"]) - 1) * 10
        feed = {"list": self.entries[start : start + 10], "page_info": {"totalNum": len(self.entries)}}
        value = {"result": {"status": {"code": 0}, "data": {"feed": feed}}}
        return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((parts.path, headers))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = self.server.answers.get(parts.path)
        status, given, body = answer(query, headers) if answer else (404, {}, b"")
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
