"""Seed files: which ones are met, in which order, and what cannot be read."""

from __future__ import annotations

import inspect
import os
import socket
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.errors import Rejected, UsageError
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources.files import SeedFile, read
from newsspider.sources.finding import (
    FOLDER_OF_CODE,
    HIDDEN,
    NO_ENDING,
    OF_PROJECT,
    OTHER_ENDINGS,
    check,
    find,
)

_LIMIT = 1000


def _make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"text")


def _locators(path: Path | str) -> list[str]:
    return [entry.locator for entry in find(check(str(path)))]


def _files(path: Path | str) -> list[SeedFile]:
    return [entry for entry in find(check(str(path))) if isinstance(entry, SeedFile)]


def _others(path: Path) -> Counter[str]:
    others: Counter[str] = Counter()
    list(find(check(str(path)), others))
    return others


def test_a_folder_is_walked_in_the_order_of_whole_paths(tmp_path: Path) -> None:
    _make(tmp_path, "b.md", "a/z.md", "a-b.md", "a.md", "a/b/c.txt", "新闻.markdown", "Z.MD")
    assert _locators(tmp_path) == ["Z.MD", "a-b.md", "a.md", "a/b/c.txt", "a/z.md", "b.md", "新闻.markdown"]


def test_hidden_and_other_files_are_no_inputs(tmp_path: Path) -> None:
    _make(tmp_path, ".git/x.md", ".x.md", "x.jpg", "x.md.part", "README", "y.md")
    assert _locators(tmp_path) == ["y.md"]


def test_a_file_is_named_by_its_name(tmp_path: Path) -> None:
    _make(tmp_path, "a/b.md")
    assert _locators(tmp_path / "a" / "b.md") == ["b.md"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.md", ["b.md", "c.md"]),
        ("*", ["a/x.md", "a/y/z.md", "b.md", "c.md", "d.txt"]),
        ("**", ["a/x.md", "a/y/z.md", "b.md", "c.md", "d.txt"]),
        ("**/*", ["a/x.md", "a/y/z.md", "b.md", "c.md", "d.txt"]),
        ("a*/**/*.md", ["a/x.md", "a/y/z.md"]),
        ("[bd].*", ["b.md", "d.txt"]),
    ],
)
def test_a_glob_is_relative_to_what_has_no_wildcard(tmp_path: Path, pattern: str, found: list[str]) -> None:
    _make(tmp_path, "c.md", "b.md", "d.txt", "a/x.md", "a/y/z.md", "e.jpg")
    assert _locators(f"{tmp_path}/{pattern}") == found


def test_a_glob_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "b.md", "a/x.md")
    monkeypatch.chdir(tmp_path)
    assert _locators("*/*.md") == ["a/x.md"]
    assert _locators("*.md") == ["b.md"]


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("none", "does not exist"),
        ("x.jpg", "cannot read "),
        ("*.txt", "matches no file"),
        ("*.jpg", "matches no file"),
    ],
)
def test_nothing_to_read_is_a_wrong_use(tmp_path: Path, argument: str, told: str) -> None:
    _make(tmp_path, "x.jpg")
    with pytest.raises(UsageError, match=told):
        check(f"{tmp_path}/{argument}")


def test_an_empty_folder_is_no_wrong_use(tmp_path: Path) -> None:
    assert _locators(tmp_path) == []


def test_links_inside_are_read_and_links_out_refused(tmp_path: Path) -> None:
    root = tmp_path / "seeds"
    _make(root, "a.md", "in/b.md")
    _make(tmp_path, "secret.md", "out/c.md")
    (root / "l-in.md").symlink_to(root / "a.md")
    (root / "l-out.md").symlink_to(tmp_path / "secret.md")
    (root / "l-folder").symlink_to(tmp_path / "out")
    (root / "l-inner").symlink_to(root / "in")
    (root / "l-circle.md").symlink_to(root / "l-circle.md")
    (root / "l-broken.md").symlink_to(root / "nowhere.md")
    (root / "in" / "up").symlink_to(root)
    (root / "l-broken.jpg").symlink_to(root / "nowhere.jpg")
    met = {entry.locator: entry for entry in find(check(str(root)))}
    assert sorted(met) == [
        "a.md", "in/b.md", "l-broken.md", "l-circle.md", "l-folder", "l-in.md", "l-out.md"
    ]  # fmt: skip
    reasons = {name: entry.reason for name, entry in met.items() if isinstance(entry, Unread)}
    assert reasons == {
        "l-broken.md": Reason.UNREADABLE,
        "l-circle.md": Reason.UNREADABLE,
        "l-folder": Reason.OUTSIDE_FOLDER,
        "l-out.md": Reason.OUTSIDE_FOLDER,
    }


def test_a_glob_crosses_no_link_and_ends_where_two_lead_in_a_circle(tmp_path: Path) -> None:
    root = tmp_path / "seeds"
    _make(root, "a.md", "in/b.md")
    _make(tmp_path, "out/c.md")
    (root / "l.md").symlink_to(root / "a.md")
    (root / "one").symlink_to(root)
    (root / "two").symlink_to(root)
    (root / "three").symlink_to(tmp_path / "out")
    assert _locators(f"{root}/**/*.md") == ["a.md", "in/b.md", "l.md", "three"]
    assert _locators(f"{root}/*/*.md") == ["in/b.md", "three"]
    assert _locators(f"{root}/*.md") == ["a.md", "l.md"]


def test_a_folder_reached_through_a_link_that_the_user_named(tmp_path: Path) -> None:
    _make(tmp_path / "real", "a.md")
    (tmp_path / "named").symlink_to(tmp_path / "real")
    assert _locators(tmp_path / "named") == ["a.md"]
    assert _locators(f"{tmp_path}/named/*.md") == ["a.md"]


def test_a_name_that_is_no_utf8_is_spelled_with_escapes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_bytes(b"x")
    assert _locators(tmp_path) == ["file:./%FF.md"]


@pytest.mark.parametrize("name", ["a%b.md", 'it\'s "so".md', "a\nb.md", "a\\xff.md", "~.md", "100%/x.md"])
def test_an_odd_name_is_a_name(tmp_path: Path, name: str) -> None:
    _make(tmp_path, name)
    assert _locators(tmp_path) == [name]
    assert read(next(iter(_files(tmp_path / name))), _LIMIT) == b"text"


def test_a_folder_that_is_called_like_a_pattern(tmp_path: Path) -> None:
    _make(tmp_path, "a[1]/x.md", "a1/y.md")
    assert _locators(f"{tmp_path}/a[1]") == ["x.md"]
    assert _locators(f"{tmp_path}/a[1]/*.md") == ["x.md"]
    assert _locators(f"{tmp_path}/a?/*.md") == ["a1/y.md"]


def test_what_is_no_input_is_counted_by_its_ending(tmp_path: Path) -> None:
    _make(tmp_path, "a.md", "b.jpg", "in/c.JPG", "d.tar.gz", "README", ".x.md", ".git/y.md", "e.我们的")
    others = _others(tmp_path)
    assert others == {".jpg": 2, ".gz": 1, NO_ENDING: 1, HIDDEN: 2, OTHER_ENDINGS: 1}


def test_endings_without_end_are_counted_as_one(tmp_path: Path) -> None:
    _make(tmp_path, *(f"x.{number}" for number in range(300)))
    others = _others(tmp_path)
    assert sum(others.values()) == 300
    assert len(others) < 110


_DATED = b"---\ntitle: x\ndate: 2021-10-09\n---\ntext"


def test_nothing_of_a_project_of_python_is_an_input(tmp_path: Path) -> None:
    code = ("node/package.json", "pyproject.toml", "src/news/__init__.py", "src/news/data/page.html")
    texts = ("README.md", "README.zh-CN.md", "LICENSE.txt", "CHANGELOG.md", "notes.txt", "docs/index.md")
    made = ("docs/_build/index.html", "tests/page.html", "tests/post.md", "build/lib/x.html", "package.json")
    others = ("venv/lib/site-packages/x/LICENSE.txt", "x.egg-info/SOURCES.txt", "requirements.txt")
    _make(tmp_path, *code, *texts, *made, *others)
    (tmp_path / "tests" / "post.md").write_bytes(_DATED)
    assert _locators(tmp_path) == []
    # docs/_build, two of package.json, requirements.txt
    assert _others(tmp_path)[OF_PROJECT] == len(texts) + 4
    assert _others(tmp_path)[FOLDER_OF_CODE] == 5


def test_posts_and_saved_pages_in_a_project_are_inputs(tmp_path: Path) -> None:
    _make(
        tmp_path, "package.json", "seeds/a.md", "seeds/b.html", "seeds/README.md", "2021-10-09-c.md", "f.xml"
    )
    _make(tmp_path, "docs/d.md", "source/_posts/e.md", "node_modules/x/README.md", "sitemap.xml")
    (tmp_path / "docs" / "d.md").write_bytes(_DATED)
    (tmp_path / "f.xml").write_bytes(b"<?xml version='1.0'?><rss version='2.0'></rss>")
    assert _locators(tmp_path) == [
        "2021-10-09-c.md",
        "docs/d.md",
        "f.xml",
        "seeds/a.md",
        "seeds/b.html",
        "source/_posts/e.md",
    ]


def test_what_the_user_names_is_read_whatever_it_is(tmp_path: Path) -> None:
    _make(tmp_path, "pyproject.toml", "tests/page.html", "tests/a.md", "README.md")
    assert _locators(tmp_path / "tests") == ["a.md", "page.html"]
    assert _locators(tmp_path / "README.md") == ["README.md"]


def test_a_dated_text_is_a_post_whatever_it_is_called(tmp_path: Path) -> None:
    _make(tmp_path, "readme.md")
    assert _locators(tmp_path) == []
    (tmp_path / "readme.md").write_bytes(b"\xef\xbb\xbf" + _DATED)
    assert _locators(tmp_path) == ["readme.md"]


def test_a_tree_deeper_than_the_stack(tmp_path: Path) -> None:
    depth = 200
    (tmp_path / ("d/" * depth)).mkdir(parents=True)
    (tmp_path / ("d/" * depth) / "x.md").write_bytes(b"x")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + depth // 2)
    try:
        assert _locators(tmp_path) == ["d/" * depth + "x.md"]
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", Reason.EMPTY_FILE), (b"x" * (_LIMIT + 1), Reason.TOO_LARGE), (b"x" * 100_000, Reason.TOO_LARGE)],
)
def test_sizes_that_are_refused(tmp_path: Path, data: bytes, reason: Reason) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(data)
    with pytest.raises(Rejected) as caught:
        read(SeedFile("x.md", str(path)), _LIMIT)
    assert (caught.value.outcome, caught.value.reason) == (Outcome.REJECTED, reason)


def test_the_largest_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"y" * 200_000)
    assert read(SeedFile("x.md", str(path)), 200_000) == b"y" * 200_000


def test_a_pipe_a_socket_and_a_device_never_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
        for path in (tmp_path / "pipe.md", tmp_path / "socket.md", Path("/dev/zero")):
            with pytest.raises(Rejected) as caught:
                read(SeedFile("x.md", str(path)), _LIMIT)
            assert caught.value.reason is Reason.NOT_A_FILE


def test_a_file_that_has_gone_failed(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        read(SeedFile("x.md", str(tmp_path / "x.md")), _LIMIT)
    assert (caught.value.outcome, caught.value.reason) == (Outcome.FAILED, Reason.UNREADABLE)


def test_a_folder_that_cannot_be_listed_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "a/x.md", "b.md")
    scandir = os.scandir

    def denied(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    first, second = find(check(str(tmp_path)))
    assert first == Unread("a/", Outcome.FAILED, Reason.UNREADABLE, "Permission denied")
    assert second.locator == "b.md"


_NAMES = st.text(alphabet="aB-._中 0", min_size=1, max_size=4).filter(lambda name: not name.startswith("."))
_PATHS = st.lists(_NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md")


@settings(max_examples=60, deadline=None)
@given(names=st.sets(_PATHS, min_size=1, max_size=12), data=st.data())
def test_the_order_is_that_of_the_bytes_whatever_came_first(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("tree")
    made: set[str] = set()
    for name in data.draw(st.permutations(sorted(names))):
        if any(one.startswith(f"{name}/") or name.startswith(f"{one}/") for one in made):
            continue
        _make(root, name)
        made.add(name)
    assert _locators(root) == sorted(made, key=os.fsencode)
    assert _locators(f"{root}/*") == sorted(made, key=os.fsencode)
