"""newsspider: finance news in, a clean, deduplicated, durable archive out."""

__version__ = "0.1.0"
