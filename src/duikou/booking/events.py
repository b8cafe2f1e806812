"""What other systems can be told of the engine: that a booking or a place on a waiting list changed, without whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Event, Happened, events
from duikou.booking.models import Booking, WaitingEntry

Told = Sequence[tuple[str, dict[str, Any]]]


def _bookings(told: Told) -> list[Happened | None]:
    """One query for all. What is said of each is how it is now, and for a move where it came from."""
    ids = [_id(which) for which, _details in told]
    rows = Booking.objects.filter(public_id__in=[one for one in ids if one]).select_related("slot", "offer")
    by_id = {row.public_id: row for row in rows}
    return [
        _booking(by_id.get(one), details) if one else None for one, (_which, details) in zip(ids, told, strict=True)
    ]


def _booking(row: Booking | None, details: dict[str, Any]) -> Happened | None:
    if row is None:
        return None
    data = {
        "booking": str(row.public_id),
        "offer": str(row.offer.public_id),
        "slot": str(row.slot.public_id),
        "starts_at": row.slot.starts_at.isoformat(),
        "state": row.state,
        "attendance": row.attendance,
        "online": row.online,
        "seats": row.seats,
        "sequence": row.sequence,
    }
    came_from = {"came_from": details["came_from"]} if "came_from" in details else {}
    return Happened(row.offer.by_id, data | came_from)


def _waiting(told: Told) -> list[Happened | None]:
    ids = [_id(which) for which, _details in told]
    rows = WaitingEntry.objects.filter(public_id__in=[one for one in ids if one])
    by_id = {row.public_id: row for row in rows.select_related("slot", "offer", "booking")}
    return [_entry(by_id.get(one)) if one else None for one in ids]


def _entry(row: WaitingEntry | None) -> Happened | None:
    if row is None:
        return None
    data = {
        "entry": str(row.public_id),
        "offer": str(row.offer.public_id),
        "slot": str(row.slot.public_id) if row.slot else None,
        "state": row.state,
        "booking": str(row.booking.public_id) if row.booking else None,
    }
    return Happened(row.offer.by_id, data)


def _id(which: str) -> UUID | None:
    try:
        return UUID(which.partition(":")[2])
    except ValueError:
        return None


Tell = Callable[[Told], list[Happened | None]]
KINDS: tuple[tuple[str, Any, Tell], ...] = (
    ("booking.confirmed", _("A place was booked"), _bookings),
    ("booking.promoted", _("A place went to somebody who waited"), _bookings),
    ("booking.moved", _("A booking has another time"), _bookings),
    ("booking.cancelled", _("A booking was cancelled"), _bookings),
    ("booking.offer_cancelled", _("An event was cancelled when somebody was there already"), _bookings),
    ("booking.checked_in", _("Somebody was checked in"), _bookings),
    ("booking.check_in_undone", _("A check-in was taken back"), _bookings),
    ("waiting.joined", _("Somebody joined a waiting list"), _waiting),
    ("waiting.left", _("Somebody left a waiting list"), _waiting),
    ("waiting.ended", _("Nobody’s turn came any more on a waiting list"), _waiting),
)


def declare() -> None:
    """Put the kinds of event into the registry of base."""
    for name, says, tell in KINDS:
        events.add(name, Event(name, says, tell))
