"""Promises 1 to 3 of the ledger, when those who work for a run are killed; `python -m tests.crash` tries many more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from signal import SIGKILL

import pytest

from tests.crash import harness, killing
from tests.crash.campaign import CLOCK, Campaign
from tests.crash.doors import RUN, SCHEDULER, WORKER, Door, InWorkers, OnCluster
from tests.workers.clusters import Cluster

pytestmark = pytest.mark.slow
_SEEDS = 200  # workers begin after 128
_TRIES = 5  # a run may have ended before its kill


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    harness.write_corpus(folder, _SEEDS)
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    yield cluster
    cluster.end()


def _kill(base: Path, victims: Sequence[str], opened: Callable[[Path, harness.Left | None], Door]) -> None:
    """Kill the *victims* of runs through the door that *opened* returns, one after the other, below *base*."""
    (base / "calm").mkdir()
    calm = opened(base / "calm", None)
    seconds = killing.seconds(calm.start(0))
    wanted = harness.left(calm.folder)
    assert len(wanted.posts) == _SEEDS + _SEEDS // 20
    campaign = Campaign("", SIGKILL, seconds, killing.seconds(calm.start(1)), {})
    places: list[str] = []
    unharmed = {CLOCK if victim == RUN else victim for victim in victims}
    for number in range(_TRIES):
        folder = base / f"killed-{number}"
        folder.mkdir()
        found = campaign.until_it_ends(opened(folder, wanted), Random(number), victims)
        assert found.wrong == []
        places += found.places
        unharmed -= set(found.planted)
        if not unharmed:
            return
    pytest.fail(f"not killed at work: {unharmed}; {places}")


def test_a_run_and_its_worker_processes_are_killed(seeds: Path, tmp_path: Path) -> None:
    _kill(tmp_path, (RUN, WORKER), lambda folder, wanted: InWorkers(folder, seeds, wanted))


def test_a_run_the_scheduler_and_a_dask_worker_are_killed(
    seeds: Path, cluster: Cluster, tmp_path: Path
) -> None:
    victims = (RUN, SCHEDULER, WORKER)
    _kill(tmp_path, victims, lambda folder, wanted: OnCluster(folder, seeds, wanted, cluster))
