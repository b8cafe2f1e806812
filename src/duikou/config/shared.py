"""Pages of this process that are the same for everybody, each kept for the moment its view allows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.text import compress_string

from duikou.base import everybody, pending

MARK = everybody.MARK.lower().encode()
MOST_PAGES = 1_000
OWN_COOKIE = re.compile(rf"(\s*{re.escape(settings.CSRF_COOKIE_NAME)}=)\w+(;.*)")
MADE_FOR_EACH = {b"content-length", b"set-cookie"}
TOLD_APART = (b"accept-language", b"accept-encoding", b"host", b"x-forwarded-proto", b"hx-request")
LONGEST = 200
RANDOM_BYTES = 100  # as django.middleware.gzip, which says why
SENT_WITH_304 = {b"etag", b"cache-control", b"vary", b"date", b"content-security-policy"}  # RFC 9110, 15.4.5

Headers = list[tuple[bytes, bytes]]


class Ready(NamedTuple):
    """An answer of Django, read; `rest` is what it waits for, `form` what it is made of."""

    status: int
    headers: Headers
    body: bytes
    rest: pending.Rest | None = None
    form: everybody.FormPage | None = None


class Kept(Protocol):
    """A page that is kept until a moment of the process's own clock."""

    @property
    def until(self) -> float: ...

    def answer_to(self, scope: dict[str, Any]) -> Ready:
        """What whoever asks gets of it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is given to everybody."""

    until: float
    tag: bytes
    headers: Headers
    short_headers: Headers
    body: bytes

    def answer_to(self, scope: dict[str, Any]) -> Ready:
        """The page, or in a few bytes that whoever asks has it already."""
        known = dict(scope["headers"]).get(b"if-none-match", b"")
        if known == b"*" or self.tag in (one.strip() for one in known.split(b",")):
            return Ready(304, self.short_headers, b"")
        return Ready(200, self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Form:
    """A page with a form, in which everybody gets values of their own; `cookie` is the one that goes with the token
    against forged forms, as Django set it: before and after its value."""

    until: float
    headers: Headers
    cookie: tuple[str, str]
    parts: everybody.Parts
    fresh: Mapping[str, Callable[[], str]]

    def answer_to(self, scope: dict[str, Any]) -> Ready:
        """The page with a token of the reader's own, made by Django from their cookie or for a new one."""
        request = HttpRequest()
        request.COOKIES = parse_cookie(_cookies(scope))
        _forgeries.process_request(request)
        body = everybody.filled(self.parts, token=get_token(request), fresh=self.fresh).encode()
        if (b"content-encoding", b"gzip") in self.headers:
            body = compress_string(body, max_random_bytes=RANDOM_BYTES)
        cookie = request.META["CSRF_COOKIE"].join(self.cookie).encode("latin-1")
        own = [(b"content-length", str(len(body)).encode()), (b"set-cookie", cookie)]
        return Ready(200, [*self.headers, *own], body)


_forgeries = CsrfViewMiddleware(lambda _request: HttpResponse())


class Pages:
    """The pages kept. For one event loop: nothing here is locked."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, Kept] = {}

    def get(self, key: Hashable) -> Kept | None:
        """The page kept under `key`, if its time is not over."""
        page = self._pages.get(key)
        return page if page is not None and time.monotonic() <= page.until else None

    def put(self, key: Hashable, answer: Ready) -> Kept | None:
        """Keep an answer if its view marked it as the same for everybody and it sets no cookie, or as a page with a
        form; None if not."""
        told = dict(answer.headers)
        if answer.status == 200 and answer.form is not None:
            form = _form(answer.headers, answer.form)
            return self._keep(key, form) if form else None
        if answer.status != 200 or MARK not in told or b"set-cookie" in told:
            return None
        named = [pair for pair in answer.headers if pair[0] != MARK]
        page = Page(
            until=time.monotonic() + float(told[MARK]),
            tag=told[b"etag"],
            headers=named,
            short_headers=[pair for pair in named if pair[0] in SENT_WITH_304],
            body=answer.body,
        )
        return self._keep(key, page)

    def _keep(self, key: Hashable, page: Kept) -> Kept:
        self._pages.pop(key, None)
        while len(self._pages) >= MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._pages[key] = page
        return page


def _form(headers: Headers, page: everybody.FormPage) -> Form | None:
    """The page to be kept; None when it sets other cookies than the one of its form, or that one twice."""
    cookies = [value.decode("latin-1") for name, value in headers if name == b"set-cookie"]
    found = OWN_COOKIE.fullmatch(cookies[0]) if len(cookies) == 1 else None
    same = [pair for pair in headers if pair[0] not in MADE_FOR_EACH]
    return Form(page.until, same, (found[1], found[2]), page.parts, page.fresh) if found else None


def key_of(scope: dict[str, Any]) -> Hashable | None:
    """What makes a page the same for two who ask; None when it may be somebody's own: anything but a plain GET, or a
    cookie beside that of the language."""
    if scope["method"] != "GET":
        return None
    headers = dict(scope["headers"])
    if b"authorization" in headers or b"range" in headers:
        return None
    twice = len(headers) < len(scope["headers"]) and _said_twice(scope["headers"])
    if twice or len(headers.get(b"accept-language", b"")) > LONGEST:
        return None  # which of them makes the page is for Django to say: nobody else is to get it
    cookies = parse_cookie(_cookies(scope))  # as Django will read them
    if cookies.keys() - everybody.HARMLESS_COOKIES:
        return None
    language = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return (
        scope["path"],
        scope["query_string"],
        language,
        headers.get(b"accept-language", b""),
        b"gzip" in headers.get(b"accept-encoding", b""),
        headers.get(b"host", b""),
        headers.get(b"x-forwarded-proto", b""),
        headers.get(b"hx-request", b""),
    )


def _said_twice(headers: Headers) -> bool:
    names = [name for name, _value in headers]
    return any(names.count(name) > 1 for name in TOLD_APART)


def _cookies(scope: dict[str, Any]) -> str:
    return "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
