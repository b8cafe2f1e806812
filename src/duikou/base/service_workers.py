"""Which page may register a service worker: that needs a trusted script address (Trusted Types)."""

from __future__ import annotations

from typing import cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

POLICY = "duikou-offline"  # of the page's scripts: it makes the address of the worker


def may_register(response: HttpResponse) -> HttpResponse:
    """The response, whose page may register its service worker and make no other script address."""
    replaced = csp_replace({"trusted-types": [POLICY]})(lambda _request: response)
    return cast(HttpResponse, replaced(HttpRequest()))
