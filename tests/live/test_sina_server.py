"""The server itself: were it wrong, the tests of live runs would prove nothing."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from newsspider.readers import pages
from tests.live import trouble
from tests.live.asking import Client
from tests.live.crawling import NOW
from tests.live.sina import Sina
from tests.live.stories import LAYOUTS, Story


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_of_every_layout_through_the_proxy(sina: Sina, get: Client, layout: str, scheme: str) -> None:
    (story,) = sina.world.show(sina.world.maker.one(NOW, layout))
    got = get(f"{scheme}://{story.page}?from=wap")
    draft = pages.read(got.body, story.url, story.url)
    assert (got.status, draft.article.title, draft.article.source) == (200, story.title, story.source)
    assert (draft.article.editor, str(draft.article.published)[:16]) == (
        story.editor,
        str(story.published)[:16],
    )
    (seen,) = sina.seen
    assert (seen.request.url, seen.status) == (f"{scheme}://{story.page}?from=wap", 200)
    assert seen.request.page == story.page


def test_the_certificate_is_none_to_trust(sina: Sina) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": sina.proxy}))
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        opener.open("https://finance.sina.com.cn/", timeout=5)
    assert sina.seen == []


def test_no_other_host(tls: ssl.SSLContext) -> None:
    with Sina(tls).serving() as sina:
        connection = http.client.HTTPConnection(*_address(sina), timeout=5)
        connection.request("GET", "http://www.example.com/x")
        assert connection.getresponse().status == 403
        tunnel = http.client.HTTPSConnection(*_address(sina), timeout=5)
        tunnel.set_tunnel("127.0.0.1", 8080)
        with pytest.raises(OSError, match="403"):
            tunnel.connect()
        tunnel.close()
        connection.close()
    assert sina.strangers == ["http://www.example.com/x", "127.0.0.1:8080"]
    assert sina.seen == []


def test_a_connection_is_kept(sina: Sina) -> None:
    connection = http.client.HTTPConnection(*_address(sina), timeout=5)
    for _ in range(3):
        connection.request("GET", "http://finance.sina.com.cn/robots.txt")
        assert b"Disallow: /private/" in connection.getresponse().read()
    connection.close()
    assert len(sina.seen) == 3
    assert [sina.articles(), sina.lists()] == [[], []]


def _address(sina: Sina) -> tuple[str, int]:
    parts = urlsplit(sina.proxy)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@pytest.mark.parametrize("number", [1, 2, 3])
def test_validators(sina: Sina, get: Client, number: int) -> None:
    story = [sina.world.maker.one(NOW) for _ in range(number)][-1]
    sina.world.show(story)
    first = get(story.url)
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert (tag is None, modified is None) == {
        "both": (False, False),
        "etag": (False, True),
        "modified": (True, False),
    }[story.validators]
    given = {"If_None_Match": tag} if tag else {"If_Modified_Since": modified}
    again = get(story.url, **given)
    assert (again.status, again.body) == (304, b"")
    assert sina.seen[-1].request.conditional
    story.revise(NOW + timedelta(hours=1))
    assert get(story.url, **given).status == 200


@pytest.fixture
def story(sina: Sina) -> Story:
    (made,) = sina.world.show(sina.world.maker.one(NOW))
    return made


def test_trouble_by_attempt(sina: Sina, story: Story, get: Client) -> None:
    sina.world.trouble(story, trouble.status(503), trouble.status(429, Retry_After="2"), trouble.sound)
    got = [get(story.url) for _ in range(4)]
    assert [one.status for one in got] == [503, 429, 200, 200]
    assert got[1].headers["Retry-After"] == "2"
    sina.world.trouble("tech.sina.com.cn/x.shtml", trouble.GONE, trouble.status(410), for_ever=True)
    assert [get("https://tech.sina.com.cn/x.shtml").status for _ in range(3)] == [200, 410, 410]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_connections_that_break(sina: Sina, story: Story, get: Client, scheme: str) -> None:
    sina.world.trouble(story, trouble.reset, trouble.cut)
    url = f"{scheme}://{story.page}"
    with pytest.raises((ConnectionError, urllib.error.URLError, ssl.SSLError)):
        get(url)
    with pytest.raises((http.client.IncompleteRead, ssl.SSLError)):
        get(url)
    assert get(url).status == 200
    assert [seen.status for seen in sina.seen] == [0, 200, 200]


def test_a_server_that_says_nothing(sina: Sina, story: Story) -> None:
    sina.world.trouble(story, trouble.hang)
    with socket.create_connection(_address(sina), timeout=0.5) as sock:
        sock.sendall(f"GET http://{story.page} HTTP/1.1\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            sock.recv(1)


def test_pages_that_are_too_much(sina: Sina, story: Story, get: Client) -> None:
    sina.world.trouble(story, trouble.huge, trouble.bomb)
    assert len(get(story.url).body) > 9_000_000
    bomb = get(story.url)
    assert bomb.headers["Content-Encoding"] == "gzip"
    assert len(bomb.body) < 100_000


def test_a_gate_holds_the_first_request_only(sina: Sina, story: Story, get: Client) -> None:
    gate = sina.gate(lambda request: request.page == story.page)
    waiting = threading.Thread(target=get, args=(story.url,))
    waiting.start()
    gate.wait()
    assert sina.seen == []
    assert get(story.url).status == 200
    gate.opened.set()
    waiting.join(5)
    assert len(sina.articles()) == sina.times()[story.page] == 2


def test_copies(sina: Sina) -> None:
    maker = sina.world.maker
    story = maker.one(NOW)
    exact, near = maker.copy(story), maker.copy(story, near=True, same_title=False)
    assert (exact.text, exact.title) == (story.text, story.title)
    assert near.text.startswith(story.text)
    assert near.title != story.title
    assert len({story.docid, exact.docid, near.docid}) == 3
