"""The version of newsspider, and how both it and Scrapy's are told."""

from __future__ import annotations

from importlib.metadata import version

__version__ = "0.1.0"


def versions() -> str:
    """Return the versions of newsspider and Scrapy, as one line."""
    return f"newsspider {__version__} (Scrapy {version('scrapy')})\n"
