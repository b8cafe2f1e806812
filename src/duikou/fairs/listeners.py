"""What this room does with the engine's news."""

from __future__ import annotations

from typing import Any

from duikou.booking import signals
from duikou.fairs.actions import interviews, notes, numbers
from duikou.fairs.queries import stand_places


def on_promoted(booking_ids: list[int], **_: Any) -> None:
    """Places that came off a waiting list are interviews about the post that was waited for."""
    interviews.complete_promoted(booking_ids=booking_ids)


def on_checked_in(booking_id: int, **_: Any) -> None:
    """Whoever arrives gets a number to be called by; what a table noted of them without a network counts now."""
    numbers.number_arrivals(booking_ids=[booking_id])
    notes.let_waiting_notes_count(booking_id=booking_id)


def on_places_changed(**_: Any) -> None:
    """What this process knows of free places is no longer so."""
    stand_places.recent.drop()


def connect() -> None:
    """Start listening; connecting twice is harmless."""
    signals.promoted.connect(on_promoted, dispatch_uid="fairs.promoted")
    signals.checked_in.connect(on_checked_in, dispatch_uid="fairs.checked_in")
    changes = (
        signals.booked,
        signals.cancelled,
        signals.moved,
        signals.promoted,
        signals.taken,
        signals.offer_cancelled,
    )
    for number, signal in enumerate(changes):
        signal.connect(on_places_changed, dispatch_uid=f"fairs.places.{number}")
