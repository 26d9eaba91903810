"""Keys: what an article is known by, each as a 64-bit number.

A number takes a quarter of the room of an address, and among a million keys two meet by chance once in
thirty million times. A strong key names one article for ever; a text key says that the words or the
source's bytes are the same, or the file: it counts only for days (see `identity`). A further kind of
strong key is one member of `Known` and one line in `strong`.
"""

from __future__ import annotations

from enum import IntFlag
from hashlib import blake2b

from newsspider.ledger.arrival import Arrival
from newsspider.model.article import OriginKind, iso
from newsspider.text.digests import url_digest
from newsspider.text.paths import spelled

_OF_URL, _OF_TEXT = "url:", "text:"
_FILES = (OriginKind.POST, OriginKind.PAGE)


class Known(IntFlag):
    """The kinds of strong keys, in the order in which they are asked."""

    ID = 1
    DOCID = 2
    URL = 4
    GUID = 8


def number(kind: str, *parts: str) -> int:
    """Return the 64-bit number, signed as databases have it, of a key."""
    data = "\n".join((kind, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8, person=b"key").digest(), "big", signed=True)


def of_id(id: str) -> int:  # noqa: A002 - the record's own name
    """Return the key of an article's id, which is its own whatever becomes of its docid."""
    return number("id", id)


def of_docid(docid: str) -> int:
    """Return the key of a docid with the name of its site."""
    return number("docid", docid)


def of_url(url: str) -> int:
    """Return the key of a canonical address."""
    return number("url", url)


def of_digest(digest: str) -> int:
    """Return the text key of a content digest."""
    return number("text", digest)


def of_own_text(id: str) -> int | None:  # noqa: A002
    """Return the text key that an id of ours was made of; None for one of a docid or an address.

    Whoever has such an id has had that text, whatever a revision or a person has made of it since.
    """
    if not id.startswith(_OF_TEXT):
        return None
    return of_digest(id.removeprefix(_OF_TEXT).partition("-")[0])


def of_copy(digest: str) -> int:
    """Return the text key of words that were folded into an article and never were its own."""
    return number("copy", digest)


def of_source(arrival: Arrival) -> int | None:
    """Return the text key of an uncleaned source, which no change of rules changes; None for none.

    Title and time belong to it: short flashes and pictures have their fragments in common.
    """
    if not arrival.fragment:
        return None
    article = arrival.article
    return number("source", article.title, iso(article.published) or "", arrival.fragment)


def of_item(item: str) -> int:
    """Return the key of a row of a list."""
    return number("item", item)


def of_locator(locator: str) -> int:
    """Return the number of a document's address or file."""
    return number("locator", locator)


def of_file(arrival: Arrival) -> int | None:
    """Return the text key of the file in its folder, by which one edited in place is known; None for a feed.

    The entries of a feed or of a list share a locator, or have an address for their identity.
    """
    origin = arrival.article.origin
    if arrival.list is None or origin.kind not in _FILES:
        return None
    return number("file", spelled(arrival.list), origin.locator)


def of_line(id_: str, digest: str) -> int:
    """Return the key of an article's text in a file of an output."""
    return number("line", id_, digest)


def of_output_file(name: str) -> int:
    """Return the key of a file of an output, by its name."""
    return number("output file", spelled(name))


def docid(arrival: Arrival) -> str | None:
    """Return the docid of *arrival*; the id of a document of ours may be one."""
    own = arrival.article.id
    return arrival.docid or (own if own and not own.startswith((_OF_URL, _OF_TEXT)) else None)


def strong(arrival: Arrival) -> list[tuple[Known, int]]:
    """Return the strong keys of *arrival*, in the order in which they are asked."""
    article = arrival.article
    keys = [(Known.ID, of_id(article.id))] if article.id else []
    if numbered := docid(arrival):
        keys.append((Known.DOCID, of_docid(numbered)))
    addresses = [article.url] if article.url else []
    keys += [(Known.URL, of_url(url)) for url in dict.fromkeys([*addresses, *arrival.addresses])]
    if arrival.guid:
        keys.append((Known.GUID, _of_guid(arrival, arrival.guid)))
    return keys


def shared(arrival: Arrival) -> list[int]:
    """Return the keys that *arrival* knows to be bad."""
    return [key for name in arrival.shared for key in (of_url(name), _of_guid(arrival, name))]


def _of_guid(arrival: Arrival, guid: str) -> int:
    return number("guid", arrival.list or arrival.article.site, guid)


def id_of_url(url: str) -> str:
    """Return the id of an article that has an address and no docid."""
    return f"{_OF_URL}{url_digest(url)}"


def id_of_text(digest: str) -> str:
    """Return the id of an article that has neither docid nor address."""
    return f"{_OF_TEXT}{digest}"
