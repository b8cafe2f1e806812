"""A booking as a calendar file, in the words of its room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from duikou.booking import own_links, own_words
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
        meetings = _meetings(booking, words, link, gone=gone)
        # CANCEL may name one UID alone (RFC 5546, 3.2.5); each of several meetings is cancelled by its STATUS.
        return calendar_file(meetings, method="CANCEL" if gone and not words.meetings else "PUBLISH")


def calendar_of_all(bookings: Sequence[Booking], *, language: str, root: str) -> bytes:
    """The calendar of these bookings (with slot, resource, offer and place) in `language`, to subscribe to; `root` is
    the address of the city. Those that are off say so."""
    meetings: list[Meeting] = []
    with translation.override(language):
        for told in own_words.of_bookings(bookings):
            link = root + own_links.manage_path(told.thing)
            meetings += _meetings(told.thing, told.words, link, gone=not takes_place(told.thing))
        return calendar_file(meetings, name=_("My bookings"))


def _meetings(booking: Booking, words: Words, link: str, *, gone: bool) -> list[Meeting]:
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
    return [_at(one, meeting) for one in words.meetings] if words.meetings else [meeting]


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
