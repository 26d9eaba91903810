"""The outputs of a run: the default ones, those of the settings and of `-o`/`-O`, one for each target.

If two name the same target the later wins, option by option: default, settings, command line.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlparse

from scrapy.settings import BaseSettings
from scrapy.utils.conf import feed_process_params_from_cli
from scrapy.utils.misc import load_object

from newsspider import config
from newsspider.errors import OutputFailed, UsageError
from newsspider.model.article import FIELDS, Article
from newsspider.options import Options
from newsspider.outputs import formats
from newsspider.outputs.atomic import cannot_write, check_inside
from newsspider.outputs.storages import abilities
from newsspider.outputs.targets import is_fixed, local_path, redacted
from newsspider.render.filename import post_name
from newsspider.run.lock import Swept

# As a text: on Python 3.10 Scrapy takes the type itself for a class that could be a command.
Feeds: TypeAlias = "dict[str, dict[str, Any]]"

# The folders of the records of each run and of the posts, below the output folder.
ARTICLES = "articles"
POSTS = "posts"
_LOCAL = ("", "file")
_ON_HOSTS = ("ftp", "ftps", "s3", "gs")
_FORMATS = ("posts", "jsonl", "json", "csv", "parquet", "atom", "sqlite")
_ALIASES = ("jl", "jsonlines")  # Scrapy's other names for jsonl
# A batch needs a name of its own, or the second would replace the first.
_BATCH = re.compile(r"%\((?:batch_time\)s|batch_id\))")


def feeds(settings: BaseSettings, run: Options, line: Feeds) -> Feeds:
    """Return the FEEDS of the run: the default ones, those of its final settings, those of the command line.

    Raises UsageError for an invalid one.
    """
    merged = _merged(_default(run), _of_settings(settings), line)
    for uri, feed in merged.items():
        if urlparse(uri).scheme == "stdout":
            feed["overwrite"] = False  # there is nothing to overwrite, and Scrapy would warn about it
        _check(settings, uri, feed)
        _pass_on(run, feed)
    post_name(Article(id="text:0"), run.post_name)  # an invalid template is reported before anything is read
    return merged


# Options of ours that an exporter gets, by format.
_FOR_EXPORTER = {"posts": "profile", "atom": "newest"}


def _pass_on(run: Options, feed: dict[str, Any]) -> None:
    """Pass the option of *feed* on that its exporter takes; raises UsageError for an unknown profile."""
    if feed["format"] == "posts":
        config.post_style(run, feed.get("profile"))
    name = _FOR_EXPORTER.get(feed["format"])
    if name is not None and name in feed:
        feed["item_export_kwargs"] = {**feed.get("item_export_kwargs", {}), name: feed[name]}


def _merged(*sources: Feeds) -> Feeds:
    merged: Feeds = {}
    for source in sources:
        for uri, feed in source.items():
            known = next((name for name in merged if _target(name) == _target(uri)), None)
            merged[uri] = {**(merged.pop(known) if known is not None else {}), **feed}
    return merged


def to_stdout(merged: Feeds) -> bool:
    """Return whether one of the outputs uses stdout."""
    return any(urlparse(uri).scheme == "stdout" for uri in merged)


def _default(run: Options) -> Feeds:
    # The run is a placeholder, so that the address of the output is the same in every run.
    own = str(run.output)
    posts: dict[str, Any] = {"format": "posts"}
    if run.posts == run.output / POSTS:  # else the user has chosen the folder, which may be a link
        posts["own"] = own
    return {str(run.posts): posts, articles(run): {"format": "jsonl", "own": own}}


def articles(run: Options) -> str:
    """Return the address of the records of each run."""
    return str(run.output / ARTICLES / "%(run)s.jsonl")


def _of_settings(settings: BaseSettings) -> Feeds:
    found = settings.getdict("FEEDS")
    for uri, feed in found.items():
        if not isinstance(feed, Mapping):
            message = f"FEEDS needs a table of options for {uri}, not {feed!r}"
            raise UsageError(message)
    return {str(uri): {"format": Path(uri).suffix.lstrip("."), **feed} for uri, feed in found.items()}


def of_line(settings: BaseSettings, output: list[str] | None, overwrite: list[str] | None) -> Feeds:
    """Return the FEEDS of `-o` and `-O`; raises UsageError, ours or Scrapy's."""
    if not output and not overwrite:
        return {}
    known = _known(settings, "FEED_EXPORTERS")
    for element in (*(output or ()), *(overwrite or ())):
        _check_element(element, known)
    plain = settings.copy()
    # Scrapy would let the settings win over the command line.
    plain.set("FEEDS", {}, priority="cmdline")
    found = feed_process_params_from_cli(plain, output or [], overwrite_output=overwrite)
    # `-o` appends wherever the output is; Scrapy leaves that to the storage.
    return {uri: {"overwrite": False, **feed} for uri, feed in found.items()}


def _check_element(element: str, known: list[str]) -> None:
    """Raise UsageError if *element*, a URI or URI:FORMAT, lacks a place or a known format."""
    uri, colon, after = element.rpartition(":")
    ending = Path(element).suffix.removeprefix(".")
    named = after if colon and ("/" not in after or after in known) else ending
    if not element or (not uri and after in known):
        message = f"-o and -O take a file, or a folder as DIR:posts, not {element!r}"
        raise UsageError(message)
    if not named:
        message = f"the format of {element} is unknown; write {element}:FORMAT with one of {_listed(known)}"
        raise UsageError(message)
    if named not in known and ending not in known:
        message = f"unknown format {named!r} for {element}; use one of {_listed(known)}"
        raise UsageError(message)


def _target(uri: str) -> str:
    """Return what two addresses of one place have in common."""
    path = local_path(uri)
    return uri if path is None else os.fspath(path)


def _check(settings: BaseSettings, uri: str, feed: dict[str, Any]) -> None:
    scheme = urlparse(uri).scheme
    known = _known(settings, "FEED_EXPORTERS")
    if feed["format"] not in known:
        message = f"unknown format {feed['format']!r} for {uri}; use one of {_listed(known)}"
        raise UsageError(message)
    if scheme not in _known(settings, "FEED_STORAGES"):
        message = f"cannot write to {scheme}: addresses ({uri}); no feed storage is set for them"
        raise UsageError(message)
    _check_address(uri, scheme)
    if feed.get("batch_item_count") and not _BATCH.search(uri):
        message = f"{uri} is written in batches; its name needs %(batch_id)d or %(batch_time)s"
        raise UsageError(message)
    _check_encoding(uri, feed.get("encoding"))
    if not isinstance(feed.get("fields") or [], (list, tuple, Mapping)):
        message = f"the fields of {uri} must be a list, or a table of names, not {feed['fields']!r}"
        raise UsageError(message)
    for name in feed.get("fields") or ():
        if name not in FIELDS:
            message = f"unknown field {name!r} for {uri}; use some of {', '.join(FIELDS)}"
            raise UsageError(message)
    if feed["format"] == "posts":
        _check_posts(uri, scheme, feed)
    _check_storage(settings, uri, feed)
    formats.check(uri, feed)


def _check_address(uri: str, scheme: str) -> None:
    """Raise UsageError for an address that is read otherwise than it was meant."""
    try:
        place = urlparse(uri)
        is_sound = scheme not in _ON_HOSTS or bool(place.hostname and place.port != 0)
    except ValueError:
        is_sound = False
    if not is_sound:
        message = f"{redacted(uri)} is no address of a server: in a password, / ? # @ are %2F %3F %23 %40"
        raise UsageError(message)


# What a storage of Scrapy needs that may not be installed: scheme, module, what to install.
_NEEDS = (("s3", "boto3", "newsspider[s3]"), ("gs", "google.cloud.storage", "google-cloud-storage"))


def _check_storage(settings: BaseSettings, uri: str, feed: dict[str, Any]) -> None:
    """Raise UsageError if the storage of *uri* lacks a library, or cannot do what is asked of it."""
    scheme = urlparse(uri).scheme
    for name, module, package in _NEEDS:
        if scheme == name:
            formats.check_installed(redacted(uri), module, package)
    can = abilities(scheme, load_object(settings.getwithbase("FEED_STORAGES")[scheme]))
    if can.append or scheme in _LOCAL:
        return
    # Scrapy's default for remote storages.
    overwrite = feed.setdefault("overwrite", is_fixed(uri))
    if not overwrite and is_fixed(uri):
        base, dot, ending = redacted(uri).rpartition(".")
        each = f"{base}-%(run)s{dot}{ending}" if "/" not in ending else f"{redacted(uri)}-%(run)s"
        message = (
            f"{scheme}: cannot append, so {redacted(uri)} would lose what it holds: "
            f"give each run a file of its own, {each}, or overwrite it with -O (overwrite: true in FEEDS)"
        )
        raise UsageError(message)


def _check_encoding(uri: str, encoding: object) -> None:
    try:
        codecs.lookup(str(encoding or "utf-8"))
    except LookupError as error:
        message = f"unknown encoding {encoding!r} for {uri}"
        raise UsageError(message) from error


def _check_posts(uri: str, scheme: str, feed: dict[str, Any]) -> None:
    if scheme not in _LOCAL:
        message = f"posts need a local folder, not {uri}"
        raise UsageError(message)
    if "%(" in uri:
        message = f"posts need one folder for all runs; {uri} cannot have a placeholder in its name"
        raise UsageError(message)
    if feed.get("postprocessing"):
        message = f"posts are single files; postprocessing cannot be used for {uri}"
        raise UsageError(message)


def _listed(known: list[str]) -> str:
    """Return the *known* formats for a message, ours first."""
    others = (name for name in known if name not in (*_FORMATS, *_ALIASES))
    return ", ".join([*(name for name in _FORMATS if name in known), *others])


def _known(settings: BaseSettings, name: str) -> list[str]:
    return sorted(key for key, value in settings.getwithbase(name).items() if value is not None)


# --- locks ---
# What a run locks apart from its output folder, and where it makes part files.


def locked(run: Options, feeds: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    """Return the targets that no other run may write to: files and folders with a fixed name."""
    paths = [local_path(uri) for uri in feeds if is_fixed(uri)]
    found = [path for path in (*paths, run.warc) if path is not None and _PLACEHOLDER not in str(path.parent)]
    return [path for path in found if path.is_file() or path.is_dir() or not path.exists()]


def swept(run: Options, feeds: Mapping[str, Mapping[str, Any]]) -> list[Swept]:
    """Return the folders in which a run makes part files."""
    found = [Swept(run.output / name) for name in _OWN]
    for uri, feed in feeds.items():
        path = local_path(uri)
        if path is None:
            continue
        if feed["format"] == "posts":
            found.append(Swept(path))
            continue
        # A placeholder cannot hold a slash: this deep below the last plain folder, and no deeper.
        plain = next(parent for parent in path.parents if _PLACEHOLDER not in str(parent))
        found.append(Swept(Path(os.path.realpath(plain)), len(path.parent.parts) - len(plain.parts)))
        if os.path.islink(path):  # noqa: PTH114
            found.append(Swept(Path(os.path.realpath(path)).parent, 0))
    return found


# --- places ---
# Whether the outputs of a run can be written on this machine, checked before anything is read or created.
#
# What shows only in writing (a full disk, a lost network) stops the run then.

# Folders that a run writes to besides its outputs, below the output folder.
_OWN = ("rejected", "reports")
_PLACEHOLDER = "%("
_MAY = os.R_OK | os.W_OK | os.X_OK


def check(run: Options, feeds: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise OutputFailed if an output of *run*, with these *feeds*, cannot be written."""
    for name in _OWN:
        check_inside(run.output / name, run.output)
        _check_folder(run.output / name, str(run.output / name))
    for uri, feed in feeds.items():
        path = local_path(uri)
        if path is not None:
            if feed.get("own"):
                _check_own(path, Path(feed["own"]))
            _check_target(path, redacted(uri), is_folder=feed["format"] == "posts")


def _check_own(path: Path, own: Path) -> None:
    """Raise OutputFailed if *path*, which newsspider names itself, is led out of the folder *own*."""
    plain = next(one for one in (path, *path.parents) if _PLACEHOLDER not in one.name)
    try:
        check_inside(plain, own)
    except OutputFailed as error:
        message = f"{error}, or choose that folder by NEWSSPIDER_POSTS" if plain.name == POSTS else str(error)
        raise OutputFailed(message) from error


def _check_target(path: Path, name: str, *, is_folder: bool) -> None:
    filled_in = [one for one in (path, *path.parents) if _PLACEHOLDER in one.name]
    target = Path(os.path.realpath(path))
    try:
        if is_folder:
            _check_folder(path, name)
        elif filled_in:  # the file and its folders are not there yet
            _check_folder(filled_in[-1].parent, name)
        elif target.is_dir():
            message = f"{name} cannot be written: it is a folder; for posts, write {name}:posts"
            raise OutputFailed(message)
        elif not target.exists() or target.is_file():  # a pipe or device is written to directly
            _check_folder(target.parent, name)
    except OSError as error:
        raise cannot_write(name, error) from error


def _check_folder(path: Path, name: str) -> None:
    """Raise OutputFailed if *path* is not a writable folder and cannot be created."""
    place = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
    if not place.is_dir():
        message = f"{name} cannot be written: {_near(place)} is not a folder"
        raise OutputFailed(message)
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        message = f"{name} cannot be written: {_near(place)} is on a file system that is read-only"
        raise OutputFailed(message)
    if not os.access(place, _MAY):
        message = f"{name} cannot be written: permission denied in {_near(place)}"
        raise OutputFailed(message)


def _near(path: Path) -> str:
    """Return *path* as seen from the working directory, if it is below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
