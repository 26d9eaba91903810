"""`bench`: Scrapy's own command, which measures how fast it crawls on this machine."""

from __future__ import annotations

import argparse

from scrapy.commands import bench

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, bench.Command):
    """Looks at pages of its own server; see `looking`."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in; the log, silent in a project of ours, shows what is measured."""
        super().process_options(args, opts)
        assert self.settings is not None
        for name in ("LOG_LEVEL", "LOGSTATS_INTERVAL", "CLOSESPIDER_TIMEOUT"):
            self.settings.set(name, self.default_settings[name], priority="project")
        self.settings.set("LOG_FORMATTER", "scrapy.logformatter.LogFormatter", priority="project")
        # The pages are its own, so no server needs pauses.
        self.settings.set("DOWNLOAD_DELAY", 0, priority="project")
        self.settings.set("AUTOTHROTTLE_ENABLED", value=False, priority="project")
        self.settings.set("ROBOTSTXT_OBEY", value=False, priority="project")
