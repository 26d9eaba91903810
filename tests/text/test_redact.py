"""What is shown: no password, nothing that a terminal obeys."""

from __future__ import annotations

import pytest

from newsspider.text.redact import harmless, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask http://me:pw@example.org/x?y=1", "ask http://***@example.org/x?y=1"),
        ("s3://AKIA:a/b+c@bucket/key", "s3://AKIA:a/b+c@bucket/key"),
        ("postgresql+psycopg://u:p%40@h/db", "postgresql+psycopg://***@h/db"),
        (
            "{'AWS_SECRET_ACCESS_KEY': 'geheim', 'BOT_NAME': 'x'}",
            "{'AWS_SECRET_ACCESS_KEY': '***', 'BOT_NAME': 'x'}",
        ),
        (
            "https://example.org/feed?id=1&access_token=abc&x=2",
            "https://example.org/feed?id=1&access_token=***&x=2",
        ),
        (
            "mail me@example.org, see https://example.org/@me",
            "mail me@example.org, see https://example.org/@me",
        ),
    ],
)
def test_a_password_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_controls_are_shown_as_escapes() -> None:
    assert harmless("a\x1b[31m\x9bb\tc\nd\u202e") == "a\\x1b[31m\\x9bb\tc\nd\\u202e"
