"""What a page finds by a selector: the same as the parser, with fewer walks."""

from __future__ import annotations

from time import process_time

import pytest

from newsspider.readers import html_page

_PAGE = """<html><head><link REL=Next><link rel=next href="/2"><base data-newsspider><base href="/a/"><base href="/b/">
<meta property="og:title" content="晨报"></head><body>
<div class="Words" id="outer"><a href="/1">一</a><div class="words"><a class="words" href="/2">二</a></div></div>
<p class="words note">三 <a href="/3">四</a><b data-word="五"></b></p><p class="note">六</p></body></html>"""


@pytest.mark.parametrize("mode", ["", "<!DOCTYPE html>"])
@pytest.mark.parametrize(
    "selector",
    [
        *(".words a", ".words .words", "#outer a", "#outer div.words a", ".words [data-word]", "#none a"),
        *(".note", "p.note", "p.words.note", "#outer", ".WORDS", "#OUTER a", "p a", "a", "#outer, .note"),
        *(".words > a", ".note ~ p", '[href="/1"]', '#outer a, [data-word="五"]'),
    ],
)
def test_a_selector_finds_what_the_parser_finds(mode: str, selector: str) -> None:
    page = html_page.parse((mode + _PAGE).encode(), None, "page.html")
    wanted = list(dict.fromkeys(node.mem_id for node in page.tree.css(selector)))
    assert [node.mem_id for node in page.every(selector)] == wanted
    first = page.first(selector)
    assert (first.mem_id if first is not None else None) == (wanted[0] if wanted else None)


def test_places_that_nest_take_no_longer_for_it() -> None:
    page = html_page.parse(b"<div class=words><i>" * 4990, None, "page.html")
    begun = process_time()
    assert len(list(page.every(".words i"))) == 4990
    assert process_time() - begun < 1  # each place by itself: three seconds


def test_what_the_page_declares_is_read_in_its_order() -> None:
    page = html_page.parse(_PAGE.encode(), None, "page.html")
    assert page.declared.links == {"next": [None, "/2"]}
    assert page.declared.base == "/a/"
    assert page.metas == {"og:title": ["晨报"]}


@pytest.mark.parametrize(
    "source", ["<p>甲</p>", "<template><p>乙</p></template>", "<p>甲</p><script>'<amp-img>'</script>"]
)
def test_a_page_that_a_browser_shows_as_it_is_keeps_its_source(source: str) -> None:
    assert html_page.parse(source.encode(), None, "page.html").source == source


def test_shadow_roots_and_amp_pictures_are_read_as_a_browser_shows_them() -> None:
    source = "<p>甲</p><TEMPLATE shadowrootmode=open><p>乙</p></TEMPLATE><amp-img src=/1.png></amp-img>"
    page = html_page.parse(source.encode(), None, "page.html")
    assert [node.text() for node in page.tree.css("p")] == ["甲", "乙"]
    assert page.tree.css_first("img") is not None
