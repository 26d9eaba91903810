"""One article with and without rotating promotion: the digest is the same, and the ledger sees no revision.

`python -m tests.clean.promotion_pairs [NUMBER]` makes so many pairs (1,000 unless said) of ten kinds in four
frames, compares the digests, and runs the seeds' crawl over the plain ones, then over the promoted ones, on one
ledger. Exit status 0 where no digest differs and nothing is revised or new.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.model.draft import Draft
from newsspider.readers import pages, posts
from newsspider.render.finish import finish
from tests.clean import promotion

RULES = load()
_NUMBER = 1000


def finished(data: bytes, frame: str) -> Draft:
    """Return the finished draft of a document in *frame*."""
    if promotion.SUFFIX[frame] == "html":
        draft = pages.read(data, None, "x.html")
    else:
        draft = posts.read(data, "x.md")
        draft.article.title = str(draft.meta["title"])
    clean(draft, RULES)
    finish(draft)
    return draft


def pair(number: int) -> tuple[str, bytes, bytes]:
    """Return the frame, the plain and the promoted document of the pair with this *number*."""
    told = promotion.article(number)
    frame = list(promotion.FRAMES)[number % len(promotion.FRAMES)]
    return frame, promotion.plain(told, frame), promotion.promoted(told, frame, random.Random(number))


def differing(number: int) -> str:
    """Return how the digests of this pair differ, nothing where they are the same."""
    frame, plain, promoted = pair(number)
    one, other = finished(plain, frame), finished(promoted, frame)
    if one.article.digest == other.article.digest and one.article.images == other.article.images:
        return ""
    left = [line for line in other.article.text.split("\n") if line not in one.article.text]
    lost = [line for line in one.article.text.split("\n") if line not in other.article.text]
    pictures = [image.url for image in other.article.images]
    return f"{number} {frame}: left {left}, lost {lost}, pictures {pictures}"


def crawled(number: int, folder: Path) -> Counter[str]:
    """Return the outcomes of the second crawl, over the promoted documents."""
    for name in ("plain", "promoted"):
        (folder / name).mkdir()
        for each in range(number):
            frame, plain, promoted = pair(each)
            data = plain if name == "plain" else promoted
            (folder / name / f"{each}.{promotion.SUFFIX[frame]}").write_bytes(data)
        command = [sys.executable, "-m", "scrapy", "crawl", "seeds", "-a", f"path={folder / name}"]
        settings = ["-s", f"NEWSSPIDER_OUTPUT={folder / 'out'}", "-s", "NEWSSPIDER_NEAR_DUPLICATES=off"]
        ran = subprocess.run([*command, *settings], capture_output=True, text=True, check=False)
        if ran.returncode:
            sys.exit(f"the crawl ended with {ran.returncode}: {ran.stdout[-400:]}{ran.stderr[-800:]}")
    latest = max((folder / "out" / "reports").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    report = json.loads(latest.read_text("utf-8"))
    return Counter({name: count for name, count in report["outcomes"].items() if count})


def main() -> int:
    """Compare the pairs; returns the exit status."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else _NUMBER
    wrong = [told for each in range(number) if (told := differing(each))]
    sys.stdout.write("".join(f"{line}\n" for line in wrong[:40]))
    with tempfile.TemporaryDirectory() as folder:
        outcomes = crawled(number, Path(folder))
    sys.stdout.write(f"{number} pairs, {len(wrong)} digests differ, second crawl: {dict(outcomes)}\n")
    return int(bool(wrong) or set(outcomes) != {"unchanged"})


if __name__ == "__main__":
    sys.exit(main())
