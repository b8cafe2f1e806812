"""Classes as those who keep them, those who look for one, and the pages of places list them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from duikou.activities.models import Course, Kind, Session
from duikou.activities.queries.courses import SHOWN, TAKES_PLACE, timed
from duikou.directory.models import Place

State = Course.State


def in_state(things: QuerySet[Course], state: str) -> QuerySet[Course]:
    """Those in a state by their first session; finished and cancelled ones the latest first."""
    found = timed(things.filter(state=state)).select_related("kind", "channel", "organiser", "place", "offer")
    number = Count("sessions", filter=TAKES_PLACE)
    ordered = ("-first", "-pk") if state in (State.FINISHED, State.CANCELLED) else ("first", "pk")
    listed: QuerySet[Course] = found.annotate(number=number).order_by(*ordered)
    return listed


def lacking_register(things: QuerySet[Course], *, now: datetime) -> QuerySet[Session]:
    """The sessions of these that are on or over, and of which it is not written down who or how many came; the next to
    shut first."""
    found = Session.objects.filter(course__in=things.filter(state=State.PUBLISHED), state=Session.State.PLANNED)
    return found.filter(starts_at__lte=now).select_related("course").order_by("starts_at", "pk")


def kinds_in_use() -> QuerySet[Kind]:
    """The kinds of which any class was ever shown."""
    return Kind.objects.filter(pk__in=Course.objects.filter(state__in=SHOWN).values("kind"))


def places_in_use() -> QuerySet[Place]:
    """The places where a class is announced."""
    return Place.objects.filter(pk__in=Course.objects.filter(state=State.PUBLISHED).values("place"))


def sessions_at(places: Collection[int], begin: datetime, end: datetime) -> QuerySet[Session]:
    """The sessions of shown classes at these places that touch this time."""
    here = Q(place__in=places) | Q(place=None, course__place__in=places)
    found = Session.objects.filter(here, course__state__in=SHOWN, starts_at__lt=end, ends_at__gt=begin)
    return found.select_related("course").order_by("starts_at", "pk")
