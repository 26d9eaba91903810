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
        ("2002:808:808::", True),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("::8.8.8.8", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", False),
        ("64:ff9b:1::1", False),
        ("fec0::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("2001:0:7f00:1::", False),
        ("ff02::1", False),
        ("192.0.0.9", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("203.0.113.7", False),
        ("255.255.255.255", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("0x7f.1", False),
        ("017700000001", False),
        ("127.1", False),
        ("0", False),
        ("134744072", True),
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
        ("http://[::1]:8000/x", False, True),
        ("http://[::1]/x", False, False),
    ],
)
def test_a_host(url: str, own: bool, named: bool) -> None:
    allowed = Allowed(SINA, frozenset(["mirror.example", "127.0.0.1:8000", "[::1]:8000"]))
    assert (allowed.is_own(url), allowed.is_named(url)) == (own, named)


@pytest.mark.parametrize(
    ("url", "literal"),
    [
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://[::1]:80/x", "::1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://127.1./", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
        ("http://１２７.0.0.1/", "127.0.0.1"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1"),
        ("http://1.2.3.999/", "1.2.3.999"),
        ("http://1.2.3.4.5/", "1.2.3.4.5"),
        ("https://finance.sina.com.cn/", None),
    ],
)
def test_a_literal_address(url: str, literal: str | None) -> None:
    assert hosts.literal(url) == literal


@pytest.mark.parametrize(
    ("url", "closed"),
    [
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
        ("http://[::7f00:1]/", "::7f00:1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://1.2.3.999/", "1.2.3.999"),
        ("http://localhost:8000/", "localhost"),
        ("http://LOCALHOST./", "localhost"),
        ("http://x.localhost/", "x.localhost"),
        ("http://metadata.google.internal/", "metadata.google.internal"),
        ("http://printer.local/", "printer.local"),
        ("http://router/", "router"),
        ("http:///x", "http:///x"),
        ("http://8.8.8.8/", None),
        ("https://finance.sina.com.cn/", None),
        ("https://中文.example/", None),
        ("https://local.example/", None),
    ],
)
def test_a_host_that_is_closed_by_its_name(url: str, closed: str | None) -> None:
    assert hosts.closed(url) == closed


def test_the_hosts_of_proxies() -> None:
    found = hosts.proxies({"http": "http://me:word@10.0.0.9:3128", "https": "proxy.local:80", "all": ""})
    assert found == {"10.0.0.9", "proxy.local", ""}
