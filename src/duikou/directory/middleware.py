"""What every request passes: the set-up page comes first, and sessions end."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from duikou.base import clock
from duikou.directory.queries import city
from duikou.directory.sessions import SEEN, SINCE
from duikou.directory.setting_up import awaited

SEEN_EVERY_SECONDS = 10 * 60
OPEN = ("/language", "/robots.txt", "/health", "/trust", settings.STATIC_URL)  # the console sends people to /trust


class SetUpFirst:
    """Redirects to the set-up page while a set-up code waits and there is no city; asks no more once there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.is_set_up and not request.path.startswith(OPEN):
            self.is_set_up = not awaited() or city() is not None
            page = reverse("directory:set-up")
            if not self.is_set_up and request.path != page:
                return redirect(page)
        return self.get_response(request)


class SessionsEnd:
    """Ends a session that is older than SESSION_LONGEST, and notes every ten minutes that one is used, which lets it
    live for SESSION_COOKIE_AGE from then. Asks nothing of whoever brings no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now, session = clock.real().timestamp(), request.session
            if now - session.get(SINCE, now) > settings.SESSION_LONGEST.total_seconds():
                logout(request)
            elif now - session.get(SEEN, 0.0) > SEEN_EVERY_SECONDS:
                session[SEEN] = now
        return self.get_response(request)
