"""The server: a world behind a proxy, a log of every request, and gates at which a request waits."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.live.proxy import Proxy
from tests.live.wire import Answer, Request
from tests.live.world import World

_PATIENCE = 60.0
_OWN = ("sina.com.cn", "sina.cn")


@dataclass(frozen=True)
class Seen:
    """A request that was answered, with the status that went back (0 where nothing did)."""

    request: Request
    status: int
    channel: str | None


@dataclass
class Gate:
    """Where the first request that `stops` it waits, until `opened`; `reached` when one does."""

    stops: Callable[[Request], bool]
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Wait until a request stands at the gate; raises TimeoutError when none comes."""
        if not self.reached.wait(_PATIENCE):
            message = "no request came to the gate"
            raise TimeoutError(message)


class Sina:
    """Plays all of Sina's hosts; `seen` is the log, in the order of the answers."""

    def __init__(self, tls: ssl.SSLContext, world: World | None = None) -> None:
        self.world = world or World()
        self.seen: list[Seen] = []
        self._gates: list[Gate] = []
        self._lock = threading.Lock()
        self._proxy = Proxy(_is_own, self._answer, tls)

    @contextmanager
    def serving(self) -> Iterator[Sina]:
        """Serve while the context lasts."""
        self._proxy.begin()
        try:
            yield self
        finally:
            for gate in self._gates:
                gate.opened.set()
            self._proxy.end()

    @property
    def proxy(self) -> str:
        """The address to give as `http_proxy` and `https_proxy`."""
        return self._proxy.address

    @property
    def strangers(self) -> list[str]:
        """What was asked of hosts that are not Sina's."""
        return self._proxy.strangers

    @property
    def errors(self) -> list[str]:
        """What came and was no request."""
        return self._proxy.errors

    def gate(self, stops: Callable[[Request], bool]) -> Gate:
        """Return a gate at which the first request that *stops* says so will wait."""
        gate = Gate(stops)
        self._gates.append(gate)
        return gate

    def articles(self) -> list[Seen]:
        """Return what was asked of article pages."""
        return [one for one in self.seen if one.channel is None and one.request.path != "/robots.txt"]

    def lists(self, channel: str | None = None) -> list[Seen]:
        """Return what was asked of the lists, or of one."""
        return [one for one in self.seen if one.channel is not None and channel in (None, one.channel)]

    def times(self) -> Counter[str]:
        """Return how often each article page was asked for, by host and path."""
        return Counter(one.request.page for one in self.articles())

    def forget(self) -> None:
        """Empty the log."""
        self.seen.clear()

    def _answer(self, request: Request) -> Answer:
        for gate in self._gates:
            if not gate.reached.is_set() and gate.stops(request):
                gate.reached.set()
                gate.opened.wait(_PATIENCE)
        with self._lock:
            answer = self.world.answer(request)
            status = 0 if answer.reset or answer.hang else answer.status
            self.seen.append(Seen(request, status, self.world.named(request)))
        return answer


def _is_own(host: str) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in _OWN)
