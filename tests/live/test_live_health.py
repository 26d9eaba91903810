"""What is wrong with the pages of a site shows over runs of a few pages each, and is said until it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Ran
from tests.live import trouble
from tests.live.crawling import FAST, NOW, Live, differences, left
from tests.live.sina import Sina
from tests.live.trouble import Fault
from tests.live.wire import Answer

pytestmark = pytest.mark.slow
_PLAIN = {**FAST, "NEWSSPIDER_RECHECK": "0", "RETRY_TIMES": "0"}
_SHELL = trouble.raw(
    b'<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><div id="app"></div>'
    b'<script src="/static/js/app.5f2c.js"></script></body></html>',
    "text/html",
)


@pytest.fixture
def hourly(sina: Sina, live: Live) -> Callable[[int], Ran]:
    """Run again, an hour after the last time, with so many stories more; first with 60."""
    hours: Iterator[int] = iter(range(100))
    sina.world.channel("china", sina.world.maker.many(60, NOW, timedelta(minutes=20)))
    assert live("channel=china", now=NOW, settings=_PLAIN).code == 0

    def run(count: int) -> Ran:
        now = NOW + timedelta(hours=1 + next(hours))
        sina.world.channel("china", sina.world.maker.many(count, now, timedelta(minutes=9)))
        return live("channel=china", now=now, settings=_PLAIN)

    return run


def _replaced(*pairs: tuple[bytes, bytes]) -> Fault:
    def answer(sound: Answer) -> Answer:
        body = sound.body
        for old, new in pairs:
            body = body.replace(old, new)
        return replace(sound, body=body)

    return answer


def test_a_layout_that_nobody_knows(sina: Sina, hourly: Callable[[int], Ran]) -> None:
    other = _replaced((b'id="artibody"', b'id="newbody"'), (b'class="article"', b'class="story"'))
    sina.world.pages_trouble(other)
    ran = hourly(2)
    assert ran.code == 0, ran.stderr
    ran = hourly(2)
    assert ran.code == 4, ran.stderr
    assert "finance.sina.com.cn have a layout that a reader knows" in ran.stderr
    assert hourly(2).code == 0  # once a day
    sina.world.scripts.clear()
    ran = hourly(3)
    assert (ran.code, "a layout that a reader knows again" in ran.stdout) == (0, True)


def test_pages_that_come_empty_are_requested_again(sina: Sina, hourly: Callable[[int], Ran]) -> None:
    sina.world.pages_trouble(_SHELL)
    codes = [hourly(2).code for _ in range(3)]
    assert codes == [3, 4, 3]
    sina.world.scripts.clear()
    ran = hourly(2)
    assert (ran.code, "hold an article again" in ran.stdout) == (0, True)
    assert differences(left(ran.folder).records, sina.world.channels["china"].stories()) == []


def test_articles_that_seemed_gone_are_requested_again(sina: Sina, hourly: Callable[[int], Ran]) -> None:
    sina.world.pages_trouble(trouble.GONE)
    codes = [hourly(2).code for _ in range(3)]
    assert codes == [0, 4, 0]
    sina.world.scripts.clear()
    assert hourly(3).code == 0
    ran = hourly(1)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, sina.world.channels["china"].stories()) == []


def test_a_field_that_vanishes(sina: Sina, hourly: Callable[[int], Ran]) -> None:
    encoded = [("责任编辑".encode(name), "值守".encode(name)) for name in ("utf-8", "gb18030")]
    sina.world.pages_trouble(_replaced(*encoded))
    codes = [(ran.code, ran.stderr) for ran in (hourly(3), hourly(3))]
    assert [code for code, _ in codes] == [0, 4], codes
    assert "have the field editor" in codes[1][1]
    assert "doc-imzqaab" in codes[1][1]


def test_promotion_that_a_rule_no_longer_catches(sina: Sina, hourly: Callable[[int], Ran]) -> None:
    sina.world.pages_trouble(_replaced((b"appendQr_", b"downloadBox_")))
    said = "".join(hourly(3).stderr for _ in range(2))
    assert "contain what the rule" in said
    assert "the promotion may look different" in said
