"""What addresses under /hsds/ are asked with, and how they answer."""

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

from duikou.base.everybody import for_everybody
from duikou.base.problem_details import MEDIA_TYPE, Problem
from duikou.base.wrong_fields import wrong_field
from duikou.desk import hsds
from duikou.desk.models import Service, Topic
from duikou.desk.queries.services import of_topic

A_PAGE, MOST, LAST_PAGE = 50, 200, 100_000
YES, NO = ("true", "1"), ("false", "0")
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


def narrowed(request: HttpRequest, services: QuerySet[Service]) -> QuerySet[Service]:
    """Those of the topic, taxonomy and body that are asked for."""
    if term := uuid(request, "taxonomy_term_id"):
        topics = (one for one in Topic.objects.all() if hsds.topic_id(one) == str(term))
        services = of_topic(services, next((one.key for one in topics), ""))
    if taxonomy := uuid(request, "taxonomy_id"):
        of_ours = taxonomy == hsds.TAXONOMY
        services = services.filter(topics__isnull=False).distinct() if of_ours else services.none()
    if body := uuid(request, "organization_id"):
        services = services.filter(organisation__public_id=body)
    return services


def listed(request: HttpRequest, rows: Any, shown: Callable[[Any], list[hsds.Json]]) -> hsds.Json:
    """The page of `rows` (a queryset or a list) that is asked for."""
    number, per_page = _whole_number(request, "page", 1, LAST_PAGE), _whole_number(request, "per_page", A_PAGE, MOST)
    first = (number - 1) * per_page
    return hsds.page(
        shown(rows[first : first + per_page]),
        total=len(rows) if isinstance(rows, list) else rows.count(),
        number=number,
        per_page=per_page,
    )


def _whole_number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= most):
        raise wrong_field(f"query.{name}", _("Write a whole number from 1 to %(most)s.") % {"most": most})
    return int(text)


def flag(request: HttpRequest, name: str) -> bool:
    """Whether a parameter says yes. Raises Problem for what is neither yes nor no."""
    text = request.GET.get(name, NO[0]).lower()
    if text not in YES + NO:
        raise wrong_field(f"query.{name}", _("Write true or false."))
    return text in YES


def uuid(request: HttpRequest, name: str) -> UUID | None:
    """The id that a parameter gives, if it does. Raises Problem for what is none."""
    text = request.GET.get(name)
    try:
        return None if text is None else UUID(text)
    except ValueError as error:
        raise wrong_field(f"query.{name}", _("Write an id as it was given here.")) from error


def moment(name: str, text: str) -> Any:
    """The moment (UTC) that a parameter says. Raises Problem for what is none."""
    try:
        found = parse_datetime(text[:40])
        if found is None:
            raise ValueError(text[:40])
        return (make_aware(found) if is_naive(found) else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong_field(f"query.{name}", _("Write a moment like 2026-11-28T01:20:00Z.")) from error
