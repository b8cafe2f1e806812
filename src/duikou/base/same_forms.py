"""Pages with a form that are the same for everybody but for the form's one-time values.

Under a crowd such a page is made once a second and given to all who bring no cookie that makes it their own; each gets
a token against forged forms and keys of their own, put where the first one's stood. The front does so without asking
here while the page is good.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from duikou.base.everybody import HARMLESS_COOKIES, TOKEN, FormPage, Parts
from duikou.base.recent import Recent

SECONDS = 1.0
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


class Kept(NamedTuple):
    """A page in pieces, and until when (of the process's own clock) it may be given."""

    parts: Parts
    until: float


# None for what is no good page.
_pages: Recent[Kept | None] = Recent(SECONDS, most=2_000)


def is_for(request: HttpRequest) -> bool:
    """Whether this reader may get what others get."""
    return not settings.DEMO and not request.COOKIES.keys() - HARMLESS_COOKIES


def answer(
    request: HttpRequest, make: Callable[[], HttpResponse], *, keys: Mapping[str, Callable[[], str]]
) -> HttpResponse:
    """The page that `make()` gives, at most a second old, with a new value for each hidden field named in `keys`. What
    is no good page is made for each who asks."""
    key = (request.get_full_path(), get_language(), request.get_host(), request.scheme)
    kept = _pages.get(key, lambda: _taken_apart(make, {TOKEN, *keys}))
    if kept is None:
        return make()
    return FormPage(kept.parts, token=get_token(request), fresh=keys, until=kept.until)


def _taken_apart(make: Callable[[], HttpResponse], names: set[str]) -> Kept | None:
    until, response = time.monotonic() + SECONDS, make()
    if response.status_code != 200:
        return None
    page, parts, at = response.content.decode(), list[tuple[str, str]](), 0
    for found in FIELD.finditer(page):
        if found[1] in names:
            parts.append((page[at : found.start(2)], found[1]))
            at = found.end(2)
    return Kept([*parts, (page[at:], "")], until)
