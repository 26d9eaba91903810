"""Names that lead into a private network."""

from __future__ import annotations

import pytest

from newsspider.middlewares import guard
from newsspider.middlewares.guard import OpenResolver


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.sina.cn", "8.8.8.8"),
        ("b.sina.cn", None),
        ("B.Sina.CN.", None),
        ("127.0.0.1", None),
        ("proxy.local", "10.0.0.2"),
        ("intranet.local", "10.0.0.3"),  # asked for by a spider of another project, which no guard watches
    ],
)
def test_names_lead_to_the_open_internet_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, found: str | None
) -> None:
    known = {
        "a.sina.cn": "8.8.8.8",
        "b.sina.cn": "10.0.0.1",
        "B.Sina.CN.": "10.0.0.1",
        "intranet.local": "10.0.0.3",
        "127.0.0.1": "127.0.0.1",
        "proxy.local": "10.0.0.2",
    }
    monkeypatch.setattr("scrapy.resolver.dnscache", known)
    monkeypatch.setattr(guard, "_guarded", {"a.sina.cn", "b.sina.cn", "127.0.0.1", "proxy.local"})
    resolver = object.__new__(OpenResolver)
    resolver.exempt = frozenset({"proxy.local"})
    came: list[object] = []
    resolver.getHostByName(name).addBoth(came.append)
    (one,) = came
    assert (one if isinstance(one, str) else None) == found
