"""What a file holds, told by the ending of its name. A further kind of file is one more row.

What has none of these endings is no input: a folder of old posts is full of pictures and scripts.
"""

from __future__ import annotations

from newsspider.model.article import OriginKind

ENDINGS: dict[str, OriginKind] = {
    ".md": OriginKind.POST,
    ".markdown": OriginKind.POST,
    ".txt": OriginKind.POST,
    ".html": OriginKind.PAGE,
    ".htm": OriginKind.PAGE,
    ".shtml": OriginKind.PAGE,  # as most of Sina's pages are called, and so saved
    ".xhtml": OriginKind.PAGE,
    ".xml": OriginKind.FEED,
    ".rss": OriginKind.FEED,
    ".atom": OriginKind.FEED,
    ".rdf": OriginKind.FEED,
    ".json": OriginKind.FEED,  # JSON Feed
    ".jsonl": OriginKind.ARCHIVE,
    ".jsonlines": OriginKind.ARCHIVE,
    ".jl": OriginKind.ARCHIVE,
    ".warc": OriginKind.WARC,
    ".warc.gz": OriginKind.WARC,
}


def kind(name: str) -> OriginKind | None:
    """Return what a file of this *name* holds, None for one that is no input."""
    lower = name.lower()
    return next((held for ending, held in ENDINGS.items() if lower.endswith(ending)), None)
