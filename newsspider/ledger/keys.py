"""Keys that identify articles, each a 64-bit number.

A number takes a quarter of the space of an address. Among a million keys, the chance that two collide is one
in thirty million. A strong key names one article for ever. A text key says that the words, the bytes of the
source or the file are the same; it counts only for some days (see `identity`). To add a kind of strong key,
add a member to `Known` and a line to `strong`.
"""

from __future__ import annotations

from enum import IntFlag
from hashlib import blake2b
from struct import Struct

from newsspider.ledger.arrival import Arrival
from newsspider.model.article import OriginKind, iso
from newsspider.text.digests import url_digest
from newsspider.text.paths import spelled

_OF_URL, _OF_TEXT = "url:", "text:"
_FILES = (OriginKind.POST, OriginKind.PAGE)
_EMPTY = blake2b(digest_size=8, person=b"key")
_SIGNED = Struct(">q")


class Known(IntFlag):
    """The kinds of strong keys, in the order in which they are looked up."""

    ID = 1
    DOCID = 2
    URL = 4
    GUID = 8


def number(kind: str, *parts: str) -> int:
    """Return the 64-bit number of a key, signed as in databases."""
    state = _EMPTY.copy()  # half the time of a new one
    state.update("\n".join((kind, *parts)).encode("utf-8", "surrogatepass"))
    found: int = _SIGNED.unpack(state.digest())[0]
    return found


def of_id(id: str) -> int:  # noqa: A002 - the record's own name
    """Return the key of an article's id; the article keeps it even if its docid becomes bad."""
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
    """Return the text key in an id of newsspider; None for an id of a docid or an address.

    An article with such an id once had that text, whatever a revision or a user has changed since.
    """
    if not id.startswith(_OF_TEXT):
        return None
    return of_digest(id.removeprefix(_OF_TEXT).partition("-")[0])


def of_copy(digest: str) -> int:
    """Return the text key of words that were merged into an article and never were its own."""
    return number("copy", digest)


def of_source(arrival: Arrival) -> int | None:
    """Return the text key of an uncleaned source, which no change of rules affects; None without a source.

    It includes title and time, because short flashes and pictures can have the same fragment.
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
    """Return the text key of a file in its folder, which finds a file edited in place; None for a feed.

    The entries of a feed or a list share a locator, or an address identifies them.
    """
    origin = arrival.article.origin
    if arrival.list is None or origin.kind not in _FILES:
        return None
    return number("file", spelled(arrival.list), origin.locator)


def of_seed(path: str, locator: str) -> int:
    """Return the key of a seed file that was found as *locator*."""
    return number("seed", spelled(path), locator)


def of_input(locator: str) -> int:
    """Return the key of any input that was found as *locator*."""
    return number("input", locator)


def of_line(id_: str, digest: str) -> int:
    """Return the key of an article's text in a file of an output."""
    return number("line", id_, digest)


def of_output_file(name: str) -> int:
    """Return the key of a file of an output, by its name."""
    return number("output file", spelled(name))


def docid(arrival: Arrival) -> str | None:
    """Return the docid of *arrival*; the id of newsspider's own document may be one."""
    own = arrival.article.id
    return arrival.docid or (own if own and not own.startswith((_OF_URL, _OF_TEXT)) else None)


def strong(arrival: Arrival) -> list[tuple[Known, int]]:
    """Return the strong keys of *arrival*, in the order of look-up."""
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
    """Return the keys that *arrival* says are bad."""
    return [key for name in arrival.shared for key in (of_url(name), _of_guid(arrival, name))]


def _of_guid(arrival: Arrival, guid: str) -> int:
    return number("guid", arrival.list or arrival.article.site, guid)


def id_of_url(url: str) -> str:
    """Return the id of an article with an address and without a docid."""
    return f"{_OF_URL}{url_digest(url)}"


def id_of_text(digest: str) -> str:
    """Return the id of an article without docid and address."""
    return f"{_OF_TEXT}{digest}"
