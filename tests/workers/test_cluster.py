"""The same stage on Dask: a scheduler and workers of its own, on this machine, of which any may go."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT, Newsspider, Ran
from tests.crash import killing
from tests.outputs.remote_servers import ALONE, KEY, SECRET, s3_server
from tests.workers import many
from tests.workers.clusters import Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
_SECONDS = 60


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.end()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    many.write_many(folder, 160)
    many.write_archive(folder / "pages.warc.gz", 30)
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, module_newsspider: Newsspider) -> many.Left:
    ran = many.crawl(module_newsspider, seeds, "0")
    assert ran.code == 0, ran.stderr
    return many.left(ran)


def test_two_workers_leave_what_one_process_does(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    cluster.start_worker()
    cluster.start_worker()
    cluster.wait_for(2)
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    assert ran.code == 0, ran.stderr
    assert many.left(ran) == calm
    assert calm.outcomes["kept"] == 192


def test_a_killed_worker_is_replaced_and_a_late_one_is_used(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    killed = cluster.start_worker(nanny=False)
    cluster.wait_for(1)
    process = run_newsspider.start(*many.arguments(seeds, cluster.setting))
    killing.wait_until((run_newsspider.folder / "output" / "ledger.db").exists, process)
    killed.send_signal(signal.SIGKILL)
    cluster.start_worker()
    assert killing.ended(process)[0] == 0
    assert many.left(Ran(0, "", "", run_newsspider.folder)) == calm


def test_a_run_whose_last_worker_is_killed_ends(cluster: Cluster, run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_deadly(folder, 300, {250: "毒"})
    cluster.start_worker(folder, nanny=False)
    cluster.wait_for(1)
    ran = many.crawl(run_newsspider, folder / "seeds", cluster.setting)
    assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
    assert f"the Dask scheduler at {cluster.address} has no worker left" in ran.stderr
    (folder / "seeds" / "250.html").unlink()
    cluster.start_worker(folder, nanny=False)
    cluster.wait_for(1)
    ran = many.crawl(run_newsspider, folder / "seeds", cluster.setting)
    assert (ran.code, len(ran.posts), len(ran.records)) == (0, 299, 299), ran.stderr


def test_an_input_that_ends_workers_fails_alone(cluster: Cluster, run_newsspider: Newsspider) -> None:
    folder = run_newsspider.folder
    many.write_deadly(folder, 40, {7: "毒", 8: "满", 30: "错"})
    cluster.start_worker(folder)
    cluster.start_worker(folder)
    cluster.wait_for(2)
    ran = many.crawl(run_newsspider, folder / "seeds", cluster.setting)
    assert (ran.code, ran.outcomes) == (3, {"kept": 37, "failed": 3}), ran.stderr
    assert [(line["locator"], line["reason"], line["detail"]) for line in ran.rejected] == [
        ("007.html", "worker_died", "it killed several Dask workers"),
        ("008.html", "worker_died", "its worker ran out of memory"),
        ("030.html", "internal_error", "KeyError: 'a fault of this reader'"),
    ]
    locators = [record["origin"]["locator"] for record in ran.records]
    assert (len(locators), locators) == (37, sorted(locators))


def test_without_a_scheduler_the_run_continues_when_there_is_one_again(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    cluster.start_worker(nanny=False)
    cluster.wait_for(1)
    process = run_newsspider.start(*many.arguments(seeds, cluster.setting))
    killing.wait_until((run_newsspider.folder / "output" / "ledger.db").exists, process)
    cluster.scheduler.send_signal(signal.SIGKILL)
    code, said = killing.ended(process)
    assert (code, said.count("Traceback")) == (1, 0), said
    assert f"the Dask scheduler at {cluster.address} is gone" in said or "no Dask scheduler answers" in said
    cluster.start_scheduler()
    cluster.start_worker()
    cluster.wait_for(1)
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    found = many.left(ran)
    assert (ran.code, found.posts, found.lines) == (0, calm.posts, calm.lines), ran.stderr


def test_workers_read_a_bucket_with_credentials_of_their_own(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    own = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    none = {**ALONE, **dict.fromkeys(own, "")}
    with s3_server() as server:
        bucket = server.folder("shards-of-a-cluster")
        bucket.take(seeds, "in/")
        run = partial(many.crawl, run_newsspider, f"{bucket.address}/in", cluster.setting)
        for env in (none, {**ALONE, **own}):
            worker = cluster.start_worker(nanny=False, env=env)
            cluster.wait_for(1)
            ran = run(*bucket.settings, env=ALONE)
            if env is none:
                assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
                assert (
                    f"does not see {bucket.address}/in: {bucket.address} cannot be read: there are no"
                    in ran.stderr
                )
            worker.terminate()
            worker.wait(_SECONDS)
    found = many.left(ran)
    assert (ran.code, found.posts, found.lines) == (0, calm.posts, calm.lines), ran.stderr
    log = b"".join(path.read_bytes() for path in run_newsspider.folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in log


def test_the_cluster_of_the_manual_works(
    seeds: Path, calm: many.Left, run_newsspider: Newsspider, tmp_path: Path
) -> None:
    manual = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(from dask.distributed import LocalCluster\n.*?)```", manual, re.DOTALL)
    assert "scheduler_port=8786" in code
    path = tmp_path / "cluster.py"
    path.write_text(code.replace("scheduler_port=8786", "scheduler_port=0"), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        address = program.stdout.readline().strip().removeprefix("tcp://")
        ran = many.crawl(run_newsspider, seeds, f"dask://{address}")
        program.communicate("\n", _SECONDS)
    assert (ran.code, many.left(ran)) == (0, calm), ran.stderr


def test_tls_of_the_manual_works(
    seeds: Path, calm: many.Left, run_newsspider: Newsspider, tmp_path: Path
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl")
    manual = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    for command in re.findall(r"^\$ (openssl .*)$", manual, re.MULTILINE):
        subprocess.run(shlex.split(command), cwd=tmp_path, check=True, capture_output=True)
    (settings,) = re.findall(r"```yaml\n(distributed:\n.*?)```", manual, re.DOTALL)
    assert "dask worker tls://" in manual
    for name in ("machine", "stranger"):
        (tmp_path / name).mkdir()
        config = settings.replace("/etc/newsspider", str(tmp_path))
        if name == "stranger":
            config = config.replace("default-scheme: tls", "default-scheme: tcp")
        (tmp_path / name / "distributed.yaml").write_text(config, encoding="utf-8")
    own, other = ({"DASK_CONFIG": str(tmp_path / name)} for name in ("machine", "stranger"))
    cluster = Cluster(tmp_path, "tls", own)
    try:
        cluster.start_worker(nanny=False)
        ran = many.crawl(run_newsspider, seeds, cluster.setting, env=other)
        assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
        assert "(encryption required by Dask configuration" in ran.stderr
        assert "correct Dask's configuration" in ran.stderr
        ran = many.crawl(run_newsspider, seeds, cluster.setting, env={"DASK_CONFIG": ""})
        assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
        ran = many.crawl(run_newsspider, seeds, cluster.setting, env=own)
        assert (ran.code, many.left(ran)) == (0, calm), ran.stderr
    finally:
        cluster.end()


def test_a_damaged_configuration_of_dask_ends_the_run(
    seeds: Path, run_newsspider: Newsspider, tmp_path: Path
) -> None:
    (tmp_path / "distributed.yaml").write_text("distributed: [\n")
    env = {"DASK_CONFIG": str(tmp_path)}
    ran = many.crawl(run_newsspider, seeds, "dask://127.0.0.1:1", env=env)
    assert (ran.code, ran.stderr.count("\n")) == (2, 1), ran.stderr
    assert f"A dask config file at '{tmp_path / 'distributed.yaml'}' is malformed" in ran.stderr


def test_a_scheduler_without_workers_ends_the_run(
    cluster: Cluster, seeds: Path, run_newsspider: Newsspider
) -> None:
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    assert ran.code == 1
    assert ran.stderr.startswith(f"newsspider: the Dask scheduler at {cluster.address} has no worker: ")
    assert ran.stderr.count("\n") == 1


def test_a_worker_of_another_version_or_without_newsspider_ends_the_run(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    other, none = run_newsspider.folder / "other", run_newsspider.folder / "none"
    shutil.copytree(ROOT / "newsspider", other / "newsspider", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "newsspider" / "version.py").write_text('__version__ = "0.0.1"\n')
    (none / "newsspider").mkdir(parents=True)
    (none / "newsspider" / "__init__.py").write_text(
        'raise ModuleNotFoundError("No module named newsspider")\n'
    )
    for folder, said in (
        (other, "has newsspider 0.0.1, but this run has"),
        (none, "cannot run newsspider"),
    ):
        worker = cluster.start_worker(folder, nanny=False)
        cluster.wait_for(1)
        ran = many.crawl(run_newsspider, seeds, cluster.setting)
        assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
        assert ran.stderr.startswith("newsspider: the Dask worker tcp://127.0.0.1:")
        assert said in ran.stderr
        worker.terminate()
        worker.wait(_SECONDS)
    cluster.start_worker()
    cluster.wait_for(1)
    assert many.left(many.crawl(run_newsspider, seeds, cluster.setting)) == calm
