"""Live runs against the server that plays Sina, to be recorded and replayed."""

from __future__ import annotations

from tests.live.conftest import live, sina, tls

__all__ = ("live", "sina", "tls")
