"""The folder of stored pictures: a file for each address, named by the digest of the address.

The folder, not the ledger, says whether a picture is stored. So an article that `archive` or `reclean` writes
again names the pictures that exist then. `.failed.json` lists what failed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from newsspider.errors import OutputFailed
from newsspider.model.article import Article
from newsspider.options import Options
from newsspider.outputs.atomic import PartFile, cannot_write

# The ending of a file, by Pillow's name of its format.
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}
TRIES = 5  # tries of a picture that fails, one in each run
_FAILED = ".failed.json"


@dataclass
class Failed:
    """A picture that could not be stored: the address of its article, why, after how many tries."""

    article: str
    reason: str
    tries: int = 0


class Pictures:
    """The pictures in *folder*, which is created with the first one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, run: Options) -> Pictures | None:
        """Return the pictures of *run*; None if it stores none, and no earlier run did."""
        return cls(run.images_store) if run.images or run.images_store.is_dir() else None

    @cached_property
    def failed(self) -> dict[str, Failed]:
        """What failed, by address; raises OutputFailed."""
        return self._read()

    def find(self, url: str) -> str | None:
        """Return the place of the picture at *url* below the folder, with `/`; None if it is not there."""
        name = _name(url)
        found = (name + ending for ending in ENDINGS.values() if (self.folder / (name + ending)).is_file())
        return next(found, None)

    def fill(self, article: Article) -> None:
        """Give each picture of *article* the `path` of its file, or none."""
        for image in article.images:
            image.path = self.path_of(image.url)

    def path_of(self, url: str) -> str | None:
        """Return the `path` of the picture at *url*, with the folder's own name; None if it is not there."""
        place = self.find(url)
        return f"{self.folder.name}/{place}" if place else None

    def put(self, url: str, data: bytes, ending: str) -> str:
        """Store the picture *data* and return its place; raises OutputFailed."""
        place = _name(url) + ending
        file = PartFile(self.folder / place)
        file.write(data)
        file.settle()
        file.commit()
        if self.failed.pop(url, None) is not None:
            self._write()
        return place

    def fail(self, url: str, article: str, reason: str, *, tries: int = 1) -> None:
        """Note that the picture at *url* could not be stored; raises OutputFailed."""
        before = self.failed.get(url)
        self.failed[url] = Failed(article, reason, (before.tries if before else 0) + tries)
        self._write()

    def is_given_up(self, url: str) -> bool:
        """Return whether the picture at *url* failed so often that it is no longer requested."""
        failed = self.failed.get(url)
        return failed is not None and failed.tries >= TRIES

    def drop_all_but(self, wanted: Collection[str]) -> tuple[int, int]:
        """Remove all pictures except those at the addresses *wanted*; return how many, and their bytes.

        Raises OutputFailed.
        """
        names = {_name(url) for url in wanted}
        count = size = 0
        for path in self._files():
            if f"{path.parent.name}/{path.stem}" in names:
                continue
            try:
                size += path.stat().st_size
                path.unlink()
            except OSError as error:
                raise cannot_write(path, error) from error
            count += 1
        if any(url not in wanted for url in self.failed):
            self.failed = {url: one for url, one in self.failed.items() if url in wanted}
            self._write()
        return count, size

    def _files(self) -> Iterator[Path]:
        """Yield newsspider's files; files with other names belong to somebody else."""
        for ending in ENDINGS.values():
            for path in self.folder.glob(f"??/{'[0-9a-f]' * _DIGITS}{ending}"):
                if path.stem.startswith(path.parent.name) and path.is_file() and not path.is_symlink():
                    yield path

    def _read(self) -> dict[str, Failed]:
        try:
            text = (self.folder / _FAILED).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise cannot_write(self.folder / _FAILED, error) from error
        try:
            return {url: Failed(**values) for url, values in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError) as error:
            message = f"{self.folder / _FAILED} is damaged: {error}; delete it"
            raise OutputFailed(message) from error

    def _write(self) -> None:
        text = json.dumps(
            {url: asdict(one) for url, one in self.failed.items()}, ensure_ascii=False, indent=1
        )
        file = PartFile(self.folder / _FAILED)
        file.write(text.encode("utf-8", "backslashreplace"))
        file.settle()
        file.commit()


def addresses(article: Article) -> Collection[str]:
    """Return the addresses of *article*'s pictures and its cover, each once."""
    return dict.fromkeys([*(image.url for image in article.images), *filter(None, [article.cover])])


_BYTES = 16
_DIGITS = 2 * _BYTES


def _name(url: str) -> str:
    """Return the place of the picture at *url*, without its ending; http and https are one."""
    digest = blake2b(url.partition("//")[2].encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()
    return f"{digest[:2]}/{digest}"
