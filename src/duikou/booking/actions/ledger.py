"""The one way places change hands: lock, look, decide in memory, write once.

Every writer of places locks in the same order, so that none can wait for another in a circle: slots by id, then the
rows of *all* people concerned by id (a person's times reach across offers, so the person is locked and not the
standing alone), then writes. On SQLite the IMMEDIATE transaction is the lock, and `select_for_update` says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import F

from duikou.booking.models import Booking, Offer, Slot, Standing
from duikou.booking.rules import STAFF_CHANNELS, Engagement, PersonStanding, counts
from duikou.directory.models import Person


class PlacesGone(IntegrityError):
    """The database judged otherwise than the locked rows said: nothing is written."""


def lock_slots(ids: Iterable[int | None]) -> dict[int, Slot]:
    """Lock these slots in id order and give them by id, each with its offer as it is *now*: the offers are read
    after the locks are held, so that a cancellation committed while we waited is seen."""
    wanted = sorted({pk for pk in ids if pk is not None})
    slots = list(Slot.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    offers = Offer.objects.in_bulk({slot.offer_id for slot in slots})
    for slot in slots:
        slot.offer = offers[slot.offer_id]
    return {slot.pk: slot for slot in slots}


class Ledger:
    """Locked slots and people with what they hold; takes and gives back in memory, then `write()` in few statements."""

    def __init__(self, slots: dict[int, Slot], person_ids: Iterable[int | None]) -> None:
        self.slots = slots
        wanted = sorted({pk for pk in person_ids if pk is not None})
        locked = Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        self.people = set(locked.values_list("pk", flat=True))
        self._offers = {slot.offer_id: slot.offer for slot in slots.values()}
        rows = Standing.objects.filter(person_id__in=self.people, offer_id__in=self._offers)
        self._rows = {(row.person_id, row.offer_id): row for row in rows}
        self._live = {key: row.live for key, row in self._rows.items()}
        self._engagements = _engagements(self.people)
        self._taken: defaultdict[tuple[int, bool], int] = defaultdict(int)
        self._new: list[tuple[Booking, Slot]] = []

    def standing(self, person_id: int, offer: Offer) -> PersonStanding:
        """What the person holds now, in this ledger's own view."""
        live = self._live.get((person_id, offer.pk), 0)
        return PersonStanding(live, max(offer.limit_per_person, 0), list(self._engagements[person_id]))

    def take(self, booking: Booking, slot: Slot) -> None:
        """Put the new `booking` into `slot`; the rules were asked before."""
        booking.slot, booking.offer = slot, slot.offer
        slot.taken += booking.seats
        self._taken[slot.pk, booking.channel in STAFF_CHANNELS] += booking.seats
        self._new.append((booking, slot))
        self._engage(booking, slot)

    def give_back(self, booking: Booking, slot: Slot) -> None:
        """Take the place of a live `booking` in `slot` back; its state is the caller's to write."""
        slot.taken -= booking.seats
        self._taken[slot.pk, True] -= booking.seats
        if booking.person_id is not None:
            rest = [one for one in self._engagements[booking.person_id] if one.booking_id != booking.pk]
            self._engagements[booking.person_id] = rest
            self._count(booking, -1)

    def move(self, booking: Booking, old: Slot, new: Slot) -> None:
        """Put a live `booking` from `old` into `new`; the standing stays as it was."""
        self.give_back(booking, old)
        new.taken += booking.seats
        self._taken[new.pk, True] += booking.seats
        self._engage(booking, new)

    def write(self) -> list[Booking]:
        """Write places, standings and new bookings; gives the new bookings, in the order taken. Raises PlacesGone
        when a place is not there after all."""
        self._write_places()
        self._write_standings()
        new = [booking for booking, _slot in self._new]
        for booking in new:
            booking.slot_id = booking.slot.pk
        Booking.objects.bulk_create(new)
        self._new = []
        return new

    def _engage(self, booking: Booking, slot: Slot) -> None:
        if booking.person_id is None:
            return
        counted = counts(booking.channel)
        self._engagements[booking.person_id].append(
            Engagement(booking.pk or 0, slot.pk, slot.resource_id, slot.starts_at, slot.ends_at, counted)
        )
        self._count(booking, 1)

    def _count(self, booking: Booking, step: int) -> None:
        if counts(booking.channel) and booking.person_id is not None:
            key = (booking.person_id, booking.offer_id)
            self._live[key] = self._live.get(key, 0) + step

    def _write_places(self) -> None:
        groups: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
        for (slot_id, to_the_last), seats in self._taken.items():
            if seats:
                groups[seats, to_the_last].append(slot_id)
        self._taken.clear()
        for (seats, to_the_last), ids in sorted(groups.items()):  # what is given back first
            room = F("capacity") - seats if to_the_last else F("capacity") - F("kept") - seats
            free = Slot.objects.filter(pk__in=ids, taken__gte=-seats)
            if seats > 0:
                free = free.filter(taken__lte=room)
            if free.update(taken=F("taken") + seats) != len(ids):
                raise PlacesGone("a slot has fewer places than its locked row said")

    def _write_standings(self) -> None:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        made: list[Standing] = []
        for (person_id, offer_id), live in self._live.items():
            row, limit = self._rows.get((person_id, offer_id)), self._offers[offer_id].limit_per_person
            if row is None:
                row = Standing(person_id=person_id, offer_id=offer_id, live=live, limit=max(limit, live))
                made.append(row)
            elif row.limit != max(limit, live):
                row.live, row.limit = live, max(limit, live)
                row.save(update_fields=("live", "limit"))
            elif row.live != live:
                groups[live - row.live].append(row.pk)
                row.live = live
            self._rows[person_id, offer_id] = row
        Standing.objects.bulk_create(made)
        for step, ids in groups.items():
            Standing.objects.filter(pk__in=ids).update(live=F("live") + step)


def _engagements(people: set[int]) -> defaultdict[int, list[Engagement]]:
    """All times the people are booked for, in every offer."""
    found: defaultdict[int, list[Engagement]] = defaultdict(list)
    rows = (
        Booking.objects.filter(person_id__in=people, state__in=Booking.LIVE)
        .order_by("pk")
        .values_list("person_id", "pk", "slot_id", "slot__resource_id", "slot__starts_at", "slot__ends_at", "channel")
    )
    for person_id, pk, slot_id, resource_id, starts_at, ends_at, channel in rows:
        assert person_id is not None
        found[person_id].append(Engagement(pk, slot_id, resource_id, starts_at, ends_at, counts(channel)))
    return found
