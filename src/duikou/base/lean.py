"""Lean routes: the few addresses a crowd hits at the same moment, answered without Django's request machinery.

A route takes what was asked and gives an answer; the server's front calls it directly, and so does the Django view made
by `view_of`, so that there is one behaviour whatever stands in front. Routes use no session and no cookie: whatever
they are asked for must prove itself by a signature, which is why they need no token against forged forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from duikou.base.connections import AGAIN, GONE
from duikou.base.languages_asked import in_language_of
from duikou.base.problem_details import MEDIA_TYPE, Problem
from duikou.base.registry import Registry

MOST_BYTES = 16 * 1024
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Asked(NamedTuple):
    """A request: its method, the body (None when longer than 16 KB), and the few headers a route may want."""

    method: str
    body: bytes | None
    content_type: str = ""
    language: str = ""
    key: str = ""
    authorization: str = ""

    @property
    def is_form(self) -> bool:
        """Whether a form was sent, by a browser that expects a page."""
        return self.content_type.startswith("application/x-www-form-urlencoded")

    def values(self) -> dict[str, Any] | None:
        """The fields of the form or the JSON object that was sent; None when it is neither."""
        try:
            text = (self.body or b"").decode()
            if self.is_form:
                return {name: values[-1] for name, values in parse_qs(text, max_num_fields=50).items()}
            found = json.loads(text)
        except (ValueError, RecursionError):  # not UTF-8, not JSON, too many fields, nested too deep
            return None
        return found if isinstance(found, dict) else None


class Answer(NamedTuple):
    """An answer: status, body, and headers beside length and type."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = NO_HEADERS

    def all_headers(self) -> list[tuple[str, str]]:
        """Every header, in the form that WSGI takes."""
        return [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(self.body))),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            *self.headers.items(),
        ]


def as_json(members: Mapping[str, Any]) -> bytes:
    """The body that says so, in UTF-8; ids, moments and translated texts as their text."""
    return json.dumps(members, ensure_ascii=False, default=str).encode()


def problem(members: Mapping[str, Any], headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """The answer that says what is wrong, of the members of problem details (RFC 9457)."""
    return Answer(int(members["status"]), as_json(members), MEDIA_TYPE, headers)


class Later(NamedTuple):
    """An answer that others bring: `start(done)` sets it going and comes back at once, `done(outcome)` is called from
    another thread; `wait()` does the same in this thread and gives the outcome; `finish(outcome)` makes the answer."""

    start: Callable[[Callable[[Any], None]], None]
    wait: Callable[[], Any]
    finish: Callable[[Any], Answer]


class Route(Protocol):
    """Answers what is asked. `at_once` asks not to wait for anything, the database included: None says that this time
    it cannot be answered so, and that the route should be called again in a thread that may wait."""

    def __call__(self, asked: Asked, *, at_once: bool) -> Answer | Later | None: ...


# By path, as the room's urls name it, or by method and path (`POST /…`) when other methods of it are Django's.
routes: Registry[Route] = Registry()
# Starts of the paths that take files; everywhere else little is read.
uploads: Registry[re.Pattern[str]] = Registry()


def answer_of(route: Route, asked: Asked) -> Answer:
    """The route's answer, waited for in this thread; that it cannot be given now when the database is gone."""
    try:
        answer = route(asked, at_once=False)
        assert answer is not None
        return answer.finish(answer.wait()) if isinstance(answer, Later) else answer
    except GONE:
        with in_language_of(asked.language):
            return problem(Problem("not_ready").members(), AGAIN)


def asked_of(request: HttpRequest) -> Asked:
    """What a request to Django asks a route."""
    long = int(request.headers.get("Content-Length") or 0) > MOST_BYTES
    return Asked(
        method=request.method or "",
        body=None if long else request.body,
        content_type=request.headers.get("Content-Type", ""),
        language=request.headers.get("Accept-Language", ""),
        key=request.headers.get("Idempotency-Key", ""),
        authorization=request.headers.get("Authorization", ""),
    )


def response_of(answer: Answer) -> HttpResponse:
    """An answer as Django gives it."""
    response = HttpResponse(answer.body, status=answer.status)
    for name, value in answer.all_headers():
        response[name] = value
    return response


def view_of(route: Route) -> Callable[[HttpRequest], HttpResponse]:
    """The route as a Django view."""

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        return response_of(answer_of(route, asked_of(request)))

    return view
