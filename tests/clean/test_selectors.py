"""Selectors that are looked up element by element match what queries of the whole tree find."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider import clean
from newsspider.clean.rules import Marks, load
from newsspider.clean.selectors import Lookup
from tests.clean.cleaning import RULES

_BODY = """
<div id="Top" class="a  Box appendQr_wrap"><p class="A&#10;b">甲<b hidden>乙</b></p><p>丙</p>
<p class="article-editor" data-x="(]">责编</p><a class="tip" HREF="/x?(y">丁</a><span class="tip"><a>戊</a></span>
<ul><li class="中 b">己</li><li lang="ZH" style="color:red; DISPLAY:none">庚</li></ul><P CLASS=b-c>辛</P>
<label><input type="Text"></label><pre><code class="x\\y" hidden>壬</code></pre><amp-ad></amp-ad></div>
<blockquote class=""><svg viewBox="0"><linearGradient class="b"/></svg><p class="jqlblock_cls">癸</p></blockquote>
"""
_FILED = [
    *(
        "p",
        "P",
        ".a",
        ".A",
        "p.a.b",
        "#top",
        "#Top",
        "[hidden]",
        "[ hidden ]",
        "[class]",
        '[class=""]',
        ".b-c",
    ),
    *('[class*="appendQr"]', "[class*='QR']", "[class^=a]", '[class$="b"]', '[class~="box"]', '[lang|="zh"]'),
    *(
        '[type="text"]',
        "[type=TEXT]",
        '[data-x="(]"]',
        '[data-x="(]" i]',
        '[HREF*="(y"]',
        "li[lang=zh]",
        "b[hidden]",
    ),
    *("div p", "div > p", "p + p", "p ~ .tip", ".a > .a", "body > div", "html p", ":root .b", "pre [hidden]"),
    *(
        "p:first-child",
        "p:nth-child(2)",
        "p:not(.a)",
        "a:not([href*='(y'])",
        ".tip:has(a)",
        "div:has(> label > input)",
    ),
    *(
        "blockquote:has(p.jqlblock_cls)",
        "p:is(.a, .b-c)",
        ":is(div, ul) > li",
        "div :not(p) > a",
        "linearGradient",
    ),
    *("amp-ad", '[style*="display:none"]', '[style*="display:none" i]', ".中", '[class*="中"]', "li.中"),
]
_UNFILED = ["*", ":not(p)", ":is(p, .tip)", "div > *", r".x\\y", ":has(> input)"]


def _elements(tree: LexborNode) -> list[LexborNode]:
    return [node for node in tree.traverse() if node.mem_id != tree.mem_id]


def _body(doctype: str) -> LexborNode:
    body = LexborHTMLParser(doctype + _BODY).body
    assert body is not None
    return body


@pytest.mark.parametrize("doctype", ["", "<!doctype html>"])
@pytest.mark.parametrize("selector", _FILED)
def test_an_element_is_found_as_by_a_query(selector: str, doctype: str) -> None:
    tree = _body(doctype)
    lookup = Lookup([selector])
    found = {node.mem_id for node in _elements(tree) if lookup.numbers(node, node.tag or "")}
    certain = {node.mem_id for node in _elements(tree) if (0, True) in lookup.numbers(node, node.tag or "")}
    matched = {node.mem_id for node in tree.css(selector)} - {tree.mem_id}
    assert certain <= matched <= found
    assert len(found) < len(_elements(tree))


@pytest.mark.parametrize("selector", _UNFILED)
def test_what_needs_nothing_that_is_known_may_match_any_element(selector: str) -> None:
    lookup = Lookup([selector])
    assert all(lookup.numbers(node, node.tag or "") for node in _elements(_body("")))


def test_the_selectors_above_match_something() -> None:
    trees = [_body(""), _body("<!doctype html>")]
    without = [each for each in _FILED if not any(tree.css(each) for tree in trees)]
    assert without == ["[class*='QR']", '[class~="box"]', '[style*="display:none"]']  # values have a case


@pytest.mark.parametrize("selector", ["p", ".a", "p.a", "#Top", "[hidden]", '[class*="appendQr"]', "ul"])
def test_a_tag_and_one_condition_need_no_query(selector: str) -> None:
    tree = _body("<!doctype html>")
    lookup = Lookup([selector])
    found = {node.mem_id for node in _elements(tree) if (0, True) in lookup.numbers(node, node.tag or "")}
    assert found == {node.mem_id for node in tree.css(selector)}


@pytest.mark.parametrize(
    ("selector", "tags"),
    [
        ("div:has(> label > input)", {"label", "input"}),
        ("div:has( p.a #b em I)", {"p", "em", "i"}),
        ("ul:has(a) > li", set()),
        ("li:has(a, b)", set()),
        ("li:not(:has(a))", set()),
        ("li:has([href] > b)", set()),
        ("div:not(.a) p:has(i)", {"i"}),
        ("div:is(:has(a), b)", set()),
    ],
)
def test_tags_that_have_to_be_in_the_tree(selector: str, tags: set[str]) -> None:
    assert Lookup([selector]).inside == [frozenset(tags)]


def test_all_shipped_selectors_are_looked_up() -> None:
    (paragraph,) = LexborHTMLParser("<p>").css("p")
    assert RULES.nodes
    assert not RULES.lookup.numbers(paragraph, "p")


@pytest.mark.parametrize("doctype", ["", "<!doctype html>"])
def test_the_marks_are_those_of_queries(doctype: str) -> None:
    own = [
        {"id": f"own-{at}", "selector": each, "why": "seen below", "action": "bold"}
        for at, each in enumerate(_FILED + _UNFILED)
    ]
    rules = load([*own, *({"id": each, "off": True} for each in {node.rule.id for node in RULES.nodes})])
    tree = _body(doctype)
    marks = Marks(tree, rules)
    for node in _elements(tree):
        wanted = [
            each.rule.id
            for each in rules.nodes
            if node.mem_id in {one.mem_id for one in tree.css(each.selector)}
        ]
        assert [rule.id for rule in marks.of(node, node.tag or "")] == wanted


def test_a_users_selector_of_any_kind_works_with_the_others() -> None:
    own = [
        {"id": "mine", "selector": ":not(p, b)", "why": "seen below every page"},
        {"id": "plain", "selector": "b", "why": "seen below every page", "action": "unwrap"},
    ]
    html = "<p>甲乙丙丁。<b>戊</b></p><ul><li>己</li></ul>"
    assert clean(html, rules=load(own)) == "<p>甲乙丙丁。<strong>戊</strong></p>"
    assert "己" in clean(html)
