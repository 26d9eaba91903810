"""The limits for one input. Beyond a limit the input ends with the reason named there; the others continue.

Each limit is a setting (`NEWSSPIDER_MAX_FILE` and so on, see `settings.py`). What a server may send is
limited by Scrapy's own DOWNLOAD_MAXSIZE (reason too_large) and DOWNLOAD_TIMEOUT (timed_out).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a run; the settings take their defaults from here."""

    # Bytes of a seed file, or of one document in it: too_large.
    file: int = 30_000_000
    # Nesting of elements in a document with thousands of them: too_deep. The parser's time grows with the
    # square of the depth, and no page of a news site comes near this.
    depth: int = 1000
    # Elements of a document, or Markdown characters that can begin one: too_large. No article has a tenth.
    elements: int = 200_000
    # Nesting of mappings and lists in front matter: bad_front_matter, unless it can be read line by line.
    # The YAML library recurses, and deeper nesting would crash the process.
    matter_depth: int = 100
    # Characters of a title; a longer title is cut (repair title_cut).
    title: int = 500
    # Entries read of one feed; the rest counts as one input: too_large.
    feed_entries: int = 20_000
    # Seconds to parse one feed, plus ten for each megabyte: too_large.
    feed_seconds: float = 30.0
    # Bytes of one line in the head of an archive's record, and lines of one: too_large. Real heads have some
    # twenty lines of a hundred bytes; a head without an end would fill the memory.
    header_line: int = 65_536
    headers: int = 1000
    # Seconds that one rule may take on one text: rule_too_slow.
    rule_seconds: float = 0.5


LIMITS = Limits()
