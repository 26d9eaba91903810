"""What is shown: no password, nothing that a terminal obeys."""

from __future__ import annotations

import pytest

from newsspider.text.redact import harmless, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask http://me:pw@example.org/x?y=1", "ask http://***@example.org/x?y=1"),
        ("s3://AKIA:a/b+c@bucket/key", "s3://***@bucket/key"),
        # whatever is in the password
        ("ask http://me:p@ss@host.example/x", "ask http://***@host.example/x"),
        ("http://me:p/a?s#s'@host.example:80/x", "http://***@host.example:80/x"),
        ("http://first.last:12345@host.example/", "http://***@host.example/"),
        ("postgresql://me:my p@ss word@db.example/news failed", "postgresql://***@db.example/news failed"),
        ("redis://:w/d@cache:6379/0", "redis://***@cache:6379/0"),
        ("https://token@example.org/a", "https://***@example.org/a"),
        ("http://proxy:12/34@host.example/", "http://***@host.example/"),
        # a port is no password
        ("https://example.org:8080/@me", "https://example.org:8080/@me"),
        ("http://[::1]:8080/a@b", "http://[::1]:8080/a@b"),
        ("at https://example.org: ask me@example.org", "at https://example.org: ask me@example.org"),
        ("http://localhost:6800/x?to=a@b", "http://localhost:6800/x?to=a@b"),
        # in an address
        (
            "https://h.example/f?pwd=a&auth=b&sig=c&key=d&x=1#e",
            "https://h.example/f?pwd=***&auth=***&sig=***&key=***&x=1#e",
        ),
        ("https://h.example/f?a=1&X-Amz-Signature=ab12", "https://h.example/f?a=1&X-Amz-Signature=***"),
        (
            "https://h.example/?u=https%3A%2F%2Fb%3Fkey%3Dab%26x%3D1",
            "https://h.example/?u=https%3A%2F%2Fb%3Fkey%3D***%26x%3D1",
        ),
        ("https://h.example/?monday=1&keyword=x", "https://h.example/?monday=1&keyword=x"),
        ("key=ab12 sig=x", "key=*** sig=***"),
        # in a connection string
        ("host=db user=me password=geheim dbname=news", "host=db user=me password=*** dbname=news"),
        ("Driver=x;UID=me;PWD={a;b};Server=s", "Driver=x;UID=me;PWD=***;Server=s"),
        ("password = 'two words' port=1", "password = *** port=1"),
        # in headers
        ("Authorization: Basic bWU6cHc=", "Authorization: ***"),
        ("GET /\nCookie: a=1; b=2\nHost: x", "GET /\nCookie: ***\nHost: x"),
        ("curl -H 'Proxy-Authorization: Bearer x.y' http://h", "curl -H 'Proxy-Authorization: ***' http://h"),
        ("{b'Cookie': [b'a=1; b=2'], b'Host': [b'x']}", "{b'Cookie': '***', b'Host': [b'x']}"),
        ("{'Authorization': 'Basic x', 'A': 'y'}", "{'Authorization': '***', 'A': 'y'}"),
        ('{"password": "x", "n": 1}', '{"password": \'***\', "n": 1}'),
        ("{'MAIL_PASS': 'x', 'COOKIES_ENABLED': False}", "{'MAIL_PASS': '***', 'COOKIES_ENABLED': False}"),
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
