"""The reports of a month of hourly runs with trouble in it, and titles that want to break the page."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from newsspider.clean import rules
from newsspider.errors import ExitCode
from newsspider.run import report
from newsspider.run.report import Change, Headline, HostReport, RejectedRow, Removals, RunReport, SourceReport
from newsspider.run.tally import FIELDS
from newsspider.text.dates import BEIJING

# The day on which the host blocks, and the one on which the list stands still.
BAD, STALE = 12, 20
FIRST = datetime(2026, 10, 28, 8, 30, tzinfo=BEIJING)
HOSTILE = (
    "<script>document.title='owned'</script>涨停",
    '"><img src=x onerror="document.title=\'owned\'">',
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7}",
    "\u202e反转的标题\x07 </style></details></main>",
    "很长的标题" * 60,
)
_MEDIA = ("新华社", "证券时报", "第一财经", "中国证券报", "澎湃新闻")
_CHANNELS = ("china/1686", "stock/2509", "finance/2516")
_STOCKS = ("sh600519", "sz002024", "bj430047", "hk00700")
_TAGS = ("央行", "新能源", "半导体", "房地产", "人民币", "港口")
_WORDS = (
    "岚浦港",
    "陵江市",
    "省川",
    "青禾股份",
    "上调",
    "吞吐量",
    "创新高",
    "三季度",
    "发布",
    "利率",
    "回升",
)
_HOST = "finance.sina.com.cn"


def reports(days: int = 30, runs: int = 4) -> list[RunReport]:
    """Return the reports, oldest first, *runs* a day."""
    drawn = random.Random(7)
    ids = rules.load().ids
    return [_report(drawn, day, number, ids) for day in range(days) for number in range(runs)]


def write(folder: Path, days: int = 30, runs: int = 4) -> list[str]:
    """Write the reports into *folder*, and return the names of the runs."""
    folder.mkdir(parents=True, exist_ok=True)
    found = reports(days, runs)
    for one in found:
        (folder / f"{one.run}.json").write_bytes(report.encode(one))
    return [one.run for one in found]


def _report(drawn: random.Random, day: int, number: int, rules_of: tuple[str, ...]) -> RunReport:
    at = FIRST + timedelta(days=day, hours=4 * number)
    bad, stale = day == BAD and number > 0, day == STALE and number > 1
    new = 0 if bad else 0 if stale else drawn.randint(6, 16)
    articles = [_headline(drawn, at, at_ + 1) for at_ in range(new)]
    failed = [
        _failure(drawn, at, one) for one in range(drawn.randint(18, 30) if bad else drawn.random() > 0.9)
    ]
    copies = [
        RejectedRow(
            f"https://{_HOST}/c/{at:%m%d%H}{one}.shtml", "duplicate", "near_duplicate", "estimate 0.93", _title(drawn),
            "", articles[0].id if articles else None, _CHANNELS[0], at.isoformat(),
        )
        for one in range(new // 5)
    ]  # fmt: skip
    faults = []
    if bad:
        faults = [f"{_HOST} blocked the crawler 10 times in a row; the next run requests the rest"]
        faults += [f"the list {_CHANNELS[0]} cannot be read: list_status, HTTP 403"]
    if stale:
        faults = [
            f"the list {_CHANNELS[1]} is stale: its newest article is from 2026-11-16 22:10, far older than usual"
        ]
    code = ExitCode.SOURCE if faults else ExitCode.SOME_FAILED if failed else ExitCode.DONE
    outcomes = {"kept": new, "unchanged": 40, "duplicate": len(copies), "failed": len(failed)}
    ended = at + timedelta(seconds=drawn.randint(70, 200))
    thin = day > BAD + 10
    coverage = {name: int(new * (0.1 if thin and name == "source" else 0.9)) for name in FIELDS}
    return RunReport(
        run=f"sina_finance-{at:%Y%m%d-%H%M%S}",
        spider="sina_finance",
        started=at,
        ended=ended,
        exit_code=code,
        inputs=sum(outcomes.values()),
        outcomes={name: count for name, count in outcomes.items() if count},
        reasons={name: n for name, n in (("near_duplicate", len(copies)), ("blocked", len(failed))) if n},
        faults=faults,
        failures=failed,
        rejected=copies,
        reason=faults[0] if faults else "",
        version="0.1.0",
        versions={"Python": "3.13.1", "Scrapy": "2.19.0"},
        arguments={"channel": "china stock"},
        settings={"NEWSSPIDER_NEAR_WINDOW": 7},
        sources=[_source(name, at, ended, 5 if name == _CHANNELS[1] and stale else 0, new) for name in _CHANNELS],
        hosts={_HOST: HostReport({"200": new + 12, **({"403": 30} if bad else {})}, 14.2)},
        removals={
            "sina-app-qr": Removals(new * 2, [one.id for one in articles[:5]]),
            "<script>alert(1)</script>": Removals(new, []),
        },
        rules=list(rules_of),
        cleaned=new,
        finished=new,
        coverage=coverage,
        lacking={name: [one.id for one in articles[coverage[name] :][:5]] for name in FIELDS},
        hours=_count(f"{datetime.fromisoformat(one.published or '').hour:02}" for one in articles),
        days=_count((one.published or "")[:10] for one in articles),
        channels=_count(one.channel or "" for one in articles),
        media=_count(one.source or "" for one in articles),
        stocks=_count(stock for one in articles for stock in one.stocks),
        tags=_count(tag for one in articles for tag in one.tags),
        seconds={"reading": 2.1, "cleaning": 3.7, "storing": 1.4},
        articles=articles,
        revisions=[
            Change(articles[0].id, articles[0].title, 2, "figures: 12.5 → 13.5", ["  text:", "  -净利润12.5亿元", "  +净利润13.5亿元"])
        ] if new and number == 1 else [],
    )  # fmt: skip


def _headline(drawn: random.Random, at: datetime, number: int) -> Headline:
    hostile = drawn.random() < 0.04
    published = at - timedelta(minutes=drawn.randint(3, 600))
    return Headline(
        f"sina:{at:%m%d%H}{number:03}",
        drawn.choice(HOSTILE) if hostile else _title(drawn),
        "javascript:alert(1)"
        if hostile
        else f"https://{_HOST}/china/{at:%Y-%m-%d}/doc-{at:%H}{number:03}.shtml",
        "",
        "kept",
        published.isoformat(),
        drawn.choice(_CHANNELS),
        drawn.choice((*_MEDIA, HOSTILE[0] if hostile else None)),
        drawn.sample(_STOCKS, drawn.randint(0, 2)),
        drawn.sample(_TAGS, drawn.randint(0, 3)),
    )


def _failure(drawn: random.Random, at: datetime, number: int) -> RejectedRow:
    return RejectedRow(
        f"https://{_HOST}/china/{at:%Y-%m-%d}/doc-x{at:%H}{number:03}.shtml", "failed", "blocked", "HTTP 403", _title(drawn),
        "", None, drawn.choice(_CHANNELS), at.isoformat(), 1, (at + timedelta(minutes=10)).isoformat(),
    )  # fmt: skip


def _source(name: str, at: datetime, ended: datetime, late: int, new: int) -> SourceReport:
    age = 0.4 + 9.0 * late
    newest = (at - timedelta(hours=age)).isoformat()
    return SourceReport(
        name, "list", at.isoformat(), ended.isoformat(), new // 3, {}, "", newest, age, 0.5, 9.5
    )


def _title(drawn: random.Random) -> str:
    return "".join(drawn.sample(_WORDS, 5))


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())
