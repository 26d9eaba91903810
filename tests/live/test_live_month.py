"""Two days of hourly runs with all that goes wrong in a month, see `month`."""

from __future__ import annotations

import pytest

from tests.live import month
from tests.live.crawling import Live
from tests.live.sina import Sina

pytestmark = pytest.mark.slow


def test_no_page_is_lost_and_no_false_alarm_is_raised(sina: Sina, live: Live) -> None:
    found = month.Play(live, sina, month.SHORT, 36).run()
    assert (found.holes, found.missed, found.false) == ([], [], []), "\n".join(found.lines())
    assert found.kept > 80
