"""What a spider of lists takes: read before anything is asked for."""

from __future__ import annotations

import pytest

from newsspider.errors import UsageError
from newsspider.spiders.sina_finance import SinaFinanceSpider


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "tomorrow"}, "since"),
        ({"until": "2026-13-01"}, "until"),
        ({"since": "2026-11-22", "until": "2026-11-22"}, "until"),
        ({"since": "2026-11-22", "days": "2"}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "two"}, "days"),
        ({"pages": "-1"}, "pages"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"chanel": "china"}, "channel"),
    ],
)
def test_what_is_wrong_is_reported(given: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        SinaFinanceSpider.read_arguments(given)


def test_what_is_right_is_read() -> None:
    values = SinaFinanceSpider.read_arguments({"since": "2026-11-20", "limit": "7", "_job": "x"})
    assert (f"{values['since']:%Y-%m-%dT%H:%M%z}", values["limit"]) == ("2026-11-20T00:00+0800", 7)
    assert values["_job"] == "x"
