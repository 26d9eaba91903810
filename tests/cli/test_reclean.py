"""`scrapy reclean`: today's rules over everything stored, a difference for each article that they change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

SLOGAN = "订阅我们的早报，每天一封"
RULES = """
[[rule]]
id = "my-newsletter"
text = "^订阅我们的早报"
where = "any"
why = "a newsletter's invitation"

[[rule]]
id = "my-advert"
selector = "img[src*='/advert.png']"
why = "a picture that is none of the article's"
"""
PICTURE = "https://n.sinaimg.cn/advert.png"


def crawl(runner: Newsspider, *args: str) -> Ran:
    return runner("crawl", "seeds", "-a", "path=seeds", *args)


def seeds(runner: Newsspider) -> None:
    folder = runner.folder / "seeds"
    write_post(folder / "a.md", "标题 a", f"{story('a')}\n\n{SLOGAN}")
    write_post(folder / "b.md", "标题 b", story("b"))
    write_post(folder / "c.md", "标题 c", f"<p>{story('c')}</p><p><img src='{PICTURE}'></p>")


def posts(runner: Newsspider) -> dict[str, Path]:
    found = (runner.folder / "output" / "posts").iterdir()
    return {path.read_text(encoding="utf-8").partition("标题 ")[2][0]: path for path in found}


def rules(runner: Newsspider) -> None:
    (runner.folder / "newsspider.toml").write_text(RULES, encoding="utf-8")


def everything(runner: Newsspider) -> dict[Path, bytes]:
    output = runner.folder / "output"
    files = sorted(path for path in output.rglob("*") if path.is_file() and path.name != ".lock")
    return {path: path.read_bytes() for path in files}


def lines(runner: Newsspider) -> list[dict[str, object]]:
    """Return the records that recleaning has written."""
    return Ran(0, "", "", runner.folder).lines("output/articles/reclean-*.jsonl")


@pytest.mark.parametrize("fragments", ["live", "all"])
def test_what_the_rules_change_is_shown_and_made(run_newsspider: Newsspider, fragments: str) -> None:
    kept = ("-s", f"NEWSSPIDER_FRAGMENTS={fragments}")
    seeds(run_newsspider)
    crawl(run_newsspider, *kept)
    if fragments == "all":
        shutil.rmtree(run_newsspider.folder / "seeds")
    there = posts(run_newsspider)
    before = everything(run_newsspider)
    rules(run_newsspider)

    dry = run_newsspider("reclean", "--dry-run", *kept)
    assert (dry.code, dry.stderr) == (0, "")
    told = dry.stdout.splitlines()
    assert f"  -{SLOGAN}" in told
    assert (
        f'  images: [{{"url": "{PICTURE}", "caption": null, "width": null, "height": null, "path": null}}] → []'
        in told
    )
    assert f"  -![]({PICTURE})" in told
    assert not [line for line in told if "标题 b" in line]
    assert told[-1] == "dry run, nothing was changed: 1 revised, 1 unchanged, 1 renewed"
    assert everything(run_newsspider) == before

    ran = run_newsspider("reclean", *kept)
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("\n".join(told[:-1]))
    assert SLOGAN not in there["a"].read_text(encoding="utf-8")
    assert "revision: 2\n" in there["a"].read_text(encoding="utf-8")
    assert PICTURE not in there["c"].read_text(encoding="utf-8")
    assert there["b"].read_bytes() == before[there["b"]]
    assert [(line["title"], line["revision"]) for line in lines(run_newsspider)] == [("标题 a", 2)]

    again = run_newsspider("reclean", *kept)
    assert (again.code, again.stdout.splitlines()[1:]) == (0, ["  unchanged  3", "  inputs     3"])
    assert run_newsspider("ledger", "check").code == 0


def test_rules_that_are_taken_back_give_the_text_back(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    crawl(run_newsspider)
    there = posts(run_newsspider)["a"]
    rules(run_newsspider)
    assert run_newsspider("reclean").code == 0
    (run_newsspider.folder / "newsspider.toml").unlink()
    assert run_newsspider("reclean").code == 0
    assert SLOGAN in there.read_text(encoding="utf-8")
    assert "revision: 3\n" in there.read_text(encoding="utf-8")
    assert [line["revision"] for line in lines(run_newsspider)] == [2, 3]


def test_a_file_that_is_gone_or_another_fails_alone(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    write_post(run_newsspider.folder / "seeds" / "d.md", "标题 d", f"{story('d')}\n\n{SLOGAN}")
    crawl(run_newsspider)
    (run_newsspider.folder / "seeds" / "b.md").unlink()
    write_post(run_newsspider.folder / "seeds" / "c.md", "别的", "别的文章。")
    rules(run_newsspider)
    dry = run_newsspider("reclean", "--dry-run")
    assert dry.code == 3
    assert dry.stdout.endswith("dry run, nothing was changed: 2 revised, 1 unreadable, 1 source_changed\n")
    ran = run_newsspider("reclean")
    assert ran.code == 3
    told = {line["title"]: (line["outcome"], line["reason"]) for line in ran.rejected}
    assert told == {"标题 b": ("failed", "unreadable"), "标题 c": ("failed", "source_changed")}
    assert [line["title"] for line in lines(run_newsspider)] == ["标题 a", "标题 d"]


def test_articles_without_their_source_are_named(run_newsspider: Newsspider) -> None:
    kept = ("-s", "NEWSSPIDER_FRAGMENTS=none")
    seeds(run_newsspider)
    crawl(run_newsspider, *kept)
    rules(run_newsspider)
    dry = run_newsspider("reclean", "--dry-run")
    assert (dry.code, dry.stdout) == (0, "dry run, nothing was changed: 3 no_fragment\n")
    ran = run_newsspider("reclean")
    assert ran.code == 0
    assert ran.stdout.splitlines()[1:3] == ["  unchanged  3", "  inputs     3"]
    assert "  no_fragment  3" in ran.stdout.splitlines()
    assert {line["title"] for line in ran.rejected} == {"标题 a", "标题 b", "标题 c"}


def test_nothing_is_left_of_an_article_and_so_it_stays(run_newsspider: Newsspider) -> None:
    write_post(run_newsspider.folder / "seeds" / "a.md", "标题 a", SLOGAN)
    crawl(run_newsspider)
    before = posts(run_newsspider)["a"].read_bytes()
    rules(run_newsspider)
    ran = run_newsspider("reclean")
    assert ran.code == 0
    assert [(line["outcome"], line["reason"]) for line in ran.rejected] == [("rejected", "no_content")]
    assert posts(run_newsspider)["a"].read_bytes() == before


def test_what_a_copy_gave_stays(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    copy = f"<p>{story('a')}</p><p>{SLOGAN}</p><p><img src='https://n.sinaimg.cn/true.png'></p>"
    write_post(run_newsspider.folder / "seeds" / "z.md", "标题 a", copy)
    crawl(run_newsspider)
    assert "true.png" in posts(run_newsspider)["a"].read_text(encoding="utf-8")
    dry = run_newsspider("reclean", "--dry-run")
    assert dry.stdout == "dry run, nothing was changed: 3 unchanged\n"


def test_a_post_that_the_user_edited_is_left_alone(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    crawl(run_newsspider)
    there = posts(run_newsspider)["a"]
    there.write_text(there.read_text(encoding="utf-8") + "我添了一句。\n", encoding="utf-8")
    before = there.read_bytes()
    rules(run_newsspider)
    ran = run_newsspider("reclean")
    assert ran.code == 0
    assert "  edited     1" in ran.stdout.splitlines()
    assert there.read_bytes() == before
    assert [(line["title"], line["revision"]) for line in lines(run_newsspider)] == [("标题 a", 2)]


def test_the_difference_leaves_stdout_to_the_records(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    crawl(run_newsspider)
    rules(run_newsspider)
    ran = run_newsspider("reclean", "-o", "-:jsonl")
    assert [json.loads(line)["revision"] for line in ran.stdout.splitlines()] == [2, 1, 1]
    assert f"  -{SLOGAN}" in ran.stderr.splitlines()


def test_quiet_says_nothing(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    crawl(run_newsspider)
    rules(run_newsspider)
    ran = run_newsspider("reclean", "--quiet")
    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")
    assert len(lines(run_newsspider)) == 1


@pytest.mark.parametrize("args", [[], ["--dry-run"]])
def test_without_a_ledger_there_is_a_message_and_nothing_is_created(
    run_newsspider: Newsspider, args: list[str]
) -> None:
    ran = run_newsspider("reclean", *args)
    assert (ran.code, ran.stdout) == (1, "")
    assert ran.stderr.startswith("newsspider: there is no ledger output/ledger.db: ")
    assert list(run_newsspider.folder.iterdir()) == []


def test_it_takes_no_arguments(run_newsspider: Newsspider) -> None:
    seeds(run_newsspider)
    crawl(run_newsspider)
    for args in (["everything"], ["-a", "since=2021-10-09"]):
        ran = run_newsspider("reclean", *args)
        assert (ran.code, ran.stdout) == (2, "")
        assert ran.stderr.count("\n") == 1
