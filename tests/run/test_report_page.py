"""The page of a report: beside its JSON, kept as long, found by `report`; whatever a title holds, it stays text."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider import toml
from newsspider.errors import ExitCode
from newsspider.model.outcomes import Outcome
from newsspider.run.page import page
from newsspider.run.report import Change, HostReport, RejectedRow, read
from tests.conftest import ROOT, Newsspider
from tests.run import month

_NO_BROWSER = {"PATH": "/nonexistent", "DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""}
_PAGE = ROOT / "newsspider" / "run" / "page"


def _first(within: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = within.css_first(selector)
    assert found is not None, selector
    return found


@pytest.fixture(scope="module")
def a_month(module_newsspider: Newsspider) -> Newsspider:
    month.write(module_newsspider.folder / "output" / "reports")
    return module_newsspider


def test_the_last_runs_are_added_up_on_one_page(a_month: Newsspider) -> None:
    ran = a_month("report", "--last", "120", "--open", env=_NO_BROWSER)
    assert ran.code == 1
    assert "there is no browser" in ran.stderr
    path = ran.folder / ran.stdout.splitlines()[-1]
    assert path.name == "last-120.html"
    shown = LexborHTMLParser(path.read_text(encoding="utf-8"))
    every = month.reports()
    assert "Days with problems: 2 of 30" in _first(shown, "h1").text()
    assert f"{sum(one.inputs for one in every):,}" in _first(shown, ".figures").text()
    assert "blocked the crawler" in _first(shown, "#trouble li").text()
    assert f"inputs     {sum(one.inputs for one in every)}" in ran.stdout


def test_one_run_is_compared_with_those_before_it(a_month: Newsspider) -> None:
    name = month.reports()[-1].run
    ran = a_month("report", "-s", "NEWSSPIDER_REPORT_LANG=zh")
    assert (ran.code, ran.stdout.splitlines()[-1]) == (0, f"output/reports/{name}.html")
    shown = LexborHTMLParser((ran.folder / ran.stdout.splitlines()[-1]).read_text(encoding="utf-8"))
    assert _first(shown, "html").attributes["lang"] == "zh-CN"
    (fell,) = shown.css("#coverage tr.is-bad")
    assert _first(fell, "th").text() == "source"
    assert "ad-" in _first(shown, "#removals details.rows").text() or shown.css("#removals details.rows code")


def test_wrong_use_is_reported(a_month: Newsspider) -> None:
    assert a_month("report", "--last", "0").code == 2
    assert a_month("report", "--last", "2", "x").code == 2
    unknown = a_month("report", "nothing")
    assert (unknown.code, "unknown run 'nothing'" in unknown.stderr) == (2, True)


def test_without_a_report_it_says_so(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("report")
    assert (ran.code, "holds no report" in ran.stderr) == (1, True)


def test_a_run_keeps_pages_as_long_as_reports_and_leaves_files_of_others(run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder / "output" / "reports"
    (run_newsspider.folder / "seeds").mkdir()
    names = [f"run{number}" for number in range(3)]
    for name in names:
        ran = run_newsspider(
            "crawl",
            "seeds",
            "-a",
            "path=seeds",
            "-s",
            f"NEWSSPIDER_RUN={name}",
            "-s",
            "NEWSSPIDER_REPORTS_KEPT=2",
        )
        assert ran.code == 0, ran.stderr
        (folder / "mine.html").write_text("mine", encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {
        *(f"{name}.{ending}" for name in names[1:] for ending in ("json", "html")),
        "mine.html",
    }
    (folder / "run2.html").write_text("mine", encoding="utf-8")
    ran = run_newsspider("report")
    assert (ran.code, "was not written by newsspider" in ran.stderr) == (1, True)


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    reports = month.reports()
    return {
        "month": page.render(reports, [], "en"),
        "month zh": page.render(reports, [], "zh"),
        "run": page.render(reports[-1:], reports[:-1], "en"),
    }


@pytest.mark.parametrize("name", ["month", "month zh", "run"])
def test_nothing_in_a_title_becomes_markup_and_nothing_is_loaded(pages: dict[str, bytes], name: str) -> None:
    data = pages[name]
    assert len(data) < 2_000_000
    text = data.decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
    shown = LexborHTMLParser(text)
    assert not shown.css("script, iframe, object, embed, img, form, base, [onerror], [onclick], [srcset]")
    assert [node.attributes.get("href") for node in shown.css("link")] == ["data:,"]
    outside = [node for node in shown.css("[href], [src], [xlink\\:href]") if node.tag not in ("a", "link")]
    assert outside == []
    for link in shown.css("a[href]"):
        assert re.match(r"#|https://", link.attributes["href"] or ""), link.html
    assert not re.search(r"url\(|@import", _first(shown, "style").text())
    ids = [node.attributes["id"] for node in shown.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = {f"#{one}" for one in ids}
    inner = {link.attributes["href"] for link in shown.css("a[href^='#']")}
    assert inner <= targets


def test_hostile_titles_are_there_as_text(pages: dict[str, bytes]) -> None:
    shown = LexborHTMLParser(pages["month"].decode("utf-8"))
    text = _first(shown, "body").text()
    assert month.HOSTILE[0] in text
    assert month.HOSTILE[2] in text
    assert "<script>alert(1)</script>" in _first(shown, "#removals").text()


def test_each_text_of_the_page_has_its_chinese() -> None:
    template = (_PAGE / "page.html.jinja").read_text(encoding="utf-8")
    used = set(re.findall(r"tr\('([^']+)'\)", template)) | set(
        re.findall(r"section\('\w+', '([^']+)'\)", template)
    )
    used |= {outcome.value for outcome in Outcome}
    words = toml.loads((_PAGE / "words.toml").read_text(encoding="utf-8"), "words")["zh"]
    assert used - words.keys() == set()


def test_a_page_of_too_many_articles_names_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_LARGEST", 200_000)
    assert len(page.render(month.reports(), [], "en")) < 400_000


def test_a_report_that_was_written_reads_back_the_same(tmp_path: Path) -> None:
    month.write(tmp_path, days=1, runs=2)
    assert sorted((read(path) for path in tmp_path.iterdir()), key=lambda one: one.run) == month.reports(1, 2)


@pytest.mark.parametrize("section", ["lists", "coverage", "hosts"])
def test_the_numbers_of_a_table_lead_to_articles_and_failures(pages: dict[str, bytes], section: str) -> None:
    shown = LexborHTMLParser(pages["month"].decode("utf-8"))
    links = shown.css(f"#{section} table a")
    assert links
    for link in links:
        behind = _first(shown, f"[id='{(link.attributes['href'] or '')[1:]}']")
        assert behind.css("li a[href^='#a'], li code"), behind.html
    assert shown.css(f"#{section} details.row .track span[style='width:100.0%']")
    if section != "coverage":
        assert "blocked" in _first(shown, f"#{section} details.row").text()


def test_a_day_names_its_articles(pages: dict[str, bytes]) -> None:
    shown = LexborHTMLParser(pages["month"].decode("utf-8"))
    assert _first(shown, "details.day.good").css("a[href^='#a']")


@pytest.mark.slow
def test_however_much_the_runs_hold_the_page_stays_small() -> None:
    long = "很长的话" * 400
    (one,) = month.reports(1, 1)
    rows = [RejectedRow(f"https://h{n}.example/{long}", "failed", "blocked", long, long) for n in range(400)]
    fat = [
        replace(
            one,
            run=f"run{number}",
            started=one.started + timedelta(days=number),
            exit_code=ExitCode.SOURCE,
            failures=rows,
            faults=[f"{number} {at} {long}" for at in range(50)],
            hosts={f"h{at}.example": HostReport({"403": 1}) for at in range(400)},
            sources=[
                replace(one.sources[0], name=f"{number}/{at}", error=long, kind=kind)
                for at in range(30)
                for kind in ("list", "file")
            ],
            revisions=[Change(str(at), long, 2, long, [long] * 60) for at in range(20)],
        )
        for number in range(60)
    ]
    data = page.render(fat, [], "en")
    assert len(data) < 2_000_000
    text = _first(LexborHTMLParser(data.decode("utf-8")), "h1").text()
    assert "Days with problems: 60 of 60" in text


def test_the_compiled_template_is_kept_where_python_keeps_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = month.reports(1, 1)
    wanted = page.render(reports, [], "en")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    page._template.cache_clear()
    assert page.render(reports, [], "en") == wanted  # although there is no folder yet
    assert list(tmp_path.iterdir()) == []
    Path(cache_from_source(page.__file__)).parent.mkdir(parents=True)
    page._template.cache_clear()
    assert page.render(reports, [], "en") == wanted
    page._template.cache_clear()
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert page.render(reports, [], "en") == wanted
