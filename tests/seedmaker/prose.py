"""Titles and sentences from the tables of `words`, drawn with one article's own source of chance."""

from __future__ import annotations

from random import Random
from string import Formatter

from tests.seedmaker import words


class Teller:
    """Tells of one invented company in one invented town: the same names all through an article."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.names = {
            "company": rng.choice(words.COMPANIES),
            "city": rng.choice(words.CITIES),
            "person": rng.choice(words.PEOPLE),
            "role": rng.choice(words.ROLES),
            "sector": rng.choice(words.SECTORS),
            "product": rng.choice(words.PRODUCTS),
        }

    def title(self) -> str:
        """Return a headline."""
        return self.fill(self.rng.choice(words.TITLES))

    def paragraph(self) -> str:
        """Return two to four sentences."""
        chosen = self.rng.sample(words.SENTENCES, self.rng.randint(2, 4))
        return "".join(self.fill(pattern) for pattern in chosen)

    def fill(self, pattern: str) -> str:
        """Return *pattern* with every slot filled, figures anew at each place."""
        pieces = []
        for literal, slot, _, _ in Formatter().parse(pattern):
            pieces.append(literal)
            if slot is not None:
                pieces.append(self.names.get(slot) or self.figure(slot))
        return "".join(pieces)

    def figure(self, slot: str) -> str:
        """Return a figure of the kind *slot*."""
        rng = self.rng
        made = {
            "figure": f"{rng.randint(12, 999)}",
            "percent": f"{rng.randint(1, 98)}.{rng.randint(0, 9)}%",
            "money": f"{rng.randint(1, 999)}.{rng.randint(0, 99):02d}亿元",
            "months": f"{rng.randint(2, 36)}",
            "month": f"{rng.randint(1, 12)}",
            "day": f"{rng.randint(1, 28)}",
        }
        return made[slot]
