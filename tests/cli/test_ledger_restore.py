"""`scrapy ledger restore` and `prune`: deleted posts come back, old sources go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post


def crawl(runner: Newsspider, *settings: str) -> Ran:
    return runner("crawl", "seeds", "-a", "path=seeds", *settings)


@pytest.fixture
def crawled(run_newsspider: Newsspider) -> Newsspider:
    for name in "abc":
        write_post(run_newsspider.folder / "seeds" / f"{name}.md", f"标题 {name}", story(name))
    assert crawl(run_newsspider).code == 0
    return run_newsspider


def ids(runner: Newsspider) -> dict[str, str]:
    (path,) = (runner.folder / "output" / "articles").glob("seeds-*.jsonl")
    lines = Ran(0, "", "", runner.folder).lines(f"output/articles/{path.name}")
    return {line["origin"]["locator"][0]: line["id"] for line in lines}


def posts(runner: Newsspider) -> dict[str, Path]:
    found = (runner.folder / "output" / "posts").glob("*.md")
    return {path.read_text(encoding="utf-8").partition("标题 ")[2][0]: path for path in found}


def test_a_deleted_post_comes_back_when_it_is_restored_by_its_id(crawled: Newsspider) -> None:
    there = posts(crawled)
    before = there["a"].read_bytes()
    there["a"].unlink()
    assert crawl(crawled).code == 0
    assert not there["a"].exists()
    ran = crawled("ledger", "restore", ids(crawled)["a"])
    assert (ran.code, ran.stdout) == (0, "posts due again 1; the next run writes them\n")
    assert not there["a"].exists()
    assert crawl(crawled).code == 0
    assert there["a"].read_bytes() == before
    assert crawled("ledger", "check").code == 0


def test_all_that_is_missing_comes_back_and_what_the_user_edited_stays(crawled: Newsspider) -> None:
    there = posts(crawled)
    before = there["a"].read_bytes()
    there["b"].unlink()
    crawl(crawled)  # notes that one is gone; the other goes unnoticed
    there["a"].unlink()
    there["c"].write_text(there["c"].read_text(encoding="utf-8") + "我添了一句。\n", encoding="utf-8")
    ran = crawled("ledger", "restore", "--all-missing")
    assert (ran.code, ran.stdout) == (0, "posts due again 2; the next run writes them\n")
    assert crawled("crawl", "archive").code == 0
    assert there["a"].read_bytes() == before
    assert there["b"].exists()
    assert there["c"].read_text(encoding="utf-8").endswith("我添了一句。\n")


def test_most_posts_gone_is_an_error_that_this_mends(crawled: Newsspider) -> None:
    there = posts(crawled)
    before = {path: path.read_bytes() for path in there.values()}
    there["a"].unlink()
    there["b"].unlink()
    assert crawl(crawled).code == 1
    assert crawled("ledger", "restore", "--all-missing").code == 0
    assert crawl(crawled).code == 0
    assert {path: path.read_bytes() for path in there.values()} == before


def test_an_unknown_id_restores_nothing(crawled: Newsspider) -> None:
    there = posts(crawled)
    there["a"].unlink()
    ran = crawled("ledger", "restore", ids(crawled)["a"], "sina:inothere0000001")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr == "newsspider: unknown article ids: sina:inothere0000001; nothing was restored\n"
    crawl(crawled)
    assert not there["a"].exists()


def test_an_article_without_a_post_is_reported(run_newsspider: Newsspider) -> None:
    write_post(run_newsspider.folder / "seeds" / "a.md", "没有日期", story("a"), date="")
    crawl(run_newsspider)
    name = ids(run_newsspider)["a"]
    ran = run_newsspider("ledger", "restore", name)
    assert (ran.code, ran.stdout.splitlines()[0]) == (0, f"{name} never had a post")


def test_old_fragments_are_dropped_and_their_room_is_reported(run_newsspider: Newsspider) -> None:
    for number in range(30):
        body = f"<div><!-- {story(f'hidden {number}', 3000)} --><p>{story(str(number))}</p></div>"
        write_post(run_newsspider.folder / "seeds" / f"{number}.md", f"标题 {number}", body)
    kept = ("-s", "NEWSSPIDER_FRAGMENTS=all")
    crawl(run_newsspider, *kept, "-s", "NEWSSPIDER_NOW=2026-05-01T00:00:00+08:00")
    before = (run_newsspider.folder / "output" / "ledger.db").stat().st_size
    later = ("-s", "NEWSSPIDER_NOW=2026-05-11T00:00:00+08:00")
    assert run_newsspider("ledger", "prune", *later).stdout.startswith("fragments dropped 0, ")
    assert run_newsspider("ledger", "prune", "--before", "10", *later).stdout.startswith(
        "fragments dropped 0, "
    )
    ran = run_newsspider("ledger", "prune", "--before", "9", *later)
    assert ran.code == 0
    assert ran.stdout.startswith("fragments dropped 30, older than 9 days; ")
    assert (run_newsspider.folder / "output" / "ledger.db").stat().st_size < before
    assert run_newsspider("ledger", "check").code == 0
