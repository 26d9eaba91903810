"""Which hosts may be asked, and at which addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies

from newsspider.options import Options
from newsspider.text import url_tables

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Allowed:
    """The hosts of a run.

    `own` are the site's, each with all below it; None allows every host on the open Internet. `named` are
    those that the user named, with a port or without, and so are good whatever their address.
    """

    own: tuple[str, ...] | None
    named: frozenset[str]

    def is_named(self, url: str) -> bool:
        """Return whether the user named the host of *url*."""
        host, port = _place(url)
        return host in self.named or f"{host}:{port}" in self.named

    def is_beside(self, url: str) -> bool:
        """Return whether the user named the host of *url*, but on another port."""
        host, _ = _place(url)
        return host in self.bare() and not self.is_named(url)

    def is_own(self, url: str) -> bool:
        """Return whether the host of *url* is the site's own."""
        host, _ = _place(url)
        return self.own is None or any(url_tables.belongs(host, domain) for domain in self.own)

    def bare(self) -> frozenset[str]:
        """Return the named hosts without their ports."""
        return frozenset(urlsplit(f"//{name}").hostname or "" for name in self.named)


def allowed(run: Options, own: tuple[str, ...] | None) -> Allowed:
    """Return the hosts that a run with these options may ask."""
    bases = (":".join(map(str, _place(url))) for url in run.base.values())
    return Allowed(own, frozenset([*run.hosts, *bases]))


def proxies(environment: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the hosts of the user's own proxies, which the environment names."""
    found: Iterable[str] = (getproxies() if environment is None else environment).values()
    return frozenset(urlsplit(url if "//" in url else f"//{url}").hostname or "" for url in found)


def is_open(address: str) -> bool:
    """Return whether *address* is on the open Internet; raises ValueError for what is no address."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or is_open(str(inner)))


def literal(url: str) -> str | None:
    """Return the address that *url* has for its host, None for a host with a name."""
    host, _ = _place(url)
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return host


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
