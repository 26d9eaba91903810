"""A folder of seeds, a command that is ended at given moments and repeated, and what it leaves."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Newsspider
from tests.crash import killing
from tests.crash.killing import Moment
from tests.seedmaker import write_seeds

NOW = "2026-11-23T10:00:00+08:00"
_COPY = """
---
title: '{title}'
categories: 
 - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: '{cover}'
author: 新浪财经
comments: false
date: {date}
thumbnail: '{cover}'
---

<div>   
{body}
</div>
"""


def write_corpus(folder: Path, count: int) -> None:
    """Write *count* seeds, exact copies of a tenth of them, and pairs of which the later completes the first."""
    write_seeds(folder / "m", count, seed=7, duplicates=count // 10)
    for number in range(count // 20):
        body = (
            f"<p>　　{number}号产区今日公布第{number * 37 % 91}批检测结果，共{number * 13 + 5}件样品合格，其余{number + 3}件"
            f"送复检，结论将于下周公布。产区负责人表示，今年第{number % 9}次抽检的重点是第{number * 7}类包装，"
            "合格率比上一年同期高出不少。</p>"
        )
        fuller = f'{body}<img src="https://n.sinaimg.cn/c/{number}.jpg"><p>来源：岚浦日报</p>'
        for part, text, cover, minute in (
            ("a", body, "qr", 10),
            ("z", fuller, f"https://n.sinaimg.cn/c/{number}.jpg", 12),
        ):
            date = f"Sat, 09 Oct 2021 0{number % 8}:{minute}:00 GMT"
            path = folder / part / f"{number:04}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                _COPY.format(title=f"{number}号产区检测", cover=cover, date=date, body=text), encoding="utf-8"
            )


def start(
    folder: Path,
    seeds: Path,
    *more: str,
    at: str | None = None,
    room: int | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[str]:
    """Return the run of *seeds* in *folder*, begun; *room* is the largest size of a file, in bytes."""
    given = ("crawl", "seeds", "-a", f"path={seeds}", "-s", f"NEWSSPIDER_NOW={NOW}", *more)
    return Newsspider(folder).start(*given, at=at, room=room, env=dict(env or {}))


@dataclass(frozen=True)
class Left:
    """What runs have left: posts by name, the lines of JSONL in order, names that should not be there."""

    posts: dict[str, str]
    lines: list[str]
    torn: list[str]


def left(folder: Path) -> Left:
    """Return what is in the default outputs of *folder*; a line that is no JSON is torn."""
    output = folder / "output"
    posts = {path.name: path.read_text("utf-8") for path in (output / "posts").glob("*.md")}
    lines = [
        line
        for path in sorted((output / "articles").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    torn = [path.name for path in (output / "posts").glob(".*")]
    torn += [str(path.relative_to(output)) for path in output.rglob("*") if ".part" in path.name]
    for line in lines:
        try:
            json.loads(line)
        except ValueError:
            torn.append(line[:80])
    return Left(posts, lines, torn)


def until_it_ends(folder: Path, seeds: Path, moments: Iterable[Moment], *more: str) -> list[str]:
    """End a run at each of *moments*, one after the other, then let one come to its end; return what went wrong."""
    for moment in moments:
        killing.end_at(start(folder, seeds, *more, at=moment.watched), moment)
    code, said = killing.ended(start(folder, seeds, *more))
    return [f"the last run ended with {code}: {said[-300:]}"] if code else []


def differences(wanted: Left, found: Left) -> list[str]:
    """Return how *found* differs from *wanted*; the order of lines of several files does not count."""
    wrong = [f"torn: {name}" for name in found.torn]
    wrong += [f"no post {name}" for name in wanted.posts.keys() - found.posts.keys()]
    wrong += [f"a post too many: {name}" for name in found.posts.keys() - wanted.posts.keys()]
    wrong += [
        f"another post {name}"
        for name in wanted.posts
        if found.posts.get(name, wanted.posts[name]) != wanted.posts[name]
    ]
    if sorted(found.lines) != sorted(wanted.lines):
        missing = len(set(wanted.lines) - set(found.lines))
        wrong.append(f"{len(found.lines)} lines for {len(wanted.lines)}, {missing} missing or other")
    return wrong
