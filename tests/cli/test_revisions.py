"""What makes a revision of an article and what does not, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post

_RUN = ("crawl", "seeds", "-a", "path=seeds")
_DATE = "2021-10-09T19:41:14+08:00"
_LATER = {"59 minutes": "2021-10-09T20:40:14+08:00", "an hour": "2021-10-09T20:41:14+08:00"}
_EARLIER = "2021-10-09T17:00:00+08:00"
_QR = '<div class="appendQr_wrap"><p>海量资讯、精准解读，尽在某财经APP</p></div>'


@dataclass(frozen=True)
class Seed:
    """A document as it is read in one run; `body` is HTML behind the article's own story."""

    body: str = "<p>全年实现净利润12.5亿元。</p>"
    title: str = "公司发布年报"
    date: str = _DATE
    tags: str = "['年报']"

    def write(self, folder: Path, name: str) -> None:
        """Write it as the document of the article *name*, which is known by its address."""
        body = f"<div><p>{story(name)}</p>{self.body}</div>"
        url = f"https://example.com/{name}.html"
        path = folder / "seeds" / f"{name}.md"
        write_post(path, f"{self.title} {name}", body, self.date, canonical_url=url, tags=self.tags)


_FIRST = Seed()
# Name to what the second run reads, and how it is told in one line; none where nothing is revised.
_CASES: dict[str, tuple[Seed, str | None]] = {
    "figure": (Seed("<p>全年实现净利润13.5亿元。</p>"), "figures: 12.5 → 13.5; text: reworded, "),
    "text": (Seed("<p>全年实现净利润12.5亿元。</p><p>公司将派发现金红利。</p>"), "text: "),
    "title": (Seed(title="公司年报：净利润增长"), "title: 公司发布年报 title → 公司年报：净利润增长 title"),
    "hour": (
        Seed(date=_LATER["an hour"]),
        "published: 2021-10-09T19:41:14+08:00 → 2021-10-09T20:41:14+08:00",
    ),
    "promotion": (Seed(f"{_QR}<p>全年实现净利润12.5亿元。</p>"), None),
    "blanks": (Seed("<p>　　全年实现净利润12.5亿元。 </p><p>　</p>"), None),
    "markup": (Seed("<p>全年实现<strong>净利润</strong>12.5亿元。</p>"), None),
    "minutes": (Seed(date=_LATER["59 minutes"]), None),
    "tags": (Seed(tags="['业绩']"), None),
    "older": (Seed("<p>全年业绩稍后公布。</p>", date=_EARLIER), None),
    "same": (_FIRST, None),
}


def _read(runner: Newsspider, seeds: dict[str, Seed]) -> Ran:
    for name, seed in seeds.items():
        seed.write(runner.folder, name)
    return runner(*_RUN)


@pytest.fixture(scope="module")
def first(module_newsspider: Newsspider) -> dict[str, str]:
    """The posts that the first documents of all cases give, by name."""
    ran = _read(module_newsspider, dict.fromkeys(_CASES, _FIRST))
    assert (ran.code, ran.outcomes) == (0, {"kept": len(_CASES)})
    return ran.posts


@pytest.fixture(scope="module")
def second(module_newsspider: Newsspider, first: dict[str, str]) -> Ran:
    """The run that reads what became of them."""
    assert len(first) == len(_CASES)
    return _read(module_newsspider, {name: seed for name, (seed, _) in _CASES.items()})


def _post(posts: dict[str, str], name: str) -> tuple[str, str]:
    """Return the file name and the text of an article's post."""
    (found,) = [(file, text) for file, text in posts.items() if f"/{name}.html'" in text]
    return found


@pytest.mark.parametrize("name", [name for name, (_, told) in _CASES.items() if told])
def test_a_revision_rewrites_the_same_post_and_says_what_changed(
    first: dict[str, str], second: Ran, name: str
) -> None:
    told = _CASES[name][1]
    (file, before), (same_file, after) = _post(first, name), _post(second.posts, name)
    assert file == same_file
    assert "\nrevision: 2\n---\n" in after
    assert "revision" not in before
    ids = {record["url"]: record["id"] for record in second.records}
    start = f"{ids[f'https://example.com/{name}.html']}: {told}"
    assert [line for line in second.report["changes"] if line.startswith(start)]
    assert [line for line in second.stdout.splitlines() if line.startswith(f"  {start}")]


@pytest.mark.parametrize("name", [name for name, (_, told) in _CASES.items() if not told])
def test_what_is_no_revision_leaves_the_post_as_it_is(first: dict[str, str], second: Ran, name: str) -> None:
    assert _post(second.posts, name) == _post(first, name)


def test_the_sums_agree_and_files_get_the_revisions_alone(second: Ran) -> None:
    revised = [name for name, (_, told) in _CASES.items() if told]
    assert second.outcomes == {"unchanged": len(_CASES) - len(revised), "revised": len(revised)}
    assert len(second.report["changes"]) == len(revised)
    assert len(second.records) == len(_CASES) + len(revised)
    again = [record for record in second.records if record["revision"] > 1]
    assert [record["url"].rpartition("/")[2] for record in again] == sorted(
        f"{name}.html" for name in revised
    )


def test_a_text_that_the_article_had_before_is_no_revision(run_newsspider: Newsspider) -> None:
    before, after = _FIRST, _CASES["figure"][0]
    for seed, outcome in ((before, "kept"), (after, "revised"), (before, "unchanged"), (after, "unchanged")):
        ran = _read(run_newsspider, {"x": seed})
        assert ran.outcomes == {outcome: 1}
    assert "13.5亿元" in _post(ran.posts, "x")[1]
    assert [record["revision"] for record in ran.records] == [1, 2]


def test_a_later_revision_follows_the_one_before(run_newsspider: Newsspider) -> None:
    bodies = (f"<p>全年实现净利润{number}.5亿元。</p>" for number in (12, 13, 14))
    for number, body in enumerate(bodies, 1):
        ran = _read(run_newsspider, {"x": Seed(body)})
        assert [record["revision"] for record in ran.records] == list(range(1, number + 1))
    assert "\nrevision: 3\n" in _post(ran.posts, "x")[1]
    assert ran.report["changes"][0].endswith(": figures: 13.5 → 14.5; text: reworded, 140 characters")


def test_own_posts_read_again_are_unchanged(run_newsspider: Newsspider) -> None:
    before = _read(run_newsspider, {"x": _FIRST, "y": _FIRST})
    ran = run_newsspider("crawl", "seeds", "-a", "path=output/posts")
    assert (ran.code, ran.outcomes, ran.posts) == (0, {"unchanged": 2}, before.posts)


def test_an_own_post_that_was_corrected_is_a_revision_by_its_guid(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md", body=f"{story('a')}全年实现净利润12.5亿元。")
    (old,) = run_newsspider(*_RUN).posts.items()
    copy = run_newsspider.folder / "corrected" / "a.md"
    copy.parent.mkdir()
    copy.write_text(old[1].replace("12.5亿元", "13.5亿元"), encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=corrected")
    assert (ran.code, ran.outcomes) == (0, {"revised": 1})
    assert list(ran.posts) == [old[0]]
    assert "13.5亿元" in ran.posts[old[0]]
    assert ran.records[1]["id"] == ran.records[0]["id"]


def test_our_records_read_back_in_any_order_leave_the_last_revision(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for run, figure in (("z", "3.1"), ("a", "4.2")):
        write_seed("x.md", "年报", url="https://example.com/x.html", body=f"增长{figure}%。{story('x')}")
        assert run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_RUN={run}").code == 0
    ran = run_newsspider(
        *("crawl", "seeds", "-a", "path=output/articles", "-s", "NEWSSPIDER_OUTPUT=again"),
        *("-s", "NEWSSPIDER_NOW=2026-11-23T09:58:32+08:00"),
    )
    assert ran.code == 0, ran.stderr
    (post,) = (run_newsspider.folder / "again" / "posts").iterdir()
    assert "增长4.2%" in post.read_text(encoding="utf-8")
