"""The pause that a server asks for."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from newsspider.middlewares.retry import asked_for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 03:00:00 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 0),
        ({"Retry-After": "Sat, 01 Jan 2000 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-5"}, 0),
        ({}, 0),
    ],
)
def test_what_retry_after_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert asked_for(Response("http://x.example/", status=503, headers=headers)) == seconds
