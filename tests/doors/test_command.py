"""Door 1: the command `newsspider`, from a wheel in an environment of its own, in any folder."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from newsspider import __version__
from tests.conftest import ROOT, Ran
from tests.doors.project import SAMPLES, Project, environment, same

_SPIDERS = ("archive", "cls", "eastmoney", "feed", "reclean", "seeds", "sina_finance")
_SECONDS = 600


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has nothing but the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(wheel, check=True, timeout=_SECONDS, cwd=folder)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, timeout=_SECONDS)
    (built,) = folder.glob("newsspider-*.whl")
    programs = folder / "venv" / "bin"
    install = [
        str(programs / "python"),
        "-m",
        "pip",
        "install",
        "-q",
        "-c",
        str(ROOT / "constraints.txt"),
        str(built),
    ]
    subprocess.run(install, check=True, timeout=_SECONDS, cwd=folder)
    return programs


def _run(folder: Path, *command: str | Path) -> Ran:
    variables = environment(folder)
    del variables["PYTHONPATH"]  # what is installed, and nothing else
    ran = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr, folder)


@pytest.mark.slow
def test_a_wheel_in_an_environment_of_its_own(installed: Path, tmp_path: Path, by_command: Ran) -> None:
    command = installed / "newsspider"
    ways: dict[str, list[str | Path]] = {
        "program": [command],
        "module": [installed / "python", "-m", "newsspider"],
    }
    for name, how in ways.items():
        folder = tmp_path / name
        folder.mkdir()
        told = _run(folder, *how, "--version")
        assert told.stdout == f"newsspider {__version__} (Scrapy {version('scrapy')})\n", told.stderr
        ran = _run(folder, *how, "crawl", "seeds", "-a", f"path={SAMPLES}")
        assert (ran.code, ran.stderr) == (0, "")
        same(ran, by_command)
    where = _run(tmp_path, installed / "python", "-c", "import newsspider; print(newsspider.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.slow
@pytest.mark.parametrize("program", ["newsspider", "scrapy"])
def test_a_home_of_ones_own_from_a_wheel(
    program: str, installed: Path, tmp_path: Path, by_command: Ran
) -> None:
    made = _run(tmp_path, installed / "newsspider", "init", "home")
    assert made.code == 0, made.stderr
    home = tmp_path / "home"
    assert sorted(path.name for path in home.iterdir()) == ["newsspider.toml", "output", "scrapy.cfg"]
    ran = _run(home, installed / program, "crawl", "seeds", "-a", f"path={SAMPLES}")
    assert (ran.code, ran.stderr) == (0, "")
    same(ran, by_command)


def test_the_version(project: Project) -> None:
    for way in ("--version", "-V", "version"):
        ran = project.newsspider(way)
        assert (ran.code, ran.stdout) == (0, f"newsspider {__version__} (Scrapy {version('scrapy')})\n")
    assert project.made == []


def test_a_home_of_ones_own(project: Project) -> None:
    ran = project.newsspider("init", "home")
    assert ran.code == 0, ran.stderr
    assert "Next: cd home && newsspider crawl seeds" in ran.stdout
    home = Project(project.folder / "home")
    (home.folder / "seeds").mkdir()
    (home.folder / "seeds" / "a.md").write_text(
        "---\ntitle: 水价调整\ndate: 2026-11-02\n---\n明年起执行新水价。\n"
    )
    assert home.scrapy("crawl", "seeds", "-a", "path=seeds").outcomes == {"kept": 1}
    assert home.newsspider("crawl", "seeds", "-a", "path=seeds").outcomes == {"unchanged": 1}
    # A second time nothing that a person may have changed is touched.
    (home.folder / "newsspider.toml").write_text("# mine\n")
    assert "kept newsspider.toml" in home.newsspider("init").stdout
    assert (home.folder / "newsspider.toml").read_text() == "# mine\n"
    wrong = project.newsspider("init", "a", "b")
    assert wrong.code == 2
    assert not (project.folder / "a").exists()


def test_what_init_writes_is_a_configuration(project: Project) -> None:
    """Each example of the file works when its `#` is taken away."""
    project.newsspider("init")
    path = project.folder / "newsspider.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    examples = [
        line.removeprefix("# ")
        if line.startswith(("# NEWS", "# LOG", "# [", "# format", "# fields", "# id", "# why", "# selector"))
        else line
        for line in lines
    ]
    assert examples != lines
    path.write_text("\n".join(examples), encoding="utf-8")
    (project.folder / "a.md").write_text("---\ntitle: 水价调整\ndate: 2026-11-02\n---\n明年起执行新水价。\n")
    ran = project.newsspider("crawl", "seeds", "-a", "path=a.md")
    assert ran.code == 0, ran.stderr
    assert len(list((project.folder / "blog" / "source" / "_posts").glob("*.md"))) == 1
    assert "水价调整" in (project.folder / "archive.csv").read_text()


@pytest.mark.parametrize("args", [["crawl"], ["crawl", "--help"], ["crawl", "-h"]])
def test_crawl_lists_the_spiders_with_their_arguments(args: list[str], project: Project) -> None:
    ran = project.newsspider(*args)
    assert ran.code == (2 if args == ["crawl"] else 0)
    told = ran.stdout + ran.stderr
    for spider in _SPIDERS:
        assert f"\n  {spider} " in told or f"\n  {spider}\n" in told
    for argument in ("path=…", "url=…", "channel=…", "since=…", "full=…", "ids=…"):
        assert f"    -a {argument}" in told
    assert "a file, a folder, a glob or s3://bucket/prefix" in told
    assert project.made == []


def test_the_command_is_ours_in_the_folder_of_another_project(project: Project) -> None:
    project.write(theirs="SPIDER_MODULES = []\n").config("theirs")
    assert project.newsspider("list").stdout.split() == list(_SPIDERS)
    assert project.scrapy("list").stdout.split() == []


def test_the_samples_are_as_by_the_command(project: Project, by_command: Ran) -> None:
    project.config("newsspider.settings")
    ran = project.scrapy("crawl", "seeds", "-a", f"path={SAMPLES}")
    assert (ran.code, ran.stderr) == (0, "")
    same(ran, by_command)
