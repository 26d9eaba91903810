"""A short round of the mutations; the long one is `python -m tests.fuzz.mutations`."""

from __future__ import annotations

import pytest

from tests.fuzz.mutations import check, fault

_COUNT, _IN_ONE = 200, 25


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, _COUNT, _IN_ONE))
def test_what_becomes_of_a_changed_document(first: int) -> None:
    assert [told for number in range(first, first + _IN_ONE) if (told := fault(number))] == []


def test_the_oracle_reads_figures_by_its_own_eyes() -> None:
    page = "<h1>一</h1><p>甲10<sup>8</sup>吨，原价100<del>80</del>60元。</p>"
    assert check("page", page) is None
