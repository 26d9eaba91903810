"""Markdown of people: stars that are no emphasis to whoever wrote them."""

from __future__ import annotations

import pytest

from newsspider.sites.markup import markdown_to_html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("面积3*4*5米", "<p>面积3*4*5米</p>"),
        ("*ST康得和*ST信威", "<p>*ST康得和*ST信威</p>"),
        ("S*ST海纳与*ST信威", "<p>S*ST海纳与*ST信威</p>"),
        ("已有\\*ST信威", "<p>已有*ST信威</p>"),
        ("**粗**和*斜*", "<p><strong>粗</strong>和<em>斜</em></p>"),
        ("**1**2", "<p><strong>1</strong>2</p>"),
        ("`3*4*5`", "<p><code>3*4*5</code></p>"),
    ],
)
def test_stars(body: str, html: str) -> None:
    assert markdown_to_html(body).strip() == html


def test_our_own_markdown_is_taken_at_its_word() -> None:
    assert markdown_to_html("1*23*4", own=True).strip() == "<p>1<em>23</em>4</p>"
