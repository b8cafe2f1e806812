"""What changes while people look: states that a server tells on to whoever listens (Server-Sent Events, HTML Living
Standard, section 9.2).

A room declares a `Stream`; the server's front keeps its listeners, asks once a second for all of them together, and
sends a state to everybody when it is another one than before. A state is always whole, so that nobody who misses one
misses anything, and the version is the id that a browser names when it comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from duikou.base.registry import Registry

AGAIN_MILLISECONDS = 3000
MEDIA_TYPE = "text/event-stream; charset=utf-8"
# No proxy keeps it back or changes it; `X-Accel-Buffering` says so to nginx.
HEADERS = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b": still here\n\n"


class Topic(NamedTuple):
    """What somebody listens to: the key of a stream, whose thing it is (a slug), and in which language."""

    stream: str
    which: str
    language: str


class State(NamedTuple):
    """How a thing is now: a short word that is another one whenever `data` is, and what is sent."""

    version: str
    data: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Things that can be listened to. The first group of `path` says which; `read` gives the states of topics, asking
    the database as seldom as it can, and leaves out what there is not."""

    path: re.Pattern[str]
    read: Callable[[Collection[Topic]], Mapping[Topic, State]]


streams: Registry[Stream] = Registry()


def topic_of(path: str, query: str) -> Topic | None:
    """What is listened to at this address; `in` names the language, the city's unless it has that one."""
    for key, stream in streams.items():
        match = stream.path.fullmatch(path)
        if match:
            asked = parse_qs(query).get("in", [""])[0]
            language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
            return Topic(key, match.group(1), language)
    return None


def event_of(state: State) -> bytes:
    """The state as one event."""
    lines = "".join(f"data: {line}\n" for line in state.data.splitlines())
    return f"id: {state.version}\nevent: state\n{lines}\n".encode()


def read(topics: Collection[Topic]) -> dict[Topic, State]:
    """The states of these topics now."""
    found: dict[Topic, State] = {}
    for key, stream in streams.items():
        mine = [one for one in topics if one.stream == key]
        if mine:
            found.update(stream.read(mine))
    return found


def once(request: HttpRequest) -> HttpResponse:
    """The present state as a stream that ends, for servers without the front: a browser asks again by itself."""
    topic = topic_of(request.path, request.META.get("QUERY_STRING", ""))
    state = read([topic]).get(topic) if topic else None
    if state is None:
        return HttpResponse(status=404)
    known = request.headers.get("Last-Event-ID") == state.version
    body = f"retry: {AGAIN_MILLISECONDS}\n\n".encode() + (HEARTBEAT if known else event_of(state))
    return HttpResponse(body, headers=HEADERS)
