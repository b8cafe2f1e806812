"""What every answer tells the browser about itself: the content security policy, and what no page of a city needs.

Put together once, as nearly every answer has the same. There are no nonces: all scripts are files of this city's own,
data that a page carries for search engines is no script, and a file cannot be pushed into a page as a text can.
"""

from __future__ import annotations

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from duikou.base import page_permissions

OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")  # what the decorators of django-csp leave
PERMISSIONS = page_permissions.permissions()


class ContentPolicy(CSPMiddleware):
    """django-csp, which makes the policy anew only for an answer that has one of its own, with the headers that say the
    same of what else there is. Stands before what serves static files, so that they have them too."""

    @cached_property
    def _usual(self) -> str:
        return build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Offer no nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer with its policy."""
        headers = response.headers
        headers.setdefault(page_permissions.HEADER, PERMISSIONS)
        shared = headers.get("Access-Control-Allow-Origin") == "*"
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        if settings.DEBUG or any(hasattr(response, name) for name in OWN):
            return super().process_response(request, response)
        headers.setdefault(HEADER, self._usual)
        return response
