"""The text that came in is the text that goes out plus the recorded removals, for any tree."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields
from selectolax.lexbor import LexborHTMLParser

from newsspider.model.body import Code, Picture, TextRun
from newsspider.text import unicode
from tests.clean.cleaning import cleaned

WORDS = [
    "今日收盘",
    "责任编辑：王五六",
    "来源：某某报",
    "原标题：甲乙丙",
    "扫码关注",
    "（记者 李四五）",
    "12.5%",
    " ",
    "　　",
    "*ST甲",
]
TAGS = [
    *(
        "p",
        "div",
        "span",
        "font",
        "b",
        "strong",
        "em",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h2",
        "center",
        "pre",
    ),
    *(
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "caption",
        "style",
        "script",
        "iframe",
        "figure",
        "figcaption",
        "code",
    ),
    *(
        "section",
        "ins",
        "del",
        "dl",
        "dd",
        "textarea",
        "select",
        "option",
        "button",
        "noscript",
        "form",
        "hr",
    ),
]
ATTRIBUTES = [
    *("", ' class="appendQr_wrap"', ' class="article-editor"', ' class="img_descr"', ' class="app-kaihu-qr"'),
    *(' id="quote_sh600999"', ' id="stock_sh600999"', ' class="keyword"', ' href="https://example.com/"'),
    *(
        ' href="javascript:x"',
        ' rowspan="2"',
        ' colspan="3"',
        ' cms-style="strong-Bold"',
        ' class="video-2017"',
    ),
]
LEAVES = st.sampled_from(
    [
        *WORDS,
        "<br>",
        "<br><br>",
        '<img src="https://example.com/a.png" alt="图">',
        "<!-- 正文 -->",
        "<!--article_adlist[<p>广告-->",
    ],
)


@st.composite
def element(draw: st.DrawFn, children: st.SearchStrategy[str]) -> str:
    tag = draw(st.sampled_from(TAGS))
    inner = "".join(draw(st.lists(children, max_size=4)))
    closing = f"</{tag}>" if draw(st.integers(0, 9)) else ""
    return f"<{tag}{draw(st.sampled_from(ATTRIBUTES))}>{inner}{closing}"


TREES = st.lists(st.recursive(LEAVES, element, max_leaves=25), min_size=1, max_size=6).map("".join)


def characters(text: str) -> Counter[str]:
    return Counter(unicode.bare(text))


def came_in(html: str) -> str:
    """Return the text of every text node below the body, whatever element it stands in."""
    body = LexborHTMLParser(html).body
    assert body is not None
    return "".join(node.text_content or "" for node in body.traverse(include_text=True) if node.is_text_node)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_text_is_conserved(html: str) -> None:
    html = f"<div>{html}"
    draft = cleaned(html)
    removed = "".join(removal.text for removal in draft.trace.removals if removal.what == "text")
    assert draft.body is not None
    assert characters(came_in(html)) == characters(said(draft.body)) + characters(removed)


def said(part: Any) -> str:
    """Return the text that a cleaned body holds, before rendering adds numbers of items and the like."""
    if isinstance(part, TextRun | Code):
        return part.text
    if isinstance(part, Picture):
        return part.caption or ""
    if isinstance(part, list):
        return "".join(map(said, part))
    return "".join(said(getattr(part, one.name)) for one in fields(part)) if isinstance(part, Struct) else ""


@settings(max_examples=100, deadline=None)
@example("今日收盘<p>今日收盘<p>今日收盘<p>扫码关注<span><br>来源：某某报")
@example("<ul>责任编辑：王五六<hr>")
@given(TREES)
def test_cleaning_what_is_clean_changes_nothing(html: str) -> None:
    first = cleaned(f"<div>{html}").article
    again = cleaned(f"<div>{first.html}</div>").article
    assert again.text == first.text
