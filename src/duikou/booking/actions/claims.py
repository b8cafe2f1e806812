"""Claiming places: one short transaction, the same for one claim and for a batch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.statements import Question, together
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger
from duikou.booking.actions.notices import note
from duikou.booking.actions.placed import Placed, Receipt
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.models import Booking
from duikou.booking.queries.holdings import about_newcomers, lock_slots_and_ask
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_book
from duikou.directory.actions import Newcomer

OVERDUE = "SELECT id FROM booking_booking WHERE slot_id IN {} AND state = 'held' AND held_until <= %s"
ANSWERED = "SELECT id FROM booking_booking WHERE claim_key IN {}"
log = logging.getLogger("duikou.booking")


Wish = tuple["Claim", Actor]
Companion = Callable[[Sequence[tuple["Placed", Any]]], None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A wish for a place now. `slot_id` and `person_id` are primary keys; `who` stands for the person instead when
    only name and contact are known: whoever is new is kept together with the place, or not at all. `hold` asks for a
    place that expires after the offer's hold minutes unless confirmed. `key` (up to 64 letters, one per rendered form)
    makes a repetition find the first booking. `proven_for` is the offer (primary key) for which the contact was shown
    to be the person's own.

    What a room above adds to its bookings goes into the same transaction: `companion` is called once for all new
    places of a batch that name it, each with its claim's `about`."""

    slot_id: int
    person_id: int = 0
    seats: int = 1
    online: bool = False
    channel: Booking.Channel = Booking.Channel.WEB
    hold: bool = False
    key: str = ""
    who: Newcomer | None = None
    companion: Companion | None = None
    about: Any = None
    proven_for: int = 0


@dataclass(slots=True)
class Confirmed:
    """The place is the person's, `placed` says which; a receipt when another process booked it. `repeated` says that
    the same claim was answered before and nothing new was written."""

    placed: Placed | Booking | Receipt
    repeated: bool = False

    @property
    def booking(self) -> Booking:
        """The booking with `slot` and `offer` loaded; its `state` is `held` for a hold. Reads the row when another
        process booked it."""
        if isinstance(self.placed, Placed):
            self.placed = self.placed.booking()
        elif isinstance(self.placed, Receipt):
            self.placed = Booking.objects.select_related("slot", "offer").get(pk=self.placed.pk)
        return self.placed

    @property
    def receipt(self) -> Receipt:
        """What whoever asked needs to know, without asking the database."""
        one = self.placed
        if isinstance(one, Receipt):
            return one
        return Receipt(one.pk, one.public_id, one.code, str(one.state), one.online, one.slot.public_id)


def claim(wanted: Claim, *, by: Actor) -> Confirmed | Refusal:
    """Book one place: `claim_many` of one."""
    return claim_many([wanted], by=by)[0]


def claim_many(claims: Sequence[Claim], *, by: Actor | Sequence[Actor]) -> list[Confirmed | Refusal]:
    """Book places in the order given, in one transaction; the answers in the same order. `by` is who acts, for all or
    one for each.

    A claim that the rules refuse, or that breaks against the database or our own code, gets its Refusal and spoils
    nobody else's. Nothing is written for a Refusal. Raises OperationalError when the database is gone."""
    actors = [by] * len(claims) if isinstance(by, Actor) else by
    return _claim(list(zip(claims, actors, strict=True)))


def _claim(wishes: Sequence[Wish]) -> list[Confirmed | Refusal]:
    if not wishes:
        return []
    for attempt in (1, 2, 3):
        try:
            with transaction.atomic():
                return _book(wishes)
        except OperationalError as error:
            if connection.in_atomic_block or attempt == 3 or not _is_deadlock(error):
                raise
        except InterfaceError:
            raise
        except Exception as error:
            if len(wishes) > 1:
                middle = len(wishes) // 2
                return [*_claim(wishes[:middle]), *_claim_or_ask_again(wishes[middle:])]
            if not isinstance(error, IntegrityError) or attempt == 3:
                # A code that exists, or the same key at the same moment, is gone at the second try. Without the error's
                # text: it may hold a name.
                log.error("a claim broke: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
                break
    return [refusal(Reason.FAILED)]


def _claim_or_ask_again(wishes: Sequence[Wish]) -> list[Confirmed | Refusal]:
    """The second half of a batch, after the first is written: when the database is gone now, the first keeps its
    answers."""
    try:
        return _claim(wishes)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        return [refusal(Reason.BUSY, seconds=1)] * len(wishes)


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in ("40P01", "40001")


def _book(wishes: Sequence[Wish]) -> list[Confirmed | Refusal]:
    now, claims, by = clock.now(), [one for one, _by in wishes], wishes[0][1]
    wanted = {pk for one in claims if (pk := _storable(one.slot_id))}
    newcomers = {one.who.person_hash: one.who for one in claims if one.who}
    slots, (late, known) = lock_slots_and_ask(
        wanted,
        Question(OVERDUE, wanted, (connection.ops.adapt_datetimefield_value(now),)),
        about_newcomers(newcomers),
    )
    expired = list(Booking.objects.filter(_expired(now), pk__in=[row[0] for row in late])) if late else []
    waiting = candidates([slots[one.slot_id] for one in expired]) if expired else []
    ledger = Ledger(
        slots,
        [
            *(_storable(one.person_id) for one in claims),
            *(one.person_id for one in expired),
            *(one.person_id for one in waiting),
        ],
        newcomers.values(),
        known,
        places=min(len(claims), sum(one.capacity - one.taken for one in slots.values())),
        also=[Question(ANSWERED, {one.key for one in claims if one.key})],
    )
    if expired:
        expire(ledger, expired, now=now, by=by)
    moved_up = promote(ledger, waiting, now=now) if waiting else []
    before = _answered_before([row[0] for row in ledger.told[0]])
    answers = [_answer(one, ledger, before, now) for one in claims]
    new = [
        (one.placed, wish, actor)
        for (wish, actor), one in zip(wishes, answers, strict=True)
        if isinstance(one, Confirmed) and not one.repeated and isinstance(one.placed, Placed)
    ]
    ledger.keep_newcomers()
    with together():
        ledger.write()
        _accompany(new)
        _announce(new)
    settle(moved_up, by=by)
    return answers


def _answer(wanted: Claim, ledger: Ledger, known: dict[str, Booking | Placed], now: datetime) -> Confirmed | Refusal:
    slot = ledger.slots.get(wanted.slot_id)
    person_id = ledger.ids.get(wanted.who.person_hash, 0) if wanted.who else wanted.person_id
    before = known.get(wanted.key) if wanted.key else None
    if before:
        same = _same(before, wanted, person_id)
        return Confirmed(before, repeated=True) if same else refusal(Reason.KEY_REUSED)
    if slot is None:
        return refusal(Reason.UNKNOWN_SLOT)
    if person_id not in ledger.people:
        return refusal(Reason.UNKNOWN_PERSON)
    standing = ledger.standing(person_id, slot.offer)
    no = may_book(
        slot,
        standing,
        now=now,
        seats=wanted.seats,
        online=wanted.online,
        channel=wanted.channel,
        proven=wanted.proven_for == slot.offer_id,
    )
    if no:
        return no
    placed = Placed(
        slot=slot,
        person_id=person_id,
        created_at=now,
        seats=wanted.seats,
        online=wanted.online,
        channel=wanted.channel,
        state=Booking.State.HELD if wanted.hold else Booking.State.CONFIRMED,
        held_until=now + timedelta(minutes=slot.offer.hold_minutes) if wanted.hold else None,
        claim_key=wanted.key or None,
    )
    ledger.take(placed)
    if wanted.key:
        known[wanted.key] = placed
    return Confirmed(placed)


def _accompany(new: Sequence[tuple[Placed, Claim, Actor]]) -> None:
    together: dict[Companion, list[tuple[Placed, Any]]] = {}
    for placed, wanted, _by in new:
        if wanted.companion:
            together.setdefault(wanted.companion, []).append((placed, wanted.about))
    for companion, places in together.items():
        companion(places)


def _announce(new: Sequence[tuple[Placed, Claim, Actor]]) -> None:
    alike: dict[tuple[str, bool, Actor], list[Placed]] = {}
    for placed, _wanted, by in new:
        alike.setdefault((placed.state, placed.channel == Booking.Channel.DRAW, by), []).append(placed)
    for (state, drawn, by), places in alike.items():
        if state == Booking.State.HELD:
            note("held", places, by=by)
        elif drawn:
            note("confirmed", places, by=by)  # who won several is told once, of all, when the draw is settled
        else:
            note("confirmed", places, by=by, template="booked", asked=True)
    if direct := [placed.pk for placed, _wanted, _by in new if placed.state == Booking.State.CONFIRMED]:
        signals.send(signals.booked, booking_ids=direct)


def _answered_before(ids: Sequence[int]) -> dict[str, Booking | Placed]:
    rows = Booking.objects.select_related("slot", "offer").filter(pk__in=ids) if ids else ()
    return {str(row.claim_key): row for row in rows}


def _same(booking: Booking | Placed, wanted: Claim, person_id: int) -> bool:
    """Whether `wanted` is the claim that made `booking`; once moved, its slot says nothing any more."""
    return (booking.person_id, booking.seats, booking.online) == (person_id, wanted.seats, wanted.online) and (
        booking.sequence > 0 or booking.slot_id == wanted.slot_id
    )


def _storable(pk: int) -> int | None:
    """The key, or None for a number that no database column holds."""
    return pk if isinstance(pk, int) and 0 < pk < 1 << 63 else None


def _expired(now: datetime) -> Q:
    return Q(state=Booking.State.HELD, held_until__lte=now)


def expire(ledger: Ledger, holds: Sequence[Booking], *, now: datetime, by: Actor) -> None:
    """Take the places of `holds` (read while their slots are locked) back and mark them expired."""
    ended = []
    for hold in holds:
        changed = Booking.objects.filter(_expired(now), pk=hold.pk, slot_id=hold.slot_id).update(
            state=Booking.State.EXPIRED, held_until=None, changed_at=now, why_ended=Reason.HOLD_EXPIRED
        )
        if changed:
            hold.slot = ledger.slots[hold.slot_id]
            ledger.give_back(hold, hold.slot)
            ended.append(hold)
    note("expired", ended, by=by)
