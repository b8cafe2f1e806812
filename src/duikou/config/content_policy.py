"""The content security policy, put together once: nearly every answer has the same."""

from __future__ import annotations

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")  # what the decorators of django-csp leave


class ContentPolicy(CSPMiddleware):
    """django-csp, which makes the policy anew only for an answer that has one of its own. There are no nonces: data
    that a page carries for search engines is no script, and all scripts are files."""

    @cached_property
    def _usual(self) -> str:
        return build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Offer no nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer with its policy."""
        if settings.DEBUG or any(hasattr(response, name) for name in OWN):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response
