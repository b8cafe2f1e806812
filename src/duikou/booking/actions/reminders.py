"""Reminding people of what they booked: once each, about a day before, never after it has begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from duikou.base import clock
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.reminder_times import due
from duikou.journal.actions import queue_each

PIECE = 200
LONGEST_NIGHT = timedelta(hours=24)  # by so much quiet hours can put a reminder forward


class Reminders:
    """Queues the reminders whose time has come. Knows until when it has done so, so that each turn looks at the times
    of a few minutes; after a start it looks at all, and what was queued before is not queued again."""

    def __init__(self) -> None:
        self.done_until: datetime | None = None

    def queue(self) -> int:
        """Queue what has become due since the last turn; gives the number of bookings looked at."""
        if settings.REMINDER_HOURS <= 0:
            return 0
        now, since = clock.now(), self.done_until
        if since is not None and since > now:  # the clock was put back
            since = None
        reminded = 0
        ahead = timedelta(hours=settings.REMINDER_HOURS) + LONGEST_NIGHT
        reminded += self._of_several(now, since, ahead)
        single = Slot.objects.filter(meetings__isnull=True, withdrawn=False)
        slots = single.filter(starts_at__gt=now, starts_at__lte=now + ahead)
        times = slots.order_by("starts_at").values_list("starts_at", "offer__cancel_until_minutes").distinct()
        for starts_at, minutes in times:
            at = due(starts_at, cancel_until_minutes=minutes)
            if at <= now and (since is None or at > since):
                alike = slots.filter(starts_at=starts_at, offer__cancel_until_minutes=minutes)
                reminded += _remind(alike, at, starts_at)
        self.done_until = now
        return reminded

    def _of_several(self, now: datetime, since: datetime | None, ahead: timedelta) -> int:
        """The same of what is held at several meetings: of the first, once. There are few."""
        reminded = 0
        several = Slot.objects.filter(meetings__isnull=False, ends_at__gt=now, withdrawn=False).select_related("offer")
        for slot in several:
            if not now < slot.begins_at <= now + ahead:
                continue
            at = due(slot.begins_at, cancel_until_minutes=slot.offer.cancel_until_minutes)
            if at <= now and (since is None or at > since):
                reminded += _remind(Slot.objects.filter(pk=slot.pk), at, slot.begins_at)
        return reminded


def _remind(slots: QuerySet[Slot], at: datetime, starts_at: datetime) -> int:
    """Remind those who have booked one of these slots, unless they did so, or moved there, after `at`: what they were
    told then is fresh."""
    booked = Booking.objects.filter(
        slot__in=slots,
        state=Booking.State.CONFIRMED,
        attendance=Booking.Attendance.EXPECTED,
        person__isnull=False,
        changed_at__lt=at,
    ).exclude(offer__state=Offer.State.CANCELLED)
    rows = booked.order_by("pk").values_list("pk", "public_id", "person_id", "sequence")
    count, after = 0, 0
    while piece := list(rows.filter(pk__gt=after)[:PIECE]):
        after = piece[-1][0]
        with transaction.atomic():
            for sequence in {moves for *_booking, moves in piece}:
                told = [(public_id, person) for _pk, public_id, person, moves in piece if moves == sequence]
                queue_each(
                    template="reminder",
                    recipients=[f"person:{person}" for _id, person in told],
                    about=[f"booking:{public_id}" for public_id, _person in told],
                    dedupe_keys=[f"reminder:{public_id}:{sequence}" for public_id, _person in told],
                    expire_at=[starts_at] * len(told),
                    sequence=sequence,
                )
        count += len(piece)
    return count


reminders = Reminders()
