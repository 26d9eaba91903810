"""Titles that are too long, invisible, reversed, or something else than a title to whoever reads them."""

from __future__ import annotations

from tests.hostile.case import Case, titled

_KEPT = {
    "long": "长" * 10_000,
    "long-ascii": "a" * 10_000,
    "long-emoji": "😀" * 10_000,
    "rtl-override": "收益\u202e%001达\u202c说明",
    "rtl-isolates": "\u2067收益\u2069说明",
    "rtl-unclosed": "说明\u202e\u202e\u202e",
    "emoji": "🚀🚀🚀",
    "emoji-joined": "👨‍👩‍👧‍👦",
    "combining": "Z" + "\u0301" * 3000,
    "zero-width": "甲\u200b乙\u2060丙\ufeff丁",
    "traversal": "../../../etc/passwd",
    "traversal-windows": "..\\..\\..\\windows\\win.ini",
    "absolute": "/etc/passwd",
    "drive": "C:\\boot.ini",
    "reserved-con": "CON",
    "reserved-nul": "NUL.txt",
    "reserved-com": "COM1.md",
    "dots": "...",
    "dot-dot": "..",
    "tilde": "~root",
    "dashes": "-----",
    "option": "--output=/etc/passwd",
    "shell": "$(touch pwned) `touch pwned` ; touch pwned",
    "true-word": "yes",
    "number": "000001",
    "jinja": "{{ 7*7 }} {% raw %} {# x #}",
    "hugo": '{{< readfile file="/etc/passwd" >}}',
    "fence": "--- title: 假的 ---",
    "html": "<script>alert(1)</script>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "entity-twice": "&amp;lt;b&amp;gt;",
    "formula": '=HYPERLINK("http://example.org";"x")',
    "formula-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "terminal": "\x1b]0;改名\x07\x1b[2J\x1b[31m红",
    "bell": "\x07\x08\x7f标题",
    "c1": "\x9b31m标题\x90",
    "noncharacter": "标题\ufffe\uffff\U0010ffff",
    "private-use": "标题\ue000\uf8ff",
    "tags-block": "标题\U000e0041\U000e0042",
    "separators": "甲\u2028乙\u2029丙",
    "quotes": "''\"\"“”‘’",
    "backslashes": "\\\\\\n\\u0041",
    "markdown": "**粗** [链](javascript:alert(1)) ![](x)",
    "pipe": "a|b|c",
    "url": "javascript:alert(1)",
    "percent": "%s%s%n%(run)s",
    "braces": "{0.__class__.__mro__}",
    "ideographic-blanks": "　　　标题　　　",
}
_NONE = {
    "null-word": "null",
    "tilde-word": "~",
    "blank": "   ",
    "controls-only": "\x01\x02\x03",
    "zero-width-only": "\u200b\u2060\ufeff",
}


def cases() -> list[Case]:
    """Return the cases of titles."""
    kept = [titled(f"title-{name}", title) for name, title in _KEPT.items()]
    return kept + [
        titled(f"title-{name}", title, outcome="rejected:no_title") for name, title in _NONE.items()
    ]
