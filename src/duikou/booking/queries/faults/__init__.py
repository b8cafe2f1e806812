"""The promises of the engine, looked up in the living database."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from duikou.booking.models import Booking, CheckIn, Offer, Slot, Standing, WaitingEntry

SHOWN = 20


def find_faults() -> list[str]:
    """Every promise that the stored rows break, in plain English with the ids concerned; none when all is well."""
    clash = (
        Booking.objects.filter(state__in=Booking.LIVE, person=OuterRef("person"), pk__gt=OuterRef("pk"))
        .filter(slot__starts_at__lt=OuterRef("slot__ends_at"), slot__ends_at__gt=OuterRef("slot__starts_at"))
        .values("pk")[:1]
    )
    standing = Standing.objects.filter(person=OuterRef("person"), offer=OuterRef("offer")).values("pk")[:1]
    live = Booking.objects.filter(state__in=Booking.LIVE).annotate(clash=Subquery(clash), held=Subquery(standing))
    counted = live.exclude(channel=Booking.Channel.WALK_IN)
    plain = Booking.objects.filter(state__in=Booking.LIVE).order_by()
    seats = plain.filter(slot=OuterRef("pk")).values("slot").annotate(n=Sum("seats")).values("n")
    held = (
        plain.exclude(channel=Booking.Channel.WALK_IN)
        .filter(person=OuterRef("person"), offer=OuterRef("offer"))
        .values("person")
        .annotate(n=Count("pk"))
        .values("n")
    )
    slots = Slot.objects.annotate(really=Coalesce(Subquery(seats, output_field=IntegerField()), 0))
    standings = Standing.objects.annotate(really=Coalesce(Subquery(held, output_field=IntegerField()), 0))
    waits = WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING)
    moved_up = WaitingEntry.objects.filter(state=WaitingEntry.State.PROMOTED)
    absent = live.exclude(attendance=Booking.Attendance.ARRIVED)
    there = Booking.objects.filter(check_in__isnull=False)
    arrived = Booking.objects.filter(attendance=Booking.Attendance.ARRIVED)
    wrong: list[tuple[str, QuerySet[Any]]] = [
        ("slot {}: taken is not the seats of its live bookings", slots.exclude(taken=F("really"))),
        ("slot {}: more seats are taken than there are", slots.filter(really__gt=F("capacity"))),
        ("slot {}: its offer is not that of its resource", Slot.objects.exclude(offer=F("resource__offer"))),
        ("standing {}: live is not the number of live bookings", standings.exclude(live=F("really"))),
        ("standing {}: more live bookings than the limit", standings.filter(really__gt=F("limit"))),
        ("booking {}: its person has no standing in the offer", counted.filter(person__isnull=False, held=None)),
        ("booking {}: overlaps another of the same person", live.exclude(clash=None)),
        ("booking {}: its offer is not that of its slot", Booking.objects.exclude(offer=F("slot__offer"))),
        ("booking {}: held without an end", live.filter(state=Booking.State.HELD, held_until=None)),
        ("booking {}: live in a cancelled offer", absent.filter(offer__state=Offer.State.CANCELLED)),
        ("booking {}: live in a withdrawn slot", absent.filter(slot__withdrawn=True)),
        ("booking {}: arrived without a check-in", arrived.filter(check_in=None)),
        ("booking {}: checked in but not arrived", there.exclude(pk__in=arrived)),
        ("check-in {}: its booking is not confirmed", CheckIn.objects.exclude(booking__state=Booking.State.CONFIRMED)),
        ("waiting entry {}: promoted without a booking", moved_up.filter(booking=None)),
        ("waiting entry {}: waits and has a booking", waits.filter(booking__isnull=False)),
        ("waiting entry {}: waits in a cancelled offer", waits.filter(offer__state=Offer.State.CANCELLED)),
    ]
    return [line for text, rows in wrong for line in _lines(text, rows)]


def _lines(text: str, rows: QuerySet[Any]) -> list[str]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: SHOWN + 1])
    more = ["(and more of these)"] if len(ids) > SHOWN else []
    return [text.format(pk) for pk in ids[:SHOWN]] + more
