"""Posts: one Markdown file for each article, in a folder that may belong to a blog."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from scrapy.exporters import BaseItemExporter

from newsspider import config, options
from newsspider.errors import Rejected
from newsspider.ledger import Post, PostState, Published
from newsspider.model.article import Article
from newsspider.outputs.pictures import Pictures
from newsspider.outputs.posts import ownership
from newsspider.outputs.posts.written import WrittenBodies
from newsspider.render.escape import address
from newsspider.render.made_post import Look, MadePost, make, name_of
from newsspider.render.post_style import PLAIN, PostStyle

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.outputs.posts.folder import PostFolder


class PostsExporter(BaseItemExporter):
    """Writes posts into a folder, a page of them at a time: `expect`, `export_item` for each, `taken`.

    `written` is how many files were written; *records* is the folder of our JSONL.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        records: Path,
        template: str | None = None,
        style: PostStyle = PLAIN,
        images: Path = Path("images"),
        pictures: Pictures | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._folder = cast("PostFolder", file)
        self._template = template
        self._style = style
        self._keys = style.keys
        self._images = images
        self._pictures = pictures
        self._bodies = WrittenBodies(records)
        self._known: Mapping[str, Post] = {}
        self._made: Mapping[str, MadePost] = {}
        self._published: list[Published] = []
        self._held: dict[PostState, list[str]] = {}
        self._refused: list[tuple[Article, Rejected]] = []
        self.written = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **kwargs: Any) -> PostsExporter:
        """Return the exporter with the template for file names and the style."""
        run = options.read(crawler.settings)
        look = look_of(run, kwargs.pop("profile", None))
        records = run.output / "articles"
        return cls(
            file,
            records=records,
            template=look.template,
            style=look.style(),
            images=run.images_store,
            pictures=Pictures.of(run),
            **kwargs,
        )

    def expect(self, known: Mapping[str, Post], made: Mapping[str, MadePost]) -> None:
        """Begin a page; *known* is what the ledger knows about the posts of its articles, by id.

        *made* are those that were made before, in the look of this folder.
        """
        self._known, self._made = known, made
        self._published, self._held, self._refused = [], {}, []

    def export_item(self, item: Article) -> None:
        """Write one post, unless the user edited or deleted it; raises OutputFailed."""
        known, made = self._known.get(item.id), self._made.get(item.id)
        if known is not None:
            name = known.name
        else:
            name = made.name if made is not None else name_of(item, self._template, self._style)
        links = self._links(item, name)
        if made is None or links:
            made = make(item, name, self._style, links)
        try:
            target, there = self._folder.look(name)
            decision = ownership.decide(item, made, there, known, target, self._bodies.has, self._keys)
        except Rejected as refusal:
            self._refused.append((item, refusal))
            return
        if decision.held is not None:
            self._held.setdefault(decision.held, []).append(item.id)
            if known is None:
                self._published.append(Published(item.id, item.revision, name, decision.digest))
            return
        if decision.data is not None:
            self._folder.put(target, decision.data)
            self.written += 1
        self._published.append(Published(item.id, item.revision, name, decision.digest))

    def _links(self, item: Article, name: str) -> dict[str, str]:
        """Return where the post *name* finds the files of pictures, by their addresses."""
        places = {image.url: image.path for image in item.images if image.path}
        if item.cover and item.cover not in places and self._pictures is not None:
            cover = self._pictures.path_of(item.cover)
            places.update({item.cover: cover} if cover else {})
        if not places:
            return {}
        if self._style.images:
            site = self._style.images.rstrip("/")
            return {url: f"{site}/{path.partition('/')[2]}" for url, path in places.items()}
        post = (self._folder.path / name).parent
        base = os.path.relpath(self._images.parent, post).replace(os.sep, "/")
        return {url: address(f"{base}/{path}") for url, path in places.items()}

    def taken(self) -> tuple[list[Published], dict[PostState, list[str]], list[tuple[Article, Rejected]]]:
        """Return what is safe on disk, what the user's changes hold back, and what was refused."""
        self._folder.sync()
        return self._published, self._held, self._refused


def look_of(run: options.Options, profile: str | None = None) -> Look:
    """Return how the posts of *run* look, *profile* being that of one output; raises UsageError."""
    return Look(run.post_name, config.load(run.config).post, profile)
