"""What one page costs, start-up left out: `python page_cost.py newsspider|trafilatura FOLDER TIMES`.

Prints the microseconds of CPU a page, the least of several rounds over all pages of the folder.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

_ROUNDS = 3


def _ours() -> Callable[[bytes], object]:
    from newsspider import read_page  # noqa: PLC0415 - each contestant loads its own

    def read(data: bytes) -> object:
        article = read_page(data)
        return article.html and article  # it is rendered when somebody asks for it

    return read


def _trafilatura() -> Callable[[bytes], object]:
    from trafilatura import bare_extraction  # noqa: PLC0415

    return lambda data: bare_extraction(data, with_metadata=True, include_images=True, include_links=True)


def main(name: str, folder: Path, times: int) -> None:
    """Print what *name* needs for a page of *folder*."""
    read = {"newsspider": _ours, "trafilatura": _trafilatura}[name]()
    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    spent = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(times):
            for page in pages:
                if not read(page):
                    sys.exit(f"{name} finds no article")
        spent.append(time.process_time() - began)
    sys.stdout.write(f"{min(spent) / times / len(pages) * 1e6:.0f}\n")


main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
