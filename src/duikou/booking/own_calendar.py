"""A booking as a calendar file, in the words of its room."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from duikou.booking import own_words
from duikou.booking.calendar import Meeting, Method, calendar_file
from duikou.booking.models import Booking, Offer
from duikou.booking.own_words import Words


def takes_place(booking: Booking) -> bool:
    """Whether a booking (with its offer) still holds its place at something that was not called off."""
    return booking.state in Booking.LIVE and booking.offer.state != Offer.State.CANCELLED


def calendar_of(
    booking: Booking, *, method: Method = "PUBLISH", language: str, link: str, words: Words | None = None
) -> bytes:
    """The calendar file of `booking` in `language`, in the `words` of its room; `link` is the absolute address of the
    person's own page."""
    gone = method == "CANCEL" or not takes_place(booking)
    with translation.override(language):
        words = words or own_words.of_booking(booking).words
        lines = [words.line] if words.line else []
        if words.bring:
            lines.append(_("Bring: %(things)s") % {"things": words.bring})
        ways = _("See, move or cancel: %(link)s") if words.moves else _("See or cancel: %(link)s")
        lines.append(ways % {"link": link})
        meeting = Meeting(
            booking=booking,
            summary=words.title,
            where=words.where,
            lines=lines,
            organiser=str(booking.offer.by),
            alarm=_("What you have booked begins in half an hour."),
            link=link,
            gone=gone,
        )
        return calendar_file([meeting], method="CANCEL" if gone else method)
