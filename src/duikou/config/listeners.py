"""Those who listen to what changes: futures of the server's one loop, no thread and no connection for each.

The process asks once a second for all topics that anybody listens to, in one of Django's threads. Whoever listens gets
a state when it is another one, a sign of life now and then, and the end when the server ends: browsers then come back
by themselves, to another process or after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from duikou.base import live
from duikou.base.connections import GONE, for_a_moment
from duikou.base.live import State, Topic

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Headers = list[tuple[bytes, bytes]]

MOST = 2000  # of one process: beyond them a browser asks for the page itself, every few seconds
LOOK_SECONDS = 1.0
BEAT_SECONDS = 15.0  # below the minute after which proxies cut what is silent
LONGEST_SECONDS = 15 * 60.0
log = logging.getLogger("duikou.live")


class Told:
    """A topic while somebody listens: its state, and what is woken when that is another one."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.listeners = 0
        self.first: asyncio.Task[None] | None = None
        self.change: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def put(self, state: State | None) -> None:
        """Take `state` over; wake everybody when it is another one."""
        if state == self.state:
            return
        self.state = state
        self.wake()

    def wake(self) -> None:
        """Let everybody look."""
        woken, self.change = self.change, asyncio.get_running_loop().create_future()
        woken.set_result(None)


class Listeners:
    """All listeners of this process; `run` calls a function in a thread that may ask the database."""

    def __init__(self, run: Callable[..., Awaitable[Any]], *, most: int = MOST, beat: float = BEAT_SECONDS) -> None:
        self._run, self._most, self._beat = run, most, beat
        self._topics: dict[Topic, Told] = {}
        self._looking: asyncio.Task[None] | None = None
        self._ended = False
        self._heard = False
        self.count = 0

    async def serve(self, topic: Topic, headers: Headers, receive: Receive, send: Send) -> None:
        """Tell one listener of `topic`, until either side ends it. 404 for what there is not, 503 for one too many."""
        if self._ended or self.count >= self._most:
            await _plain(send, 503, [(b"retry-after", b"10")])
            return
        self._hear_the_end()
        self.count += 1
        told = self._topics.setdefault(topic, Told())
        told.listeners += 1
        try:
            if told.state is None:
                told.first = told.first or asyncio.create_task(self._begin(topic, told))
                await asyncio.shield(told.first)
            if told.state is None:
                await _plain(send, 404)
                return
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            known = dict(headers).get(b"last-event-id", b"").decode("latin-1")
            await self._tell(told, known, receive, send)
        finally:
            self.count -= 1
            told.listeners -= 1
            if not told.listeners and self._topics.get(topic) is told:
                del self._topics[topic]

    def end(self) -> None:
        """End every stream now, and begin no other: the server stops."""
        self._ended = True
        for told in self._topics.values():
            told.wake()

    async def _tell(self, told: Told, known: str, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        until = time.monotonic() + LONGEST_SECONDS
        try:
            names = [(name.lower().encode(), value.encode()) for name, value in live.HEADERS.items()]
            await send({"type": "http.response.start", "status": 200, "headers": names})
            await _more(send, f"retry: {live.AGAIN_MILLISECONDS}\n\n".encode())
            while not (self._ended or gone.done()) and told.state is not None and time.monotonic() < until:
                change = told.change
                if told.state.version != known:
                    known = told.state.version
                    await _more(send, live.event_of(told.state))
                done, _ = await asyncio.wait({gone, change}, timeout=self._beat, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    await _more(send, live.HEARTBEAT)
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _begin(self, topic: Topic, told: Told) -> None:
        """The first look, one for everybody who came for it."""
        told.put((await self._read([topic]) or {}).get(topic))

    async def _look(self) -> None:
        """Once a second, as long as anybody listens."""
        while self._topics and not self._ended:
            await asyncio.sleep(LOOK_SECONDS)
            topics = list(self._topics)
            states = await self._read(topics)
            if states is None:
                continue  # the database is gone for now: what was told stays
            for topic in topics:
                if topic in self._topics:
                    self._topics[topic].put(states.get(topic))

    async def _read(self, topics: Collection[Topic]) -> dict[Topic, State] | None:
        try:
            found: dict[Topic, State] = await self._run(_read, topics)
        except GONE:
            return None
        except Exception:  # one room's fault must not end everybody's stream: it is logged, and looked at again
            log.exception("what is told to listeners could not be read")
            return None
        return found

    def _hear_the_end(self) -> None:
        """Be told when the server is asked to stop, beside whoever hears it already."""
        if self._heard:
            return
        self._heard, loop = True, asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)

            def told(sign: int, frame: Any, before: Any = before) -> None:
                with contextlib.suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(self.end)
                if callable(before):
                    before(sign, frame)

            with contextlib.suppress(ValueError):  # not in the process's first thread: a test
                signal.signal(number, told)
                signal.siginterrupt(number, False)


def _read(topics: Collection[Topic]) -> dict[Topic, State]:
    with for_a_moment():
        return live.read(topics)


async def _gone(receive: Receive) -> None:
    """Comes back when whoever listened has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _more(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _plain(send: Send, status: int, headers: Headers | None = None) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *(headers or [])]})
    await send({"type": "http.response.body", "body": b""})
