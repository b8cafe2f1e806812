"""An interview as a calendar file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duikou.booking.calendar import Meeting, Method, calendar_file
from duikou.booking.models import Booking
from duikou.fairs.meetings import meeting_link
from duikou.fairs.models import Fair, Interview

PRODUCT = "Job fair"


def where(interview: Interview) -> str:
    """Where the talk is, in one line of the reader's language: the meeting link, or venue, address and table."""
    if interview.booking.online:
        return meeting_link(interview.booking)
    place = interview.fair.place
    parts = [str(place.name), str(place.address)] if place else []
    if interview.stand.number is not None:
        parts.append(_("table %(number)s") % {"number": interview.stand.number})
    return pgettext("between the parts of an address", ", ").join(part for part in parts if part)


def calendar(interview: Interview, *, method: Method = "PUBLISH", language: str, link: str) -> bytes:
    """The calendar file of `interview` in `language`. `link` is the absolute address of the person's own page."""
    gone = method == "CANCEL" or _is_gone(interview)
    with translation.override(language):
        meeting = _meeting(interview, link, gone=gone)
        return calendar_file([meeting], method="CANCEL" if gone else method, product=PRODUCT)


def calendar_of_day(interviews: Sequence[tuple[Interview, str]], *, language: str) -> bytes:
    """The calendar file of several interviews, each with the absolute address of its page, as `calendar` makes it of
    one. A calendar that has one of them already replaces it."""
    with translation.override(language):
        return calendar_file([_meeting(one, link, gone=_is_gone(one)) for one, link in interviews], product=PRODUCT)


def _is_gone(interview: Interview) -> bool:
    return interview.booking.state not in Booking.LIVE or interview.fair.state == Fair.State.CANCELLED


def _meeting(interview: Interview, link: str, *, gone: bool) -> Meeting:
    lines = [str(interview.fair.title)]
    if interview.post is not None:
        lines.append(_("Post: %(post)s") % {"post": interview.post.title})
    if str(interview.fair.what_to_bring):
        lines.append(_("Bring: %(things)s") % {"things": interview.fair.what_to_bring})
    lines.append(_("See, move or cancel: %(link)s") % {"link": link})
    return Meeting(
        booking=interview.booking,
        summary=_("Interview: %(employer)s") % {"employer": str(interview.stand.employer)},
        where=where(interview),
        lines=lines,
        organiser=str(interview.fair.organiser),
        alarm=_("Your interview begins in half an hour."),
        link=link,
        gone=gone,
    )
