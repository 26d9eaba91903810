"""What a fuzzer starts from: the documents of the project, old attacks, and the real ones where they are."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.fuzz.targets import ATTACKS

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared" / "data"
_LARGEST = 1 << 16
_PAGES = ("tests/readers/pages/*.html",)
_POSTS = ("newsspider/samples/**/*.md",)
_REAL_PAGES = ("pages/**/*", "snippets/*")
_REAL_POSTS = ("seeds/**/*", "frontmatter/**/*")
# Of the project, and of the real documents.
_STARTS = {
    "page": (_PAGES, _REAL_PAGES),
    "matter": (_POSTS, _REAL_POSTS),
    "sanitiser": ((*_PAGES, *_POSTS), (*_REAL_PAGES, *_REAL_POSTS)),
}


def fill(target: str, folder: Path) -> int:
    """Write what *target* starts from to *folder*, a file each, cut where large; return how many."""
    own, real = _STARTS[target]
    found = [*_below(_ROOT, own), *_below(_SHARED, real), *_below(ATTACKS, (f"{target}/*",))]
    for path in found:
        data = path.read_bytes()[:_LARGEST]
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)
    return len(found)


def _below(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from (path for path in sorted(folder.glob(pattern)) if path.is_file())
