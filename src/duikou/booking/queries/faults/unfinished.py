"""What should be over by now: live bookings and waiting in what was cancelled or withdrawn, holds past their end,
draws that stopped halfway.

These end in pieces, or by the worker; so they are faults only when there was time enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from duikou.base import clock
from duikou.base.promises import SHOWN, told
from duikou.booking.models import Booking, Draw, Offer, Slot, WaitingEntry
from duikou.booking.queries.faults.places import WORKER
from duikou.journal.models import Entry

GO_ON = "Let the office press “Go on” on the page of the draw: nothing is drawn twice"
GRACE = timedelta(minutes=10)
MOST = 500  # offers or slots looked at, so that the list fits into a statement
LIVE = Q(state__in=Booking.LIVE) & ~Q(attendance=Booking.Attendance.ARRIVED)
WAITS = Q(state=WaitingEntry.State.WAITING)


def unfinished(*, patient: bool) -> list[str]:
    """What is still live although it should have ended: `patient` leaves ten minutes for it since the journal told of
    the end. A hold and a draw have them in any case."""
    spare = GRACE if patient else timedelta()
    cancelled = Offer.objects.filter(state=Offer.State.CANCELLED)
    withdrawn = Slot.objects.filter(withdrawn=True)
    live, waits = Booking.objects.filter(LIVE), WaitingEntry.objects.filter(WAITS)
    halfway = Draw.objects.filter(drawn_at__lte=clock.now() - GRACE, settled_at=None)
    overdue = Booking.objects.filter(state=Booking.State.HELD, held_until__lte=clock.now() - GRACE)
    return [
        *_lines("booking {}: live in a cancelled offer", live.filter(offer__in=_old(cancelled, live, spare))),
        *_lines("booking {}: live in a withdrawn slot", live.filter(slot__in=_old(withdrawn, live, spare))),
        *_lines("booking {}: held, and its time is over", overdue),
        *_lines("waiting entry {}: waits in a cancelled offer", waits.filter(offer__in=_old(cancelled, waits, spare))),
        *_lines("waiting entry {}: waits for a withdrawn slot", waits.filter(slot__in=_old(withdrawn, waits, spare))),
        *_lines("draw {}: drawn, and it stopped before everybody was told", halfway, GO_ON),
    ]


def last_told(references: Iterable[str], *what: str) -> Mapping[str, datetime]:
    """When the journal last told of each of these (`slot:<public id>`), of `what` if it is given, where it ever did."""
    rows = Entry.objects.order_by().filter(which__in=list(references))
    rows = rows.filter(what__in=what) if what else rows
    return dict(rows.values_list("which").annotate(at=Max("at")))


def _old(ended: QuerySet[Any], rows: QuerySet[Any], spare: timedelta) -> list[int]:
    """The first of the offers or slots in which some of `rows` are left, and that ended longer ago than `spare`."""
    kind, what = ("offer", "offer.cancelled") if ended.model is Offer else ("slot", "slot.withdrawn")
    left = rows.order_by().values(kind).distinct()
    found = dict(ended.filter(pk__in=left).order_by("pk").values_list("pk", "public_id")[:MOST])
    spoken = last_told((f"{kind}:{public_id}" for public_id in found.values()), what)
    since = clock.now() - spare
    return [pk for pk, public_id in found.items() if spoken.get(f"{kind}:{public_id}", since) <= since]


def _lines(fault: str, rows: QuerySet[Any], do: str = WORKER) -> list[str]:
    return told(fault, do, list(rows.order_by("pk").values_list("pk")[: SHOWN + 1]))
