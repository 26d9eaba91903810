"""Passwords in settings and addresses, and controls in names, through the command line and its log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Newsspider

_HIDDEN = "geheim-4711"


def test_no_password_is_shown(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    ran = run_newsspider(
        *("crawl", "seeds", "-a", "path=seeds", "-s", "LOG_LEVEL=DEBUG"),
        *("-s", f"AWS_SECRET_ACCESS_KEY={_HIDDEN}"),
        *("-o", f"ftp://me:{_HIDDEN}@127.0.0.1:9/x.jsonl"),
        env={"http_proxy": f"http://me:{_HIDDEN}@127.0.0.1:9/"},
    )
    assert "***" in ran.stderr
    texts = [ran.stdout, ran.stderr]
    texts += [path.read_text(encoding="utf-8") for path in (ran.folder / "output").rglob("*.json*")]
    assert not [text for text in texts if _HIDDEN in text]


def test_a_ledger_that_cannot_be_reached_keeps_its_password(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    address = f"postgresql://me:{_HIDDEN}@127.0.0.1:9/news"
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", f"NEWSSPIDER_LEDGER={address}")
    assert ran.code == 1
    assert "***" in ran.stderr
    assert _HIDDEN not in ran.stdout + ran.stderr


def test_no_name_commands_a_terminal(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("\x1b[31mred.md")
    (run_newsspider.folder / "seeds" / "\x1b]0;x\x07.md").write_bytes(b"")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "LOG_LEVEL=DEBUG")
    assert "\\x1b[31mred.md" in ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
