"""Frames: those of listed hosts leave as a link to what they show, all others not at all."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsspider.clean import embeds, rule_tables
from newsspider.clean.embeds import Embed
from newsspider.clean.rules import load
from newsspider.errors import UsageError
from tests.clean.cleaning import cleaned

SHIPPED = [Embed(**table) for table in rule_tables.shipped("embed", "embeds")]
# Address of a frame of each shipped table to where its link leads.
ADDRESSES = {
    "bilibili": (
        "//player.bilibili.com/player.html?isOutside=true&aid=1&bvid=BV1xx411c7mD&p=1",
        "https://www.bilibili.com/video/BV1xx411c7mD",
    ),
    "bilibili-number": (
        "https://player.bilibili.com/player.html?aid=170001&cid=279786&page=1",
        "https://www.bilibili.com/video/av170001",
    ),
    "qq-video": (
        "https://v.qq.com/txp/iframe/player.html?origin=x&vid=a0123bcdefg&autoplay=false",
        "https://v.qq.com/x/page/a0123bcdefg.html",
    ),
    "youku": (
        "http://player.youku.com/embed/XNDU4NzY2NTQ0MA==",
        "https://v.youku.com/v_show/id_XNDU4NzY2NTQ0MA==.html",
    ),
    "ixigua": (
        "https://www.ixigua.com/iframe/6912345678901234567?autoplay=0",
        "https://www.ixigua.com/6912345678901234567",
    ),
    "acfun": ("https://www.acfun.cn/player/ac10512345", "https://www.acfun.cn/v/ac10512345"),
    "iqiyi": (
        "https://open.iqiyi.com/developer/player_js/coopPlayerIndex.html?vid=0a1b",
        "https://open.iqiyi.com/developer/player_js/coopPlayerIndex.html?vid=0a1b",
    ),
    "sohu": (
        "//tv.sohu.com/s/sohuplayer/iplay.html?bid=123",
        "https://tv.sohu.com/s/sohuplayer/iplay.html?bid=123",
    ),
    "netease-song": (
        "//music.163.com/outchain/player?type=2&id=28123456&auto=0&height=66",
        "https://music.163.com/song?id=28123456",
    ),
    "netease": (
        "//music.163.com/outchain/player?type=0&id=705123456",
        "https://music.163.com/outchain/player?type=0&id=705123456",
    ),
    "ximalaya": (
        "https://www.ximalaya.com/thirdparty/player/sound/player.html?id=123456789&type=red",
        "https://www.ximalaya.com/sound/123456789",
    ),
    "youtube": (
        "https://www.youtube.com/embed/abcDEF12_-9?rel=0",
        "https://www.youtube.com/watch?v=abcDEF12_-9",
    ),
    "youtube-nocookie": (
        "https://www.youtube-nocookie.com/embed/abcDEF12_-9",
        "https://www.youtube.com/watch?v=abcDEF12_-9",
    ),
    "vimeo": ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://vimeo.com/76979871"),
    "spotify": (
        "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk?utm_source=generator",
        "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
    ),
    "datawrapper": ("https://datawrapper.dwcdn.net/AbC12/3/", "https://datawrapper.dwcdn.net/AbC12/3/"),
    "flourish": (
        "https://flo.uri.sh/visualisation/1234567/embed",
        "https://public.flourish.studio/visualisation/1234567/",
    ),
    "infogram": ("https://e.infogram.com/1pe9xk2m-3?src=embed", "https://infogram.com/1pe9xk2m-3"),
    "tableau": (
        "https://public.tableau.com/views/Trade/Sheet1?:showVizHome=no",
        "https://public.tableau.com/views/Trade/Sheet1?:showVizHome=no",
    ),
}


def links(html: str) -> list[tuple[str, str]]:
    """Return text and address of the links in the cleaned HTML of *html*."""
    made = LexborHTMLParser(cleaned(html).article.html)
    return [(node.text(), node.attributes["href"] or "") for node in made.css("a")]


def test_every_shipped_table_has_an_address_here() -> None:
    assert set(ADDRESSES) == {embed.id for embed in SHIPPED}


@pytest.mark.parametrize("embed", SHIPPED, ids=lambda embed: embed.id)
def test_a_frame_of_a_listed_host_becomes_a_link(embed: Embed) -> None:
    address, page = ADDRESSES[embed.id]
    found = links(f'<p>前文。</p><iframe src="{address.replace("&", "&amp;")}"></iframe><p>后文。</p>')
    assert found == [(embed.name, page)]


@pytest.mark.parametrize(
    "frame",
    [
        '<embed src="https://player.youku.com/embed/XNDU4NzY2NTQ0MA==" type="application/x-shockwave-flash">',
        '<object data="https://player.youku.com/embed/XNDU4NzY2NTQ0MA=="></object>',
        '<iframe data-src="https://player.youku.com/embed/XNDU4NzY2NTQ0MA=="></iframe>',
        '<div><p><iframe src="https://player.youku.com/embed/XNDU4NzY2NTQ0MA=="></iframe></p></div>',
    ],
)
def test_other_elements_and_places_of_the_address(frame: str) -> None:
    assert links(f"<p>文。</p>{frame}") == [
        ("优酷视频", "https://v.youku.com/v_show/id_XNDU4NzY2NTQ0MA==.html")
    ]


def test_the_link_stands_where_the_frame_stood_and_has_its_title() -> None:
    frame = '<iframe title="发布会 [全程]" src="https://player.vimeo.com/video/76979871"></iframe>'
    draft = cleaned(f"<p>前文。</p>{frame}<p>后文。</p>")
    assert draft.article.text == "前文。\n\n发布会 [全程]\n\n后文。"
    assert (
        draft.article.markdown == "前文。\n\n[发布会 &#91;全程&#93;](https://vimeo.com/76979871)\n\n后文。\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://ads.example/frame.html",
        "https://player.bilibili.com.evil.example/player.html?bvid=BV1xx411c7mD",
        "https://player.bilibili.com@evil.example/player.html?bvid=BV1xx411c7mD",
        "https://evil.example/player.bilibili.com/player.html?bvid=BV1xx411c7mD",
        "https://www.youtube.com/redirect?q=https://evil.example",
        "https://www.youtube.com/embed/abcDEF12_-9xyz",
        "javascript:alert(1)//player.bilibili.com?bvid=BV1xx411c7mD",
        "data:text/html,player.bilibili.com?bvid=BV1xx411c7mD",
        "/player.html?bvid=BV1xx411c7mD",
        "https://[player.bilibili.com",
        "",
    ],
)
def test_any_other_frame_is_gone(address: str) -> None:
    draft = cleaned(f'<p>前文。</p><iframe src="{address}">没有播放器</iframe><p>后文。</p>')
    assert draft.article.text == "前文。\n\n后文。"
    assert "<a" not in draft.article.html
    assert [(gone.rule, gone.text) for gone in draft.trace.removals] == [("sanitise:iframe", "没有播放器")]


def test_the_user_adds_changes_and_switches_off() -> None:
    own: list[dict[str, Any]] = [
        {"id": "mine", "host": "Video.Example", "name": "自家视频", "why": "our own player"},
        {"id": "vimeo", "name": "视频"},
        {"id": "youku", "off": True},
    ]
    rules = load(own_embeds=own)
    frames = "".join(
        f'<iframe src="https://{address}"></iframe>'
        for address in ("video.example/7", "player.vimeo.com/video/7", "player.youku.com/embed/XNDU4NzY2")
    )
    shown = LexborHTMLParser(cleaned(f"<p>文。</p>{frames}", rules=rules).article.html)
    told = [(node.text(), node.attributes["href"]) for node in shown.css("a")]
    assert told == [("自家视频", "https://video.example/7"), ("视频", "https://vimeo.com/7")]
    assert rules.version != load().version


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"host": "a.example"}, "needs an id"),
        ({"id": "x", "host": "a.example", "why": "y"}, "embed 'x' needs a name"),
        ({"id": "x", "host": "a.example", "name": "y"}, "embed 'x' needs a why"),
        (
            {"id": "x", "host": "a.example", "name": "y", "why": "z", "pattern": "("},
            "invalid regular expression",
        ),
        ({"id": "x", "host": "a.example", "name": "y", "why": "z", "pattern": "a"}, "needs both a pattern"),
        (
            {"id": "x", "host": "a.example", "name": "y", "why": "z", "page": "https://b/"},
            "needs both a pattern",
        ),
        (
            {"id": "vimeo", "page": "https://vimeo.com/{number}"},
            "a page with names that its pattern does not define",
        ),
        ({"id": "vimeo", "hosts": "a.example"}, "has an unknown key 'hosts'"),
        ({"id": "vimeo", "off": "yes"}, "off must be of type bool"),
        ({"id": "vimoe", "off": True}, "cannot be switched off"),
    ],
)
def test_a_table_at_fault_is_named(table: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        embeds.load([table], 0.5)
