"""What a run was started with: arguments, settings that differ from the default, versions. No secrets."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from scrapy.settings import BaseSettings, default_settings

from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy import Spider

_MASK = "***"
_LIBRARIES = (
    *("Scrapy", "Twisted", "itemadapter", "python-frontmatter", "w3lib", "PyYAML", "selectolax", "regex"),
    *("markdown-it-py", "msgspec", "readability-lxml", "rensa", "rich", "SQLAlchemy", "feedparser", "isal"),
    *("warcio", "lxml", "cryptography"),
)
# What a run sets by itself, and reports elsewhere.
_OF_THE_RUN = frozenset(
    ("FEEDS", "LOG_FORMATTER", "NEWSSPIDER_RUN", "NEWSSPIDER_HOSTS", "SETTINGS_MODULE", "STATS_CLASS")
)
# What the add-on sets in every project; another value is the user's.
_OF_THE_ADDON = {"FEED_EXPORT_ENCODING": "utf-8", "FEED_STORE_EMPTY": False}
# What a spider holds and was not given.
_OF_SPIDERS = frozenset(("name", "run", "crawler", "settings", "start_urls", "no_inputs", "archives"))
_OWN_PARTS = ("newsspider.", "scrapy.")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python, the system and the libraries that are installed."""
    found = {"Python": platform.python_version(), "system": platform.system()}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def arguments(spider: Spider | None) -> dict[str, str]:
    """Return what *spider* was given, as text."""
    declared = getattr(spider, "arguments", None)
    if isinstance(declared, Mapping):
        given = {name: getattr(spider, name, None) for name in declared}
        given = {name: value for name, value in given.items() if value != getattr(type(spider), name, None)}
    else:
        given = {
            name: value
            for name, value in vars(spider).items()
            if not name.startswith("_") and name not in _OF_SPIDERS and isinstance(value, (str, int, float))
        }
    return {name: str(_safe(name, _text(value))) for name, value in given.items()}


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def settings(given: BaseSettings) -> dict[str, Any]:
    """Return the settings of *given* that differ from newsspider's defaults, else from Scrapy's."""
    shipped = import_module("newsspider.settings")
    found: dict[str, Any] = {}
    for name in given:
        default = getattr(shipped, name, getattr(default_settings, name, None))
        default = _OF_THE_ADDON.get(name, default)
        value = given[name]
        if name in _OF_THE_RUN or not name.isupper() or value == default:
            continue
        if isinstance(value, Mapping):
            value = {
                str(key): one
                for key, one in value.items()
                if not _is_known(key, one, default) and not str(key).startswith(_OWN_PARTS)
            }
            if not value:
                continue
        if str(value) != str(default):
            found[name] = _safe(name, value)
    return dict(sorted(found.items()))


def _is_known(key: object, value: object, default: object) -> bool:
    known = default.get(key, None) if isinstance(default, Mapping) else None
    return value == known or str(value).startswith(_OWN_PARTS)


def _safe(name: str, value: Any) -> Any:
    """Return *value* as plain JSON without a secret: all of it is hidden if its name is that of a secret."""
    if any(masked(f"{name}{sign}x") != f"{name}{sign}x" for sign in ("=", ": ")):
        return _MASK
    if isinstance(value, Mapping):
        return {masked(str(key)): _safe(str(key), one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_safe("", one) for one in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return masked(str(value))
