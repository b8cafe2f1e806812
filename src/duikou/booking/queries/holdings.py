"""What people hold, read for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection

from duikou.base.columns import among
from duikou.booking.models import Booking
from duikou.booking.rules import Engagement, counts

LOCK = " FOR NO KEY UPDATE"
STANDINGS = 'SELECT person_id, offer_id, id, live, "limit" FROM booking_standing WHERE person_id IN {}'


def lock_people(ids: Iterable[int]) -> set[int]:
    """Lock the rows of these people in the order of their ids until the transaction ends; gives those there are."""
    lock = LOCK if connection.vendor == "postgresql" else ""
    rows = among(f"SELECT id FROM directory_person WHERE id IN {{}} ORDER BY id{lock}", sorted(set(ids)))
    return {row[0] for row in rows}


def standings_of(people: Iterable[int], offers: Collection[int]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """The standings of these people in these offers, by both: the row's id, live bookings, limit."""
    rows = among(STANDINGS, people)
    return {(person, offer): (pk, live, limit) for person, offer, pk, live, limit in rows if offer in offers}


def engagements_of(people: Collection[int]) -> defaultdict[int, list[Engagement]]:
    """All times these people are booked for, in every offer."""
    found: defaultdict[int, list[Engagement]] = defaultdict(list)
    if not people:
        return found
    rows = (
        Booking.objects.filter(person_id__in=people, state__in=Booking.LIVE)
        .order_by("pk")
        .values_list("person_id", "pk", "slot_id", "slot__resource_id", "slot__starts_at", "slot__ends_at", "channel")
    )
    for person_id, pk, slot_id, resource_id, starts_at, ends_at, channel in rows:
        assert person_id is not None
        found[person_id].append(Engagement(pk, slot_id, resource_id, starts_at, ends_at, counts(channel)))
    return found
