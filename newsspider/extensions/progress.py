"""A progress line on a terminal: the number of inputs, and their outcomes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.run.outcomes import Outcomes
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@contextmanager
def shown(crawler: Crawler, *, quiet: bool) -> Iterator[None]:
    """Show the line while the block runs, on a terminal and unless *quiet*; it disappears at the end."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - a run without a terminal need not pay for it
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    outcomes: list[Outcomes] = []

    def opened() -> None:
        outcomes.append(Run.of(crawler).outcomes)

    def line() -> Text:
        return Text(_line(outcomes[0]) if outcomes else "starting …", overflow="ellipsis", no_wrap=True)

    crawler.signals.connect(opened, signals.spider_opened, weak=False)
    live = Live(
        get_renderable=line,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with suppress(OSError):  # a terminal that went away
        live.start()
    try:
        yield
    finally:
        with suppress(OSError):
            live.stop()


def _line(outcomes: Outcomes) -> str:
    # Another thread draws the line, so the counts are copied first.
    counts = "  ".join(f"{outcome.value} {count}" for outcome, count in outcomes.counts.copy().items())
    return f"{outcomes.inputs} inputs  {counts}"
