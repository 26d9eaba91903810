"""The removals of a run, a line each, where `NEWSSPIDER_TRACE` asks for them: beside its report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsspider.errors import OutputFailed
from newsspider.options import Options
from newsspider.outputs.atomic import PartFile

if TYPE_CHECKING:
    from newsspider.model.article import Article
    from newsspider.model.draft import Removal
    from newsspider.run.failures import Failures

ENDING = ".removals.jsonl"


class Removals:
    """Writes what was removed from each article; the file has its name at the end of the run.

    What is not cleaned in the run, such as a file that is as it was, has no lines.
    """

    def __init__(self, run: Options, failures: Failures) -> None:
        self.is_on = run.trace
        self._path = run.output / "reports" / f"{run.run or 'run'}{ENDING}"
        self._own = run.output
        self._failures = failures
        self._file: PartFile | None = None

    def add(self, article: Article | None, removals: Sequence[Removal]) -> None:
        """Write what was removed from *article*, if anything; a file that cannot be written fails the run."""
        if article is None or not removals:
            return
        place = {"locator": article.origin.locator, "url": article.url, "title": article.title}
        lines = [
            json.dumps({**place, "rule": each.rule, "what": each.what, "text": each.text}, ensure_ascii=False)
            for each in removals
        ]
        try:
            if self._file is None:
                self._file = PartFile(self._path, own=self._own)
            self._file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
        except OutputFailed as error:
            self._failures.fail(error)

    def complete(self) -> None:
        """Give the file its name, if there is one; raises OutputFailed."""
        if self._file is not None:
            self._file.settle()
            self._file.commit()
