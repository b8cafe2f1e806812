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

from duikou.base.columns import Each, among, insert, together
from duikou.booking.actions.placed import Placed, write
from duikou.booking.models import Booking, Offer, Slot, Standing
from duikou.booking.queries.holdings import engagements_of, lock_people, standings_of
from duikou.booking.rules import STAFF_CHANNELS, Engagement, PersonStanding, counts
from duikou.directory.actions import Newcomer, insert_people, write_in_many


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
    """Locked slots and people with what they hold; takes and gives back in memory, then `write()` in few statements.

    `newcomers` are people nobody knows yet, or so it seems: each stands for a person by a number below zero until it
    is kept, which happens only if it takes a place."""

    def __init__(
        self, slots: dict[int, Slot], person_ids: Iterable[int | None], newcomers: Iterable[Newcomer] = ()
    ) -> None:
        self.slots = slots
        known, self._newcomers = _told_apart(newcomers)
        wanted = {pk for pk in person_ids if pk is not None}
        self.people = lock_people(wanted | {pk for pk, _said in known.values()})
        self.ids = {key: pk for key, (pk, _said) in known.items() if pk in self.people}
        self._languages = {pk: said.language for pk, said in known.values()}
        for stand_in, one in self._newcomers.items():
            self.ids[one.person_hash] = stand_in
        self._offers = {slot.offer_id: slot.offer for slot in slots.values()}
        self._rows = standings_of(self.people, self._offers)
        self._live = {key: live for key, (_pk, live, _limit) in self._rows.items()}
        self._engagements = engagements_of(self.people)
        self.people.update(self._newcomers)
        self._taken: defaultdict[tuple[int, bool], int] = defaultdict(int)
        self._new: list[Placed] = []

    def standing(self, person_id: int, offer: Offer) -> PersonStanding:
        """What the person holds now, in this ledger's own view."""
        live = self._live.get((person_id, offer.pk), 0)
        return PersonStanding(live, max(offer.limit_per_person, 0), self._engagements[person_id])

    def take(self, placed: Placed) -> None:
        """Put `placed` into its slot; the rules were asked before."""
        slot = placed.slot
        slot.taken += placed.seats
        self._taken[slot.pk, placed.channel in STAFF_CHANNELS] += placed.seats
        self._new.append(placed)
        self._engage(placed, slot)

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

    def write(self) -> None:
        """Write places, newcomers, standings and new bookings. Raises PlacesGone when a place is not there after all,
        directory's PeopleKnown when a newcomer was kept by another meanwhile: then all is done again from the locks."""
        self._write_places()
        self._write_people()
        with together():
            self._write_standings()
        write(self._new)
        self._new = []

    def _engage(self, booking: Booking | Placed, slot: Slot) -> None:
        if booking.person_id is None:
            return
        counted = counts(booking.channel)
        self._engagements[booking.person_id].append(
            Engagement(booking.pk or 0, slot.pk, slot.resource_id, slot.starts_at, slot.ends_at, counted)
        )
        self._count(booking, 1)

    def _count(self, booking: Booking | Placed, step: int) -> None:
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

    def _write_people(self) -> None:
        """Keep the newcomers who took a place, in the order of their hashes, as everybody does."""
        taking = {one.person_id for one in self._new} & self._newcomers.keys()
        coming = sorted(((pk, self._newcomers[pk]) for pk in taking if pk), key=lambda one: one[1].person_hash)
        kept = dict(zip((pk for pk, _who in coming), insert_people([who for _pk, who in coming]), strict=True))
        for one in self._new:
            one.person_id = kept.get(one.person_id or 0, one.person_id)
        self._live = {(kept.get(pk, pk), offer): live for (pk, offer), live in self._live.items()}
        taken = {one.person_id for one in self._new}
        write_in_many({pk: language for pk, language in self._languages.items() if pk in taken})

    def _write_standings(self) -> None:
        steps: defaultdict[int, list[int]] = defaultdict(list)
        new = []
        for (person_id, offer_id), live in self._live.items():
            pk, before, limit_before = self._rows.get((person_id, offer_id), (0, 0, 0))
            limit = max(self._offers[offer_id].limit_per_person, live)
            if not pk and person_id > 0:
                new.append((person_id, offer_id, live, limit))
            elif limit != limit_before:
                Standing.objects.filter(pk=pk).update(live=live, limit=limit)
            elif live != before:
                steps[live - before].append(pk)
        people, offers, lives, limits = map(Each, zip(*new, strict=True)) if new else ([], [], [], [])
        insert(Standing, len(new), person_id=people, offer_id=offers, live=lives, limit=limits)
        for step, ids in steps.items():
            Standing.objects.filter(pk__in=ids).update(live=F("live") + step)


def _told_apart(newcomers: Iterable[Newcomer]) -> tuple[dict[bytes, tuple[int, Newcomer]], dict[int, Newcomer]]:
    """Those who are known, by hash, with their ids; and the others, by numbers below zero."""
    listed = {one.person_hash: one for one in newcomers}
    rows = among("SELECT person_hash, id FROM directory_person WHERE person_hash IN {}", listed)
    known = {bytes(key): (pk, listed[bytes(key)]) for key, pk in rows}
    return known, {-at: one for at, one in enumerate((one for key, one in listed.items() if key not in known), start=1)}
