"""Before a city is set up, every page leads to the set-up page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from duikou.directory.queries import city
from duikou.directory.setting_up import awaited

OPEN = ("/language", "/robots.txt", settings.STATIC_URL)


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
