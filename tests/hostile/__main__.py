"""Write the hostile seeds to a folder, with what must become of each beside them."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.hostile import everything


def main(folder: Path) -> None:
    """Write every case below *folder*, and `expected.tsv` beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in everything():
        (folder / case.name).write_bytes(case.data)
    lines = (f"{case.name}\t{case.outcome}\n" for case in everything())
    (folder.parent / "expected.tsv").write_text("".join(lines), encoding="utf-8")


main(Path(sys.argv[1]))
