"""Renders the page: the template with the view, in the chosen language, limited in size."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.bccache import Bucket

from newsspider import toml
from newsspider.lazy import lazily
from newsspider.run.page.view import Bounds, View
from newsspider.run.report import RunReport
from newsspider.text.redact import harmless
from newsspider.version import __version__

if TYPE_CHECKING:
    from newsspider.run.page import charts
else:
    charts = lazily("newsspider.run.page.charts")  # a library that draws, for pages with a chart

# The mark of our pages: only files with it are replaced or removed.
MADE_BY = f"newsspider {__version__}"
_MARK = re.compile(rb'<meta name="generator" content="newsspider ')
_HEAD = 2000
# Maximum bytes of a page; a larger page shows fewer articles, failures and rows.
_LARGEST = 1_900_000
_BOUNDS = (Bounds(), Bounds(300, 6, 60, 8, 8, 100), Bounds(50, 3, 20, 3, 4, 40), Bounds(1, 1, 5, 1, 2, 20))
# Maximum characters of one value, because an address or a sentence may have any length.
_LONGEST = 800
_HTTP = re.compile(r"https?://[^\s\"'<>]+\Z", re.IGNORECASE)
# With fewer articles there is no chart: the rows say more.
_FEW = 5


def is_ours(data: bytes) -> bool:
    """Return whether a page begins like the pages of this module."""
    return _MARK.search(data[:_HEAD]) is not None


def render(reports: Sequence[RunReport], earlier: Sequence[RunReport], language: str) -> bytes:
    """Return the page of *reports*, oldest first, compared with *earlier* ones, as UTF-8 HTML."""
    data = b""
    for bounds in _BOUNDS:
        view = View(reports, earlier, bounds)
        values = {"lang": language, "tr": _translator(language), "made_by": MADE_BY, "few": _FEW}
        text = _template().render(view=view, **values)
        data = text.encode("utf-8", "backslashreplace")
        if len(data) <= _LARGEST:
            break
    return data


def _displayable(value: Any) -> Any:
    """Return *value* without control characters and passwords, and not too long."""
    if type(value) is not str:
        return value
    return harmless(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")


def _link(address: str | None) -> str:
    """Return *address* if it is safe as a link, otherwise an empty text."""
    return address if address and len(address) <= _LONGEST and _HTTP.match(address) else ""


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _clock(moment: Any) -> str:
    return str(moment).replace("T", " ")[:16] if moment else "–"


def _bars(*chart: Any) -> str:
    return charts.bars(*chart)


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Keeps the compiled template beside the compiled module, where Python may: a tenth of a run's start."""

    def __init__(self) -> None:
        super().__init__(str(Path(cache_from_source(__file__)).parent), "%s.jinja")

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of *source* and of this module, whose options are compiled in."""
        return super().get_source_checksum(source + Path(__file__).read_text(encoding="utf-8"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the compiled template, unless Python must not write such files; where it cannot, none."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        bytecode_cache=_Compiled(),
        autoescape=True,
        finalize=_displayable,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(link=_link, percent=_percent, clock=_clock, last5=lambda name: name[-5:])
    environment.globals["bars"] = _bars
    return environment.get_template("page.html.jinja")


@cache
def _translator(language: str) -> Callable[[str], str]:
    """Return a function that translates the texts of the page into *language*; English stays as it is."""
    path = Path(__file__).parent / "words.toml"
    words = {} if language == "en" else toml.loads(path.read_text(encoding="utf-8"), path.name)[language]
    return lambda text: words.get(text, text)


# Load what a process needs only once before the first run ends.
_template()
