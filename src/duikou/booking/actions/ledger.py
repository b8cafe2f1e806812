"""The one way places change hands: lock, look, decide in memory, write once.

Every writer of places locks in the same order, so that none can wait for another in a circle: slots by id, then the
rows of *all* people concerned by id (a person's times reach across offers, so the person is locked and not the
standing alone), then writes. On SQLite the IMMEDIATE transaction is the lock, and `select_for_update` says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from django.db import IntegrityError

from duikou.base.columns import Each, insert
from duikou.base.statements import Question, change, together
from duikou.booking.actions.placed import Placed, Spare, write
from duikou.booking.models import Booking, Offer, Slot, Standing
from duikou.booking.models.offers import spans_of
from duikou.booking.queries.holdings import lock_people_and_ask, lock_slots_and_ask
from duikou.booking.rules import FOR_EVERYBODY, STAFF_CHANNELS, Engagement, PersonStanding, counts
from duikou.directory.actions import Newcomer, insert_people, write_in_many

TAKE = "UPDATE booking_slot SET taken = taken + {seats} WHERE id IN {{}} AND taken >= -({seats}){room}"
# Whatever the rules said: what is kept for the invited, or drawn, is taken by nobody else.
NOT_FOR_SOME = " AND offer_id NOT IN (SELECT id FROM booking_offer WHERE mode IN ('draw', 'nomination'))"
STAND = "UPDATE booking_standing SET live = live + {step} WHERE id IN {{}}"


class Way(IntEnum):
    """How a place is taken: the kept ones too, by an invitation, or as everybody may."""

    TO_THE_LAST = 0
    INVITED = 1
    FOR_EVERYBODY = 2


def _way(channel: str) -> Way:
    if channel in STAFF_CHANNELS:
        return Way.TO_THE_LAST
    return Way.FOR_EVERYBODY if channel in FOR_EVERYBODY else Way.INVITED


class PlacesGone(IntegrityError):
    """The database judged otherwise than the locked rows said: nothing is written."""


def lock_slots(ids: Iterable[int | None]) -> dict[int, Slot]:
    """Lock these slots in id order and give them by id, each with its offer as it is once the locks are held."""
    return lock_slots_and_ask(ids)[0]


class Ledger:
    """Locked slots and people with what they hold; takes and gives back in memory, then `write()` in few statements.

    `newcomers` are people nobody knows, or so it seems: those of them who are not among `known` (rows of hash and id)
    stand for a person by a number below zero until they are kept, which happens only if they take a place. `also` is
    asked behind the locks and told in `told`; `places` says how many new bookings there can be, `spare` is for them."""

    def __init__(
        self,
        slots: dict[int, Slot],
        person_ids: Iterable[int | None],
        newcomers: Iterable[Newcomer] = (),
        known: Iterable[tuple[Any, ...]] = (),
        *,
        places: int = 0,
        also: Sequence[Question] = (),
    ) -> None:
        self.slots = slots
        self._offers = {slot.offer_id: slot.offer for slot in slots.values()}
        by_hash = {bytes(key): pk for key, pk in known}
        listed = {one.person_hash: one for one in newcomers}
        spare = Spare(places)
        held = lock_people_and_ask(
            {*by_hash.values(), *(pk for pk in person_ids if pk is not None)},
            self._offers,
            *also,
            *spare.questions(),
        )
        self.told = held.also[: len(also)]
        self._spare = spare.told(held.also[len(also) :])
        self.people, self._rows, self._engagements = held.people, held.standings, held.engagements
        self._live = {key: live for key, (_pk, live, _limit) in self._rows.items()}
        self.ids = {key: pk for key, pk in by_hash.items() if pk in self.people}
        self._languages = {pk: listed[key].language for key, pk in by_hash.items() if key in listed}
        new = (one for key, one in listed.items() if key not in by_hash)
        self._newcomers = {-at: one for at, one in enumerate(new, start=1)}
        for stand_in, one in self._newcomers.items():
            self.ids[one.person_hash] = stand_in
        self.people.update(self._newcomers)
        self._taken: defaultdict[tuple[int, Way], int] = defaultdict(int)
        self._new: list[Placed] = []

    def standing(self, person_id: int, offer: Offer) -> PersonStanding:
        """What the person holds now, in this ledger's own view."""
        live = self._live.get((person_id, offer.pk), 0)
        return PersonStanding(live, max(offer.limit_per_person, 0), self._engagements[person_id])

    def take(self, placed: Placed) -> None:
        """Put `placed` into its slot; the rules were asked before."""
        slot = placed.slot
        slot.taken += placed.seats
        self._taken[slot.pk, _way(placed.channel)] += placed.seats
        self._new.append(placed)
        self._engage(placed, slot)

    def give_back(self, booking: Booking, slot: Slot) -> None:
        """Take the place of a live `booking` in `slot` back; its state is the caller's to write."""
        self.free(booking, slot)
        if booking.person_id is not None:
            rest = [one for one in self._engagements[booking.person_id] if one.booking_id != booking.pk]
            self._engagements[booking.person_id] = rest
            self._count(booking, -1)

    def free(self, booking: Booking, slot: Slot) -> None:
        """Take the seats of a live `booking` in `slot` back, which were not given on before; all else of it stays."""
        if not booking.given_on:
            slot.taken -= booking.seats
            self._taken[slot.pk, Way.TO_THE_LAST] -= booking.seats

    def move(self, booking: Booking, old: Slot, new: Slot) -> None:
        """Put a live `booking` from `old` into `new`; the standing stays as it was, or goes over to the other offer."""
        self.give_back(booking, old)
        booking.offer = new.offer
        self.put(booking, new)

    def put(self, booking: Booking, slot: Slot) -> None:
        """Put a live `booking` that was given back into `slot`."""
        slot.taken += booking.seats
        self._taken[slot.pk, Way.TO_THE_LAST] += booking.seats
        self._engage(booking, slot)

    def keep(self, person_id: int) -> int:
        """Keep one newcomer who takes no place (yet), and write to whoever it is in the language they asked for; gives
        their primary key. Raises PeopleKnown as `keep_newcomers` does."""
        if person_id in self._newcomers:
            return insert_people([self._newcomers[person_id]])[0]
        if person_id in self._languages:
            write_in_many({person_id: self._languages[person_id]})
        return person_id

    def keep_newcomers(self) -> None:
        """Keep the newcomers who took a place, in the order of their hashes, as everybody does. Raises directory's
        PeopleKnown when one was kept by another meanwhile: then all is done again from the locks."""
        taking = {one.person_id for one in self._new} & self._newcomers.keys()
        coming = sorted(((pk, self._newcomers[pk]) for pk in taking if pk), key=lambda one: one[1].person_hash)
        if coming:
            kept = dict(zip((pk for pk, _who in coming), insert_people([who for _pk, who in coming]), strict=True))
            for one in self._new:
                one.person_id = kept.get(one.person_id or 0, one.person_id)
            self._live = {(kept.get(pk, pk), offer): live for (pk, offer), live in self._live.items()}
        if self._languages:
            taken = {one.person_id for one in self._new}
            write_in_many({pk: language for pk, language in self._languages.items() if pk in taken})

    def write(self) -> None:
        """Write newcomers (unless they are kept already), places, standings and new bookings. Raises PlacesGone when a
        place is not there after all: nothing may be committed then."""
        self.keep_newcomers()
        with together():
            self._write_places()
            self._write_standings()
            write(self._new, self._spare)
        self._new = []

    def _engage(self, booking: Booking | Placed, slot: Slot) -> None:
        if booking.person_id is None:
            return
        counted = counts(booking.channel)
        self._engagements[booking.person_id].append(
            Engagement(
                booking.pk or 0,
                slot.pk,
                slot.resource_id,
                slot.starts_at,
                slot.ends_at,
                counted,
                spans_of(slot.meetings),
            )
        )
        self._count(booking, 1)

    def _count(self, booking: Booking | Placed, step: int) -> None:
        if counts(booking.channel) and booking.person_id is not None:
            key = (booking.person_id, booking.offer_id)
            self._live[key] = self._live.get(key, 0) + step

    def _write_places(self) -> None:
        groups: defaultdict[tuple[int, Way], list[int]] = defaultdict(list)
        for (slot_id, way), seats in self._taken.items():
            if seats:
                groups[seats, way].append(slot_id)
        self._taken.clear()
        for (seats, way), ids in sorted(groups.items()):  # what is given back first
            kept = "" if way == Way.TO_THE_LAST else "kept - "
            room = f" AND taken <= capacity - {kept}{seats}" if seats > 0 else ""
            room += NOT_FOR_SOME if way == Way.FOR_EVERYBODY else ""
            gone = PlacesGone("a slot has fewer places than its locked row said")
            change(TAKE.format(seats=seats, room=room), ids, all_or=gone)

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
            change(STAND.format(step=step), ids)
