"""Bodies that a writer of Markdown may break on, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from newsspider.model.body import (
    Block,
    Body,
    Break,
    Code,
    Divider,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)

_PIECES = (
    *"中文a7。，“”（）！：、《》→￥😀é",
    *(
        "*",
        "_",
        "`",
        "~",
        "|",
        "<",
        ">",
        "&",
        "#",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "!",
        "\\",
        "-",
        "+",
        "=",
        ".",
    ),
    *(
        ":",
        "^",
        "$",
        '"',
        "'",
        "@",
        "/",
        ";",
        "%",
        " ",
        "  ",
        "\u3000",
        "\u00a0",
        "\u200b",
        "\t",
        "\x00",
        "\x85",
    ),
    *("\ud800", "\u202e", "\u2028", "1.", "2)", "12. ", "- ", "# ", "> ", ": ", "*ST", "3.5%", "**", "__"),
    *("{{", "}}", "{%", "%}", "{#", "{:toc}", "{{<", "[TOC]", "[^1]", "[x]: y", "]:", "*[A]: b", "[ ] "),
    *(
        "<!--more-->",
        "<!-- ",
        "-->",
        "<script>",
        "</p>",
        "<b>",
        "&lt;",
        "&copy",
        "&#123;",
        "---",
        "===",
        "...",
    ),
    *("```", "~~~", "$$", "|---|", "www.a.cn", "http://a.cn/", "a@b.cn"),
)
texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
addresses = st.sampled_from(
    ["https://b.cn/?a=1&b=2", "http://c.cn/(x)_*y*", "/x?y=&lt;z", "mailto:a@b.cn", "http://d.cn/中文|`"]
)
_styles = st.sampled_from(
    [
        *[Style.NONE] * 6,
        *[Style.BOLD] * 5,
        *[Style.ITALIC] * 3,
        *[Style.BOLD | Style.ITALIC] * 3,
        *(Style.CODE, Style.STRIKE, Style.SUB, Style.SUP, Style.BOLD | Style.SUP, Style.ITALIC | Style.CODE),
    ]
)
_links = st.one_of(st.none(), st.none(), st.none(), addresses)

runs = st.builds(TextRun, texts, _styles, _links)
_pictures = st.builds(Picture, st.just("http://p.cn/a_b.png"), texts, st.none(), href=_links)
_figures = st.builds(Picture, st.just("http://p.cn/a.png"), texts, st.one_of(st.none(), texts), href=_links)


def inlines(size: int = 5) -> st.SearchStrategy[list[Inline]]:
    one: st.SearchStrategy[Inline] = st.one_of(runs, runs, runs, runs, _pictures, st.builds(Break))
    return st.lists(one, min_size=1, max_size=size)


_paragraphs = st.builds(Paragraph, inlines())


def _tables() -> st.SearchStrategy[Table]:
    cell: st.SearchStrategy[list[Inline]] = st.one_of(st.just([]), inlines(2))
    return st.integers(1, 3).flatmap(
        lambda width: st.builds(
            Table,
            st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=3),
            st.booleans(),
        )
    )


def _nesting(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, min_size=1, max_size=3)
    items = st.lists(blocks, min_size=1, max_size=3)
    # From 100 on, Python-Markdown reads no heading inside an item.
    return st.one_of(
        st.builds(Quote, blocks), st.builds(ListBlock, items, st.booleans(), st.integers(-2, 90))
    )


_leaves: st.SearchStrategy[Block] = st.one_of(
    _paragraphs,
    _paragraphs,
    st.builds(Heading, st.integers(0, 8), inlines(3)),
    _tables(),
    st.builds(
        Code,
        st.lists(texts, min_size=1, max_size=3).map("\n".join),
        st.sampled_from(["", "c++", "x\ny", "{"]),
    ),
    st.builds(Divider),
    _figures,
)
bodies = st.builds(Body, st.lists(st.recursive(_leaves, _nesting, max_leaves=6), min_size=1, max_size=3))
