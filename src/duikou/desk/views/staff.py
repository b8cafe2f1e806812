"""Which centre, window, service or special days a signed-in request is about, and whether it may be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from duikou.desk import permissions, rules
from duikou.desk.models import Centre, Service, SpecialDays, Window
from duikou.desk.words import REFUSALS
from duikou.directory.access import needs

for_keepers = needs(permissions.KEEP_CENTRES)
for_holidays = needs(permissions.KEEP_HOLIDAYS)
for_both = needs(permissions.KEEP_CENTRES, permissions.KEEP_HOLIDAYS)


def kept_centre(request: HttpRequest, slug: str) -> Centre:
    """The centre, when the request's account keeps it; else 404."""
    return get_object_or_404(permissions.centres_kept_by(request.user), slug=slug)


def kept_window(request: HttpRequest, public_id: UUID) -> Window:
    """The window, when the request's account keeps its centre; else 404."""
    return get_object_or_404(permissions.windows_kept_by(request.user), public_id=public_id)


def kept_service(request: HttpRequest, public_id: UUID) -> Service:
    """The service, when the request's account keeps it; else 404."""
    return get_object_or_404(permissions.services_kept_by(request.user), public_id=public_id)


def kept_days(request: HttpRequest, public_id: UUID) -> SpecialDays:
    """The special days, when the request's account may change them; else 404."""
    return get_object_or_404(permissions.special_days_kept_by(request.user), public_id=public_id)


def say_refused(request: HttpRequest, refused: rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, str(REFUSALS[refused.refusal]))
