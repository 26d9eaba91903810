"""The usual stack in a plain loop: python-frontmatter, BeautifulSoup, markdownify, `json.dumps`.

`python usual_stack.py FOLDER OUT.jsonl [POSTS]` writes one line a post. It cleans what a first attempt would.
With POSTS it also looks for near-duplicates with datasketch, and writes each post into that folder.
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
_GRAM = 4
_PERMUTATIONS = 128
_ALIKE = 0.8


def read(path: Path) -> dict[str, Any]:
    """Return the post at *path* as the record a first attempt would make."""
    post = frontmatter.loads(path.read_text(encoding="utf-8").lstrip())
    soup = BeautifulSoup(post.content, "lxml")
    for element in soup.select(_FURNITURE):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    return {**post.metadata, "markdown": markdownify(str(soup)), "text": soup.get_text("\n", strip=True)}


class Copies:
    """Near-duplicates by datasketch's own index, over 4-grams of the text."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - JSONL alone does without

        self._make = MinHash
        self._index = MinHashLSH(threshold=_ALIKE, num_perm=_PERMUTATIONS)

    def first_of(self, name: str, text: str) -> str | None:
        """Return the name of an earlier text that is much like *text*; None where there is none."""
        sketch = self._make(num_perm=_PERMUTATIONS)
        sketch.update_batch([text[at : at + _GRAM].encode() for at in range(len(text) - _GRAM + 1)])
        found = self._index.query(sketch)
        self._index.insert(name, sketch)
        return str(found[0]) if found else None


def main(folder: Path, out: Path, posts: Path | None) -> None:
    """Write the record of every post of *folder* to *out*, and the posts to *posts*."""
    copies = Copies() if posts else None
    if posts:
        posts.mkdir()
    with out.open("w", encoding="utf-8") as lines:
        for path in sorted(folder.iterdir()):
            record = read(path)
            if copies is not None and posts is not None:
                record["duplicate_of"] = copies.first_of(path.name, record["text"])
                head = {name: value for name, value in record.items() if name not in ("markdown", "text")}
                post = frontmatter.Post(record["markdown"], **head)
                (posts / path.name).write_text(frontmatter.dumps(post, allow_unicode=True), encoding="utf-8")
            lines.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None)
