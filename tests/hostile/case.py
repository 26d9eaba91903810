"""One hostile file and what must become of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conftest import story


@dataclass(frozen=True)
class Case:
    """A seed file: its name, its bytes, and its outcome with the reason, if it has one, behind a colon."""

    name: str
    data: bytes
    outcome: str = "kept"


def post(name: str, head: str, body: str | None = None, outcome: str = "kept") -> Case:
    """Return a post with the front matter *head* and a body of its own, or the one given."""
    body = story(name) if body is None else body
    return Case(f"{name}.md", f"---\n{head}\n---\n\n{body}\n".encode(), outcome)


def titled(name: str, title: str, outcome: str = "kept") -> Case:
    """Return a post whose title is *title*, quoted as YAML has it."""
    quoted = title.replace("'", "''")
    return post(name, f"title: '{quoted}'\ndate: '2021-10-09T19:41:14+08:00'", outcome=outcome)
