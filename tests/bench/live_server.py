"""A feed and its pages on one port of this machine: `python live_server.py PAGES`; prints the port.

Each page is its own article of the seeds' sentences. It ends when its input does.
"""

from __future__ import annotations

import asyncio
import sys
from email.utils import format_datetime
from functools import cache

from tests.seedmaker import seed_at

_FEED = "<rss version='2.0'><channel><title>快讯</title><link>{base}/</link>{items}</channel></rss>"
_ITEM = "<item><title>{title}</title><link>{base}/{number}.html</link><pubDate>{date}</pubDate></item>"
_PAGE = (
    "<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>{date:%Y-%m-%d %H:%M}</p><article>{body}</article></body></html>"
)
_HEAD = "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"


@cache
def _page(number: int) -> bytes:
    seed = seed_at(number)
    return _PAGE.format(title=seed.title, date=seed.published, body=seed.body).encode()


def _feed(base: str, count: int) -> bytes:
    seeds = ((number, seed_at(number)) for number in range(count))
    items = "".join(
        _ITEM.format(title=seed.title, base=base, number=number, date=format_datetime(seed.published))
        for number, seed in seeds
    )
    return _FEED.format(base=base, items=items).encode()


async def _serve(count: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            path = line.split(b" ")[1].decode()
            while (await reader.readline()).strip():
                pass
            status, kind, body = "200 OK", "text/html", b""
            if path == "/feed.xml":
                kind, body = "application/rss+xml", feed
            elif path.endswith(".html"):
                body = _page(int(path[1:-5]))
            else:
                status = "404 Not Found"
            writer.write(_HEAD.format(status=status, kind=kind, length=len(body)).encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    feed = _feed(f"http://127.0.0.1:{port}", count)
    for number in range(count):
        _page(number)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(_serve(int(sys.argv[1])))
