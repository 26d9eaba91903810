from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.model.article import Precision
from newsspider.text.dates import BEIJING, is_clock_form, parse

SECOND, MINUTE, DAY = Precision.SECOND, Precision.MINUTE, Precision.DAY
EVENING = "2021-10-09T19:41:14+08:00"
EVENING_MINUTE = "2021-10-09T19:41:00+08:00"
MIDNIGHT = "2021-10-09T00:00:00+08:00"


@pytest.mark.parametrize(
    ("value", "expected", "precision", "assumed"),
    [
        ("Sat, 09 Oct 2021 11:41:14 GMT", EVENING, SECOND, False),
        ("Sat, 9 Oct 2021 11:41:14 +0000", EVENING, SECOND, False),
        ("09 Oct 2021 19:41:14 +0800", EVENING, SECOND, False),
        ("Saturday, 09-Oct-2021 11:41 UT", EVENING_MINUTE, MINUTE, False),
        ("Sat, 09 Oct 2021 07:41:14 EDT", EVENING, SECOND, False),
        ("2021-10-09T19:41:14+08:00", EVENING, SECOND, False),
        ("2021-10-09T11:41:14Z", EVENING, SECOND, False),
        ("2021-10-09T11:41:14.123456Z", EVENING, SECOND, False),
        ("2021-10-09t11:41:14,5z", EVENING, SECOND, False),
        ("2021-10-09 19:41:14 +0800", EVENING, SECOND, False),
        ("2021-10-09T19:41+08", EVENING_MINUTE, MINUTE, False),
        ("2021-10-09 19:41 UTC+8", EVENING_MINUTE, MINUTE, False),
        ("2021-10-09 06:41:14 -05:00", EVENING, SECOND, False),
        ("2021-10-09 19:41:14", EVENING, SECOND, True),
        ("2021-10-09T19:41", EVENING_MINUTE, MINUTE, True),
        ("2021-10-9 1:02", "2021-10-09T01:02:00+08:00", MINUTE, True),
        ("2021/10/9 19:41", EVENING_MINUTE, MINUTE, True),
        ("2021.10.09 19:41:14", EVENING, SECOND, True),
        ("2021-10-09", MIDNIGHT, DAY, True),
        ("2021/10/09", MIDNIGHT, DAY, True),
        ("2021.10.9", MIDNIGHT, DAY, True),
        ("2021年10月9日 19:41", EVENING_MINUTE, MINUTE, True),
        ("2021年10月09日19:41:14", EVENING, SECOND, True),
        ("2021年10月09日\xa019:41", EVENING_MINUTE, MINUTE, True),
        ("2021年10月09日　19:41", EVENING_MINUTE, MINUTE, True),
        ("2021 年 10 月 9 日 19 时 41 分", EVENING_MINUTE, MINUTE, True),
        ("2021年10月9日19时41分14秒", EVENING, SECOND, True),
        ("2021年10月9日", MIDNIGHT, DAY, True),
        ("2021年10月9号", MIDNIGHT, DAY, True),
        ("2021-10-09 19时41分", EVENING_MINUTE, MINUTE, True),
        ("2021年10月9日 下午7:41", EVENING_MINUTE, MINUTE, True),
        ("2021/10/9 下午7:41:14", EVENING, SECOND, True),
        ("2021年10月9日晚7点41分", EVENING_MINUTE, MINUTE, True),
        ("2021年10月9日上午9点半", "2021-10-09T09:30:00+08:00", MINUTE, True),
        ("2021年10月9日凌晨1点", "2021-10-09T01:00:00+08:00", MINUTE, True),
        ("2021年10月9日中午12:05", "2021-10-09T12:05:00+08:00", MINUTE, True),
        ("2021年10月9日中午1点整", "2021-10-09T13:00:00+08:00", MINUTE, True),
        ("2021/10/9 上午12:05:00", "2021-10-09T00:05:00+08:00", SECOND, True),
        ("2021-10-09 7:41 PM", EVENING_MINUTE, MINUTE, True),
        ("2021-10-09 12:30 a.m.", "2021-10-09T00:30:00+08:00", MINUTE, True),
        ("２０２１年１０月９日１９：４１", EVENING_MINUTE, MINUTE, True),
        ("20211009", MIDNIGHT, DAY, True),
        ("202110091941", EVENING_MINUTE, MINUTE, True),
        ("20211009194114", EVENING, SECOND, True),
        ("20211009T114114Z", EVENING, SECOND, False),
        ("Oct 9, 2021", MIDNIGHT, DAY, True),
        ("9 October 2021", MIDNIGHT, DAY, True),
        ("Sat Oct  9 19:41:14 2021", EVENING, SECOND, True),
        ("Sat Oct 09 2021 19:41:14 GMT+0800 (中国标准时间)", EVENING, SECOND, False),
        ("2021-10-08 24:00", MIDNIGHT, MINUTE, True),
        # numerals of Chinese, and months by them in a translated RFC 822
        ("2021年十月9日", MIDNIGHT, DAY, True),
        ("二〇二一年十月九日", MIDNIGHT, DAY, True),
        ("二零二一年十月九日晚七点四十一分", EVENING_MINUTE, MINUTE, True),
        ("二○二一年十月二十九日", "2021-10-29T00:00:00+08:00", DAY, True),
        ("星期六, 09 十月 2021 19:41:14 +0800", EVENING, SECOND, False),
        # years of two digits
        ("21年10月9日 19:41", EVENING_MINUTE, MINUTE, True),
        ("99年10月9日", "1999-10-09T00:00:00+08:00", DAY, True),
        ("Saturday, 09-Oct-21 11:41:14 GMT", EVENING, SECOND, False),
        # names of zones
        ("2021-10-09T19:41:14+08:00[Asia/Shanghai]", EVENING, SECOND, False),
        ("2021-10-09T11:41:14Z[UTC]", EVENING, SECOND, False),
        ("2021-10-09 19:41:14 Asia/Shanghai", EVENING, SECOND, False),
        ("2021-10-09 20:41:14 Asia/Tokyo", EVENING, SECOND, False),
        ("2021-10-09 19:41:14 PRC", EVENING, SECOND, False),
        ("Sat, 9 Oct 2021 19:41:14 +0800 (CST)", EVENING, SECOND, False),
        ("2021-10-09 19:41:14 +0800 CST", EVENING, SECOND, False),
        ("2021-10-09T19:41:14 (UTC +08:00)", EVENING, SECOND, False),
        ("2021-10-09 19:41 GMT+8", EVENING_MINUTE, MINUTE, False),
        # CST is China's where China's zone is asked for, and no more than assumed
        ("Sat, 09 Oct 2021 19:41:14 CST", EVENING, SECOND, True),
        ("Sat Oct 09 19:41:14 CST 2021", EVENING, SECOND, True),
        ("2021-10-09 19:41:14 CST", EVENING, SECOND, True),
        # ordinals and small words of English
        ("9th October 2021", MIDNIGHT, DAY, True),
        ("October 9th, 2021 at 7:41 PM", EVENING_MINUTE, MINUTE, True),
        ("Posted on Oct 9, 2021", MIDNIGHT, DAY, True),
        # notes
        ("[[October 9th, 2021]]", MIDNIGHT, DAY, True),
        ("[[2021-10-09]]", MIDNIGHT, DAY, True),
        ("<2021-10-09 Sat 19:41>", EVENING_MINUTE, MINUTE, True),
        ("[2021-10-09 六]", MIDNIGHT, DAY, True),
        # names of files
        ("2021-10-09-19-41-14", EVENING, SECOND, True),
        ("2021-10-09 19-41-14", EVENING, SECOND, True),
        ("2021-10-09T19-41", EVENING_MINUTE, MINUTE, True),
        ("2021-10-09_19:41", EVENING_MINUTE, MINUTE, True),
        ("2021–10–09", MIDNIGHT, DAY, True),
        ("19:41 2021-10-09", EVENING_MINUTE, MINUTE, True),
        # programs and databases
        ("1633779674.25", EVENING, SECOND, False),
        ("1633779674123456", EVENING, SECOND, False),
        ("1633779674000000000", EVENING, SECOND, False),
        ("20211009194114123", EVENING, SECOND, True),
        ("/Date(1633779674000)/", EVENING, SECOND, False),
        ("/Date(1633779674000-0500)/", EVENING, SECOND, False),
        ('{"$date": "2021-10-09T11:41:14Z"}', EVENING, SECOND, False),
        ('{"$date":{"$numberLong":"1633779674000"}}', EVENING, SECOND, False),
        ({"$date": 1633779674000}, EVENING, SECOND, False),
        ("发布时间：2021-10-09 19:41", EVENING_MINUTE, MINUTE, True),
        ("发表于 2021年10月9日", MIDNIGHT, DAY, True),
        ("2021年10月9日 星期六 19:41", EVENING_MINUTE, MINUTE, True),
        ("2021年10月9日（周六）", MIDNIGHT, DAY, True),
        ("北京时间2021年10月9日19:41", EVENING_MINUTE, MINUTE, False),
        ("  2021-10-09 \n", MIDNIGHT, DAY, True),
        (1633779674, EVENING, SECOND, False),
        (1633779674.9, EVENING, SECOND, False),
        (1633779674123, EVENING, SECOND, False),
        ("1633779674", EVENING, SECOND, False),
        ("1633779674000", EVENING, SECOND, False),
        (20211009, MIDNIGHT, DAY, True),
        (date(2021, 10, 9), MIDNIGHT, DAY, True),
        (datetime(2021, 10, 9, 19, 41, 14), EVENING, SECOND, True),  # noqa: DTZ001
        (datetime(2021, 10, 9, 11, 41, 14, 5, tzinfo=timezone.utc), EVENING, SECOND, False),
    ],
)
def test_every_form_is_read(value: object, expected: str, precision: Precision, assumed: bool) -> None:
    moment = parse(value)
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision, moment.assumed_zone) == (expected, precision, assumed)


@pytest.mark.parametrize(
    "value",
    [
        "2021-13-45",
        "2021-02-29",
        "2021-10-09 25:00",
        "2021-10-09 24:01",
        "2021-10-09 19:61",
        "2021-10-09 19:",
        "2021-10-09 19:41 +99:00",
        "2021-10-09来源：新华社",
        "2021-10-09 19:41 左右",
        "约2021年10月9日",
        "10-09 19:41",
        "10月9日 19:41",
        "09/10/2021",
        "21-10-09",
        "2021年10月",
        "2021",
        "今天 19:41",
        "3小时前",
        "刚刚",
        "now",
        "",
        "   ",
        "Sat, 09 Foo 2021 11:41:14 GMT",
        "2021年10月9日晚2点",
        "2021年十三月9日",
        "十月9日 19:41",
        "21年10月",
        "[2021-10-09",
        "<2021-10-09]",
        "[[今天]]",
        "2021-10-09 19:41 Asia/Atlantis",
        "2021-10-09 19:41 (大概)",
        "/Date(163)/",
        '{"$date": "昨天"}',
        "20211009194114000000",
        "2621100919411400",
        {"$date": {"$numberLong": []}},
        {"$date": "2021-10-09", "by": "2021-10-10"},
        "2021年10月9日上午19:41",
        "1979-12-31",
        "2101-01-01",
        "9999999999999",
        "0000000000",
        "٢٠٢١-١٠-٠٩",
        "2021-10-09\n2021-10-10",
        0,
        -1633779674,
        10**400,
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        {"date": "2021-10-09"},
        b"2021-10-09",
        date(1970, 1, 1),
        datetime(1, 1, 1, tzinfo=timezone.utc),
        datetime.max.replace(tzinfo=timezone.utc),
    ],
)
def test_what_is_not_wholly_a_plausible_time_is_none(value: object) -> None:
    assert parse(value) is None


def test_the_zone_asked_for_is_assumed_or_converted_to() -> None:
    new_york = ZoneInfo("America/New_York")
    assumed, converted = parse("2021-10-09 19:41", new_york), parse("2021-10-09T11:41Z", new_york)
    assert assumed is not None
    assert converted is not None
    assert assumed.at.isoformat() == "2021-10-09T19:41:00-04:00"
    assert converted.at.isoformat() == "2021-10-09T07:41:00-04:00"
    assert parse("2021-10-09 19:41 CST", new_york) is None  # whose, nothing says


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-10-09 19:41:14", True),
        (datetime(2021, 10, 9, 19, 41, 14), True),  # noqa: DTZ001
        (datetime(2021, 10, 9, 19, 41, 14, 1), False),  # noqa: DTZ001
        (datetime(2021, 10, 9, tzinfo=BEIJING), False),
        ("2021-10-09 19:41", False),
        ("2021-10-09T19:41:14", False),
        (" 2021-10-09 19:41:14", False),
        ("２０２１-10-09 19:41:14", False),
        ("Sat, 09 Oct 2021 11:41:14 GMT", False),
        (date(2021, 10, 9), False),
        (None, False),
    ],
)
def test_clock_form_is_exact(value: object, expected: bool) -> None:
    assert is_clock_form(value) is expected


@pytest.mark.parametrize(
    "unit", ["0", " ", "2021-", "星期", "(", "年", "発布時間:", "19:41:", "sat,", "+08:00"]
)
def test_long_input_is_refused_unread(unit: str) -> None:
    assert parse(unit * 100_000) is None


@given(
    st.one_of(
        st.text(), st.text("0123456789年月日时分秒:-/. TZ+,上下午", max_size=30), st.floats(), st.integers()
    )
)
def test_anything_gives_an_aware_time_or_none(value: object) -> None:
    moment = parse(value)
    assert moment is None or (moment.at.utcoffset() == timedelta(hours=8) and 1980 <= moment.at.year <= 2100)


@given(st.datetimes(datetime(1981, 1, 1), datetime(2099, 12, 31), timezones=st.just(BEIJING)))  # noqa: DTZ001
def test_written_times_are_read_back(at: datetime) -> None:
    at = at.replace(microsecond=0)
    for written in (
        at.isoformat(),
        f"{at:%Y年%m月%d日 %H:%M:%S}",
        f"{at:%a, %d %b %Y %H:%M:%S %z}",
        f"{at:%Y%m%d%H%M%S}",
    ):
        moment = parse(written)
        assert moment is not None
        assert (moment.at, moment.precision) == (at, SECOND)
