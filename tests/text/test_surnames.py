from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.surnames import looks_like_name, part_run


@pytest.mark.parametrize(
    "token",
    [
        "李明",
        "王小明",
        "欧阳明",
        "诸葛小明",
        "张某",
        "魏某某",
        "程前",
        "范陈丽芳",
        "阿依古丽·买买提",
        "时小雨",
        "路某",
    ],
)
def test_names(token: str) -> None:
    assert looks_like_name(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "李",
        "黄金",
        "武汉",
        "周末",
        "简介",
        "手记",
        "观察",
        "时间",
        "路演",
        "李四说",
        "张三在",
        "欧阳",
        "张abc",
        "李明明明明",
        "马·",
    ],
)
def test_words(token: str) -> None:
    assert not looks_like_name(token)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("李明", ("李明",)),
        ("李明王芳", ("李明", "王芳")),
        ("李小明王小芳", ("李小明", "王小芳")),
        ("欧阳小明", ("欧阳小明",)),
        ("李明小王芳", ("李明小", "王芳")),
        # 李明|王芳芳 or 李明王|芳芳 is clear, 李石|林小红 or 李石林|小红 is clear too; this is not:
        ("李石林高红", ()),
        ("从市政府获悉", ()),
        ("李某对此文亦有贡献", ()),
        ("", ()),
        ("Smith", ()),
    ],
)
def test_runs_are_split_only_where_it_is_clear(run: str, names: tuple[str, ...]) -> None:
    assert part_run(run) == names


@given(st.text("李王张欧阳小明芳林高石红", max_size=12))
def test_parts_make_up_the_run(run: str) -> None:
    parts = part_run(run)
    assert not parts or "".join(parts) == run
    assert all(map(looks_like_name, parts))
