"""What is done at the first use: no expression of the package may fail then."""

from __future__ import annotations

import copy
import pickle
import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import newsspider.readers
import newsspider.text
from newsspider.lazy import pattern


def _held(value: Any) -> Iterator[Any]:
    """Yield *value*, or what is in it if it is a table."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if not isinstance(value, tuple):
        yield value
        return
    for inner in value:
        yield from _held(inner)


def _of(package: ModuleType) -> Iterator[Any]:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield from _held(tuple(vars(import_module(module.name)).values()))


def test_every_expression_that_is_compiled_late_is_valid() -> None:
    kind = type(pattern(""))
    found = [
        one for package in (newsspider.text, newsspider.readers) for one in _of(package) if type(one) is kind
    ]
    assert len([one for one in found if one.pattern is not None]) > 200


def test_an_expression_does_the_same_as_a_compiled_one() -> None:
    late = pattern(r"(?P<year>\d{4})-A", re.IGNORECASE)
    found = late.fullmatch("2026-a")
    assert found is not None
    assert (found["year"], late.sub("x", "2026-A"), late.groups) == ("2026", "x", 1)


def test_a_copy_of_an_expression_is_one() -> None:
    late = pattern("甲+", re.ASCII)
    for copied in (copy.copy(late), copy.deepcopy(late), pickle.loads(pickle.dumps(late))):  # noqa: S301 - our own
        assert copied == re.compile("甲+", re.ASCII)
