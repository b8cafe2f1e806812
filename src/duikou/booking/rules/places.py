"""What may be booked, moved, cancelled, entered; and the states of a booking as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from duikou.booking.models import Booking, DoorLink, Invitation, Offer, Slot
from duikou.booking.models.offers import Span
from duikou.booking.refusals import Reason, Refusal, refusal

State = Booking.State
Channel = Booking.Channel

MOVES: dict[str, frozenset[str]] = {
    State.HELD: frozenset({State.CONFIRMED, State.CANCELLED, State.EXPIRED}),
    State.CONFIRMED: frozenset({State.CANCELLED}),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}
FOR_EVERYBODY = frozenset({Channel.WEB, Channel.WAITING_LIST})  # whoever comes this way needs no invitation
NOT_FOR_EVERYBODY: dict[str, Reason] = {Offer.Mode.NOMINATION: Reason.NOT_INVITED, Offer.Mode.DRAW: Reason.DRAWN}
STAFF_CHANNELS = frozenset({Channel.WALK_IN, Channel.STAFF, Channel.STANDBY})
NOT_COUNTED = frozenset({Channel.WALK_IN, Channel.STANDBY})  # who stands at the door costs nobody a place online
CHECK_IN_WINDOW = timedelta(hours=12)
SOON = timedelta(hours=24)
DOOR_LINK_OUTLIVES = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Engagement:
    """A time at which a person has a live booking, in whatever offer; `meetings` where it is for several times."""

    booking_id: int
    slot_id: int
    resource_id: int
    starts_at: datetime
    ends_at: datetime
    counted: bool = True
    meetings: tuple[Span, ...] = ()


@dataclass(slots=True)
class PersonStanding:
    """What a person holds: `live` bookings of the offer's `limit`, and all times taken, other offers' included."""

    live: int
    limit: int
    engagements: list[Engagement] = field(default_factory=list)

    def without(self, booking: Booking, *, counted: bool = True) -> PersonStanding:
        """The same standing as if `booking` (`counted` in it) were given up, for a move."""
        rest = [one for one in self.engagements if one.booking_id != booking.pk]
        gone = 1 if counted and len(rest) < len(self.engagements) and counts(booking.channel) else 0
        return PersonStanding(self.live - gone, self.limit, rest)


def may_become(state: str, target: str) -> bool:
    """Whether a booking in `state` may go over to `target`."""
    return target in MOVES[state]


def counts(channel: str) -> bool:
    """Whether a booking through `channel` counts towards the person's limits."""
    return channel not in NOT_COUNTED


def is_soon(slot: Slot, *, now: datetime) -> bool:
    """Whether news of `slot` must be told at any hour: it begins (again) within a day. What is farther off can wait for
    the end of a night and still leaves most of a day to act."""
    begins_at = slot.starts_at
    if slot.meetings:
        begins_at = next((begin for begin, _end in slot.times if begin > now), slot.ends_at)
    return begins_at - now < SOON


def cancel_until(slot: Slot) -> datetime:
    """The last moment at which a booked person may cancel or move, and at which the waiting list moves up."""
    return slot.starts_at - timedelta(minutes=slot.offer.cancel_until_minutes)


def asks_for_proof(offer: Offer, channel: str) -> bool:
    """Whether a booking of `offer` through `channel` needs a contact that was shown to be the person's own. Staff have
    the person before them, and who waited has shown it then."""
    return offer.verified_contact and channel == Channel.WEB


def places_left(slot: Slot, *, channel: str = Channel.WEB) -> int:
    """Seats still free for `channel`: staff and walk-ins may also have the kept ones."""
    kept = 0 if channel in STAFF_CHANNELS else slot.kept
    return max(0, slot.capacity - kept - slot.taken)


def may_offer(slot: Slot, *, now: datetime, channel: str = Channel.WEB) -> Refusal | None:
    """Whether anybody at all may have `slot` now, whoever they are and however full it is."""
    offer = slot.offer
    if offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if slot.withdrawn:
        return refusal(Reason.WITHDRAWN)
    if offer.mode != Offer.Mode.FIRST_COME and channel in FOR_EVERYBODY:
        return refusal(NOT_FOR_EVERYBODY[offer.mode])
    if channel in STAFF_CHANNELS:
        if offer.state == Offer.State.DRAFT:
            return refusal(Reason.NOT_OPEN_YET, opens_at=offer.opens_at)
        return refusal(Reason.ENDED) if now >= slot.ends_at else None
    if channel == Channel.DRAW:  # it was won, whatever has closed since
        return refusal(Reason.STARTED) if now >= slot.starts_at else None
    if channel == Channel.WAITING_LIST:
        return refusal(Reason.TOO_LATE_TO_WAIT) if now >= cancel_until(slot) else None
    return may_open(offer, now=now) or (refusal(Reason.STARTED) if now >= slot.starts_at else None)


def may_open(offer: Offer, *, now: datetime) -> Refusal | None:
    """Whether places of `offer` can be booked by anybody now; a single time may still refuse."""
    if offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if offer.state == Offer.State.DRAFT or now < offer.opens_at:
        return refusal(Reason.NOT_OPEN_YET, opens_at=offer.opens_at)
    return refusal(Reason.CLOSED) if offer.state == Offer.State.CLOSED or now >= offer.closes_at else None


def may_get_pass(offer: Offer, *, now: datetime, proven: bool = False) -> Refusal | None:
    """Whether passes of `offer` are given out now: from when it is announced until its booking closes. `proven`:
    whether the contact was shown to be the person's own, where that is asked for."""
    if offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if offer.state == Offer.State.CLOSED or now >= offer.closes_at:
        return refusal(Reason.CLOSED)
    if offer.mode != Offer.Mode.FIRST_COME:
        return refusal(NOT_FOR_EVERYBODY[offer.mode])
    return refusal(Reason.CONTACT_UNPROVEN) if asks_for_proof(offer, Channel.WEB) and not proven else None


def may_have(
    slot: Slot, standing: PersonStanding, *, seats: int = 1, online: bool = False, channel: str = Channel.WEB
) -> Refusal | None:
    """Whether this person may have `slot` as far as mode, seats, their other times and limits go."""
    if online and not slot.online:
        return refusal(Reason.ONLINE_NOT_OFFERED)
    if not online and not slot.on_site:
        return refusal(Reason.ON_SITE_NOT_OFFERED)
    if not 1 <= seats <= slot.offer.seats_max:
        return refusal(Reason.BAD_SEATS, seats_max=slot.offer.seats_max)
    if any(one.slot_id == slot.pk for one in standing.engagements):
        return refusal(Reason.DUPLICATE)
    clash = overlapping(slot, standing.engagements)
    if clash:
        return refusal(Reason.OVERLAP, **{"from": clash.starts_at, "until": clash.ends_at})
    if not counts(channel):
        return None
    here = sum(one.resource_id == slot.resource_id and one.counted for one in standing.engagements)
    if here >= slot.offer.limit_per_resource:
        return refusal(Reason.LIMIT_AT_RESOURCE, limit=slot.offer.limit_per_resource)
    if standing.live >= standing.limit:
        return refusal(Reason.LIMIT_REACHED, limit=standing.limit)
    return None


def may_book(
    slot: Slot,
    standing: PersonStanding,
    *,
    now: datetime,
    seats: int = 1,
    online: bool = False,
    channel: str = Channel.WEB,
    proven: bool = False,
) -> Refusal | None:
    """None when the person may book `slot` (its `offer` loaded) now, else the first reason why not. FULL comes last:
    whoever gets it may wait instead. `proven`: whether the contact was shown to be theirs, where that is asked for; who
    has not shown it learns nothing of what the person holds."""
    no = may_offer(slot, now=now, channel=channel)
    if no is None and not proven and asks_for_proof(slot.offer, channel):
        free = seats <= places_left(slot, channel=channel)
        return refusal(Reason.CONTACT_UNPROVEN) if free else refusal(Reason.FULL, left=places_left(slot), seats=seats)
    no = no or may_have(slot, standing, seats=seats, online=online, channel=channel)
    if no is None and seats > places_left(slot, channel=channel):
        return refusal(Reason.FULL, left=places_left(slot, channel=channel), seats=seats)
    return no


def overlapping(slot: Slot, engagements: Iterable[Engagement]) -> Engagement | None:
    """The first engagement that shares a moment with `slot`, at the time of it that does; one that ends as the other
    begins does not."""
    times = slot.times
    for one in engagements:
        for begin, end in one.meetings or ((one.starts_at, one.ends_at),):
            if any(begin < until and since < end for since, until in times):
                return replace(one, starts_at=begin, ends_at=end)
    return None


def may_cancel(booking: Booking, *, now: datetime, staff: bool = False) -> Refusal | None:
    """Whether `booking` (its `slot` and `offer` loaded) may be given up: by its person until cancel-until, by staff
    until it is over; never once somebody arrived."""
    if booking.state not in Booking.LIVE:
        return refusal(Reason.NOT_LIVE)
    if booking.attendance == Booking.Attendance.ARRIVED:
        return refusal(Reason.ALREADY_ARRIVED)
    if staff:
        return refusal(Reason.ENDED) if now >= booking.slot.ends_at else None
    until = cancel_until(booking.slot)
    return refusal(Reason.TOO_LATE_TO_CANCEL, until=until) if now >= until else None


def may_rebook(
    booking: Booking, to: Slot, standing: PersonStanding, *, now: datetime, staff: bool = False, across: bool = False
) -> Refusal | None:
    """Whether `booking` may move to the slot `to`, of its own offer or, `across`, of another: it may be given up, and
    `to` may be booked without it. `standing` is that in the offer of `to`."""
    no = may_cancel(booking, now=now, staff=staff)
    if no:
        return no
    if booking.state != State.CONFIRMED:
        return refusal(Reason.NOT_CONFIRMED)
    if to.pk == booking.slot_id:
        return refusal(Reason.SAME_SLOT)
    same = to.offer_id == booking.offer_id
    if not same and not across:
        return refusal(Reason.OTHER_OFFER)
    return may_book(
        to,
        standing.without(booking, counted=same),
        now=now,
        seats=booking.seats,
        online=booking.online,
        channel=Channel.STAFF if staff else Channel.INVITED if booking.channel == Channel.INVITED else Channel.WEB,
        proven=True,
    )


def may_wait(
    slot: Slot, standing: PersonStanding, *, now: datetime, seats: int, online: bool, proven: bool = False
) -> Refusal | None:
    """Whether a person may join the waiting list of `slot`: only what is full can be waited for."""
    if not proven and asks_for_proof(slot.offer, Channel.WEB):
        return may_offer(slot, now=now) or refusal(Reason.CONTACT_UNPROVEN)
    no = may_book(slot, standing, now=now, seats=seats, online=online, proven=proven)
    if no is None:
        return refusal(Reason.PLACES_FREE)
    if no.reason != Reason.FULL:
        return no
    return refusal(Reason.TOO_LATE_TO_WAIT) if now >= cancel_until(slot) else None


def may_check_in(booking: Booking, *, now: datetime) -> Refusal | None:
    """Whether `booking` (its `slot` and `offer` loaded) lets somebody in: from 12 hours before until 12 hours after."""
    if booking.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if booking.state == State.HELD:
        return refusal(Reason.NOT_CONFIRMED)
    if booking.state != State.CONFIRMED:
        return refusal(Reason.NOT_LIVE)
    if now < booking.slot.begins_at - CHECK_IN_WINDOW:
        return refusal(Reason.TOO_EARLY, starts_at=booking.slot.begins_at)
    return refusal(Reason.ENDED) if now >= booking.slot.ends_at + CHECK_IN_WINDOW else None


def door_link_ends(link: DoorLink, *, event_ends_at: datetime) -> datetime:
    """The moment from which `link` opens nothing: its own, else two hours after its event."""
    return link.valid_until or event_ends_at + DOOR_LINK_OUTLIVES


def opens_door(link: DoorLink, *, offer_id: int, event_ends_at: datetime, now: datetime) -> bool:
    """Whether `link` opens the door of the event with this offer now: it is the event's own, was not taken back, and is
    not over."""
    return (
        link.offer_id == offer_id
        and link.revoked_at is None
        and now < door_link_ends(link, event_ends_at=event_ends_at)
    )


def may_accept(invitation: Invitation, *, now: datetime) -> Refusal | None:
    """Whether `invitation` (its `allotment` loaded) still opens a place of its offer."""
    over = invitation.state != Invitation.State.OPEN or now >= invitation.allotment.valid_until
    return refusal(Reason.INVITATION_OVER) if over else None
