"""Pages that are the same for everybody: the front may give one answer to all who ask within a moment.

A view says so with `for_everybody`; what it answers may then be given again, for at most so many seconds, to whoever
asks for the same address in the same language and brings none of the cookies that make a page somebody's own. Every
such answer has an ETag (RFC 9110, 8.8.3), so that a browser that has it already is told so in a few bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

MARK = "X-Duikou-Everybody"
View = Callable[..., HttpResponse]


def for_everybody(seconds: float) -> Callable[[View], View]:
    """Mark the good answers of a view as the same for everybody, for so long."""

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not settings.DEMO:
                response[MARK] = str(seconds)
                response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it is still good
            return response

        return marked

    return decorate


def tag_of(body: bytes) -> str:
    """The ETag of an answer with this body."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
