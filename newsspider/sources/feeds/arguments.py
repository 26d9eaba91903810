"""`-a url=`: one or more addresses of feeds, or a file of them, one per line or as OPML."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from newsspider.errors import Rejected, UsageError
from newsspider.sources import files
from newsspider.sources.feeds import parse
from newsspider.text import charset

# A comma may be part of an address; it separates two if another address follows.
_PARTS = re.compile(r"[\s,]+(?=(?:https?|feed)://)|\s+", re.IGNORECASE)
_COMMENT = "#"
_LARGEST = 10_000_000
_LONGEST_SHOWN = 200
_PORTS = {"http": 80, "https": 443}


def read(text: str) -> tuple[str, ...]:
    """Return the addresses in *text*, each once, in order, and what else a file of them holds.

    Raises UsageError if *text* itself has something that is not an address, and if there is no address.
    """
    whole = Path(text.strip()).expanduser()
    if "://" not in text and _is_file(whole):
        return _checked([], _of_file(whole))
    given: list[str] = []
    read: list[str] = []
    for part in _PARTS.split(text.strip()):
        path = Path(part).expanduser()
        if "://" not in part and _is_file(path):
            read += _of_file(path)
        else:
            given.append(part.rstrip(","))
    return _checked(given, read)


def hosts(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hosts of *addresses*, each with its port: the user has named them."""
    named: list[str] = []
    for address in filter(is_address, addresses):
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        host = f"[{host}]" if ":" in host else host
        # An address with a usual port names the site, whichever protocol it answers.
        ports = _PORTS.values() if parts.port in (None, *_PORTS.values()) else (parts.port,)
        named += [f"{host}:{port}" for port in ports]
    return tuple(dict.fromkeys(named))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file could have
        return False


def _of_file(path: Path) -> list[str]:
    try:
        text = charset.decode(files.read(files.SeedFile(path.name, str(path)), _LARGEST)).text
    except Rejected as refusal:
        message = f"cannot read the addresses in {path}: {refusal.detail}"
        raise UsageError(message) from refusal
    if parse.is_opml(text):
        return parse.addresses(text)
    lines = (line.strip() for line in text.splitlines())
    return [part for line in lines if line and not line.startswith(_COMMENT) for part in _PARTS.split(line)]


def _checked(given: list[str], read: list[str]) -> tuple[str, ...]:
    """Return both, each once; raises UsageError if one *given* is not an address, or if there is none."""
    given, read = _plain(given), _plain(read)
    every = [*given, *read]
    wrong = next((one for one in given if not is_address(one)), None)
    if wrong is None and not any(map(is_address, every)):
        wrong = next(iter(read), None)
    elif wrong is None:
        return tuple(dict.fromkeys(every))
    fault = f"{redacted(wrong)!r} is neither" if wrong else "it is empty"
    message = f"url= needs addresses of feeds (http://… or https://…) or a file with them: {fault}"
    raise UsageError(message)


def _plain(found: list[str]) -> list[str]:
    return [re.sub(r"^feed:(?://)?(?=https?:)|^feed(?=:)", _http, one) for one in found if one]


def _http(found: re.Match[str]) -> str:
    return "http" if found[0] == "feed" else ""


def is_address(text: str) -> bool:
    """Return whether *text* is an address that a feed can be asked from."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna")
        return parts.scheme in _PORTS and bool(host) and parts.port != 0 and not re.search(r"[\s<>\"]", text)
    except (ValueError, UnicodeError):
        return False


def redacted(wrong: str) -> str:
    """Return what may be shown of *wrong*, which is not an address: no parts before @ or after ?."""
    plain = re.split(r"[?#]", wrong, maxsplit=1)[0].rpartition("@")[2]
    return plain[:_LONGEST_SHOWN]
