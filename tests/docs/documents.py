"""The Markdown documents of the project and the fenced blocks in them, with the marks that stand above a block.

A mark is an HTML comment on the line above a block. There are three:

- `<!-- not run: REASON -->` says why no test runs the block; the reasons are the keys of `REASONS`.
- `<!-- file: NAME -->` makes the block a file of that name, for the blocks that follow on the page.
- `<!-- exit: CODE -->` is the exit code that the block's last command ends with; without it, 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

REASONS = {
    "network": "it asks servers on the Internet",
    "server": "it needs a server that the tests do not start",
    "program": "it needs a program that is no part of newsspider",
}
MARKS = ("not run", "file", "exit")
# Where a command of the reader's stands; `sh` is README's alone, since .ci/run runs those blocks as they are.
COMMANDS = ("console", "sh")
# What may stand in a block besides.
LANGUAGES = (
    *(*COMMANDS, "python", "toml", "markdown", "json", "yaml", "html", "sql"),
    *("crontab", "ini", "logrotate", "nginx", "text"),
)
_FENCE = re.compile(r"^```")
_MARK = re.compile(r"^<!-- ([a-z ]+): (.+) -->$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its lines, where it begins, and its marks."""

    language: str
    text: str
    line: int
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def commands(self) -> list[tuple[str, list[str]]]:
        """The commands of a console block, each with the lines of output that are shown below it."""
        found: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found and found[-1][0].endswith("\\"):
                command, _ = found.pop()
                found.append((f"{command[:-1]}{line.lstrip()}", []))
            elif line.strip():
                assert found, f"output before the first command: {line}"
                found[-1][1].append(line)
        return found


def paths() -> list[Path]:
    """Return the documents that are written for users, in order."""
    top = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def name(path: Path) -> str:
    """Return the path of a document below the project."""
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path) -> list[Block]:
    """Return the fenced blocks of a document, in order."""
    return list(_blocks(path.read_text(encoding="utf-8").splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    start: int | None = None
    for number, line in enumerate(lines):
        if not _FENCE.match(line):
            continue
        if start is None:
            start = number
            continue
        text = "".join(f"{inner}\n" for inner in lines[start + 1 : number])
        yield Block(lines[start][3:].strip(), text, start + 1, dict(_marks(lines, start)))
        start = None
    assert start is None, f"line {start}: the block has no end"


def _marks(lines: list[str], start: int) -> Iterator[tuple[str, str]]:
    at = start - 1
    while at >= 0 and (found := _MARK.match(lines[at])):
        yield found[1], found[2]
        at -= 1
