"""Who of the staff has looked at the name behind somebody's bookings, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from duikou.base.registry import told_besides
from duikou.booking import own_words
from duikou.booking.models import Booking
from duikou.booking.own_words import Told
from duikou.booking.queries import bookings_of
from duikou.booking.queries.readings import readings_of


class Shown(NamedTuple):
    """When the name was shown, `where` as the journal calls it, and what that is in words."""

    at: datetime
    where: str
    says: Any


def who_read(bookings: Sequence[Told[Booking]]) -> list[Shown]:
    """When the name of whoever made these bookings was shown to staff, the latest first."""
    lists: dict[str, datetime] = {}
    for told in bookings:
        for which in told.words.listed:
            lists[which] = min(told.thing.created_at, lists.get(which, told.thing.created_at))
    called = {where: says for room in own_words.rooms for where, says in room.readers.items()}
    return [
        Shown(one.at, one.where, called.get(one.where, _("the staff")))
        for one in readings_of([told.thing for told in bookings], lists)
    ]


def _told(references: Sequence[str]) -> dict[str, Any]:
    ids = [UUID(ref.removeprefix("booking:")) for ref in references if ref.startswith("booking:")]
    found = who_read(own_words.of_bookings(bookings_of(ids)))
    rows = [f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {one.says}" for one in found]
    return {_("Who has looked at your name"): rows}


def declare() -> None:
    """Put it into what people are given of all that is kept about them."""
    told_besides.add("booking.readings", _told)
