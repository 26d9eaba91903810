"""Sends messages about runs that end with an exit code of `[notify]`, once a day for the same problem.

Apprise (extra `notify`) sends to addresses of mail, webhooks and messengers; a command needs no extra.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsspider.errors import ExitCode, OutputFailed, UsageError
from newsspider.outputs.atomic import PartFile
from newsspider.text.redact import harmless

_log = logging.getLogger(__name__)

_STATE = "notified.json"
_DAY = timedelta(days=1)
_SECONDS = 60  # seconds that a command may take
_DIGITS = re.compile(r"\d+")
_DEFAULT = (int(ExitCode.FAILED), int(ExitCode.SOURCE))


@dataclass(frozen=True, slots=True)
class Receivers:
    """The table `[notify]`: the receivers, and the exit codes that are sent.

    `to` are addresses of Apprise, `command` is a program with its arguments. `reports` is the address of the
    folder of reports, if it has one; the name of the report is appended.
    """

    codes: tuple[int, ...] = _DEFAULT
    to: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    reports: str = ""

    @property
    def is_on(self) -> bool:
        """Whether there is a receiver."""
        return bool(self.to or self.command)


@dataclass(frozen=True, slots=True)
class Trouble:
    """The content of a message: the run, its exit code, the reason, and its report.

    `run` is empty if it could not start. `report` is empty if there is none, or if it is not known yet: see
    `tell`.
    """

    spider: str
    run: str
    exit_code: int
    sentence: str
    report: str = ""

    @property
    def title(self) -> str:
        """The subject of the message."""
        return harmless(f"newsspider: {self.spider} ended with exit code {self.exit_code}")

    @property
    def body(self) -> str:
        """The text of the message."""
        further = (("Run", self.run), ("Report", self.report))
        return harmless("\n".join([self.sentence, *(f"{name}: {value}" for name, value in further if value)]))


def read(table: Mapping[str, Any]) -> Receivers:
    """Return the receivers in the *table* `[notify]`; raises UsageError for a wrong key or value.

    Addresses without Apprise are an error, too: otherwise the first message would be lost.
    """
    known = [each.name for each in fields(Receivers)]
    unknown = next((name for name in table if name not in known), None)
    if unknown is not None:
        message = f"[notify] has an unknown key {unknown!r}; use one of {', '.join(known)}"
        raise UsageError(message)
    codes = table.get("codes", list(_DEFAULT))
    every = [int(code) for code in ExitCode]
    if not isinstance(codes, list) or any(isinstance(code, bool) or code not in every for code in codes):
        message = f"[notify] codes must be a list of exit codes, {', '.join(map(str, every))}, not {codes!r}"
        raise UsageError(message)
    for name in ("to", "command"):
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            message = f'[notify] {name} must be a list of texts, such as ["…"]'
            raise UsageError(message)
    if not isinstance(table.get("reports", ""), str):
        message = "[notify] reports must be an address, such as https://home.example/reports/"
        raise UsageError(message)
    found = Receivers(
        tuple(codes), tuple(table.get("to", ())), tuple(table.get("command", ())), table.get("reports", "")
    )
    if found.to and find_spec("apprise") is None:
        message = "[notify] to needs Apprise: pip install 'newsspider[notify]'; command needs nothing"
        raise UsageError(message)
    return found


def tell(receivers: Receivers, trouble: Trouble, output: Path, now: datetime) -> None:
    """Send *trouble* to the receivers, unless the same was sent within a day before *now*.

    The log says what could not be delivered; the next run tries again.
    """
    if not receivers.is_on or trouble.exit_code not in receivers.codes:
        return
    state = {key: at for key, at in _state(output / _STATE).items() if now - at < _DAY}
    # Numbers differ from run to run, but the problem is the same.
    sentence = trouble.sentence.replace(trouble.run, "") if trouble.run else trouble.sentence
    same = f"{trouble.spider} {trouble.exit_code} {_DIGITS.sub('0', harmless(sentence))}"
    if same in state:
        return
    message = replace(trouble, report=trouble.report or _report(receivers, output, trouble.run))
    problems = list(deliver(receivers, message))
    for problem in problems:
        _log.warning("[notify] %s", harmless(problem))
    if len(problems) < len(receivers.to) + bool(receivers.command):
        _remember(output, {**state, same: now})


def deliver(receivers: Receivers, trouble: Trouble) -> Iterator[str]:
    """Send *trouble* to every receiver, whatever was sent before; yield a sentence for each failure."""
    for address in receivers.to:
        if problem := _send(address, trouble):
            yield problem
    if receivers.command and (problem := _call(receivers.command, trouble)):
        yield problem


def _send(address: str, trouble: Trouble) -> str:
    """Send to *address*; return why that failed, without secrets, or an empty text."""
    import apprise  # noqa: PLC0415 - of an extra, and slow to import

    asset = apprise.AppriseAsset(app_id="newsspider", app_desc="newsspider", app_url="", async_mode=False)
    scheme = address.partition("://")[0]
    with _heard() as said:
        receiver = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
        if receiver is None:
            return f"{scheme}://… is not an address that Apprise can use"
        sender = apprise.Apprise(asset=asset)
        sender.add(receiver)
        if sender.notify(body=trouble.body, title=trouble.title, body_format=apprise.NotifyFormat.TEXT):
            return ""
    why = " ".join(" ".join(said).split())
    return (
        f"{scheme}:// was not reached: {why.replace(address, f'{scheme}://…') or 'Apprise gives no reason'}"
    )


class _Listener(logging.Handler):
    """Adds log messages to a list."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        """Add the message of *record*."""
        self._said.append(record.getMessage())


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Give the list of Apprise's log messages meanwhile; they go nowhere else."""
    said: list[str] = []
    logger, handler = logging.getLogger("apprise"), _Listener(said)
    logger.addHandler(handler)
    before, logger.propagate = logger.propagate, False
    try:
        yield said
    finally:
        logger.propagate = before
        logger.removeHandler(handler)


def _call(command: tuple[str, ...], trouble: Trouble) -> str:
    """Run *command* with the message on its stdin; return why that failed, or an empty text."""
    values = {"title": trouble.title, "sentence": harmless(trouble.sentence), "report": trouble.report}
    values |= {"spider": trouble.spider, "run": trouble.run, "exit_code": str(trouble.exit_code)}
    line = [_filled(argument, values) for argument in command]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            line, input=f"{trouble.body}\n", capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the command {command[0]} failed: {error}"
    said = " ".join(done.stderr.split())
    return f"the command {command[0]} ended with {done.returncode}: {said}" if done.returncode else ""


def _filled(argument: str, values: Mapping[str, str]) -> str:
    """Return *argument* with the names in braces replaced once; braces in values stay."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1], found[0]), argument)


def _report(receivers: Receivers, output: Path, run: str) -> str:
    """Return the address of the report of *run*: its page if there is one; empty without a report."""
    folder = output.absolute() / "reports"
    places = (folder / f"{run}.{ending}" for ending in ("html", "json"))
    found = next((path for path in places if path.exists()), None)
    if found is None:
        return ""
    return f"{receivers.reports.rstrip('/')}/{found.name}" if receivers.reports else str(found)


def _state(path: Path) -> dict[str, datetime]:
    """Return what was sent and when; nothing if the file is missing or damaged."""
    try:
        return {key: datetime.fromisoformat(at) for key, at in json.loads(path.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        _log.warning("[notify] %s cannot be read, so no message counts as sent: %s", path, error)
        return {}


def _remember(output: Path, state: Mapping[str, datetime]) -> None:
    text = json.dumps({key: at.isoformat() for key, at in state.items()}, ensure_ascii=False, indent=1)
    try:
        file = PartFile(output / _STATE, own=output)
        file.write(text.encode("utf-8", "backslashreplace"))
        file.settle()
        file.commit()
    except OutputFailed as error:
        _log.warning("[notify] %s; the same problem is sent again", error)
