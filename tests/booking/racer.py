"""Racing processes: each reads a command a line, waits for the common start, answers a line of JSON.

Started by test_races.py with the settings of one database; not a test itself.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TextIO
from uuid import UUID, uuid5

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "duikou.config.settings"
django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.db.models import Count, F, QuerySet  # noqa: E402

from duikou.base import clock  # noqa: E402
from duikou.base.actor import Actor  # noqa: E402
from duikou.base.sealed import look_up_hash  # noqa: E402
from duikou.booking import actions  # noqa: E402
from duikou.booking.actions import claims, placing, proving, replanning  # noqa: E402
from duikou.booking.calling import shown_number  # noqa: E402
from duikou.booking.day_plan import Bounds, Day, Plan  # noqa: E402
from duikou.booking.models import (  # noqa: E402
    Booking,
    CheckIn,
    CodeTally,
    ContactCode,
    Draw,
    DrawEntry,
    Invitation,
    NumberSeries,
    Offer,
    Resource,
    SentArrival,
    Slot,
    Standing,
    Ticket,
    WaitingEntry,
    Wish,
)
from duikou.booking.proofs import digits_of  # noqa: E402
from duikou.booking.queries import find_faults, holdings  # noqa: E402
from duikou.booking.queries import replanning as planned  # noqa: E402
from duikou.booking.queries.queue import city_day  # noqa: E402
from duikou.booking.queries.replanning import DayAnew  # noqa: E402
from duikou.booking.refusals import Refusal  # noqa: E402
from duikou.directory.actions import Newcomer, PeopleKnown, insert_people, keep_person, newcomer  # noqa: E402
from duikou.directory.models import Organisation, Person  # noqa: E402
from duikou.journal.models import Entry, Message  # noqa: E402
from tests.booking.drawing import publish  # noqa: E402

STAFF, PERSON = Actor("account", "staff"), Actor("person")
TODAY = city_day(clock.now())
Pairs = list[list[int]]


def seed(*, slots: int, people: int, capacity: int = 1, limit: int = 3, step: int = 20) -> dict[str, Any]:
    """An open offer of one slot at each of `slots` resources, `step` minutes apart, and people."""
    now = clock.now()
    office, _ = Organisation.objects.get_or_create(name_key="office", defaults={"kind": "office", "created_at": now})
    offer = actions.make_offer(
        title={"en": "Race"},
        organisation=office,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=3),
        by=STAFF,
        limit_per_person=limit,
    )
    actions.open_offer(offer, by=STAFF)
    made = []
    for number in range(slots):
        start = now + timedelta(days=2, minutes=step * number)
        resource = actions.add_resource(offer, label=str(number), by=STAFF)
        times = [(start, start + timedelta(minutes=20))]
        made += actions.lay_slots(resource, times=times, capacity=capacity, by=STAFF)
    base = Person.objects.count()
    kept = [keep_person(name=f"P{base + n}", contact=f"p{base + n}@example.org", language="en") for n in range(people)]
    return {"offer": offer.pk, "slots": [one.pk for one in made], "people": [one.pk for one in kept]}


def told(answer: object) -> str:
    if isinstance(answer, actions.Confirmed):
        return "repeated" if answer.repeated else "confirmed"
    return getattr(answer, "reason", type(answer).__name__)


def claim(*, pairs: Pairs, key: str = "") -> list[str]:
    """The engine: one transaction per claim."""
    return [
        attempt(lambda s=slot, p=person: actions.claim(actions.Claim(s, p, key=key), by=PERSON))  # type: ignore[misc]
        for slot, person in pairs
    ]


def claim_until(*, pairs: Pairs, told: str) -> list[str]:
    """The engine, one claim after the other and again from the first, until one of them is answered with `told`."""
    answers: list[str] = []
    deadline = time.monotonic() + 20
    while told not in answers and time.monotonic() < deadline:
        for pair in pairs:
            answers += claim(pairs=[pair])
            if told in answers:
                break
            time.sleep(0.001)  # SQLite's lock is not handed on in turn: whoever never pauses can keep it
    return answers


def batches(*, batches: list[Pairs]) -> list[str]:
    """The engine: one transaction per batch, its claims in whatever order."""
    answers = []
    for pairs in batches:
        try:
            done = actions.claim_many([actions.Claim(slot, person) for slot, person in pairs], by=PERSON)
            answers += [told(one) for one in done]
        except DatabaseError as error:
            answers.append(failure(error))
    return answers


def naive(*, pairs: Pairs) -> list[str]:
    """Control: look, then write what was seen plus one."""

    def book(slot_id: int, person: int) -> str:
        slot = Slot.objects.get(pk=slot_id)
        if slot.taken >= slot.capacity:
            return "full"
        insert(slot, person)
        Slot.objects.filter(pk=slot_id).update(taken=slot.taken + 1)
        return "confirmed"

    return [attempt(lambda s=slot, p=person: book(s, p)) for slot, person in pairs]  # type: ignore[misc]


def statement_alone(*, pairs: Pairs) -> list[str]:
    """Control: the conditional UPDATE guards the slot, but nobody holds the person while their bookings are counted."""

    def book(slot_id: int, person: int) -> str:
        slot = Slot.objects.select_related("offer").get(pk=slot_id)
        if Booking.objects.filter(person=person, offer=slot.offer).count() >= slot.offer.limit_per_person:
            return "limit_reached"
        if not Slot.objects.filter(pk=slot_id, taken__lt=F("capacity")).update(taken=F("taken") + 1):
            return "full"
        insert(slot, person)
        return "confirmed"

    return [attempt(lambda s=slot, p=person: book(s, p)) for slot, person in pairs]  # type: ignore[misc]


def unordered(*, batches: list[Pairs]) -> list[str]:
    """Control: a batch that locks its slots in the order of its claims."""

    def book(pairs: Pairs) -> str:
        with transaction.atomic():
            for slot, _person in pairs:
                Slot.objects.filter(pk=slot, taken__lt=F("capacity")).update(taken=F("taken") + 1)
                time.sleep(0.002)
        return "confirmed"

    return [attempt(lambda b=pairs: book(b)) for pairs in batches]  # type: ignore[misc]


def unlocked(*, pairs: Pairs) -> list[str]:
    """Control: the engine's own code without its locks."""
    with no_locks():
        return claim(pairs=pairs)


@contextmanager
def no_locks() -> Any:
    locked = QuerySet.select_for_update
    mode = getattr(connection, "transaction_mode", None)
    QuerySet.select_for_update = lambda self, *_, **__: self  # type: ignore[method-assign, assignment]
    lock, holdings.LOCK = holdings.LOCK, ""
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        QuerySet.select_for_update = locked  # type: ignore[method-assign]
        holdings.LOCK = lock
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def churn(*, seed: int, rounds: int, slots: list[int], people: list[int]) -> list[str]:
    """Everything at once, at random: book, hold, confirm, move, cancel, wait, release."""
    dice, answers = random.Random(seed), []
    for _ in range(rounds):
        slot, person = Slot.objects.get(pk=dice.choice(slots)), Person.objects.get(pk=dice.choice(people))
        mine = list(Booking.objects.filter(person=person, state__in=Booking.LIVE))
        wish = dice.choice(["claim", "hold", "cancel", "rebook", "wait", "release", "fill"])
        if wish in ("claim", "hold"):
            held = actions.Claim(slot.pk, person.pk, hold=wish == "hold")
            answers.append(attempt(lambda c=held: actions.claim(c, by=PERSON)))  # type: ignore[misc]
        elif wish == "wait":
            answers.append(attempt(lambda p=person, s=slot: actions.wait(p, resource=s.resource, slot=s, by=PERSON)))  # type: ignore[misc]
        elif wish == "release":
            Booking.objects.filter(slot=slot, state="held").update(held_until=clock.now())
            answers.append(attempt(actions.release_expired))
        elif wish == "fill":
            answers.append(attempt(actions.fill_from_waiting))
        elif mine and wish == "cancel":
            answers.append(attempt(lambda b=mine[0]: actions.cancel(b, by=PERSON)))  # type: ignore[misc]
        elif mine:
            answers.append(attempt(lambda b=mine[0], s=slot: actions.rebook(b, to=s, by=PERSON)))  # type: ignore[misc]
    return answers


def book_named(*, slots: list[int], group: str) -> list[str]:
    """One newcomer after the other wants all of the slots, in one transaction that is not tried again."""

    def book(who: Newcomer) -> str:
        with transaction.atomic():
            done = actions.claim_many([actions.Claim(slot, who=who) for slot in slots], by=PERSON)
        return " ".join(told(one) for one in done)

    return [attempt(lambda w=who: book(w)) for who in newcomers(group)]  # type: ignore[misc]


def join_named(*, slot: int, group: str) -> list[str]:
    """One newcomer after the other waits for the slot."""
    one = Slot.objects.select_related("resource").get(pk=slot)

    def join(who: Newcomer) -> object:
        return actions.wait(who, resource=one.resource, slot=one, by=PERSON)

    return [attempt(lambda w=who: join(w)) for who in newcomers(group)]  # type: ignore[misc]


def join_kept_first(*, slot: int, group: str) -> list[str]:
    """Control: the person is written before the slot is locked."""
    one = Slot.objects.select_related("resource").get(pk=slot)

    def join(who: Newcomer) -> object:
        with transaction.atomic():
            with suppress(PeopleKnown), transaction.atomic():
                insert_people([who])
            time.sleep(0.01)
            return actions.wait(who, resource=one.resource, slot=one, by=PERSON)

    return [attempt(lambda w=who: join(w)) for who in newcomers(group)]  # type: ignore[misc]


def newcomers(group: str) -> Iterator[Newcomer]:
    """For two seconds the same newcomer at the same moment in every racer, every fortieth of a second another."""
    step, end = 0.025, time.time() + 2
    while time.time() < end:
        number = int(time.time() / step) + 1
        who = newcomer(name=f"{group} {number}", contact="13912345678", language="en")
        time.sleep(max(0.0, number * step - time.time()))
        yield who


def invite(*, offer: int, count: int) -> list[int]:
    """Make the offer one for invited people, and so many invitations."""
    one = Offer.objects.select_related("by").get(pk=offer)
    actions.change_offer(one, by=STAFF, mode=Offer.Mode.NOMINATION)
    given = actions.give_invitations(one, body=one.by, count=count, valid_until=one.closes_at, by=STAFF)
    actions.make_slips(given, count=count, by=STAFF)
    return list(Invitation.objects.filter(allotment=given).order_by("pk").values_list("pk", flat=True))


def accept(*, invitations: list[int], slot: int, person: int) -> list[str]:
    """Use each invitation for this person."""

    def use(pk: int) -> object:
        one = Invitation.objects.select_related("allotment").get(pk=pk)
        return actions.accept_invitation(one, wanted=actions.Claim(slot, person), by=PERSON)

    return [attempt(lambda i=pk: use(i)) for pk in invitations]  # type: ignore[misc]


def accept_looked_up(*, invitations: list[int], slot: int, person: int) -> list[str]:
    """Control: look whether it is unused, book, then write that it is used."""

    def use(pk: int) -> object:
        one = Invitation.objects.get(pk=pk)
        if one.state != Invitation.State.OPEN:
            return "invitation_over"
        time.sleep(0.01)
        answer = actions.claim(actions.Claim(slot, person, channel=Booking.Channel.INVITED), by=PERSON)
        Invitation.objects.filter(pk=pk).update(state=Invitation.State.ACCEPTED)
        return answer

    return [attempt(lambda i=pk: use(i)) for pk in invitations]  # type: ignore[misc]


def code(*, offer: int) -> str:
    """Send a code; its id."""
    sent = actions.send_code(Offer.objects.get(pk=offer), contact="13800001111", language="en", by=PERSON)
    assert isinstance(sent, ContactCode)
    return str(sent.public_id)


def guess(*, offer: int, sent: str, times: int) -> list[str]:
    """Type wrong digits, again and again."""
    one, wrong = Offer.objects.get(pk=offer), f"{(int(digits_of(UUID(sent))) + 1) % 10**6:06}"
    return [attempt(lambda: actions.take_code(UUID(sent), offer=one, typed=wrong)) for _ in range(times)]


def send_codes(*, offer: int, contact: str, count: int) -> list[str]:
    """Have so many codes sent to one contact, however soon after each other."""
    one, proving.MOST_CODES = Offer.objects.get(pk=offer), 10**6
    return [
        attempt(lambda: proving.send_code(one, contact=contact, language="en", by=PERSON)) for _number in range(count)
    ]


def send_codes_looked_up(*, offer: int, contact: str, count: int) -> list[str]:
    """Control: look how many were sent today, then send."""
    judge = proving._count_today

    def look(contact: str, now: datetime) -> bool:
        few = ContactCode.objects.filter(contact_hash=look_up_hash(contact)).count() < CodeTally.MOST
        time.sleep(0.01)
        return few

    proving._count_today = look
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    try:
        return send_codes(offer=offer, contact=contact, count=count)
    finally:
        proving._count_today = judge
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def codes_sent(*, contact: str) -> int:
    """How many codes are on their way to a contact."""
    return ContactCode.objects.filter(contact_hash=look_up_hash(contact)).count()


def unruly(*, slot: int, person: int) -> list[str]:
    """The engine with its rules off, for somebody without an invitation."""
    asked = claims.may_book
    claims.may_book = lambda *_args, **_more: None
    try:
        return [attempt(lambda: actions.claim(actions.Claim(slot, person), by=PERSON))]
    finally:
        claims.may_book = asked


def take_numbers(*, offer: int, count: int) -> list[str]:
    """Give out so many numbers."""
    one = Offer.objects.get(pk=offer)
    return [attempt(lambda: number_of(actions.take_number(one, by=STAFF))) for _ in range(count)]


def take_looked_up(*, offer: int, count: int) -> list[str]:
    """Control: look at the last number, then write what was seen plus one."""

    def take() -> str:
        seen = Ticket.objects.filter(offer=offer, series="A").order_by("-number").values_list("number", flat=True)
        number = (seen.first() or 0) + 1
        time.sleep(0.002)
        NumberSeries.objects.update_or_create(offer_id=offer, day=TODAY, letter="A", defaults={"last": number})
        return f"A{number:03d}"

    return [attempt(take) for _ in range(count)]


def call_numbers(*, slot: int) -> list[str]:
    """Call one number after the other to the slot's resource until nobody waits."""
    resource = Resource.objects.select_related("offer").get(slots=slot)
    answers: list[str] = []
    while not answers or answers[-1] not in ("nobody_waiting", "stuck"):
        answers.append(attempt(lambda: number_of(actions.call_next(resource, by=STAFF))))
        if len(answers) > 400:
            answers.append("stuck")
    return answers


def call_looked_up(*, slot: int) -> list[str]:
    """Control: look who is next, then write that they were called."""
    resource = Resource.objects.select_related("offer").get(slots=slot)
    answers = []
    while True:
        first = Ticket.objects.filter(offer=resource.offer_id, state="waiting").first()
        if first is None:
            return answers
        time.sleep(0.002)
        now = clock.now()
        Ticket.objects.filter(pk=first.pk).update(state="called", resource=resource, called_at=now)
        answers.append(shown_number(first))


def number_of(answer: object) -> str:
    return shown_number(answer) if isinstance(answer, Ticket) else told(answer)


def draw(*, people: int, resources: int, times: int, limit_per_resource: int = 1) -> dict[str, int]:
    """A draw in which everybody won at every resource."""
    ground = seed(slots=0, people=people, limit=resources * 2)
    offer = Offer.objects.get(pk=ground["offer"])
    Offer.objects.filter(pk=offer.pk).update(mode=Offer.Mode.DRAW, limit_per_resource=limit_per_resource)
    now = clock.now()
    made = Draw.objects.create(
        offer=offer, state="drawn", wishes_until=now, list_sha256="0" * 64, seed="1", created_at=now
    )
    laid = []
    for number in range(resources):
        resource = actions.add_resource(offer, label=str(number), by=STAFF)
        starts = [now + timedelta(days=2, minutes=20 * at) for at in range(times)]
        actions.lay_slots(
            resource, times=[(at, at + timedelta(minutes=20)) for at in starts], capacity=people, kept=1, by=STAFF
        )
        laid.append(resource)
    for pk in ground["people"]:
        entry = DrawEntry.objects.create(draw=made, person_id=pk, created_at=now, changed_at=now)
        Wish.objects.bulk_create(Wish(entry=entry, resource=one, rank=at) for at, one in enumerate(laid, start=1))
    publish(made)
    return {"offer": offer.pk, "draw": made.pk}


def place(*, draw: int) -> list[str]:
    """Give those who won their times."""
    return [attempt(lambda: str(placing.place_winners(draw=Draw.objects.get(pk=draw), by=STAFF).placed))]


def place_keyless(*, draw: int, late: bool) -> list[str]:
    """Control: a booking does not say which wish it is for, and two runs go on at once, one of which has a timetable of
    later hours."""
    key, alone, plan = placing._key, placing.alone, placing.plan
    placing._key, placing.alone = lambda _wish: "", lambda *_: nullcontext()  # type: ignore[assignment]

    def own(day: Day, **more: Any) -> Plan:
        time.sleep(1)  # until both have looked
        noon = sorted(one.starts for many in day.times.values() for one in many)[-1] - 100
        bounds = {person: Bounds(earliest=noon) for person, _where in day.pairs}
        return plan(replace(day, bounds=bounds if late else {}), **more)

    placing.plan = own
    try:
        return place(draw=draw)
    finally:
        placing._key, placing.alone, placing.plan = key, alone, plan


def lose_times(*, draw: int, count: int) -> str:
    """Settle the draw; so many of those who won have no time after all, and theirs are free. Gives the digest of the
    plan that gives them times."""
    Draw.objects.filter(pk=draw).update(settled_at=clock.now())
    for wish in Wish.objects.filter(entry__draw=draw, booking__isnull=False).order_by("pk")[:count]:
        assert wish.booking is not None
        actions.cancel(wish.booking, by=STAFF)
        Wish.objects.filter(pk=wish.pk).update(booking=None, unplaced="full")
        Booking.objects.filter(pk=wish.booking.pk).delete()
    Offer.objects.filter(draw=draw).update(mode=Offer.Mode.FIRST_COME)
    return see_day(draw=draw)


def see_day(*, draw: int) -> str:
    """The digest of the plan as it is now."""
    plan = actions.see_day_anew(draw=Draw.objects.select_related("offer").get(pk=draw), most_moves=20)
    assert not isinstance(plan, Refusal), plan
    return plan.digest


def do_day(*, draw: int, digest: str) -> list[str]:
    """Do the plan that was seen."""

    def do() -> object:
        done = actions.plan_day_anew(draw=Draw.objects.get(pk=draw), most_moves=20, digest=digest, by=STAFF)
        return done if isinstance(done, Refusal) else f"{done.placed} placed, {done.missed} missed"

    return [attempt(do)]


def do_day_unguarded(*, draw: int, digest: str, late: bool) -> list[str]:
    """Control: two go on at once, neither looks whether the plan is what was seen, nor again at what it planned, a
    booking does not say for which wish, and one of the two has a plan of later hours."""
    see, alone, look, key = replanning._planned, replanning.alone, replanning._look, replanning._key
    replan = planned.replan

    def own(day: Day, **more: Any) -> Any:
        noon = sorted(one.starts for many in day.times.values() for one in many)[-1] - 100
        bounds = {person: Bounds(earliest=noon) for person, _where in day.pairs if (person, _where) not in day.now}
        return replan(replace(day, bounds=bounds if late else {}), **more)

    seen_before = digest

    class Unread(DayAnew):
        digest = seen_before  # type: ignore[assignment, misc]

    def slow(*given: Any, **more: Any) -> Any:
        seen = see(*given, **more)
        time.sleep(1)  # until both have looked
        return Unread(seen.new, seen.moved, seen.left, seen.solved)

    planned.replan = own
    replanning._planned, replanning.alone = slow, lambda *_: nullcontext()  # type: ignore[assignment]
    replanning._look, replanning._key = lambda *_: None, lambda _one: None  # type: ignore[assignment, return-value]
    try:
        return do_day(draw=draw, digest=digest)
    finally:
        planned.replan = replan
        replanning._planned, replanning.alone = see, alone
        replanning._look, replanning._key = look, key


def book_some(*, offer: int, count: int) -> list[str]:
    """So many others book whatever is free, one after the other."""
    answers = []
    for number in range(count):
        who = keep_person(name=f"B{os.getpid()} {number}", contact=f"b{number}@example.org", language="en")
        slot = Slot.objects.filter(offer=offer, taken__lt=F("capacity") - F("kept")).order_by("?").first()
        if slot is not None:
            answers += claim(pairs=[[slot.pk, who.pk]])
    return answers


def cancel_some(*, offer: int, count: int) -> list[str]:
    """Cancel so many bookings of the offer as they come in, by staff."""
    answers: list[str] = []
    deadline = time.monotonic() + 20
    while len(answers) < count and time.monotonic() < deadline:
        one = Booking.objects.filter(offer=offer, state="confirmed", channel="draw").order_by("?").first()
        if one is None:
            time.sleep(0.002)
            continue
        booking = one
        answers.append(attempt(lambda b=booking: actions.cancel(b, by=STAFF)))  # type: ignore[misc]
    return answers


def walk_in_some(*, offer: int, count: int) -> list[str]:
    """Give people at the door places of the offer, the kept ones too."""
    answers = []
    for number in range(count):
        who = keep_person(name=f"W{os.getpid()} {number}", contact=f"w{number}@example.org", language="en")
        slot = Slot.objects.filter(offer=offer).order_by("?")[0]
        wanted = actions.Claim(slot.pk, who.pk, channel=Booking.Channel.WALK_IN)
        answers.append(attempt(lambda c=wanted: actions.claim(c, by=STAFF)))  # type: ignore[misc]
    return answers


def report_draw(*, draw: int) -> dict[str, Any]:
    """What came of the wishes."""
    wishes = Wish.objects.filter(entry__draw=draw)
    live = Booking.objects.filter(offer__draw=draw, channel="draw").order_by()
    return {
        "wishes": wishes.count(),
        "placed": wishes.filter(booking__isnull=False).count(),
        "left": sorted(set(wishes.filter(booking=None).values_list("unplaced", flat=True))),
        "bookings": live.count(),
        "faults": find_faults(),
    }


def arrive(*, bookings: list[int], phone: int, same: bool = False, free: bool = False) -> list[str]:
    """A telephone without a network let everybody with these bookings in, so many seconds before their time; each under
    an id of its own, or all telephones under the `same`."""

    def send(one: Booking) -> str:
        sent_id = uuid5(one.public_id, "" if same else str(phone))
        sent = actions.Sent(sent_id, one.public_id, 0, one.slot.starts_at - timedelta(seconds=phone))
        try:
            return actions.merge_arrivals(one.offer, [sent], by=Actor("door", str(phone)))[0].result
        except SentArrival.DoesNotExist:
            return "error: lost"

    rows = Booking.objects.select_related("slot", "offer").filter(pk__in=bookings).order_by("pk")
    with no_locks() if free else nullcontext():
        return [attempt(lambda one=one: send(one)) for one in rows]  # type: ignore[misc]


def report_arrivals(*, bookings: list[int]) -> dict[str, Any]:
    """How often these were let in, how many seconds before their time, and how many notes there are of it."""
    rows = CheckIn.objects.filter(booking__in=bookings).select_related("booking__slot")
    told = Entry.objects.filter(what="booking.checked_in")
    return {
        "early": sorted({int((one.booking.slot.starts_at - one.at).total_seconds()) for one in rows}),
        "check_ins": len(rows),
        "told": told.filter(which__in=[f"booking:{one.booking.public_id}" for one in rows]).count(),
        "notes": SentArrival.objects.filter(booking__in=bookings).count(),
    }


def booked(*, offer: int) -> list[int]:
    """The bookings of an offer, as primary keys."""
    return list(Booking.objects.filter(offer=offer).values_list("pk", flat=True))


def cancel_offer(*, offer: int, after: int = 0) -> list[str]:
    """Cancel the whole offer, once so many have booked."""
    deadline = time.monotonic() + 20
    while Booking.objects.filter(offer=offer).count() < after and time.monotonic() < deadline:
        time.sleep(0.002)
    return [attempt(lambda: actions.cancel_offer(Offer.objects.get(pk=offer), by=STAFF))]


def retime(*, slot: int, to: int, after: int) -> list[str]:
    """Hold a slot when another one is, once so many have a place in that."""
    goal, deadline = Slot.objects.get(pk=to), time.monotonic() + 20
    while Booking.objects.filter(slot=to).count() < after and time.monotonic() < deadline:
        time.sleep(0.001)
    one = Slot.objects.get(pk=slot)
    done = attempt(lambda: actions.retime(one, starts_at=goal.starts_at, ends_at=goal.ends_at, by=STAFF))
    return [done]


def retime_unlocked(*, slot: int, to: int, after: int) -> list[str]:
    """Control: the same without its locks."""
    with no_locks():
        return retime(slot=slot, to=to, after=after)


def report_retimed(*, slot: int, other: int) -> dict[str, int]:
    """How many people are in both slots, and how many of them were not told so."""
    live = Booking.objects.filter(state__in=Booking.LIVE)
    both = live.filter(slot=slot, person__in=live.filter(slot=other).values("person"))
    told = set(Message.objects.filter(template="moved", details__overlaps=True).values_list("about", flat=True))
    untold = [one.pk for one in both if f"booking:{one.public_id}" not in told]
    moved = live.filter(slot=slot, sequence=1).count()
    return {"moved": moved, "both": both.count(), "untold": len(untold)}


def report(*, offer: int) -> dict[str, Any]:
    """What the database holds in the end."""
    live = Booking.objects.filter(offer=offer, state__in=Booking.LIVE).order_by()
    most = live.values("person").annotate(n=Count("pk")).order_by("-n").values_list("n", flat=True).first()
    overlaps = sum("overlaps" in fault for fault in find_faults())
    return {
        "live": live.count(),
        "bookings": Booking.objects.filter(offer=offer).count(),
        "most_of_a_person": most or 0,
        "most_in_a_slot": max(Counter(live.values_list("slot_id", flat=True)).values(), default=0),
        "promoted": WaitingEntry.objects.filter(offer=offer, state="promoted").count(),
        "overlaps": overlaps,
        "faults": find_faults(),
    }


def fill(*, slot: int) -> int:
    """Leave no place in the slot."""
    return Slot.objects.filter(pk=slot).update(capacity=0)


def clear() -> None:
    """Drop what a control test left behind, which is wrong by design."""
    Ticket.objects.all().delete()
    NumberSeries.objects.all().delete()
    WaitingEntry.objects.all().delete()
    Standing.objects.all().delete()
    Draw.objects.all().delete()
    Booking.objects.all().delete()
    Invitation.objects.all().delete()
    Slot.objects.update(taken=0)


def insert(slot: Slot, person: int) -> None:
    now = clock.now()
    Booking.objects.create(
        offer_id=slot.offer_id, slot=slot, person_id=person, state="confirmed", created_at=now, changed_at=now
    )


def attempt(act: Callable[[], object]) -> str:
    try:
        answer = act()
        return answer if isinstance(answer, str) else told(answer)
    except DatabaseError as error:
        return failure(error)


def failure(error: DatabaseError) -> str:
    return f"error: {type(error).__name__}: {str(error).splitlines()[0]}"


def hold(*, slot: int, seconds: float) -> str:
    """Lock a slot and let it go in another thread, later."""
    held = threading.Event()

    def keep() -> None:
        with transaction.atomic():
            Slot.objects.filter(pk=slot).update(kept=F("kept"))
            held.set()
            time.sleep(seconds)
        connection.close()

    threading.Thread(target=keep, daemon=True).start()
    held.wait(10)
    return "held"


COMMANDS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        seed,
        claim,
        claim_until,
        batches,
        naive,
        statement_alone,
        unordered,
        unlocked,
        churn,
        book_named,
        join_named,
        join_kept_first,
        invite,
        accept,
        accept_looked_up,
        code,
        guess,
        send_codes,
        send_codes_looked_up,
        codes_sent,
        unruly,
        take_numbers,
        take_looked_up,
        call_numbers,
        call_looked_up,
        draw,
        place,
        place_keyless,
        lose_times,
        see_day,
        do_day,
        do_day_unguarded,
        book_some,
        cancel_some,
        walk_in_some,
        report_draw,
        arrive,
        report_arrivals,
        booked,
        cancel_offer,
        retime,
        retime_unlocked,
        report_retimed,
        report,
        clear,
        fill,
        hold,
    )
}


def listen() -> None:
    """Race in as many copies of this process as there are pairs of pipes: commands come by one, answers go by the
    other. Ends when they have all ended."""
    ends = [int(word) for word in sys.argv[1:]]
    racers = []
    for commands, answers in zip(ends[::2], ends[1::2], strict=True):
        racers.append(os.fork())
        if not racers[-1]:
            for one in set(ends) - {commands, answers}:
                os.close(one)
            race(os.fdopen(commands), os.fdopen(answers, "w"))
            os._exit(0)
    for one in ends:
        os.close(one)
    for racer in racers:
        os.waitpid(racer, 0)


def race(commands: TextIO, answers: TextIO) -> None:
    """Do what each line says, at its moment."""
    print(json.dumps("ready"), file=answers, flush=True)
    for line in commands:
        command = json.loads(line)
        time.sleep(max(0.0, command.pop("at", 0) - time.time()))
        print(json.dumps(_answer(COMMANDS[command.pop("do")], command)), file=answers, flush=True)
    connection.close()


def _answer(act: Callable[..., Any], command: dict[str, Any]) -> Any:
    """What came of a command; what breaks is told, so that the race goes on and its test says what broke."""
    try:
        return act(**command)
    except Exception as error:
        return [f"error: {type(error).__name__}: {error}"]


if __name__ == "__main__":
    listen()
