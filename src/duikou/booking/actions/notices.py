"""The journal entries and messages that go with every change of a booking, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import Booking, WaitingEntry
from duikou.journal.actions import entry, message, queue_many, record_many


def note(what: str, bookings: Iterable[Booking], *, by: Actor, template: str = "", **details: Any) -> None:
    """Journal `booking.<what>` for each booking (its `slot` loaded) and, with a `template`, tell each person. A move
    is told once per sequence, everything else once per booking."""
    record_many(
        [
            entry(
                what=f"booking.{what}", which=f"booking:{one.public_id}", by=by, slot=str(one.slot.public_id), **details
            )
            for one in bookings
        ]
    )
    if template:
        queue_many(
            [
                message(
                    template=template,
                    recipient=f"person:{one.person_id}",
                    about=f"booking:{one.public_id}",
                    dedupe_key=f"{template}:{one.public_id}:{one.sequence}",
                    expires_at=one.slot.ends_at,
                    **details,
                )
                for one in bookings
                if one.person_id is not None and one.slot.ends_at > clock.now()
            ]
        )


def note_waiting(what: str, entries: Sequence[WaitingEntry], *, by: Actor, template: str = "", **details: Any) -> None:
    """Journal `waiting.<what>` for each entry (its `offer` loaded) and, with a `template`, tell each person once."""
    record_many([entry(what=f"waiting.{what}", which=f"waiting:{one.public_id}", by=by, **details) for one in entries])
    if template:
        queue_many(
            [
                message(
                    template=template,
                    recipient=f"person:{one.person_id}",
                    about=f"waiting:{one.public_id}",
                    dedupe_key=f"{template}:{one.public_id}",
                    expires_at=None,
                    **details,
                )
                for one in entries
                if one.person_id is not None
            ]
        )
