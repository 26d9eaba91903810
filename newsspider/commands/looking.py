"""Scrapy's commands that only look at pages: nothing is stored, and a refused request says why."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any, cast

from scrapy import Spider
from scrapy.crawler import Crawler

from newsspider.commands.base import prepare, processing, say, sentences
from newsspider.errors import ExitCode
from newsspider.lazy import lazily

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand as _Command

    from newsspider.middlewares import errors
    from newsspider.run import run as running
else:
    errors = lazily("newsspider.middlewares.errors")
    running = lazily("newsspider.run.run")
    _Command = object  # Scrapy takes every command class of this folder for a command


class LooksAtPages(_Command):
    """A mixin before a Scrapy command that makes it one of ours."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do as Scrapy does, and end with 1 and a sentence if a request was refused."""
        assert self.crawler_process is not None
        made: list[Crawler] = []
        crawls: list[asyncio.Task[None]] = []
        create, crawl = self.crawler_process._create_crawler, self.crawler_process.crawl  # noqa: SLF001

        def remember(spidercls: str | type[Spider]) -> Crawler:
            made.append(create(spidercls))
            running.Run.expect(made[-1], {})
            return made[-1]

        def begin(*given: Any, **arguments: Any) -> Any:
            crawls.append(cast("asyncio.Task[None]", crawl(*given, **arguments)))
            return crawls[-1]

        # The two places that every command passes; Scrapy's commands keep neither.
        setattr(self.crawler_process, "_create_crawler", remember)  # noqa: B010 - mypy forbids the assignment
        setattr(self.crawler_process, "crawl", begin)  # noqa: B010
        with sentences():
            try:
                super().run(args, opts)  # type: ignore[safe-super]
                for task in crawls:
                    task.result()
            except errors.Refusal as refusal:
                say(str(refusal))
                self.exitcode = ExitCode.FAILED
                return
            every = [running.Run.of(crawler).hosts for crawler in made]
            refused = [why for hosts in every for why in (*hosts.refused, *hosts.sentences())]
            if refused:
                say(refused[0])
                self.exitcode = ExitCode.FAILED
