"""What may leave as an address of a link or a picture: an allowlist of schemes, and characters made safe.

Another scheme is one more argument of the caller; a further character one more in `_ENCODED`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

from newsspider.text import unicode
from newsspider.text.unicode import remove_controls

# What a browser takes for a host and a port, by rule: anything doubtful is refused.
#
# Browsers and site generators go by the WHATWG URL standard, under which some hosts are errors that stop a
# whole build (`1.2.3.999`, `xn--a`, port 70000). What passes here is an error to none of them; what does not
# pass is not always one, but no newsroom's. To add a script of host names, add an entry to `_SCRIPTS`.

_PORT = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT = 65_535
_ASCII_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
# A host whose last part is a number is an IPv4 address, or an error.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ENCODED_IN_AUTHORITY = "xn--"
# Beside ASCII, a name's letters come from these. Right-to-left scripts have rules of their own for whole
# names, others have letters that show nothing.
_SCRIPTS = (
    "CJK UNIFIED IDEOGRAPH-",
    "CYRILLIC SMALL LETTER ",
    "GREEK SMALL LETTER ",
    "HANGUL SYLLABLE ",
    "HIRAGANA LETTER ",
    "KATAKANA LETTER ",
    "LATIN SMALL LETTER ",
)


# The pictures and links of a site have few hosts.
@lru_cache(maxsize=256)
def is_sound(authority: str) -> bool:
    """Return whether *authority*, a host with or without a port and without a login, is one to everyone."""
    host, colon, port = _parted(authority)
    if colon and port and not (_PORT.fullmatch(port) and int(port) <= _HIGHEST_PORT):
        return False
    return _is_address(host[1:-1]) if host.startswith("[") and host.endswith("]") else _is_name(host.lower())


def _parted(authority: str) -> tuple[str, str, str]:
    """Return the host, the colon if there is one, and what follows it."""
    if authority.endswith("]"):
        return authority, "", ""
    host, colon, port = authority.rpartition(":")
    return (host, colon, port) if colon else (authority, "", "")


def _is_address(text: str) -> bool:
    try:
        return "%" not in str(IPv6Address(text))
    except AddressValueError:
        return False


def _is_name(host: str) -> bool:
    try:
        encoded = host if host.isascii() else host.encode("idna").decode("ascii")
        decoded = [_decoded(label) for label in (*encoded.split("."), *host.split("."))]
    except UnicodeError:
        return False
    if not _ASCII_HOST.fullmatch(encoded) or not all(map(_is_letter, {*"".join(decoded), *host})):
        return False
    return not _NUMBER.fullmatch(encoded.rstrip(".").rpartition(".")[2]) or _is_quad(encoded)


def _decoded(label: str) -> str:
    """Return what *label* shows; raises UnicodeError for one that is encoded wrongly, or for nothing."""
    if not label.startswith(_ENCODED_IN_AUTHORITY):
        return label
    name = label.removeprefix(_ENCODED_IN_AUTHORITY).encode("ascii").decode("punycode")
    if name.isascii() or name.encode("idna").decode("ascii") != label:
        message = f"{label!r} has a wrong encoding"
        raise UnicodeError(message)
    return name


def _is_letter(character: str) -> bool:
    """Return whether *character* is ASCII, or stands for itself in a name since there are such names."""
    if character.isascii():
        return True
    return (
        unicodedata.name(character, "").startswith(_SCRIPTS)
        and unicodedata.ucd_3_2_0.category(character) in ("Ll", "Lo")
        and unicodedata.normalize("NFKC", character) == character
    )


def _is_quad(host: str) -> bool:
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True


# --- safe urls ---

_LONGEST = 4096
_WEB = ("http", "https")
_LINKS = (*_WEB, "mailto")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_RELATIVE, _OTHER_HOST = "", "//"  # no scheme: an address without a host, or with one

# They end a destination or an attribute, open code, a table cell, a template or an autolink.
_ENCODED = re.compile(r"[\s\"'<>()\\`{}|^]")
_ENTITY = re.compile(r"(&#?[\w:][\w.:-]*);")
# What most pictures have: nothing that a browser reads in another way, and no login. It stays as it is.
_PLAIN = re.compile(r"(https?)://([a-z0-9_.-]+)(?:/[\w./~=?,-]*)?", re.ASCII)


def _kind(address: str) -> str:
    """Return the scheme of *address* as a browser sees it, `//` for another host, or nothing."""
    found = _SCHEME.match(address)
    if found:
        return found[1].lower()
    return _OTHER_HOST if address.startswith("//") else _RELATIVE


def _as_a_browser_may(address: str) -> str:
    """Return *address* with entities undone, also those of entities, and backslashes as slashes."""
    return unicode.bare(remove_controls(html.unescape(html.unescape(address)))).replace("\\", "/")


def _without_login(rest: str) -> str | None:
    """Return `//host/…` without name and password; None for an invalid host."""
    try:
        netloc = urlsplit(rest).netloc
    except ValueError:
        return None
    host = "" if "\\" in netloc else netloc.rpartition("@")[2]
    return f"//{host}{rest[2 + len(netloc) :]}" if is_sound(host) else None


def _safe(address: str, schemes: Collection[str]) -> str | None:
    plain = _PLAIN.fullmatch(address) if len(address) <= _LONGEST else None
    if plain:
        return address if is_sound(plain[2]) and plain[1] in schemes else None
    address = unicode.strip(remove_controls(address.replace("\t", "").replace("\n", "").replace("\r", "")))
    kind = _kind(address)
    if not address or len(address) > _LONGEST or kind != _kind(_as_a_browser_may(address)):
        return None
    scheme = "https" if kind == _OTHER_HOST else kind
    if kind == _RELATIVE or scheme not in schemes:
        return None
    rest: str | None = address[len(kind) + 1 :] if kind == scheme else address
    if scheme in _WEB:
        rest = _without_login(rest) if rest and rest.startswith("//") else None
    if not rest:
        return None
    safe = f"{scheme}:" + without_entities(_ENCODED.sub(lambda found: quote(found[0]), rest))
    return safe if len(safe) <= _LONGEST else None


def without_entities(address: str) -> str:
    """Return *address* so that nobody who undoes entities finds one in it: `&copy;` as `&copy%3B`."""
    return _ENTITY.sub(r"\1%3B", address)


def safe_href(href: str, *, schemes: Collection[str] = _LINKS) -> str | None:
    """Return *href* as it may be in Markdown and HTML, or None if it must not leave.

    Kept are addresses of *schemes*, and `//host` as https. An address without a host is none: whoever builds
    a site of the posts would take it for a file of that site. Whatever a browser could read as another scheme
    or host than is plainly written gives None.
    """
    return _safe(href, schemes)


def safe_src(src: str) -> str | None:
    """Return the address of a picture as `safe_href` does, for http and https only."""
    return _safe(src, _WEB)
