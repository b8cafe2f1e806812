"""Somebody's calendar feed and what stands in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from duikou.booking.models import Booking, CalendarFeed, WaitingEntry

MOST, DAYS_BACK, KEPT = 200, timedelta(days=30), timedelta(days=1)


def feed_of(public_id: UUID | str) -> CalendarFeed | None:
    """The feed with this public id, with its person."""
    try:
        return CalendarFeed.objects.select_related("person").get(public_id=UUID(str(public_id)))
    except (CalendarFeed.DoesNotExist, ValueError):
        return None


def booked_by(person_id: int, *, now: datetime) -> list[Booking]:
    """What this person has booked, from a month ago on, by time, with all that a calendar says; what was cancelled or
    has lapsed among it."""
    since = Booking.objects.filter(person=person_id, slot__ends_at__gt=now - DAYS_BACK)
    whole = since.select_related("slot__resource", "slot__offer", "offer__place", "offer__by")
    return list(whole.order_by("slot__starts_at", "pk")[:MOST])


def feeds_of_nobody(now: datetime) -> QuerySet[CalendarFeed]:
    """The feeds that are a day old and of whose person nothing is booked or waited for any more."""
    old = CalendarFeed.objects.filter(created_at__lt=now - KEPT)
    booked = Booking.objects.filter(person=OuterRef("person"))
    waits = WaitingEntry.objects.filter(person=OuterRef("person"))
    return old.exclude(Exists(booked)).exclude(Exists(waits))
