"""Writing what a job seeker does: book an interview, move it, wait for one, say "I am here" online.

Cancelling, moving and leaving are the engine's own actions; here is what needs to know posts and stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.columns import Each, insert
from duikou.booking import actions as engine
from duikou.booking import combiner
from duikou.booking.actions import Placed, Somebody
from duikou.booking.models import Booking, CheckIn, Invitation, Slot, WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import Newcomer
from duikou.fairs.meetings import door_is_open, door_opens
from duikou.fairs.models import Interview, Post, WaitedPost

PIECE = 100


class AboutPost(NamedTuple):
    """What an interview's claim is about: primary keys."""

    fair_id: int
    stand_id: int
    post_id: int | None


def make_interviews(places: Sequence[tuple[Placed, AboutPost]]) -> None:
    """Give each new booking its interview; the companion of the engine's claims, called inside its transaction."""
    insert(
        Interview,
        len(places),
        booking_id=Each(placed.pk for placed, _about in places),
        fair_id=Each(about.fair_id for _placed, about in places),
        stand_id=Each(about.stand_id for _placed, about in places),
        post_id=Each(about.post_id for _placed, about in places),
    )


def about_post(post: Post) -> AboutPost:
    """What an interview about `post` is about; the post has a stand."""
    assert post.stand_id is not None
    return AboutPost(post.fair_id, post.stand_id, post.pk)


def wish(
    *,
    about: AboutPost,
    slot_id: int,
    who: Newcomer | None = None,
    person_id: int = 0,
    online: bool,
    key: str = "",
    proven_for: int = 0,
) -> engine.Claim:
    """The engine's claim for an interview in the slot with this primary key, for a known person or for `who`."""
    return engine.Claim(
        slot_id,
        person_id,
        online=online,
        key=key,
        who=who,
        companion=make_interviews,
        about=about,
        proven_for=proven_for,
    )


def book(
    *, post: Post, slot: uuid.UUID, who: Somebody, online: bool, key: str, by: Actor
) -> engine.Confirmed | Refusal:
    """Book an interview about `post` at the time `slot` (public id) of its stand. The same `key` with the same wish
    gives the first booking again. A Refusal writes nothing, not even the person."""
    stand = post.stand
    times = Slot.objects.filter(public_id=slot, resource=stand.resource_id) if stand else Slot.objects.none()
    slot_id = times.values_list("pk", flat=True).first()
    if slot_id is None:
        return refusal(Reason.UNKNOWN_SLOT)
    known = who.newcomer()
    wanted = wish(
        about=about_post(post),
        slot_id=slot_id,
        who=known,
        online=online,
        key=key,
        proven_for=who.proven_for(known),
    )
    return combiner.claim(wanted, by=by)


def book_invited(
    *, invitation: Invitation, post: Post, slot: uuid.UUID, who: Somebody, online: bool, by: Actor
) -> engine.Confirmed | Refusal:
    """The same by an invitation to the post's fair, which is used up by it. Sent again by the same person it gives the
    first booking again."""
    stand = post.stand
    times = Slot.objects.filter(public_id=slot, resource=stand.resource_id) if stand else Slot.objects.none()
    slot_id = times.values_list("pk", flat=True).first()
    if slot_id is None:
        return refusal(Reason.UNKNOWN_SLOT)
    wanted = wish(about=about_post(post), slot_id=slot_id, who=who.newcomer(), online=online)
    return engine.accept_invitation(invitation, wanted=wanted, by=by)


@transaction.atomic
def wait(
    *, post: Post, slot: uuid.UUID | None, who: Somebody, online: bool, key: str, by: Actor
) -> WaitingEntry | Refusal:
    """Join the waiting list of the time `slot` at the post's stand, or of any of its times. The same `key` gives the
    first entry again. A Refusal writes nothing."""
    before = WaitedPost.objects.select_related("entry").filter(key=key).first()
    if before:
        return before.entry
    if post.stand is None or post.stand.resource is None:
        return refusal(Reason.UNKNOWN_SLOT)
    time = Slot.objects.filter(public_id=slot, resource=post.stand.resource).first() if slot else None
    if slot and time is None:
        return refusal(Reason.UNKNOWN_SLOT)
    known = who.newcomer()
    answer = engine.wait(
        known, resource=post.stand.resource, slot=time, online=online, proven_for=who.proven_for(known), by=by
    )
    if isinstance(answer, WaitingEntry):
        wait_about(entry=answer, post_id=post.pk, key=key)
    return answer


def wait_about(*, entry: WaitingEntry, post_id: int, key: str) -> None:
    """Keep which post somebody who waits wants to talk about."""
    WaitedPost.objects.create(entry=entry, post_id=post_id, key=key)


@transaction.atomic
def complete_promoted(*, booking_ids: Sequence[int]) -> int:
    """Give bookings that came off a waiting list their interviews, with the post that was waited for; gives the number
    made. Done again it changes nothing."""
    bookings = Booking.objects.select_related("waited_as__waited_post", "slot__resource__stand")
    made = 0
    for booking in bookings.filter(pk__in=booking_ids, interview=None, slot__resource__stand__isnull=False):
        stand = booking.slot.resource.stand
        waited = getattr(getattr(booking, "waited_as", None), "waited_post", None)
        _interview, new = Interview.objects.get_or_create(
            booking=booking,
            defaults={"fair_id": stand.fair_id, "stand": stand, "post_id": waited.post_id if waited else None},
        )
        made += new
    return made


def complete_all() -> int:
    """The same for every promotion that has no interview yet: a process may have died right after it, and whoever
    listens to its news with it. For the worker; gives the number made."""
    lost = WaitingEntry.objects.filter(
        state=WaitingEntry.State.PROMOTED,
        resource__stand__isnull=False,
        booking__state__in=Booking.LIVE,
        booking__interview=None,
        booking__slot__ends_at__gt=clock.now(),
    )
    ids = list(lost.order_by("pk").values_list("booking_id", flat=True)[:PIECE])
    return complete_promoted(booking_ids=[pk for pk in ids if pk is not None]) if ids else 0


def move(*, booking: Booking, slot: uuid.UUID, by: Actor) -> Booking | Refusal:
    """Move an interview to another time of the same stand. It stays the same booking with the same code."""
    time = Slot.objects.filter(public_id=slot, resource=booking.slot.resource_id).first()
    return engine.rebook(booking, to=time, by=by) if time else refusal(Reason.UNKNOWN_SLOT)


def say_here(*, booking: Booking, by: Actor) -> engine.Arrival | Refusal:
    """Check somebody in who waits online, from a quarter of an hour before the interview until its end; saying it
    again changes nothing."""
    now = clock.now()
    if booking.attendance != Booking.Attendance.ARRIVED and not door_is_open(booking, now=now):
        early = now < door_opens(booking)
        return refusal(Reason.TOO_EARLY, starts_at=booking.slot.starts_at) if early else refusal(Reason.ENDED)
    return engine.check_in(booking, by=by, method=CheckIn.Method.ONLINE)
