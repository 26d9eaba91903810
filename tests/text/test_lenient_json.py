from __future__ import annotations

import pytest

from newsspider.text import lenient_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "半个\\ud83d字"}', {"a": "半个字"}),
        ('["\\udc00", {"\\ud800k": ["x\\udfff"]}]', ["", {"k": ["x"]}]),
        ('"\\ud83d\\ude00"', "😀"),
        (' {"a": [1, null, true]} ', {"a": [1, None, True]}),
    ],
)
def test_what_comes_can_be_written(text: str, value: object) -> None:
    assert lenient_json.whole(text) == value


@pytest.mark.parametrize("text", ["", "{", "1 2", "[" * 100_000])
def test_what_is_none_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        lenient_json.whole(text)


def test_the_first_value_of_a_text() -> None:
    assert lenient_json.first('x = {"a": 1}; y', 4) == ({"a": 1}, 12)
