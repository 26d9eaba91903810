"""What must hold of a built site: every post listed and shown as it was written, and nothing else done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.consumers import shown
from tests.consumers.generators import Built
from tests.consumers.seeds import Expected

Record = dict[str, Any]

# Every key of a post but the date, with what the record says it is.
_KEYS = (
    *("title", "updated", "categories", "tags", "author", "media", "editor", "description", "headimg"),
    *("thumbnail", "comments", "guid", "canonical_url", "original_title", "stocks", "revision"),
)
_ACTIVE = "script, iframe, object, embed, svg, math, style, form, input, base"
_JOINER = "\u2060"
# Controls, and the marks that turn the order of reading.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def faults(built: Built, records: dict[str, Record], expected: dict[str, Expected]) -> Iterator[str]:
    """Yield a line for everything that is wrong with *built*; *records* are by the id of their article."""
    dumped = {str(post["guid"]): post for post in json.loads((built.pages / "posts.json").read_text("utf-8"))}
    for guid in records.keys() ^ dumped.keys():
        yield f"{guid} is in only one of what was written and what was built"
    listed = _listed(built.pages)
    for guid in records.keys() & dumped.keys():
        record, post = records[guid], dumped[guid]
        want = expected[record["origin"]["locator"]]
        found = [*_of_keys(record, post), *_of_page(built.pages, listed, str(post["path"]), want)]
        yield from (f"{want.name} ({want.title[:30]!r}): {fault}" for fault in found)
    yield from _strays(built)


def keys(record: Record) -> Record:
    """Return what a post of *record* says, by its keys; what it does not say is not there."""
    written = {
        **{
            key: record[key]
            for key in ("title", "updated", "categories", "tags", "editor", "original_title", "stocks")
        },
        "author": "、".join(record["authors"]) or record["source"],
        "media": record["source"],
        "description": record["summary"],
        "headimg": record["cover"],
        "thumbnail": record["cover"],
        "comments": False,
        "guid": record["id"],
        "canonical_url": record["url"],
    }
    return {key: value for key, value in written.items() if value not in (None, "", [])}


def _of_keys(record: Record, post: Record) -> Iterator[str]:
    """Yield the keys that the generator's own post object has otherwise than *record*."""
    want = {key: _plain(value) for key, value in keys(record).items()}
    if datetime.fromisoformat(_iso(post["date"])) != datetime.fromisoformat(record["published"]):
        yield f"date is {post['date']}, not {record['published']}"
    for key in _KEYS:
        value = _plain(post.get(key))
        if key == "updated" and key not in want:
            continue  # a generator may fill in what nobody says: when the file was written
        if key == "updated" and isinstance(value, str):
            same = datetime.fromisoformat(_iso(value)) == datetime.fromisoformat(want[key])
        elif key == "tags":
            same = sorted(value or []) == sorted(want.get(key, []))
        else:
            same = (None if value in ("", []) else value) == want.get(key)
        if not same:
            yield f"{key} is {value!r}, not {want.get(key)!r}"


def _plain(value: Any) -> Any:
    """Return *value* in the one form of its kind: without joiners, its quotation marks straight, as in Pelican."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.replace(_JOINER, "").replace("”", '"') if isinstance(value, str) else value


def _bare(text: str) -> str:
    return shown.bare(_plain(text))


def _iso(text: str) -> str:
    """Return an instant in the form that Python 3.10 reads."""
    return re.sub(r"Z$", "+00:00", re.sub(r"\.\d+(?=Z|[+-])", "", text.replace(" +", "+").replace(" ", "T")))


def _listed(pages: Path) -> dict[str, str]:
    """Return the titles of the page that lists all posts, by the path of their page."""
    page = shown.parse((pages / "index.html").read_text("utf-8"))
    return {_path(link.attributes.get("href") or ""): link.text() for link in page.css("li > a")}


def _path(address: str) -> str:
    return unquote(address).strip("/").removesuffix("index.html").strip("/")


def _of_page(pages: Path, listed: dict[str, str], address: str, want: Expected) -> Iterator[str]:
    path = _path(address)
    if path not in listed:
        yield f"{path} is not listed"
    elif _bare(listed[path]) != _bare(want.title):
        yield f"is listed as {listed[path]!r}"
    file = pages / path if path.endswith(".html") else pages / path / "index.html"
    html = file.read_text("utf-8")
    if found := _HIDDEN.search(html):
        yield f"holds {found[0]!r}"
    page = shown.parse(html)
    one = {name: page.css(name) for name in ("h1", "time", "article", "ol.categories")}
    if any(len(found) < 1 for found in one.values()) or page.body is None:
        yield "has lost a part of its page"
        return
    title = one["h1"][0]
    if _bare(title.text()) != _bare(want.title) or title.css("h1 *"):
        yield f"has the title {title.html!r}"
    if datetime.fromisoformat(_iso(one["time"][0].text())) != want.published:
        yield f"shows {one['time'][0].text()}, not {want.published}"
    chain = [shown.bare(item.text()) for item in one["ol.categories"][0].css("li")]
    if chain != [shown.bare(each) for each in want.categories]:
        yield f"has the categories {chain}, not {want.categories}"
    yield from _of_body(shown.of_page(one["article"][0]), shown.of_pieces(want.body))
    outside = {node.tag for node in page.css(_ACTIVE)}
    handlers = {
        name for node in page.css("*") for name in node.attributes if name.startswith(("on", "http-"))
    }
    if outside or handlers:
        yield f"has {outside | handlers}"


def _of_body(got: shown.Shown, want: shown.Shown) -> Iterator[str]:
    if got.text != want.text:
        pairs = zip(got.text, want.text, strict=False)
        at = next(
            (at for at, (one, other) in enumerate(pairs) if one != other), min(len(got.text), len(want.text))
        )
        part = slice(max(at - 20, 0), at + 40)
        yield f"shows {got.text[part]!r}, not {want.text[part]!r}"
    if got.bold != want.bold:
        yield f"has in bold {got.bold[:200]!r}, not {want.bold[:200]!r}"
    if got.pictures != want.pictures:
        yield f"has the pictures {got.pictures}, not {want.pictures}"
    for table in want.tables:
        if table not in got.tables:
            yield f"has the tables {got.tables}, not {table}"
    yield from (f"is active: {each}" for each in got.active)


def _strays(built: Built) -> Iterator[str]:
    """Yield the files that a build has put beside its own folder."""
    beside = [path for path in built.folder.parent.iterdir() if path != built.folder]
    yield from (f"{path} was written outside the site" for path in beside)
