"""A client that asks the server as a browser behind a proxy would."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.live.sina import Sina

FEED = "https://feed.mix.sina.com.cn/api/roll/get"
REFERER = "https://finance.sina.com.cn/"


@dataclass
class Got:
    """An answer."""

    status: int
    headers: Any
    body: bytes

    @property
    def rows(self) -> list[Any]:
        """The rows, if it is one of the rolling list."""
        rows: list[Any] = json.loads(self.body)["result"]["data"]
        return rows


class _Here(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Client:
    """Asks through the proxy, trusts its certificate, and follows no redirect."""

    def __init__(self, sina: Sina) -> None:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        proxies = {"http": sina.proxy, "https": sina.proxy}
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=trusting), _Here()
        )

    def __call__(self, url: str, **headers: str) -> Got:
        """Return the answer to a request for *url*; `If_None_Match` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, headers=named)  # noqa: S310 - the tests' own addresses
        try:
            with self._opener.open(request, timeout=5) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Got(error.code, error.headers, error.read())

    def rolling(self, page: int = 1, num: int = 50, **more: Any) -> Got:
        """Return a page of the channel china."""
        query = urlencode({"pageid": 155, "lid": 1686, "num": num, "page": page, **more})
        return self(f"{FEED}?{query}", Referer=REFERER)
