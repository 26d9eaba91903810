from __future__ import annotations

import pytest

from newsspider.readers.posts import own_id

DIGEST = 32 * "a"
OURS = [f"text:{DIGEST}", f"text:{DIGEST}-20220120-2", f"url:{DIGEST}", "sina:ikftpnny0000001"]
OTHERS = ["", "12345", "https://example.org/?p=1", "text:short", f"uri:{DIGEST}"]


@pytest.mark.parametrize("guid", OURS)
def test_an_own_post_is_known_by_its_guid(guid: str) -> None:
    assert own_id(f"---\ntitle: '题'\nguid: '{guid}'\n---\n\n正文。\n".encode()) == guid


@pytest.mark.parametrize("guid", OTHERS)
def test_other_posts_are_none(guid: str) -> None:
    assert own_id(f"---\ntitle: 题\nguid: '{guid}'\n---\n\n正文。\n".encode()) is None


def test_a_text_that_only_quotes_a_guid_has_no_own_id() -> None:
    assert own_id(f"---\ntitle: 题\n---\n\nguid: 'text:{DIGEST}'\n".encode()) is None
    assert own_id(f"guid: 'text:{DIGEST}'".encode()) is None
