"""MkDocs' own page objects, as its themes and plugins see them."""

import json
from pathlib import Path
from typing import Any

_pages: list[dict[str, Any]] = []


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Remember a page; what comes back is its HTML, as it came."""
    del config, files
    if not page.is_homepage:
        _pages.append({**page.meta, "path": page.url, "title": page.title})
    return html


def on_post_build(config: Any) -> None:
    """Write what was remembered."""
    Path(config.site_dir, "posts.json").write_text(json.dumps(_pages), encoding="utf-8")
