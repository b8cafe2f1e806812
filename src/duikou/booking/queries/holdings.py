"""What people hold, read and locked for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection

from duikou.base.rows import columns_of, made_of
from duikou.base.statements import Question, Rows, among, ask
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.models.offers import spans_of
from duikou.booking.rules import Engagement, counts

LOCK = " FOR NO KEY UPDATE"
STATES = ", ".join(f"'{state}'" for state in Booking.LIVE)
SLOTS = f"SELECT {columns_of(Slot)} FROM booking_slot WHERE id IN {{}} ORDER BY id"
OFFERS = (
    f"SELECT {columns_of(Offer)} FROM booking_offer WHERE id IN (SELECT offer_id FROM booking_slot WHERE id IN {{}})"
)
PEOPLE = "SELECT id FROM directory_person WHERE id IN {} ORDER BY id"
STANDINGS = 'SELECT person_id, offer_id, id, live, "limit" FROM booking_standing WHERE person_id IN {} AND offer_id IN '
KNOWN = "SELECT person_hash, id FROM directory_person WHERE person_hash IN {}"
LIVE = f"SELECT id FROM booking_booking WHERE person_id IN {{}} AND state IN ({STATES})"

Standings = dict[tuple[int, int], tuple[int, int, int]]


class Held(NamedTuple):
    """The people there are, locked; their standings by person and offer (the row's id, live bookings, limit); all times
    they are booked for, in every offer; and the answers to what else was asked."""

    people: set[int]
    standings: Standings
    engagements: defaultdict[int, list[Engagement]]
    also: list[Rows]


def lock_slots_and_ask(ids: Iterable[int | None], *also: Question) -> tuple[dict[int, Slot], list[Rows]]:
    """Lock these slots in id order and give them by id, each with its offer as it is *now*: the offers are read
    after the locks are held, so that a cancellation committed while we waited is seen. So is what else is asked."""
    wanted = sorted({pk for pk in ids if pk is not None})
    rows, offer_rows, *told = ask(Question(SLOTS + _lock(), wanted), Question(OFFERS, wanted), *also)
    offers = {offer.pk: offer for offer in made_of(Offer, offer_rows)}
    slots = {slot.pk: slot for slot in made_of(Slot, rows)}
    for slot in slots.values():
        slot.offer = offers[slot.offer_id]
    return slots, told


def lock_people_and_ask(ids: Iterable[int], offers: Collection[int], *also: Question) -> Held:
    """Lock the rows of these people in the order of their ids until the transaction ends, then read what they hold, of
    standings those in `offers`, and what else is asked."""
    wanted = sorted(set(ids))
    locked, standings, live, *told = ask(
        Question(PEOPLE + _lock(), wanted), _about_standings(wanted, offers), Question(LIVE, wanted), *also
    )
    return Held({row[0] for row in locked}, _standings(standings), _engagements([row[0] for row in live]), told)


def about_newcomers(hashes: Collection[bytes]) -> Question:
    """Asks which of these are known after all: rows of hash and id, as the ledger takes them."""
    return Question(KNOWN, hashes)


def standings_of(people: Collection[int], offers: Collection[int]) -> Standings:
    """The standings of these people in these offers, as in Held."""
    return _standings(ask(_about_standings(people, offers))[0])


def engagements_of(people: Collection[int]) -> defaultdict[int, list[Engagement]]:
    """All times these people are booked for, in every offer."""
    return _engagements([row[0] for row in among(LIVE, people)])


def _lock() -> str:
    return LOCK if connection.vendor == "postgresql" else ""


def _about_standings(people: Collection[int], offers: Collection[int]) -> Question:
    return Question(f"{STANDINGS}({', '.join(['%s'] * len(offers))})", people if offers else (), tuple(offers))


def _standings(rows: Rows) -> Standings:
    return {(person, offer): (pk, live, limit) for person, offer, pk, live, limit in rows}


def _engagements(live: Collection[int]) -> defaultdict[int, list[Engagement]]:
    found: defaultdict[int, list[Engagement]] = defaultdict(list)
    if not live:  # as with nearly everybody of a crowd
        return found
    columns = ("person_id", "pk", "slot_id", "slot__resource_id", "slot__starts_at", "slot__ends_at", "channel")
    rows = Booking.objects.filter(pk__in=live).order_by("pk").values_list(*columns, "slot__meetings")
    for person_id, pk, slot_id, resource_id, starts_at, ends_at, channel, meetings in rows:
        assert person_id is not None
        spans = spans_of(meetings)
        found[person_id].append(Engagement(pk, slot_id, resource_id, starts_at, ends_at, counts(channel), spans))
    return found
