"""The user's own file, `newsspider.toml`, merged over what is shipped: settings, rules, embeds, channels.

To add a kind of table, add a field to `Config` and a row to `_TABLES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import BaseSettings

from newsspider import options
from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.options import Options

if TYPE_CHECKING:
    from newsspider import toml
    from newsspider.clean import rules
    from newsspider.sources import sites
else:
    rules = lazily("newsspider.clean.rules")
    sites = lazily("newsspider.sources.sites")
    toml = lazily("newsspider.toml")


DEFAULT_NAME = "newsspider.toml"
# Above the project (20), below what a spider sets for itself (30) and the command line (40).
_PRIORITY = 25
# Table of the file to what it must be: a table, or an array of tables.
_TABLES: dict[str, type] = {"settings": dict, "rule": list, "embed": list, "channel": list}


@dataclass(frozen=True)
class Config:
    """The contents of the file; all empty if there is no file."""

    settings: dict[str, Any] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)

    @property
    def has_rules(self) -> bool:
        """Whether there are cleaning rules or embeds."""
        return bool(self.rules or self.embeds)


def load(path: Path | None) -> Config:
    """Return the contents of *path*, or of `newsspider.toml` in the working directory if it is None.

    Only the latter may be absent. Raises UsageError for a file that cannot be read or is malformed.
    """
    if path is None:
        path = Path(DEFAULT_NAME)
        if not path.exists():
            return Config()
    tables = toml.loads(_text(path), str(path))
    for name, value in tables.items():
        _check(path, name, value)
    found = (tables.get(name, wanted()) for name, wanted in _TABLES.items())
    return Config(*found)


def apply(settings: BaseSettings) -> None:
    """Merge the user's own settings into *settings*; doing so twice changes nothing. Raises UsageError.

    A table is merged over the one that is there, so that a further extension or exporter leaves the others
    in place.
    """
    own = load(options.read(settings).config)
    options.check_names(own.settings)
    for name, value in own.settings.items():
        if not name.isupper():
            message = f"the setting {name!r} of the configuration file must be written in capitals"
            raise UsageError(message)
        settings.set(name, _merged(name, settings.get(name), value), priority=_PRIORITY)
    if places := options.read(settings).sites:
        sites.register(places)


def _merged(name: str, shipped: Any, own: Any) -> Any:
    if not isinstance(shipped, Mapping):
        return own
    if not isinstance(own, Mapping):
        message = f"the setting {name} of the configuration file must be a table, not {own!r}"
        raise UsageError(message)
    return {**shipped, **own}


def rule_set(run: Options) -> rules.RuleSet:
    """Return the cleaning rules of *run*, the user's own included; raises UsageError for a bad rule."""
    own = load(run.config)
    return rules.load(own.rules, own.embeds, run.limits)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"cannot read the configuration file {path}: {error.strerror}"
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"the configuration file {path} is not UTF-8: {error}"
        raise UsageError(message) from error


def _check(path: Path, name: str, value: Any) -> None:
    wanted = _TABLES.get(name)
    if wanted is None:
        known = ", ".join(_TABLES)
        message = f"{path}: unknown table {name!r}; use one of {known}"
        raise UsageError(message)
    tables = value if isinstance(value, list) else []
    if not isinstance(value, wanted) or not all(isinstance(table, dict) for table in tables):
        form = f"[{name}]" if wanted is dict else f"[[{name}]]"
        message = f"{path}: write {name!r} as {form}"
        raise UsageError(message)
