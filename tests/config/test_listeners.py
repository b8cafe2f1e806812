"""Listeners of the front: told at once and whole, bounded, alive through silence, ended with the server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator
from typing import Any

import pytest
from django.db import OperationalError

from duikou.base import live
from duikou.base.live import State, Stream, Topic
from duikou.config import listeners
from duikou.config.listeners import Listeners
from tests import loops

PATH = re.compile(r"/test/(\w+)/live")
TOPIC = Topic("test.live", "one", "en")


class Source:
    """What is listened to: one thing whose state the test sets; counts how often it was read."""

    def __init__(self) -> None:
        self.version, self.reads, self.asked = 1, 0, 0
        self.broken = False

    def __call__(self, topics: Collection[Topic]) -> dict[Topic, State]:
        self.reads += 1
        self.asked += len(topics)
        if self.broken:
            raise OperationalError
        return {
            one: State(f"v{self.version}", f"line 1 of {self.version}\nline 2") for one in topics if one.which == "one"
        }


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    made = Source()
    monkeypatch.setattr(listeners, "LOOK_SECONDS", 0.02)
    live.streams._things["test.live"] = Stream(PATH, made)
    yield made
    del live.streams._things["test.live"]


async def _run(act: Any, *asked: Any) -> Any:
    return await asyncio.to_thread(act, *asked)


class Browser:
    """One that listens: keeps what it was sent, and can go away."""

    def __init__(self, hub: Listeners, topic: Topic = TOPIC, last: str = "") -> None:
        self.status, self.headers, self.text, self.ended = 0, {}, "", False
        self._gone = asyncio.Event()
        headers = [(b"last-event-id", last.encode())] if last else []
        self.task = asyncio.create_task(hub.serve(topic, headers, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            return
        self.text += message["body"].decode()
        self.ended = not message.get("more_body", False)

    async def goes(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, 2)

    async def has(self, text: str) -> None:
        for _ in range(200):
            if text in self.text:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(self.text)


@pytest.mark.usefixtures("settings")
def test_listener_gets_the_state_and_every_change_whole(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        one = Browser(hub)
        await one.has("id: v1\nevent: state\ndata: line 1 of 1\ndata: line 2\n\n")
        assert (one.status, one.headers[b"x-accel-buffering"]) == (200, b"no")
        assert one.headers[b"content-type"].startswith(b"text/event-stream")
        source.version = 2
        await one.has("id: v2")
        assert one.text.count("id: v1") == 1
        await one.goes()
        assert hub.count == 0

    loops.run(go())


def test_whoever_comes_back_with_the_present_version_gets_it_no_more(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        known, older = Browser(hub, last="v1"), Browser(hub, last="v0")
        await older.has("id: v1")
        await asyncio.sleep(0.1)
        assert "id:" not in known.text
        source.version = 2
        await known.has("id: v2")
        for one in (known, older):
            await one.goes()

    loops.run(go())


def test_many_listeners_are_one_question_a_look(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        crowd = [Browser(hub) for _ in range(200)]
        for one in crowd:
            await one.has("id: v1")
        assert source.asked == source.reads < 100
        source.version = 2
        for one in crowd:
            await one.has("id: v2")
            await one.goes()
        before = source.reads
        await asyncio.sleep(0.15)
        assert source.reads - before <= 1  # nobody listens: nobody asks

    loops.run(go())


def test_one_too_many_is_told_to_come_again_and_the_others_stay(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run, most=1)
        one = Browser(hub)
        await one.has("id: v1")
        other = Browser(hub)
        await other.task
        assert (other.status, other.headers[b"retry-after"]) == (503, b"10")
        await one.goes()
        third = Browser(hub)
        await third.has("id: v1")
        await third.goes()

    loops.run(go())


def test_what_there_is_not_is_not_listened_to(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        one = Browser(hub, Topic("test.live", "nothing", "en"))
        await one.task
        assert (one.status, hub.count) == (404, 0)

    loops.run(go())


def test_silence_is_broken_by_a_sign_of_life(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run, beat=0.03)
        one = Browser(hub)
        await one.has(": still here")
        await one.goes()

    loops.run(go())


def test_database_that_is_gone_for_a_moment_ends_no_stream(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        one = Browser(hub)
        await one.has("id: v1")
        source.broken = True
        await asyncio.sleep(0.1)
        source.broken, source.version = False, 2
        await one.has("id: v2")
        await one.goes()

    loops.run(go())


def test_server_that_stops_ends_every_stream_and_begins_none(source: Source) -> None:
    async def go() -> None:
        hub = Listeners(_run)
        crowd = [Browser(hub) for _ in range(20)]
        for one in crowd:
            await one.has("id: v1")
        hub.end()
        await asyncio.wait_for(asyncio.gather(*(one.task for one in crowd)), 1)
        assert all(one.ended for one in crowd)
        late = Browser(hub)
        await late.task
        assert late.status == 503

    loops.run(go())


def test_control_without_the_end_a_stream_goes_on(source: Source) -> None:
    async def go() -> None:
        one = Browser(Listeners(_run))
        await one.has("id: v1")
        await asyncio.sleep(0.1)
        assert not one.task.done()
        await one.goes()

    loops.run(go())


@pytest.mark.parametrize(
    ("path", "query", "topic"),
    [
        ("/test/one/live", "in=en", TOPIC),
        ("/test/one/live", "in=xx", Topic("test.live", "one", "zh-hans")),
        ("/test/one/live", "", Topic("test.live", "one", "zh-hans")),
        ("/test/one/live/", "in=en", None),
        ("/elsewhere", "", None),
    ],
)
def test_address_says_what_is_listened_to(source: Source, path: str, query: str, topic: Topic | None) -> None:
    assert live.topic_of(path, query) == topic
