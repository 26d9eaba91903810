"""The usual stack in a plain loop: python-frontmatter, BeautifulSoup, markdownify, `json.dumps`.

`python usual_stack.py FOLDER OUT.jsonl` writes one line a post. It cleans what a first attempt would.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import frontmatter
from bs4 import BeautifulSoup, Comment
from markdownify import markdownify

_FURNITURE = "style, .appendQr_wrap, .article-editor, .ori_titlesource"


def read(path: Path) -> dict[str, Any]:
    """Return the post at *path* as the record a first attempt would make."""
    post = frontmatter.loads(path.read_text(encoding="utf-8").lstrip())
    soup = BeautifulSoup(post.content, "lxml")
    for element in soup.select(_FURNITURE):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    return {**post.metadata, "markdown": markdownify(str(soup)), "text": soup.get_text("\n", strip=True)}


def main(folder: Path, out: Path) -> None:
    """Write the record of every post of *folder* to *out*."""
    with out.open("w", encoding="utf-8") as lines:
        for path in sorted(folder.iterdir()):
            lines.write(json.dumps(read(path), ensure_ascii=False, default=str) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
