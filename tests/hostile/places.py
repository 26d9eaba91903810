"""What a folder of seeds may hold that is no plain file: made in place, each with what must become of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import titled

Place = tuple[Callable[[Path], None], str, str]

_NO_INPUT = ""


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "inside.md").write_bytes(titled(f"inside {path.name}", "文件夹里的一篇").data)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


def _links_out(path: Path) -> None:
    outside = path.parents[1] / "outside.md"
    outside.write_bytes(titled("outside", "外面的一篇").data)
    path.symlink_to(outside)


def _to_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _dangling(path: Path) -> None:
    path.symlink_to(path.parent / "nothing-here.md")


def _circle_of_folders(path: Path) -> None:
    path.mkdir()
    (path / "again").symlink_to(path.parent)


def _unreadable(path: Path) -> None:
    path.write_bytes(titled("unreadable", "没有权限").data)
    path.chmod(0)


def _closed_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside.md").write_bytes(titled("closed", "锁着的一篇").data)
    path.chmod(0)


def _named(name: str) -> Callable[[Path], None]:
    """Return what makes a file of this *name*, beside the path that it is given."""

    def make(path: Path) -> None:
        path.with_name(name).write_bytes(titled(f"named {name!r}", f"名字 {len(name)}").data)

    return make


# Name in the folder to what makes it, the locator of the input and its outcome; an empty one is no input.
PLACES: dict[str, Place] = {
    "pipe.md": (_pipe, "pipe.md", "rejected:not_a_file"),
    "socket.md": (_socket, "socket.md", "rejected:not_a_file"),
    "folder.md": (_folder, "folder.md/inside.md", "kept"),
    "link-out.md": (_links_out, "link-out.md", "rejected:outside_folder"),
    "link-device.md": (_to_device, "link-device.md", "rejected:outside_folder"),
    "link-circle.md": (_circle, "link-circle.md", "failed:unreadable"),
    "link-dangling.md": (_dangling, "link-dangling.md", "failed:unreadable"),
    "circle": (_circle_of_folders, _NO_INPUT, ""),
    "newline": (_named("new\nline.md"), "new\nline.md", "kept"),
    "dash": (_named("-O.md"), "-O.md", "kept"),
    "blank": (_named(" .md"), " .md", "kept"),
    "long": (_named("长" * 84 + ".md"), "长" * 84 + ".md", "kept"),
    "glob": (_named("[a-z]*?.md"), "[a-z]*?.md", "kept"),
    "escape": (_named("\x1b[31m.md"), "\x1b[31m.md", "kept"),
    "hidden": (_named(".hidden.md"), _NO_INPUT, ""),
    "other": (_named("picture.png"), _NO_INPUT, ""),
}
# Root reads these like any other.
FORBIDDEN: dict[str, Place] = {
    "unreadable.md": (_unreadable, "unreadable.md", "failed:unreadable"),
    "closed": (_closed_folder, "closed/", "failed:unreadable"),
}
