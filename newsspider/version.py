"""The version of newsspider, and a line with it and Scrapy's."""

from __future__ import annotations

from importlib.metadata import version

__version__ = "0.1.0"


def versions() -> str:
    """Return the versions of newsspider and Scrapy, as one line."""
    return f"newsspider {__version__} (Scrapy {version('scrapy')})\n"
