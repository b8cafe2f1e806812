"""What holds for every answer under /api/, whoever gave it: problems are problem details, reading can be conditional,
nothing too long is read, and what is public may be read from pages of other sites."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from duikou.base.connections import AGAIN
from duikou.base.everybody import tag_of
from duikou.base.lean import MOST_BYTES
from duikou.base.problem_details import MEDIA_TYPE, ROOT, Problem
from duikou.config.api import problem_response

PREFIX = "/api/"
PROVED = "X-Duikou-Proved"  # tells the front that whoever asked has shown a proof that was looked at and is one
EXPRESS = f"{ROOT}/express/"  # takes forms too, and leads to pages
PAGES = {"api-docs", "api-problem"}
KINDS = {
    400: "unreadable",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    503: "not_ready",
}
SENT_ON = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Shapes what is asked and answered under /api/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX) or request.path.startswith(EXPRESS):
            return self.get_response(request)
        refused = _refused(request)
        if refused is not None:
            return problem_response(refused)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the server leaves the body out
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.url_name in PAGES and response.status_code < 400:
            return response
        response = _shaped(response)
        if request.method == "GET" and response.status_code == 200:
            response = _conditional(request, response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if getattr(request, "auth", None):
            response[PROVED] = "1"
        request.method = asked
        return response


def _refused(request: HttpRequest) -> Problem | None:
    length = request.headers.get("Content-Length") or "0"
    if not length.isascii() or not length.isdigit():
        return Problem("unreadable")
    if int(length) > MOST_BYTES:
        return Problem("too_large")
    return None


def _shaped(response: HttpResponse) -> HttpResponse:
    """The same in JSON, when it is a page that says what is wrong."""
    status, kind = response.status_code, response.headers.get("Content-Type", "")
    if status in (301, 302):  # to the set-up page: there is no city yet
        return problem_response(Problem("not_ready", headers=AGAIN))
    if status < 400 or kind.startswith(MEDIA_TYPE):
        return response
    shaped = problem_response(Problem(KINDS.get(status, "broken" if status >= 500 else "unreadable")))
    for name in SENT_ON:
        if name in response.headers:
            shaped[name] = response[name]
    return shaped


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its ETag, or that it is known (RFC 9110, 13)."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if "Authorization" not in request.headers:
        response["Access-Control-Allow-Origin"] = "*"
    tag = response.headers.get("ETag") or tag_of(response.content)
    response["ETag"] = tag
    conditional = get_conditional_response(request, etag=tag, response=response)
    assert isinstance(conditional, HttpResponse)
    return conditional
