"""`scrapy ledger`, `archive` and `reclean` on a ledger that a server keeps."""

from __future__ import annotations

import pytest

from newsspider.ledger.database import exists
from tests.conftest import Newsspider, story, write_post

RULE = '[[rule]]\nid = "letter"\ntext = "^订阅我们"\nwhere = "any"\nwhy = "an invitation"\n'

pytestmark = pytest.mark.slow


def test_upkeep(postgres: str, run_newsspider: Newsspider) -> None:
    ledger = ("-s", f"NEWSSPIDER_LEDGER={postgres}")
    for task in (["ledger", "check"], ["reclean", "--dry-run"]):
        ran = run_newsspider(*task, *ledger)
        assert (ran.code, "there is no ledger postgresql://" in ran.stderr) == (1, True)
    assert not exists(postgres)
    for name in "abc":
        write_post(
            run_newsspider.folder / "seeds" / f"{name}.md", f"标题 {name}", f"{story(name)}\n\n订阅我们的早报"
        )
    assert run_newsspider("crawl", "seeds", "-a", "path=seeds", *ledger).code == 0
    assert run_newsspider("ledger", "check", *ledger).stdout == "sound: posts 3, folders 1\n"
    (run_newsspider.folder / "newsspider.toml").write_text(RULE, encoding="utf-8")
    assert run_newsspider("reclean", *ledger).code == 0
    ran = run_newsspider("crawl", "archive", "-O", "all.jsonl", "-a", "revisions=all", *ledger)
    assert (ran.code, len(ran.lines("all.jsonl"))) == (0, 6)
    assert run_newsspider("ledger", "prune", "--before", "0", *ledger).code == 0
    assert run_newsspider("ledger", "check", *ledger).code == 0


def test_a_servers_ledger_is_rebuilt_only_where_there_is_none(
    postgres: str, run_newsspider: Newsspider
) -> None:
    write_post(run_newsspider.folder / "seeds" / "a.md", "标题", story("a"))
    assert run_newsspider("crawl", "seeds", "-a", "path=seeds").code == 0
    secret = ("-s", "NEWSSPIDER_LEDGER=" + postgres.replace("newsspider@", "newsspider:hush-hush@"))
    ran = run_newsspider("ledger", "rebuild", *secret)
    assert (ran.code, "articles 1, posts 1" in ran.stdout) == (0, True)
    assert "hush-hush" not in ran.stdout
    assert run_newsspider("ledger", "check", *secret).code == 0
    ran = run_newsspider("ledger", "rebuild", "--force", *secret)
    assert ran.code == 1
    assert "does not move a server's database aside" in ran.stderr
    assert "hush-hush" not in ran.stderr
    assert "unchanged" in run_newsspider("crawl", "seeds", "-a", "path=seeds", *secret).stdout
