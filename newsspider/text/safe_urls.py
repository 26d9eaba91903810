"""What may leave as an address of a link or a picture: an allowlist of schemes, and characters made safe.

A further scheme is one more argument of the caller; a further character one more in `_ENCODED`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

from newsspider.text import authority
from newsspider.text import unicode as spaces
from newsspider.text.controls import remove_controls

_LONGEST = 4096
_WEB = ("http", "https")
_LINKS = (*_WEB, "mailto")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_RELATIVE, _OTHER_HOST = "", "//"

# They end a destination or an attribute, open code, a table cell, a template or an autolink.
_ENCODED = re.compile(r"[\s\"'<>()\\`{}|^]")


def _kind(address: str) -> str:
    """Return the scheme of *address* as a browser sees it, `//` for another host, or nothing."""
    found = _SCHEME.match(address)
    if found:
        return found[1].lower()
    return _OTHER_HOST if address.startswith("//") else _RELATIVE


def _as_a_browser_may(address: str) -> str:
    """Return *address* with entities undone, also those of entities, and backslashes as slashes."""
    return spaces.bare(remove_controls(html.unescape(html.unescape(address)))).replace("\\", "/")


def _without_login(rest: str) -> str | None:
    """Return `//host/…` without name and password; None for a host that is none."""
    try:
        netloc = urlsplit(rest).netloc
    except ValueError:
        return None
    host = "" if "\\" in netloc else netloc.rpartition("@")[2]
    return f"//{host}{rest[2 + len(netloc) :]}" if authority.is_sound(host) else None


def _safe(address: str, schemes: Collection[str]) -> str | None:
    address = spaces.strip(remove_controls(address.replace("\t", "").replace("\n", "").replace("\r", "")))
    kind = _kind(address)
    if not address or len(address) > _LONGEST or kind != _kind(_as_a_browser_may(address)):
        return None
    scheme = "https" if kind == _OTHER_HOST else kind
    if scheme and scheme not in schemes:
        return None
    rest: str | None = address[len(kind) + 1 :] if kind == scheme and scheme else address
    if scheme in _WEB:
        rest = _without_login(rest) if rest and rest.startswith("//") else None
    if not rest:
        return None
    prefix = f"{scheme}:" if scheme else ""
    safe = prefix + _ENCODED.sub(lambda found: quote(found[0]), rest)
    return safe if len(safe) <= _LONGEST else None


def safe_href(href: str, *, schemes: Collection[str] = _LINKS) -> str | None:
    """Return *href* as it may stand in Markdown and HTML, or None where it must not leave.

    Kept are addresses of *schemes*, `//host` as https, and plain relative paths. Whatever a browser
    could read as another scheme or host than is plainly written gives None.
    """
    return _safe(href, schemes)


def safe_src(src: str) -> str | None:
    """Return the address of a picture as `safe_href` does, for http and https and relative paths only."""
    return _safe(src, _WEB)
