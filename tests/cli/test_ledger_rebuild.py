"""`scrapy ledger rebuild`: when the ledger is lost or damaged, the posts are enough to go on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

NOW = ("-s", "NEWSSPIDER_NOW=2026-11-23T10:00:00+08:00")


def crawl(runner: Newsspider, *args: str) -> Ran:
    return runner("crawl", "seeds", "-a", "path=seeds", *args)


@pytest.fixture
def crawled(run_newsspider: Newsspider) -> Newsspider:
    seeds = run_newsspider.folder / "seeds"
    for name in "abc":
        write_post(seeds / f"{name}.md", f"标题 {name}", story(name))
    # Its copy comes later and brings the picture.
    write_post(seeds / "copy.md", "标题 a", f"{story('a')}\n\n![](https://n.sinaimg.cn/a.png)")
    write_post(seeds / "undated.md", "没有日期", story("undated"), date="")
    assert crawl(run_newsspider).code == 0
    return run_newsspider


def ledger(runner: Newsspider) -> Path:
    return runner.folder / "output" / "ledger.db"


def state(runner: Newsspider) -> dict[Path, tuple[bytes, int]]:
    """Return the posts and the JSONL with their bytes and times."""
    output = runner.folder / "output"
    files = sorted([*(output / "posts").rglob("*.md"), *(output / "articles").glob("*")])
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def revise(runner: Newsspider, number: int) -> None:
    """Crawl a further text of the article with an address."""
    seed = write_post(runner.folder / "seeds" / "r.md", "标题 r", f"{story('r')}\n\n净利润{number}.5亿元。")
    text = seed.read_text(encoding="utf-8")
    seed.write_text(text.replace("\ndate:", "\nurl: 'https://example.org/r.html'\ndate:"), encoding="utf-8")
    assert crawl(runner).code == 0


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 + 8192] = b"\xa5" * 8192
    path.write_bytes(data)


def test_after_a_loss_nothing_comes_twice_and_nothing_is_rewritten(crawled: Newsspider) -> None:
    before = state(crawled)
    ledger(crawled).unlink()
    ran = crawled("ledger", "rebuild")
    assert (ran.code, ran.stdout) == (0, "rebuilt output/ledger.db: articles 4, posts 3 of output/posts\n")
    assert crawled("ledger", "check").code == 0
    again = crawl(crawled)
    assert again.code == 0
    assert [line.split() for line in again.stdout.splitlines()[1:4]] == [
        ["unchanged", "4"],
        ["duplicate", "1"],
        ["inputs", "5"],
    ]
    assert state(crawled) == before


def test_without_the_jsonl_the_posts_are_enough(crawled: Newsspider) -> None:
    (crawled.folder / "seeds" / "undated.md").unlink()
    shutil.rmtree(crawled.folder / "output" / "articles")
    before = state(crawled)
    ledger(crawled).unlink()
    assert crawled("ledger", "rebuild").code == 0
    assert crawl(crawled).code == 0
    assert state(crawled) == before


def test_the_rebuilt_ledger_has_the_html_of_posts(crawled: Newsspider) -> None:
    ledger(crawled).unlink()
    assert crawled("ledger", "rebuild").code == 0
    feeds = '{"html.jsonl": {"format": "jsonl", "fields": ["title", "html"]}}'
    assert crawled("crawl", "archive", "-s", f"FEEDS={feeds}").code == 0
    lines = (crawled.folder / "html.jsonl").read_text(encoding="utf-8").splitlines()
    bodies = {line["title"]: line["html"] for line in map(json.loads, lines)}
    assert all(bodies[f"标题 {name}"].startswith(f"<p>{story(name)[:20]}") for name in "abc")


def test_a_damaged_ledger_is_moved_aside_and_never_overwritten(crawled: Newsspider) -> None:
    names: set[Path] = set()
    for _ in range(2):
        damage(ledger(crawled))
        damaged = ledger(crawled).read_bytes()
        for task in (["ledger", "check"], ["crawl", "archive"]):
            ran = crawled(*task)
            assert ran.code == 1
            assert "is damaged" in ran.stderr
            assert ran.stderr.count("\n") == 1
        assert ledger(crawled).read_bytes() == damaged
        ran = crawled("ledger", "rebuild", *NOW)
        assert ran.code == 0
        (kept,) = set(ledger(crawled).parent.glob("ledger.db.damaged-*")) - names
        assert f"the damaged ledger is now {kept.relative_to(crawled.folder)}" in ran.stdout
        assert kept.read_bytes() == damaged
        names.add(kept)
        assert crawled("ledger", "check").code == 0
    assert {path.name for path in names} == {
        "ledger.db.damaged-20261123-100000",
        "ledger.db.damaged-20261123-100000-2",
    }


def test_a_sound_ledger_is_kept_unless_forced(crawled: Newsspider) -> None:
    before = ledger(crawled).read_bytes()
    ran = crawled("ledger", "rebuild")
    assert (ran.code, ran.stdout) == (2, "")
    assert "is not damaged" in ran.stderr
    assert ledger(crawled).read_bytes() == before
    ran = crawled("ledger", "rebuild", "--force", *NOW)
    assert ran.code == 0
    kept = ledger(crawled).with_name("ledger.db.replaced-20261123-100000")
    assert kept.read_bytes() == before
    assert crawled("ledger", "check").code == 0


def test_a_file_that_is_no_ledger_is_kept_too(crawled: Newsspider) -> None:
    ledger(crawled).write_bytes(b"notes of mine\n" * 1000)
    assert crawled("ledger", "rebuild", *NOW).code == 0
    kept = ledger(crawled).with_name("ledger.db.damaged-20261123-100000")
    assert kept.read_bytes() == b"notes of mine\n" * 1000


def test_a_revised_and_an_edited_post_stay_what_they_are(crawled: Newsspider) -> None:
    revise(crawled, 1)
    revise(crawled, 2)
    posts = {
        path.read_text(encoding="utf-8").partition("标题 ")[2][0]: path
        for path in (crawled.folder / "output" / "posts").iterdir()
    }
    assert "revision: 2\n" in posts["r"].read_text(encoding="utf-8")
    posts["c"].write_text(posts["c"].read_text(encoding="utf-8") + "我添了一句。\n", encoding="utf-8")
    before = state(crawled)
    ledger(crawled).unlink()
    assert crawled("ledger", "rebuild").code == 0
    assert crawl(crawled).code == 0
    assert state(crawled) == before
    revise(crawled, 3)
    assert "revision: 3\n" in posts["r"].read_text(encoding="utf-8")


def test_what_is_not_ours_and_what_cannot_be_read(crawled: Newsspider) -> None:
    posts = crawled.folder / "output" / "posts"
    (posts / "mine.md").write_text("---\ntitle: 我的\n---\n\n我的。\n", encoding="utf-8")
    first = min(posts.glob("2021*.md"))
    (posts / f"{first.stem} copy.md").write_text(
        first.read_text("utf-8") + "改过的抄本。\n", encoding="utf-8"
    )
    broken = max(posts.glob("2021*.md"))
    whole = broken.read_text(encoding="utf-8")
    broken.write_text(whole[: whole.index("\n---\n") + 5], encoding="utf-8")
    records = next((crawled.folder / "output" / "articles").glob("*.jsonl"))
    records.write_text(records.read_text(encoding="utf-8") + '{"id": "text:1"}\n', encoding="utf-8")
    ledger(crawled).unlink()
    ran = crawled("ledger", "rebuild")
    assert ran.code == 3
    assert [line.partition(":")[0] for line in ran.stdout.splitlines()] == [
        "unreadable",
        "no_content",
        "rebuilt output/ledger.db",
    ]
    assert (posts / "mine.md").exists()
    assert [line for line in crawled("ledger", "check").stdout.splitlines() if line.startswith("copy: ")]


def test_a_folder_of_another_name(crawled: Newsspider) -> None:
    (crawled.folder / "output" / "posts").rename(crawled.folder / "blog")
    ledger(crawled).unlink()
    ran = crawled("ledger", "rebuild", "blog")
    assert ran.code == 0
    assert ran.stdout.endswith("posts 3 of blog\n")
    blog = ("-s", "NEWSSPIDER_POSTS=blog")
    assert crawled("ledger", "check", *blog).code == 0
    assert crawl(crawled, *blog).code == 0
    assert not (crawled.folder / "output" / "posts").exists()


def test_without_posts_nothing_is_made(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("ledger", "rebuild")
    assert (ran.code, ran.stderr) == (
        2,
        "newsspider: the folder output/posts does not exist; name the folder of the posts\n",
    )
    assert list(run_newsspider.folder.iterdir()) == []
