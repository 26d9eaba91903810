"""Workers start before the run only if it is clear that the run needs them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsspider.run import early_workers
from newsspider.spiders.seeds import SeedsSpider
from tests.conftest import Newsspider
from tests.workers import many

_ENOUGH = early_workers.FEW + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(_ENOUGH):
        (folder / f"{number}.md").touch()
    return folder


def _begins(folder: Path, output: Path, **changed: object) -> bool:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    settings.setdict({"NEWSSPIDER_OUTPUT": output, "NEWSSPIDER_WORKERS": "1", **changed})
    pool = early_workers.begun(settings, partial(SeedsSpider.are_more, {"path": str(folder)}))
    if pool is not None:
        pool.shutdown(cancel_futures=True)
    return pool is not None


@pytest.mark.parametrize("changed", [{}, {"NEWSSPIDER_TRACE": True}])
def test_a_first_run_over_many_files_starts_them(
    folder: Path, tmp_path: Path, changed: dict[str, object]
) -> None:
    assert _begins(folder, tmp_path, **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"NEWSSPIDER_WORKERS": "0"},
        {"NEWSSPIDER_WORKERS": "dask://127.0.0.1:1"},
        {"NEWSSPIDER_WARC": "all.warc.gz"},
        {"NEWSSPIDER_LEDGER": "postgresql://news@127.0.0.1/news"},
        {"ITEM_PIPELINES": {"own.Titles": 400}},
        {"CLOSESPIDER_ITEMCOUNT": 5},
    ],
)
def test_any_other_run_waits(folder: Path, tmp_path: Path, changed: dict[str, object]) -> None:
    assert not _begins(folder, tmp_path, **changed)


def test_a_small_or_known_folder_waits(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    many.write_posts(tmp_path / "few", early_workers.FEW)
    (tmp_path / "few" / "picture.png").touch()
    assert not _begins(tmp_path / "few", tmp_path)
    (tmp_path / "ledger.db").touch()
    assert not _begins(folder, tmp_path)


def test_workers_that_nobody_needs_end_with_the_command(folder: Path, run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "taken").touch()
    ran = many.crawl(run_newsspider, folder, "1", "-o", "taken/here.jsonl")
    assert ran.code == 1, ran.stderr
    many.wait_for_none(run_newsspider.folder)
