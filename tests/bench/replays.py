"""Rows about a replay of seeds: beside the usual stack and bare Scrapy, again, and with workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from tests.bench.measuring import HERE, Cost, Row, interleaved, lines_in, measure, newsspider
from tests.seedmaker import write_seeds

WORKERS = "NEWSSPIDER_WORKERS"
# Records of ours that bare Scrapy yields, so that its dicts are of like size.
_POOL = 200


class Replays:
    """Replays of *count* seeds below the folder *work*."""

    def __init__(self, work: Path, count: int) -> None:
        self.work, self.count = work, count
        self.seeds, self.one = work / "seeds", work / "one"
        write_seeds(self.seeds, count)
        write_seeds(self.one, 1)
        self.pool = work / "pool.jsonl"
        self._made = 0

    def rows(self, rounds: int) -> Iterator[Row]:
        """Yield the rows; every contestant has its turn in each round."""
        self._replay(self.seeds, self.count, 0)  # the pool of records
        costs = interleaved(self._contestants(), rounds)
        start = costs["start"]
        ours, single = costs["ours"].without(start), costs["one process"].without(start)
        stack = costs["usual stack, posts, datasketch"].without(costs["its start"])
        jsonl = costs["usual stack, JSONL"].without(costs["its start without"])
        bare = costs["bare Scrapy"].without(costs["bare start"])
        many = f"replay of {self.count} seeds, everything on, no start-up"
        with_workers = f"{many}, workers auto, wall"
        yield Row(with_workers, "usual stack with datasketch, posts and JSONL", stack.wall_of(ours), 5, 8)
        yield Row(with_workers, "usual stack, JSONL only", jsonl.wall_of(ours), 3, 5)
        cpu = f"{many}, one process, CPU"
        yield Row(cpu, "usual stack with datasketch, posts and JSONL", stack.cpu_of(single))
        yield Row(cpu, "usual stack, JSONL only", jsonl.cpu_of(single))
        yield Row(cpu, "bare Scrapy, dicts to JSONL, no start-up", bare.cpu_of(single), 0.15, 0.3)
        yield Row("start-up and end of a run of one seed, CPU seconds", "", note=f"{start.cpu:.2f} s")
        yield Row("start-up of bare Scrapy, CPU seconds", "", note=f"{costs['bare start'].cpu:.2f} s")
        per = single.cpu / self.count
        yield Row("a seed, one process, CPU", "", note=f"{per * 1e6:.0f} µs")
        known = costs["known"].without(costs["start of a known one"])
        share, most = known.cpu_of(single), (known.cpu + known.cpu_doubt) / single.cpu
        note = "" if share is not None or most <= 0 else f"under {most:.2g}"
        what = "a known seed, no start-up, CPU"
        yield Row(what, "a new one", share, 0.02, 0.01, note=note, better="less")
        yield Row(
            f"{self.count} known seeds above start-up, seconds of CPU (± {known.cpu_doubt:.2f})",
            "",
            known.cpu,
            0.3 * max(self.count / 3000, 1),
            better="less",
        )
        memory = costs["one process"].memory
        yield Row(f"memory of a replay of {self.count} seeds, MB", "", memory, 200, 150, better="less")
        one, two = costs["1 worker"].without(start), costs["2 workers"].without(start)
        workers = "2 worker processes, no start-up but that of workers, wall"
        yield Row(workers, "1 worker process", one.wall_of(two), 1.7, 1.9)
        yield Row(workers, "no worker, one process", single.wall_of(two))

    def _contestants(self) -> dict[str, Callable[[int], Cost]]:
        return {
            "ours": partial(self._replay, self.seeds, self.count, "auto"),
            "one process": partial(self._replay, self.seeds, self.count, 0),
            "1 worker": partial(self._replay, self.seeds, self.count, 1),
            "2 workers": partial(self._replay, self.seeds, self.count, 2),
            "start": partial(self._replay, self.one, 1, 0),
            "known": lambda _: self._again(self.seeds),
            "start of a known one": lambda _: self._again(self.one),
            "usual stack, posts, datasketch": partial(self._stack, self.seeds, whole=True),
            "usual stack, JSONL": partial(self._stack, self.seeds, whole=False),
            "its start": partial(self._stack, self.one, whole=True),
            "its start without": partial(self._stack, self.one, whole=False),
            "bare Scrapy": lambda turn: self._bare(turn, self.count),
            "bare start": lambda turn: self._bare(turn, 1),
        }

    def _replay(self, seeds: Path, count: int, workers: int | str, _: int = 0) -> Cost:
        """Replay *seeds* into a new folder; the last one of all seeds is what is known then."""
        self._made += 1
        output = self.work / f"output-{seeds.name}-{self._made}"
        crawl = ("crawl", "seeds", "--quiet", "-a", f"path={seeds}")
        cost = newsspider(*crawl, output=output, settings={WORKERS: workers})
        _expect("newsspider", lines_in(output / "articles"), count)
        (self.work / f"last-{seeds.name}").write_text(str(output), encoding="utf-8")
        if not self.pool.exists():
            (written,) = (output / "articles").iterdir()
            with written.open("rb") as lines:
                self.pool.write_bytes(b"".join(islice(lines, _POOL)))
        return cost

    def _again(self, seeds: Path) -> Cost:
        output = Path((self.work / f"last-{seeds.name}").read_text(encoding="utf-8"))
        cost = newsspider("crawl", "seeds", "--quiet", "-a", f"path={seeds}", output=output)
        report = max((output / "reports").glob("*.json"))
        found = json.loads(report.read_text(encoding="utf-8"))["outcomes"]
        _expect("newsspider, known seeds,", found.get("unchanged", 0), len(list(seeds.iterdir())))
        return cost

    def _stack(self, seeds: Path, turn: int, *, whole: bool) -> Cost:
        name = f"{seeds.name}-{whole}-{turn}"
        out = self.work / f"stack-{name}.jsonl"
        further = [str(self.work / f"stack-posts-{name}")] if whole else []
        cost = measure([HERE / "usual_stack.py", seeds, out, *further])
        _expect("usual stack", lines_in(out), len(list(seeds.iterdir())))
        return cost

    def _bare(self, turn: int, count: int) -> Cost:
        out = self.work / f"bare-{count}-{turn}.jsonl"
        cost = measure([HERE / "bare_scrapy.py", self.pool, str(count), out])
        _expect("bare Scrapy", lines_in(out), count)
        return cost


def _expect(name: str, found: int, wanted: int) -> None:
    if found != wanted:
        message = f"{name} made {found} of {wanted}"
        raise SystemExit(message)
