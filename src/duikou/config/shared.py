"""Pages of this process that are the same for everybody, each kept for the moment its view allows."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

from duikou.base import everybody

MARK = everybody.MARK.lower().encode()
HARMLESS_COOKIES = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
MOST_PAGES = 1_000
SENT_WITH_304 = {b"etag", b"cache-control", b"vary", b"date", b"content-security-policy"}  # RFC 9110, 15.4.5

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is given to everybody until a moment of the process's own clock."""

    until: float
    tag: bytes
    headers: Headers
    short_headers: Headers
    body: bytes

    def is_known_to(self, scope: dict[str, Any]) -> bool:
        """Whether whoever asks has this very page already."""
        known = dict(scope["headers"]).get(b"if-none-match", b"")
        return known == b"*" or self.tag in (one.strip() for one in known.split(b","))


class Pages:
    """The pages kept. For one event loop: nothing here is locked."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, Page] = {}

    def get(self, key: Hashable) -> Page | None:
        """The page kept under `key`, if its time is not over."""
        page = self._pages.get(key)
        return page if page is not None and time.monotonic() <= page.until else None

    def put(self, key: Hashable, status: int, headers: Headers, body: bytes) -> Page | None:
        """Keep an answer if its view marked it as the same for everybody and it sets no cookie; None if not."""
        told = dict(headers)
        if status != 200 or MARK not in told or b"set-cookie" in told:
            return None
        tag = everybody.tag_of(body).encode()
        named = [(name, value) for name, value in headers if name != MARK] + [(b"etag", tag)]
        page = Page(
            until=time.monotonic() + float(told[MARK]),
            tag=tag,
            headers=named,
            short_headers=[pair for pair in named if pair[0] in SENT_WITH_304],
            body=body,
        )
        self._pages.pop(key, None)
        while len(self._pages) >= MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._pages[key] = page
        return page


def key_of(scope: dict[str, Any]) -> Hashable | None:
    """What makes a page the same for two who ask; None when it may be somebody's own: anything but a plain GET, or a
    cookie beside that of the language."""
    if scope["method"] != "GET":
        return None
    headers = dict(scope["headers"])
    if b"authorization" in headers or b"range" in headers:
        return None
    sent = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    cookies = parse_cookie(sent)  # as Django will read them
    if cookies.keys() - HARMLESS_COOKIES:
        return None
    language = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return (
        scope["path"],
        scope["query_string"],
        language,
        headers.get(b"accept-language", b"")[:200],
        b"gzip" in headers.get(b"accept-encoding", b""),
        headers.get(b"host", b""),
        headers.get(b"x-forwarded-proto", b""),
        headers.get(b"hx-request", b""),
    )
