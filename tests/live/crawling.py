"""Live runs in a process of their own, pointed at the server by the proxy variables, and what they leave."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.conftest import Newsspider, Ran
from tests.live.sina import Sina
from tests.live.stories import BEIJING, Story

# The clock of the first run; stories are told from it backwards.
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=BEIJING)
# Where the rate itself is not the subject.
FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "False",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
    "DOWNLOAD_TIMEOUT": "3",
}
_TRUSTING = {"DOWNLOAD_VERIFY_CERTIFICATES": "False"}
_PATIENCE = 180


class Live:
    """Runs `scrapy crawl sina_finance` in a folder, with the server as its only way out."""

    def __init__(self, newsspider: Newsspider, sina: Sina) -> None:
        self.newsspider = newsspider
        self.folder = newsspider.folder
        self.sina = sina

    def __call__(
        self, *arguments: str, now: datetime | None = NOW, settings: Mapping[str, str] = FAST
    ) -> Ran:
        """Return the run with these arguments (`channel=china`) when it has ended."""
        process = self.start(*arguments, now=now, settings=settings)
        stdout, stderr = process.communicate(timeout=_PATIENCE)
        return Ran(process.returncode, stdout, stderr, self.folder)

    def start(
        self,
        *arguments: str,
        now: datetime | None = NOW,
        settings: Mapping[str, str] = FAST,
        at: str | None = None,
    ) -> subprocess.Popen[str]:
        """Return the run, begun; *at* as in `Newsspider.start`."""
        given = [part for argument in arguments for part in ("-a", argument)]
        clock = {"NEWSSPIDER_NOW": now.isoformat()} if now else {}
        every = {**_TRUSTING, **clock, **settings}
        given += [part for name, value in every.items() for part in ("-s", f"{name}={value}")]
        return self.newsspider.start("crawl", "sina_finance", *given, env=self.environment, at=at)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead every request to the server."""
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        return {**dict.fromkeys(names, self.sina.proxy), "no_proxy": "", "NO_PROXY": ""}


@dataclass(frozen=True)
class Left:
    """What the runs in a folder have left; the reports in the order in which they were written."""

    records: list[dict[str, Any]]
    posts: dict[str, str]
    rejected: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    torn: list[str]

    @property
    def report(self) -> dict[str, Any]:
        """The last run's report."""
        return self.reports[-1]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """The lines of the last run's rejected file."""
        return [line for line in self.rejected if line["run"] == self.report["run"]]

    def reasons(self) -> dict[str, tuple[str, str]]:
        """Return outcome and reason of what the last run refused, by host and path."""
        return {
            line["locator"].partition("://")[2].partition("?")[0]: (line["outcome"], line["reason"])
            for line in self.refused
        }


def left(folder: Path) -> Left:
    """Return what is in the default outputs of *folder*."""
    output = folder / "output"
    torn = [str(path) for path in output.rglob("*") if ".part" in path.name]
    torn += [str(path) for path in (output / "posts").rglob(".*")]
    records = _lines(output / "articles", torn)
    posts = {path.name: path.read_text("utf-8") for path in sorted((output / "posts").glob("*.md"))}
    reports = [json.loads(path.read_text("utf-8")) for path in _by_age(output / "reports", "*.json")]
    return Left(records, posts, _lines(output / "rejected", torn), reports, torn)


def _by_age(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name))


def _lines(folder: Path, torn: list[str]) -> list[dict[str, Any]]:
    found = []
    for path in _by_age(folder, "*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            try:
                found.append({"run": path.stem, **json.loads(line)})
            except ValueError:
                torn.append(f"{path}: {line[:80]}")
    return found


def name(story: Story) -> str:
    """Return what an article of *story* is known by: its docid, or its address."""
    return f"sina:{story.docid}" if story.docid else f"https://{story.page}"


def named(record: Mapping[str, Any]) -> str:
    """Return the same of a record."""
    return str(record["id"] if record["id"].startswith("sina:") else record["url"])


def told(story: Story) -> dict[str, Any]:
    """Return the fields that a record of *story* must have."""
    return {
        "title": story.title,
        "text": story.text,
        "published": story.published.isoformat(timespec="minutes")[:16],
        "source": story.source,
        "editor": story.editor,
    }


def differences(records: Iterable[Mapping[str, Any]], stories: Iterable[Story]) -> list[str]:
    """Return how *records* differ from one record for each of *stories*, field by field."""
    by_name = {named(record): record for record in records}
    wanted = {name(story): story for story in stories}
    times = Counter(named(record) for record in records)
    wrong = [f"{one}: {times[one]} times" for one in times if times[one] > 1]
    wrong += [f"missing: {one} {wanted[one].title}" for one in wanted.keys() - by_name.keys()]
    wrong += [f"too many: {one} {by_name[one]['title']}" for one in by_name.keys() - wanted.keys()]
    for one in wanted.keys() & by_name.keys():
        found = dict(by_name[one])
        found["published"] = str(found["published"])[:16]
        for field, value in told(wanted[one]).items():
            if found[field] != value:
                wrong.append(f"{one} {wanted[one].layout}: {field} is {found[field]!r}, not {value!r}")
    return sorted(wrong)


def adds_up(report: Mapping[str, Any]) -> bool:
    """Return whether the outcomes of a report are as many as its inputs."""
    return bool(report["inputs"] == sum(report["outcomes"].values()))
