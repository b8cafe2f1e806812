"""Activities in words: where, how many together, why something is refused, and what a booking of one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from duikou.activities.actions.attendance import READING
from duikou.activities.models import Activity
from duikou.activities.rules import Refusal
from duikou.booking import own_words
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.own_words import Room, Words
from duikou.directory.models import Place

REFUSALS = {
    Refusal.WRONG_STATE: _("Somebody has changed this activity meanwhile. Look at it again; nothing was done."),
    Refusal.NO_TITLE: _("Write a title first."),
    Refusal.NO_PLACE: _("Say where it is held first."),
    Refusal.OVER: _("This activity is over, or would be: choose a time to come."),
    Refusal.NOT_BEGUN: _("This can be done from the day of the activity on."),
    Refusal.HEADS_ONLY: _(
        "By this channel nobody signs up and nobody is checked in: who comes there is nobody's business. Heads are"
        " counted."
    ),
    Refusal.RETIRED: _("This kind or channel is no longer used. Choose another one."),
    Refusal.TOO_MANY_HEADS: _("This number is too large. Look at it again."),
    Refusal.BEGUN: _("It has begun, so time and place stay as they are."),
    Refusal.PEOPLE_SIGN_UP: _(
        "People sign up for this activity already. Places can be more or fewer, but not none: call it off, or let it"
        " be."
    ),
    Refusal.NO_SIGN_UP: _("Nobody is checked in at this activity. Count heads."),
    Refusal.TOO_MANY_BACK: _("So many were not let in. Look at the number again."),
    Refusal.NOT_COUNTED: _("Write down first how many came."),
    Refusal.NO_TEXT: _("Write a few words first."),
    Refusal.CALLED_OFF: _("This activity was called off. Copy it to hold it after all."),
}
READERS = {READING: _("the door of the activity")}


def where(place: Place | None) -> str:
    """Name and address of a place in one line."""
    parts = [str(place.name), str(place.address)] if place else []
    return pgettext("between the parts of an address", ", ").join(part for part in parts if part)


def _by_offer(offers: Iterable[int]) -> dict[int | None, Activity]:
    found = Activity.objects.filter(offer__in=set(offers)).select_related("kind", "place")
    return {one.offer_id: one for one in found}


def _words(activity: Activity) -> Words:
    return Words(
        title=str(activity.title),
        line=str(activity.kind),
        where=where(activity.place),
        bring=str(activity.what_to_bring),
        off=str(activity.why_cancelled),
        path=reverse("activities:activity", args=[activity.public_id]),
        ticket=activity.check_in,
        moves=False,
    )


def _of_bookings(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in bookings)
    return {one.pk: _words(found[one.offer_id]) for one in bookings if one.offer_id in found}


def _of_waiting(entries: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in entries)
    return {one.pk: _words(found[one.offer_id]) for one in entries if one.offer_id in found}


ROOM = Room(heading=_("Activities"), bookings=_of_bookings, waiting=_of_waiting, readers=READERS)


def declare() -> None:
    """Let one's own pages, letters and calendars say what a booking of an activity is."""
    own_words.rooms.add("activities", ROOM)
