"""What our commands have in common: a person's configuration merged in, an error told as one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from scrapy import exceptions
from scrapy.settings import BaseSettings

from newsspider import config, options
from newsspider.errors import ExitCode, NewsspiderError, UsageError
from newsspider.extensions import logformat
from newsspider.ledger import Ledger, database
from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write
from newsspider.text.redact import harmless

_log = logging.getLogger(__name__)


@contextmanager
def sentences() -> Iterator[None]:
    """End the process with the sentence and the code of an error of ours, or of a wrong use of Scrapy's."""
    try:
        yield
    except NewsspiderError as error:
        say(str(error))
        sys.exit(int(error.exit_code))
    except BrokenPipeError:
        # Whoever reads has read enough; what is flushed at the end of the process must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(int(ExitCode.DONE))
    except OSError as error:
        # A file or folder that this user may not look at: no place below could say more about it.
        _log.debug("The system refused", exc_info=error)
        say(f"{error.filename} cannot be used: {error.strerror}" if error.filename else str(error))
        sys.exit(int(ExitCode.FAILED))
    except exceptions.UsageError as error:
        if not str(error):
            raise  # Scrapy answers with its help
        say(str(error))
        sys.exit(int(ExitCode.USAGE))


@contextmanager
def processing(opts: argparse.Namespace) -> Iterator[None]:
    """Do as `sentences` while Scrapy processes *opts*; the only file that it writes then is `--pidfile`."""
    with sentences():
        try:
            yield
        except OSError as error:
            if not opts.pidfile:
                raise
            raise cannot_write(opts.pidfile, error) from error


def say(sentence: str) -> None:
    """Tell *sentence* on stderr, without passwords and controls in it."""
    sys.stderr.write(f"newsspider: {harmless(sentence)}\n")


def take_nothing(command: str, args: Sequence[str]) -> None:
    """Raise UsageError where *command* was given arguments; Scrapy counts unknown options among them."""
    if args:
        kind = "option" if args[0].startswith("-") else "argument"
        message = f"{command} takes no {kind} {args[0]!r}"
        raise UsageError(message)


def prepare(settings: BaseSettings) -> None:
    """Merge the user's configuration into *settings*, and check what is ours; raises UsageError."""
    logformat.install()
    level = settings.get("LOG_LEVEL")
    if not isinstance(logging.getLevelName(level), int) and not isinstance(level, int):
        message = f"the log level {level!r} is none: DEBUG, INFO, WARNING, ERROR or CRITICAL"
        raise UsageError(message)
    config.apply(settings)
    config.rule_set(options.read(settings))
    if sentence := config.ignored(settings):
        say(sentence)


# --- telling ---
# What the tasks of upkeep print: lines that no name of a file and no title can turn into anything else.


def line(text: str) -> None:
    """Print *text* on one line of stdout, without what a terminal would act on."""
    shown = harmless(" ".join(text.splitlines()))
    sys.stdout.write(shown.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def size(number: int) -> str:
    """Return a number of bytes as people read it, in millions."""
    return f"{number / 1_000_000:.1f} MB"


# --- opening ---
# The ledger of the settings, opened if it is there: no task of upkeep makes one.


def opened(run: Options) -> Ledger:
    """Return the ledger, open; raises NewsspiderError where there is none or it cannot be used."""
    database.must_exist(run.ledger)
    return Ledger.open(run.ledger)
