"""The recipe of README, this site's theme, and a dump of Pelican's own article objects."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from pelican import signals

# What README says.
SLUGIFY_SOURCE = "basename"  # two articles may have one title
TIMEZONE = "Asia/Shanghai"

PATH = "content"
THEME = "theme"
SITEURL = ""
RELATIVE_URLS = False
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | str) else str(value)


def _dump(generator: Any) -> None:
    found = [
        {**{key: _plain(value) for key, value in article.metadata.items()}, "path": article.url}
        for article in generator.articles
    ]
    folder = Path(generator.output_path)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "posts.json").write_text(json.dumps(found), encoding="utf-8")


signals.article_generator_finalized.connect(_dump)
