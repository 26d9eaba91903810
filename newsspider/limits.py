"""How much one input may take: beyond each limit it ends with the reason beside it, the others go on.

Each is a setting (`NEWSSPIDER_MAX_FILE` and so on, see `settings.py`); what a server may send is bounded by
Scrapy's own DOWNLOAD_MAXSIZE (reason too_large) and DOWNLOAD_TIMEOUT (timed_out).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a run; the defaults are the settings'."""

    # Bytes of a seed file, or of a document in one: too_large.
    file: int = 30_000_000
    # Elements inside one another, in a document of thousands: too_deep. The parser's time grows with the
    # square of it, and no document of a newsroom comes near.
    depth: int = 1000
    # Elements of a document, or characters of Markdown that can begin one: too_large. No article has a tenth.
    marks: int = 200_000
    # Mappings and lists of front matter inside one another: bad_front_matter, unless its lines can be read.
    # The library recurses, and would end the process.
    matter_depth: int = 100
    # Characters of a title; a longer one is cut, repair title_cut.
    title: int = 500
    # Entries of one feed that are read; the rest is one input, too_large.
    feed_entries: int = 20_000
    # Seconds for one feed, besides ten for each megabyte of it: too_large.
    feed_seconds: float = 30.0
    # Bytes of one line in the head of an archive's record, and lines of one: too_large. Real heads have some
    # twenty lines of a hundred bytes; a head without an end would fill the memory.
    header_line: int = 65_536
    headers: int = 1000
    # Seconds that one rule may take on one text: rule_too_slow.
    rule_seconds: float = 0.5


LIMITS = Limits()
