"""Sina's pages: layouts in `layouts` and `scripted`, their order in `reader`, common parts in `layout`."""

from newsspider.readers.sina.metadata import shows
from newsspider.readers.sina.reader import read

__all__ = ("read", "shows")
