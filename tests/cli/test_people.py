"""Posts that people have worked on: what is theirs stays theirs, through the command line and its revisions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

_NAMES = ("a", "b", "c", "d", "e")
_RUN = ("crawl", "seeds", "-a", "path=seeds")
_OURS, _LATER = "全年实现净利润12.5亿元。", "全年实现净利润13.5亿元。"


def _seed(folder: Path, name: str, figure: str = _OURS) -> None:
    """Write a seed with an address of its own, by which its revisions are known."""
    url = f"https://example.com/{name}.html"
    write_post(folder / "seeds" / f"{name}.md", f"标题 {name}", story(name) + figure, canonical_url=url)


@pytest.fixture(scope="module")
def _written(module_newsspider: Newsspider) -> Path:
    for name in _NAMES:
        _seed(module_newsspider.folder, name)
    assert module_newsspider(*_RUN).code == 0
    return module_newsspider.folder


@pytest.fixture
def blog(_written: Path, run_newsspider: Newsspider) -> Callable[..., Ran]:
    """Give a folder with five posts in it, and return what runs there again after seeds were revised."""
    shutil.copytree(_written, run_newsspider.folder, dirs_exist_ok=True)

    def run(*revised: str, more: tuple[str, ...] = ()) -> Ran:
        for name in revised:
            _seed(run_newsspider.folder, name, _LATER)
        return run_newsspider(*_RUN, *more)

    return run


@pytest.fixture
def posts(blog: object, run_newsspider: Newsspider) -> dict[str, Path]:
    """The posts of the folder, by the names of their seeds."""
    del blog  # it has put them there
    found = (run_newsspider.folder / "output" / "posts").iterdir()
    texts = {path: path.read_text(encoding="utf-8") for path in found}
    return {name: path for name in _NAMES for path, text in texts.items() if f"/{name}.html" in text}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _times(posts: dict[str, Path]) -> dict[str, int]:
    return {name: path.stat().st_mtime_ns for name, path in posts.items() if path.exists()}


def test_keys_that_the_user_added_stay_line_for_line(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    theirs = "pinned: true\n# 置顶\nseries:\n    - '年报'\n    -   x :   y\nlayout:   \"wide\"\n"
    _edit(posts["a"], "guid:", f"{theirs}guid:")
    ran = blog("a", "b")
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 3, "revised": 2})
    text = posts["a"].read_text(encoding="utf-8")
    assert _LATER in text
    assert f"revision: 2\n{theirs}---\n" in text
    assert "revision: 2\n---\n" in posts["b"].read_text(encoding="utf-8")


def test_a_body_that_the_user_changed_is_left_alone_until_it_is_as_it_was(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    before = posts["a"].read_bytes()
    _edit(posts["a"], "全年", "编者按：全年")
    edited = posts["a"].read_bytes()
    ran = blog("a")
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 4, "edited": 1})
    assert [(line["outcome"], line["reason"]) for line in ran.rejected] == [("edited", "post_edited")]
    assert posts["a"].read_bytes() == edited
    # A file has nobody's work in it, so it gets the revision.
    assert [record["revision"] for record in ran.records] == [1, 1, 1, 1, 1, 2]
    assert blog().outcomes == {"unchanged": 5}
    assert posts["a"].read_bytes() == edited

    posts["a"].write_bytes(before.replace(b"guid:", b"pinned: true\nguid:"))
    ran = blog()
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 5}, {})
    text = posts["a"].read_text(encoding="utf-8")
    assert _LATER in text
    assert "revision: 2\npinned: true\n---\n" in text


def test_a_post_that_the_user_deleted_stays_deleted_revised_or_not(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    before = posts["a"].read_bytes()
    posts["a"].unlink()
    assert (blog().code, posts["a"].exists()) == (0, False)
    ran = blog("a")
    assert (ran.code, ran.outcomes, ran.report["waiting"]) == (0, {"unchanged": 4, "revised": 1}, {})
    assert not posts["a"].exists()
    ran = blog(more=("-O", "output/posts:posts"))
    assert (ran.code, len(ran.posts)) == (0, 4)
    # Whoever puts it back wants it, and what it has missed.
    posts["a"].write_bytes(before)
    assert blog().code == 0
    assert _LATER in posts["a"].read_text(encoding="utf-8")


def test_a_post_that_the_user_renamed_continues_under_its_new_name(
    blog: Callable[..., Ran], posts: dict[str, Path], run_newsspider: Newsspider
) -> None:
    folder = posts["a"].parent
    (folder / "2021").mkdir()
    new = {
        name: folder / "2021" / f"我的 {name}.markdown" for name in "abc"
    }  # most of them, and none is gone
    for name, path in new.items():
        posts[name].rename(path)
    posts["d"].unlink()
    write_post(folder / "mine.md", "我自己的文章")
    ran = run_newsspider("ledger", "check")
    assert (ran.code, [line.partition(":")[0] for line in ran.stdout.splitlines()]) == (
        1,
        [*["renamed"] * 3, "missing", "faults 4, posts 5, folders 1"],
    )
    ran = blog("a")
    assert (ran.code, ran.outcomes, ran.stderr) == (0, {"unchanged": 4, "revised": 1}, "")
    assert _LATER in new["a"].read_text(encoding="utf-8")
    assert not any(posts[name].exists() for name in "abcd")
    assert run_newsspider("ledger", "check").code == 0
    assert blog("b").outcomes == {"unchanged": 4, "revised": 1}  # the name is noted
    assert _LATER in new["b"].read_text(encoding="utf-8")
    assert len(list(folder.rglob("*.m*"))) == 5


@pytest.mark.parametrize("named", [True, False])
def test_what_was_renamed_is_not_restored_beside_itself(
    blog: Callable[..., Ran], posts: dict[str, Path], run_newsspider: Newsspider, *, named: bool
) -> None:
    posts["a"].rename(posts["a"].with_name("mine.md"))
    guid = posts["a"].with_name("mine.md").read_text("utf-8").partition("guid: '")[2].partition("'")[0]
    assert run_newsspider("ledger", "restore", guid if named else "--all-missing").code == 0
    assert blog("a").code == 0
    assert not posts["a"].exists()
    assert _LATER in posts["a"].with_name("mine.md").read_text(encoding="utf-8")


def test_deletions_of_one_post_after_the_other_are_no_wiped_folder(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    for gone in (("a", "b"), ("c",), ("d",)):
        for name in gone:
            posts[name].unlink()
        assert (blog().code, gone) == (0, gone)
    assert [path for path in posts.values() if path.exists()] == [posts["e"]]


def test_a_wiped_folder_is_noticed_and_nothing_is_written(
    blog: Callable[..., Ran], posts: dict[str, Path], run_newsspider: Newsspider
) -> None:
    for name in ("a", "b", "c"):
        posts[name].unlink()
    before = _times(posts)
    for _ in range(2):  # it is no less true the second time
        ran = blog("a", "d")
        assert ran.code == 1
        assert ran.stderr.startswith("newsspider: 3 of 5 posts are missing in ")
        assert ran.stderr.count("\n") == 1
        assert "newsspider ledger restore --all-missing" in ran.stderr
        assert _times(posts) == before
    assert len(list((run_newsspider.folder / "output" / "articles").iterdir())) == 1


def test_a_folder_that_is_gone_is_written_again_but_for_what_was_deleted(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    posts["a"].unlink()
    assert blog().code == 0
    before = {name: path.read_bytes() for name, path in posts.items() if path.exists()}
    shutil.rmtree(posts["a"].parent)
    ran = blog()
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 5})
    assert {name: path.read_bytes() for name, path in posts.items() if path.exists()} == before
    assert len(ran.records) == 5  # the files had them already


def test_a_foreign_file_at_the_name_of_a_post_is_never_touched(
    blog: Callable[..., Ran], posts: dict[str, Path]
) -> None:
    theirs = write_post(posts["a"], "别人的文章").read_bytes()
    assert blog().code == 0  # nothing is due to it
    ran = blog("a")
    assert (ran.code, ran.outcomes) == (3, {"unchanged": 4, "failed": 1})
    assert ran.rejected[-1]["reason"] == "foreign_file"
    assert posts["a"].read_bytes() == theirs


def test_posts_that_the_ledger_lost_are_adopted(
    blog: Callable[..., Ran], posts: dict[str, Path], run_newsspider: Newsspider
) -> None:
    _edit(posts["a"], "comments: false\n", "comments: false\npinned: true\n")
    _edit(posts["b"], "全年", "编者按：全年")
    _edit(posts["c"], "\n---\n\n", "\npinned: true\n---\n\n")
    edited = posts["b"].read_bytes()
    before = _times(posts)
    for path in (run_newsspider.folder / "output").glob("ledger.db*"):
        path.unlink()
    ran = blog()
    assert (ran.code, ran.outcomes["kept"], len(ran.posts)) == (0, 4, 5)
    assert ran.outcomes["edited"] == 1
    assert _times(posts) == before
    ran = blog(*_NAMES)
    assert (ran.code, ran.outcomes) == (0, {"revised": 4, "edited": 1})
    assert [_LATER in path.read_text("utf-8") for path in posts.values()] == [True, False, True, True, True]
    assert [name for name in ("a", "c") if "\npinned: true\n" in posts[name].read_text("utf-8")] == ["a", "c"]
    assert posts["b"].read_bytes() == edited


def test_a_name_is_kept_for_life(blog: Callable[..., Ran], posts: dict[str, Path]) -> None:
    _seed(posts["a"].parents[2], "f")
    ran = blog("a", more=("-s", "NEWSSPIDER_POST_NAME={title}/{key}"))
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 4, "revised": 1, "kept": 1})
    (new,) = set(ran.posts) - {path.name for path in posts.values()}
    assert new.startswith("标题-f/")
    assert _LATER in posts["a"].read_text(encoding="utf-8")
