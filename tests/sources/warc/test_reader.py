"""Archives of other people as seeds: which records are pages, what is passed over, and what is broken."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest

from newsspider.limits import LIMITS
from newsspider.model.draft import Unread
from newsspider.sources.files import SeedFile
from newsspider.sources.warc.reader import WarcReader
from tests.conftest import Newsspider, Ran
from tests.sources.warc.warc_making import HOST, Making, chunked, gzipped, html, raw_deflate, title, url


def crawl(newsspider: Newsspider, path: str | Path = "a.warc.gz", *more: str) -> Ran:
    return newsspider("crawl", "seeds", "-a", f"path={path}", *more)


def titles(ran: Ran) -> list[str]:
    return [record["title"] for record in ran.records]


def _found(path: Path) -> tuple[list[str], dict[str, int]]:
    """Return the titles of the pages in the archive at *path*, and what was passed over."""
    archives = WarcReader()
    found = list(archives.read(SeedFile(path.name, str(path)), LIMITS))
    read = [one.read(LIMITS).article.title for one in found if not isinstance(one, Unread)]
    assert len(read) == len(found), found
    return read, {why.value: count for why, count in archives.skipped.items()}


@pytest.mark.parametrize(("name", "gzip"), [("a.warc.gz", True), ("a.warc", False)])
def test_pages_are_read_in_their_order(run_newsspider: Newsspider, name: str, gzip: bool) -> None:
    made = (
        Making(gzip=gzip)
        .other("", "warcinfo", b"software: x\r\n")
        .other("dns:a.cn", "response", b"a.cn. 1 IN A")
    )
    made.other(url(1), "request", b"GET / HTTP/1.1\r\n\r\n").page(1).page(2).page(3)
    made.save(run_newsspider.folder / name)
    ran = crawl(run_newsspider, name)
    assert ran.code == 0, ran.stderr
    assert titles(ran) == [title(1), title(2), title(3)]
    first = ran.records[0]
    assert (first["id"], first["url"]) == ("sina:iabcdefg0000001", url(1))
    assert first["origin"]["kind"] == "warc"
    assert first["origin"]["locator"] == url(1)
    assert first["fetched"] == "2021-10-10T16:00:00+08:00"
    assert ran.report["inputs"] == 3
    assert len(ran.posts) == 3


def test_what_is_no_page_is_counted_and_no_input(run_newsspider: Newsspider) -> None:
    made = Making().answer("https://feed.mix.sina.com.cn/api/roll/get", b"{}", kind="application/json")
    made.answer("https://n.sinaimg.cn/1.png", b"\x89PNG", kind="image/png").page(1)
    made.answer(f"https://{HOST}/robots.txt", b"User-agent: *", kind="text/plain")
    made.answer(url(7), b"gone", "404 Not Found").other(url(1), "revisit", b"")
    made.save(run_newsspider.folder / "a.warc.gz")
    ran = crawl(run_newsspider)
    assert ran.code == 0
    assert (ran.report["inputs"], ran.outcomes) == (1, {"kept": 1})
    assert ran.report["skipped"] == {"no pages": 3, "without a page": 1, "seen before": 1}
    assert "skipped records" in ran.stdout
    assert ran.rejected == []


def test_only_the_hosts_that_are_wanted(run_newsspider: Newsspider) -> None:
    made = (
        Making()
        .page(1)
        .page(2, "news.sina.com.cn")
        .page(3, "tech.sina.com.cn")
        .page(4, "notnews.sina.com.cn")
    )
    made.answer("https://news.sina.com.cn/1.json", b"{}", kind="application/json")
    made.save(run_newsspider.folder / "a.warc.gz")
    ran = crawl(run_newsspider, "a.warc.gz", "-a", "only=finance.sina.com.cn,news.sina.com.cn")
    assert titles(ran) == [title(1), title(2)]
    assert ran.report["skipped"] == {"of other hosts": 2, "no pages": 1}
    assert ran.report["inputs"] == 2
    assert crawl(run_newsspider, "a.warc.gz", "-a", "only=a b").code == 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (html(1).encode("gb18030"), {"Content_Type": "text/html; charset=utf-8"}),
        (gzipped(html(1).encode()), {"Content_Encoding": "gzip"}),
        (gzipped(html(1).encode())[:-6], {"Content_Encoding": "x-gzip"}),
        (raw_deflate(html(1).encode()), {"Content_Encoding": "deflate"}),
        (brotli.compress(html(1).encode()), {"Content_Encoding": "br"}),
        (chunked(html(1).encode()), {"Transfer_Encoding": "chunked"}),
        (chunked(gzipped(html(1).encode())), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (html(1).encode(), {"Transfer_Encoding": "chunked"}),
    ],
)
def test_however_it_was_sent(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    path = Making().answer(url(1), body, **headers).save(tmp_path / "a.warc.gz")
    assert _found(path) == ([title(1)], {})


def test_a_page_is_known_by_the_addresses_that_led_to_it(run_newsspider: Newsspider) -> None:
    old, older = "https://finance.sina.com.cn/old.shtml", "http://finance.sina.com.cn/older.shtml"
    number = "https://example.com/a/20211009/1.html"
    made = (
        Making()
        .answer(older, b"", "301 Moved", Location="/old.shtml")
        .answer(old, b"", "302 Found", Location=number)
    )
    page = html(1).replace("artibody", "x").replace("第1号消息的题目_财经_新浪网", "第1号消息的题目")
    made.answer(number, page.encode())
    made.save(run_newsspider.folder / "a.warc.gz")
    first = crawl(run_newsspider)
    assert len(first.records) == 1
    assert first.report["skipped"] == {"without a page": 2}
    Making().answer(older, page.replace("<p>", "<p>订正：").encode()).save(
        run_newsspider.folder / "b.warc.gz"
    )
    again = crawl(run_newsspider, "b.warc.gz")
    assert again.outcomes == {"revised": 1}


def test_what_is_not_a_page_has_a_reason(run_newsspider: Newsspider) -> None:
    made = Making().answer("https://finance.sina.com.cn/", "<h1>财经首页</h1>".encode())
    made.answer(url(3), b"\x1f\x8b\x08\xffno gzip", Content_Encoding="gzip")
    made.answer(url(4), b"\x1f\x9d\x90x", Content_Encoding="compress")
    made.page(1).save(run_newsspider.folder / "a.warc.gz")
    ran = crawl(run_newsspider)
    assert ran.code == 3
    found = {line["locator"]: (line["outcome"], line["reason"]) for line in ran.rejected}
    assert found == {
        "https://finance.sina.com.cn/": ("rejected", "not_an_article"),
        url(3): ("failed", "unreadable"),
        url(4): ("failed", "unreadable"),
    }
    assert titles(ran) == [title(1)]


def test_a_page_beyond_the_limit_is_not_read(run_newsspider: Newsspider) -> None:
    bomb = gzipped(b" " * 3_000_000)
    made = Making().answer(url(2), bomb, Content_Encoding="gzip").answer(url(3), b" " * 2_000_000).page(1)
    made.save(run_newsspider.folder / "a.warc.gz")
    ran = crawl(run_newsspider, "a.warc.gz", "-s", "NEWSSPIDER_MAX_FILE=1000000")
    assert {line["locator"]: line["reason"] for line in ran.rejected} == {
        url(2): "too_large",
        url(3): "too_large",
    }
    assert titles(ran) == [title(1)]


@pytest.mark.parametrize("cut", [1, 40, 300, 700])
@pytest.mark.parametrize("gzip", [True, False])
def test_what_is_cut_off_at_the_end_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cut: int, gzip: bool
) -> None:
    path = tmp_path / ("a.warc.gz" if gzip else "a.warc")
    path.write_bytes(Making(gzip=gzip).page(1).page(2).data[:-cut])
    titles, skipped = _found(path)
    assert titles in ([title(1)], [title(1), title(2)])
    assert len(titles) + skipped.get("cut off", 0) in (1, 2)
    assert capsys.readouterr().err == ""


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "a.warc.gz").write_bytes(Making().page(1).page(2).data[:-300])
    ran = crawl(run_newsspider)
    assert (ran.code, ran.stderr) == (0, "")
    assert titles(ran) == [title(1)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"no archive at all, but some text\n" * 9, "unreadable"),
        (b"\x1f\x8b\x08 broken", "unreadable"),
    ],
)
def test_what_is_no_archive(run_newsspider: Newsspider, data: bytes, reason: str) -> None:
    (run_newsspider.folder / "a.warc.gz").write_bytes(data)
    ran = crawl(run_newsspider)
    assert [line["reason"] for line in ran.rejected] == [reason]
    assert "Traceback" not in ran.stderr


def test_an_archive_that_was_read_is_not_read_again(run_newsspider: Newsspider) -> None:
    made = Making().page(1).page(2)
    made.save(run_newsspider.folder / "a.warc.gz")
    first = crawl(run_newsspider)
    assert first.report["inputs"] == 2
    again = crawl(run_newsspider)
    assert (again.code, again.report["inputs"]) == (0, 0)
    assert again.report["skipped"] == {"archives read before": 1}
    made.page(3).save(run_newsspider.folder / "a.warc.gz")
    longer = crawl(run_newsspider)
    assert (longer.report["inputs"], longer.outcomes) == (1, {"kept": 1})
    Making().page(4).page(5).page(6).page(7).save(run_newsspider.folder / "a.warc.gz")
    assert crawl(run_newsspider).outcomes == {"kept": 4}


def test_other_hosts_or_other_outputs_have_it_read_again(run_newsspider: Newsspider) -> None:
    Making().page(1).page(2, "news.sina.com.cn").save(run_newsspider.folder / "a.warc.gz")
    assert crawl(run_newsspider, "a.warc.gz", "-a", f"only={HOST}").outcomes == {"kept": 1}
    assert crawl(run_newsspider).outcomes == {"kept": 1, "unchanged": 1}
    ran = crawl(run_newsspider, "a.warc.gz", "-O", "all.jsonl")
    assert ran.outcomes == {"unchanged": 2}
    assert len(ran.lines("all.jsonl")) == 2


def test_an_output_gets_what_was_read_for_others_only(run_newsspider: Newsspider) -> None:
    for number, name in enumerate(("a", "b"), 1):
        Making().page(number).save(run_newsspider.folder / f"{name}.warc.gz")
    assert crawl(run_newsspider, "*.warc.gz").outcomes == {"kept": 2}
    other = "-s", "NEWSSPIDER_POSTS=other"
    for path, outcomes, count in (
        ("a.warc.gz", {"unchanged": 1}, 1),
        ("*.warc.gz", {"unchanged": 1}, 2),
        ("*.warc.gz", {}, 2),
    ):
        assert crawl(run_newsspider, path, *other).outcomes == outcomes
        assert len(list((run_newsspider.folder / "other").glob("*.md"))) == count


def test_todays_rules_read_the_archive_again(run_newsspider: Newsspider) -> None:
    Making().page(1).page(2).save(run_newsspider.folder / "a.warc.gz")
    crawl(run_newsspider)
    again = run_newsspider("reclean", "--dry-run")
    assert again.code == 0, again.stderr
    assert again.stdout == "dry run, nothing was changed: 2 unchanged\n"
    (run_newsspider.folder / "newsspider.toml").write_text(
        '[[rule]]\nid = "mine"\ntext = "."\nlongest = 600\nwhy = "everything goes"\n', encoding="utf-8"
    )
    changed = run_newsspider("reclean", "--dry-run")
    assert "2 " in changed.stdout
    assert "unchanged" not in changed.stdout
