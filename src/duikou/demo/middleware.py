"""The demo's second lock: its screens exist only in a sample city."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from duikou.directory.queries import city


class DemoMiddleware:
    """Refuses the role switcher and the clock outside a sample city, whatever the settings say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/demo/") and not allowed():
            raise Http404
        return self.get_response(request)


def allowed() -> bool:
    """Whether this is the demo, of a sample city."""
    here = city() if settings.DEMO else None
    return here is not None and here.sample
