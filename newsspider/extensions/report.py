"""The report of a run as JSON: the numbers of its summary, kept for the newest runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from newsspider.model.article import iso
from newsspider.outputs.atomic import PartFile, cannot_write
from newsspider.run.report import Account


def write(account: Account, folder: Path, keep: int) -> None:
    """Write the report into *folder* and remove all but the newest *keep*; raises OutputFailed."""
    values = asdict(account)
    values["started"], values["ended"] = iso(account.started), iso(account.ended)
    values["exit_code"] = int(account.exit_code)
    file = PartFile(folder / f"{account.run}.json")
    file.write(json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n")
    file.settle()
    file.commit()
    _prune(folder, keep)


def _prune(folder: Path, keep: int) -> None:
    reports = sorted(folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    try:
        for path in reports[:-keep]:
            path.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error
