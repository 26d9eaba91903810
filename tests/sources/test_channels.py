from __future__ import annotations

import re
from typing import Any

import pytest

from newsspider.errors import UsageError
from newsspider.sources.channels import select
from newsspider.sources.sina import lists
from newsspider.sources.sites import kinds
from newsspider.sources.sites import load_channels as load
from newsspider.spiders.sina_finance import SinaFinanceSpider

CHANNELS = load()
# The table of the field's document: page and list of the rolling lists, and the others.
ROLLING = {
    155: (1686, 1687, 1688, 1689, 1690, 3231),
    384: (2519, 2671, 2672, 2673, 2674, 2675, 2676, 2487),
    153: (2509, 2510, 2511, 2669, 2512, 2513, 2514, 2515, 2516, 2517, 2518),
    121: (1356,),
    372: (2431,),
    402: (2559,),
}
LIVE = (151, 152, 153, 155, 164, 242)


def test_every_channel_of_the_field_is_there() -> None:
    by_kind = {kind: {c.ids for c in CHANNELS.values() if c.kind == kind} for kind in lists.KINDS}
    assert by_kind["roll"] == {(page, lid) for page, lids in ROLLING.items() for lid in lids}
    assert by_kind["us"] == {(57045,)}
    assert by_kind["live"] == {(number,) for number in LIVE}
    assert by_kind["column"]


def test_the_default_writes_the_path_of_the_old_posts() -> None:
    channel = CHANNELS[SinaFinanceSpider.default]
    assert next(iter(CHANNELS.values())) is channel
    assert (channel.ids, channel.key) == ((155, 1686), "china/1686")
    assert channel.path == ("金融", "新浪财经", "新浪财经－国內")


def test_every_channel_is_whole() -> None:
    assert (
        len({channel.path for channel in CHANNELS.values()}) >= len(CHANNELS) - 1
    )  # us and us-roll share one
    for channel in CHANNELS.values():
        assert channel.why
        assert channel.zone.utcoffset(None).total_seconds() == 8 * 3600
        kind = kinds()[channel.kind]
        assert kind.site == channel.owner
        given: int | str = "sh600519" if kind.named else 7
        whole = channel.of(given) if channel.is_open else channel
        url = kind.url(whole, 1, kind.base)
        assert re.match(r"https://[a-z-]+(?:\.[a-z]+)*\.(?:sina(?:\.com)?\.cn|eastmoney\.com|cls\.cn)/", url)


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ("china", ["china/1686"]),
        ("stock,us,hk,fx,live", ["finance/2671", "us/57045", "finance/2674", "finance/2487", "live/152"]),
        (" china , stock ", ["china/1686", "finance/2671"]),
        ("china,155:1686,china/1686,china", ["china/1686"]),
        ("china/1687", ["china/1687"]),
        ("155:1687", ["china/1687"]),
        ("155:1700", ["china/1700"]),
        ("china/1700", ["china/1700"]),
        ("live/999", ["live/999"]),
        ("column/57028", ["column/57028"]),
        ("107:1244", ["107/1244"]),
        ("flash/102,flash,app/0", ["flash/102", "flash/0", "app/0"]),
        ("flash/7", ["flash/7"]),
        ("author/1803814487,company/sh600519", ["author/1803814487", "company/sh600519"]),
        ("reports/macro,front", ["reports/macro", "front"]),
    ],
)
def test_a_choice(names: str, keys: list[str]) -> None:
    assert [channel.key for channel in select(names, CHANNELS)] == keys


def test_a_list_that_the_table_does_not_name() -> None:
    (near,) = select("155:1700", CHANNELS)
    assert (near.kind, near.ids, near.path) == ("roll", (155, 1700), ("金融", "新浪财经"))
    (far,) = select("107:1244", CHANNELS)
    assert (far.kind, far.ids, far.path) == ("roll", (107, 1244), ("新浪",))
    assert far.zone == near.zone
    (live,) = select("live/999", CHANNELS)
    assert (live.kind, live.ids) == ("live", (999,))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("", "channel= is empty"),
        (" , ", "channel= is empty"),
        ("chna", "did you mean china"),
        ("nothing-like-it", "newsspider channels"),
        ("China", "did you mean china"),
        ("nowhere/1", "unknown group of channels 'nowhere'"),
        ("155:0", "unknown channel '155:0'"),
        ("155:1686:2", "unknown channel"),
        ("china/1686/2", "unknown channel"),
        ("155:１６８６", "unknown channel"),
    ],
)
def test_a_wrong_choice_is_one_sentence(names: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        select(names, CHANNELS)
    assert "\n" not in str(caught.value)


def test_the_users_own_channels_are_merged() -> None:
    own: list[dict[str, Any]] = [
        {"name": "futures", "group": "china", "kind": "roll", "ids": [155, 4000], "path": ["期货"]},
        {"name": "china", "path": ["我的", "财经"]},
        {"name": "news-mil", "off": True},
        {"name": "far", "kind": "live", "ids": [7], "path": ["海外"], "zone": "-05:30"},
    ]
    merged = load(own)
    assert merged["futures"].key == "china/4000"
    assert merged["china"].path == ("我的", "财经")
    assert merged["china"].ids == (155, 1686)
    assert "news-mil" not in merged
    assert (merged["far"].key, str(merged["far"].zone)) == ("far/7", "UTC-05:30")
    assert load()["china"].path == ("金融", "新浪财经", "新浪财经－国內")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "needs a name"),
        ({"name": "Ä"}, "needs a name"),
        ({"name": "x"}, "channel 'x' needs a kind: roll"),
        ({"name": "x", "kind": "rss"}, "needs a kind"),
        ({"name": "x", "kind": "roll", "ids": [1]}, "needs ids: 2 whole"),
        ({"name": "x", "kind": "live", "ids": [True]}, "needs ids"),
        ({"name": "x", "kind": "live", "ids": [0]}, "needs ids"),
        ({"name": "x", "kind": "live", "ids": "1"}, "needs ids to be a list"),
        ({"name": "x", "kind": "live", "ids": [1]}, "needs a path"),
        ({"name": "x", "kind": "live", "ids": [1], "path": ["", 1]}, "needs a path"),
        (
            {"name": "x", "kind": "live", "ids": [1], "path": ["a"], "zone": "Asia/Shanghai"},
            "needs a zone such as",
        ),
        ({"name": "x", "kind": "live", "ids": [1], "path": ["a"], "group": "a/b"}, "needs a group of"),
        ({"name": "x", "kind": "live", "ids": [1], "path": ["a"], "colour": 1}, "unknown key 'colour'"),
        ({"name": "china", "ids": [155, 1687]}, "has the same key as"),
        ({"name": "china", "off": "yes"}, "needs off to be a bool"),
        ({"name": "china", "fallback": "nothing"}, "names an unknown channel: 'nothing'"),
        ({"name": "china", "back": "nothing"}, "names an unknown channel: 'nothing'"),
    ],
)
def test_a_wrong_channel_is_named(table: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        load([table])
