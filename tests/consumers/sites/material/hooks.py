"""The blog plugin takes no quoted time for a date; this reads it first."""

from datetime import datetime
from typing import Any

from material.plugins.blog.structure.options import PostDate

_read = PostDate.pre_validation


def _as_time(self: PostDate, config: Any, key_name: str) -> None:
    if isinstance(config[key_name], str):
        config[key_name] = datetime.fromisoformat(config[key_name])
    _read(self, config, key_name)


PostDate.pre_validation = _as_time
