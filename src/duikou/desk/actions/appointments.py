"""Booking a time at a window: what goes with the engine's booking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from duikou.base.columns import Each, insert
from duikou.booking.actions import Placed
from duikou.desk.models import Appointment


class About(NamedTuple):
    """What somebody comes about: primary keys of a service and a topic, each None if none was chosen."""

    service_id: int | None
    topic_id: int | None


def make_appointments(places: Sequence[tuple[Placed, About]]) -> None:
    """Keep what each new booking is about; the companion of the engine's claims, called inside its transaction."""
    insert(
        Appointment,
        len(places),
        booking_id=Each(placed.pk for placed, _about in places),
        service_id=Each(about.service_id for _placed, about in places),
        topic_id=Each(about.topic_id for _placed, about in places),
    )
