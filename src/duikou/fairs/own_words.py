"""What an interview is, and a place on the waiting list for one, in the words of fairs: for the lists and pages of
whoever booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.booking import own_things
from duikou.booking.models import Booking, DrawEntry, WaitingEntry
from duikou.booking.own_things import Kept, Kind
from duikou.booking.own_words import Link, Room, Words, rooms
from duikou.booking.tickets import entry_token, manage_token
from duikou.directory.models import Person
from duikou.fairs import links
from duikou.fairs.actions import following
from duikou.fairs.follow_up_links import follow_up_path, follow_up_token
from duikou.fairs.how_it_goes import last_day
from duikou.fairs.models import Fair, FollowUp, Interview, Stand
from duikou.fairs.queries.following import follow_ups_agreed_by, follow_ups_of

READERS = {
    "door": gettext_lazy("the door of the fair"),
    "resume": gettext_lazy("the employer you booked with, your résumé"),
    "table": gettext_lazy("the employer you booked with"),
    "roll": gettext_lazy("the office or the door, on the roll of all who come"),
}


def _of_bookings(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    talks = Interview.objects.filter(booking__in=bookings).select_related("stand__employer", "stand__fair", "post")
    found = {one.booking_id: (one.stand, one.post.title if one.post else "") for one in talks}
    without = [one for one in bookings if one.pk not in found]
    if without:  # the news of their promotion may be on its way
        stands = _stands(one.slot.resource_id for one in without)
        found |= {one.pk: (stands[pk], "") for one in without if (pk := one.slot.resource_id) in stands}
    now = clock.now()
    return {one.pk: _words(one, *found[one.pk], now=now) for one in bookings if one.pk in found}


def _words(booking: Booking, stand: Stand, post: str, *, now: datetime) -> Words:
    where = _("Online") if booking.online else _("Table %(number)s") % {"number": stand.number}
    coming = booking.state == Booking.State.CONFIRMED and booking.slot.ends_at > now
    resume = (_("My résumé"), reverse("fairs:resume", args=[manage_token(booking)]))
    listed = (f"stand:{stand.pk}", f"fair:{stand.fair.slug}")
    return Words(str(stand.employer), post, where, links=(resume,) if coming else (), listed=listed)


def _of_waiting(entries: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    stands = _stands(one.resource_id for one in entries)
    return {one.pk: Words(str(stands[one.resource_id].employer)) for one in entries if one.resource_id in stands}


def _of_entries(entries: Sequence[DrawEntry]) -> Mapping[int, Words]:
    titles = {one.pk: str(one.draw.offer.title) for one in entries}
    fairs = set(
        Fair.objects.filter(offer__in={one.draw.offer_id for one in entries}).values_list("offer_id", flat=True)
    )
    return {one.pk: Words(titles[one.pk]) for one in entries if one.draw.offer_id in fairs}


def _stands(resources: Iterable[int]) -> dict[int | None, Stand]:
    return {
        one.resource_id: one
        for one in Stand.objects.filter(resource__in=set(resources)).select_related("employer", "fair")
    }


def _day_cards(bookings: Sequence[Booking]) -> Sequence[Link]:
    by_fair = {one.offer_id: one for one in bookings if one.state in Booking.LIVE}
    return [(_("My day card: %(fair)s") % {"fair": one.offer.title}, links.day_path(one)) for one in by_fair.values()]


ROOM = Room(
    heading=gettext_lazy("Interviews"),
    bookings=_of_bookings,
    waiting=_of_waiting,
    entries=_of_entries,
    more=_day_cards,
    readers=READERS,
)
ENTRY = Kind(
    model=DrawEntry,
    token=entry_token,
    page=links.entry_path,
    about="fairs:entry-about-me",
    back=gettext_lazy("Back to my entry in the draw"),
    erased=gettext_lazy(
        "You take part no more, and nothing about you is stored. Once a list is frozen its code stays in it, without"
        " you."
    ),
    given_up=gettext_lazy("Your wishes are taken back"),
)
FOLLOW_UP = Kind(
    model=FollowUp,
    token=follow_up_token,
    page=follow_up_path,
    about="fairs:how-it-goes-about-me",
    back=gettext_lazy("Back to the question"),
    erased=gettext_lazy("You are not asked any more, and nothing about you is stored."),
    given_up=gettext_lazy("You are not asked any more"),
    stop=lambda thing, *, which, by: following.stop(follow_up=thing, which=which, by=by),
)


def asked(person: Person, known: Collection[UUID]) -> Kept:
    """What somebody agreed to be asked: shown to whoever has its link, or that of a booking by which they agreed."""
    rows = follow_ups_of(person.pk)
    theirs = {*known, *(follow_ups_agreed_by(person.pk, known) if rows else ())}
    shown = [one for one in rows if one.public_id in theirs]
    context = {
        "followed": [(one, follow_up_path(one)) for one in shown],
        "asked_until": max((last_day(one.since) for one in shown), default=None),
    }
    return Kept(len(rows), len(shown), "fairs/about_me_asked.html", context)


def declare() -> None:
    """Let one's own pages show what fairs know."""
    rooms.add("fairs", ROOM)
    own_things.kinds.add("entry", ENTRY)
    own_things.kinds.add("follow_up", FOLLOW_UP)
    own_things.kept.add("fairs", asked)
