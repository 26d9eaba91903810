from __future__ import annotations

import pytest

from newsspider.model.body import (
    Block,
    Body,
    Break,
    Code,
    Divider,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)
from newsspider.render.html import to_html

B = Style.BOLD


def one(text: str) -> Paragraph:
    return Paragraph([TextRun(text)])


CASES: list[tuple[str, list[Block]]] = [
    ("", []),
    ("", [one(" "), Quote([]), ListBlock([[]]), Table([]), Code("\n")]),
    ("<p>1 &lt; 2 &amp;lt; &quot;</p>", [one('1 < 2 &lt; "')]),
    (
        "<p>一<strong>二<em>三</em></strong></p>",
        [Paragraph([TextRun("一"), TextRun("二", B), TextRun("三", B | Style.ITALIC)])],
    ),
    (
        '<p><a href="/x?a=1&amp;b=&quot;">一<code>x</code></a></p>',
        [Paragraph([TextRun("一", href='/x?a=1&b="'), TextRun("x", Style.CODE, '/x?a=1&b="')])],
    ),
    ("<p>一<br>\n二</p>", [Paragraph([TextRun("一"), Break(), TextRun("二")])]),
    ("<h6>一 二</h6>\n<hr>", [Heading(7, [TextRun("一"), Break(), TextRun("二")]), Divider()]),
    (
        '<figure><a href="/x"><img src="/a" alt="图&quot;" width="3" height="4"></a><figcaption>图&quot;</figcaption></figure>',
        [Picture("/a", "一", '图"', 3, 4, "/x")],
    ),
    ("<blockquote><p>一</p>\n<p>二</p></blockquote>", [Quote([one("一"), one("二")])]),
    (
        "<ul><li>一</li><li><p>二</p>\n<p>三</p></li></ul>",
        [ListBlock([[one("一")], [], [one("二"), one("三")]])],
    ),
    ("<ol><li>一</li></ol>", [ListBlock([[one("一")]], ordered=True)]),
    ("<p>3. 一</p>", [ListBlock([[one("一")]], ordered=True, start=3)]),
    ("<p>10⁸</p>", [Paragraph([TextRun("10"), TextRun("8", Style.SUP)])]),
    (
        "<table><tr><th>一</th><th></th></tr>\n<tr><td>二</td><td>三</td></tr></table>",
        [Table([[[TextRun("一")], []], [[TextRun("二")], [TextRun("三")]]], header=True)],
    ),
    ("<pre><code>a\n\n  &lt;b</code></pre>", [Code("a\n\n  <b")]),
]


@pytest.mark.parametrize(("html", "blocks"), CASES)
def test_html(html: str, blocks: list[Block]) -> None:
    assert to_html(Body(blocks)) == html
