"""The user's own file, `newsspider.toml`, merged with the shipped tables: settings, rules, channels, posts.

To add a kind of table, add a field to `Config` and a row to `_TABLES`. `find` says which file is used, and
how far it is trusted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg
from w3lib.url import file_uri_to_path

from newsspider import options
from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.options import PREFIX, Options
from newsspider.text.paths import native

if TYPE_CHECKING:
    from newsspider import toml
    from newsspider.clean import rules
    from newsspider.render import post_style as post_styles
    from newsspider.sources import buckets, sites
else:
    rules = lazily("newsspider.clean.rules")
    post_styles = lazily("newsspider.render.post_style")
    buckets = lazily("newsspider.sources.buckets")
    sites = lazily("newsspider.sources.sites")
    toml = lazily("newsspider.toml")


DEFAULT_NAME = "newsspider.toml"
# The priority of the file is above the project (20) and below a spider's own settings (30). The environment
# is above both, and below the command line (40).
_OF_FILE = 25
_OF_ENVIRONMENT = 35
# Table of the file to what it must be: a table, or an array of tables.
_TABLES: dict[str, type] = {
    "settings": dict,
    "rule": list,
    "embed": list,
    "channel": list,
    "post": dict,
    "keep": list,
    "drop": list,
    "notify": dict,
}


@dataclass(frozen=True)
class Config:
    """The contents of the file; all empty if there is no file."""

    settings: dict[str, Any] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)
    post: dict[str, Any] = field(default_factory=dict)
    keep: list[dict[str, Any]] = field(default_factory=list)
    drop: list[dict[str, Any]] = field(default_factory=list)
    notify: dict[str, Any] = field(default_factory=dict)

    @property
    def has_rules(self) -> bool:
        """Whether there are cleaning rules or embeds."""
        return bool(self.rules or self.embeds)


@dataclass(frozen=True)
class ConfigFile:
    """The file that is used, or None; `below` is the folder that an untrusted file may not leave.

    `ignored` is a file of the working directory that is not used.
    """

    path: Path | None
    below: Path | None = None
    ignored: Path | None = None


def find(named: Path | None) -> ConfigFile:
    """Return the file to use: *named*, from `NEWSSPIDER_CONFIG`, or else the implicit one.

    That is the one beside the `scrapy.cfg` that Scrapy uses. It is trusted, because `scrapy.cfg` itself loads
    code. Without a `scrapy.cfg` it is the one in the working directory, which may be somebody else's folder.
    """
    if named is not None:
        return ConfigFile(named)
    here = Path(DEFAULT_NAME)
    project = closest_scrapy_cfg()
    if not project:
        return ConfigFile(here, Path.cwd()) if here.exists() else ConfigFile(None)
    beside = Path(project).with_name(DEFAULT_NAME)
    if here.exists() and not (beside.exists() and beside.samefile(here)):
        return ConfigFile(beside if beside.exists() else None, ignored=here.absolute())
    return ConfigFile(beside if beside.exists() else None)


def load(named: Path | None) -> Config:
    """Return the contents of the file to use (see `find`).

    Raises UsageError for a file that cannot be read or is invalid, or for an untrusted file that sets what it
    may not.
    """
    found = find(named)
    if found.path is None:
        return Config()
    tables = toml.loads(_text(found.path), str(found.path))
    for name, value in tables.items():
        _check(found.path, name, value)
    config = Config(*(tables.get(name, wanted()) for name, wanted in _TABLES.items()))
    if found.below is not None and config.notify:
        message = f"{found.path} may not have [notify], which sends messages and runs a command{_ADVICE}"
        raise UsageError(message)
    if found.below is not None:
        for name, value in config.settings.items():
            _check_stranger(found.path, found.below, name, value)
        if raw := next((key for key in _AS_IT_IS if key in config.post), None):
            message = f"{found.path} may not set {raw!r} of [post], which posts get unchanged{_ADVICE}"
            raise UsageError(message)
    return config


def apply(settings: BaseSettings) -> None:
    """Merge the user's file and environment into *settings*; twice changes nothing. Raises UsageError.

    A table of the file is merged over the one that is there, so that another extension or exporter leaves
    the others in place.
    """
    for name, text in options.of_environment(os.environ).items():
        settings.set(name, text, priority=_OF_ENVIRONMENT)
    own = load(options.read(settings).config)
    options.check_names(own.settings)
    for name, value in own.settings.items():
        if not name.isupper():
            message = f"write the setting {name!r} of the configuration file in capitals"
            raise UsageError(message)
        if name == f"{PREFIX}CONFIG":
            message = f"{name} has no effect in the configuration file; set it with -s or in the environment"
            raise UsageError(message)
        settings.set(name, _merged(name, settings.get(name), value), priority=_OF_FILE)
    if places := options.read(settings).sites:
        sites.register(places)
    buckets.use(buckets.Access.of(settings))


def ignored(settings: BaseSettings) -> str | None:
    """Return the note about a `newsspider.toml` of the working directory that is not used."""
    path = find(options.read(settings).config).ignored
    if path is None:
        return None
    return (
        f"{path} is ignored: newsspider uses the one beside scrapy.cfg; "
        f"if you trust this one, set NEWSSPIDER_CONFIG={DEFAULT_NAME}"
    )


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


def post_style(run: Options, profile: str | None = None) -> post_styles.PostStyle:
    """Return the style of the posts of *run*, *profile* being that of one output; raises UsageError."""
    return post_styles.from_table(load(run.config).post, profile)


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


# --- untrusted files ---
# What an untrusted `newsspider.toml` may set: nothing that loads code, allows private hosts or leads out of
# the folder. Everything that is not listed here is forbidden.

# newsspider's settings with a path, which must be below the folder.
_PLACES = frozenset(
    f"{PREFIX}{name}" for name in ("OUTPUT", "POSTS", "LEDGER", "WARC", "METRICS", "IMAGES_STORE")
)
# newsspider's settings that lead elsewhere: a host, a list's address, a scheduler, other folders.
_NOT_OURS_ALONE = frozenset(f"{PREFIX}{name}" for name in ("BASE", "HOSTS", "CONFIG", "ROOTS"))
# Scrapy's settings with plain values that can only make a run slower, shorter or more verbose.
_PLAIN = frozenset(
    (
        *("LOG_LEVEL", "LOG_DATEFORMAT", "LOGSTATS_INTERVAL", "STATS_DUMP"),
        *("DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "DOWNLOAD_MAXSIZE", "RETRY_TIMES", "USER_AGENT"),
        *("CLOSESPIDER_TIMEOUT", "CLOSESPIDER_ITEMCOUNT", "CLOSESPIDER_PAGECOUNT", "CLOSESPIDER_ERRORCOUNT"),
        *("FEED_EXPORT_ENCODING", "FEED_EXPORT_INDENT", "FEED_EXPORT_FIELDS", "FEED_STORE_EMPTY"),
    )
)
# Options of an output that are plain values; the others name classes and functions.
_OF_OUTPUT = frozenset(
    (
        "format",
        "fields",
        "encoding",
        "indent",
        "overwrite",
        "batch_item_count",
        "store_empty",
        "profile",
        "newest",
    )
)
# Keys of `[post]` that could contain template code.
_AS_IT_IS = ("footer", "front_matter")
_ADVICE = "; if you trust the file, name it in NEWSSPIDER_CONFIG"


def _check_stranger(path: Path, below: Path, name: str, value: Any) -> None:
    """Raise UsageError if *path*, which came with the folder *below*, may not set *name* to *value*."""
    is_plain = isinstance(value, (str, int, float, bool, list)) and "://" not in str(value)
    is_ours = name.startswith(PREFIX) and name not in _NOT_OURS_ALONE
    is_wrong_anyhow = name == "FEEDS" or not name.isupper()  # `apply` says so
    if name == "FEEDS" and isinstance(value, dict):
        for uri, output in value.items():
            _check_stranger_output(path, below, uri, output)
    elif name in _PLACES:
        _check_below(path, below, name, value)
    elif not (is_plain and (is_ours or name in _PLAIN or is_wrong_anyhow)):
        message = (
            f"{path} may not set {name}: newsspider was only started in the folder that it is in{_ADVICE}"
        )
        raise UsageError(message)


def _check_stranger_output(path: Path, below: Path, uri: str, output: Any) -> None:
    _check_below(path, below, "FEEDS", file_uri_to_path(uri) if uri.startswith("file:") else uri)
    unknown = next((name for name in output if name not in _OF_OUTPUT), None) if output else None
    if unknown is not None:
        message = f"{path} may not set {unknown!r} of the output {uri}{_ADVICE}"
        raise UsageError(message)


def _check_below(path: Path, below: Path, name: str, value: Any) -> None:
    # A placeholder may become any text without a slash, except `..`.
    place = Path(native(str(value))).expanduser()
    is_below = (
        not urlparse(str(value)).scheme
        and ".." not in place.parts
        and Path(os.path.realpath(place)).is_relative_to(os.path.realpath(below))
    )
    if not is_below:
        message = f"{path} may not set {name} to {value}, which is outside its folder{_ADVICE}"
        raise UsageError(message)
