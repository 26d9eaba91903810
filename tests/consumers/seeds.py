"""The seeds that the posts are made of: ordinary articles, and ones that attack whoever builds or reads them.

The same count gives the same bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from random import Random

from newsspider.limits import LIMITS
from tests.consumers import pieces
from tests.consumers.hostile_heads import HEADS, NO_NAMES
from tests.consumers.hostile_markup import MARKDOWN, MARKUP
from tests.consumers.hostile_texts import TEXTS, TITLES
from tests.consumers.pieces import Piece
from tests.seedmaker import seed_at, words
from tests.seedmaker.prose import Teller

ORDINARY, HOSTILE = 1_000, 300
_BEIJING = timezone(timedelta(hours=8))
_FIRST = datetime(2023, 1, 1, tzinfo=_BEIJING)
# What newsspider keeps of a title, in characters, and of a category, in bytes.
_LONGEST_TITLE, _LONGEST_NAME = LIMITS.title, 120
# Every place of a body that a text can stand in.
_PLACES: tuple[Callable[[str], Piece], ...] = (
    pieces.paragraph,
    pieces.heading,
    pieces.items,
    pieces.quotation,
    pieces.cells,
    pieces.bold_within,
    pieces.link,
    pieces.code,
    pieces.preformatted,
    pieces.captioned,
)


@dataclass(frozen=True)
class Expected:
    """What every consumer must find of one seed: its title, its instant, its categories, its body."""

    name: str
    title: str
    published: datetime
    categories: tuple[str, ...]
    body: tuple[Piece, ...]


def write(folder: Path, ordinary: int = ORDINARY, hostile: int = HOSTILE) -> dict[str, Expected]:
    """Write the seeds below *folder* and return what is expected of each, by its path there."""
    made = [*map(_ordinary, range(ordinary)), *_hostile(hostile)]
    folder.mkdir(parents=True)
    for expected, content in made:
        (folder / expected.name).write_bytes(content)
    return {expected.name: expected for expected, _ in made}


def _ordinary(index: int) -> tuple[Expected, bytes]:
    """Return an article as the generator of reposts writes one, of every kind of piece."""
    seed = seed_at(index, seed=6)
    teller = Teller(Random(f"consumers:{index}"))
    body = list(_story(teller, index))
    name = f"{index:04d}.md"
    source = "\n".join(piece.source for piece in body)
    pictures = [url for piece in body for url in piece.pictures]
    cover = pictures[0] if pictures else "https://picsum.photos/400/300?random=1"
    content = replace(seed, name=name, body=source, cover=cover).content()
    expected = Expected(name, seed.title, seed.published, ("金融", "新浪财经", "新浪财经－国內"), tuple(body))
    return expected, content


def _story(teller: Teller, index: int) -> Iterator[Piece]:
    rng = teller.rng
    yield pieces.paragraph(f"{teller.paragraph()}（本文编号{index}）")
    for number in range(rng.randint(2, 6)):
        yield pieces.opened(rng.choice(words.BOLD), teller.paragraph())
        if number == 1 and index % 2:
            url = f"https://n.sinaimg.cn/finance/crawl/{rng.getrandbits(64):016x}.jpg"
            yield pieces.picture(url, teller.names["company"] if index % 4 == 1 else "")
        if number == 1 and index % 3 == 0:
            rows = [
                (teller.names[key], teller.figure("money"), teller.figure("percent"))
                for key in ("city", "sector")
            ]
            yield pieces.table(("项目", "金额", "同比"), *rows)
    if index % 5 == 0:
        yield pieces.items(teller.paragraph(), teller.paragraph(), ordered=index % 10 == 0)
    if index % 7 == 0:
        yield pieces.quotation(teller.paragraph())
    yield pieces.paragraph(teller.paragraph())


def _hostile(count: int) -> Iterator[tuple[Expected, bytes]]:
    """Yield articles that between them have every title, every head, every text in every place, all markup."""
    placed = [place(text) for text, place in product(TEXTS, _PLACES)]
    Random(6).shuffle(placed)
    each = -(-len(placed) // count)
    for index in range(count):
        teller = Teller(Random(f"hostile:{index}"))
        inside = [*placed[index * each : (index + 1) * each], MARKUP[index % len(MARKUP)]]
        markdown = index % 5 == 4
        if markdown:
            inside = [MARKDOWN[index // 5 % len(MARKDOWN)]]
        body = (
            _plain(teller, f"{teller.paragraph()}（敌意编号{index}）", markdown=markdown),
            *inside,
            _plain(teller, teller.paragraph(), markdown=markdown),
        )
        if index % 3 == 0 and not markdown:
            body = body[1:]  # what attacks stands first
        yield _attack(index, TITLES[index % len(TITLES)], body)


def _plain(teller: Teller, text: str, *, markdown: bool) -> Piece:
    del teller
    return Piece(text, text) if markdown else pieces.paragraph(text)


def _attack(index: int, title: tuple[str, str], body: tuple[Piece, ...]) -> tuple[Expected, bytes]:
    """Return a post as a person writes one, its head one of those that attack."""
    written, shown = title
    published = _FIRST + timedelta(hours=index, seconds=index)
    categories, further = HEADS[index % len(HEADS)]
    if index % 4 == 1:
        further = {
            "canonical_url": f"https://news.example/a?id={index}&copy=1",
            "original_title": f"{shown}（原）",
        } | further
    head = {"title": written, "date": published.isoformat(), "categories": list(categories), **further}
    lines = "\n".join(f"{key}: {_scalar(value)}" for key, value in head.items())
    source = "\n\n".join(piece.source for piece in body)
    name = f"hostile-{index:03d}.md"
    content = f"---\n{lines}\n---\n\n{source}\n".encode("utf-8", "surrogatepass")
    # A link of a wiki is the name of its page.
    names = (
        " ".join(name.split()).removeprefix("[[").removesuffix("]]")
        for name in categories
        if name not in NO_NAMES
    )
    kept = tuple(name.encode()[:_LONGEST_NAME].decode(errors="ignore") for name in names)
    return Expected(name, _cut(shown), published, kept, body), content


def _cut(title: str) -> str:
    is_long = len(title) > _LONGEST_TITLE
    return f"{title[: _LONGEST_TITLE - 1].rstrip()}…" if is_long else title


def _scalar(value: object) -> str:
    """Return *value* as YAML in one line, in JSON's form; what YAML cannot hold is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(
        f"\\u{ord(c):04x}" if c in "\x7f\x85\u2028\u2029\ufeff\ufffe\uffff" or 0x80 <= ord(c) < 0xA0 else c
        for c in text
    )
