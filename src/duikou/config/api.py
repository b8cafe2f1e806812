"""The city's HTTP API: the rooms' parts of it, put together; its description; its problems."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from duikou.base.connections import AGAIN, GONE
from duikou.base.cursors import BadCursor
from duikou.base.problem_details import MEDIA_TYPE, ROOT, Problem
from duikou.base.published import published
from duikou.base.wrong_fields import wrong, wrong_field
from duikou.booking.api import ROUTERS as BOOKING
from duikou.fairs.api import ROUTERS as FAIRS
from duikou.journal.once import InProgress, OtherBody

ABOUT = N_(
    "Job fairs, posts, times with the places left, bookings, passes, waiting lists, draws and check-ins of this city. "
    "Reading what is public needs nothing; everything else a token, a pass, or the own key of a booking, a waiting "
    "entry or a list of wishes, sent as “Authorization: Bearer …”. Nobody’s name or contact is ever given out, but to "
    "themselves. Moments are in UTC (RFC 3339), amounts are decimal texts with their currency, lists go on with "
    "“cursor”. Problems follow RFC 9457. Send an Idempotency-Key with what creates something, and send the same again "
    "when the network fails: nothing is done twice."
)
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": N_(
        "A text of your choice, new for every wish. An equal request with the same key gets the first one’s answer, "
        "for a day at least; another request with it is refused (422)."
    ),
    "example": "5f2c9d3e-booking-1",
}


_made: dict[str, OpenAPISchema] = {}


class _Plain(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class _JSONOnly(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON that was sent. Raises unsupported_media_type when something else was."""
        if request.content_type != "application/json":
            raise Problem("unsupported_media_type")
        return super().parse_body(request)


class CityAPI(NinjaAPI):
    """django-ninja's API with this city's way of describing it."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Short and stable: the name of its address and its method."""
        return f"{operation.view_func.__module__.rsplit('.', 1)[-1]}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **_more: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 description, in the active language: made once in each, so nobody may change it."""
        language = get_language() or ""
        if language not in _made:
            described = super().get_openapi_schema(path_prefix=f"{ROOT[1:]}/")
            for path in described["paths"].values():
                for operation in path.values():
                    _complete(operation)
            _hoist(described)
            for one in published:
                described["paths"][one.path] = {"get": one.operation()}
            for name, value in list(described.items()):
                described[name] = _translated(value, name)
            _made[language] = described
        return _made[language]


api = CityAPI(
    title="Duikou",
    version="1",
    description=ABOUT,
    openapi_url="/openapi.json",
    docs_url=None,
    renderer=_Plain(),
    parser=_JSONOnly(),
    urls_namespace="api",
)
for prefix, router in (*FAIRS, *BOOKING):
    api.add_router(prefix, router)


def problem_response(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    members = problem.members()
    response = JsonResponse(
        members, status=members["status"], content_type=MEDIA_TYPE, json_dumps_params=_Plain.json_dumps_params
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(problem)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(wrong({**one, "loc": _place(one["loc"])} for one in error.errors))


def _place(where: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Without the parameter's own name, which whoever calls does not know: `body.slot`, not `body.body.slot`."""
    return where[:1] + where[2:] if where[:2] in (("body", "body"), ("query", "looked")) else where


@api.exception_handler(HttpError)
def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Problem):  # found while the body was read
        return problem_response(error.__cause__)
    return problem_response(Problem("unreadable" if error.status_code == 400 else "not_allowed"))


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_response(Problem("not_found"))


@api.exception_handler(BadCursor)
def _cursor(_request: HttpRequest, _error: BadCursor) -> HttpResponse:
    return problem_response(wrong_field("query.cursor", gettext("This cursor was not given out by this list.")))


@api.exception_handler(InProgress)
def _in_progress(_request: HttpRequest, _error: InProgress) -> HttpResponse:
    return problem_response(Problem("request_in_progress", headers={"Retry-After": "1"}))


@api.exception_handler(OtherBody)
def _other_body(_request: HttpRequest, _error: OtherBody) -> HttpResponse:
    return problem_response(Problem("key_reused"))


def _away(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem_response(Problem("not_ready", headers=AGAIN))


for gone in GONE:
    api.add_exception_handler(gone, _away)


def nothing_here(_request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under /api/ that leads nowhere."""
    return problem_response(Problem("not_found"))


def _complete(operation: dict[str, Any]) -> None:
    if operation.pop("x-plain", False):
        operation["responses"][200]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    if operation.pop("x-idempotent", False):
        operation["parameters"].append(dict(IDEMPOTENCY_KEY))
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[MEDIA_TYPE] = content.pop("application/json")


def _hoist(described: dict[str, Any]) -> None:
    """Put the shapes that a request body brings along among those of all, where references look for them."""
    schemas = described["components"]["schemas"]
    for path in described["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"] = deepcopy(operation["requestBody"])  # the operation's own
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "$defs" in content["schema"]:
                    whole = dict(content["schema"])
                    schemas.update(whole.pop("$defs"))
                    schemas[whole["title"]] = whole
                    content["schema"] = {"$ref": REF_TEMPLATE.format(model=whole["title"])}


SAID = {"summary", "description"}


def _translated(value: Any, key: str = "") -> Any:
    """The same in the active language, without the titles that say no more than the names of fields."""
    if isinstance(value, dict):
        kept = value if key == "info" else {n: v for n, v in value.items() if not (n == "title" and isinstance(v, str))}
        return {name: _translated(inner, name) for name, inner in kept.items()}
    if isinstance(value, list):
        return [_translated(inner, "tag" if key == "tags" else "") for inner in value]
    if not (isinstance(value, str) and value and (key in SAID or key == "tag")):
        return value
    said = " ".join(value.split())
    return gettext(said)
