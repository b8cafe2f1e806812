"""A booking as a calendar file, in the words of its room."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from duikou.booking import own_words
from duikou.booking.calendar import Meeting, Method, calendar_file
from duikou.booking.models import Booking, Offer
from duikou.booking.own_words import Meeting as OneOf
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
        if words.meetings:
            # CANCEL may name one UID alone (RFC 5546, 3.2.5); each of these is cancelled by its STATUS.
            return calendar_file([_at(one, meeting) for one in words.meetings], method="PUBLISH")
        return calendar_file([meeting], method="CANCEL" if gone else method)


def _at(one: OneOf, meeting: Meeting) -> Meeting:
    """One of several times of a booking."""
    return replace(
        meeting,
        where=one.where or meeting.where,
        gone=meeting.gone or one.off,
        time=(one.starts_at, one.ends_at),
        key=one.key,
        changes=one.sequence,
    )
