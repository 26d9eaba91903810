"""Posts: one Markdown file an article, in a folder that may be a blog's."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, cast

from scrapy.exporters import BaseItemExporter

from newsspider import options
from newsspider.article import Article
from newsspider.errors import Refused
from newsspider.render.filename import post_name
from newsspider.render.post import to_post
from newsspider.sites import post

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.exporters.folder import PostFolder


class PostsExporter(BaseItemExporter):
    """Writes posts into a folder.

    `at_once` says that each is in its place when `export_item` returns; `refused` why the last was not
    written, if it was not; `written` how many are there.
    """

    at_once = True

    def __init__(self, file: IO[bytes], *, template: str | None = None, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._folder = cast("PostFolder", file)
        self._template = template
        self.refused: Refused | None = None
        self.written = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **kwargs: Any) -> PostsExporter:
        """Return the exporter with the template for file names."""
        return cls(file, template=options.read(crawler.settings).post_name, **kwargs)

    def export_item(self, item: Article) -> None:
        """Write one post; raises OutputFailed where the system does not let us."""
        self.refused = None

        def ours(data: bytes) -> bool:
            return _guid(data) == item.id

        try:
            name = post_name(item, self._template)
            self._folder.put(name, to_post(item).encode("utf-8"), ours)
            self.written += 1
        except Refused as refusal:
            self.refused = refusal


def _guid(data: bytes) -> str | None:
    """Return the `guid` of a post's bytes; None where there is none to read."""
    try:
        return str(post.read(data, "").meta.get("guid"))
    except Refused:
        return None
