"""Invitations: given to a body, made into slips, accepted by who holds one, declined without a trace, taken back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.claims import Claim, Confirmed, claim
from duikou.booking.actions.endings import end
from duikou.booking.actions.ledger import lock_slots
from duikou.booking.models import Allotment, Booking, Invitation, Offer, Slot
from duikou.booking.passes import claim_key
from duikou.booking.queries.invitations import KIND
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_accept
from duikou.booking.secret_codes import hash_of, new_secret, read_secret
from duikou.directory.models import Organisation
from duikou.journal.actions import record

LETTERS = 12
MOST_SLIPS = 200  # at once
PIECE = 50
Open = Invitation.State.OPEN


class _Undone(Exception):
    """Takes back what stands in the transaction; the answer is `no`."""

    def __init__(self, no: Refusal) -> None:
        super().__init__(no.reason)
        self.no = no


@transaction.atomic
def give_invitations(offer: Offer, *, body: Organisation, count: int, valid_until: datetime, by: Actor) -> Allotment:
    """Let `body` hand on `count` invitations to `offer` in all, until `valid_until` (aware); given again, the number
    and the moment change. Slips that exist stay valid even when there are more of them."""
    now = clock.now()
    allotment, _new = Allotment.objects.update_or_create(
        offer=offer,
        body=body,
        defaults={"given": count, "valid_until": valid_until},
        create_defaults={"given": count, "valid_until": valid_until, "created_at": now},
    )
    record(
        what="invitations.given",
        which=f"allotment:{allotment.public_id}",
        by=by,
        offer=str(offer.public_id),
        body=str(body.public_id),
        count=count,
    )
    return allotment


@transaction.atomic
def make_slips(allotment: Allotment, *, count: int, by: Actor) -> list[str]:
    """The codes of so many new invitations, MOST_SLIPS at most and never more than the body was given; they can never
    be shown again."""
    locked = Allotment.objects.select_for_update(no_key=True).get(pk=allotment.pk)
    made = Invitation.objects.filter(allotment=locked).exclude(state=Invitation.State.TAKEN_BACK)
    left = locked.given - made.count()
    codes = [new_secret(LETTERS) for _ in range(max(0, min(count, left, MOST_SLIPS)))]
    Invitation.objects.bulk_create(Invitation(allotment=locked, code_hash=hash_of(KIND, code)) for code in codes)
    if codes:
        record(what="invitations.made", which=f"allotment:{locked.public_id}", by=by, count=len(codes))
    return codes


def accept_invitation(invitation: Invitation, *, wanted: Claim, by: Actor) -> Confirmed | Refusal:
    """Book what `wanted` says by `invitation` (its `allotment` loaded), which is used up by it: both in one
    transaction, or neither. Of several who use the same one at the same moment one gets the place; whoever sends the
    same again gets it again."""
    no = may_accept(invitation, now=clock.now())
    key = claim_key(KIND, str(invitation.pk))
    if no is None and not Slot.objects.filter(pk=wanted.slot_id, offer=invitation.allotment.offer_id).exists():
        return refusal(Reason.UNKNOWN_SLOT)
    wanted = replace(wanted, channel=Booking.Channel.INVITED, key=key)
    if no is None:
        try:
            return _accept(invitation, wanted, by)
        except _Undone as undone:
            no = undone.no
    if no.reason == Reason.INVITATION_OVER and Booking.objects.filter(claim_key=key).exists():
        answer = claim(wanted, by=by)  # finds the booking it made; another person's is none of theirs
        return answer if isinstance(answer, Confirmed) else no
    return no


@transaction.atomic
def _accept(invitation: Invitation, wanted: Claim, by: Actor) -> Confirmed:
    if not Invitation.objects.filter(pk=invitation.pk, state=Open).update(state=Invitation.State.ACCEPTED):
        raise _Undone(refusal(Reason.INVITATION_OVER))
    answer = claim(wanted, by=by)
    if isinstance(answer, Refusal):
        raise _Undone(answer)
    record(what="invitation.accepted", which=f"allotment:{invitation.allotment.public_id}", by=by)
    return answer


def confirm_place(booking: Booking, *, invitation: Invitation, by: Actor) -> Booking | Refusal:
    """Confirm the place of `booking`, made before its offer was for the invited only, by `invitation` (its `allotment`
    loaded), which is used up by it: both in one transaction, or neither. Done again it changes nothing."""
    if booking.channel == Booking.Channel.INVITED:
        return booking
    no = may_accept(invitation, now=clock.now())
    if no is None and invitation.allotment.offer_id != booking.offer_id:
        no = refusal(Reason.INVITATION_OVER)
    if no:
        return no
    try:
        with transaction.atomic():
            live = Booking.objects.filter(pk=booking.pk, state__in=Booking.LIVE)
            if not live.update(channel=Booking.Channel.INVITED):
                raise _Undone(refusal(Reason.NOT_LIVE))
            if not Invitation.objects.filter(pk=invitation.pk, state=Open).update(state=Invitation.State.ACCEPTED):
                raise _Undone(refusal(Reason.INVITATION_OVER))
            record(what="invitation.accepted", which=f"allotment:{invitation.allotment.public_id}", by=by)
    except _Undone as undone:
        return undone.no
    booking.channel = Booking.Channel.INVITED
    return booking


def end_unconfirmed(offer: Offer, *, why: Mapping[str, str], by: Actor) -> int:
    """Cancel, in an offer that is for the invited only, the live bookings that no invitation has confirmed, but for
    those of people who have arrived, and tell everybody `why` (texts by language); PIECE at a time, each piece one
    transaction. Gives the number."""
    ended = 0
    for slot_id in list(offer.slots.order_by("pk").values_list("pk", flat=True)):
        while True:
            with transaction.atomic():
                slots = lock_slots([slot_id])
                live = Booking.objects.select_for_update(no_key=True, of=("self",)).filter(
                    ~Q(channel=Booking.Channel.INVITED) & ~Q(attendance=Booking.Attendance.ARRIVED),
                    offer__mode=Offer.Mode.NOMINATION,
                    state__in=Booking.LIVE,
                    slot=slot_id,
                )
                piece = list(live.order_by("pk")[:PIECE])
                if piece:
                    end(
                        piece,
                        slots,
                        why="not_confirmed",
                        by=by,
                        template="cancelled",
                        may_promote=False,
                        said=dict(why),
                    )
                    ended += len(piece)
            if len(piece) < PIECE:
                break
    return ended


def decline_invitation(invitation: Invitation) -> None:
    """Let an invitation open nothing any more because whoever holds it does not want it. Nothing says so afterwards,
    not even the journal: nobody who refuses stands on a list."""
    Invitation.objects.filter(pk=invitation.pk, state=Open).update(code_hash=os.urandom(32))


@transaction.atomic
def take_back_invitations(allotment: Allotment, *, by: Actor, code: str = "") -> int:
    """Let the unused invitations of a body, or the one with this code, open nothing any more; gives the number. Slips
    that were taken back can be made anew as far as the number given goes."""
    unused = Invitation.objects.filter(allotment=allotment, state=Open)
    if code:
        unused = unused.filter(code_hash=hash_of(KIND, read_secret(code)))
    taken = unused.update(state=Invitation.State.TAKEN_BACK)
    if taken:
        record(what="invitations.taken_back", which=f"allotment:{allotment.public_id}", by=by, count=taken)
    return taken
