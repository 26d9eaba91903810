from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.sources.listing import BadList
from newsspider.sources.sina import responses
from newsspider.text import lenient_json


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('{"a": "it\\\'s"}', {"a": "it's"}),
        ('{"a": "\\x41\\u4e2d\\q"}', {"a": "A中q"}),
        ('{"a": "一\t二\n三"}', {"a": "一\t二\n三"}),
        ('// 说明\n{"a": 1 /* , */, // 行尾\n "b": "// 不是注释"}', {"a": 1, "b": "// 不是注释"}),
        ('{"a": 1, /* 末项之后 */ }', {"a": 1}),
        ("{a: 'x\"y', $b1: '\\\"'}", {"a": 'x"y', "$b1": '"'}),
        ('{"a": ",]}"\t,}', {"a": ",]}"}),
        ('["\ud83d"]', [""]),
    ],
)
def test_what_javascript_reads_is_read(written: str, value: Any) -> None:
    assert lenient_json.whole(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        '{"a":',
        '{"a": "x',
        "{'a",
        '{"a": 1,, "b": 2}',
        '{"a" 1}',
        '{"a": [1}',
        "{} {}",
        "/* {} */",
        "[" * 9999,
    ],
)
def test_what_is_no_value_is_an_error(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are of the library
        lenient_json.whole(written)


@pytest.mark.parametrize("unit", ['\\"', "/*", ",", "{a", "'\\'", '"a",', "[", "//"])
def test_long_rubbish_takes_no_time(unit: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        lenient_json.whole('{"' + unit * 100_000)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(JSON)
def test_sound_json_is_what_it_is(value: Any) -> None:
    assert lenient_json.whole(json.dumps(value)) == value
    # A comma too many at the end of all makes the mending read every token; nothing else may change.
    assert lenient_json.whole(f"[{json.dumps(value, ensure_ascii=False)},]") == [value]


OBJECT = '{"status": {"code": 0}, "rows": ["(一)"]}'
VALUE = {"status": {"code": 0}, "rows": ["(一)"]}


@pytest.mark.parametrize(
    "written",
    [
        OBJECT,
        f"{OBJECT};",
        f"cb({OBJECT})",
        f"cb({OBJECT});",
        f"window.cb({OBJECT});",
        f"var rows = {OBJECT};",
        f"var rows=({OBJECT});",
        f"window.rows = {OBJECT}",
        f"IO.Lists.Back['a-1'](({OBJECT}));",
        f"/*<script>location.href='//example.com/';</script>*/\ncb({OBJECT});",
        f"/**/ typeof cb === 'function' && cb({OBJECT});",
        f"cb && cb({OBJECT})",
        f"try{{cb({OBJECT});}}catch(e){{}};",
        f"  /* a */ /* b */ cb ( {OBJECT} ) ; /* c */",
        'cb({"status": {"code": 0,}, "rows": ["(一)",],});',
    ],
)
def test_an_answer_in_a_call_or_a_variable_is_read(written: str) -> None:
    assert responses.read(written.encode()) == VALUE


@pytest.mark.parametrize(
    "written", [f"cb({OBJECT}", f"cb(({OBJECT})", f"cb({OBJECT}) cb({OBJECT})", "cb()", "rows = "]
)
def test_a_call_that_does_not_end_is_no_answer(written: str) -> None:
    with pytest.raises(BadList):
        responses.read(written.encode())


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
