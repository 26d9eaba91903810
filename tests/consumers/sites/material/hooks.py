"""The blog plugin takes no quoted time for a date; this reads it first."""

from datetime import datetime
from typing import Any

from material.plugins.blog.structure.options import PostDate

_read = PostDate.pre_validation


def _as_time(self: PostDate, config: Any, key: str) -> None:
    if isinstance(config[key], str):
        config[key] = datetime.fromisoformat(config[key])
    _read(self, config, key)


PostDate.pre_validation = _as_time
