"""The front: lean routes at once, Django in its own threads, and nothing lost on the way between them."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from duikou.base import everybody, lean
from duikou.base.lean import Answer, Asked, Later
from duikou.config import front as fronts
from duikou.config import shared
from duikou.config.api_middleware import PROVED
from duikou.config.front import Front
from tests import loops
from tests.fairs.factories import make_fair

Headers = list[tuple[bytes, bytes]]


UPLOAD, SIGNED_IN = "/office/fairs/one/import/", [(b"cookie", b"duikou_session=x")]


def scope(path: str, *, method: str = "GET", headers: Headers | None = None, query: bytes = b"") -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": path, "query_string": query, "headers": headers or [],
        "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9),
    }  # fmt: skip


async def call(front: Front, asked: dict[str, Any], *pieces: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """What the front answers to a request whose body comes in these pieces."""
    parts = list(pieces) or [b""]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = parts.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await front(asked, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(one["body"] for one in sent[1:])


def ask(front: Front, asked: dict[str, Any], *pieces: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    return loops.run(call(front, asked, *pieces))


class Inner:
    """A WSGI application that remembers what it was asked, in which thread, and whether it was closed."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.threads: list[str] = []
        self.closed: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environ, self.body = environ, environ["wsgi.input"].read()
        self.threads.append(threading.current_thread().name)
        start_response("201 Created", [("X-Said", "so"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self

    def __iter__(self) -> Any:
        return iter([b"one ", b"two"])

    def close(self) -> None:
        self.closed.append(threading.current_thread().name)


@pytest.fixture
def inner() -> Inner:
    return Inner()


def test_django_is_asked_as_wsgi_says_and_closed_in_its_own_thread(inner: Inner) -> None:
    headers = [
        (b"content-type", b"text/plain"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-a", b"1"),
        (b"x-a", b"2"),
    ]
    asked = scope("/f/嘉峪关", method="POST", headers=headers, query=b"q=%E5%8C%BB")
    status, told, body = ask(Front(inner, threads=2), asked, b"wor", b"ds")
    assert (status, body, inner.body) == (201, b"one two", b"words")
    assert told[b"x-said"] == b"so"
    environ = inner.environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/f/嘉峪关"
    assert (environ["QUERY_STRING"], environ["CONTENT_TYPE"]) == ("q=%E5%8C%BB", "text/plain")
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_A"]) == ("a=1; b=2", "1,2")
    assert inner.threads == inner.closed
    assert inner.threads[0].startswith("django")


def test_large_body_arrives_whole(inner: Inner) -> None:
    ask(Front(inner, threads=1), scope("/up", method="POST"), *[b"x" * 500_000] * 5)
    assert len(inner.body) == 2_500_000


class Lean:
    """A lean route whose answer another thread brings."""

    def __init__(self, answer: Callable[[Asked, bool], Answer | Later | None]) -> None:
        self.asked: list[tuple[Asked, bool, str]] = []
        self._answer = answer

    def __call__(self, asked: Asked, *, at_once: bool) -> Answer | Later | None:
        self.asked.append((asked, at_once, threading.current_thread().name))
        return self._answer(asked, at_once)


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Callable[[Lean], Lean]:
    def declare(one: Lean) -> Lean:
        monkeypatch.setitem(lean.routes._things, "/lean", one)
        return one

    return declare


def later(asked: Asked, _at_once: bool) -> Later:
    def start(done: Callable[[Any], None]) -> None:
        threading.Timer(0.01, done, [asked.body]).start()

    return Later(start=start, wait=lambda: asked.body, finish=lambda said: Answer(200, said + b"!"))


def test_lean_route_is_answered_without_django(inner: Inner, route: Any) -> None:
    one = route(Lean(lambda asked, _now: Answer(200, asked.key.encode(), headers={"X-A": "b"})))
    status, told, body = ask(Front(inner, threads=1), scope("/lean", headers=[(b"idempotency-key", b"k")]))
    assert (status, body, told[b"x-a"], told[b"content-length"]) == (200, b"k", b"b", b"1")
    assert one.asked[0][1] is True
    assert not inner.threads


def test_lean_routes_wait_side_by_side_for_answers_of_other_threads(inner: Inner, route: Any) -> None:
    route(Lean(later))
    front = Front(inner, threads=1)

    async def crowd() -> list[Any]:
        asked = [call(front, scope("/lean", method="POST"), str(number).encode()) for number in range(200)]
        return await asyncio.gather(*asked)

    assert [body for _status, _headers, body in loops.run(crowd())] == [f"{n}!".encode() for n in range(200)]


def test_lean_route_that_needs_the_database_is_called_again_in_a_thread_of_django(inner: Inner, route: Any) -> None:
    one = route(Lean(lambda asked, now: None if now else later(asked, now)))
    assert ask(Front(inner, threads=1), scope("/lean", method="POST"), b"x")[2] == b"x!"
    assert [now for _asked, now, _thread in one.asked] == [True, False]
    assert one.asked[1][2].startswith("django")


def test_what_is_too_long_for_a_lean_route_is_not_kept(inner: Inner, route: Any) -> None:
    one = route(Lean(lambda asked, _now: Answer(200, b"ok")))
    ask(Front(inner, threads=1), scope("/lean", method="POST"), *[b"x" * 10_000] * 900)
    ask(Front(inner, threads=1), scope("/lean", method="POST"), b"x" * lean.MOST_BYTES)
    assert one.asked[0][0].body is None
    assert len(one.asked[1][0].body or b"") == lean.MOST_BYTES


def test_other_kinds_of_connection_are_left_alone(inner: Inner) -> None:
    async def never(*_a: Any) -> Any:
        raise AssertionError

    loops.run(Front(inner, threads=1)({"type": "websocket"}, never, never))


class Pages:
    """A WSGI application that counts what it makes; pages under /same are the same for everybody."""

    def __init__(self, *, wait: float = 0.0) -> None:
        self.made: list[str] = []
        self.wait = wait

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        time.sleep(self.wait)
        self.made.append(environ["PATH_INFO"])
        headers = [("Content-Type", "text/html"), ("Content-Length", "4"), ("Cache-Control", "no-cache")]
        if environ["PATH_INFO"].startswith("/same"):
            headers += [(everybody.MARK, "60"), ("ETag", f'"{len(self.made)}"')]
        if "own" in environ["QUERY_STRING"]:
            headers.append(("Set-Cookie", "a=1"))
        start_response("200 OK", headers)
        return [f"{len(self.made):4}".encode()]


def cookie(text: bytes) -> Headers:
    return [(b"cookie", text)]


def test_page_for_everybody_is_made_once_and_known_by_its_tag() -> None:
    pages = Pages()
    front = Front(pages, threads=2)
    first, again = ask(front, scope("/same")), ask(front, scope("/same", headers=cookie(b"duikou_language=en")))
    assert (first[2], again[2]) == (b"   1", b"   2")
    status, headers, body = ask(front, scope("/same"))
    assert (status, body, len(pages.made)) == (200, b"   1", 2)
    assert everybody.MARK.lower().encode() not in headers
    tag = headers[b"etag"]
    status, headers, body = ask(front, scope("/same", headers=[(b"if-none-match", b'"x", ' + tag)]))
    assert (status, body, headers[b"etag"]) == (304, b"", tag)
    assert b"content-length" not in headers
    assert ask(front, scope("/same", headers=[(b"if-none-match", b'"x"')]))[0] == 200


def test_tag_that_a_kept_answer_has_already_is_the_one_it_is_known_by() -> None:
    kept = shared.Pages()
    headers = [(b"etag", b'W/"its own"'), (everybody.MARK.lower().encode(), b"1")]
    page = kept.put("a list", shared.Ready(200, headers, b"[]"))
    assert page is not None
    assert page.answer_to({"headers": []}).headers == [(b"etag", b'W/"its own"')]
    assert page.answer_to({"headers": [(b"if-none-match", b'W/"its own"')]}).status == 304


@pytest.mark.parametrize(
    "asked",
    [
        scope("/same", method="POST"),
        scope("/same", headers=cookie(b"duikou_session=x")),
        scope("/same", headers=cookie(b"duikou_language=en; duikou_mine=x")),
        scope("/same", headers=cookie(b"duikou_passes=x")),
        scope("/same", headers=cookie(b'duikou_csrf=a; odd={"a":true}; duikou_session=x')),
        scope("/same", headers=[*cookie(b"duikou_session=x"), *cookie(b"duikou_language=en")]),
        scope("/same", headers=cookie(b"\xff\x00=;;")),
        scope("/same", headers=[(b"authorization", b"Bearer x")]),
        scope("/same", query=b"own"),
        scope("/other"),
    ],
)
def test_what_may_be_somebodys_own_is_made_for_each(asked: dict[str, Any]) -> None:
    front = Front(Pages(), threads=2)
    assert [ask(front, asked)[2] for _ in range(2)] == [b"   1", b"   2"]
    assert everybody.MARK.lower().encode() not in ask(front, asked)[1]


def test_languages_hosts_and_questions_are_told_apart() -> None:
    front = Front(Pages(), threads=2)
    asked = [
        scope("/same"),
        scope("/same", query=b"q=1"),
        scope("/same", headers=[(b"accept-language", b"en")]),
        scope("/same", headers=[(b"accept-encoding", b"gzip")]),
        scope("/same", headers=[(b"host", b"a.example")]),
        scope("/same", headers=cookie(b"duikou_language=en")),
    ]
    assert [ask(front, one)[2] for one in [*asked, *asked]] == [b"%4d" % number for number in [1, 2, 3, 4, 5, 6] * 2]


def test_page_is_made_anew_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    front, now = Front(Pages(), threads=2), [0.0]
    monkeypatch.setattr(shared.time, "monotonic", lambda: now[0])
    ask(front, scope("/same"))
    now[0] = 60.0
    assert ask(front, scope("/same"))[2] == b"   1"
    now[0] = 60.1
    assert ask(front, scope("/same"))[2] == b"   2"


@pytest.mark.parametrize(("query", "made"), [(b"", 1), (b"own", 20)])
def test_crowd_that_asks_at_once_gets_one_page_unless_it_is_each_ones_own(query: bytes, made: int) -> None:
    pages = Pages(wait=0.02)
    front = Front(pages, threads=4)

    async def crowd() -> list[Any]:
        return await asyncio.gather(*(call(front, scope("/same", query=query)) for _ in range(20)))

    answers = loops.run(crowd())
    assert len(pages.made) == len({body for _status, _headers, body in answers}) == made


@pytest.mark.django_db
def test_zone_is_for_everybody_and_a_persons_pages_are_not(client: Client) -> None:
    fair = make_fair()
    assert everybody.MARK in client.get(f"/fairs/{fair.slug}/")
    assert everybody.MARK in client.get("/")
    for path in ("/my", f"/fairs/{fair.slug}/ready", "/find", "/sign-in"):
        assert everybody.MARK not in client.get(path)


def test_half_a_body_is_not_acted_upon(inner: Inner, route: Any) -> None:
    one = route(Lean(lambda asked, _now: Answer(200, b"ok")))

    async def leave(path: str) -> list[Any]:
        parts = [{"type": "http.request", "body": b"how=onl", "more_body": True}, {"type": "http.disconnect"}]
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return parts.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await Front(inner, threads=1)(scope(path, method="POST"), receive, send)
        return sent

    assert loops.run(leave("/lean")) == loops.run(leave("/other")) == []
    assert (one.asked, inner.threads) == ([], [])


def test_more_than_the_largest_upload_is_refused_before_django(inner: Inner, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1_000
    pieces = [b"x" * 1_000_000] * 6
    up = scope(UPLOAD, method="POST", headers=SIGNED_IN)
    status, headers, body = ask(Front(inner, threads=1), up, *pieces)
    assert (status, inner.threads) == (413, [])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"smaller pieces" in body


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/fairs/one/stand/import/", [(b"cookie", b"duikou_session=x")], 201),
        ("/office/fairs/one/import/", [(b"cookie", b"a=b; duikou_session=x")], 201),
        ("/office/fairs/one/import/", [], 413),  # nobody who is not signed in
        ("/fairs/one/posts/new", [(b"cookie", b"duikou_session=x")], 413),  # takes no files
        ("/find", [], 413),
        ("/x/office/fairs/one/import/", [(b"cookie", b"duikou_session=x")], 413),
    ],
)
def test_much_is_read_only_where_files_are_taken_from_whoever_is_signed_in(
    inner: Inner, path: str, headers: Headers, status: int
) -> None:
    pieces = [b"x" * 1_000_000] * 6
    assert ask(Front(inner, threads=1), scope(path, method="POST", headers=headers), *pieces)[0] == status


@pytest.mark.parametrize("name", [b"accept-language", b"accept-encoding", b"host", b"x-forwarded-proto", b"hx-request"])
def test_page_of_somebody_who_says_a_thing_twice_is_given_to_nobody_else(name: bytes) -> None:
    """Django would join the two, or take the other one: the page could be in another language than its readers'."""
    said = {b"accept-language": (b"en", b"zh"), b"host": (b"localhost", b"localhost")}.get(name, (b"a", b"gzip"))
    twice = [(name, said[0]), (name, said[1])]
    pages = Pages()
    front = Front(pages, threads=1)
    ask(front, scope("/same", headers=twice))
    ask(front, scope("/same", headers=twice[1:]))
    assert len(pages.made) == 2


def test_page_of_somebody_with_endless_languages_is_given_to_nobody_else() -> None:
    pages = Pages()
    front = Front(pages, threads=1)
    for end in (b"en", b"zh"):
        ask(front, scope("/same", headers=[(b"accept-language", b"xx," * 70 + end)]))
    assert len(pages.made) == 2


def test_header_with_an_underscore_is_not_taken_for_the_one_with_a_hyphen(inner: Inner) -> None:
    headers = [(b"x_forwarded_proto", b"http"), (b"x-forwarded-proto", b"https")]
    ask(Front(inner, threads=1), scope("/x", headers=headers))
    assert inner.environ["HTTP_X_FORWARDED_PROTO"] == "https"


def pauses_of(monkeypatch: pytest.MonkeyPatch, front: Front, asked: dict[str, Any]) -> list[float]:
    """How long the front lets one request wait when its network is far ahead of the pace."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("duikou.config.gate.Gate.pause", lambda *_: 2.0)
    monkeypatch.setattr("duikou.config.front.asyncio.sleep", sleep)
    ask(front, asked, b"{}")
    return slept


def test_flood_without_proof_waits_and_whoever_has_one_does_not(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    front = Front(inner, threads=1)
    assert pauses_of(monkeypatch, front, scope("/api/v1/fairs", query=b"a")) == [2.0]
    with_proof = scope("/api/v1/bookings", headers=[(b"authorization", b"Bearer x")])
    assert pauses_of(monkeypatch, front, with_proof) == [2.0], "shown, and looked at by nobody"

    def proved(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [(PROVED, "1")])
        return [b""]

    assert pauses_of(monkeypatch, Front(proved, threads=1), with_proof) == []
    assert ask(Front(proved, threads=1), with_proof)[1] == {}, "nobody is told"


def test_crowd_with_passes_never_waits_and_whoever_tries_false_ones_does(
    inner: Inner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for status, expected in ((201, []), (409, []), (403, [2.0]), (401, [2.0])):
        monkeypatch.setitem(lean.routes._things, "/api/lean", Lean(lambda *_, status=status: Answer(status)))
        assert pauses_of(monkeypatch, Front(inner, threads=1), scope("/api/lean", method="POST")) == expected


class Busy:
    """A WSGI application that takes its time and knows how many it answers at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.inside, self.most = seconds, 0, 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        time.sleep(self.seconds)
        with self.lock:
            self.inside -= 1
        start_response("200 OK", [])
        return [b"done"]


def ask_many(busy: Busy, count: int) -> None:
    front = Front(busy, threads=16)

    async def crowd() -> list[Any]:
        return await asyncio.gather(*(call(front, scope("/x", method="POST")) for _ in range(count)))

    assert [body for _status, _headers, body in loops.run(crowd())] == [b"done"] * count


def test_few_requests_run_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "LONG_SECONDS", 60.0)
    busy = Busy(0.01)
    ask_many(busy, 30)
    assert busy.most == fronts.TURNS


def test_request_that_takes_long_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "LONG_SECONDS", 0.05)
    busy = Busy(1.0)
    ask_many(busy, 3 * fronts.TURNS)
    assert busy.most > fronts.TURNS


def test_request_that_breaks_gives_its_turn_back() -> None:
    def inner(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise ValueError

    front = Front(inner, threads=2)

    async def crowd() -> list[Any]:
        asked = [call(front, scope("/x", method="POST")) for _ in range(5 * fronts.TURNS)]
        return await asyncio.gather(*asked, return_exceptions=True)

    assert {type(one) for one in loops.run(crowd())} == {ValueError}


def test_page_with_a_form_that_sets_other_cookies_is_not_kept() -> None:
    page = everybody.FormPage([("x", everybody.TOKEN), ("", "")], token="t", fresh={}, until=time.monotonic() + 60)
    csrf, other = (b"set-cookie", b" duikou_csrf=abc; Path=/"), (b"set-cookie", b"a=1")
    for cookies, kept in (([csrf], True), ([csrf, other], False), ([other], False), ([], False)):
        answer = shared.Ready(200, [(b"content-type", b"text/html"), *cookies], b"", form=page)
        assert (shared.Pages().put("key", answer) is not None) is kept
    assert shared.Pages().put("key", shared.Ready(404, [csrf], b"", form=page)) is None


def test_kept_form_is_compressed_where_the_first_one_was() -> None:
    page = everybody.FormPage(
        [("x" * 500, everybody.TOKEN), ("", "")], token="t", fresh={}, until=time.monotonic() + 60
    )
    headers = [(b"content-encoding", b"gzip"), (b"content-length", b"9"), (b"set-cookie", b"duikou_csrf=abc; Path=/")]
    kept = shared.Pages().put("key", shared.Ready(200, headers, b"", form=page))
    assert kept is not None
    answer = kept.answer_to(scope("/x"))
    told = dict(answer.headers)
    assert gzip.decompress(answer.body).startswith(b"x" * 500)
    assert told[b"content-length"] == str(len(answer.body)).encode()
    assert told[b"set-cookie"].endswith(b"; Path=/")
    assert b"abc" not in told[b"set-cookie"]
