"""A closed loop of HTTP clients for measurements: each sends, waits for the answer, and goes on with its script.

One thread, one connection a client, HTTP/1.1 kept alive, loopback only. A script is a generator: it yields requests as
bytes, is sent the answers, and returns how it went (`confirmed`, `soldout`, …); then the client begins the next one.
Written with plain sockets and a selector, so that the generator takes as little of the machine as can be.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

Script = Generator[bytes, "Response", str]
HEAD_END = b"\r\n\r\n"


@dataclass(slots=True)
class Response:
    """An answer: status, the head as it came, the body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        """A header's first value (`name` in lower case); empty when there is none."""
        at = self.head.lower().find(b"\r\n" + name + b":")
        if at < 0:
            return b""
        start = at + len(name) + 3
        end = self.head.find(b"\r\n", start)
        return self.head[start : end if end >= 0 else None].strip()


@dataclass(slots=True)
class Result:
    """What came of it: seconds in all, latencies in seconds by outcome, the moments of each confirmed one, and an
    example of each status that was an error."""

    seconds: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    confirmed_at: list[float] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)

    def count(self, outcome: str) -> int:
        """How many scripts ended so."""
        return len(self.latencies.get(outcome, ()))

    def milliseconds(self, outcome: str, share: float) -> float | None:
        """The latency below which this share of those that ended so stayed; None when none did."""
        found = sorted(self.latencies.get(outcome, ()))
        return round(found[min(len(found) - 1, int(len(found) * share))] * 1000, 1) if found else None


def request(method: str, path: str, *, port: int, body: bytes | None = None, headers: str = "") -> bytes:
    """A request as bytes; `headers` are lines that end with CR LF."""
    length = f"Content-Length: {len(body)}\r\n" if body is not None else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}{length}\r\n".encode() + (body or b"")


def run(script: Callable[[int], Script], *, port: int, clients: int, seconds: float = 0.0, total: int = 0) -> Result:
    """Let so many clients run scripts (`script(number)`, numbered from 0) until the time is over or `total` were begun;
    scripts that have begun are finished."""
    result, begun = Result(), 0
    selector = selectors.DefaultSelector()
    start = time.perf_counter()
    until = start + seconds if seconds else float("inf")

    def another() -> Script | None:
        nonlocal begun
        if (total and begun >= total) or time.perf_counter() >= until:
            return None
        begun += 1
        return script(begun - 1)

    crowd = 0
    for _number in range(clients):
        first = another()
        if first is not None:
            _Client(port, selector, result, another, first)
            crowd += 1
    while crowd:
        for key, _events in selector.select(timeout=60):
            crowd -= key.data.read()
    result.seconds = time.perf_counter() - start
    result.confirmed_at = [one - start for one in result.confirmed_at]
    selector.close()
    return result


class _Client:
    """One client: its connection, its script, what it has read so far."""

    def __init__(
        self,
        port: int,
        selector: selectors.BaseSelector,
        result: Result,
        another: Callable[[], Script | None],
        script: Script,
    ) -> None:
        self.port, self.selector, self.result, self.another = port, selector, result, another
        self.script: Script | None = script
        self.connect()
        self.begun = time.perf_counter()
        self.send(next(script))

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def close(self) -> None:
        self.selector.unregister(self.socket)
        self.socket.close()

    def send(self, raw: bytes) -> None:
        self.read_so_far, self.needed = b"", -1
        self.socket.sendall(raw)

    def read(self) -> bool:
        """Take what came; whether this client is done for good."""
        try:
            piece = self.socket.recv(262_144)
        except OSError:
            piece = b""
        if not piece:
            return self.end("error", "the connection was closed")
        self.read_so_far = self.read_so_far + piece if self.read_so_far else piece
        if self.needed < 0:
            end = self.read_so_far.find(HEAD_END)
            if end < 0:
                return False
            self.head_end = end + 4
            head = self.read_so_far[:end].lower()
            at = head.find(b"content-length:")
            if at >= 0:
                self.needed = self.head_end + int(head[at + 15 :].split(b"\r\n", 1)[0])
            elif b"transfer-encoding: chunked" in head:
                self.needed = 0
            else:
                self.needed = self.head_end
        if self.needed == 0:
            if not self.read_so_far.endswith(b"0\r\n\r\n"):
                return False
        elif len(self.read_so_far) < self.needed:
            return False
        return self.go_on()

    def go_on(self) -> bool:
        raw, head_end = self.read_so_far, self.head_end
        response = Response(int(raw[9:12]), raw[: head_end - 4], raw[head_end:])
        assert self.script is not None
        try:
            self.send(self.script.send(response))
        except StopIteration as over:
            example = f"{response.status}: {response.body[:200].decode(errors='replace')}"
            return self.end(str(over.value), example)
        return False

    def end(self, outcome: str, example: str) -> bool:
        now = time.perf_counter()
        self.result.latencies.setdefault(outcome, []).append(now - self.begun)
        if outcome == "confirmed":
            self.result.confirmed_at.append(now)
        else:
            self.result.examples.setdefault(outcome, example)
        self.script = self.another()
        if outcome == "error":
            self.close()
            if self.script is None:
                return True
            self.connect()
        if self.script is None:
            self.close()
            return True
        self.begun = time.perf_counter()
        self.send(next(self.script))
        return False
