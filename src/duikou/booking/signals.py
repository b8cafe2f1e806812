"""What the engine tells the rooms above. Sent after the commit, with ids only; `sender` is None.

A listener that fails is logged and hurts nobody; one that must not miss anything also looks at the rows.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

booked = Signal()  # booking_ids: list[int]; confirmed by claim or from a hold (walk-ins too), not by promotion
cancelled = Signal()  # booking_ids: list[int]; by the person or staff, also when an offer or slot ends
moved = Signal()  # booking_id: int, from_slot_id: int, to_slot_id: int; same booking, other time
promoted = Signal()  # booking_ids: list[int], entry_ids: list[int]; new bookings out of the waiting list, pairwise
checked_in = Signal()  # booking_id: int; the first check-in only
taken = Signal()  # nothing: another process has booked places for this one, whose `booked` is sent there
wished = Signal()  # entry_id: int; wishes were put, or put anew
drawn = Signal()  # draw_id: int; the places of a draw are drawn and given
offer_cancelled = Signal()  # offer_id: int; its bookings follow as `cancelled`, in pieces
called = Signal()  # ticket_id: int, resource_id: int; a number was called somewhere, also once more


def send(signal: Signal, **ids: Any) -> None:
    """Send `signal` with `ids` when (and only if) the present transaction commits."""
    transaction.on_commit(lambda: signal.send_robust(sender=None, **ids), robust=True)
