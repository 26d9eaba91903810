"""Dates of every form, most of them none. A case is kept, whatever its date is read as."""

from __future__ import annotations

from tests.hostile.case import Case, post

_DATES = {
    "slashes": "2021/10/09 19:41",
    "dots": "2021.10.09",
    "chinese": "2021年10月9日 19:41",
    "rfc": "Sat, 09 Oct 2021 19:41:14 GMT",
    "zulu": "2021-10-09T11:41:14Z",
    "epoch": "1633779674",
    "epoch-millis": "1633779674000",
    "epoch-negative": "-1",
    "epoch-huge": "99999999999999999999",
    "month-13": "2021-13-09",
    "day-32": "2021-10-32",
    "leap": "2021-02-29",
    "hour-25": "2021-10-09 25:00:00",
    "second-60": "2021-12-31 23:59:60",
    "year-0": "0000-01-01",
    "year-1": "0001-01-01T00:00:00+14:00",
    "year-9999": "9999-12-31T23:59:59-12:00",
    "year-10000": "10000-01-01",
    "future": "2199-01-01 00:00:00",
    "zone-huge": "2021-10-09T19:41:14+99:99",
    "zone-odd": "2021-10-09T19:41:14+05:45:30",
    "zone-word": "2021-10-09 19:41:14 Asia/Shanghai",
    "words": "昨天 19:41",
    "list": "[2021, 10, 9]",
    "mapping": "{year: 2021}",
    "true": "true",
    "full-width": "２０２１－１０－０９",
    "empty": "''",
    "long": "'" + "2021-10-09 " * 5000 + "'",
    "digits": "'" + "1" * 5000 + "'",
    "format": "'%Y-%m-%d'",
}


def cases() -> list[Case]:
    """Return the cases of dates."""
    return [post(f"date-{name}", f"title: 日期 {name}\ndate: {date}") for name, date in _DATES.items()]
