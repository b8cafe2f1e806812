"""Shifts in words: why something is refused, and what a booking of one is to its helper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.activities.models import Shift
from duikou.activities.queries.teams import resources_beside
from duikou.activities.shift_rules import Refusal
from duikou.activities.words import where
from duikou.base import clock
from duikou.booking import own_words
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.own_words import Link, Room, Words
from duikou.booking.tickets import manage_token

READING = "shift"
REFUSALS = {
    Refusal.WRONG_STATE: gettext_lazy("Somebody has changed this meanwhile. Look at it again; nothing was done."),
    Refusal.NO_NAME: gettext_lazy("Write what the team is called first."),
    Refusal.OVER: gettext_lazy("This shift is over, or would be: choose a time to come."),
    Refusal.BEGUN: gettext_lazy("The shift has begun, so this stays as it is."),
    Refusal.CALLED_OFF: gettext_lazy("This shift was called off. Make a new one."),
    Refusal.NOT_NOW: gettext_lazy("This can be done from twelve hours before the shift until twelve hours after it."),
    Refusal.TOO_MANY_BACK: gettext_lazy("So many were not counted. Look at the number again."),
    Refusal.SHIFTS_AHEAD: gettext_lazy("The team has shifts to come. Call them off first; whoever has joined is told."),
    Refusal.RESTRICTED: gettext_lazy("This shift is restricted already. Open it to everybody first."),
    Refusal.NOT_RESTRICTED: gettext_lazy("Everybody can join this shift already."),
    Refusal.TOO_LATE_TO_CONFIRM: gettext_lazy(
        "Choose a time that is still to come and before the shift begins, so that helpers can confirm."
    ),
    Refusal.NOT_BEGUN: gettext_lazy("This can be done once the shift has begun."),
    Refusal.CONFIRMED: gettext_lazy("The hours of this shift were confirmed already. Put single ones right below."),
    Refusal.NOT_CONFIRMED: gettext_lazy("Confirm the hours of this shift first."),
    Refusal.THANKED: gettext_lazy("The helpers of this shift have been thanked already."),
    Refusal.NOBODY_CAME: gettext_lazy("Nobody has been checked in at this shift. Check in first who was there."),
    Refusal.TOO_LONG: gettext_lazy("This number is too large. Look at it again."),
    Refusal.FEWER_THAN_IN_BOOKS: gettext_lazy(
        "More hours than that stand in books of their own. Put those right first, by the codes of the bookings."
    ),
    Refusal.ENTERED_ALREADY: gettext_lazy(
        "The hours of this shift are confirmed already, so they cannot go into a book any more."
    ),
}


def confirm_path(booking: Booking) -> str:
    """The path of the page where the helper of `booking` confirms their place by an invitation."""
    return reverse("activities:confirm-shift", args=[manage_token(booking)])


def _by_offer(offers: Iterable[int]) -> dict[int, Shift]:
    found = Shift.objects.filter(offer__in=set(offers)).select_related("team", "place")
    return {one.offer_id: one for one in found}


def _words(shift: Shift, links: tuple[Link, ...] = ()) -> Words:
    return Words(
        title=str(shift.title),
        line=_("Volunteers: %(team)s") % {"team": shift.team},
        where=where(shift.place),
        bring=str(shift.what_to_bring),
        off=str(shift.why_cancelled),
        path=reverse("activities:shift", args=[shift.public_id]),
        ticket=True,
        links=links,
    )


def _links(booking: Booking, shift: Shift) -> tuple[Link, ...]:
    links: list[Link] = []
    if booking.state not in Booking.LIVE:
        return ()
    if shift.restricted_to and booking.channel != Booking.Channel.INVITED and shift.starts_at > clock.now():
        links.append((_("Confirm the place with an invitation"), confirm_path(booking)))
    links.append((_("Keep my hours"), reverse("activities:keep-hours", args=[manage_token(booking)])))
    return tuple(links)


def _of_bookings(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in bookings)
    mine = [one for one in bookings if one.offer_id in found]
    return {one.pk: _words(found[one.offer_id], _links(one, found[one.offer_id])) for one in mine}


def _of_waiting(entries: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in entries)
    return {one.pk: _words(found[one.offer_id]) for one in entries if one.offer_id in found}


def _elsewhere(booking: Booking) -> Collection[int]:
    shift = Shift.objects.filter(offer=booking.offer_id).first()
    return resources_beside(shift, now=clock.now()) if shift else ()


ROOM = Room(
    heading=gettext_lazy("Volunteer shifts"),
    bookings=_of_bookings,
    waiting=_of_waiting,
    elsewhere=_elsewhere,
    readers={READING: gettext_lazy("who keeps the volunteer shift")},
)


def declare() -> None:
    """Let one's own pages, letters and calendars say what a booking of a shift is."""
    own_words.rooms.add("volunteers", ROOM)
