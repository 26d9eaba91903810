"""Every command once in a Python of its own: the same words, codes and files as from the forks of other tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran, story, write_post
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.server import NOW, Server

_CLOCK = ("-s", f"NEWSSPIDER_NOW={NOW.isoformat()}")
_DATE = "Mon, 23 Nov 2026 10:00:00 +0800"
# In this order in one folder; {address} is a server's.
_COMMANDS = (
    ("crawl", "seeds", "-a", "path=seeds", "-O", "all.csv", *_CLOCK),
    ("crawl", "feed", "-a", "url={address}/feed.xml", *_CLOCK),
    (
        *("crawl", "sina_finance", "-s", 'NEWSSPIDER_BASE={{"roll": "{address}/roll"}}'),
        *("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", *_CLOCK),
    ),
    ("crawl", "archive", "-O", "again:posts", *_CLOCK),
    ("crawl", "seeds", "-a", "path=nowhere"),
    ("reclean", "--dry-run", *_CLOCK),
    ("reclean", *_CLOCK),
    ("channels",),
    ("schema",),
    ("ledger", "check"),
    ("ledger", "restore", "text:0"),
    ("ledger", "prune", "--before", "30"),
    ("ledger", "rebuild", "--force", *_CLOCK),
    ("list",),
    ("version",),
)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.many(2)
    feed = documents.rss(item("订阅源的一条", f"<p>{story('feed')}</p>", "", _DATE, guid="1"))
    made.answers["/feed.xml"] = lambda *_: (200, {"Content-Type": "application/rss+xml"}, feed.encode())
    yield made
    made.shutdown()
    made.server_close()


def _every(folder: Path, server: Server, *, real: bool) -> list[Ran]:
    folder.mkdir()
    runner = Newsspider(folder, real=real)
    write_post(folder / "seeds" / "a.md", "第一篇", story("a"))
    write_post(folder / "seeds" / "b.md", "第二篇", story("b"))
    bare = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
    return [
        runner(*(word.format(address=server.address) for word in command), env=bare) for command in _COMMANDS
    ]


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files that a run of the same time leaves with the same bytes."""
    found = (path for path in folder.rglob("*") if path.suffix in {".md", ".jsonl", ".csv"})
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.slow
def test_a_fork_does_what_a_real_start_does(tmp_path: Path, server: Server) -> None:
    real, forked = (_every(tmp_path / name, server, real=name == "real") for name in ("real", "fork"))
    for command, one, other in zip(_COMMANDS, real, forked, strict=True):
        assert (other.code, other.stdout, other.stderr) == (one.code, one.stdout, one.stderr), command
    assert [ran.code for ran in real] == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]
    files = _files(tmp_path / "real")
    assert len([name for name in files if name.startswith("output/posts/")]) == 5
    assert _files(tmp_path / "fork") == files
