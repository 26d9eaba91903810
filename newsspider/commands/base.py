"""What our commands share: the user's configuration is merged in, an error is one sentence."""

from __future__ import annotations

import argparse
import gc
import io
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn, TextIO

from scrapy import exceptions
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newsspider import options
from newsspider.errors import OUT_OF_MEMORY, ExitCode, NewsspiderError, UsageError
from newsspider.lazy import lazily
from newsspider.text.redact import harmless

if TYPE_CHECKING:
    from newsspider import addon, config
    from newsspider.extensions import logformat
    from newsspider.outputs import atomic
else:
    logformat = lazily("newsspider.extensions.logformat")
    addon = lazily("newsspider.addon")
    config = lazily("newsspider.config")
    atomic = lazily("newsspider.outputs.atomic")

_log = logging.getLogger(__name__)
# New objects between two searches for garbage, and searches between two deeper ones. A group of articles
# makes some ten thousand that stay until its commit, and hardly any garbage that needs a search.
_GARBAGE = 10_000, 10, 10


def collect_seldom() -> None:
    """Let Python search for garbage less often from now on, and never among the objects that exist."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


@contextmanager
def sentences() -> Iterator[None]:
    """End the process with the sentence and the code of an error of ours, or of a wrong use of Scrapy's."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except NewsspiderError as error:
        say(str(error))
        _end(error.exit_code)
    except MemoryError:
        say(OUT_OF_MEMORY)
        _end(ExitCode.FAILED)
    except BrokenPipeError:
        _end(ExitCode.DONE)  # the reader has read enough
    except OSError as error:
        # A file or folder that this user may not read: no code below knows more about it.
        _log.debug("The system refused", exc_info=error)
        what = error.filename or "the output"
        say(f"{what} cannot be used: {error.strerror}" if error.strerror else str(error))
        _end(ExitCode.FAILED)
    except exceptions.UsageError as error:
        if not str(error):
            raise  # Scrapy answers with its help
        say(str(error))
        _end(ExitCode.USAGE)


def _end(code: ExitCode) -> NoReturn:
    """End the process with *code*, even if its last output cannot be printed."""
    _print(sys.stdout, "")
    sys.exit(int(code))


@contextmanager
def processing(opts: argparse.Namespace) -> Iterator[None]:
    """Do as `sentences` while Scrapy processes *opts*; the only file that it writes then is `--pidfile`."""
    open_streams()
    with sentences():
        try:
            yield
        except OSError as error:
            if not opts.pidfile:
                raise
            raise atomic.cannot_write(opts.pidfile, error) from error


# --- streams ---
# Stdout and stderr may be closed, full, or a terminal that went away: no reason to lose a run.


_STDERR = 2


def open_streams() -> None:
    """Make sure that each standard stream exists: a file that a run opens must not replace a closed one.

    Characters outside a stream's encoding are escaped, so that file names are shown under LC_ALL=C.
    """
    # Each takes the lowest number that is free.
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        pass
    os.close(number)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            with suppress(OSError):  # one that was exchanged below for what cannot be sought in
                stream.reconfigure(errors="backslashreplace")


def show(text: str, *, to_stderr: bool = False) -> None:
    """Print *text* on stdout or stderr, if possible, without its passwords and control characters."""
    _print(sys.stderr if to_stderr else sys.stdout, harmless(text))


def say(sentence: str) -> None:
    """Print *sentence* on stderr, without its passwords and control characters."""
    show(f"newsspider: {sentence}\n", to_stderr=True)


def _print(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        # Unwritten output would be tried again at the end of the process, and change its exit code.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def take_nothing(command: ScrapyCommand, name: str, args: Sequence[str]) -> None:
    """Raise UsageError if *command* was given arguments; Scrapy counts unknown options among them."""
    if args:
        kind = "option" if args[0].startswith("-") else "argument"
        message = f"{name} has no {kind} {args[0]!r}{nearest_option(command, args[0])}"
        raise UsageError(message)


def nearest_option(command: ScrapyCommand, given: str) -> str:
    """Return the end of a sentence that names the option of *command* nearest to *given*, or ""."""
    parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
    command.add_options(parser)
    known = re.findall(r"(?<![\w-])--[a-z][a-z-]*", parser.format_help())
    near = get_close_matches(given.partition("=")[0], known, n=1)
    return f"; did you mean {near[0]}?" if near and given.startswith("--") else ""


def prepare(settings: BaseSettings) -> None:
    """Merge the user's configuration into *settings*, and check what is ours; raises UsageError."""
    level = settings.get("LOG_LEVEL")
    if not isinstance(logging.getLevelName(level), int) and not isinstance(level, int):
        message = f"invalid LOG_LEVEL {level!r}; use DEBUG, INFO, WARNING, ERROR or CRITICAL"
        raise UsageError(message)
    addon.Addon.update_pre_crawler_settings(settings)
    logformat.keep_apart(settings)
    run = options.read(settings)
    if config.load(run.config).has_rules:  # the shipped ones are valid
        config.rule_set(run)
    if sentence := config.ignored(settings):
        say(sentence)
