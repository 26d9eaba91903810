"""What goes wrong on the way from Sina: faults, each of which makes another answer of the sound one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace

from tests.live.wire import Answer

# From the sound answer to what is sent instead.
Fault = Callable[[Answer], Answer]

_HTML = {"Content-Type": "text/html; charset=utf-8"}
_JSON = {"Content-Type": "application/json"}
_HUGE = 9_000_000
_BOMB = 60_000_000


def status(code: int, **headers: str) -> Fault:
    """Return a bare answer with this status; `Retry_After="2"` is a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(code, b"<html><body>upstream</body></html>", {**_HTML, **named})


def redirect(target: str) -> Fault:
    """Return a redirect to *target*."""
    return lambda _: Answer(302, b"", {"Location": target})


def page(title: str, body: str, code: int = 200) -> Fault:
    """Return a page of a title and a body."""
    text = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    return lambda _: Answer(code, text.encode(), _HTML)


def data(value: object) -> Fault:
    """Return *value* as JSON."""
    return lambda _: Answer(200, json.dumps(value, ensure_ascii=False).encode(), _JSON)


def raw(body: bytes, kind: str = "application/json") -> Fault:
    """Return *body* as it is."""
    return lambda _: Answer(200, body, {"Content-Type": kind})


def sound(answer: Answer) -> Answer:
    """Return *answer*: no fault, for the middle of a script."""
    return answer


def cut(answer: Answer) -> Answer:
    """Return *answer* ended in the middle of its body."""
    return replace(answer, cut=True)


def half_json(answer: Answer) -> Answer:
    """Return *answer* with the first half of its data as if it were the whole."""
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def reset(_: Answer) -> Answer:
    """Return a reset of the connection."""
    return Answer(reset=True)


def hang(_: Answer) -> Answer:
    """Return nothing for as long as the other side waits."""
    return Answer(hang=True)


def late(seconds: float) -> Fault:
    """Return the sound answer after so many *seconds*."""
    return lambda answer: replace(answer, delay=seconds)


def huge(answer: Answer) -> Answer:
    """Return *answer* with nine megabytes of a comment behind it."""
    return replace(answer, body=answer.body + b"<!--" + b"x" * _HUGE + b"-->")


def bomb(answer: Answer) -> Answer:
    """Return a page that is small on the wire and sixty megabytes beyond it."""
    body = gzip.compress(answer.body + b" " * _BOMB)
    return replace(answer, body=body, headers={**answer.headers, "Content-Encoding": "gzip"})


GONE = page("页面没有找到", "<p>抱歉，您访问的页面不存在或已经被删除，5秒后回到首页。</p>")
CAPTCHA = page("安全验证", '<p>请完成下方验证后继续访问。</p><div id="captcha"></div>')
PORTAL = page(
    "新浪财经_新浪网",
    "".join(f'<h2><a href="https://finance.sina.com.cn/{n}/">频道{n}</a></h2>' for n in range(60)),
)
EMPTY = raw(b"", "text/html")
PICTURE = raw(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png")

MALFORMED = raw(b'{"result": {"status": {"code": 0}, "data": [{"title": "\xe5')
STATUS_IN_BODY = data({"result": {"status": {"code": 11, "msg": "param error"}, "data": []}})
EMPTY_LIST = data({"result": {"status": {"code": 0, "msg": "succ"}, "total": 0, "data": []}})
WRONG_TYPE = data({"result": {"status": {"code": 0}, "data": "nothing"}})
A_LIST = data([1, 2, 3])
A_PAGE = page("新浪网", "<div><h1>系统维护中</h1></div>")
