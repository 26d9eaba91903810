"""What was not kept, one JSON line each: file, outcome, reason, detail, title, id, what it is a copy of."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.outputs.atomic import PartFile

if TYPE_CHECKING:
    from newsspider.run.outcomes import Fate


class RejectedFile:
    """The file of a run; there is none until something is to be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self._file: PartFile | None = None

    def add(self, fate: Fate) -> None:
        """Write one line; raises OutputFailed when that cannot be done."""
        if self._file is None:
            self._file = PartFile(self.path)
        values = {field.name: getattr(fate, field.name) for field in fields(fate)}
        values["outcome"], values["reason"] = fate.outcome.value, fate.reason.value
        line = json.dumps(values, ensure_ascii=False)
        self._file.write(f"{line}\n".encode("utf-8", "backslashreplace"))
        self.written += 1

    def complete(self) -> None:
        """Put the file, if there is one, under its name; raises OutputFailed when that cannot be done."""
        if self._file is not None:
            self._file.settle()
            self._file.commit()
