"""Bytes that are no text, or text of another charset than they claim."""

from __future__ import annotations

import gzip
import zlib

from tests.conftest import story
from tests.hostile.case import Case

_HEAD = "---\ntitle: '{title}'\ndate: '2021-10-09T19:41:14+08:00'\n---\n\n{body}\n"


def cases() -> list[Case]:
    """Return the cases of bytes and charsets."""
    return [*_charsets(), *_damaged(), *_none()]


def _text(name: str) -> str:
    return _HEAD.format(title=f"编码 {name}", body=story(name, 400))


def _charsets() -> list[Case]:
    made = []
    for name, charset in (
        ("gbk", "gbk"),
        ("gb18030", "gb18030"),
        ("utf-8-bom", "utf-8-sig"),
        ("utf-16-bom", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32-bom", "utf-32"),
    ):
        made.append(Case(f"bytes-{name}.md", _text(name).encode(charset)))
    return made


def _damaged() -> list[Case]:
    text = _text("damaged").encode()
    return [
        Case("bytes-cut-in-character.md", _text("cut").encode().rstrip()[:-1]),
        Case("bytes-one-bad.md", _text("one").encode().replace("编码".encode(), "编".encode() + b"\xff", 1)),
        Case("bytes-double-bom.md", b"\xef\xbb\xbf\xef\xbb\xbf" + _text("double").encode()),
        Case(
            "bytes-bom-inside.md", _text("inside").encode().replace(b"\n---\n\n", b"\n---\n\n\xef\xbb\xbf", 1)
        ),
        Case("bytes-nul-inside.md", _text("nul").encode().replace("编码".encode(), "编\0码".encode(), 1)),
        Case(
            "bytes-controls.md", _text("controls").encode().replace("编码".encode(), b"\x01\x02\x1b[31m", 1)
        ),
        Case(
            "bytes-surrogates.md", _text("surrogates").encode().replace("编码".encode(), b"\xed\xa0\x80", 1)
        ),
        Case("bytes-overlong.md", _text("overlong").encode().replace("编码".encode(), b"\xc0\xaf", 1)),
        Case("bytes-crlf.md", _text("crlf").replace("\n", "\r\n").encode()),
        Case("bytes-cr.md", _text("cr").replace("\n", "\r").encode()),
        Case("bytes-separators.md", _text("separators").replace("编码", "编\u2028码\u2029\x85").encode()),
        Case("bytes-mixed.md", text + story("mixed").encode("gbk")),
        Case("bytes-leading-blanks.md", b"\n \n\t\n" + _text("blanks").encode()),
    ]


def _none() -> list[Case]:
    packed = _text("packed").encode()
    return [
        Case("bytes-empty.md", b"", "rejected:empty_file"),
        Case("bytes-blank.md", b" \n\t\n\xe3\x80\x80\n", "rejected:empty_file"),
        Case("bytes-nul.md", b"\0" * 5000, "rejected:not_text"),
        Case(
            "bytes-random.md",
            bytes((number * 7919 + number // 3) % 256 for number in range(20_000)),
            "rejected:not_text",
        ),
        Case("bytes-gzip.md", gzip.compress(packed, mtime=0), "rejected:not_text"),
        Case("bytes-gzip-cut.md", gzip.compress(packed, mtime=0)[:60], "rejected:not_text"),
        Case("bytes-gzip-bomb.md", gzip.compress(b"\0" * 20_000_000, mtime=0), "rejected:not_text"),
        Case("bytes-deflate.md", zlib.compress(packed), "rejected:not_text"),
        Case("bytes-png.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "rejected:not_text"),
        Case("bytes-pdf.md", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 8, "rejected:not_text"),
        Case("bytes-elf.md", b"\x7fELF\x02\x01\x01" + bytes(4096), "rejected:not_text"),
        Case("bytes-large.md", b"---\ntitle: x\n---\n" + b"a" * 30_000_000, "rejected:too_large"),
        Case("bytes-fence-only.md", b"---", "rejected:no_title"),
        Case("bytes-fences-only.md", b"---\n---\n", "rejected:empty_file"),
    ]
