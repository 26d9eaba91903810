"""newsspider: Chinese finance news as a clean, deduplicated archive.

The public functions are here: pure functions of bytes or text, without Scrapy, network or settings. Each is
imported when it is first used, so `import newsspider` is fast. `docs/python.md` shows them.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from newsspider.lazy import names_of
from newsspider.version import __version__

if TYPE_CHECKING:
    from newsspider.api import clean, read_feed, read_page, read_post, to_markdown, to_post
    from newsspider.clean.rules import RuleSet
    from newsspider.errors import Rejected
    from newsspider.model.article import Article

__all__ = (
    "Article",
    "Rejected",
    "RuleSet",
    "__version__",
    "clean",
    "read_feed",
    "read_page",
    "read_post",
    "to_markdown",
    "to_post",
)
_HOMES = {
    **dict.fromkeys(__all__, "newsspider.api"),
    "Article": "newsspider.model.article",
    "Rejected": "newsspider.errors",
    "RuleSet": "newsspider.clean.rules",
}
__getattr__ = names_of(__name__, _HOMES)


class _Package(ModuleType):
    """This package; `clean` stays the function even after the subpackage of that name is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "clean" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
