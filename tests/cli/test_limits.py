"""Limits are settings: what is beyond one ends with its reason, the others go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsspider import settings
from newsspider.limits import LIMITS
from tests.conftest import Newsspider, story

DEEP = "<div>" * 900 + "{text}" + "</div>" * 900 + "<p></p>" * 400
FEED = "<rss version='2.0'><channel><title>源</title>{items}</channel></rss>"
ITEM = "<item><title>第{n}条</title><description>{text}</description></item>"


def _reasons(run: Newsspider, *arguments: str) -> list[tuple[str, str]]:
    ran = run("crawl", "seeds", "-a", "path=seeds", *arguments)
    assert "Traceback" not in ran.stderr
    return sorted((one["locator"], one["reason"]) for one in ran.rejected)


@pytest.mark.parametrize(
    ("name", "text", "limit", "reason"),
    [
        ("a.md", "---\ntitle: 甲\n---\n\n" + "长文。" * 2000, "NEWSSPIDER_MAX_FILE=9999", "too_large"),
        (
            "a.md",
            f"---\ntitle: 甲\n---\n\n{DEEP.format(text='正文。')}",
            "NEWSSPIDER_MAX_DEPTH=899",
            "too_deep",
        ),
        ("a.md", "---\ntitle: 甲\n---\n\n" + "- 条\n" * 300, "NEWSSPIDER_MAX_MARKS=299", "too_large"),
        ("a.html", "<title>页</title>" + "<p>文</p>" * 300, "NEWSSPIDER_MAX_MARKS=599", "too_large"),
        (
            "a.html",
            f"<title>页</title>{'<div>' * 600}文{'</div>' * 600}" + "<p></p>" * 5000,
            "NEWSSPIDER_MAX_DEPTH=599",
            "too_deep",
        ),
        (
            "a.jsonl",
            '{"schema": 1, "id": "sina:a", "text": "' + "长" * 4000 + '"}\n',
            "NEWSSPIDER_MAX_FILE=9999",
            "too_large",
        ),
        (
            "a.md",
            "---\n- " + "[" * 30 + "x" + "]" * 30 + "\n---\n\n正文。\n",
            "NEWSSPIDER_MAX_MATTER_DEPTH=20",
            "bad_front_matter",
        ),
    ],
)
def test_a_document_beyond_a_limit_is_rejected(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], name: str, text: str, limit: str, reason: str
) -> None:
    write_seed("b.md")
    (run_newsspider.folder / "seeds" / name).write_text(text, encoding="utf-8")
    found = _reasons(run_newsspider, "-s", limit)
    assert [(locator.partition(":")[0], why) for locator, why in found] == [(name, reason)]


def test_entries_of_a_feed_beyond_the_limit_are_one_input(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    items = "".join(ITEM.format(n=n, text=story(f"entry {n}")) for n in range(7))
    write_seed("x.md").with_name("a.xml").write_text(FEED.format(items=items), encoding="utf-8")
    assert _reasons(run_newsspider, "-s", "NEWSSPIDER_MAX_ENTRIES=4") == [("a.xml", "too_large")]
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds/a.xml", "-s", "NEWSSPIDER_MAX_ENTRIES=7")
    assert ran.outcomes == {"kept": 3, "unchanged": 4}


def test_a_feed_that_takes_too_long_is_rejected(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    slow = FEED.format(items=f"<item><author>{'a' * 300_000}</author></item>")
    write_seed("x.md").with_name("a.xml").write_text(slow, encoding="utf-8")
    assert _reasons(run_newsspider, "-s", "NEWSSPIDER_FEED_SECONDS=1.5") == [("a.xml", "too_large")]


def test_a_rule_has_the_time_of_the_setting(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    own = run_newsspider.folder / "newsspider.toml"
    own.write_text('[[rule]]\nid = "slow"\nwhy = "x"\ntext = "^(a|aa|b?)+$"\n', encoding="utf-8")
    write_seed("a.md", body=f"{'a' * 100}!\n\n{story('slow')}")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_RULE_SECONDS=1.5")
    assert [one["detail"] for one in ran.rejected] == [
        "rule 'slow' needed more than 1.5 s for 101 characters",
    ]


def test_a_title_beyond_the_limit_is_cut_and_says_so(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md", title="很长的题目" * 10)
    write_seed("b.md", title="正好二十个字的题目" + "字" * 11)
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_MAX_TITLE=20")
    assert [(one["title"], "title_cut" in one["repairs"]) for one in ran.records] == [
        ("很长的题目很长的题目很长的题目很长的题…", True),
        ("正好二十个字的题目" + "字" * 11, False),
    ]


def test_settings_have_the_defaults_of_the_limits() -> None:
    names = ("MAX_FILE", "MAX_DEPTH", "MAX_MATTER_DEPTH", "MAX_TITLE", "MAX_ENTRIES")
    found = [getattr(settings, f"NEWSSPIDER_{name}") for name in names]
    assert found == [LIMITS.file, LIMITS.depth, LIMITS.matter_depth, LIMITS.title, LIMITS.feed_entries]


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many"])
def test_an_invalid_limit_is_wrong_use(run_newsspider: Newsspider, value: str) -> None:
    (run_newsspider.folder / "seeds").mkdir()
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_MAX_DEPTH={value}")
    assert (ran.code, ran.stderr.count("\n")) == (2, 1)
    assert "NEWSSPIDER_MAX_DEPTH must be a whole number greater than 0" in ran.stderr
