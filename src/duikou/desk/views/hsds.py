"""The services of the city for other programs, as the Human Services Data Specification 3.0 has them (`/hsds/`):
public, to be read only, from any site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.problem_details import MEDIA_TYPE, Problem
from duikou.base.wrong_fields import wrong_field
from duikou.desk import finding, hsds
from duikou.desk.models import Topic
from duikou.desk.queries import published
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.services import of_topic, offered

A_PAGE, MOST, LAST_PAGE = 50, 200, 100_000
YES, NO = ("true", "1"), ("", "false", "0")
View = Callable[..., Any]


def published_as_json(view: View) -> Callable[..., HttpResponse]:
    """The view's answer as JSON that any site may read; problems as RFC 9457 has them."""

    @for_everybody(seconds=5)
    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            body, status, kind = view(request, *args, **kwargs), 200, "application/json"
        except Problem as problem:
            body = problem.members()
            status, kind = body["status"], MEDIA_TYPE
        answer = JsonResponse(body, status=status, content_type=kind, json_dumps_params={"ensure_ascii": False})
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return answered


@published_as_json
def base(request: HttpRequest) -> hsds.Json:
    """What the API says of itself."""
    return hsds.base()


@published_as_json
def services(request: HttpRequest) -> hsds.Json:
    """A page of services, by the parameters of the specification."""
    found = offered()
    if words := request.GET.get("search", "").strip():
        found = found.filter(pk__in=finding.refs(finding.Wanted(q=words)))
    if term := _uuid(request, "taxonomy_term_id"):
        found = of_topic(found, next((key for key in _keys() if hsds.topic_id(Topic(key=key)) == str(term)), ""))
    if taxonomy := _uuid(request, "taxonomy_id"):
        found = found.filter(topics__isnull=False).distinct() if taxonomy == hsds.TAXONOMY else found.none()
    if body := _uuid(request, "organization_id"):
        found = found.filter(organisation__public_id=body)
    if since := request.GET.get("modified_after"):
        found = found.filter(changed_at__gte=_moment("modified_after", since))
    if _flag(request, "minimal"):
        rows = list(found)
        every = [hsds.minimal_service(row) for row in rows]
        return hsds.page(every, total=len(every), number=1, per_page=max(1, len(every)))
    if _flag(request, "full"):
        whole = published.with_places(found)
        return _page(request, whole, lambda rows: published.whole_services(rows, now=clock.now()))
    return _page(request, found, lambda rows: [hsds.service(row) for row in rows])


@published_as_json
def service(request: HttpRequest, service: UUID) -> hsds.Json:
    """A service with everything."""
    rows = list(published.with_places(offered().filter(public_id=service)))
    if not rows:
        raise Problem("not_found")
    return published.whole_services(rows, now=clock.now())[0]


@published_as_json
def organizations(request: HttpRequest) -> hsds.Json:
    """A page of the bodies that offer services or run centres."""
    found = published.bodies()
    if words := request.GET.get("search", "").strip():
        found = found.filter(name_key__icontains=words[: finding.LONGEST])
    if _flag(request, "full") or _flag(request, "full_service"):
        whole = _flag(request, "full_service")
        return _page(
            request, found, lambda rows: published.whole_bodies(list(rows), now=clock.now(), full_service=whole)
        )
    return _page(request, found, lambda rows: [hsds.organization(row) for row in rows])


@published_as_json
def organization(request: HttpRequest, organisation: UUID) -> hsds.Json:
    """A body with its places and services."""
    rows = list(published.bodies().filter(public_id=organisation))
    if not rows:
        raise Problem("not_found")
    return published.whole_bodies(rows, now=clock.now(), full_service=_flag(request, "full_service"))[0]


@published_as_json
def locations(request: HttpRequest) -> hsds.Json:
    """A page of the places where services are given."""

    def shown(rows: Any) -> list[hsds.Json]:
        centres = list(rows)
        return list(published.places(centres, now=clock.now()).values()) if centres else []

    return _page(request, open_centres(), shown)


@published_as_json
def location(request: HttpRequest, location: UUID) -> hsds.Json:
    """A place where services are given."""
    rows = list(open_centres().filter(public_id=location))
    if not rows:
        raise Problem("not_found")
    return published.places(rows, now=clock.now())[rows[0].pk]


def _page(request: HttpRequest, rows: QuerySet[Any], shown: Callable[[Any], list[hsds.Json]]) -> hsds.Json:
    number, per_page = _number(request, "page", 1, LAST_PAGE), _number(request, "per_page", A_PAGE, MOST)
    first = (number - 1) * per_page
    return hsds.page(shown(rows[first : first + per_page]), total=rows.count(), number=number, per_page=per_page)


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= most):
        raise wrong_field(f"query.{name}", _("Write a whole number from 1 to %(most)s.") % {"most": most})
    return int(text)


def _flag(request: HttpRequest, name: str) -> bool:
    text = request.GET.get(name, "").lower()
    if text not in YES + NO:
        raise wrong_field(f"query.{name}", _("Write true or false."))
    return text in YES


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise wrong_field(f"query.{name}", _("Write an id as it was given here.")) from error


def _moment(name: str, text: str) -> Any:
    try:
        found = parse_datetime(text[:40])
        if found is None:
            raise ValueError(text[:40])
        return (make_aware(found) if is_naive(found) else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong_field(f"query.{name}", _("Write a moment like 2026-11-28T01:20:00Z.")) from error


def _keys() -> list[str]:
    return list(Topic.objects.values_list("key", flat=True))
