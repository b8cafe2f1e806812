"""The day card as a message: all interviews of somebody at a fair, with one calendar file; short for a telephone."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from duikou.base.ids import show_code
from duikou.base.moments import clock_text, day_text
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.fairs import links
from duikou.fairs.calendar import calendar_of_day, where
from duikou.fairs.queries import seeker
from duikou.fairs.queries.days import DayCard, Step, day_of
from duikou.journal.kinds import ASKED, Kind, kinds
from duikou.journal.letters import Attachment, Letter, renderers
from duikou.journal.models import Message

MOST_SHORT = 6  # interviews that a text message names; the link has the rest


def render(message: Message) -> Letter | None:
    """The day of the person of the booking that the message is about; None when nothing of it takes place any more."""
    booking = seeker.booking_of(UUID(message.about.partition(":")[2]))
    if booking is None or booking.person is None:
        return None
    card = day_of(booking)
    return letter(card, booking) if card.steps else None


def letter(card: DayCard, booking: Booking) -> Letter:
    """The day card in the active language; `booking` is one of it, by which its link is made."""
    count = len(card.steps)
    day = day_text(card.steps[0].booking.slot.starts_at)
    said = {"n": count, "day": day, "fair": card.fair}
    subject = ngettext("Your day, %(day)s: %(n)s interview", "Your day, %(day)s: %(n)s interviews", count) % said
    link = own_links.absolute(links.whole_day_path(booking))
    bring = str(card.fair.what_to_bring)
    lines = [
        str(card.fair),
        "",
        *(_line(one) for one in card.steps),
        "",
        *([_("Bring: %(things)s") % {"things": bring}] if bring else []),
        _("Your day card, with the map of the hall: %(link)s") % {"link": link},
    ]
    content = calendar_of_day(
        [(one.interview, own_links.absolute(own_links.manage_path(one))) for one in card.bookings],
        language=get_language() or "",
    )
    attached = (Attachment("day.ics", content, "text/calendar; method=PUBLISH"),)
    return Letter(subject, "\n".join(lines), attached, _short(card, day, link), {"day": day, "link": link})


def _line(step: Step) -> str:
    booking = step.booking
    return _("%(begins)s–%(ends)s %(employer)s, %(where)s, code %(code)s") % {
        "begins": clock_text(booking.slot.starts_at),
        "ends": clock_text(booking.slot.ends_at),
        "employer": booking.interview.stand.employer,
        "where": where(booking.interview) if step.number is None else _table(step.number),
        "code": show_code(booking.code),
    }


def _short(card: DayCard, day: str, link: str) -> str:
    """When and at which table, as far as there is room: "6 March: 09:20 table 12, 09:50 table 3. …"."""
    times = pgettext("between the parts of an address", ", ").join(
        f"{clock_text(one.booking.slot.starts_at)} {_('online') if one.number is None else _table(one.number)}"
        for one in card.steps[:MOST_SHORT]
    )
    return _("%(day)s: %(times)s. Your day card: %(link)s") % {"day": day, "times": times, "link": link}


def _table(number: int) -> str:
    return _("table %(number)s") % {"number": number}


def declare() -> None:
    """Tell the outbox how the day card is written."""
    until = gettext_lazy("until the fair is over")
    kinds.add("day_card", Kind(gettext_lazy("The day card of a fair"), until, ASKED))
    renderers.add("day_card", render)
