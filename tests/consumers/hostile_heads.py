"""Front matter that attacks: keys that steer a generator, values that look like paths, code or markup.

Each is the categories, which a post keeps, up to what the name of a folder can hold, and further keys, of which
it keeps none but tags and names.
"""

from __future__ import annotations

from tests.consumers.hostile_texts import PLAIN

Head = tuple[tuple[str, ...], dict[str, object]]


def _named(text: str) -> Head:
    return ("金融", text.strip()), {"tags": [text]}


HEADS: tuple[Head, ...] = (
    (("金融", "银行"), {"permalink": "../../evil.html", "layout": False}),
    (("金融",), {"slug": "../../evil", "save_as": "../../evil.html", "url": "/evil/"}),
    (("金融",), {"draft": True, "published": False, "status": "draft"}),
    (("金融",), {"aliases": ["/", "../../evil"], "redirect_to": "https://evil.example/", "redirect_from": "/"}),
    (("金融",), {"type": "evil", "template": "../../../etc/passwd", "outputs": ["json"], "_build": {"render": "never"}}),
    (("金融",), {"eleventyExcludeFromCollections": True, "eleventyComputed": {"title": "{{ 7*7 }}"}, "pagination": {"data": "x"}}),
    (("金融",), {"render_with_liquid": True, "defaults": {}, "collection": "x", "output": False, "sitemap": False}),
    (("金融",), {"expiryDate": "2001-01-01", "publishDate": "2099-01-01", "cascade": {"draft": True}, "weight": -1}),
    (("金融",), {"source": "../../evil.md", "path": "../../evil", "content": "<script>alert(1)</script>", "raw": "x"}),
    (("金融",), {"tags": ["{{ 7*7 }}", "{% x %}", "<script>alert(1)</script>", "---"]}),
    (("金融",), {"tags": ["all", "posts", "articles", "constructor", "toString", "__proto__", "prototype"]}),
    (("金融",), {"tags": ["..", "../../evil", "/", ".", "a/b", "a b", "#", "?x=1", "%2e%2e", "C++", "C"]}),
    (("金融",), {"tags": "甲, 乙\n- 丙", "author": "'甲'\npermalink: ../../evil"}),
    (("金融",), {"author": "<script>alert(1)</script>", "editor": "{{ 7*7 }}"}),
    (("金融",), {"author": "长" * 300}),
    (("金融",), {"headimg": "javascript:alert(1)", "thumbnail": "data:text/html,x", "cover": "//evil.example/x"}),
    (("../../evil", "..", "."), {}),
    (("a/b", "c\\d", "/x/", "//"), {}),
    (("{{ 7*7 }}", "{% x %}"), {}),
    (("<script>alert(1)</script>", "<b>"), {}),
    (("CON", "nul.txt"), {}),
    (("posts.json", "index.html", "INDEX.XML"), {"tags": ["index.html", "index.json", "页", "page"]}),
    (("😀", "#"), {}),
    (("constructor", "__proto__"), {}),
    (("'", '"', "''"), {}),
    (("甲: 乙", "- 丙", "# 丁"), {}),
    (("长" * 300, "x" * 300), {"tags": ["长" * 300, "x" * 300, "a/" * 150, "\ufdfa" * 66]}),
    (("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"), {}),
    (("金融",), {"---": "x", "<<": {"permalink": "../../evil"}, "__proto__": {"draft": True}}),
    (("金融",), {"updated": "2023-06-01T00:00:00+08:00", "comments": True, "lang": "../evil"}),
    (("金融",), {"guid": "sina:../../evil", "canonical_url": "javascript:alert(1)", "revision": 9}),
    (("true", "2021-01-01", "0x1F", "1e3"), {"tags": ["yes", "no", "12:30:45", "=", "<<"]}),
    *map(_named, PLAIN),
)  # fmt: skip
# What is no category and no tag: the names of a folder's own places.
NO_NAMES = {".", "..", "...", "//", "index.html", "INDEX.XML"}
