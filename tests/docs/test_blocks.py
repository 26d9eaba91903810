"""Every command in the documents does what its page says, in the order of the page, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import default_settings

from newsspider import config, options, settings
from newsspider.clean import rules
from newsspider.sources import sites
from tests.conftest import ROOT
from tests.docs import documents
from tests.docs.documents import Block
from tests.starting import start

_SECONDS = 120
_OURS = ("NEWSSPIDER", "SCRAPY")
# A command line without anything that is the shell's; quotes and wildcards in them are no trouble.
_PLAIN = re.compile(r"(?:scrapy|newsspider) (?:[^|&;<>$()`*?!'\"]|'[^']*')+")
_PAGES = documents.paths()
_NAMES = [documents.name(path) for path in _PAGES]
_EVERY = [
    (name, block) for name, path in zip(_NAMES, _PAGES, strict=True) for block in documents.blocks(path)
]


def _runs(block: Block) -> bool:
    return block.language in ("console", "python", "sh") and not {"not run", "file"} & set(block.marks)


class Reader:
    """Somebody who follows a page: a folder with the files that it names, and the commands run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # As in a clone, but nothing that a page makes gets into the project.
        (folder / "newsspider").symlink_to(ROOT / "newsspider")
        shutil.copy(ROOT / "scrapy.cfg", folder)
        (folder / "output").mkdir()

    def follow(self, block: Block) -> None:
        """Do what *block* says."""
        if "file" in block.marks:
            path = self.folder / block.marks["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            self._main_job(block)
        elif block.language == "python":
            self._run([sys.executable, "-c", block.text], block.line, 0)
        else:
            *others, last = block.commands
            for command, shown in others:
                self._command(command, shown, block.line, 0)
            self._command(*last, block.line, int(block.marks.get("exit", 0)))

    def _main_job(self, block: Block) -> None:
        """Run the last command of a block that installs first: what CI runs as it is, without the installing."""
        command = block.text.rpartition("&&")[2].strip().removeprefix(".venv/bin/")
        if command.startswith("scrapy "):
            self._command(command, [], block.line, 0)

    def _command(self, command: str, shown: list[str], line: int, code: int) -> None:
        said = self._run(["bash", "-c", command], line, code)
        for wanted in shown:
            pattern = ".*".join(re.escape(piece.strip()) for piece in wanted.split("…"))
            assert re.search(pattern, said), f"line {line}: {command!r} does not say {wanted!r}, but\n{said}"

    def _run(self, command: list[str], line: int, code: int) -> str:
        plain = self._plain(command)
        if plain is None:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
        else:
            process = start(plain, self.folder, stderr=subprocess.STDOUT)
        said, _ = process.communicate(timeout=_SECONDS)
        assert process.returncode == code, (
            f"line {line}: {command[-1]!r} ended with {process.returncode}\n{said}"
        )
        return said

    def _plain(self, command: list[str]) -> list[str] | None:
        """Return the arguments of a command of our own project that needs no shell: a fork spares its imports."""
        is_ours = not (self.folder / "settings.py").exists()
        if command[0] != "bash" or not is_ours or not _PLAIN.fullmatch(command[-1]):
            return None
        return shlex.split(command[-1])

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        others = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**others, "PATH": path, "PYTHONIOENCODING": "utf-8"}


# README and the pages of commands and outputs are followed at every run of the tests, the others by CI.
_AT_EVERY_RUN = ("README.md", "docs/commands.md", "docs/outputs.md")


def _followed() -> list[Any]:
    names = [name for name in _NAMES if any(_runs(block) for other, block in _EVERY if other == name)]
    return [
        pytest.param(name, marks=() if name in _AT_EVERY_RUN else pytest.mark.slow, id=name) for name in names
    ]


@pytest.mark.parametrize("name", _followed())
def test_the_commands_of_a_page_run(name: str, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for block in documents.blocks(ROOT / name):
        if _runs(block) or "file" in block.marks:
            reader.follow(block)


def test_the_language_of_a_block_is_known() -> None:
    assert [(name, b.line, b.language) for name, b in _EVERY if b.language not in documents.LANGUAGES] == []


def test_a_block_is_left_out_for_a_known_reason_only() -> None:
    marks = [(name, block.line, mark) for name, block in _EVERY for mark in block.marks.items()]
    assert [each for each in marks if each[2][0] not in documents.MARKS] == []
    assert [each for each in marks if each[2][0] == "not run" and each[2][1] not in documents.REASONS] == []


def test_the_two_blocks_of_shell_are_the_ones_that_ci_runs() -> None:
    """`.ci/run` runs README's `sh` blocks as they are; every other page has none."""
    assert [name for name, block in _EVERY if block.language == "sh"] == ["README.md"] * 2


def test_a_block_of_commands_has_commands() -> None:
    empty = [(name, b.line) for name, b in _EVERY if b.language == "console" and not b.commands]
    assert empty == []


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, id=f"{name}:{block.line}")
        for name, block in _EVERY
        if block.language == "toml" and "not run" not in block.marks
    ],
)
def test_a_configuration_file_is_one(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "newsspider.toml"
    path.write_text(block.text, encoding="utf-8")
    own = config.load(path)
    assert set(own.settings) <= {*vars(settings), *vars(default_settings)}
    options.check_names(own.settings)
    rules.load(own.rules, own.embeds)
    sites.load_channels(own.channels)
