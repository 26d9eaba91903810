"""Names that lead into a private network."""

from __future__ import annotations

import pytest

from newsspider.middlewares.guard import OpenResolver


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.sina.cn", "8.8.8.8"), ("b.sina.cn", None), ("127.0.0.1", None), ("proxy.local", "10.0.0.2")],
)
def test_names_lead_to_the_open_internet_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, found: str | None
) -> None:
    known = {
        "a.sina.cn": "8.8.8.8",
        "b.sina.cn": "10.0.0.1",
        "127.0.0.1": "127.0.0.1",
        "proxy.local": "10.0.0.2",
    }
    monkeypatch.setattr("scrapy.resolver.dnscache", known)
    resolver = object.__new__(OpenResolver)
    resolver.exempt = frozenset({"proxy.local"})
    came: list[object] = []
    resolver.getHostByName(name).addBoth(came.append)
    (one,) = came
    assert (one if isinstance(one, str) else None) == found
