"""Addresses: the canonical one, the docid in it, the day in it, what it wraps.

The rules about hosts and parameters are tables in `url_tables`; what may leave in a link is in `safe_urls`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from newsspider.lazy import pattern
from newsspider.text import dates, unicode, url_tables
from newsspider.text.dates import Moment
from newsspider.text.safe_urls import safe_href, safe_src
from newsspider.text.unicode import remove_controls

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = (
    "canonical",
    "date_in",
    "docid",
    "is_random_picture",
    "original",
    "publisher",
    "safe_href",
    "safe_src",
    "unwrap_proxy",
)

_LONGEST = 4096  # no server takes more, and a bound on the input is a bound on the time
_DEFAULT_PORTS = (None, 80, 443)
_HOST = pattern(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f.]*:[0-9a-f:.]*")
_QUERY_SAFE = "%!$&'()*+,-./:;=?@_~"

# Regular shape: i, 6 to 8 letters, 7 digits; one more or less of each is let pass where a prefix says
# that it is one. In `comos` ids the leading i is left off.
_DOCID_PAGE = pattern(r"(?:doc|detail|zl)-(i[a-z]{5,9}\d{6,8})(?![0-9a-z])")
_DOCID_COMOS = pattern(r"comos[-:]((?:i(?=[a-z]{7}\d))?)([a-z]{5,9}\d{6,8})(?![0-9a-z])")
_DOCID_BARE = pattern(r"(?:sina:)?(i[a-z]{6,8}\d{7})")

# Static article pages of Sina: they read no parameters, so that any query is tracking.
_STATIC = pattern(
    r".*/(?:(?:doc|detail|zl)-i[a-z0-9]+\.(?:shtml|d\.html)|\d{8,}\.shtml|(?:article|slide)_\w+\.html"
    r"|articles/view/\d+/\w+|rptid/\d+/index\.phtml)"
)
# The same article for machines, `….shtml.md`.
_MARKDOWN_PAGE = pattern(r"(.*\.shtml)\.md")
# One report under each list that has it: its number is the key.
_REPORT = pattern(r"(.*/vReport_Show/kind/)\w+(/rptid/\d+)(?:/index\.phtml)?/?")
_MOBILE_PAGE = pattern(r"(.*/\d{4}-\d\d-\d\d/)detail-(i[a-z0-9]+)\.d\.html")

_ARCHIVES = tuple((hosts, pattern(before)) for hosts, before, _ in url_tables.ARCHIVES)
_ARCHIVE_HOSTS = tuple(host for hosts, _, _ in url_tables.ARCHIVES for host in hosts)
_ARCHIVED_PATH = pattern(url_tables.ARCHIVED_PATH)
# An address as an archive writes it: one slash lost, or the scheme.
_INNER_URL = pattern(
    r"(?:(?P<scheme>https?):/{1,2})?(?P<rest>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?].*)?)",
    re.IGNORECASE,
)
_MAY_LACK_SCHEME = pattern(r"\d{4}|/[a-z]{1,2}/(?:s/)?$")
_WHOLE_URL = pattern(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)

_DAYS_IN_PATH = tuple(
    pattern(form)
    for form in (
        r"/(\d{4})-(\d\d)-(\d\d)(?![\d-])",  # Sina since 2014: /china/2021-10-09/doc-….shtml
        r"/(\d{4})-(\d\d)/(\d\d)(?=/)",  # Xinhua: /2021-10/09/c_….htm
        r"/(\d{4})/(\d\d)[/-]?(\d\d)(?=/)",  # People's Daily, blogs: /2021/1009/, /2021/10/09/, /2021/10-09/
        r"/[a-z]{0,2}(\d{4})(\d\d)(\d\d)(?=[/_.])",  # /20211009/, /a/20211009/, /t20211009_1234.html
        r"/(\d{4})_(\d\d)_(\d\d)_",  # Guancha: /2021_10_09_….shtml
    )
)


def _split(url: str) -> SplitResult | None:
    """Return the parts of *url* if it is http(s) with a sound host; stray spaces and controls are dropped."""
    url = unicode.strip(remove_controls(url))
    # A picture may be written into its address, megabytes long: none of these may stay in a cache.
    return _parted(url) if len(url) <= _LONGEST else None


# One picture's address is read for its copy, its safety and its place in the list.
@lru_cache(maxsize=64)
def _parted(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
        sound = parts.scheme in ("http", "https") and parts.port != 0 and _host(parts)
    except ValueError:
        return None
    return parts if sound and "\\" not in parts.netloc else None


def _host(parts: SplitResult) -> str:
    """Return the host of *parts* in ASCII, or nothing; raises ValueError for an impossible one."""
    return _host_of(parts.netloc)


# An address is asked for its host several times, and a site has few.
@lru_cache(maxsize=64)
def _host_of(netloc: str) -> str:
    host = (SplitResult("", netloc, "", "", "").hostname or "").rstrip(".")
    host = host if host.isascii() else host.encode("idna").decode().lower()
    return host if _HOST.fullmatch(host) else ""


def canonical(url: str) -> str | None:
    """Return the one address of *url*'s page, or None for what is not http(s) with a host.

    Always https (but where a port is named), without credentials, fragment and tracking parameters;
    Sina's mobile hosts and jump pages become the desktop page where a rule is safe; a web archive's copy
    becomes the original.
    """
    parts = _split(original(url))
    while parts is not None:
        target = _jump_target(parts)
        if target is None:
            whole = _assembled(parts)
            return whole if len(whole) <= _LONGEST else None
        parts = _split(original(target))
    return None


def original(url: str) -> str:
    """Return the address of the page or picture that *url* is a web archive's copy of, else *url* itself.

    The path of a copy without the archive's host, as the links in copies have it, is known too.
    """
    inner = _copied(url)
    while inner is not None:
        url = inner
        inner = _copied(url)
    return url


def _copied(url: str) -> str | None:
    """Return the address, shorter than *url*, that it has in its path; None if it is not a copy's."""
    if found := _ARCHIVED_PATH.match(url):
        return _inner(url[found.end() :], found[0])
    parts = _split(url)
    if parts is None:
        return None
    host = _host(parts)
    if not host.endswith(_ARCHIVE_HOSTS):
        return None
    for hosts, before in _ARCHIVES:
        found = before.match(parts.path) if any(url_tables.belongs(host, one) for one in hosts) else None
        if found:
            rest = parts.path[found.end() :] + (f"?{parts.query}" if parts.query else "")
            rest += f"#{parts.fragment}" if parts.fragment else ""
            return _inner(rest, found[0])
    return None


def _inner(text: str, before: str) -> str | None:
    """Return *text*, which follows *before* in a path, as a whole address; None if it is not one.

    Its scheme may be missing only behind the time of a copy, and where a path says that it is https.
    """
    scheme = "https" if before.endswith("/s/") else "http"
    for written in (text, unquote(text)):
        found = _INNER_URL.fullmatch(written)
        if found and (found["scheme"] or _MAY_LACK_SCHEME.search(before)):
            whole = f"{(found['scheme'] or scheme).lower()}://{found['rest']}"
            return whole if _split(whole) is not None else None
    return None


def publisher(host: str) -> str:
    """Return the domain that *host* is registered under: `bbb.com.cn` for `news.bbb.com.cn`.

    Told by the list of public suffixes that comes with the library, without a network; a host that has no
    such domain (an address, `localhost`) is its own.
    """
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else host


@cache
def _suffixes() -> TLDExtract:
    """Return the extractor of public suffixes, read once from the library's own list."""
    from tldextract import TLDExtract  # noqa: PLC0415 - it reads a list of ten thousand suffixes

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _jump_target(parts: SplitResult) -> str | None:
    """Return the address that a jump page sends on to, shorter than the page's own."""
    name = url_tables.JUMPS.get((_host(parts), parts.path))
    targets = parse_qs(parts.query).get(name, ()) if name else ()
    return next((target for target in targets if _WHOLE_URL.match(target)), None)


def _assembled(parts: SplitResult) -> str:
    host, path = _desktop(_host(parts), parts.path or "/")
    query = "" if url_tables.is_sina(host) and _STATIC.fullmatch(path) else _query(parts.query, host)
    netloc = f"[{host}]" if ":" in host else host
    scheme = "https"
    if parts.port not in _DEFAULT_PORTS:
        scheme, netloc = parts.scheme, f"{netloc}:{parts.port}"
    page = _canonicalizer()(f"{scheme}://{netloc}{path}")
    return f"{page}?{query}" if query else page


@cache
def _canonicalizer() -> Callable[[str], str]:
    """Return the library's function; it imports clients of HTTP, which a post without an address spares."""
    from w3lib.url import canonicalize_url  # noqa: PLC0415

    return canonicalize_url


def _desktop(host: str, path: str) -> tuple[str, str]:
    """Return host and path of Sina's desktop page where it is known to be there."""
    if url_tables.is_sina(host):
        path = _MARKDOWN_PAGE.sub(r"\1", path)
        path = _REPORT.sub(r"\1lastest\2/index.phtml", path)
    host = url_tables.SINA_MIRRORS.get(host, host)
    desktop, folders = url_tables.SINA_SAME_FOLDERS.get(host, ("", ()))
    page = _MOBILE_PAGE.fullmatch(path) if path.startswith(folders) and folders else None
    return (desktop, f"{page[1]}doc-{page[2]}.shtml") if page else (host, path)


def _query(query: str, host: str) -> str:
    """Return *query* without tracking parameters, the others sorted, unsafe characters encoded."""
    parts = (quote(part, safe=_QUERY_SAFE) for part in query.split("&") if part)
    return "&".join(
        sorted(part for part in parts if not url_tables.is_tracking(part.partition("=")[0], host))
    )


def docid(url_or_text: str) -> str | None:
    """Return the Sina docid in an address or an id (`doc-i…`, `detail-i…`, `comos-…`), with its leading i."""
    text = url_or_text[:_LONGEST]
    page = _DOCID_PAGE.search(text) or _DOCID_BARE.fullmatch(unicode.strip(text))
    if page:
        return page[1]
    comos = _DOCID_COMOS.search(text)
    return f"i{comos[2]}" if comos else None


def unwrap_proxy(url: str) -> str | None:
    """Return the whole address that is the query or the path of *url*, the innermost one; None without.

    A web archive's copy is unwrapped as a proxy's is.
    """
    whole = original(url)
    inner = whole if whole != url else None
    parts = _split(whole)
    while parts is not None:
        wrapped = _wrapped(parts)
        parts = _split(wrapped) if wrapped else None
        inner = wrapped if parts is not None else inner
    return inner


def _wrapped(parts: SplitResult) -> str | None:
    path = parts.path.lstrip("/")
    for candidate in (parts.query, f"{path}?{parts.query}" if parts.query else path):
        if ":/" not in candidate and "%" not in candidate:
            continue  # as most addresses
        for written in (candidate, unquote(candidate)):
            found = _WHOLE_URL.match(written)
            if found:
                return f"{found[1].lower()}://{written[found.end() :]}"
    return None


def is_random_picture(url: str) -> bool:
    """Return whether *url* gives a random or made-up picture, behind a proxy too."""
    parts = _split(unwrap_proxy(url) or url)
    if parts is None:
        return False
    host, path = _host(parts), parts.path or "/"
    return any(
        url_tables.belongs(host, at) and path.startswith(start) for at, start, _ in url_tables.RANDOM_PICTURES
    )


def date_in(url: str) -> Moment | None:
    """Return the day in the path of a news page's address, Beijing's; None without a plausible one."""
    parts = _split(url)
    found = (form.search(parts.path) for form in _DAYS_IN_PATH) if parts else ()
    days = (dates.parse(f"{day[1]}-{day[2]}-{day[3]}") for day in found if day)
    return next((day for day in days if day is not None), None)
