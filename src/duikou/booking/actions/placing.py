"""Giving the places that were drawn their times: a timetable for all, booked in short transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.one_at_a_time import alone
from duikou.base.statements import change
from duikou.booking.actions.claims import Claim, Confirmed, claim_many
from duikou.booking.actions.placed import Placed
from duikou.booking.actions.rearranging import rearrange
from duikou.booking.actions.solving import solver_of_the_city
from duikou.booking.day_plan import Plan, Solved, plan
from duikou.booking.grounds import With, walk_of, withs_of
from duikou.booking.models import Booking, Draw, Slot, Wish
from duikou.booking.passes import claim_key
from duikou.booking.queries.days import Won, count_placed, day_of, to_place
from duikou.booking.refusals import Reason, Refusal

PIECE = 20  # claims in one transaction, so that on SQLite nobody else waits for more than 50 ms
TRIES = 4  # timetables that are made anew because somebody was quicker
AGAIN = frozenset({Reason.FULL, Reason.OVERLAP, Reason.WITHDRAWN, Reason.STARTED, Reason.BUSY, Reason.FAILED})
FULFIL = "UPDATE booking_wish SET booking_id = {booking}, unplaced = '' WHERE id IN {{}}"


@dataclass(frozen=True, slots=True)
class WinnersPlaced:
    """How many of the wishes that won have a time now, and of the others how many for which reason (`day_plan.Why`, or
    the engine's `Reason`); and what came of asking a solver."""

    placed: int
    unplaced: dict[str, int]
    solved: Solved = field(default_factory=Solved)


def place_winners(*, draw: Draw, by: Actor) -> WinnersPlaced:
    """Give everybody who won a place in `draw` a time for it, so that nobody has to be in two places, or say why there
    is none (`Wish.booking`, `Wish.unplaced`). Places kept for people who come without a booking stay kept.

    Each piece of PIECE bookings is a transaction; interrupted, the same call does the rest, and called again it changes
    nothing. One run goes on at a time. A time that somebody else took meanwhile is looked for anew, and a winner who
    has a time already may get another one until the draw is settled. Tells nobody: whoever settles it does."""
    with alone("placing", draw.pk):
        walk, solved = walk_of(draw.offer_id), Solved()
        for tries in range(TRIES):
            won = to_place(draw)
            if all(one.booking for one in won):
                break
            day = day_of(won, draw=draw, walk=walk, now=clock.now())
            made = plan(day, solver=None if tries else solver_of_the_city(wait=True))
            solved = solved if tries else made.solved
            _try(won, made, last=tries == TRIES - 1, by=by)
    placed, unplaced = count_placed(draw)
    return WinnersPlaced(placed, unplaced, solved)


def _try(won: Sequence[Won], made: Plan, *, last: bool, by: Actor) -> None:
    """Book what the timetable says, as far as it is so still."""
    times = {one: made.placed.get((one.person, one.resource)) for one in won}
    moves = {one.booking: slot for one, slot in times.items() if one.booking and slot and slot != one.slot}
    rearrange(moves, by=by, tell=False)
    new = [(one, slot) for one, slot in times.items() if slot is not None and not one.booking]
    left = [
        (one.wish, str(made.unplaced[one.person, one.resource]))
        for one, slot in times.items()
        if slot is None and not one.booking
    ]
    for first in range(0, len(new), PIECE):
        left += _book(new[first : first + PIECE], last=last, by=by)
    say_why(left)


def _book(seated: Sequence[tuple[Won, int]], *, last: bool, by: Actor) -> list[tuple[int, str]]:
    """Book these times for their wishes; gives the wishes that cannot be booked at all, and why. One that only lost its
    time is looked at again, unless this is the `last` try."""
    goes_with = withs_of([one.wish for one, _slot in seated])
    only_online = set(
        Slot.objects.filter(pk__in={slot for _one, slot in seated}, on_site=False).values_list("pk", flat=True)
    )
    claims = [
        Claim(
            slot,
            one.person,
            online=slot in only_online,
            channel=Booking.Channel.DRAW,
            key=_key(one.wish),
            companion=fulfil,
            about=(one.wish, goes_with.get(one.wish)),
        )
        for one, slot in seated
    ]
    refused = []
    for (one, _slot), answer in zip(seated, claim_many(claims, by=by), strict=True):
        if isinstance(answer, Confirmed):
            if answer.repeated:
                Wish.objects.filter(pk=one.wish, booking=None).update(booking=answer.booking)
        elif not _was_booked(one, answer) and (last or answer.reason not in AGAIN):
            refused.append((one.wish, str(answer.reason)))
    return refused


def _key(wish: int) -> str:
    return claim_key("draw", str(wish))


def _was_booked(one: Won, answer: Refusal) -> bool:
    """Whether another run has booked this wish at another time meanwhile; then that is its booking."""
    if answer.reason != Reason.KEY_REUSED:
        return False
    before = Booking.objects.filter(claim_key=_key(one.wish), person=one.person).first()
    return before is not None and bool(Wish.objects.filter(pk=one.wish).update(booking=before))


def fulfil(places: Sequence[tuple[Placed, tuple[int, With | None]]]) -> None:
    """Note which booking is whose wish's, and let the rooms above add what is theirs; in the claim's transaction."""
    together: dict[Any, list[tuple[Placed, Any]]] = {}
    for placed, (wish, goes_with) in places:
        change(FULFIL.format(booking=int(placed.pk)), [wish])
        if goes_with is not None:
            together.setdefault(goes_with.companion, []).append((placed, goes_with.about))
    for companion, many in together.items():
        companion(many)


def say_why(left: Sequence[tuple[int, str]]) -> None:
    """Note why these wishes (primary keys) have no time."""
    by_reason: dict[str, list[int]] = {}
    for wish, why in left:
        by_reason.setdefault(why, []).append(wish)
    for why, wishes in by_reason.items():
        for first in range(0, len(wishes), 500):
            Wish.objects.filter(pk__in=wishes[first : first + 500], booking=None).update(unplaced=why)
