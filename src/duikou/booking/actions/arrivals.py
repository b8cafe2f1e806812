"""Check-ins that come late, from telephones that had no network: merged in any order, any number of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.attendance import let_in
from duikou.booking.models import Booking, CheckIn, Offer, SentArrival
from duikou.booking.queries.ended import CAME_KEPT, ended
from duikou.booking.refusals import Reason
from duikou.booking.rules import may_check_in
from duikou.journal.actions import record

Result = SentArrival.Result
OTHER_DAY = (Reason.TOO_EARLY, Reason.ENDED)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a telephone says of one arrival: its own id of it, the booking's public id and the sequence that the ticket
    or the list showed, the moment `at` (aware, corrected and bounded by the caller), and how the booking was found.
    `trusted` is False when whoever sent it may no longer open this door: it is then kept and listed, and checks nobody
    in."""

    sent_id: UUID
    named: UUID
    sequence: int
    at: datetime
    method: str = CheckIn.Method.SCAN
    trusted: bool = True


def merge_arrivals(offer: Offer, arrivals: Sequence[Sent], *, by: Actor) -> list[SentArrival]:
    """What came of each, in the order given. Every arrival is written once and by itself, so that one that fails spoils
    no other; the same `sent_id` again gives the first answer. Which telephone is heard first makes no difference:
    the earliest moment is the booking's check-in, and two that let in the same booking are listed."""
    return [_merged(offer, one, by) for one in arrivals]


def _merged(offer: Offer, sent: Sent, by: Actor) -> SentArrival:
    try:
        with transaction.atomic():
            return _merge(offer, sent, by)
    except IntegrityError:  # the same was sent twice at the same moment, and the other was first
        return SentArrival.objects.get(sent_id=sent.sent_id)


def _merge(offer: Offer, sent: Sent, by: Actor) -> SentArrival:
    present = (
        Booking.objects.select_related("slot__resource", "offer")
        .select_for_update(no_key=True, of=("self",))
        .filter(public_id=sent.named)
        .first()
    )
    known = SentArrival.objects.filter(sent_id=sent.sent_id).first()
    if known:
        return known
    made = SentArrival(
        sent_id=sent.sent_id, offer=offer, named=sent.named, at=sent.at, received_at=clock.now(), by=str(by),
        method=sent.method, booking=present if present and present.offer_id == offer.pk else None,
    )  # fmt: skip
    made.result = _result(present, made, sent, by)
    made.save(force_insert=True)
    if made.result != Result.CHECKED_IN:
        record(what="booking.arrival_listed", which=f"booking:{sent.named}", by=by, result=str(made.result))
    return made


def _result(present: Booking | None, made: SentArrival, sent: Sent, by: Actor) -> str:
    if present is None:
        return Result.UNKNOWN
    if made.booking is None:
        return Result.ELSEWHERE
    if not sent.trusted:
        return Result.SHUT
    before = CheckIn.objects.filter(booking=present).first()
    if before:
        made.met_at, made.met_by = before.at, before.by
        if sent.at < before.at:
            CheckIn.objects.filter(pk=before.pk).update(at=sent.at, by=str(by), method=sent.method)
        return Result.TWICE
    no = may_check_in(present, now=sent.at)
    if no:
        return Result.OTHER_DAY if no.reason in OTHER_DAY else Result.GIVEN_UP
    let_in(present, at=sent.at, by=by, method=sent.method, arrived=sent.at.isoformat(timespec="seconds"))
    return Result.MOVED if sent.sequence < present.sequence else Result.CHECKED_IN


@transaction.atomic
def settle_arrival(arrival: SentArrival, *, by: Actor) -> bool:
    """Keep that somebody has looked at an arrival that did not fit; whether it was still to be looked at."""
    waiting = SentArrival.objects.filter(pk=arrival.pk, settled_at=None)
    if not waiting.update(settled_at=clock.now(), settled_by=str(by)):
        return False
    record(what="booking.arrival_settled", which=f"booking:{arrival.named}", by=by, result=arrival.result)
    return True


def drop_arrivals() -> int:
    """Delete what telephones sent about events that were over 30 days ago; gives the number."""
    over = ended(clock.now() - CAME_KEPT).values("pk")
    return SentArrival.objects.filter(offer__in=over).delete()[0]
