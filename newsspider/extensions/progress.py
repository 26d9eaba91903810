"""A progress line on a terminal: inputs, outcomes, the rate, the share, the time left, what is being read."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.run.outcomes import Outcomes
from newsspider.run.run import Run
from newsspider.text.redact import harmless

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

# Below these, a rate and what it leads to say nothing yet: seconds, and the share.
_SOON = 2.0
_LITTLE = 0.01


@contextmanager
def display(crawler: Crawler, *, quiet: bool) -> Iterator[None]:
    """Show the line while the block runs, on a terminal and unless *quiet*; it disappears at the end."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - a run without a terminal need not pay for it
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    watched: list[_Watched] = []

    def opened(spider: Spider) -> None:
        watched.append(_Watched(spider, Run.of(crawler).outcomes))
        measure = getattr(spider, "measure", None)
        if measure is not None:
            threading.Thread(target=measure, daemon=True).start()

    def line() -> Text:
        return Text(watched[0].line() if watched else "starting …", overflow="ellipsis", no_wrap=True)

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


@dataclass(slots=True)
class _Watched:
    """A run that somebody watches; another thread draws the line."""

    spider: Spider
    outcomes: Outcomes
    since: float = field(default_factory=monotonic)

    def line(self) -> str:
        """Return the line as it is now."""
        counts = [f"{outcome.value} {count}" for outcome, count in self.outcomes.counts.copy().items()]
        parts = [f"{self.outcomes.inputs} inputs", *counts, *self._pace()]
        if doing := getattr(self.spider, "doing", ""):
            parts.append(f"now {harmless(doing)}")
        return "  ".join(parts)

    def _pace(self) -> Iterator[str]:
        """Yield the rate, the share and the time left, as far as they are known."""
        spent = monotonic() - self.since
        if spent >= _SOON:
            yield f"{self.outcomes.inputs / spent:.0f}/s"
        share = getattr(self.spider, "share", lambda: None)()
        if share is None:
            return
        yield f"{share:.0%}"
        if share >= _LITTLE and spent >= _SOON:
            left = round(spent / share - spent)
            yield f"about {left // 60}:{left % 60:02} left"
