"""Every promise of the engine, broken by hand and found; what is under way is no fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from duikou.base.snapshot import one_moment
from duikou.booking import actions
from duikou.booking.draw import digest
from duikou.booking.models import (
    Booking,
    CheckIn,
    Draw,
    DrawEntry,
    DrawFile,
    NumberSeries,
    Offer,
    Resource,
    SeedReading,
    Slot,
    Standing,
    Ticket,
    TicketWish,
    WaitingEntry,
    Wish,
)
from duikou.booking.queries import find_faults
from duikou.booking.queries.faults import draws, lists, look, places
from duikou.journal.models import Entry

from .conftest import FIRST, NOW, PERSON, STAFF, Book, City, Clock
from .drawing import KNOWN_AT, UNTIL, a_draw, entered, frozen, seeded


class Desk:
    """An offer in the middle of its life: a slot that is full with one waiting, one with a place left, another offer;
    somebody held a place, somebody was promoted, somebody has come."""

    def __init__(self, city: City, book: Book, time: Clock) -> None:
        self.city, self.time = city, time
        self.offer, self.elsewhere = city.offer(), city.offer()
        self.full, self.open = city.slots(city.resource(self.offer), 2, capacity=3, kept=1)
        self.other = city.slot(self.elsewhere, capacity=3, first=FIRST + timedelta(hours=3))
        self.one, gone = (book(self.full, city.person()).booking for _ in range(2))
        self.moved_up, self.waits = (self.wait(self.full) for _ in range(2))
        actions.cancel(gone, by=PERSON)
        self.moved_up.refresh_from_db()
        self.held = book(self.open, city.person(), hold=True).booking
        self.there = book(self.other, city.person()).booking
        actions.confirm(self.held, by=PERSON)
        time.at = FIRST - timedelta(hours=5)
        actions.check_in(self.there, by=STAFF)
        time.at = NOW

    def wait(self, slot: Slot, **more: Any) -> WaitingEntry:
        entry = actions.wait(self.city.person(), resource=slot.resource, slot=slot, by=PERSON, **more)
        assert isinstance(entry, WaitingEntry), entry
        return entry

    def twin(self, booking: Booking, **other: Any) -> Booking:
        """The same booking once more, written past the engine."""
        values = {name: getattr(booking, name) for name in ("offer_id", "slot_id", "person_id", "state", "channel")}
        made = Booking.objects.create(**{**values, "created_at": NOW, "changed_at": NOW, **other})
        Entry.objects.create(at=NOW, who="x", door="x", what="booking.confirmed", which=f"booking:{made.public_id}")
        return made

    def count(self, slot: Slot, **lives: Any) -> None:
        """Let the slot and the standing of `person` say what the bookings say."""
        live = Booking.objects.filter(slot=slot, state__in=Booking.LIVE)
        Slot.objects.filter(pk=slot.pk).update(taken=sum(live.values_list("seats", flat=True)))
        if lives:
            Standing.objects.filter(person=lives["person"], offer=slot.offer_id).update(live=lives["live"])


@pytest.fixture
def desk(city: City, book: Book, time: Clock) -> Desk:
    return Desk(city, book, time)


@contextmanager
def without(table: str, *names: str) -> Iterator[None]:
    """Let the table be written without these constraints; the test's transaction brings them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in names:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
            yield
            return
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for name in names:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _taken(desk: Desk) -> str:
    Slot.objects.filter(pk=desk.full.pk).update(taken=1)
    return f"slot {desk.full.pk}: 1 seats are taken, its live bookings have 2"


def _oversold(desk: Desk) -> str:
    with without("booking_slot", "slot_never_over_capacity"):
        Slot.objects.filter(pk=desk.full.pk).update(capacity=1)
    return f"slot {desk.full.pk}: 2 seats of live bookings, 1 places"


def _kept(desk: Desk) -> str:
    Slot.objects.filter(pk=desk.full.pk).update(kept=4)
    return f"slot {desk.full.pk}: 4 places are kept of 3"


def _foreign_resource(desk: Desk) -> str:
    slot = Slot.objects.create(
        offer=desk.elsewhere, resource=desk.full.resource, starts_at=NOW, ends_at=FIRST, capacity=1
    )
    return f"slot {slot.pk}: its offer is {desk.elsewhere.pk}, that of its resource {desk.offer.pk}"


def _standing(desk: Desk) -> str:
    standing = Standing.objects.get(person=desk.one.person)
    Standing.objects.filter(pk=standing.pk).update(live=0)
    return f"standing {standing.pk}: says 0 live bookings, there are 1"


def _over_limit(desk: Desk) -> str:
    standing = Standing.objects.get(person=desk.one.person)
    with without("booking_standing", "standing_within_limit"):
        Standing.objects.filter(pk=standing.pk).update(limit=0)
    return f"standing {standing.pk}: 1 live bookings, the limit is 0"


def _no_standing(desk: Desk) -> str:
    Standing.objects.filter(person=desk.one.person).delete()
    return f"booking {desk.one.pk}: its person has no standing in the offer"


def _twice_in_a_slot(desk: Desk) -> list[str]:
    with without("booking_booking", "one_live_booking_per_person_and_slot"):
        twin = desk.twin(desk.there)
    desk.count(desk.other, person=desk.there.person, live=2)
    return [
        f"booking {twin.pk}: another live one of the same person in the same slot",
        f"booking {twin.pk}: overlaps another of the same person",
    ]


def _overlap(desk: Desk) -> str:
    slot = desk.city.slot(desk.elsewhere, first=FIRST + timedelta(minutes=19))
    later = desk.twin(desk.one, offer_id=slot.offer_id, slot_id=slot.pk, channel="walk_in")
    desk.count(slot)
    return f"booking {later.pk}: overlaps another of the same person"


def _copied_offer(desk: Desk) -> list[str]:
    Booking.objects.filter(pk=desk.one.pk).update(offer=desk.elsewhere, channel="walk_in")
    standing = Standing.objects.get(person=desk.one.person)
    return [
        f"standing {standing.pk}: says 1 live bookings, there are 0",
        f"booking {desk.one.pk}: its offer is {desk.elsewhere.pk}, that of its slot {desk.offer.pk}",
    ]


def _endless_hold(desk: Desk) -> str:
    Booking.objects.filter(pk=desk.held.pk).update(state="held", held_until=None)
    return f"booking {desk.held.pk}: held without an end"


def _overdue_hold(desk: Desk) -> str:
    Booking.objects.filter(pk=desk.held.pk).update(state="held", held_until=NOW - timedelta(minutes=11))
    return f"booking {desk.held.pk}: held, and its time is over"


def _arrived_without_check_in(desk: Desk) -> str:
    Booking.objects.filter(pk=desk.one.pk).update(attendance="arrived")
    return f"booking {desk.one.pk}: arrived without a check-in"


def _check_in_without_arrival(desk: Desk) -> str:
    Booking.objects.filter(pk=desk.there.pk).update(attendance="no_show")
    return f"booking {desk.there.pk}: checked in but no_show"


def _check_in_of_nothing(desk: Desk) -> list[str]:
    Booking.objects.filter(pk=desk.there.pk).update(state="cancelled")
    desk.count(desk.other, person=desk.there.person, live=0)
    return [
        f"check-in {CheckIn.objects.get(booking=desk.there).pk}: its booking is cancelled",
        f"booking {desk.there.pk}: cancelled, and the journal does not know who ended it",
    ]


def _ended_without_a_word(desk: Desk) -> str:
    actions.cancel(desk.held, by=STAFF)
    Entry.objects.filter(what="booking.cancelled", which=f"booking:{desk.held.public_id}").delete()
    return f"booking {desk.held.pk}: cancelled, and the journal does not know who ended it"


def _promoted_into_nothing(desk: Desk) -> list[str]:
    booking = desk.moved_up.booking_id
    WaitingEntry.objects.filter(pk=desk.moved_up.pk).update(booking=None)
    return [
        f"waiting entry {desk.moved_up.pk}: promoted without a booking",
        f"booking {booking}: came off a waiting list on which it never was",
    ]


def _waits_with_a_booking(desk: Desk) -> str:
    WaitingEntry.objects.filter(pk=desk.moved_up.pk).update(state="left")
    return f"waiting entry {desk.moved_up.pk}: left and has booking {desk.moved_up.booking_id}"


def _somebody_elses_promotion(desk: Desk) -> str:
    WaitingEntry.objects.filter(pk=desk.moved_up.pk).update(person=desk.one.person)
    return f"waiting entry {desk.moved_up.pk}: booking {desk.moved_up.booking_id} is somebody else's, or of another"


def _waits_elsewhere(desk: Desk) -> str:
    WaitingEntry.objects.filter(pk=desk.waits.pk).update(slot=desk.other)
    return f"waiting entry {desk.waits.pk}: offer, resource and slot do not belong together"


def _waits_twice(desk: Desk) -> str:
    with without("booking_waitingentry", "waits_once_per_resource"):
        entry = WaitingEntry.objects.create(
            offer=desk.offer, resource=desk.full.resource, slot=desk.full, person=desk.waits.person, created_at=NOW
        )
    return f"waiting entry {entry.pk}: the person waits here twice"


def _out_of_order(desk: Desk) -> str:
    """As if the second had been given the place while the first was never looked at."""
    values = {"state": "promoted", "booking": desk.moved_up.booking, "person": desk.moved_up.person}
    first, second = (WaitingEntry.objects.filter(pk=one.pk) for one in (desk.moved_up, desk.waits))
    first.update(state="waiting", booking=None, person=None)
    second.update(**values)
    first.update(person=desk.waits.person)
    return f"waiting entry {desk.moved_up.pk}: entry {desk.waits.pk}, behind it, had a place first"


def _overlooked(desk: Desk) -> str:
    Slot.objects.filter(pk=desk.full.pk).update(capacity=4)
    desk.time.at = NOW + timedelta(minutes=3)
    return f"waiting entry {desk.waits.pk}: waits, and a place in slot {desk.full.pk} is free"


def _cancelled(desk: Desk) -> list[str]:
    Offer.objects.filter(pk=desk.offer.pk).update(state="cancelled")
    live = Booking.objects.filter(offer=desk.offer, state="confirmed").order_by("pk")
    return [
        *(f"booking {pk}: live in a cancelled offer" for pk in live.values_list("pk", flat=True)),
        f"waiting entry {desk.waits.pk}: waits in a cancelled offer",
    ]


def _withdrawn(desk: Desk) -> list[str]:
    Slot.objects.filter(pk=desk.full.pk).update(withdrawn=True)
    return [
        *(f"booking {pk}: live in a withdrawn slot" for pk in (desk.one.pk, desk.moved_up.booking_id)),
        f"waiting entry {desk.waits.pk}: waits for a withdrawn slot",
    ]


def _unrecorded(desk: Desk) -> str:
    Entry.objects.filter(which=f"booking:{desk.one.public_id}").delete()
    return f"booking {desk.one.pk}: the journal does not know who made it"


def _invited_by_nobody(desk: Desk) -> str:
    Booking.objects.filter(pk=desk.one.pk).update(channel="invited")
    return f"offer {desk.offer.pk}: 1 bookings by invitation, 0 invitations accepted"


def _number_of_another_offer(desk: Desk) -> list[str]:
    ticket = actions.number_booking(desk.there, by=STAFF)
    Ticket.objects.filter(pk=ticket.pk).update(offer=desk.offer)
    ticket.wishes.all().delete()
    NumberSeries.objects.create(offer=desk.offer, day=ticket.day, letter="B", last=1)
    return [f"number {ticket.pk}: offer {desk.offer.pk}, its booking's is {desk.elsewhere.pk}"]


def _number_waits_elsewhere(desk: Desk) -> str:
    ticket = actions.take_number(desk.offer, by=STAFF)
    assert isinstance(ticket, Ticket)
    TicketWish.objects.create(ticket=ticket, resource=desk.other.resource)
    return f"number {ticket.pk}: waits for or was called to a place of another offer"


def _number_called_elsewhere(desk: Desk) -> str:
    ticket = actions.take_number(desk.offer, by=STAFF)
    assert isinstance(ticket, Ticket)
    TicketWish.objects.create(ticket=ticket, resource=desk.full.resource)
    Ticket.objects.filter(pk=ticket.pk).update(resource=desk.other.resource)
    return f"number {ticket.pk}: waits for or was called to a place of another offer"


def _series_set_back(desk: Desk) -> str:
    actions.take_number(desk.offer, by=STAFF)
    actions.take_number(desk.offer, by=STAFF)
    NumberSeries.objects.update(last=1)
    return f"series {NumberSeries.objects.get().pk}: 1 is the last number, 2 was given out"


def _called_twice(desk: Desk) -> str:
    """As if two tables had read who is next before either had called."""
    actions.take_number(desk.offer, by=STAFF)
    ticket = actions.call_next(desk.full.resource, by=STAFF)
    assert isinstance(ticket, Ticket)
    Ticket.objects.filter(pk=ticket.pk).update(state="waiting")
    actions.call_next(desk.full.resource, by=STAFF)
    return f"number {ticket.pk}: was called twice"


def _frozen(desk: Desk, *, resources: int = 1) -> Draw:
    """A draw in another offer whose list is frozen, of one who wished for all there is."""
    draw = a_draw(desk.city, resources=resources)
    entered(draw, desk.city.person())
    desk.time.at = UNTIL
    made = frozen(draw)
    desk.time.at = NOW
    return made


def _drawn(desk: Desk, **more: Any) -> Draw:
    """The same, held."""
    draw = _frozen(desk, **more)
    desk.time.at = KNOWN_AT
    held = actions.hold_draw(draw=seeded(draw), by=STAFF)
    assert isinstance(held, Draw)
    assert find_faults() == []
    desk.time.at = NOW
    return held


def _no_list(desk: Desk) -> str:
    draw = _drawn(desk)
    DrawFile.objects.all().delete()
    return f"draw {draw.pk}: drawn without its list"


def _still_closed(desk: Desk) -> str:
    draw = _drawn(desk)
    Offer.objects.filter(pk=draw.offer_id).update(mode="draw")
    return f"draw {draw.pk}: drawn, and its places are still booked by nobody"


def _open_while_wished_for(desk: Desk) -> str:
    draw = a_draw(desk.city)
    Offer.objects.filter(pk=draw.offer_id).update(mode="first_come")
    return f"draw {draw.pk}: takes wishes, and its places can be booked meanwhile"


def _hours_of_nobody(desk: Desk) -> str:
    entry = entered(a_draw(desk.city, resources=1), desk.city.person())
    DrawEntry.objects.filter(pk=entry.pk).update(person=None, there_until=FIRST)
    return f"entry {entry.pk}: keeps the hours of somebody who is gone"


def _offered_at_what_is_withdrawn(desk: Desk) -> str:
    Resource.objects.filter(pk=desk.other.resource_id).update(withdrawn_at=NOW)
    return f"slot {desk.other.pk}: can be booked at resource {desk.other.resource_id}, which is withdrawn"


def _won_too_early(desk: Desk) -> str:
    entry = entered(a_draw(desk.city, resources=1), desk.city.person())
    entry.wishes.update(outcome="won")
    return f"wish {entry.wishes.get().pk}: won in a draw that is wishing"


def _wished_elsewhere(desk: Desk) -> str:
    entry = entered(a_draw(desk.city, resources=1), desk.city.person())
    entry.wishes.update(resource=desk.full.resource)
    return f"wish {entry.wishes.get().pk}: of another offer than its draw"


def _changed_list(desk: Desk) -> str:
    draw = _drawn(desk)
    DrawFile.objects.update(frozen=b"another")
    return f"draw {draw.pk}: its list is not the one whose hash was published"


def _unreadable_list(desk: Desk) -> str:
    draw = _drawn(desk)
    DrawFile.objects.update(frozen=b"another")
    Draw.objects.filter(pk=draw.pk).update(list_sha256=digest(b"another"))
    return f"draw {draw.pk}: its list cannot be read"


def _changed_result(desk: Desk) -> str:
    draw = _drawn(desk)
    file = DrawFile.objects.get()
    DrawFile.objects.update(result=bytes(file.result).replace(b"place 1", b"place 2"))
    return f"draw {draw.pk}: its result does not follow from its list and seed"


def _another_seed(desk: Desk) -> str:
    draw = _drawn(desk)
    Draw.objects.filter(pk=draw.pk).update(seed=f"dice:{'1' * 54}")
    SeedReading.objects.update(seed=f"dice:{'1' * 54}")
    return f"draw {draw.pk}: its result does not follow from its list and seed"


def _seed_of_one(desk: Desk) -> str:
    draw = _drawn(desk)
    SeedReading.objects.filter(by=str(STAFF)).delete()
    return f"draw {draw.pk}: has a seed that 1 of two people have read"


def _wish_put_in_late(desk: Desk) -> str:
    draw = _frozen(desk)
    DrawEntry.objects.create(draw=draw, created_at=NOW, changed_at=NOW)
    return f"draw {draw.pk}: its wishes are not those in its list"


def _order_changed(desk: Desk) -> str:
    draw = _frozen(desk)
    Draw.objects.update(ranked=True, ranks_until=UNTIL + timedelta(hours=1))
    Wish.objects.update(named=1)
    return f"draw {draw.pk}: its orders are not those in its list"


def _outcome_changed(desk: Desk) -> str:
    draw = _drawn(desk)
    Wish.objects.update(among=7)
    return f"draw {draw.pk}: its wishes say otherwise than its result"


def _won_and_forgotten(desk: Desk) -> str:
    """As if the one who placed the winners had left somebody out."""
    draw = _drawn(desk)
    actions.cancel(Booking.objects.get(channel="draw"), by=STAFF)
    Wish.objects.update(booking=None)
    Booking.objects.filter(channel="draw").update(channel="web")
    return f"wish {Wish.objects.get(entry__draw=draw).pk}: won, with neither a time nor a reason why there is none"


def _drawn_place_gone(desk: Desk) -> str:
    """The booking was ended past the engine: nobody was told."""
    draw = _drawn(desk)
    booking = Booking.objects.select_related("slot").get(offer=draw.offer)
    Booking.objects.filter(pk=booking.pk).update(state="cancelled")
    desk.count(booking.slot, person=booking.person, live=0)
    return f"booking {booking.pk}: cancelled, and the journal does not know who ended it"


def _lost_and_booked(desk: Desk) -> list[str]:
    draw = _drawn(desk)
    Wish.objects.update(outcome="full")
    wish = Wish.objects.get()
    return [
        f"wish {wish.pk}: full, and has booking {wish.booking_id}",
        f"draw {draw.pk}: its wishes say otherwise than its result",
    ]


def _place_of_somebody_else(desk: Desk) -> list[str]:
    _drawn(desk)
    wish = Wish.objects.get()
    drawn = wish.booking_id
    Wish.objects.update(booking=desk.one)
    return [
        f"wish {wish.pk}: booking {desk.one.pk} is somebody else's, or of another offer",
        f"booking {drawn}: was drawn, and no wish knows of it",
    ]


def _two_at_once_of_a_draw(desk: Desk) -> str:
    """The first of two places that somebody won lasts into the second."""
    _drawn(desk, resources=2)
    one, other = Booking.objects.filter(channel="draw").select_related("slot").order_by("slot__starts_at")
    Slot.objects.filter(pk=one.slot_id).update(ends_at=other.slot.starts_at + timedelta(minutes=1))
    return f"booking {other.pk}: overlaps another of the same person"


def _stopped_halfway(desk: Desk) -> str:
    draw = _drawn(desk)
    Offer.objects.filter(pk=draw.offer_id).update(mode="draw")
    Draw.objects.filter(pk=draw.pk).update(settled_at=None)
    desk.time.at = KNOWN_AT + timedelta(minutes=11)
    return f"draw {draw.pk}: drawn, and it stopped before everybody was told"


def _lost_result(desk: Desk) -> str:
    draw = _drawn(desk)
    DrawFile.objects.update(result=b"")
    return f"draw {draw.pk}: drawn without a result, or a result undrawn"


PLANTED: list[Callable[[Desk], str | list[str]]] = [
    _taken, _oversold, _kept, _foreign_resource, _standing, _over_limit, _no_standing, _twice_in_a_slot, _overlap,
    _copied_offer, _endless_hold, _overdue_hold, _arrived_without_check_in, _check_in_without_arrival,
    _check_in_of_nothing, _promoted_into_nothing, _waits_with_a_booking, _somebody_elses_promotion, _waits_elsewhere,
    _waits_twice, _out_of_order, _overlooked, _cancelled, _withdrawn, _unrecorded,
    _invited_by_nobody, _number_of_another_offer, _number_waits_elsewhere, _number_called_elsewhere, _series_set_back,
    _no_list, _still_closed, _open_while_wished_for, _hours_of_nobody,
    _offered_at_what_is_withdrawn, _won_too_early, _wished_elsewhere,
    _changed_list, _unreadable_list, _changed_result, _lost_result,
    _ended_without_a_word, _called_twice, _another_seed, _seed_of_one, _wish_put_in_late, _order_changed,
    _outcome_changed,
    _won_and_forgotten, _drawn_place_gone, _lost_and_booked, _place_of_somebody_else, _two_at_once_of_a_draw,
    _stopped_halfway,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_every_fault_is_found_and_nothing_else(desk: Desk, plant: Callable[[Desk], str | list[str]]) -> None:
    """The control of every other test's `find_faults() == []`."""
    assert find_faults() == []
    planted = plant(desk)
    expected = [planted] if isinstance(planted, str) else planted
    found = find_faults()
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found
    assert find_faults() == found  # nothing was repaired


@contextmanager
def without_own(model: type[Model], *names: str) -> Iterator[None]:
    """Let the table be without constraints that are of the table itself, which SQLite can only change outside a
    transaction."""
    options = model._meta
    kept, gone = options.constraints, [one for one in options.constraints if one.name in names]
    options.constraints = [one for one in kept if one not in gone]
    with connection.schema_editor() as editor:
        for constraint in gone:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        options.constraints = kept
        with connection.schema_editor() as editor:
            for constraint in gone:
                editor.add_constraint(model, constraint)


@pytest.mark.django_db(transaction=True)
def test_two_bookings_of_one_claim_or_with_one_code_are_found(city: City, book: Book) -> None:
    slot = city.slot(capacity=5)
    one, two = (book(slot, city.person(), key=f"k{n}").booking for n in range(2))
    with without_own(Booking, "one_booking_per_code", "one_booking_per_claim_key"):
        Booking.objects.filter(pk=two.pk).update(code=one.code, claim_key="k0")
        found = find_faults()
        Booking.objects.filter(pk=two.pk).update(code="other", claim_key="k1")
    assert [line.partition(".")[0] for line in found] == [
        f"booking {two.pk}: another has the same code",
        f"booking {two.pk}: another was made by the same claim",
    ]


@pytest.mark.django_db(transaction=True)
def test_number_given_out_twice_is_found(city: City) -> None:
    offer = city.offer()
    one, two = (actions.take_number(offer, by=STAFF) for _ in range(2))
    assert isinstance(one, Ticket)
    assert isinstance(two, Ticket)
    with without_own(Ticket, "one_ticket_per_number"):
        Ticket.objects.filter(pk=two.pk).update(number=one.number)
        NumberSeries.objects.update(last=1)
        found = find_faults()
        Ticket.objects.filter(pk=two.pk).update(number=2)
    assert [line.partition(".")[0] for line in found] == [
        f"number {two.pk}: another of the same day and series has it too"
    ]


def test_every_promise_was_broken_once(desk: Desk) -> None:
    """A promise that is added needs its fault above: three are broken by the two tests before this, eighteen faults
    break no single statement, two break two, and one promise is broken in two ways."""
    assert len(PLANTED) == len([*places.PLACES, *lists.LISTS, *draws.DRAWS]) - 3 + 18 - 2 + 1


def test_what_has_just_been_cancelled_is_no_fault_yet(desk: Desk) -> None:
    """An offer ends in pieces, each a transaction; who reads between them finds some still live."""
    Offer.objects.filter(pk=desk.offer.pk).update(state="cancelled")
    Entry.objects.create(at=NOW, who="x", door="x", what="offer.cancelled", which=f"offer:{desk.offer.public_id}")
    Slot.objects.filter(pk=desk.other.pk).update(withdrawn=True)
    Entry.objects.create(at=NOW, who="x", door="x", what="slot.withdrawn", which=f"slot:{desk.other.public_id}")
    assert look().faults == []
    assert find_faults() != []
    desk.time.at = NOW + timedelta(minutes=11)
    assert look().faults == find_faults() != []


def test_place_that_is_free_for_a_moment_is_no_fault(desk: Desk) -> None:
    Slot.objects.filter(pk=desk.full.pk).update(capacity=4)
    assert find_faults() == []
    desk.time.at = NOW + timedelta(minutes=3)
    assert len(find_faults()) == 1
    Entry.objects.create(at=desk.time.at, who="x", door="x", what="slot.capacity", which=f"slot:{desk.full.public_id}")
    assert find_faults() == []


def test_it_says_how_many_it_looked_at(desk: Desk) -> None:
    assert look().looked_at == {
        "slots": 3,
        "standings": 5,
        "bookings": 5,
        "check-ins": 1,
        "waiting entries": 2,
        "numbers in queues": 0,
        "entries in draws": 0,
    }


def test_many_of_a_kind_are_cut_short(city: City) -> None:
    city.slots(city.resource(city.offer()), 30)
    Slot.objects.update(kept=9)
    found = find_faults()
    assert (len(found), found[-1]) == (21, "(and more of these)")


@pytest.mark.django_db(transaction=True)
def test_moment_is_one_and_nothing_can_be_written_in_it(city: City) -> None:
    slot = city.slot()
    with one_moment(), pytest.raises(DatabaseError):
        Slot.objects.filter(pk=slot.pk).update(kept=1)
    Slot.objects.filter(pk=slot.pk).update(kept=1)  # and afterwards it can
    slot.refresh_from_db()
    assert slot.kept == 1
