"""Whatever the body, its Markdown shows the same characters with the same marks, and is nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from newsspider.model.body import Block, Body, Code, ListBlock, Paragraph, Quote, Style, Table, TextRun
from newsspider.render.html import to_html
from newsspider.render.inline import guarded
from newsspider.render.markdown import to_markdown
from newsspider.render.portable import portable
from newsspider.render.text import to_text, without_numbers
from newsspider.text import unicode
from tests.render.bodies import bodies
from tests.render.shown import Shown, commonmark, shown_by, shown_by_blocks, shown_in

pytestmark = pytest.mark.slow


@settings(max_examples=150, deadline=None)
@given(bodies)
def test_commonmark_shows_the_body(body: Body) -> None:
    assert shown_by(commonmark(guarded(to_markdown(body)))) == shown_in(body)


@settings(max_examples=150, deadline=None)
@given(bodies)
def test_python_markdown_shows_the_body(body: Body) -> None:
    module = pytest.importorskip("markdown")
    for extensions in (["toc", "tables", "fenced_code"], ["extra"]):  # MkDocs; Pelican
        html = module.markdown(guarded(to_markdown(body)), extensions=extensions)
        assert without_alt(shown_by(html)) == without_alt(shown_in(body))


def without_alt(shown: list[Shown]) -> list[Shown]:
    """Python-Markdown leaves no-break blanks and the like of an alt to the attribute."""
    return [(" ".join(what.split(" ")[:2]), marks) for what, marks in shown]


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_nothing_becomes_another_thing(body: Body) -> None:
    markdown = to_markdown(body)
    assert markdown == "" or (markdown.endswith("\n") and not markdown.endswith("\n\n"))
    assert not markdown.startswith(("\n", " ", "---", "+++"))
    assert not re.search(r"[{}\r\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]", markdown)
    assert "---" not in markdown.split("\n")
    assert "\n\n\n" not in markdown or has_code(body.blocks)
    assert has_code(body.blocks) or not re.search("<|(?m:^[ >]*[^ >\n].*>)", markdown)
    assert has_code(body.blocks) or set(re.findall("<[^>]*>", guarded(markdown))) <= {"<wbr>"}
    markdown.encode("utf-8")


def has_code(blocks: list[Block]) -> bool:
    return any(isinstance(block, Code) for block in blocks)


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_tables_keep_their_cells(body: Body) -> None:
    tree = LexborHTMLParser(commonmark(to_markdown(body)))
    tables = list(walk_tables(portable(body).blocks))
    assert len(tree.css("table")) == len(tables)
    for node, table in zip(tree.css("table"), tables, strict=True):
        rows = [len(row.css("td, th")) for row in node.css("tr")]
        assert rows == [len(table.rows[0])] * max(len(table.rows), 2)


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_a_body_once_portable_stays_the_same(body: Body) -> None:
    mended = portable(body)
    assert portable(mended) == mended
    plain = [each for each, _ in shown_in(mended) if not each.startswith("picture")]
    rest = iter(plain)  # every character of the body is there still, in its order
    assert all(is_of(each, rest) for each, _ in shown_by_blocks(body) if not each.startswith("picture"))


def is_of(each: str, rest: Iterator[str]) -> bool:
    return any(bare(one) == bare(each) for one in rest)


def bare(character: str) -> str:
    return unicodedata.normalize("NFKC", character).replace("\u2212", "-").replace("\u2013", "-")


def walk_tables(blocks: list[Block]) -> list[Table]:
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
        elif isinstance(block, Quote):
            found += walk_tables(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                found += walk_tables(item)
    return found


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_html_shows_the_body(body: Body) -> None:
    html = to_html(body).replace("<figure>", "<div>").replace("</figure>", "</div>")
    html = html.replace("<figcaption>", "<em>").replace("</figcaption>", "</em>")
    pictures_apart = [pair for pair in shown_by(html) if not pair[0].startswith("picture")]
    assert pictures_apart == [pair for pair in shown_in(body) if not pair[0].startswith("picture")]


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_text_is_what_is_shown(body: Body) -> None:
    text = to_text(body)
    assert text == text.strip("\n")
    assert "\n\n\n" not in text
    assert [each for each in without_numbers(body) if unicode.strip(each)] == [
        each for each, _ in shown_in(body) if not each.startswith("picture")
    ]


def test_bold_renders_between_any_two_characters() -> None:
    edges = "中aé1。，（“”）！—…￥→😀*_`~|<&#-.\\ \u3000"
    for before in edges:
        for after in edges:
            for core in ("中", "。", "“中”", "￥", "*", "😀", "\\", "a"):
                body = Body(
                    [Paragraph([TextRun(f"x{before}"), TextRun(core, Style.BOLD), TextRun(f"{after}x")])]
                )
                assert shown_by(commonmark(guarded(to_markdown(body)))) == shown_in(body)
