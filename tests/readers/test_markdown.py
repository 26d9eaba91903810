"""A body is parsed whatever it begins with."""

from __future__ import annotations

import pytest

from newsspider import Rejected, clean, read_post
from newsspider.readers.markdown import body_of

_POST = "---\ntitle: 货运增加\ndate: 2026-11-23\n---\n{body}\n"


@pytest.mark.parametrize(
    "before",
    ["<frameset>", "<!-- 页 --><frameset cols='1,*'><frame src=/a>", "<!DOCTYPE html><html><frameset>"],
)
def test_text_behind_frames_stays(before: str) -> None:
    body = f"{before}<p>港口的货运比去年多。</p>"
    assert clean(body) == "<p>港口的货运比去年多。</p>"
    assert read_post(_POST.format(body=body)).markdown == "港口的货运比去年多。\n"


def test_frames_alone_are_no_content() -> None:
    with pytest.raises(Rejected, match="no_content"):
        read_post(_POST.format(body="<frameset><frame src=/a></frameset>"))


def test_a_body_without_frames_is_parsed_as_it_is() -> None:
    assert body_of("<!-- 甲 --><p>乙").html == "<body><p>乙</p></body>"
