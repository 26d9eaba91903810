from __future__ import annotations

import os

import pytest

from newsspider.text.roots import Roots, missing

_ROOTS = Roots({"archive": "/mnt/archive", "old": "/mnt/archive/old", "all": "/"})


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/mnt/archive/2021/a.md", "@archive/2021/a.md"),
        ("/mnt/archive/old/a.md", "@old/a.md"),
        ("/mnt/archives/a.md", "@all/mnt/archives/a.md"),
        (os.fsdecode(b"/mnt/archive/\xc4.md"), "@archive/file:./%C4.md"),
        ("/mnt/archive/@old/a.md", "@archive/@old/a.md"),
    ],
)
def test_a_file_is_known_by_its_root_and_found_again(path: str, known: str) -> None:
    assert _ROOTS.named(path) == known
    assert _ROOTS.native(known) == path
    moved = Roots({name: f"/srv{folder}" for name, folder in _ROOTS.folders.items()})
    assert moved.native(known) == f"/srv{path}"


def test_what_is_in_no_root_stays_as_it_is() -> None:
    for path in ("/mnt/archives/a.md", os.fsdecode(b"/mnt/\xc4.md")):
        known = Roots({"archive": "/mnt/archive"}).named(path)
        assert known == Roots().named(path)
        assert _ROOTS.native(known) == path
        assert missing(path) is None


def test_a_root_that_is_unknown_here_is_named() -> None:
    assert missing(Roots().native("@archive/2021/a.md")) == "archive"
