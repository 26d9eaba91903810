"""Which hosts may get requests, and at which addresses.

To add a range that is not public, add an entry to `_CLOSED`; to add a name that no public server has, one to
`_LOCAL`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from newsspider.options import Options
from newsspider.text import url_tables

_PORTS = {"http": 80, "https": 443}

# Python versions differ in what they call global, so the ranges are listed here.
_CLOSED = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a provider's address translation
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local; a cloud's metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # of protocols
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays into IPv6, given up
            "192.168.0.0/16",
            "198.18.0.0/15",  # measuring
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
            "2001::/23",  # of protocols, tunnels that hold an IPv4 address among them
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
# All IPv6 addresses that are public so far. Others are loopback, IPv4-compatible, NAT64 (both prefixes),
# SRv6, unique-local, link-local, site-local and multicast.
_GLOBAL = IPv6Network("2000::/3")
# Names of this machine or of its network, whoever resolves them.
_LOCAL = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa")
# For browsers, a host whose last part is a number is an IPv4 address, or an error.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PARTS = 4


@dataclass(frozen=True)
class Allowed:
    """The hosts of a run.

    `own` are the site's hosts with their subdomains; None allows every public host. `named` are the hosts
    that the user named, with or without a port; they are allowed at any address.
    """

    own: tuple[str, ...] | None
    named: frozenset[str]

    def is_named(self, url: str) -> bool:
        """Return whether the user named the host of *url*."""
        host, _ = _place(url)
        return not self.named.isdisjoint((host, _with_port(url), _with_port(url).rpartition(":")[0]))

    def is_beside(self, url: str) -> bool:
        """Return whether the user named the host of *url*, but only with another port."""
        host, _ = _place(url)
        return host in self.bare() and not self.is_named(url)

    def is_own(self, url: str) -> bool:
        """Return whether the host of *url* belongs to the site."""
        host, _ = _place(url)
        return self.own is None or any(url_tables.belongs(host, domain) for domain in self.own)

    def bare(self) -> frozenset[str]:
        """Return the named hosts without their ports."""
        return frozenset(urlsplit(f"//{name}").hostname or "" for name in self.named)


def allowed(run: Options, own: tuple[str, ...] | None) -> Allowed:
    """Return the allowed hosts of a run with these options."""
    bases = map(_with_port, run.base.values())
    return Allowed(own, frozenset([*run.hosts, *bases]))


def proxies(environment: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the hosts of the proxies in the environment."""
    found: Iterable[str] = (getproxies() if environment is None else environment).values()
    return frozenset(urlsplit(url if "//" in url else f"//{url}").hostname or "" for url in found)


def is_open(address: str) -> bool:
    """Return whether *address*, in any spelling, is public.

    Raises ValueError if it is not an address.
    """
    found = _address(address)
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_open(str(inner))
        if found not in _GLOBAL:
            return False
    return not any(found in network for network in _CLOSED)


def literal(url: str) -> str | None:
    """Return the address that is the host of *url*; None for a host with a name.

    A number that is not an address is returned as it is.
    """
    host = _host(url)
    try:
        return str(_address(host))
    except ValueError:
        return host if _NUMBER.fullmatch(host.rpartition(".")[2]) else None


def closed(url: str) -> str | None:
    """Return the host of *url* if its spelling alone shows that it is not public, else None.

    This also works behind a proxy, where newsspider resolves no names.
    """
    host = _host(url)
    address = literal(url)
    if address is not None:
        try:
            return None if is_open(address) else address
        except ValueError:
            return address
    # A name of one word belongs to the local network.
    is_local = "." not in host or any(url_tables.belongs(host, name) for name in _LOCAL)
    return (host or url) if is_local else None


def _address(text: str) -> IPv4Address | IPv6Address:
    """Return the address in *text*, plain, decimal, octal, hexadecimal or short; raises ValueError."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        parts = text.lower().split(".")
        if len(parts) > _PARTS or not all(map(_NUMBER.fullmatch, parts)):
            raise
    *first, last = (_number(part) for part in parts)
    if any(number > 0xFF for number in first) or last >= 256 ** (_PARTS - len(first)):  # noqa: PLR2004 - a byte
        message = f"{text!r} is no address"
        raise ValueError(message)
    high = sum(number << 8 * (_PARTS - 1 - place) for place, number in enumerate(first))
    return IPv4Address(high + last)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") and len(part) > 1 else 10)


def _host(url: str) -> str:
    """Return the host of *url* as a resolver reads it: without escapes and full-width characters."""
    host = unicodedata.normalize("NFKC", unquote(_place(url)[0])).replace("\u3002", ".")
    return host.strip("[]").rstrip(".").lower()


def _with_port(url: str) -> str:
    """Return host and port of *url* as they stand in an address."""
    host, port = _place(url)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _place(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
    except ValueError:  # an invalid port or address
        return "", None
