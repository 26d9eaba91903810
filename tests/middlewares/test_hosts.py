"""Which hosts may be asked: a site's own, those that the user names, no private address."""

from __future__ import annotations

import pytest

from newsspider.middlewares import hosts
from newsspider.middlewares.hosts import Allowed
from newsspider.text.url_tables import SINA


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.20.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - no binding
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_an_address(address: str, is_open: bool) -> None:
    assert hosts.is_open(address) == is_open


@pytest.mark.parametrize(
    ("url", "own", "named"),
    [
        ("https://finance.sina.com.cn/x", True, False),
        ("https://sina.cn/x", True, False),
        ("https://finance.sina.com.cn.example.org/x", False, False),
        ("https://xsina.cn/x", False, False),
        ("https://mirror.example/x", False, True),
        ("http://127.0.0.1:8000/x", False, True),
        ("http://127.0.0.1:8001/x", False, False),
        ("http://user:word@127.0.0.1:8000/x", False, True),
        ("https://127.0.0.1/x", False, False),
    ],
)
def test_a_host(url: str, own: bool, named: bool) -> None:
    allowed = Allowed(SINA, frozenset(["mirror.example", "127.0.0.1:8000"]))
    assert (allowed.is_own(url), allowed.is_named(url)) == (own, named)


@pytest.mark.parametrize(
    ("url", "literal"),
    [
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://[::1]:80/x", "::1"),
        ("https://finance.sina.com.cn/", None),
    ],
)
def test_a_literal_address(url: str, literal: str | None) -> None:
    assert hosts.literal(url) == literal


def test_the_hosts_of_proxies() -> None:
    found = hosts.proxies({"http": "http://me:word@10.0.0.9:3128", "https": "proxy.local:80", "all": ""})
    assert found == {"10.0.0.9", "proxy.local", ""}
