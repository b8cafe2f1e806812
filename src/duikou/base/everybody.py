"""Pages that are the same for everybody: the front may give one answer to all who ask within a moment.

A view says so with `for_everybody`; what it answers may then be given again, for at most so many seconds, to whoever
asks for the same address in the same language and brings none of the cookies that make a page somebody's own. Every
such answer has an ETag (RFC 9110, 8.8.3), so that a browser that has it already is told so in a few bytes.

A page with a form is the same for everybody but for one-time values in hidden fields: it comes as a `FormPage`, and
whoever gives it again puts fresh ones in their place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

MARK = "X-Duikou-Everybody"
TOKEN = "csrfmiddlewaretoken"
HARMLESS_COOKIES = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}  # make no page somebody's own
View = Callable[..., HttpResponse]
Parts = Sequence[tuple[str, str]]  # pieces of a page, each with the name of the value that follows it


def for_everybody(seconds: float) -> Callable[[View], View]:
    """Mark the good answers of a view as the same for everybody, for so long."""

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not settings.DEMO:
                response[MARK] = str(seconds)
                response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it is still good
                response.setdefault("ETag", tag_of(response.content))  # before it is compressed, which is never alike
            return response

        return marked

    return decorate


class FormPage(HttpResponse):
    """A page made of `parts`, which may be given again `until` that moment of the process's own clock. `token` is the
    reader's own against forged forms; `fresh` makes every other value."""

    def __init__(self, parts: Parts, *, token: str, fresh: Mapping[str, Callable[[], str]], until: float) -> None:
        super().__init__(filled(parts, token=token, fresh=fresh))
        self.parts, self.fresh, self.until = parts, fresh, until


def filled(parts: Parts, *, token: str, fresh: Mapping[str, Callable[[], str]]) -> str:
    """The page with values of somebody's own."""
    return "".join([piece + (token if name == TOKEN else fresh[name]() if name else "") for piece, name in parts])


def tag_of(body: bytes) -> str:
    """The ETag of an answer with this body."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
