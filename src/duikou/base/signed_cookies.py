"""Cookies that no script can read and nobody but this city can write."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """One of them, by its plain name; sent for the pages below `path`, and good for so many seconds."""

    plain_name: str
    salt: str
    seconds: int
    path: str = "/"

    @property
    def name(self) -> str:
        """The name the browser knows it by, which over HTTPS says that only this host may write it."""
        prefix = settings.COOKIE_PREFIX if self.path == "/" else settings.PATH_COOKIE_PREFIX
        return f"{prefix}{self.plain_name}"

    def read(self, request: HttpRequest) -> str:
        """What the browser was given; an empty text for nothing, for what is over, and for what others wrote."""
        return str(request.get_signed_cookie(self.name, default="", salt=self.salt, max_age=self.seconds))

    def keep(self, response: HttpResponse, text: str) -> HttpResponse:
        """The response, which lets the browser keep the text."""
        response.set_signed_cookie(
            self.name,
            text,
            salt=self.salt,
            max_age=self.seconds,
            path=self.path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def drop(self, response: HttpResponse) -> HttpResponse:
        """The response, which lets the browser forget it."""
        response.delete_cookie(self.name, path=self.path, samesite="Lax")
        return response
