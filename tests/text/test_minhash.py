from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text import minhash

CHARACTERS = [chr(code) for code in range(0x4E00, 0x5600)]


def text(seed: int, length: int = 400) -> str:
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def similarity(one: str, other: str) -> float:
    """The Jaccard similarity of the 4-grams."""
    ours, theirs = ({each[at : at + 4] for at in range(len(each) - 3)} for each in (one, other))
    return len(ours & theirs) / len(ours | theirs)


def made(words: str) -> bytes:
    sketch = minhash.sketch(words)
    assert sketch is not None
    return sketch


def test_a_sketch_is_128_bytes_of_32_bands() -> None:
    assert len(made(text(1))) == minhash.PERMUTATIONS
    assert len(minhash.bands(made(text(1)))) == minhash.BANDS


def test_the_sketch_of_a_text_never_changes() -> None:
    words = "中国人民银行授权全国银行间同业拆借中心公布，" * 4
    assert made(words).hex()[:32] == "6980d8dfe250974f81f77b3eb9726154"


@pytest.mark.parametrize("length", [0, 3, 59])
def test_a_short_text_has_no_sketch(length: int) -> None:
    assert minhash.sketch(text(1, length)) is None
    assert minhash.sketch(text(1, 60)) is not None


def test_white_space_and_width_do_not_count() -> None:
    words = text(1) + "１，１００"
    spaced = "\n".join(words[at : at + 7] + "　 " for at in range(0, len(words), 7)).replace(
        "１，１００", "1,100"
    )
    assert made(spaced) == made(words)


@pytest.mark.parametrize("kept", [1.0, 0.95, 0.9, 0.8, 0.7, 0.5, 0.0])
def test_the_estimate_is_the_similarity_of_the_4_grams(kept: float) -> None:
    errors = []
    for seed in range(40):
        words = text(seed, 800)
        other = words[: int(800 * kept)] + text(1000 + seed, 800 - int(800 * kept))
        errors.append(minhash.estimate(made(words), made(other)) - similarity(words, other))
    assert abs(sum(errors) / len(errors)) < 0.02
    assert max(map(abs, errors)) < 0.15


def test_near_texts_share_a_band_and_others_none() -> None:
    shared = []
    for seed in range(200):
        words = text(seed, 600)
        near = words[:200] + text(5000 + seed, 40) + words[200:]
        assert similarity(words, near) > 0.8
        shared.append(bool(set(minhash.bands(made(words))) & set(minhash.bands(made(near)))))
        assert not set(minhash.bands(made(words))) & set(minhash.bands(made(text(9000 + seed))))
    assert all(shared)


@given(st.text(min_size=60))
def test_every_text_can_be_sketched(words: str) -> None:
    sketch = minhash.sketch(words)
    assert sketch is None or minhash.estimate(sketch, sketch) == 1


def test_lone_surrogates_are_characters_too() -> None:
    assert minhash.sketch("\ud800" + text(1)) is not None
