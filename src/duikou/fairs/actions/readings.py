"""Names and contacts that staff looked at: the person can see when, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.base.actor import Actor
from duikou.booking.models import Booking
from duikou.fairs.models import Fair, Stand
from duikou.journal.actions import record_reading


@transaction.atomic
def read_at_door(*, bookings: Sequence[Booking], by: Actor) -> None:
    """Keep that the door was shown who made these bookings."""
    record_reading(which=[f"booking:{one.public_id}" for one in bookings if one.person_id], by=by, where="door")


@transaction.atomic
def read_at_table(*, stand: Stand, by: Actor) -> None:
    """Keep that an employer was shown who comes to the stand."""
    record_reading(which=[f"stand:{stand.pk}"], by=by, where="table")


@transaction.atomic
def read_roll(*, fair: Fair, by: Actor) -> None:
    """Keep that somebody has opened the roll of everybody who comes to the fair."""
    record_reading(which=[f"fair:{fair.slug}"], by=by, where="roll")
