"""The feeds of a run: one for each target, the command line winning, nothing that would fail silently."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from scrapy import exceptions
from scrapy.settings import Settings

from newsspider import options
from newsspider.addon import Addon
from newsspider.errors import UsageError
from newsspider.run import targets

_ARTICLES = "output/articles/%(run)s.jsonl"


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _feeds(
    output: list[str] | None = None, overwrite: list[str] | None = None, **changed: Any
) -> Mapping[str, Mapping[str, Any]]:
    settings = Settings()
    settings.setmodule("newsspider.settings", priority="project")
    Addon.update_pre_crawler_settings(settings)
    for name, value in changed.items():
        settings.set(name, value, priority="cmdline")
    line = targets.of_line(settings, output, overwrite)
    return targets.feeds(settings, options.read(settings), line)


def test_the_default_is_posts_and_lines() -> None:
    own = {"own": "output"}
    assert _feeds() == {"output/posts": {"format": "posts", **own}, _ARTICLES: {"format": "jsonl", **own}}
    assert _feeds(NEWSSPIDER_POSTS="blog")["blog"] == {"format": "posts"}


def test_the_command_line_adds() -> None:
    feeds = _feeds(overwrite=["all.csv", "blog:posts"])
    assert list(feeds) == ["output/posts", _ARTICLES, "all.csv", "blog"]
    assert feeds["blog"] == {"format": "posts", "overwrite": True}


@pytest.mark.parametrize("same", ["output/posts:posts", "./output/../output/posts/:posts"])
def test_one_target_is_one_feed(same: str) -> None:
    feeds = _feeds(overwrite=[same])
    assert len(feeds) == 2
    assert feeds[same.rpartition(":")[0]] == {"format": "posts", "own": "output", "overwrite": True}


def test_the_command_line_wins_over_the_settings(tmp_path: Path) -> None:
    own = {(tmp_path / "a.jsonl").as_uri(): {"format": "jsonl", "fields": ["id"], "overwrite": False}}
    feeds = _feeds(overwrite=["a.jsonl"], FEEDS=own)
    assert feeds["a.jsonl"] == {"format": "jsonl", "fields": ["id"], "overwrite": True}
    assert len(feeds) == 3


def test_a_feed_of_the_settings_takes_its_format_from_its_name() -> None:
    assert _feeds(FEEDS='{"x.csv": {}}')["x.csv"]["format"] == "csv"


def test_stdout_is_noticed() -> None:
    assert targets.to_stdout(dict(_feeds(output=["-:jsonl"])))  # type: ignore[arg-type]
    assert not targets.to_stdout(dict(_feeds()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("feeds", "told"),
    [
        (
            {"x.xyz": {}},
            "unknown format 'xyz' for x.xyz; use one of posts, jsonl, json, csv, parquet, atom, sqlite$",
        ),
        ({"x.xml": {}}, "unknown format 'xml'"),
        ({"x": {"format": "pickle"}}, "unknown format 'pickle'"),
        ({"gopher://h/x.csv": {}}, "cannot write to gopher:"),
        ({"x.csv": {"batch_item_count": 5}}, "needs %"),
        ({"x.csv": {"fields": ["id", "titel"]}}, "unknown field 'titel'"),
        ({"s3://b/x": {"format": "posts"}}, "posts need a local folder"),
        ({"p": {"format": "posts", "postprocessing": ["x.Y"]}}, "postprocessing"),
        ({"p-%(time)s": {"format": "posts"}}, "posts need one folder for all runs"),
        ({"x.csv": 5}, "a table of options for x.csv"),
    ],
)
def test_what_cannot_be_written_is_a_wrong_use(feeds: object, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        _feeds(FEEDS=feeds)


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (
            "x.xyz",
            "unknown format 'xyz' for x.xyz; use one of posts, jsonl, json, csv, parquet, atom, sqlite$",
        ),
        ("x:xyz", "unknown format 'xyz' for x:xyz; use one of"),
        ("x.jsonl:xyz", "unknown format 'xyz' for x.jsonl:xyz; use one of"),
        ("s3://b/x.xyz", "unknown format 'xyz' for s3://b/x.xyz; use one of"),
        (
            "x",
            "the format of x is unknown; write x:FORMAT with one of posts, jsonl, json, csv, parquet, atom, sqlite$",
        ),
        ("", "a file, or a folder as DIR:posts, not ''"),
        (":posts", "a file, or a folder as DIR:posts, not ':posts'"),
    ],
)
def test_an_output_of_the_line_names_a_place_and_a_format(element: str, told: str) -> None:
    for given in ({"output": [element]}, {"overwrite": ["y.csv", element]}):
        with pytest.raises(UsageError, match=told):
            _feeds(**given)


def test_what_has_a_colon_in_its_name_may_tell_the_format_by_its_ending() -> None:
    assert _feeds(output=["file:///a/b.csv"])["file:///a/b.csv"]["format"] == "csv"
    assert _feeds(overwrite=["ftp://b/x.jl"])["ftp://b/x.jl"]["format"] == "jl"


@pytest.mark.parametrize("uri", ["ftp://h/a.jsonl", "ftps://h/%(name)s.csv"])
def test_a_place_that_cannot_append_refuses_a_fixed_name(uri: str) -> None:
    for given in ({"output": [uri]}, {"FEEDS": {uri: {"overwrite": False}}}):
        with pytest.raises(UsageError, match=r"cannot append.*-%\(run\)s.*overwrite it with -O"):
            _feeds(**given)
    assert _feeds(overwrite=[uri])[uri]["overwrite"] is True
    assert _feeds(FEEDS={uri: {}})[uri]["overwrite"] is True
    each = uri.replace(".", "-%(run)s.")
    assert _feeds(output=[each])[each]["overwrite"] is False


def test_a_library_that_is_missing_is_named() -> None:
    if find_spec("boto3") is None:
        with pytest.raises(UsageError, match=r"pip install 'newsspider\[s3\]'"):
            _feeds(overwrite=["s3://b/x.jl"])


def test_what_scrapy_refuses_stays_refused() -> None:
    with pytest.raises(exceptions.UsageError, match="only one of"):
        _feeds(output=["x.csv"], overwrite=["y.csv"])


def test_an_array_cannot_be_appended_to(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be appended to"):
        _feeds(output=["x.json"])
    assert "x.json" in _feeds(overwrite=["x.json"])


def test_a_template_at_fault_is_reported_before_the_run() -> None:
    with pytest.raises(UsageError, match="nonsense"):
        _feeds(NEWSSPIDER_POST_NAME="{nonsense}")
