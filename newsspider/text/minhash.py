"""Sketches: 128 bytes that show how much two texts have in common, and the bands that find them.

The recipe is MinHash over the character 4-grams of the NFKC text without white space, 128 permutations.
Of each minimum only the lowest byte is kept: two different minima agree in it once in 256 times, which
`estimate` takes off again. Four bytes in a row are a band; texts that share one are worth comparing.
What is stored depends on all of this, so that a change raises `VERSION` and makes old sketches again.
"""

from __future__ import annotations

import struct
from array import array

from rensa import RMinHash

from newsspider.text import unicode

VERSION = 1
PERMUTATIONS = 128
BANDS = 32
# Below this a text has too few 4-grams for an estimate to mean anything.
SHORTEST = 60

_SEED = 20211009
_CHANCE = 1 / 256
_MINIMA = struct.Struct(f"<{PERMUTATIONS}I")
_BAND_KEYS = struct.Struct(f"<{BANDS}I")
# A 4-gram is eight bytes of UTF-16: read at four offsets, the text's own bytes are the list of 4-grams.
_UNIT, _GRAM = 2, 8


def _grams(text: str) -> array[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    shifted = [data[start : start + (len(data) - start) // _GRAM * _GRAM] for start in range(0, _GRAM, _UNIT)]
    return array("Q", b"".join(shifted))


def sketch(text: str) -> bytes | None:
    """Return the sketch of *text*, 128 bytes, or None if it has under `SHORTEST` characters."""
    plain = unicode.plain(text)
    if len(plain) < SHORTEST:
        return None
    grams = _grams(plain)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(grams, [0, len(grams)], PERMUTATIONS, _SEED)
    return _MINIMA.pack(*matrix.to_rows()[0])[::4]


def bands(made: bytes) -> tuple[int, ...]:
    """Return the 32 band keys of a sketch, 32-bit numbers: near texts have one in common."""
    return _BAND_KEYS.unpack(made)


def estimate(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard similarity of the texts of two sketches, 0 to 1, give or take .04."""
    differences = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    share = differences.to_bytes(PERMUTATIONS, "little").count(0) / PERMUTATIONS
    return max(0.0, (share - _CHANCE) / (1 - _CHANCE))
