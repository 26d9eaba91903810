from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider import api
from newsspider.clean.rules import RuleSet
from newsspider.ledger import blobs
from newsspider.model.article import Article, Image, leave_html, same_html, unrendered
from newsspider.model.body import Body, Picture
from newsspider.render.html import UnrenderedBody, to_html
from newsspider.sources.files import Document
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


POST = """---
title: 港口扩建
date: 2021-10-09 19:41:14
---
<p><b>收官。</b>吞吐量增长 30%，<a href="https://a.example/1">详见</a>。</p>
<figure><img src="https://a.example/1.png" width="640" height="480" alt="码头"><figcaption>码头</figcaption></figure>
<p><img src="https://a.example/2.png" alt="图说"></p><p><em>图说</em></p>
<ol start="3"><li>一</li><li>二<ul><li>三</li></ul></li></ol><blockquote><p>引文</p></blockquote><hr>
<table><tr><th>年</th><th>吨</th></tr><tr><td>2021</td><td>10<sup>8</sup></td></tr></table><pre>a  b\n c</pre>
"""


def streamed(made: Article) -> Article:
    (stream,) = blobs.pack([blobs.Contents(made, "原文", {"title": "css:h1"})])
    return blobs.unpack(stream).article


def test_html_is_rendered_when_somebody_asks_and_is_as_it_would_have_been() -> None:
    draft = api.process(Document("a.md", POST.encode()), RuleSet())
    assert draft.body is not None
    wanted, made = to_html(draft.body), draft.article
    again = streamed(made)
    assert unrendered(made) is not None
    assert unrendered(again) is not None
    assert same_html(made, again)
    once_more = streamed(again)
    assert (made.html, again.html, once_more.html) == (wanted, wanted, wanted)
    assert again == made
    assert unrendered(made) is None


def test_html_that_was_given_is_kept() -> None:
    made = api.process(Document("a.md", POST.encode()), RuleSet()).article
    made.html = "<p>自己的</p>"
    assert streamed(made).html == "<p>自己的</p>"
    made.html = ""
    assert streamed(made).html == ""


def test_a_body_with_half_a_character_is_kept_as_html() -> None:
    made = article(story(1))
    leave_html(made, UnrenderedBody(Body([Picture("https://a.example/\ud800.png")])))
    assert '<img src="https://a.example/.png"' in streamed(made).html
