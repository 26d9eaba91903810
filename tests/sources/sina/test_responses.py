"""What wraps a list that is JSON, and what comes instead of one."""

from __future__ import annotations

import pytest

from newsspider.model.outcomes import Reason
from newsspider.sources.listing import BadList, Listing
from newsspider.sources.sina import rolling
from newsspider.sources.sites import load_channels as load
from tests.sources.sina.test_json_rows import ROW, answer

CHINA = load()["china"]


def read(data: bytes) -> Listing:
    return rolling.read(data, CHINA, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("\ufeff", "\n"),
        ("feedCardJsonpCallback(", ")"),
        ("jQuery1112_157({", None),
        ("try{feedCardJsonpCallback(", ");}catch(e){};"),
        ("/**/window.cb_1 ( ", " ) ;\n"),
    ],
)
def test_json_and_json_in_a_call(before: str, after: str | None) -> None:
    text = answer([ROW]).decode()
    if after is None:
        before, after = before.removesuffix("{"), ");"
    assert len(read(f"{before}{text}{after}".encode()).rows) == 1
    assert len(read(f"{before}{text}{after}".encode("gb18030")).rows) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.LIST_MALFORMED),
        (b"  ", Reason.LIST_MALFORMED),
        (b"{", Reason.LIST_MALFORMED),
        (answer([ROW])[:-9], Reason.LIST_MALFORMED),
        (answer([ROW]) + b"<!-- 1 -->", Reason.LIST_MALFORMED),
        (b"cb({}", Reason.LIST_MALFORMED),
        (b"cb({})}}", Reason.LIST_MALFORMED),
        (b"forbidden", Reason.LIST_MALFORMED),
        (b"[" * 100_000, Reason.LIST_MALFORMED),
        (bytes(range(32)) * 50, Reason.LIST_MALFORMED),
        (b"<!DOCTYPE html><title>x</title>", Reason.LIST_IS_HTML),
        (b"\n<html><h1>403</h1></html>", Reason.LIST_IS_HTML),
        ("<html><title>安全验证</title><div id=captcha></div></html>".encode(), Reason.BLOCKED),
        ("<!DOCTYPE html><p>您的访问过于频繁，请稍后再试</p>".encode("gbk"), Reason.BLOCKED),
        (b"<html><body><h1>Access Denied</h1></body></html>", Reason.BLOCKED),
        ("访问过于频繁".encode(), Reason.BLOCKED),
        (b"[]", Reason.LIST_WRONG_TYPE),
        (b"null", Reason.LIST_WRONG_TYPE),
        (b'"x"', Reason.LIST_WRONG_TYPE),
        (b'{"result": 7}', Reason.LIST_WRONG_TYPE),
        (answer("gone"), Reason.LIST_WRONG_TYPE),
        (answer(7), Reason.LIST_WRONG_TYPE),
        (answer({"a": ROW}), Reason.LIST_WRONG_TYPE),
        (b'{"result": {"status": {"code": 11, "msg": "no such list"}, "data": []}}', Reason.LIST_STATUS),
        (b'{"result": {"status": {"code": "-1"}}}', Reason.LIST_STATUS),
        (b'{"status": {"code": 403}, "data": []}', Reason.LIST_STATUS),
        (b'{"code": 10010, "msg": "denied"}', Reason.LIST_STATUS),
    ],
)
def test_what_is_no_list(data: bytes, reason: Reason) -> None:
    with pytest.raises(BadList) as caught:
        read(data)
    assert caught.value.reason is reason
    assert caught.value.detail
