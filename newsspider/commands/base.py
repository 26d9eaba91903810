"""What our commands have in common: a person's configuration merged in, an error told as one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy import exceptions
from scrapy.settings import BaseSettings

from newsspider import options
from newsspider.errors import ExitCode, NewsspiderError, UsageError
from newsspider.lazy import lazily
from newsspider.text.redact import harmless

if TYPE_CHECKING:
    from newsspider import addon, config
    from newsspider.outputs import atomic
else:
    addon = lazily("newsspider.addon")
    config = lazily("newsspider.config")
    atomic = lazily("newsspider.outputs.atomic")

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
            raise atomic.cannot_write(opts.pidfile, error) from error


def say(sentence: str) -> None:
    """Tell *sentence* on stderr, without passwords and controls in it."""
    sys.stderr.write(f"newsspider: {harmless(sentence)}\n")


def take_nothing(command: str, args: Sequence[str]) -> None:
    """Raise UsageError where *command* was given arguments; Scrapy counts unknown options among them."""
    if args:
        kind = "option" if args[0].startswith("-") else "argument"
        message = f"{command} has no {kind} {args[0]!r}"
        raise UsageError(message)


def prepare(settings: BaseSettings) -> None:
    """Merge the user's configuration into *settings*, and check what is ours; raises UsageError."""
    level = settings.get("LOG_LEVEL")
    if not isinstance(logging.getLevelName(level), int) and not isinstance(level, int):
        message = f"invalid LOG_LEVEL {level!r}; use DEBUG, INFO, WARNING, ERROR or CRITICAL"
        raise UsageError(message)
    addon.Addon.update_pre_crawler_settings(settings)
    run = options.read(settings)
    if config.load(run.config).has_rules:  # the shipped ones are sound
        config.rule_set(run)
