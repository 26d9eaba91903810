"""Whether the outputs of a run find their places on this machine: asked before anything is read or made.

What is met only in writing (a disk that fills up, a network that goes away) stops the run then.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsspider.errors import OutputFailed
from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write
from newsspider.outputs.targets import local_path

# Folders that a run writes to besides its feeds, below the output folder.
_OWN = ("rejected", "reports")
_PLACEHOLDER = "%("
_MAY = os.R_OK | os.W_OK | os.X_OK


def check(run: Options, feeds: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise OutputFailed where an output of *run*, with these *feeds*, cannot be written."""
    for name in _OWN:
        _check_folder(run.output / name, str(run.output / name))
    for uri, feed in feeds.items():
        path = local_path(uri)
        if path is not None:
            _check(path, uri, is_folder=feed["format"] == "posts")


def _check(path: Path, shown: str, *, is_folder: bool) -> None:
    filled_in = [one for one in (path, *path.parents) if _PLACEHOLDER in one.name]
    target = Path(os.path.realpath(path))
    try:
        if is_folder:
            _check_folder(path, shown)
        elif filled_in:  # the file and its folders are not there yet
            _check_folder(filled_in[-1].parent, shown)
        elif target.is_dir():
            message = f"{shown} cannot be written: it is a folder, and a folder of posts is {shown}:posts"
            raise OutputFailed(message)
        elif not target.exists() or target.is_file():  # what is neither, a pipe, is written to as it is
            _check_folder(target.parent, shown)
    except OSError as error:
        raise cannot_write(shown, error) from error


def _check_folder(path: Path, shown: str) -> None:
    """Raise OutputFailed where *path* is no folder to write in and none can be made."""
    place = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
    if not place.is_dir():
        message = f"{shown} cannot be written: {_near(place)} is no folder"
        raise OutputFailed(message)
    if not os.access(place, _MAY):
        message = f"{shown} cannot be written: permission denied in {_near(place)}"
        raise OutputFailed(message)


def _near(path: Path) -> str:
    """Return *path* as seen from the working directory, if it is below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
