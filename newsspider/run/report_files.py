"""The reports in a folder: each run's JSON and page; writes them, deletes old ones, and finds them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.errors import OutputFailed
from newsspider.lazy import lazily
from newsspider.options import Options
from newsspider.outputs.atomic import PartFile, cannot_write, read_ordinary
from newsspider.run import removals, report
from newsspider.run.report import RunReport

if TYPE_CHECKING:
    from newsspider.run.page import page
else:
    page = lazily("newsspider.run.page.page")  # templates and charts, for the end of a run

FOLDER = "reports"
_JSON = ".json"
_PAGE = ".html"
# The endings of a run's files in this folder.
_ENDINGS = (_JSON, _PAGE, removals.ENDING)


def write(account: RunReport, run: Options, known: Collection[str]) -> None:
    """Write the report and its page into `reports` of the output folder; raises OutputFailed.

    Deletes the oldest reports of the *known* runs beyond the number to keep; touches no other file.
    """
    folder = run.output / FOLDER
    earlier = [found for found in _all(folder) if found.run != account.run and found.run in known]
    _write(folder / f"{account.run}{_JSON}", run.output, report.encode(account))
    write_page([account], earlier, run, account.run)
    _prune(folder, run.reports_kept, known)


def write_page(reports: Sequence[RunReport], earlier: Sequence[RunReport], run: Options, name: str) -> Path:
    """Write the page of *reports*, compared with *earlier*, oldest first, as *name*, and return its path.

    Raises OutputFailed, also if newsspider did not write the existing file of that name.
    """
    path = run.output / FOLDER / f"{name}{_PAGE}"
    try:
        head = read_ordinary(path) or b""
        is_foreign = bool(head) and not page.is_ours(head)
    except FileNotFoundError:
        is_foreign = False
    except OSError as error:
        raise cannot_write(path, error) from error
    if is_foreign:
        message = f"{path} was not written by newsspider, so it stays; move it away"
        raise OutputFailed(message)
    _write(path, run.output, page.render(reports, earlier, run.report_lang))
    return path


def find(run: Options) -> list[RunReport]:
    """Return the reports of the output folder, oldest first; leaves out files that are not reports."""
    return _all(run.output / FOLDER)


def _all(folder: Path) -> list[RunReport]:
    found = []
    for path in folder.glob(f"*{_JSON}"):
        # Somebody else's file, or the report of an older version, which had other keys.
        with suppress(OSError, ValueError):
            found.append(report.read(path))
    return sorted(found, key=lambda one: (one.started, one.run))


def _is_ours(path: Path) -> bool:
    """Return whether *path*, named like a file of a run, is one; a page has a mark."""
    if path.suffix != _PAGE:
        return True
    return page.is_ours(read_ordinary(path) or b"")


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
            if name in known and _is_ours(path):
                ours[name].append(path)
        newest = sorted(ours, key=lambda name: max(path.lstat().st_mtime_ns for path in ours[name]))
        for name in newest[:-keep]:
            for path in ours[name]:
                path.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error
