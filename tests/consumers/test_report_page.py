"""The page of a month of runs in Chromium: no error, no request, no barrier, and the bad day at the top."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newsspider.run.page import page
from tests.consumers.conftest import lack
from tests.run import month

pytestmark = pytest.mark.slow

_SCRIPT = Path(__file__).with_name("report_page.js")
_NEEDED = ("playwright-core", "axe-core")
_SECONDS = 600  # it takes half a minute; more on a machine that is busy besides
_HEIGHT = 900


def _modules() -> Path:
    """Return the folder of packages that stands on PATH with its programs, and has what is needed."""
    for part in os.environ.get("PATH", "").split(os.pathsep):
        folder = Path(part).parent
        if folder.name == "node_modules" and all((folder / name).is_dir() for name in _NEEDED):
            return folder
    lack(" and ".join(_NEEDED))
    raise AssertionError


@pytest.fixture(scope="module")
def saw(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if chromium is None or node is None:
        lack("chromium" if chromium is None else "node")
    modules = _modules()
    folder = tmp_path_factory.mktemp("pages")
    shots = Path(os.environ.get("NEWSSPIDER_SHOTS", folder))
    reports = month.reports()
    bad = next(at for at, one in enumerate(reports) if len(one.failures) > 10)
    pages = {
        "month": page.render(reports, [], "en"),
        "month-zh": page.render(reports, [], "zh"),
        "bad-run": page.render(reports[bad : bad + 1], reports[:bad], "en"),
    }
    for name, data in pages.items():
        (folder / f"{name}.html").write_bytes(data)
    files = [folder / f"{name}.html" for name in pages]
    command: list[str | Path] = [str(node), _SCRIPT, str(chromium), folder / "profiles", shots, *files]
    environment = {**os.environ, "NODE_PATH": str(modules)}
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    assert len(found) == 4 + 2 * (len(pages) - 1)
    return found


def test_nothing_fails_and_nothing_is_requested(saw: list[dict[str, Any]]) -> None:
    for one in saw:
        assert one["errors"] == [], one["name"]
        assert len([url for url in one["requests"] if not url.startswith("data:")]) == 1, one["name"]
        assert one["title"].endswith("· newsspider"), one["name"]


def test_there_is_no_barrier(saw: list[dict[str, Any]]) -> None:
    assert {one["name"]: one["violations"] for one in saw if one["violations"]} == {}
    assert [one["name"] for one in saw if one["wide"] > 0] == []


def test_the_trouble_is_seen_without_scrolling(saw: list[dict[str, Any]]) -> None:
    assert [one["name"] for one in saw if one["trouble"]["y"] > _HEIGHT * 0.6] == []


def test_it_is_used_by_keyboard_and_numbers_lead_to_articles(saw: list[dict[str, Any]]) -> None:
    for one in saw:
        assert (one["first"], one["opened"]) == ("skip", True), one["name"]
        assert one.get("led", True), one["name"]
    assert any("led" in one for one in saw)
