"""The examples in the docstrings of the Python API are true."""

from __future__ import annotations

import doctest

from newsspider import api


def test_the_examples_of_the_api_are_true() -> None:
    result = doctest.testmod(api)
    assert result.attempted > 10
    assert result.failed == 0
