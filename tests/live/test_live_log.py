"""The log of a live run, the line on a terminal, and what `explain` says of a fetched article."""

from __future__ import annotations

import json
import os
import pty
import re
from datetime import timedelta

import pytest

from tests.live import trouble
from tests.live.crawling import FAST, NOW, Live
from tests.live.sina import Sina
from tests.live.stories import Story

pytestmark = pytest.mark.slow
_INFO = re.compile(r"^\S+ \S+ \[newsspider[\w.]*\] INFO: (.*)$", re.MULTILINE)
_LOGGED = {**FAST, "LOG_FILE": "run.log"}


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    made = sina.world.maker.many(3, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("china", made)
    return made


def test_the_log_tells_lists_failures_blocks_and_pauses(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.channel("macro", sina.world.maker.many(1, NOW - timedelta(minutes=5), timedelta(minutes=15)))
    sina.world.list_trouble("macro", 1, trouble.MALFORMED, for_ever=True)
    failing, blocked, slow = stories
    sina.world.trouble(failing, trouble.status(500), for_ever=True)
    sina.world.trouble(blocked, trouble.status(403), for_ever=True)
    sina.world.trouble(slow, trouble.status(503, Retry_After="6"), for_ever=False)
    ran = live("channel=china,macro", settings=_LOGGED)
    assert ran.code == 4
    said = _INFO.findall((ran.folder / "run.log").read_text(encoding="utf-8"))
    assert "begins: sina_finance channel=china,macro" in said[0]
    assert "the list china/1686, page 1: 3 rows, 3 to request" in said
    assert "the list china/1686 was read without a gap, 1 pages" in said
    assert any(line.startswith("the list ") and "cannot be read: list_malformed" in line for line in said)
    assert any(failing.page in line and line.endswith("it is tried again") for line in said)
    assert any("blocked the crawler" in line and blocked.page in line for line in said)
    assert any(re.search(r"gets no request for [456] seconds$", line) for line in said)
    assert said[-1] == "the run ends with exit code 4"


def test_a_terminal_shows_the_list_and_the_page(live: Live, stories: list[Story]) -> None:
    ours, theirs = pty.openpty()
    process = live.newsspider.start(
        *("crawl", "sina_finance", "-a", "channel=china"),
        *(part for name, value in FAST.items() for part in ("-s", f"{name}={value}")),
        *("-s", "DOWNLOAD_VERIFY_CERTIFICATES=False", "-s", f"NEWSSPIDER_NOW={NOW.isoformat()}"),
        env={**live.environment, "TERM": "xterm", "COLUMNS": "200"},
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other end of a terminal is closed
        pass
    finally:
        os.close(ours)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert stories
    assert "now china/1686, page 1" in shown.decode("utf-8")


def test_a_fetched_article_is_explained_by_its_address_alone(live: Live, stories: list[Story]) -> None:
    assert live("channel=china").code == 0
    ran = live.newsspider("explain", "--json", f"http://{stories[0].page}")
    assert ran.code == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["verdict"]["kind"] == "stored"
    assert ", read again from the source that the ledger kept by sina/" in told["read"]
    by = {each["name"]: each["given_by"] for each in told["fields"]}
    assert by["title"] == "css:h1.main-title"
    assert not [name for name, origin in by.items() if origin.startswith("the record,")]
    assert all(each["given_by"] for each in told["fields"] if each["value"] not in (None, "", []))
    # Without its source, what the ledger kept of the article is left, and that is said.
    assert (
        live("channel=china", settings={"NEWSSPIDER_FRAGMENTS": "none", "NEWSSPIDER_OUTPUT": "bare"}).code
        == 0
    )
    ran = live.newsspider("explain", "--json", f"http://{stories[0].page}", "-s", "NEWSSPIDER_OUTPUT=bare")
    assert ran.code == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["read"].endswith("its removals are not known: the uncleaned source was not kept")
    assert {each["name"]: each["given_by"] for each in told["fields"]}["title"] == (
        "the record; its source was not kept"
    )
    assert "".join(each["text"] for each in told["text"])
