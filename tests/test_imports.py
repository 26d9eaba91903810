"""How the modules of the package import each other: downwards, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

_PACKAGE = "newsspider"
# From the ground to the top: whatever stands in a line imports from its own line and from those before it. What is
# named nowhere is an entry of the command line, which nothing imports.
_FLOORS = (
    ("limits", "lazy", "version", "signals"),
    ("errors", "model", "settings"),
    ("text", "toml"),
    ("options", "clean", "render", "ledger"),
    ("readers",),
    ("sources",),
    ("config", "api"),
    ("",),  # the face of the package, which hands on names of `api`
    ("outputs", "workers"),
    ("run", "explain"),
    ("upkeep", "middlewares", "pipelines", "picture_pipeline"),
    ("spiders", "extensions"),
    ("addon",),
    ("commands",),
)
_FLOOR_OF = {name: floor for floor, names in enumerate(_FLOORS) for name in names}


def _modules() -> dict[str, Path]:
    found = {}
    for path in (ROOT / _PACKAGE).rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


_MODULES = _modules()


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules of the package that *path* names in an import, wherever it stands, or loads late."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == _PACKAGE:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in _MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in _MODULES)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "lazily":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


@cache
def _graph() -> dict[str, set[str]]:
    return {name: set(_imported(path)) - {name} for name, path in _MODULES.items() if name != _PACKAGE}


def test_no_module_imports_itself_through_others() -> None:
    graph = _graph()
    done: set[str] = set()

    def circle(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := circle(other, [*way, name]):
                return found
        done.add(name)
        return []

    assert [found for name in sorted(graph) if (found := circle(name, []))] == []


def test_imports_lead_down() -> None:
    upwards = []
    for name, others in _graph().items():
        room = name.split(".")[1]
        for other in others:
            target = (*other.split("."), "")[1]
            if _FLOOR_OF.get(target, len(_FLOORS)) > _FLOOR_OF.get(room, len(_FLOORS)):
                upwards.append(f"{name} imports {other}")
    assert sorted(upwards) == []
