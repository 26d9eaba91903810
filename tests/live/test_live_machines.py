"""Live crawlers on several machines, one PostgreSQL ledger: kills and restarts lose nothing, and bring nothing twice.

All write to the same path, each to its own disk. They have channels of their own, and some articles are in all.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from newsspider.ledger import Ledger
from tests.conftest import Newsspider
from tests.crash import killing
from tests.crash.killing import Moment
from tests.ledger.postgres import Server
from tests.live.crawling import FAST, NOW, Live, differences, left, name, named
from tests.live.sina import Sina
from tests.live.stories import Story
from tests.live.wire import Request

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/cwd").exists(), reason="needs a path that leads elsewhere in each process"
    ),
]
_CHANNELS = ("china", "stock", "macro", "hk")
_OWN, _SHARED = 10, 4
# When articles are about to be committed, and when a file is about to be given its name.
_KILLS = (Moment("committing", 15), Moment("commit", 18))
# The same text in every process, and the folder of each.
_OUTPUT = "/proc/self/cwd/output"


@dataclass
class Machine:
    """A crawler of one channel; `stories` is what it must have."""

    live: Live
    channel: str
    ledger: str
    worker: str
    stories: list[Story] = field(default_factory=list)
    runs: int = 0

    def begin(self, moment: Moment | None = None) -> subprocess.Popen[str]:
        """Return a run, begun; it ends itself at the *moment*."""
        own = {
            "NEWSSPIDER_LEDGER": self.ledger,
            "NEWSSPIDER_WORKER": self.worker,
            "NEWSSPIDER_OUTPUT": _OUTPUT,
        }
        self.runs += 1
        now = NOW + timedelta(seconds=self.runs)
        at = None if moment is None else moment.watched
        return self.live.start(f"channel={self.channel}", now=now, settings={**FAST, **own}, at=at)

    def broken(self) -> list[str]:
        """Return what was lost, came twice or is torn."""
        found = left(self.live.folder)
        posts = {post.partition("canonical_url: '")[2].partition("'")[0] for post in found.posts.values()}
        wrong = [*found.torn, *differences(found.records, self.stories)]
        if not len(found.posts) == len(posts) == len(self.stories):
            wrong.append(f"{len(found.posts)} posts of {len(posts)} for {len(self.stories)}")
        return [f"{self.channel}: {one}" for one in wrong]


Made = Callable[[Iterable[str]], list[Machine]]


@pytest.fixture
def made(tmp_path: Path, sina: Sina, postgres: str) -> Iterator[Made]:
    """Return what makes a machine for each of some channels, which has run nothing yet."""
    with ExitStack() as stack:

        def make(channels: Iterable[str]) -> list[Machine]:
            machines = []
            for number, channel in enumerate(channels):
                folder = tmp_path / f"{number}"
                folder.mkdir()
                newsspider = Newsspider(folder)
                stack.callback(newsspider.end)
                machines.append(Machine(Live(newsspider, sina), channel, postgres, f"machine-{number}"))
            return machines

        yield make


def publish(sina: Sina, machines: list[Machine], minutes: int) -> None:
    """Put new stories into each channel, some of them into all."""
    newest = NOW - timedelta(minutes=minutes)
    shared = sina.world.maker.many(_SHARED, newest, timedelta(minutes=3))
    for machine in machines:
        own = sina.world.maker.many(_OWN, newest - timedelta(minutes=1), timedelta(minutes=3))
        new = sorted([*shared, *own], key=lambda story: story.published, reverse=True)
        sina.world.channel(machine.channel, new)
        machine.stories += new


@pytest.mark.parametrize("many", [2, 4])
def test_nothing_is_lost_and_nothing_comes_twice(sina: Sina, server: Server, made: Made, many: int) -> None:
    machines = made(_CHANNELS[:many])
    publish(sina, machines, 600)
    killed = [machine.begin(moment) for machine, moment in zip(machines, _KILLS, strict=False)]
    begun = [machine.begin() for machine in machines[len(_KILLS) :]]
    for machine, process, moment in zip(machines, killed, _KILLS, strict=False):
        killing.end_at(process, moment)
        begun.append(machine.begin())
    for process in begun:
        code, said = killing.ended(process)
        assert code == 0, said
    assert [one for machine in machines for one in machine.broken()] == []

    publish(sina, machines, 300)
    asked: list[str] = []

    def stops(request: Request) -> bool:
        asked.extend([request.page] if "doc-" in request.page else [])
        return len(asked) > 2 * len(machines)

    gate = sina.gate(stops)
    begun = [machine.begin() for machine in machines]
    gate.wait()
    server.stop("immediate")
    server.start()
    gate.opened.set()
    ended = [killing.ended(process) for process in begun]
    codes = [code for code, _ in ended]
    assert not any("psycopg." in said for _, said in ended)
    assert 1 in codes
    assert set(codes) <= {0, 1}
    for machine in machines:
        code, said = killing.ended(machine.begin())
        assert code == 0, said
    assert [one for machine in machines for one in machine.broken()] == []
    with Ledger.open(machines[0].ledger) as ledger:
        assert ledger.upkeep.check() == []


def test_machines_that_read_the_same_list_have_everything_together(sina: Sina, made: Made) -> None:
    machines = made(["china", "china"])
    publish(sina, machines[:1], 600)
    killed, begun = machines[0].begin(_KILLS[0]), machines[1].begin()
    killing.end_at(killed, _KILLS[0])
    for process in (begun, machines[0].begin()):
        code, said = killing.ended(process)
        assert code == 0, said
    had: Counter[str] = Counter()
    for machine in machines:
        found = left(machine.live.folder)
        records = Counter(map(named, found.records))
        assert (set(records.values()), len(found.posts), found.torn) == ({1}, len(records), [])
        had += records
    assert set(had) == set(map(name, machines[0].stories))
    with Ledger.open(machines[0].ledger) as ledger:
        assert ledger.upkeep.check() == []
