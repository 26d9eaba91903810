"""The `NEWSSPIDER_…` settings, typed and checked. Their defaults and meaning are in `settings.py`.

To add a setting, add one line there, one field to `Options` and one row to `_READERS`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from socket import gethostname
from typing import Any

from newsspider.errors import UsageError
from newsspider.limits import Limits
from newsspider.model.outcomes import NearMode
from newsspider.text.dates import BEIJING
from newsspider.text.paths import native
from newsspider.text.roots import Roots

PREFIX = "NEWSSPIDER_"
LEDGER_NAME = "ledger.db"
ARCHIVE_ENDING = ".warc.gz"
# The beginning of the address of a Dask scheduler.
DASK = "dask://"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?\Z")
_PLACE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
_YES_NO = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True)
class Options:
    """The settings as the code uses them.

    Sizes are in bytes, `recheck` is in hours, `feed_shortest` in characters; `now` has a time zone.
    """

    output: Path
    posts: Path
    post_name: str | None
    undated_posts: bool
    ledger: str
    warc: Path | None
    fragments: str
    near_duplicates: NearMode
    near_window: int
    lock_wait: float
    config: Path | None
    run: str | None
    now: datetime | None
    sites: tuple[str, ...]
    base: Mapping[str, str]
    hosts: tuple[str, ...]
    first_days: int
    recheck: int
    feed_shortest: int
    max_file: int
    max_depth: int
    max_marks: int
    max_matter_depth: int
    max_title: int
    max_entries: int
    max_header_line: int
    max_headers: int
    feed_seconds: float
    rule_seconds: float
    worker: str
    roots: Roots
    workers: str
    images: bool
    images_store: Path
    max_image: int
    read_ahead: int
    reread: bool
    reports_kept: int
    trace: bool
    metrics: Path | None
    report_lang: str

    @property
    def limits(self) -> Limits:
        """The limits for one input."""
        return Limits(
            file=self.max_file,
            depth=self.max_depth,
            elements=self.max_marks,
            matter_depth=self.max_matter_depth,
            title=self.max_title,
            feed_entries=self.max_entries,
            header_line=self.max_header_line,
            headers=self.max_headers,
            feed_seconds=self.feed_seconds,
            rule_seconds=self.rule_seconds,
        )

    def clock(self) -> datetime:
        """Return the current time in Beijing, or `now` if it is set."""
        return self.now or datetime.now(BEIJING)


def read(settings: Mapping[str, Any]) -> Options:
    """Return the options in *settings*; raises UsageError for an unknown name or a wrong value."""
    check_names(settings)

    values: dict[str, Any] = {}
    for field, reader in _READERS.items():
        name = PREFIX + field.upper()
        # A project that only has the add-on sets only what it changes.
        given = settings.get(name) if name in settings else _shipped(name)
        try:
            values[field] = reader(given)
        except ValueError as error:
            message = f"{name} must be {error}, not {given!r}"
            raise UsageError(message) from error
    if values["posts"] is None:
        values["posts"] = values["output"] / "posts"
    if values["images_store"] is None:
        values["images_store"] = values["output"] / "images"
    if values["ledger"] is None:
        values["ledger"] = str(values["output"] / LEDGER_NAME)
    if values["worker"] is None:
        values["worker"] = gethostname()
    return Options(**values)


def _shipped(name: str) -> Any:
    """Return the default of a setting."""
    return getattr(import_module("newsspider.settings"), name)


def of_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return newsspider's settings in *environment*; raises UsageError for an unknown or misspelt name."""
    check_names(environment)
    return {name: value for name, value in environment.items() if name.startswith(PREFIX)}


def check_names(names: Mapping[str, Any]) -> None:
    """Raise UsageError for a name that begins with `NEWSSPIDER_`, or nearly so, and is not a setting."""
    known = [PREFIX + field.upper() for field in _READERS]
    for name in names:
        if name not in known and _is_meant_for_us(name.upper()):
            message = f"unknown setting {name}{did_you_mean(name.upper(), known)}"
            raise UsageError(message)


# Scrapy's own, a letter away from our prefix.
_NOT_OURS = frozenset(("NEWSPIDER_MODULE",))
_NEAR = 0.85  # one letter of ten that is missing, doubled, wrong or in another place; two are another word


@cache  # the names of all settings are checked at each reading
def _is_meant_for_us(name: str) -> bool:
    """Return whether the prefix of *name* is ours or a slip of the pen away: NEWSPIDER_, NEWS_SPIDER_."""
    if name.startswith(PREFIX):
        return True
    words = re.split(r"[_\-]", name)
    prefixes = ("".join(words[:count]) for count in range(1, min(3, len(words))))
    ours = PREFIX.rstrip("_")
    return name not in _NOT_OURS and any(
        SequenceMatcher(None, prefix, ours).ratio() >= _NEAR for prefix in prefixes
    )


def did_you_mean(name: str, known: list[str]) -> str:
    """Return the end of a sentence: the known name most like *name*, or else all known names."""
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; use one of {', '.join(sorted(known))}"


def _optional(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value in (None, "") else reader(value)


def _text(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    wanted = "text"
    raise ValueError(wanted)


def _path(value: str | Path) -> Path:
    return Path(native(str(value))).expanduser()


def _ledger(value: Any) -> str:
    """Return a path as the system takes it, or a URL as it is."""
    text = _text(str(value) if isinstance(value, Path) else value)
    return text if "://" in text else str(_path(text))


def _folder(value: Any) -> Path:
    text = str(value) if isinstance(value, (str, Path)) else ""
    if text and "://" not in text and "%(" not in text:  # %( is where Scrapy fills something in
        return _path(text)
    wanted = "a local folder"
    raise ValueError(wanted)


def _archive(value: Any) -> Path:
    if isinstance(value, (str, Path)) and str(value).endswith(ARCHIVE_ENDING):
        return _path(value)
    wanted = f"a file name that ends in {ARCHIVE_ENDING}"
    raise ValueError(wanted)


def _file(value: Any) -> Path:
    if isinstance(value, (str, Path)):
        return _path(value)
    wanted = "a file name"
    raise ValueError(wanted)


def _flag(value: Any) -> bool:
    found = _YES_NO.get(str(value).lower())
    if found is None:
        wanted = "true or false"
        raise ValueError(wanted)
    return found


def _count(value: Any) -> int:
    if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,15}", str(value)) and int(value) > 0:
        return int(value)
    wanted = "a whole number greater than 0"
    raise ValueError(wanted)


def _number_of(what: str) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,5}", str(value)):
            return int(value)
        wanted = f"a whole number of {what}, 0 or more"
        raise ValueError(wanted)

    return read


def _first_days(value: Any) -> int:
    wanted = "a number of days from 1 to 99999"
    if not isinstance(value, bool) and re.fullmatch(r"[1-9][0-9]{0,4}", str(value)):
        return int(value)
    raise ValueError(wanted)


def _seconds(value: Any) -> float:
    if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", str(value)):
        return float(value)
    wanted = "a number of seconds, 0 or more"
    raise ValueError(wanted)


def _above_nothing(value: Any) -> float:
    wanted = "a number of seconds greater than 0"
    try:
        seconds = _seconds(value)
    except ValueError:
        raise ValueError(wanted) from None
    if seconds == 0:
        raise ValueError(wanted)
    return seconds


def _choice(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value in choices:
            return str(value)
        wanted = f"one of {', '.join(choices)}"
        raise ValueError(wanted)

    return read


def _workers(value: Any) -> str:
    text = str(value).strip().lower()
    if not isinstance(value, bool) and re.fullmatch(
        rf"auto|[0-9]{{1,3}}|{DASK}[^/?#@\s]+:[0-9]{{1,5}}", text
    ):
        return text
    wanted = f"auto, a number of processes (0 for none) or {DASK}host:8786"
    raise ValueError(wanted)


def _near(value: Any) -> NearMode:
    return NearMode(_choice(*(mode.value for mode in NearMode))(value))


def _name(value: Any) -> str:
    if isinstance(value, str) and _NAME.match(value):
        return value
    wanted = "a name of at most 100 letters, digits, dots, dashes and underscores"
    raise ValueError(wanted)


def _addresses(value: Any) -> dict[str, str]:
    wanted = 'a table of kinds and addresses, such as {"roll": "http://127.0.0.1:8000/api/roll/get"}'
    try:
        table = json.loads(value) if isinstance(value, str) else dict(value)
    except (TypeError, ValueError) as error:
        raise ValueError(wanted) from error
    if not isinstance(table, dict) or not all(_is_address(each) for each in table.values()):
        raise ValueError(wanted)
    return {kind: address.rstrip("/") for kind, address in table.items()}


def _roots(value: Any) -> Roots:
    wanted = 'a table of names and local folders, such as {"archive": "/mnt/archive"}'
    try:
        table = json.loads(value) if isinstance(value, str) else dict(value)
    except (TypeError, ValueError) as error:
        raise ValueError(wanted) from error
    if not isinstance(table, dict) or not all(map(_NAME.match, table)):
        raise ValueError(wanted)
    return Roots({name: os.path.normpath(_folder(folder).absolute()) for name, folder in table.items()})


def _places(value: Any) -> tuple[str, ...]:
    given = value.split(",") if isinstance(value, str) else value
    names = tuple(str(name).strip() for name in given) if isinstance(given, (list, tuple)) else ("?",)
    names = tuple(name for name in names if name)
    if all(_PLACE.match(name) for name in names):
        return names
    wanted = "import paths of sites, such as mysite.SITE"
    raise ValueError(wanted)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[^/?#@\s]+(?:/[^?#\s]*)?", value) is not None


def _hosts(value: Any) -> tuple[str, ...]:
    given = value.split(",") if isinstance(value, str) else value
    names = tuple(str(name).strip().lower() for name in given) if isinstance(given, (list, tuple)) else ("?",)
    names = tuple(name for name in names if name)
    if all(_HOST.match(name) for name in names):
        return names
    wanted = "host names with optional ports, such as mirror.example,192.168.1.5:1200"
    raise ValueError(wanted)


def _instant(value: Any) -> datetime:
    wanted = "an ISO time with its zone, such as 2026-11-23T09:58:32+08:00"
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    try:
        moment = datetime.fromisoformat(re.sub(r"[zZ]\Z", "+00:00", text))
    except ValueError as error:
        raise ValueError(wanted) from error
    if moment.tzinfo is None:
        raise ValueError(wanted)
    return moment.astimezone(BEIJING)


# Each field of `Options` and the function that reads its setting.
_READERS: dict[str, Callable[[Any], Any]] = {
    "output": _folder,
    "posts": _optional(_folder),
    "post_name": _optional(_text),
    "undated_posts": _flag,
    "ledger": _optional(_ledger),
    "warc": _optional(_archive),
    "fragments": _choice("live", "all", "none"),
    "near_duplicates": _near,
    "near_window": _number_of("days"),
    "lock_wait": _seconds,
    "config": _optional(_file),
    "run": _optional(_name),
    "now": _optional(_instant),
    "sites": _places,
    "base": _addresses,
    "hosts": _hosts,
    "first_days": _first_days,
    "recheck": _number_of("hours"),
    "feed_shortest": _number_of("characters"),
    "max_file": _count,
    "max_depth": _count,
    "max_marks": _count,
    "max_matter_depth": _count,
    "max_title": _count,
    "max_entries": _count,
    "max_header_line": _count,
    "max_headers": _count,
    "feed_seconds": _above_nothing,
    "rule_seconds": _above_nothing,
    "worker": _optional(_name),
    "roots": _roots,
    "workers": _workers,
    "images": _flag,
    "images_store": _optional(_folder),
    "max_image": _count,
    "read_ahead": _count,
    "reread": _flag,
    "reports_kept": _count,
    "trace": _flag,
    "metrics": _optional(_file),
    "report_lang": _choice("en", "zh"),
}
