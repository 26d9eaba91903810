"""`NEWSSPIDER_TRACE`: what a run removed from each article, in a file beside its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Newsspider, story

_RUN = ("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_REPORTS_KEPT=1")
_QR = '<div class="appendQr_wrap"><p>海量资讯，尽在某财经APP</p></div>'


def _files(runner: Newsspider) -> list[str]:
    return sorted(path.name for path in (runner.folder / "output" / "reports").glob("*.removals.jsonl"))


def test_each_removal_is_a_line_and_the_file_goes_with_its_report(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md", body=f"{story('a')}\n\n{_QR}\n\n责任编辑：宋清晏")
    write_seed("nothing.md", body=_QR)
    ran = run_newsspider(*_RUN, "-s", "NEWSSPIDER_TRACE=1", "-s", "NEWSSPIDER_RUN=one")
    assert ran.outcomes == {"kept": 1, "rejected": 1}
    lines = ran.lines("output/reports/one.removals.jsonl")
    assert [(line["locator"], line["rule"], line["text"]) for line in lines] == [
        ("a.md", "sina-append-qr", "海量资讯，尽在某财经APP"),
        ("a.md", "editor-line", "责任编辑：宋清晏"),
        ("nothing.md", "sina-append-qr", "海量资讯，尽在某财经APP"),  # it was all there was
    ]
    assert set(lines[0]) == {"locator", "url", "title", "rule", "what", "text"}
    assert _files(run_newsspider) == ["one.removals.jsonl"]
    assert run_newsspider(*_RUN, "-s", "NEWSSPIDER_RUN=two").code == 0
    assert _files(run_newsspider) == []
