"""`init`: the files that a folder of newsspider's needs: settings to edit, and where Scrapy finds them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider.commands.base import sentences
from newsspider.errors import UsageError
from newsspider.lazy import lazily

if TYPE_CHECKING:
    from newsspider import config
    from newsspider.outputs import atomic
else:
    config = lazily("newsspider.config")
    atomic = lazily("newsspider.outputs.atomic")


_SCRAPY_CFG = """\
# Lets `scrapy …` in this folder do what `newsspider …` does.
[settings]
default = newsspider.settings
"""
_TOML = """\
# newsspider's settings of this folder. Lines that begin with # are examples: remove the # to use one.
# Every setting: docs/settings.md. On the command line `-s NAME=VALUE` overrides this file.

[settings]
# NEWSSPIDER_OUTPUT = "output"          # the folder that everything is written under
# NEWSSPIDER_POSTS = "blog/source/_posts"  # the folder of the posts alone
# NEWSSPIDER_FIRST_DAYS = 1             # how many days a first live run goes back
# NEWSSPIDER_UNDATED_POSTS = false      # whether an article without a date becomes a post
# LOG_LEVEL = "INFO"

# One more output, besides the posts and the JSONL of each run.
# [settings.FEEDS."archive.csv"]
# format = "csv"
# fields = ["id", "published", "title", "source", "url"]

# Send a message when a run fails; more in docs/recipes.md.
# [notify]
# codes = [1, 4]
# command = ["mail", "-s", "{title}", "me@example.com"]

# A cleaning rule of your own: what it matches is removed.
# [[rule]]
# id = "my-newsletter"
# why = "invitation to the newsletter below every article since 2026-09"
# selector = ".newsletter-box"
"""
_FILES = {"scrapy.cfg": _SCRAPY_CFG, config.DEFAULT_NAME: _TOML}


class Command(ScrapyCommand):
    """Writes the files; existing ones are left alone."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[DIR]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Write newsspider.toml, scrapy.cfg and output/ into a folder"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the files, and say what to do next; raises UsageError for more than one folder."""
        del opts
        with sentences():
            if len(args) > 1 or any(arg.startswith("-") for arg in args):
                message = f"init takes one folder, not {' '.join(args)}"
                raise UsageError(message)
            folder = Path(args[0] if args else ".").expanduser()
            try:
                (folder / "output").mkdir(parents=True, exist_ok=True)
                for name, text in _FILES.items():
                    _write(folder / name, text)
            except OSError as error:
                raise atomic.cannot_write(folder, error) from error
            go = "" if folder == Path() else f"cd {folder} && "
            sys.stdout.write(f"Next: {go}newsspider crawl seeds -a path=FOLDER_OF_POSTS\n")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        sys.stdout.write(f"wrote {path}\n")
    except FileExistsError:
        sys.stdout.write(f"kept {path}, which already exists\n")
