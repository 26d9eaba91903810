"""The posts of a folder, as a source for a ledger that is rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsspider import config
from newsspider.errors import Refused
from newsspider.model.article import Article
from newsspider.model.draft import Draft, Unread
from newsspider.options import Options
from newsspider.outputs.posts import scan as own_posts
from newsspider.outputs.posts.merge import body_digest
from newsspider.pipelines.clean import CleanPipeline
from newsspider.pipelines.normalise import NormalisePipeline
from newsspider.pipelines.validate import ValidatePipeline
from newsspider.readers import posts as post
from newsspider.sources import files

ORIGIN = "rebuild"


@dataclass(frozen=True, slots=True)
class OldPost:
    """A post as it is in its folder; `digest` is of its body."""

    name: str
    digest: bytes
    article: Article


class Posts:
    """Reads the posts of ours that are in a folder, by the steps that a run takes."""

    def __init__(self, run: Options, folder: Path) -> None:
        self._limits = run.limits
        self._folder = folder
        rule_set = config.rule_set(run)
        self.rules = rule_set.version
        self._steps = (
            NormalisePipeline(run.clock),
            CleanPipeline(rule_set, run.limits),
            ValidatePipeline(run, ORIGIN),
        )

    def read(self) -> Iterator[OldPost | Unread]:
        """Yield one post for each id, in the order of their names, and what cannot be read.

        Of several files with one id the one with the shortest name is the post: a copy's is longer.
        """
        chosen: dict[str, own_posts.OwnPost] = {}
        for found in own_posts.find(self._folder, self._limits.file):
            if isinstance(found, Unread):
                yield found
                continue
            rival = chosen.get(found.id)
            if rival is None or len(found.name) < len(rival.name):
                chosen[found.id] = found
        for own in sorted(chosen.values(), key=lambda own: own.name):
            yield self._read(own)

    def _read(self, own: own_posts.OwnPost) -> OldPost | Unread:
        try:
            data = files.read(own.file, self._limits.file)
            draft: Draft = post.read(data, own.name, self._limits)
            for step in self._steps:
                draft = step.work(draft)
        except Refused as refusal:
            return Unread(own.name, refusal.outcome, refusal.reason, refusal.detail)
        return OldPost(own.name, body_digest(data.decode("utf-8", "replace")), draft.article)
