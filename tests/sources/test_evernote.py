"""Exports of Evernote, read as seeds: each note with its own fields, and found again where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsspider.limits import Limits
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Reason
from newsspider.sources import evernote
from newsspider.sources.files import SeedFile
from tests.conftest import BODY, Newsspider, story

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export export-date="20260402T080000Z" application="Evernote">"""
_NOTE = """<note><title>{title}</title><created>20260401T021500Z</created><updated>20260401T031500Z</updated>
<tag>港口</tag><tag>外贸</tag><note-attributes><author>林一帆</author><source-url>{url}</source-url></note-attributes>
<content><![CDATA[<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note>{body}</en-note>]]></content>
<resource><data encoding="base64">iVBORw0KGgo=</data><mime>image/png</mime></resource></note>"""


def _export(*notes: str) -> str:
    return "\n".join([_HEAD, *notes, "</en-export>"])


def _note(title: str, body: str, url: str = "https://news.example.com/a.html") -> str:
    return _NOTE.format(title=title, body=body, url=url)


def test_each_note_is_an_article(run_newsspider: Newsspider) -> None:
    first = _note(
        "岚浦港新航线&amp;老航线",
        f'<div>{BODY}</div><div/><div><en-media hash="0a" type="image/png"/>{story("甲")}</div>',
    )
    second = _note(
        "云岭水价调整", f"<p>{story('乙')}<br/>次日起执行。</p>", "https://news.example.com/b.html"
    )
    empty = _note("空笔记", "")
    (run_newsspider.folder / "notes.enex").write_text(_export(first, second, empty), encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=notes.enex")
    assert ran.code == 0, ran.stderr
    one, other = ran.records
    assert (one["title"], one["url"]) == ("岚浦港新航线&老航线", "https://news.example.com/a.html")
    assert (one["authors"], one["tags"]) == (["林一帆"], ["港口", "外贸"])
    assert one["text"] == f"{BODY}\n\n{story('甲')}"
    assert one["origin"]["locator"] == "notes.enex#1"
    assert "次日起执行。" in other["text"]
    assert [(row["locator"], row["reason"]) for row in ran.rejected] == [("notes.enex#3", "no_content")]
    # Each is found again where it lies.
    again = run_newsspider("reclean")
    assert (again.code, again.outcomes) == (0, {"unchanged": 2}), again.stderr


@pytest.mark.parametrize(
    "data", [b"<en-export></en-export>", b"x", _NOTE.encode()[5:200]], ids=["none", "text", "torn"]
)
def test_what_holds_no_note_says_so(run_newsspider: Newsspider, data: bytes) -> None:
    (run_newsspider.folder / "a.enex").write_bytes(data)
    ran = run_newsspider("crawl", "seeds", "-a", "path=a.enex")
    assert ran.outcomes == {"rejected": 1}
    assert [row["reason"] for row in ran.rejected] == ["not_an_article"]


def _read(path: Path, limits: Limits) -> Iterator[tuple[int, int] | Reason]:
    for found in evernote.read(SeedFile("a", str(path)), limits):
        yield found.reason if isinstance(found, Unread) else (found.start, len(found.data))


def test_a_long_note_is_left_and_the_others_are_found(tmp_path: Path) -> None:
    short, long = _note("短", "<p>文</p>"), _note("长", "<p>文</p>" * 300_000)
    text = _export(short, long, short)
    path = tmp_path / "a.enex"
    path.write_text(text, encoding="utf-8")
    data = path.read_bytes()
    first, last = data.find(b"<note>"), data.rfind(b"<note>")
    size = len(short.encode())
    limits = Limits(file=1_000_000)
    assert list(_read(path, limits)) == [(first, size), Reason.TOO_LARGE, (last, size)]
    path.write_bytes(data[: last + 50])
    assert list(_read(path, limits)) == [(first, size), Reason.TOO_LARGE, (last, 50)]
