"""What a run has written to one output, and how an output is named to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy.extensions.feedexport import FeedSlot

_PLACEHOLDER = re.compile(r"%\((\w+)\)[\d.]*[a-z]")


@dataclass(frozen=True)
class Output:
    """What one feed has written; `stored` is False where it could not be completed."""

    uri: str
    format: str
    written: int
    stored: bool


def written_to(slot: FeedSlot) -> int:
    """Return how many articles *slot* has been given."""
    written: int = getattr(slot.exporter, "written", slot.itemcount)
    return written


def shown(template: str) -> str:
    """Return the address of a feed with `<…>` for what only a run fills in, and without its password."""
    return masked(_PLACEHOLDER.sub(r"<\1>", template))
