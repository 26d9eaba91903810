"""A ratio is only told where the runs were near enough to one another."""

from __future__ import annotations

import pytest

from tests.bench.measuring import Cost, Row, interleaved


def _runs(*seconds: float) -> Cost:
    given = iter(seconds)
    return interleaved({"one": lambda _: Cost(next(given), 1.0, 10.0)}, len(seconds))["one"]


@pytest.mark.parametrize(
    ("ours", "start", "ratio"),
    [
        pytest.param((4.0, 4.1, 3.9), (2.0, 2.1, 1.9), 2.0, id="near one another"),
        pytest.param((4.0, 5.9, 3.9), (2.0, 2.1, 1.9), None, id="far from one another"),
        pytest.param((2.1, 2.2, 2.0), (2.0, 2.1, 1.9), None, id="little above the start"),
        pytest.param((1.9, 1.9, 1.9), (2.0, 2.0, 2.0), None, id="below the start"),
        pytest.param((2.5,), (2.0,), None, id="a single run, little above the start"),
    ],
)
def test_what_is_lost_in_noise_has_no_ratio(
    ours: tuple[float, ...], start: tuple[float, ...], ratio: float | None
) -> None:
    found = _runs(*ours).without(_runs(*start)).cpu_of(_runs(1.0, 1.0))
    assert found == (None if ratio is None else pytest.approx(ratio))


def test_a_row_without_a_ratio_says_why() -> None:
    assert Row("what", "of what", must=5).verdict.startswith("noise: ")
    assert Row("what", "of what", 6, must=5).verdict == "reached"
