"""The process that feedparser runs in: it reads documents and writes feedparser's results as JSON.

A document can be written so that the library's patterns take hours over it; a process can be killed. The
parent is `sandbox`. A frame is a length of eight bytes and as many bytes; the first of a request is the
feed's address, the second the number of wanted entries, the third the document in UTF-8.
"""

from __future__ import annotations

import calendar
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import feedparser

LENGTH = 8
_FRAMES = 3
# What a document may use, in bytes of memory and seconds of CPU time. The parent's time limit is shorter:
# this one is for a parent that has died.
_MEMORY = 2_000_000_000
_SECONDS = 600
_HTML = ("text/html", "application/xhtml+xml")
_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)
# Schemes of WordPress and Blogger, and those that say nothing about the text.
_CATEGORY = "category"
_BLOGGER_KIND = "http://schemas.google.com/g/2005#kind"
_NO_TAGS = frozenset({_CATEGORY, _BLOGGER_KIND, "post_format", "nav_menu", "post_status", "language"})


def main() -> None:
    """Answer until there is nothing more to read."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    bound = _limits()
    while (request := [frame(incoming) for _ in range(_FRAMES)])[-1] is not None:
        address, most, data = (each or b"" for each in request)
        bound()
        answer = json.dumps(parse(data, address.decode("utf-8"), int(most))).encode("ascii")
        outgoing.write(len(answer).to_bytes(LENGTH, "big") + answer)
        outgoing.flush()


def frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame of *stream*, None at its end."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def parse(data: bytes, address: str, most: int) -> dict[str, Any]:
    """Return the fields of a `FeedDocument` of at most *most* entries.

    The only field is `error` if the library cannot read it at all.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    try:
        found = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        return _document(found, most)
    except Exception as error:  # noqa: BLE001 - any error of the library is the document's outcome
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def _limits() -> Callable[[], None]:
    """Bound the memory of this process, and return what bounds the time of the next document."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return lambda: None

    def limit(kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        # A system may refuse the limit; the parent's time limit holds in any case.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, hard))

    def bound() -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + _SECONDS)

    limit(resource.RLIMIT_AS, _MEMORY)
    return bound


def _document(found: Any, most: int) -> dict[str, Any]:
    feed = found["feed"]
    entries = found["entries"]
    return {
        "form": found["version"],
        "title": _words(feed, "title"),
        "home": _text(feed, "link"),
        "own": next((_text(link, "href") for link in _list(feed, "links") if link.get("rel") == "self"), ""),
        "language": _text(feed, "language"),
        "tags": _tags(feed),
        "authors": _authors(feed),
        "ttl": int(ttl) if (ttl := _text(feed, "ttl").strip()).isdecimal() and len(ttl) < LENGTH else None,
        "entries": [_entry(entry) for entry in entries[:most]],
        "cut": len(entries) > most,
    }


def _entry(entry: Any) -> dict[str, Any]:
    content = [part for part in _list(entry, "content") if _text(part, "value")]
    source = dict.get(entry, "source")
    detailed = (*content, dict.get(entry, "summary_detail"), dict.get(entry, "title_detail"))
    bases = (_text(part, "base") for part in detailed)
    return {
        "guid": _text(entry, "id"),
        "is_link": bool(dict.get(entry, "guidislink")),
        "url": _text(entry, "feedburner_origlink") or _text(entry, "link"),
        "base": next((base for base in bases if base), ""),
        "title": _words(entry, "title"),
        "content": [{"text": _text(part, "value"), "form": _form(part)} for part in content],
        "summary": _words(entry, "summary"),
        "published": _text(entry, "published"),
        "published_at": _seconds(entry, "published_parsed"),
        "updated": _text(entry, "updated"),
        "updated_at": _seconds(entry, "updated_parsed"),
        "authors": _authors(entry),
        "source": _text(source, "title"),
        "tags": [tag for tag, scheme in _tags_by_scheme(entry) if scheme not in _NO_TAGS],
        "filed": [tag for tag, scheme in _tags_by_scheme(entry) if scheme == _CATEGORY],
        "pictures": list(_pictures(entry)),
        "kind": _kind(entry),
        "status": _status(entry),
    }


def _kind(entry: Any) -> str:
    """Return the kind of an entry of a blog's export, empty in other feeds."""
    named = (tag for tag, scheme in _tags_by_scheme(entry) if scheme == _BLOGGER_KIND)
    kind = _text(entry, "wp_post_type") or _text(entry, "blogger_type") or next(named, "").rpartition("#")[2]
    return kind.strip().lower()


def _status(entry: Any) -> str:
    is_draft = _text(entry, "app_draft").strip().lower() == "yes"
    status = _text(entry, "wp_status") or _text(entry, "blogger_status")
    return "draft" if is_draft else status.strip().lower()


def _text(mapping: Any, name: str) -> str:
    """Return the text of this name; the library's own look-up would also find others under it."""
    value = dict.get(mapping, name) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else ""


def _list(mapping: Any, name: str) -> list[Any]:
    value = dict.get(mapping, name) if isinstance(mapping, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _words(mapping: Any, name: str) -> dict[str, str]:
    return {"text": _text(mapping, name), "form": _form(dict.get(mapping, f"{name}_detail"))}


def _form(detail: Any) -> str:
    kind = _text(detail, "type")
    return "html" if kind in _HTML else "text" if kind.startswith("text/") else ""


def _seconds(mapping: Any, name: str) -> int | None:
    value = dict.get(mapping, name)
    try:
        return calendar.timegm(value) if value else None
    except (ValueError, OverflowError, TypeError):
        return None


def _tags(mapping: Any) -> list[str]:
    return [tag for tag, _ in _tags_by_scheme(mapping)]


def _tags_by_scheme(mapping: Any) -> list[tuple[str, str]]:
    found = (
        (_text(tag, "label") or _text(tag, "term"), _text(tag, "scheme")) for tag in _list(mapping, "tags")
    )
    return [(tag, scheme) for tag, scheme in found if tag]


def _authors(mapping: Any) -> list[str]:
    written, people = _text(mapping, "author"), _list(mapping, "authors")
    # The library knows only short top-level domains of mail addresses, and adds the rest to the name.
    known = {_text(author, "email") for author in people} - {""}
    if known and not known & set(_ADDRESSES.findall(written)):
        return [written]
    names = [name for author in people if (name := _text(author, "name"))]
    return names or [written]


def _pictures(entry: Any) -> Iterator[str]:
    # The library shows enclosures of either format under this name, and keeps them among the links.
    enclosures = [link for link in _list(entry, "links") if _text(link, "rel") == "enclosure"]
    for named in (_list(entry, "media_content"), enclosures):
        for one in named:
            kind = _text(one, "type")
            address = _text(one, "url") or _text(one, "href")
            is_picture = kind in ("", *_HTML) and _PICTURE.search(address)  # the library's own default
            if _text(one, "medium") == "image" or kind.startswith("image/") or is_picture:
                yield _text(one, "url") or _text(one, "href")
    for one in (*_list(entry, "media_thumbnail"), dict.get(entry, "image")):
        yield _text(one, "url") or _text(one, "href")


if __name__ == "__main__":
    main()
