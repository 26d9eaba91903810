"""Profiles of posts and the user's `[post]` table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from newsspider.errors import UsageError
from newsspider.outputs.posts.merge import added
from newsspider.readers import posts
from newsspider.render.made_post import body_digest, split
from newsspider.render.post import to_post
from newsspider.render.post_style import FOOTER_MARK, PROFILES, from_table
from tests.render.test_post import FULL


def _head(post: str) -> dict[str, Any]:
    parts = split(post)
    assert parts is not None
    values: dict[str, Any] = yaml.safe_load("\n".join(parts[0]))
    return values


@pytest.mark.parametrize("profile", PROFILES)
def test_every_key_of_a_profile_is_ours(profile: str) -> None:
    style = from_table({"profile": profile, "front_matter": {"section": "news"}})
    head = _head(to_post(FULL, style))
    assert set(head) <= style.keys
    assert head["guid"] == FULL.id
    assert list(head)[-1] == "section"
    lines = (split(to_post(FULL, style)) or ([], ""))[0]
    assert added([*lines, "mine: 1"], style.keys) == ["mine: 1"]


def test_a_profile_names_keys_as_its_generator_does() -> None:
    heads = {name: _head(to_post(FULL, from_table({"profile": name}))) for name in PROFILES}
    assert heads["hugo"]["lastmod"] == heads["hexo"]["updated"]
    assert heads["hugo"]["images"] == [FULL.cover]
    assert heads["jekyll"]["last_modified_at"] == heads["hexo"]["updated"]
    assert (heads["jekyll"]["image"], heads["jekyll"]["layout"]) == (FULL.cover, "post")
    obsidian = heads["obsidian"]
    assert (obsidian["aliases"], obsidian["cover"]) == ([FULL.title], FULL.cover)
    assert (obsidian["date"], obsidian["tags"]) == ("2021-10-09T19:41:14", ["_000001", "yes"])
    assert "comments" not in obsidian


def test_what_the_user_adds_comes_after_ours_and_shows_as_it_is() -> None:
    table = {
        "comments": True,
        "categories": {"金融": "Finance", "新浪财经": ""},
        "front_matter": {
            "layout": "news",
            "toc": False,
            "weight": 3,
            "series": ["甲", "乙: #"],
            "题头": "a'b",
        },
        "footer": "---\n\n原文：<{url}>\n\n*仅供参考*",
    }
    style = from_table(table)
    post = to_post(FULL, style)
    head = _head(post)
    assert head["categories"] == ["Finance"]
    assert head["comments"] is True
    assert {key: head[key] for key in table["front_matter"]} == table["front_matter"]  # type: ignore[attr-defined]
    assert post.endswith(f"{FOOTER_MARK}\n\n---\n\n原文：<{FULL.url}>\n\n*仅供参考*\n")
    assert "原文" not in to_post(replace(FULL, url=None), style)


def test_a_footer_is_no_part_of_the_article() -> None:
    plain = to_post(FULL)
    styled = to_post(FULL, from_table({"footer": "关注我们"}))
    assert body_digest(styled) == body_digest(plain)
    assert "关注我们" not in (posts.read(styled.encode(), "a.md").fragment or "")
    code = replace(FULL, markdown=f"    一\n{FOOTER_MARK}\n    二\n")
    assert "二" in (posts.read(to_post(code).encode(), "a.md").fragment or "")


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"profile": "hxo"}, "unknown profile 'hxo'"),
        ({"layout": "post"}, "unknown key 'layout'"),
        ({"comments": "no"}, "must be true or false"),
        ({"categories": {"a": 1}}, "must be text"),
        ({"front_matter": {"guid": "x"}}, "cannot set 'guid'"),
        ({"front_matter": {"comments": True}}, "set it under [post]"),
        ({"front_matter": {"a: b": 1}}, "a key is letters"),
        ({"front_matter": {"a": {"b": 1}}}, "must be text, a number"),
    ],
)
def test_a_table_at_fault_is_reported(table: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError) as error:
        from_table(table)
    assert what in str(error.value)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("is_inside", [True, False])
def test_the_head_shows_the_file_of_a_cover_and_reads_back_its_address(
    profile: str, *, is_inside: bool
) -> None:
    cover, link = "https://n.sinaimg.cn/finance/a_1.jpg", "/images/ab/ab01.jpg"
    body = f"前文。\n\n![图]({cover})\n\n后文。\n" if is_inside else "前文。\n\n后文。\n"
    article = replace(FULL, cover=cover, markdown=body)
    style = from_table({"profile": profile, "images": "/images"})
    post = to_post(article, style, {cover: link})
    head, plain = _head(post), _head(to_post(article, style))
    shown = {key for key, value in plain.items() if value in (cover, [cover])}
    assert shown
    assert {key for key, value in head.items() if value in (link, [link])} == shown
    assert cover not in str(head)
    assert {key: head[key] for key in head if key not in shown} == {
        key: plain[key] for key in plain if key not in shown
    }
    draft = posts.read(post.encode(), "a.md")
    assert cover in draft.meta.values()
    assert link not in (draft.fragment or "")
    assert body_digest(post) == body_digest(to_post(article, style))
