"""Known ways to get a script past a sanitiser: nothing of them is in the HTML or the Markdown that leaves.

A further one is one more line of `_VECTORS`; those of `tests/consumers` are tried too, by browsers' parsers there.
"""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.clean.cleaning import cleaned
from tests.consumers.hostile_markup import MARKDOWN, MARKUP
from tests.fuzz.allowed import in_html, in_markdown

_VECTORS = (
    # mutations: what is text in one namespace is markup in another
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math></p><style><!--</style><img src/onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><style><img src onerror=alert(1)></style></annotation-xml>",
    "<svg><desc><style><img src onerror=alert(1)></style></desc></svg>",
    "<svg><title><style><img src onerror=alert(1)></style></title></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><p title='</noembed><img src=x onerror=alert(1)>'>",
    "<noframes><p title='</noframes><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><p title='</title><img src=x onerror=alert(1)>'>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<table><caption><svg><style><img src=x onerror=alert(1)>",
    "<template><s><template><s><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<pre>\n&lt;script&gt;alert(1)&lt;/script&gt;</pre>",
    "<plaintext><script>alert(1)</script>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    # tags that are written in ways nobody writes
    "<img src=x onerror=alert(1)//",
    "<img/src=x/onerror=alert(1)>",
    "<img\x0csrc=x\x0conerror=alert(1)>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=`x`onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<<script>alert(1)//<</script>",
    "</script><script>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<svg><script>&#97;lert(1)</script>",
    "<a <b onclick=alert(1)>x</a>",
    "<p/onclick=alert(1)>x",
    "<!--><script>alert(1)</script>-->",
    "<!--!><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<!DOCTYPE x [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "＜script＞alert(1)＜/script＞",
    # addresses
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C'>x</a>",
    "<a href='\x01\x02javascript:alert(1)'>x</a>",
    "<a href='jav\tasc\nript:alert(1)'>x</a>",
    "<a href='java\u200bscript:alert(1)'>x</a>",
    "<a href='javascript\u2028:alert(1)'>x</a>",
    "<a href='ｊａｖａｓｃｒｉｐｔ:alert(1)'>x</a>",
    "<a href='//javascript:alert(1)'>x</a>",
    "<a href='javascript://example.cn/%0aalert(1)'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='jar:https://evil.example!/x'>x</a>",
    "<a href='intent://x#Intent;end'>x</a>",
    "<a href='https://a.example\\@evil.example'>x</a>",
    "<a href='https://a.example&#x27; onclick=&#x27;alert(1)'>x</a>",
    "<a href='https://a.example/&quot;&gt;&lt;script&gt;'>x</a>",
    "<img src='https://a.example/x.svg#&quot; onerror=&quot;alert(1)'>",
    "<img src='data:image/png;base64,AAAA' data-src='javascript:alert(1)'>",
    "<img data-original='\"><script>alert(1)</script>'>",
    "<a href='https://a.example/' target=_blank rel=opener ping=//evil.example download>x</a>",
    "<area href=javascript:alert(1)><map name=x><area href=javascript:alert(1)></map>",
    "<q cite=javascript:alert(1)>x</q><blockquote cite=javascript:alert(1)>y</blockquote>",
    "<isindex action=javascript:alert(1)><keygen autofocus onfocus=alert(1)>",
    "<dialog open onclose=alert(1)><menu><menuitem onclick=alert(1)>x</menu></dialog>",
    "<table background=javascript:alert(1)><tr><td background=x>a<td>b</table>",
    "<p style='behavior:url(x);-moz-binding:url(x)' is=x slot=y part=z>x</p>",
    # code of templates and of Markdown in places where nothing escapes it
    "<pre><code class='language-js onclick=alert(1)'>{{ x }}</code></pre>",
    "<pre>```\n</pre><script>alert(1)</script>\n```</pre>",
    "<code>`</code>`<img src=x onerror=alert(1)>`",
    "<p>`</p><p>&lt;img src=x onerror=alert(1)&gt;`</p>",
    "<p>[x](</p><p>javascript:alert(1))</p>",
    "<a href='https://a.example/'>](javascript:alert(1))</a>",
    "<a href='https://a.example/'>x</a>(javascript:alert(1))",
    "<img src='https://a.example/x.png' alt='](javascript:alert(1)) ![x'>",
    "<p>![x]</p><p>[x]: javascript:alert(1)</p>",
    "<h1># x {onclick=alert(1)}</h1>",
    "<p>x</p>{: onclick='alert(1)'}",
)


@pytest.mark.parametrize("source", [*_VECTORS, *(piece.source for piece in (*MARKUP, *MARKDOWN))])
def test_nothing_of_it_leaves(source: str) -> None:
    article = cleaned(f"<p>前文。</p>{source}<p>后文。</p>").article
    in_html(article.html)
    in_markdown(article.markdown)
    body = LexborHTMLParser(article.html).body
    assert body is not None
    # What a browser makes of it is what was written: it means one thing only.
    assert LexborHTMLParser(body.html or "").body.html == body.html  # type: ignore[union-attr]
    assert body.css("script, style, iframe, svg, math, form, input, [onerror], [onclick], [style]") == []


@pytest.mark.parametrize(
    "gone", ["<style>p{}</style>", "<iframe src=x>框</iframe>", "<textarea>文</textarea>"]
)
def test_what_is_never_text_is_none_below_the_deepest_element(gone: str) -> None:
    assert cleaned("<div>" * 130 + f"<p>{gone}深处</p>").article.text == "深处"
