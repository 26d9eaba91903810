"""The sites that newsspider knows: shipped ones, those of installed packages, and those that settings name.

A site is its hosts, the reader of its pages, its kinds of lists and a table of its channels. A package brings
one along by an entry point of the group `newsspider.sites`, a project by the setting NEWSSPIDER_SITES; both
name a `Site`. docs/adding-a-site.md shows one from start to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module, resources
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.sources import channels
from newsspider.sources.channels import Channel, Kind
from newsspider.sources.cls import lists as cls
from newsspider.sources.eastmoney import lists as eastmoney
from newsspider.sources.sina import lists
from newsspider.text import url_tables
from newsspider.toml import loads

if TYPE_CHECKING:
    from newsspider.readers import pages
else:
    pages = lazily("newsspider.readers.pages")

GROUP = "newsspider.sites"


@dataclass(frozen=True, slots=True)
class Site:
    """A site by its name; `hosts` are its own, each with all below it.

    `reader` reads its pages; without one the reader for any publisher does. `kinds` are its kinds of lists,
    by names that no other site has. `channels` is the package and the name of a TOML file with its channels.
    """

    name: str
    hosts: tuple[str, ...]
    reader: pages.PageReader | None = None
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    channels: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        """Give the kinds the name of their site."""
        own = {name: replace(kind, site=self.name) for name, kind in self.kinds.items()}
        object.__setattr__(self, "kinds", MappingProxyType(own))


# Their readers are in `readers.pages`, which imports them when a page is first read.
SHIPPED = (
    Site("sina", url_tables.SINA, None, lists.KINDS, ("newsspider.sources.sina", "channels.toml")),
    Site(
        "eastmoney", eastmoney.HOSTS, None, eastmoney.KINDS, ("newsspider.sources.eastmoney", "channels.toml")
    ),
    Site("cls", cls.HOSTS, None, cls.KINDS, ("newsspider.sources.cls", "channels.toml")),
)
_added: dict[str, Site] = {}


def register(places: Iterable[str]) -> None:
    """Make the sites at *places*, such as `mysite.SITE`, known to this process; once is enough.

    Raises UsageError for a place without a Site, and for a kind of list that two sites name.
    """
    for place in places:
        module, _, name = place.rpartition(".")
        try:
            site = getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            message = f"NEWSSPIDER_SITES names {place!r}, which cannot be imported: {error}"
            raise UsageError(message) from error
        _add(site, place)


def every() -> list[Site]:
    """Return all sites that are known, shipped ones first."""
    _of_packages()
    return [*SHIPPED, *_added.values()]


def kinds() -> dict[str, Kind]:
    """Return the kinds of lists of all sites, by name."""
    return {name: kind for site in every() for name, kind in site.kinds.items()}


def load_channels(own: Sequence[Mapping[str, Any]] = ()) -> dict[str, Channel]:
    """Return the channels of all sites by name, with the user's *own* tables merged over them.

    Raises UsageError that names the faulty channel, such as one that two sites name.
    """
    tables: dict[str, dict[str, Any]] = {}
    for site in every():
        for table in _tables(site.channels):
            name = channels.name_of(table)
            if name in tables:
                channels.fault(name, f"of the site {site.name} also belongs to another site")
            if table.get("kind") not in site.kinds:
                channels.fault(name, f"needs a kind of its site {site.name}: {', '.join(site.kinds)}")
            tables[name] = table
    return channels.of_tables([*tables.values(), *own], kinds())


@lru_cache(maxsize=32)
def _tables(place: tuple[str, str] | None) -> tuple[dict[str, Any], ...]:
    if place is None:
        return ()
    package, name = place
    return tuple(loads((resources.files(package) / name).read_text("utf-8"), name)["channel"])


@lru_cache(maxsize=1)
def _of_packages() -> None:
    """Make the sites of installed packages known, when a site is first asked for."""
    for point in entry_points(group=GROUP):
        _add(point.load(), f"the entry point {point.name}")


def _add(site: object, place: str) -> None:
    if not isinstance(site, Site):
        message = f"{place} must be a newsspider.sources.sites.Site, not {type(site).__name__}"
        raise UsageError(message)
    others = [one for one in (*SHIPPED, *_added.values()) if one.name != site.name]
    for kind in site.kinds:
        owner = next((one.name for one in others if kind in one.kinds), None)
        if owner is not None:
            message = f"the site {site.name} has a kind of list {kind!r}, which belongs to {owner}"
            raise UsageError(message)
    _added[site.name] = site
    if site.reader is not None:
        pages.register(site.reader)
