"""`scrapy crawl archive`: everything so far in another format or folder, lost posts rebuilt, no network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

DATES = {
    "a": "2021-10-08T23:59:59+08:00",
    "b": "2021-10-09T00:00:00+08:00",
    "c": "2021-10-09T12:00:00+08:00",
    "d": "2021-10-10T00:00:00+08:00",
    "u": "",
}


@pytest.fixture(scope="module")
def crawled(module_newsspider: Newsspider) -> Newsspider:
    seeds = module_newsspider.folder / "seeds"
    for name, date in DATES.items():
        write_post(seeds / f"{name}.md", f"标题 {name}", story(name), date=date)
    c = write_post(seeds / "c.md", "标题 c", story("c"), date=DATES["c"])
    address = "date: '2021-10-09T12:00:00+08:00'\nurl: 'https://example.org/c.html'"
    c.write_text(c.read_text(encoding="utf-8").replace(f"date: '{DATES['c']}'", address), encoding="utf-8")
    crawl = ("crawl", "seeds", "-a", "path=seeds")
    assert module_newsspider(*crawl).code == 0
    c.write_text(c.read_text(encoding="utf-8") + "\n全年净利润12.5亿元。\n", encoding="utf-8")
    assert module_newsspider(*crawl).code == 0
    return module_newsspider


def archive(runner: Newsspider, *args: str | Path) -> Ran:
    return runner("crawl", "archive", *args)


def letters(ran: Ran, name: str) -> str:
    """Return the first letters of the documents in a JSONL file, in its order; a revision from 2 on in capitals."""
    lines = ran.lines(name)
    return "".join(
        line["origin"]["locator"][0].upper() if line["revision"] > 1 else line["origin"]["locator"][0]
        for line in lines
    )


def counts(ran: Ran) -> dict[str, int]:
    """Return the outcomes of the summary."""
    table = ran.stdout.partition("\n\n")[0].splitlines()[1:]
    return {line.split()[0]: int(line.split()[1]) for line in table}


def state(runner: Newsspider) -> dict[Path, bytes]:
    output = runner.folder / "output"
    files = sorted([*(output / "posts").glob("*"), *(output / "articles").glob("*")])
    return {path: path.read_bytes() for path in files}


def test_everything_in_another_file_once(crawled: Newsspider) -> None:
    before = state(crawled)
    ran = archive(crawled, "-o", "one.jsonl")
    assert (ran.code, counts(ran)) == (0, {"kept": 5, "inputs": 5})
    assert letters(ran, "one.jsonl") == "abCdu"
    again = archive(crawled, "-o", "one.jsonl")
    assert (again.code, counts(again)) == (0, {"unchanged": 5, "inputs": 5})
    assert letters(again, "one.jsonl") == "abCdu"
    over = archive(crawled, "-O", "one.jsonl")
    assert (over.code, counts(over)) == (0, {"kept": 5, "inputs": 5})
    assert letters(over, "one.jsonl") == "abCdu"
    assert state(crawled) == before


def test_the_default_feeds_lack_nothing(crawled: Newsspider) -> None:
    before = state(crawled)
    ran = archive(crawled)
    assert (ran.code, counts(ran)) == (0, {"unchanged": 5, "inputs": 5})
    assert state(crawled) == before


WINDOWS = {
    "a day is half-open": (["since=2021-10-09", "until=2021-10-10"], "bC"),
    "since": (["since=2021-10-10"], "d"),
    "until": (["until=2021-10-09"], "a"),
    "an instant with its zone": (["since=2021-10-09T04:00:00Z", "until=2021-10-09T16:00:00+00:00"], "C"),
    "an instant of Beijing": (["since=2021-10-08T23:59:59", "until=2021-10-09 00:00"], "a"),
    "every revision": (["since=2021-10-09", "until=2021-10-10", "revisions=all"], "bcC"),
    "no channel of theirs": (["channel=china,155:2671"], ""),
    "nothing then": (["since=2030-01-01"], ""),
}


@pytest.mark.parametrize(("given", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_what_is_wanted(crawled: Newsspider, given: list[str], expected: str) -> None:
    arguments = [word for argument in given for word in ("-a", argument)]
    target = crawled.folder / "wanted.jsonl"
    target.unlink(missing_ok=True)
    ran = archive(crawled, *arguments, "-O", target)
    assert (ran.code, counts(ran)["inputs"]) == (0, len(expected))
    assert letters(ran, "wanted.jsonl") == expected


def test_articles_by_their_ids(crawled: Newsspider) -> None:
    archive(crawled, "-O", "all.jsonl")
    by_letter = {line["title"][-1]: line["id"] for line in Ran(0, "", "", crawled.folder).lines("all.jsonl")}
    ran = archive(crawled, "-a", f"ids={by_letter['d']}, {by_letter['a']}", "-O", "two.jsonl")
    assert (ran.code, letters(ran, "two.jsonl")) == (0, "ad")


def test_another_folder_of_posts(crawled: Newsspider) -> None:
    ran = archive(crawled, "-O", "blog:posts")
    assert ran.code == 0
    default = {path.name: path.read_bytes() for path in (crawled.folder / "output" / "posts").iterdir()}
    assert {path.name: path.read_bytes() for path in (crawled.folder / "blog").iterdir()} == default


def test_a_removed_folder_is_written_again_but_for_what_the_user_deleted(crawled: Newsspider) -> None:
    posts = crawled.folder / "output" / "posts"
    before = {path.name: path.read_bytes() for path in posts.iterdir()}
    gone = min(before)
    (posts / gone).unlink()
    assert archive(crawled).code == 0  # notes that one is gone
    shutil.rmtree(posts)
    ran = archive(crawled)
    assert ran.code == 0
    assert {path.name: path.read_bytes() for path in posts.iterdir()} == {
        name: data for name, data in before.items() if name != gone
    }
    assert crawled("ledger", "restore", "--all-missing").code == 0
    assert archive(crawled).code == 0
    assert {path.name: path.read_bytes() for path in posts.iterdir()} == before


WRONG = {
    "a time": ("since=yesterday", "since= and until= must be a day such as 2026-11-20"),
    "no such day": ("since=2021-02-30", "since= and until= must be a day such as 2026-11-20"),
    "an unknown argument": ("sinse=2021-10-09", "has no argument 'sinse'; did you mean since?"),
    "an unknown channel": ("channel=chian", "unknown channel 'chian'; did you mean china?"),
    "revisions": ("revisions=2", "revisions= must be all, not '2'"),
    "no ids": ("ids=,", "ids= is empty; give one or more article ids"),
}


@pytest.mark.parametrize(("argument", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_reported_before_anything_is_made(
    run_newsspider: Newsspider, argument: str, sentence: str
) -> None:
    ran = archive(run_newsspider, "-a", argument)
    assert (ran.code, ran.stdout) == (2, "")
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert list(run_newsspider.folder.iterdir()) == []


def test_an_empty_window_is_wrong_use(run_newsspider: Newsspider) -> None:
    ran = archive(run_newsspider, "-a", "since=2021-10-10", "-a", "until=2021-10-10")
    assert ran.code == 2
    assert "must be before" in ran.stderr


def test_an_unknown_id_is_wrong_use_and_publishes_nothing(crawled: Newsspider) -> None:
    ran = archive(crawled, "-a", "ids=text:0", "-O", "none.jsonl")
    assert ran.code == 2
    assert ran.stderr == "newsspider: unknown article ids: text:0\n"
    assert not (crawled.folder / "none.jsonl").exists()
