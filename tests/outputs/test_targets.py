from __future__ import annotations

import os
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsspider import options
from newsspider.outputs.targets import feed_name, feed_path

HERE = os.getcwd()  # noqa: PTH109 - a text is compared
NAMES = {
    "in the output folder": ({}, "output/posts", "posts"),
    "a template": ({}, "output/articles/%(run)s.jsonl", "articles/%(run)s.jsonl"),
    "a file address": ({}, f"file://{HERE}/output/all.jsonl", "all.jsonl"),
    "elsewhere": ({}, "blog/posts", f"{HERE}/blog/posts"),
    "a ledger elsewhere": ({"NEWSSPIDER_LEDGER": "a.db"}, "output/posts", f"{HERE}/output/posts"),
    "another output folder": ({"NEWSSPIDER_OUTPUT": "/var/news"}, "/var/news/posts", "posts"),
}


def run(own: dict[str, str]) -> options.Options:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    settings.update(own)
    return options.read(settings)


@pytest.mark.parametrize(("own", "uri", "name"), NAMES.values(), ids=NAMES)
def test_a_feed_is_found_again_by_its_name(own: dict[str, str], uri: str, name: str) -> None:
    assert feed_name(run(own), uri) == name
    path = feed_path(run(own), name)
    assert path == Path(HERE, uri.removeprefix(f"file://{HERE}/"))


def test_a_feed_on_another_machine_has_no_path() -> None:
    assert feed_name(run({}), "s3://bucket/all.jsonl") == "s3://bucket/all.jsonl"
    assert feed_path(run({}), "s3://bucket/all.jsonl") is None
