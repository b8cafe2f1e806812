"""What the server calls: lean routes on the event loop, everything else in Django's own threads.

A crowd that waits for its answers sleeps as futures of one loop, not as threads that would all want the interpreter at
the moment the booking thread needs it. Django runs in `THREADS` threads, each with a database connection of its own; a
request is run and its answer read in one of them, since connections belong to threads. Few run side by side, as busy
threads take the interpreter from each other, and none waits for a place to be booked (`duikou.base.pending`).
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.conf import settings
from django.urls import get_resolver

from duikou.base import everybody, live, pending
from duikou.base.garbage import few_collections
from duikou.base.lean import MOST_BYTES, Answer, Asked, Later, Route, answer_of, routes, uploads
from duikou.booking import combiner, ticket_qr
from duikou.booking.booker import Remote
from duikou.config import shared
from duikou.config.api_middleware import PROVED
from duikou.config.gate import Gate
from duikou.config.listeners import Listeners
from duikou.config.shared import Headers, Ready
from duikou.config.wsgi import application as django_application

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

TURNS = 3  # requests of Django that run side by side
LONG_SECONDS = 0.1  # after which one is no longer counted
SPOOLED_ABOVE = 1024 * 1024
MARGIN = 4 * 1024 * 1024  # of a form around the largest file
LONGEST_WAIT_SECONDS = 30.0
TOO_LARGE = b"This is more than the largest file that is taken. Nothing was changed. Send it in smaller pieces."
NO_PROOF = (401, 403)
UNSAID = {shared.MARK, PROVED.lower().encode()}  # what the rooms tell the front, and nobody else
PLAIN = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
PLAIN_HEADERS = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class Front:
    """An ASGI application in front of Django's WSGI one (PEP 3333)."""

    def __init__(self, inner: Application, *, threads: int) -> None:
        self._inner = inner
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._turns = asyncio.Semaphore(TURNS)
        self._news = _News()
        self._pages = shared.Pages()
        self._gate = Gate()
        self._making: dict[Hashable, asyncio.Future[None]] = {}
        self._listeners = Listeners(self._in_thread)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; knows no other kind of connection."""
        if scope["type"] != "http":
            return
        route = routes.get(scope["path"]) or routes.get(f"{scope['method']} {scope['path']}")
        if route is not None:
            await self._lean(route, scope, receive, send)
            return
        if scope["method"] == "GET" and (
            topic := live.topic_of(scope["path"], scope["query_string"].decode("latin-1"))
        ):
            await self._listeners.serve(topic, scope["headers"], receive, send)
            return
        if b"authorization" not in dict(scope["headers"]) and (pause := self._gate.pause(scope)):
            await asyncio.sleep(pause)
        if (key := shared.key_of(scope)) is not None:
            await self._shared(key, scope, send)
        else:
            await self._django(scope, receive, send)

    async def _shared(self, key: Hashable, scope: Scope, send: Send) -> None:
        """A page that may be the same for everybody, made once for all who ask for it at the same moment."""
        page, loop = self._pages.get(key), asyncio.get_running_loop()
        if page is None and (making := self._making.get(key)):
            await asyncio.shield(making)
            page = self._pages.get(key)
        elif page is None:
            made = self._making[key] = loop.create_future()
            try:
                answer = await self._run_in_turn(scope, io.BytesIO())
                page = self._pages.put(key, answer)
            finally:
                del self._making[key]
                if not made.done():
                    made.set_result(None)
            await _send(send, answer if page is None else page.answer_to(scope))
            return
        if page is None:  # it was somebody's own after all
            await _send(send, await self._run_in_turn(scope, io.BytesIO()))
        else:
            await _send(send, page.answer_to(scope))

    async def _lean(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _short_body(receive)
        except _Gone:
            return
        headers = dict(scope["headers"])
        asked = Asked(
            method=scope["method"],
            body=body,
            content_type=headers.get(b"content-type", b"").decode("latin-1"),
            language=headers.get(b"accept-language", b"").decode("latin-1"),
            key=headers.get(b"idempotency-key", b"").decode("latin-1"),
            authorization=headers.get(b"authorization", b"").decode("latin-1"),
        )
        answer = route(asked, at_once=True)
        loop = asyncio.get_running_loop()
        if answer is None:
            answer = await loop.run_in_executor(self._threads, answer_of, route, asked)
        elif isinstance(answer, Later):
            answer = answer.finish(await self._outcome(answer.start))
        assert isinstance(answer, Answer)
        if answer.status in NO_PROOF and (pause := self._gate.pause(scope)):
            await asyncio.sleep(pause)
        await _send(send, Ready(answer.status, [*_named(answer.all_headers()), *_bare()], answer.body))

    async def _outcome(self, start: Callable[[Callable[[Any], None]], None]) -> Any:
        """What others bring, or the TimeoutError of having waited too long."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        late = loop.call_later(LONGEST_WAIT_SECONDS, _wait_no_longer, future)
        start(lambda outcome: self._news.tell(future, outcome))
        try:
            return await future
        finally:
            late.cancel()

    async def _django(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _whole_body(receive, MARGIN + (settings.UPLOAD_LIMIT if _may_be_large(scope) else 0))
        except _Gone:
            return
        if body is None:
            await _send(send, Ready(413, [*PLAIN, *_bare()], TOO_LARGE))
            return
        try:
            answer = await self._answered(scope, body)
        finally:
            body.close()
        if b"authorization" in dict(scope["headers"]) and not UNSAID & {name for name, _value in answer.headers}:
            await asyncio.sleep(self._gate.pause(scope))  # what was shown as proof was none, or nobody asked for one
        await _send(send, answer)

    async def _answered(self, scope: Scope, body: IO[bytes]) -> Ready:
        """The answer of Django, and if it has to wait for others, of its second look when they have come."""
        answer = await self._run_in_turn(scope, body, {pending.WAITS: True})
        if answer.rest is None:
            return answer
        outcome = await self._outcome(answer.rest.start)
        missing = answer.rest.finish(outcome)
        if missing is not None:
            return answer._replace(headers=[*answer.headers, *_named(missing)])
        body.seek(0)
        return await self._run_in_turn(scope, body, {pending.OUTCOME: outcome})

    async def _in_thread(self, act: Callable[..., Any], *asked: Any) -> Any:
        """What `act` gives, called in one of Django's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *asked)

    async def _run_in_turn(self, *asked: Any) -> Ready:
        """`_run` in a thread, beside few others: those that are busy at the same moment take the interpreter from each
        other. Whoever takes long is no longer counted."""
        loop = asyncio.get_running_loop()
        await self._turns.acquire()
        counted = [True]

        def count_no_more() -> None:
            if counted:
                counted.pop()
                self._turns.release()

        long = loop.call_later(LONG_SECONDS, count_no_more)
        try:
            return await loop.run_in_executor(self._threads, self._run, *asked)
        finally:
            long.cancel()
            count_no_more()

    def _run(self, scope: Scope, body: IO[bytes], more: Mapping[str, Any] | None = None) -> Ready:
        """The whole answer of Django, read and closed in this thread; `more` goes into the request's META."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            begun[:] = [(status, headers)]

        answer = self._inner({**_environ(scope, body), **(more or {})}, start_response)
        try:
            parts = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()
        status, headers = begun[0]
        rest = answer.rest if isinstance(answer, pending.Pending) else None
        form = answer if isinstance(answer, everybody.FormPage) else None
        return Ready(int(status[:3]), _named(headers), parts, rest, form)


class _News:
    """Outcomes on their way from other threads into the event loop: many at once, with one call for all of them."""

    def __init__(self) -> None:
        self._told: list[tuple[asyncio.Future[Any], Any]] = []
        self._lock = threading.Lock()

    def tell(self, future: asyncio.Future[Any], outcome: Any) -> None:
        """Give `future` its outcome soon; from any thread."""
        with self._lock:
            self._told.append((future, outcome))
            first = len(self._told) == 1
        if first:
            future.get_loop().call_soon_threadsafe(self._pass_on)

    def _pass_on(self) -> None:
        with self._lock:
            told, self._told = self._told, []
        for future, outcome in told:
            if not future.done():
                future.set_result(outcome)


def _wait_no_longer(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_result(TimeoutError())


def _named(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _send(send: Send, answer: Ready) -> None:
    told = [pair for pair in answer.headers if pair[0] not in UNSAID]
    await send({"type": "http.response.start", "status": answer.status, "headers": told})
    await send({"type": "http.response.body", "body": answer.body})


class _Gone(Exception):
    """Whoever asked went away before everything was sent: what came is not acted upon."""


async def _short_body(receive: Receive) -> bytes | None:
    """What was sent; None when it is longer than a lean route takes (the rest is read and dropped)."""
    message = await _more(receive)
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await _more(receive)
        body = (body + message.get("body", b""))[: MOST_BYTES + 1]
    return body if len(body) <= MOST_BYTES else None


def _may_be_large(scope: Scope) -> bool:
    """Whether it goes to a page that takes files, from a browser that says it is signed in: nobody else is let fill the
    disk for a moment."""
    told = any(name == b"cookie" and settings.SESSION_COOKIE_NAME.encode() in value for name, value in scope["headers"])
    return told and any(page.match(scope["path"]) for page in uploads)


def _bare() -> Headers:
    """What Django would add to every answer, for those that it never sees."""
    seconds = settings.SECURE_HSTS_SECONDS
    return [(b"strict-transport-security", b"max-age=%d; includeSubDomains" % seconds)] if seconds else []


async def _whole_body(receive: Receive, most: int) -> IO[bytes] | None:
    """What was sent, as a file: in memory when small; None when it is more than `most` bytes."""
    message = await _more(receive)
    piece, more = message.get("body", b""), message.get("more_body", False)
    if not more and len(piece) <= SPOOLED_ABOVE:
        return io.BytesIO(piece)
    body, size = tempfile.SpooledTemporaryFile(SPOOLED_ABOVE), len(piece)  # noqa: SIM115 (closed by whoever asked)
    body.write(piece)
    try:
        while more:
            message = await _more(receive)
            piece, more = message.get("body", b""), message.get("more_body", False)
            size += len(piece)
            if size <= most:
                body.write(piece)
    except _Gone:
        body.close()
        raise
    if size > most:
        body.close()
        return None
    body.seek(0)
    return body


async def _more(receive: Receive) -> dict[str, Any]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _Gone
    return message


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    size = body.seek(0, io.SEEK_END)  # known whether the client said so beforehand or not
    body.seek(0)
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # would be taken for the header with hyphens, which a proxy may have set
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        name = name if name in PLAIN_HEADERS else f"HTTP_{name}"
        if name in environ:  # RFC 9110, 5.3; cookies are joined as RFC 9113, 8.2.3 says
            value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
        environ[name] = value
    if size or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


if settings.BOOKER:
    combiner.use(Remote(settings.BOOKER))
get_resolver().url_patterns  # noqa: B018 (loads what the first request would)
ticket_qr.prepare()
few_collections()
application = Front(django_application, threads=settings.THREADS)
