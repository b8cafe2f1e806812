"""The journal entries and messages that go with every change of a booking, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.placed import Placed
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.queries.waiting import last_ends
from duikou.booking.rules import is_soon
from duikou.journal.actions import queue_each, record_each


def note(
    what: str,
    bookings: Iterable[Booking | Placed],
    *,
    by: Actor,
    template: str = "",
    asked: bool = False,
    **details: Any,
) -> None:
    """Journal `booking.<what>` for each booking (its `slot` loaded) and, with a `template`, tell each person: at once
    what they have just `asked` for and what is soon, the rest outside quiet hours. A move is told once per sequence,
    everything else once per booking."""
    listed = list(bookings)
    about = [f"booking:{one.public_id}" for one in listed]
    record_each(
        what=f"booking.{what}",
        which=about,
        details=[{"slot": str(one.slot.public_id), **details} for one in listed],
        by=by,
    )
    if not template:
        return
    now = clock.now()
    told = [one for one in listed if one.person_id is not None and one.slot.ends_at > now]
    queue_each(
        template=template,
        recipients=[f"person:{one.person_id}" for one in told],
        about=[f"booking:{one.public_id}" for one in told],
        dedupe_keys=[f"{template}:{one.public_id}:{one.sequence}" for one in told],
        expire_at=[one.slot.ends_at for one in told],
        urgent=asked or [is_soon(one.slot, now=now) for one in told],
        **details,
    )


def note_waiting(
    what: str,
    entries: Sequence[WaitingEntry],
    *,
    by: Actor,
    template: str = "",
    asked: bool = False,
    once: str = "",
    **details: Any,
) -> None:
    """Journal `waiting.<what>` for each entry (its `offer` loaded) and, with a `template`, tell each person once, or
    once for each `once`; at any hour what they have just `asked` for."""
    about = [f"waiting:{one.public_id}" for one in entries]
    record_each(what=f"waiting.{what}", which=about, details=[details] * len(entries), by=by)
    if not template:
        return
    told = [one for one in entries if one.person_id is not None]
    queue_each(
        template=template,
        recipients=[f"person:{one.person_id}" for one in told],
        about=[f"waiting:{one.public_id}" for one in told],
        dedupe_keys=[f"{template}:{one.public_id}{once and ':'}{once}" for one in told],
        expire_at=last_ends(told),
        urgent=asked,
        **details,
    )
