"""Sina's pages: one file a layout, the order of the layouts in `reader`, what they share in `layout`."""

from newsspider.sites.sina.identity import shows
from newsspider.sites.sina.reader import read

__all__ = ("read", "shows")
