"""The `[post]` table and profiles of folders, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Newsspider

_TOML = """
[settings.FEEDS.vault]
format = "posts"
profile = "obsidian"

[post]
comments = true
footer = "原文：<{url}>"

[post.front_matter]
section = "%s"
"""


def test_folders_have_profiles_and_what_the_user_sets(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed(
        "a.md",
        title="甲公司中标",
        canonical_url="https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyt0442123.shtml",
    )
    config = run_newsspider.folder / "own.toml"
    config.write_text(_TOML % "news", encoding="utf-8")
    crawl = ("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_CONFIG={config}")
    ran = run_newsspider(*crawl)
    assert ran.code == 0, ran.stderr
    (post,) = ran.posts.values()
    assert "comments: true\n" in post
    assert "section: 'news'\n---\n" in post
    assert post.endswith("\n原文：<https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyt0442123.shtml>\n")
    (note,) = (ran.folder / "vault").glob("*.md")
    assert note.name.startswith("甲公司中标-")
    # The user's own key stays, ours change, when the posts are written anew.
    path = next((ran.folder / "output" / "posts").glob("*.md"))
    path.write_text(post.replace("section: 'news'", "section: 'news'\npinned: true"), encoding="utf-8")
    config.write_text(_TOML % "财经", encoding="utf-8")
    again = run_newsspider(*crawl, "-O", "output/posts:posts")
    assert again.code == 0, again.stderr
    (post,) = again.posts.values()
    assert "section: '财经'\npinned: true\n---\n" in post


def test_an_unknown_profile_is_wrong_use(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    config = run_newsspider.folder / "own.toml"
    config.write_text('[post]\nprofile = "wordpress"\n', encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_CONFIG={config}")
    assert ran.code == 2
    assert "unknown profile 'wordpress' of posts; use one of hexo, hugo, jekyll, obsidian" in ran.stderr


def test_a_strangers_file_adds_nothing_to_posts_as_it_is(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    stranger = run_newsspider.folder / "newsspider.toml"
    stranger.write_text('[post]\nfooter = "{{ evil }}"\n', encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert ran.code == 2
    assert "may not set 'footer' of [post]" in ran.stderr
