"""What people hold, read for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection

from duikou.base.columns import among
from duikou.booking.models import Booking
from duikou.booking.rules import Engagement, counts

STATES = ", ".join(f"'{state}'" for state in Booking.LIVE)
LIVE = f"SELECT id FROM booking_booking WHERE person_id IN {{}} AND state IN ({STATES})"
LOCK = " FOR NO KEY UPDATE"
STANDINGS = 'SELECT person_id, id, live, "limit" FROM booking_standing WHERE person_id IN {} AND offer_id = %s'


def lock_people(ids: Iterable[int]) -> set[int]:
    """Lock the rows of these people in the order of their ids until the transaction ends; gives those there are."""
    lock = LOCK if connection.vendor == "postgresql" else ""
    rows = among(f"SELECT id FROM directory_person WHERE id IN {{}} ORDER BY id{lock}", sorted(set(ids)))
    return {row[0] for row in rows}


def standings_of(people: Collection[int], offers: Iterable[int]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """The standings of these people in these offers, by both: the row's id, live bookings, limit. A query per offer."""
    return {
        (person, offer): (pk, live, limit)
        for offer in offers
        for person, pk, live, limit in among(STANDINGS, people, offer)
    }


def engagements_of(people: Collection[int]) -> defaultdict[int, list[Engagement]]:
    """All times these people are booked for, in every offer."""
    found: defaultdict[int, list[Engagement]] = defaultdict(list)
    live = [row[0] for row in among(LIVE, people)]
    if not live:  # as with nearly everybody of a crowd
        return found
    rows = (
        Booking.objects.filter(pk__in=live)
        .order_by("pk")
        .values_list("person_id", "pk", "slot_id", "slot__resource_id", "slot__starts_at", "slot__ends_at", "channel")
    )
    for person_id, pk, slot_id, resource_id, starts_at, ends_at, channel in rows:
        assert person_id is not None
        found[person_id].append(Engagement(pk, slot_id, resource_id, starts_at, ends_at, counts(channel)))
    return found
