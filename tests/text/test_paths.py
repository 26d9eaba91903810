"""Paths as text: every one has a spelling of its own, which leads back to it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.paths import native, spelled, visible


@given(st.binary(min_size=1, max_size=30).filter(lambda data: b"\0" not in data))
def test_every_name_leads_back_to_itself(data: bytes) -> None:
    spelling = spelled(os.fsdecode(data))
    spelling.encode("utf-8")
    assert os.fsencode(native(spelling)) == data


@given(st.sets(st.binary(min_size=1, max_size=6).filter(lambda data: b"\0" not in data), max_size=20))
def test_no_two_names_are_spelled_alike(names: set[bytes]) -> None:
    assert len({spelled(os.fsdecode(name)) for name in names}) == len(names)


@pytest.mark.parametrize("path", ["", "a.md", "/data/新闻/a%b.md", "a\nb", "a\\xff.md", "C:\\x", "files:/x"])
def test_what_is_utf8_is_spelled_as_it_is(path: str) -> None:
    assert spelled(path) == path
    assert native(path) == path


def test_what_is_not_is_an_address() -> None:
    assert spelled(os.fsdecode(b"/tmp/\xc4\xe3/a%.md")) == "file:/tmp/%C4%E3/a%25.md"
    assert spelled(os.fsdecode(b"2021-10-09-\xff.md")) == "file:./2021-10-09-%FF.md"
    assert spelled("\ud800.md") == "file:./%ED%A0%80.md"


def test_a_byte_that_is_no_utf8_is_shown() -> None:
    assert visible(os.fsdecode("报告\xff".encode("latin-1", "ignore") + "报".encode())) == "\\xff报"


def test_the_locale_has_no_say() -> None:
    code = (
        "import os; from newsspider.text.paths import spelled, native, visible\n"
        r"name = '\u62a5\u544a'; path = os.fsdecode(name.encode());"
        "print(ascii([spelled(path), visible(path), native(name) == path, spelled(native(spelled(path)))]))"
    )
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **plain}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ascii(["报告", "报告", True, "报告"])
