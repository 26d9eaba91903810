"""The page fixtures and what is expected of each: `pages/<name>.html` beside `pages/<name>.json`.

A page is written by hand, in the shapes that real ones have and with sentences of its own. Its expectation is
generated (`python -m tests.readers.page_cases [name …]`) and then read line by line: it is right because
somebody looked, not because it was generated.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Rejected
from newsspider.explain.fixture import expected
from newsspider.model.draft import Draft
from newsspider.readers import pages
from newsspider.render.finish import finish

FOLDER = Path(__file__).with_name("pages")
# The address that a page was asked for; without one it is a saved page.
ASKED = {
    "mobile-article": "http://finance.sina.cn/2018-08-13/detail-ihhqtawx0000005.d.html?vt=4&wm=x",
    "mobile-account": "https://news.sina.cn/2023-01-01/detail-imxyqvzk0000016.d.html?wm=3233",
    "picture-only": "http://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000010.shtml?cre=tianyi&mod=x",
    "slides": "https://slide.news.sina.com.cn/slide_1_2841_100001.html",
    "topic": "http://finance.sina.com.cn/focus/tea/",
    "blank": "https://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000099.shtml",
    "captcha": "https://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000098.shtml",
    "captcha-script": "https://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000097.shtml",
    "gone-in-layout": "https://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000096.shtml",
}
RULES = load()


def names() -> list[str]:
    """Return the names of all pages, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def read(name: str, data: bytes | None = None) -> Draft:
    """Return the draft of the page *name*, of *data* in its stead if given; raises Rejected as its reader does."""
    data = (FOLDER / f"{name}.html").read_bytes() if data is None else data
    return pages.read(data, ASKED.get(name), f"{name}.html")


def finished(name: str, data: bytes | None = None) -> Draft:
    """Return the finished draft of the page *name*, as `read` gives it."""
    draft = read(name, data)
    clean(draft, RULES)
    finish(draft)
    return draft


def outcome(name: str) -> dict[str, Any]:
    """Return what becomes of the page *name*, in the form of its expectation."""
    try:
        draft = finished(name)
    except Rejected as refused:
        return {"refused": [refused.outcome.value, refused.reason.value, refused.detail]}
    return expected(draft)


def main() -> None:
    """Write the expectations of the pages named on the command line, or of all."""
    for name in sys.argv[1:] or names():
        text = json.dumps(outcome(name), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
