"""The reports of a folder: each run's JSON and page side by side, the newest kept, older ones found again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from newsspider.outputs.atomic import PartFile, cannot_write
from newsspider.run import removals, report
from newsspider.run.report import RunReport

FOLDER = "reports"
_JSON = ".json"
# What a run leaves here, by ending.
_ENDINGS = (_JSON, removals.ENDING)


def write(account: RunReport, output: Path, keep: int, known: Collection[str]) -> None:
    """Write the report into `reports` of the folder *output*; raises OutputFailed.

    Of those of the *known* runs all but the newest *keep* are removed; no other file is touched.
    """
    folder = output / FOLDER
    _write(folder / f"{account.run}{_JSON}", output, report.encode(account))
    _prune(folder, keep, known)


def _write(path: Path, output: Path, data: bytes) -> None:
    file = PartFile(path, own=output)
    file.write(data)
    file.settle()
    file.commit()


def _prune(folder: Path, keep: int, known: Collection[str]) -> None:
    ours: defaultdict[str, list[Path]] = defaultdict(list)
    try:
        for path in folder.iterdir():
            name = next((path.name[: -len(each)] for each in _ENDINGS if path.name.endswith(each)), "")
            if name in known:
                ours[name].append(path)
        newest = sorted(ours, key=lambda name: max(path.lstat().st_mtime_ns for path in ours[name]))
        for name in newest[:-keep]:
            for path in ours[name]:
                path.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error
