from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.ledger import blobs
from newsspider.model.article import Image
from tests.ledger.ledger_making import NOON, article, story


@given(st.text(), st.text())
def test_a_stream_gives_back_what_it_was_made_of(text: str, fragment: str) -> None:
    made = article(text, title=text, pictures=["https://n.sinaimg.cn/1.png"], authors=["李明"])
    assert blobs.unpack(blobs.pack([blobs.Contents(made, fragment)])[0]) == (made, fragment, {})


def test_lone_surrogates_are_kept() -> None:
    made = article("半个字\ud800。")
    assert blobs.unpack(blobs.pack([blobs.Contents(made, "\udfff")])[0]) == (made, "\udfff", {})


@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 40])
def test_streams_keep_their_order(number: int) -> None:
    every = [
        blobs.Contents(article(story(each, 50)), str(each), {"title": f"css:h{each}"})
        for each in range(number)
    ]
    assert [blobs.unpack(stream) for stream in blobs.pack(every)] == every


def test_record_and_fragment_share_one_stream() -> None:
    text = story(1, 2000)
    made, fragment = article(text), f"<div>{text}</div>"
    apart = len(blobs.pack([blobs.Contents(made)])[0]) + len(zlib.compress(fragment.encode()))
    assert len(blobs.pack([blobs.Contents(made, fragment)])[0]) < 0.7 * apart


@pytest.mark.parametrize("stream", [b"", b"nonsense", zlib.compress(b"[]\n"), zlib.compress(b"{not json\n")])
def test_a_damaged_stream_is_an_error(stream: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        blobs.unpack(stream)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        blobs.pack([blobs.Contents(article(story(1), published=NOON.replace(tzinfo=None)))])


def test_pictures_come_back_whole() -> None:
    made = article("", images=[Image("https://n.sinaimg.cn/1.png", "说明", 640, 480, "images/1.png")])
    assert blobs.unpack(blobs.pack([blobs.Contents(made)])[0])[0].images == made.images
