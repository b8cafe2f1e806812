"""Signing up for an activity: the engine's form, in the words of the activity."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duikou.activities.models import Activity
from duikou.activities.queries.shown import shown
from duikou.activities.words import where
from duikou.base.moments import span_text
from duikou.base.private import private
from duikou.booking.models import Offer, Resource
from duikou.booking.views.claiming import Bookable, book


@private
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, activity: UUID) -> HttpResponse:
    """The form for signing up, or for the waiting list; without sign-up, the activity's page says how one joins."""
    found = get_object_or_404(shown(), public_id=activity)
    page = reverse("activities:activity", args=[found.public_id])
    if found.offer is None or found.state != Activity.State.PUBLISHED:
        return redirect(page)
    lines = [span_text(found.starts_at, found.ends_at), where(found.place), _together(found.offer)]
    what = Bookable(
        offer=found.offer,
        resources=list(Resource.objects.filter(offer=found.offer)),
        title=str(found.title),
        back=page,
        lines=[line for line in lines if line],
        button=_("Sign up"),
        only=True,
    )
    return book(request, what)


def _together(offer: Offer) -> str:
    if offer.seats_max == 1:
        return ""
    said = ngettext("%(n)s person at a time", "Up to %(n)s of you together", offer.seats_max)
    return said % {"n": offer.seats_max}
