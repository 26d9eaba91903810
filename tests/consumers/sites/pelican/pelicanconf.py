"""The recipe of README, this site's theme, and a dump of Pelican's own article objects."""

import json
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any

from pelican import signals

# What README says.
SLUGIFY_SOURCE = "basename"  # two articles may have one title
SLUGIFY_USE_UNICODE = True
AUTHOR_SAVE_AS = ""  # a line that names many authors is too long for a file's name
TIMEZONE = "Asia/Shanghai"


def _as_text(_: Any, metadata: dict[str, Any]) -> None:
    """Make text of what Pelican takes for HTML; its themes put it between quotation marks, as it is."""
    for key, value in metadata.items():
        if isinstance(value, str):
            metadata[key] = escape(value.replace('"', "”"))


signals.article_generator_context.connect(_as_text)

# What this site has besides.
PATH = "content"
THEME = "theme"
SITEURL = ""
RELATIVE_URLS = False
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int) else unescape(str(value))


def _dump(generator: Any) -> None:
    found = [
        {**{key: _plain(value) for key, value in article.metadata.items()}, "path": article.url}
        for article in generator.articles
    ]
    folder = Path(generator.output_path)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "posts.json").write_text(json.dumps(found), encoding="utf-8")


signals.article_generator_finalized.connect(_dump)
