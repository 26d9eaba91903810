"""`explain`: fields with their origin, removals in their places, and the evidence for each verdict."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import Newsspider, story, write_post
from tests.readers import page_cases

_PAGE = page_cases.FOLDER / "finance-2018.html"
_CRAWL = ("crawl", "seeds", "-a", "path=seeds")
_QR = '<div class="appendQr_wrap"><p>海量资讯、精准解读，尽在某财经APP</p></div>'


def _explained(runner: Newsspider, *args: str | Path) -> dict[str, Any]:
    ran = runner("explain", "--json", *args)
    assert (ran.code, ran.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _given_by(explained: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["given_by"] for each in explained["fields"]}


def _marked(explained: dict[str, Any]) -> str:
    """Return the text with each removal as `[rule:text]`."""
    rules = [each["rule"] for each in explained["removals"]]
    return "".join(
        each["text"] if each["removal"] is None else f"[{rules[each['removal']]}:{each['text']}]"
        for each in explained["text"]
    )


def test_a_page_needs_no_ledger_and_nothing_is_written(run_newsspider: Newsspider, tmp_path: Path) -> None:
    explained = _explained(run_newsspider, _PAGE)
    assert list(tmp_path.iterdir()) == []
    by = _given_by(explained)
    assert (by["title"], by["editor"], by["stocks"]) == (
        "css:h1.main-title",
        "css:.article-editor",
        "rule:sina-stock",
    )
    assert all(each["given_by"] for each in explained["fields"] if each["value"] not in (None, "", []))
    marked = _marked(explained)
    assert "栖云航运[sina-quote-figures:( 12.5 , 0.3 )]未回复。" in marked
    assert marked.rstrip().endswith("[sina-append-qr:海量资讯、精准解读，尽在新浪财经APP]")
    assert "别家人" not in marked  # a comment shows nowhere
    assert all(each["why"] for each in explained["removals"])


_FURNITURE = f"""原标题：真正的标题 a.md

{{}}

记者：林知远

{_QR}

责任编辑：宋清晏
"""


def test_what_text_rules_take_out_is_shown_in_its_place(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    text = story("a", 200)
    path = write_seed("a.md", body=_FURNITURE.format(text))
    explained = _explained(run_newsspider, path)
    lines = [line for line in _marked(explained).splitlines() if line]
    assert lines[0] == "[original-title:原标题：真正的标题 a.md]"
    assert lines[1] == text.strip()
    assert lines[-1] == "[editor-line:责任编辑：宋清晏]"
    assert {
        each["what"] for each in explained["removals"] if each["rule"].startswith(("editor", "orig"))
    } == {"text"}


@pytest.mark.slow
def test_on_a_terminal_it_is_struck_through_and_on_a_pipe_in_signs(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("explain", _PAGE)
    assert "\x1b" not in ran.stdout
    assert "[-( 12.5 , 0.3 )-]{sina-quote-figures}未回复" in ran.stdout
    ours, theirs = pty.openpty()
    process = run_newsspider.start("explain", _PAGE, stdout=theirs, env={"TERM": "xterm-256color"})
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # the other end of a terminal is closed
        pass
    finally:
        os.close(ours)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert "\x1b[9;31m( 12.5 , 0.3 )" in shown.decode("utf-8")


def test_the_page_of_html_needs_nothing_and_runs_nothing(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    body = f"{story('a')}\n\n![x](https://img.example/a.jpg)\n\n`<script>alert(1)</script>`\n\n{_QR}"
    ran = run_newsspider("explain", "--html", write_seed("a.md", "标题 <img src=x onerror=y>", body=body))
    assert ran.code == 0
    tree = LexborHTMLParser(ran.stdout)
    assert tree.css("script, img, link, iframe, [src], [href], [onerror]") == []
    assert "url(" not in ran.stdout
    assert [node.text() for node in tree.css("del")] == ["海量资讯、精准解读，尽在某财经APP"]
    assert all(node.attributes["title"] for node in tree.css("del"))
    assert [node.text() for node in tree.css("h1")] == ["标题 <img src=x onerror=y>"]


@pytest.mark.slow
def test_an_article_of_the_ledger_needs_no_file(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    url = "https://example.com/a.html"
    path = write_seed("a.md", body=f"{story('a')}\n\n{_QR}", canonical_url=url)
    assert run_newsspider(*_CRAWL, "-s", "NEWSSPIDER_FRAGMENTS=all").code == 0
    path.unlink()
    for name in (url, "http://example.com/a.html?utm_source=x"):
        explained = _explained(run_newsspider, name)
        assert explained["verdict"]["kind"] == "stored"
        assert "[sina-append-qr:海量资讯、精准解读，尽在某财经APP]" in _marked(explained)
    for name in (explained["verdict"]["article"]["id"], "a.md"):
        assert _explained(run_newsspider, name)["fields"] == explained["fields"]


@pytest.mark.slow
def test_the_evidence_of_a_near_duplicate(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    text = story("one", 300)
    date = "2021-10-09T19:43:14+08:00"
    write_seed("a.md", "第一家的标题", body=f"{text}\n\n营收12.5亿元（600519.SH），增长30%。")
    copy = write_seed(
        "b.md",
        "第二家的标题",
        body=f"又及，{text}\n\n营收12.5亿元（600519.SH），增长31%。",
        date=date,
        canonical_url="https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0000022.shtml",
    )
    assert run_newsspider(*_CRAWL).outcomes == {"kept": 1, "duplicate": 1}
    explained = _explained(run_newsspider, copy)
    verdict, evidence = explained["verdict"], explained["verdict"]["evidence"]
    assert (verdict["kind"], verdict["article"]["title"]) == ("near", "第一家的标题")
    assert evidence["estimate"] > evidence["least"]
    assert evidence["codes"]["both"] == ["600519"]
    assert (evidence["figures"]["only_here"], evidence["figures"]["only_there"]) == (["31%"], ["30%"])
    assert evidence["figures_shared"] >= evidence["figures_least"]
    assert any("30%" in line for line in verdict["diff"])
    article = verdict["article"]["id"]
    (merged,) = _explained(run_newsspider, article)["verdict"]["copies"]
    assert (merged["locator"], merged["title"]) == ("b.md", "第二家的标题")
    assert 0.5 < merged["estimate"] < 1
    # The ledger kept what was weighed: the same by file name, id and address, also when the file is gone.
    copy.unlink()
    url = "http://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0000022.shtml?cre=a"
    for name in ("b.md", "sina:iktzqtyu0000022", url):
        asked = _explained(run_newsspider, name)["verdict"]
        assert (asked["kind"], asked["article"]["id"]) == ("near", article)
        assert asked["sentence"].startswith(f"{name} is a near-duplicate that was merged into {article}")
        assert asked["evidence"] == evidence
    ran = run_newsspider("explain", article)
    assert "; only here 31%; only there 30%" in ran.stdout


def test_the_evidence_of_a_duplicate_with_the_same_text(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    body = f"{story('one', 300)}\n\n营收12.5亿元（600519.SH），增长30%。"
    write_seed("a.md", body=body)
    copy = write_seed("b.md", body=body)
    assert run_newsspider(*_CRAWL).outcomes == {"kept": 1, "duplicate": 1}
    for name in (copy, "b.md"):
        verdict = _explained(run_newsspider, name)["verdict"]
        assert (verdict["kind"], verdict["evidence"]["same_text"]) == ("exact", True)
        assert verdict["evidence"]["codes"]["both"] == ["600519"]


@pytest.mark.slow
def test_a_file_that_was_crawled_is_no_duplicate_of_itself(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    path = write_seed("below/a.md")
    other = write_seed("below/b.md", body=story("below/a.md"), date="2021-10-09T19:42:14+08:00")
    assert run_newsspider(*_CRAWL).outcomes == {"kept": 1, "duplicate": 1}
    assert _explained(run_newsspider, path)["verdict"]["kind"] == "unchanged"
    verdict = _explained(run_newsspider, other)["verdict"]
    assert (verdict["kind"], verdict["evidence"]["same_text"]) == ("exact", True)


@pytest.mark.slow
def test_a_revision_is_shown_with_what_it_changed(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    url = "https://example.com/a.html"
    for profit in ("12.5", "13.5"):
        body = f"{story('a')}\n\n全年实现净利润{profit}亿元。"
        path = write_seed("a.md", body=body, canonical_url=url)
        assert run_newsspider(*_CRAWL).code == 0
    (revision,) = _explained(run_newsspider, url)["verdict"]["revisions"]
    assert revision["revision"] == 2
    assert revision["change"].startswith("figures: 12.5 → 13.5")
    assert [line.strip() for line in revision["diff"]][-2:] == [
        "-全年实现净利润12.5亿元。",
        "+全年实现净利润13.5亿元。",
    ]
    write_seed("a.md", body=f"{story('a')}\n\n全年实现净利润14.5亿元。", canonical_url=url)
    verdict = _explained(run_newsspider, path)["verdict"]
    assert (verdict["kind"], verdict["change"][:20]) == ("revised", "figures: 13.5 → 14.5"[:20])


@pytest.mark.slow
def test_a_refusal_says_why(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    empty = tmp_path / "seeds" / "empty.md"
    empty.parent.mkdir()
    empty.write_text(" \n", encoding="utf-8")
    explained = _explained(run_newsspider, empty)
    assert explained["rejected"] == {
        "outcome": "rejected",
        "reason": "empty_file",
        "detail": "only white space",
    }
    write_seed("a.md")
    assert run_newsspider(*_CRAWL).outcomes == {"kept": 1, "rejected": 1}
    empty.unlink()
    explained = _explained(run_newsspider, "empty.md")
    assert explained["rejected"]["reason"] == "empty_file"
    assert explained["verdict"]["refused"]["run"].startswith("seeds-")
    ran = run_newsspider("explain", "empty.md")
    assert "reason   empty_file" in ran.stdout


@pytest.mark.slow
def test_other_rules_are_tried_and_nothing_is_stored(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_seed("a.md", body=f"{story('a')}\n\n<p class='my-box'>订阅我们的简报</p>")
    tried = tmp_path / "tried.toml"
    tried.write_text('[[rule]]\nid = "mine"\nwhy = "newsletter"\nselector = ".my-box"\n', encoding="utf-8")
    explained = _explained(run_newsspider, "--rules", tried, path)
    assert [(each["rule"], each["why"]) for each in explained["removals"]] == [("mine", "newsletter")]
    assert any(line.strip() == "-订阅我们的简报" for line in explained["tried"])
    assert not (tmp_path / "output").exists()
    tried.write_text('[settings]\nLOG_LEVEL = "INFO"\n', encoding="utf-8")
    ran = run_newsspider("explain", "--rules", tried, path)
    assert (ran.code, ran.stdout) == (2, "")
    assert "takes [[rule]] and [[embed]] tables, not 'settings'" in ran.stderr


def test_a_fixture_is_what_the_tests_of_readers_compare(run_newsspider: Newsspider, tmp_path: Path) -> None:
    ran = run_newsspider("explain", "--fixture", "cases", _PAGE)
    assert ran.code == 0
    assert ran.stderr == "wrote cases/finance-2018.html\nwrote cases/finance-2018.json\n"
    for ending in ("html", "json"):
        made = (tmp_path / "cases" / f"finance-2018.{ending}").read_bytes()
        assert made == _PAGE.with_suffix(f".{ending}").read_bytes()
    again = run_newsspider("explain", "--fixture", "cases", _PAGE)
    assert (again.code, again.stdout) == (2, "")
    assert "exists already" in again.stderr


@pytest.mark.slow
def test_one_document_of_a_file_is_chosen(run_newsspider: Newsspider, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>第{n}条</title><description>{story(n)}</description></item>" for n in "一二"
    )
    feed = f"<rss version='2.0'><channel><title>快讯</title>{items}</channel></rss>"
    (tmp_path / "a.xml").write_text(feed, encoding="utf-8")
    ran = run_newsspider("explain", "a.xml")
    assert ran.code == 2
    assert "choose one with --article:\n" in ran.stderr
    assert ran.stderr.rstrip().endswith("第二条")
    explained = _explained(run_newsspider, "--article", "2", "a.xml")
    assert next(each["value"] for each in explained["fields"] if each["name"] == "title") == "第二条"
    assert "has no document 3" in run_newsspider("explain", "--article", "3", "a.xml").stderr


@pytest.mark.slow
def test_a_page_that_does_not_say_its_address_is_given_it(run_newsspider: Newsspider) -> None:
    url = "https://finance.sina.com.cn/china/2021-11-10/doc-iktzqtyu0000010.shtml"
    explained = _explained(
        run_newsspider, "--url", f"{url}?cre=tianyi", page_cases.FOLDER / "picture-only.html"
    )
    assert next(each["value"] for each in explained["fields"] if each["name"] == "url") == url


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ((), "explain needs one address, file or id"),
        (("a", "b"), "explain needs one address, file or id"),
        (("--jason", "a"), "explain has no option '--jason'; did you mean --json?"),
        (("nothing.html",), "there is no file 'nothing.html', and no ledger output/ledger.db"),
        (("--url", "https://example.com/", "sina:x"), "--url and --article need a file"),
    ],
)
def test_wrong_use_is_one_sentence(run_newsspider: Newsspider, args: tuple[str, ...], sentence: str) -> None:
    ran = run_newsspider("explain", *args)
    assert (ran.code, ran.stdout) == (2, "")
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.slow
def test_an_address_that_was_never_met_says_what_to_do(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    assert run_newsspider(*_CRAWL).code == 0
    ran = run_newsspider("explain", "https://example.com/other.html")
    assert ran.code == 2
    assert "`newsspider fetch --nolog URL > page.html`" in ran.stderr


@pytest.mark.slow
def test_a_damaged_ledger_does_not_keep_a_file_from_being_explained(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_seed("a.md")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "ledger.db").write_bytes(b"no database" * 1000)
    explained = _explained(run_newsspider, path)
    assert "ledger.db" in explained["verdict"]["sentence"]
    assert explained["fields"]


@pytest.mark.slow
def test_what_an_article_holds_moves_no_terminal(run_newsspider: Newsspider, tmp_path: Path) -> None:
    path = write_post(tmp_path / "a.md", "标题", body=f"{story('a')}\x1b[2J\x07")
    for form in ((), ("--html",)):
        ran = run_newsspider("explain", *form, path)
        assert ran.code == 0
        assert "\x1b" not in ran.stdout
