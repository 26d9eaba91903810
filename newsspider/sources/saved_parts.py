"""Articles in several pages whose parts were saved side by side: the first takes in the others.

Each part is an input. The first becomes the whole article; the others end as `further_part`, but only where
the first has their text. So it does not matter which of the files is read first, or by which process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import multipart, pages
from newsspider.readers.multipart import Parts

# Returns the bytes of a page, no more than a number of them; None if it cannot be read or is not a page.
Reader = Callable[[str, int], bytes | None]
# Returns what identifies a file, however its name is spelled; None for what is not one.
Identity = Callable[[str], Hashable | None]


class Folder(NamedTuple):
    """How the files beside a page are found and read."""

    identity: Identity
    read: Reader


def joined(draft: Draft, locator: str, limits: Limits, files: Folder) -> Draft:
    """Return the *draft* of the page at `draft.file` with all further parts that lie in its folder.

    Its `size` is that of all of them, and it has no stamp, so that each run reads them. Where one is missing,
    it stays alone, with the repair `first_part_only`. Raises Rejected (`further_part`) if it is such a part.
    """
    beginning = draft.file.removesuffix(Path(draft.file).name)
    folder = _Folder(beginning, limits, files)
    own = files.identity(draft.file)
    if own is None:
        return draft
    if first := folder.first_of(draft, locator, own):
        detail = f"its text is in the article of {first}"
        raise Rejected(Outcome.REJECTED, Reason.FURTHER_PART, detail)
    whole = folder.whole(draft, locator)
    if draft.parts:
        draft.stamp = None  # it cannot say whether the others are as they were
    if not whole.files:
        return draft
    draft.size += whole.size
    return whole.parts.article()


@dataclass(slots=True)
class _Whole:
    """An article with the parts behind its first: their files and bytes; none where one is missing."""

    parts: Parts
    files: set[Hashable] = field(default_factory=set)
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Folder:
    beginning: str  # of the paths in it
    limits: Limits
    files: Folder

    def whole(self, first: Draft, locator: str) -> _Whole:
        """Return *first*, read from *locator*, and its further parts, if all together keep the limits."""
        found = _Whole(Parts(first))
        if Repair.FIRST_PART_ONLY not in first.trace.repairs:
            return found
        ending = os.path.splitext(first.file)[1]  # noqa: PTH122 - a name may be anything
        left, marks = self.limits.file - first.size, self.limits.elements - first.fragment.count("<")
        while (url := found.parts.wanted()) is not None:
            path = self._find(multipart.file_names(url, ending))
            part = self._draft(path, locator, left - found.size) if path else None
            if path and part is not None:
                marks -= part.fragment.count("<")
                found.size += part.size
                same = self.files.identity(path)
                found.files |= {same} if same else set()
            found.parts.add(part if marks > 0 else None)
        return found if found.parts.is_whole else _Whole(found.parts)

    def first_of(self, draft: Draft, locator: str, own: Hashable) -> str | None:
        """Return the locator of the file whose article has the text of *draft* as a further part.

        Two files never do so of each other: no article is whole that has its first part twice.
        """
        names = multipart.names_of_first(locator.rpartition("/")[2], draft.article.url)
        for name in names:
            path = self._find((name,))
            same = self.files.identity(path) if path else None
            if path is None or same == own:
                continue
            first = self._draft(path, locator, self.limits.file)
            if first is not None and own in self.whole(first, _beside(locator, name)).files:
                return _beside(locator, name)
        return None

    def _find(self, names: tuple[str, ...]) -> str | None:
        paths = (f"{self.beginning}{name}" for name in names)
        return next((path for path in paths if self.files.identity(path)), None)

    def _draft(self, path: str, locator: str, limit: int) -> Draft | None:
        """Return the draft of the page at *path*; None if it is none, or larger than *limit* bytes."""
        data = self.files.read(path, limit) if limit > 0 else None
        if data is None:
            return None
        try:
            draft = pages.read(data, None, _beside(locator, Path(path).name), limits=self.limits)
        except Rejected:
            return None
        draft.file, draft.size = path, len(data)
        return draft


def _beside(locator: str, name: str) -> str:
    """Return the locator of the file *name* in the folder of *locator*."""
    return f"{locator.rpartition('/')[0]}/{name}".removeprefix("/")
