"""Pictures, against a server that wants a Referer and sends what servers send."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest

from newsspider.model.article import from_record
from newsspider.render.post import to_post
from tests.conftest import Newsspider, Ran, story

pytestmark = pytest.mark.slow
image = pytest.importorskip("PIL.Image")


def _picture(form: str, size: tuple[int, int] = (40, 30), frames: int = 1) -> bytes:
    file = BytesIO()
    shades = [image.new("RGB", size, (200, 10 * number, 60)) for number in range(frames)]
    shades[0].save(file, form, **({"save_all": True, "append_images": shades[1:]} if frames > 1 else {}))
    return file.getvalue()


_PNG = _picture("PNG")
# Black and white: 81 million pixels in few bytes.
_BOMB = BytesIO()
image.new("1", (9_000, 9_000)).save(_BOMB, "PNG")
# Path to what is sent: status, type, body.
SENT: dict[str, tuple[int, str, bytes]] = {
    "good.png": (200, "image/png", _PNG),
    "moving.gif": (200, "image/gif", _picture("GIF", frames=4)),
    "photo": (200, "application/octet-stream", _picture("JPEG")),
    "wide_1.webp": (200, "image/webp", _picture("WEBP")),
    "cut.png": (200, "image/png", _picture("PNG", (400, 400))[:300]),
    "huge.png": (200, "image/png", _PNG + b"\0" * 70_000),
    "bomb.png": (200, "image/png", _BOMB.getvalue()),
    "page.jpg": (200, "image/jpeg", b"<html>not found</html>"),
    "pixel.gif": (200, "image/gif", _picture("GIF", (1, 1))),
    "forbidden.jpg": (403, "text/html", b"no"),
    "flaky.png": (404, "text/plain", b""),
}
# Declared by each entry, and in no text.
COVER = "cover.jpg"
_GOOD = {"good.png", "moving.gif", "photo", "wide_1.webp"}


class _Server(ThreadingHTTPServer):
    """Serves a feed of two articles and their pictures; `asked` are the paths that were asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.sent = dict(SENT)
        self.more = {COVER: (200, "image/jpeg", _picture("JPEG", (60, 20)))}
        self.asked: list[str] = []
        self.first = 0  # the first article that the feed still has
        self.without_referer: list[str] = []

    def feed(self) -> bytes:
        names = [f'<p>{story(name, 60)}</p><p><img src="{self.base}/i/{name}"></p>' for name in self.sent]
        bodies = ["".join(names), f'<p>{story("private")}</p><p><img src="http://10.1.2.3/secret.png"></p>']
        items = (
            f"<item><title>第{number}号通报</title><link>{self.base}/a/{number}.html</link>"
            f'<enclosure url="{self.base}/i/{COVER}" type="image/jpeg"/>'
            f"<pubDate>Mon, 23 Nov 2026 0{number}:00:00 +0800</pubDate><description><![CDATA[{body}]]></description></item>"
            for number, body in enumerate(bodies)
            if number >= self.first
        )
        return f"<rss version='2.0'><channel><title>通报</title>{''.join(items)}</channel></rss>".encode()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = self.path.lstrip("/")
        status, kind, body = 404, "text/plain", b""
        if path == "feed.xml":
            status, kind, body = 200, "application/rss+xml", self.server.feed()
        elif path.startswith("i/"):
            self.server.asked.append(path[2:])
            if not (self.headers["Referer"] or "").startswith(f"{self.server.base}/a/"):
                self.server.without_referer.append(path)
            status, kind, body = (self.server.sent | self.server.more)[path[2:]]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        # Else Twisted would ask over a connection that is about to be closed.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    one = _Server()
    thread = threading.Thread(target=one.serve_forever, args=(0.05,))
    thread.start()
    yield one
    one.shutdown()
    thread.join()
    one.server_close()


@pytest.fixture
def crawl(run_newsspider: Newsspider, server: _Server) -> Callable[..., Ran]:
    fast = (
        "DOWNLOAD_DELAY=0",
        "AUTOTHROTTLE_ENABLED=0",
        "NEWSSPIDER_NOW=2026-11-23T12:00:00+08:00",
        "RETRY_TIMES=0",
    )
    own = ("NEWSSPIDER_IMAGES=1", "NEWSSPIDER_MAX_IMAGE=50000")

    def run(*more: str) -> Ran:
        given = [part for name in (*fast, *own, *more) for part in ("-s", name)]
        ran = run_newsspider("crawl", "feed", "-a", f"url={server.base}/feed.xml", *given)
        assert ran.code == 0, ran.stderr
        return ran

    return run


def _paths(ran: Ran) -> dict[str, str | None]:
    """Return the path of each picture in the records, by the last part of its address."""
    return {one["url"].rpartition("/")[2]: one["path"] for row in ran.records for one in row["images"]}


def test_pictures_are_stored_counted_and_requested_again(crawl: Callable[..., Ran], server: _Server) -> None:
    ran = crawl()
    paths = _paths(ran)
    assert set(paths) == {*SENT, "secret.png"}
    assert {name for name, path in paths.items() if path} == _GOOD
    for name in _GOOD:
        assert (ran.folder / "output" / str(paths[name])).read_bytes() == SENT[name][2]
    assert server.without_referer == []
    assert sorted(server.asked) == sorted([*SENT, COVER])
    failed = json.loads((ran.folder / "output" / "images" / ".failed.json").read_text(encoding="utf-8"))
    assert {url.rpartition("/")[2] for url in failed} == set(paths) - _GOOD
    assert ran.report["pictures"] == {"stored": len(_GOOD) + 1, "failed": len(failed)}
    # The posts show them from there, and read back as the same articles.
    (post,) = (text for text in ran.posts.values() if "good" in text)
    assert f"](../{paths['good.png']})" in post
    assert f"({server.base}/i/cut.png)" in post
    (headimg,) = re.findall(r"^headimg: '(.*)'$", post, re.MULTILINE)
    assert (ran.folder / "output" / "posts" / headimg).read_bytes() == server.more[COVER][2]
    assert all(row["cover"] == f"{server.base}/i/{COVER}" for row in ran.records)
    # Again: what failed and may come is asked for, nothing else; the posts that it is in are written again.
    server.asked.clear()
    server.sent["flaky.png"] = (200, "image/png", _PNG)
    again = crawl()
    assert sorted(server.asked) == ["cut.png", "flaky.png", "forbidden.jpg", "huge.png", "page.jpg"]
    assert again.report["pictures"] == {"stored": 1, "failed": 5}
    (post,) = (text for text in again.posts.values() if "good" in text)
    assert f"{server.base}/i/flaky.png)" not in post
    # Also where the feed has forgotten the article.
    server.asked.clear()
    server.sent["cut.png"] = (200, "image/png", _PNG)
    server.first = 1
    last = crawl()
    assert sorted(server.asked) == ["cut.png", "forbidden.jpg", "huge.png", "page.jpg"]
    (post,) = (text for text in last.posts.values() if "good" in text)
    assert f"{server.base}/i/cut.png)" not in post
    assert f"{server.base}/i/huge.png)" in post


def test_a_post_with_files_for_pictures_is_the_same_article(
    crawl: Callable[..., Ran], run_newsspider: Newsspider
) -> None:
    ran = crawl()
    seeds = run_newsspider("crawl", "seeds", "-a", "path=output/posts", "-s", "NEWSSPIDER_OUTPUT=other")
    assert seeds.code == 0, seeds.stderr
    first = {row["id"]: row for row in ran.records}
    for row in seeds.lines("other/articles/*.jsonl"):
        assert row["digest"] == first[row["id"]]["digest"]
        assert row["cover"] == first[row["id"]]["cover"]
        assert [one["url"] for one in row["images"]] == [one["url"] for one in first[row["id"]]["images"]]
        assert to_post(from_record(row)) == to_post(from_record(first[row["id"]]))
    # A rewritten post is nobody's edit.
    assert run_newsspider("ledger", "check").code == 0


def test_pictures_that_nobody_has_are_pruned(crawl: Callable[..., Ran], run_newsspider: Newsspider) -> None:
    ran = crawl()
    images = ran.folder / "output" / "images"
    before = sorted(images.glob("??/*"))
    stray = images / "ab"
    stray.mkdir(exist_ok=True)
    (stray / f"{'ab' * 16}.png").write_bytes(_PNG)
    (stray / "mine.png").write_bytes(_PNG)
    pruned = run_newsspider("ledger", "prune", "--images")
    assert pruned.code == 0, pruned.stderr
    assert "pictures dropped 1" in pruned.stdout
    assert sorted(images.glob("??/*")) == sorted([*before, stray / "mine.png"])


def test_an_archive_and_a_reclean_keep_the_stored_pictures(
    crawl: Callable[..., Ran], run_newsspider: Newsspider
) -> None:
    first = crawl()
    before = first.posts
    files = {path: path.read_bytes() for path in first.folder.glob("output/images/??/*")}
    args = ("-O", "again:posts", "-O", "again.jsonl")
    archived = run_newsspider("crawl", "archive", *args)
    assert archived.code == 0, archived.stderr
    paths = _paths(first)
    rows = archived.lines("again.jsonl")
    assert {one["url"].rpartition("/")[2]: one["path"] for row in rows for one in row["images"]} == paths
    for name, text in before.items():
        again = (first.folder / "again" / name).read_text(encoding="utf-8")
        assert again.replace("../output/images/", "../images/") == text
    # A rule takes a picture's paragraph out: the post shows the others from their files still.
    (first.folder / "newsspider.toml").write_text(
        '[[rule]]\nid = "mine"\nselector = "p:has(img[src*=photo])"\nwhy = "a sentence of the test"\n',
        encoding="utf-8",
    )
    cleaned = run_newsspider("reclean")
    assert cleaned.code == 0, cleaned.stderr
    assert cleaned.posts != before
    (post,) = (text for text in cleaned.posts.values() if "moving" in text)
    assert f"](../{paths['moving.gif']})" in post
    assert paths["photo"] is not None
    assert paths["photo"] not in post
    assert re.search(r"^headimg: '\.\./images/", post, re.MULTILINE)
    assert {path: path.read_bytes() for path in first.folder.glob("output/images/??/*")} == files
    # The picture that the rule took out is of no article now; the others and the cover are.
    assert "pictures dropped 1" in run_newsspider("ledger", "prune", "--images").stdout
    del files[first.folder / "output" / paths["photo"]]
    assert {path: path.read_bytes() for path in first.folder.glob("output/images/??/*")} == files
