"""What a browser takes for a host and a port, by rule: what is not plainly one is none.

Browsers and site generators go by the WHATWG URL standard, under which some hosts are errors that stop a
whole build (`1.2.3.999`, `xn--a`, port 70000). What passes here is an error to none of them; what does not
pass is not always one, but no newsroom's. A further script of host names is one more entry of `_SCRIPTS`.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_PORT = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT = 65_535
_ASCII_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
# A host whose last part is a number is an IPv4 address, or an error.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ENCODED = "xn--"
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
    if not label.startswith(_ENCODED):
        return label
    shown = label.removeprefix(_ENCODED).encode("ascii").decode("punycode")
    if shown.isascii() or shown.encode("idna").decode("ascii") != label:
        message = f"{label!r} is encoded wrongly"
        raise UnicodeError(message)
    return shown


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
