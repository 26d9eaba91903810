"""Sina's pages: one file a layout, the order of the layouts in `reader`, what they share in `layout`."""

from newsspider.readers.sina.metadata import shows
from newsspider.readers.sina.reader import read

__all__ = ("read", "shows")
