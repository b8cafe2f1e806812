"""What people are told about their interviews, in their own language, with the calendar file."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from duikou.base.ids import show_code
from duikou.base.moments import clock_text, moment_text
from duikou.base.translated import translated
from duikou.booking import own_links
from duikou.booking.letters import is_true_still
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.rules import cancel_until
from duikou.booking.short_links import short_token
from duikou.fairs import links
from duikou.fairs.calendar import calendar, where
from duikou.fairs.queries import seeker
from duikou.journal.letters import Attachment, Letter, plain_renderers, renderers
from duikou.journal.models import Message

LONGEST_THINGS = 40  # letters of what to bring that a text message has room for
Write = Callable[[Message, Booking], Letter]


def booked(message: Message, booking: Booking) -> Letter:
    """The interview is booked."""
    subject = _("Booked: %(time)s, %(employer)s") % _words(booking)
    return _letter(subject, booking, _("Your interview is booked."), *_coming(booking), method="PUBLISH")


def reminder(message: Message, booking: Booking) -> Letter:
    """The interview is about a day ahead."""
    subject = _("Reminder: %(time)s, %(employer)s") % _words(booking)
    first = _("Your interview is soon. If you cannot come, move or cancel it: somebody may be waiting for the place.")
    return Letter(
        subject,
        "\n".join([first, "", *_coming(booking, own_links.short_path(booking))]),
        short=_short(subject, booking, coming=True, bring=True),
        values=_values(booking),
    )


def promoted(message: Message, booking: Booking) -> Letter:
    """A place came off the waiting list."""
    subject = _("You got a place: %(time)s, %(employer)s") % _words(booking)
    first = _("A place became free and is yours. If you cannot come, cancel it, so that the next in line can have it.")
    return _letter(subject, booking, first, *_coming(booking), method="PUBLISH")


def moved(message: Message, booking: Booking) -> Letter:
    """The interview has another time."""
    subject = _("New time: %(time)s, %(employer)s") % _words(booking)
    return _letter(
        subject, booking, _("Your interview was moved. Your code stays the same."), *_coming(booking), method="PUBLISH"
    )


def cancelled(message: Message, booking: Booking) -> Letter:
    """The interview was cancelled: by the person, the staff, or with its time."""
    subject = _("Cancelled: %(time)s, %(employer)s") % _words(booking)
    if booking.why_ended == "by_person":
        first = _("You cancelled your interview. Nothing more is to be done.")
    elif booking.slot.resource.withdrawn_at is not None:
        return _withdrawn(message, booking)
    else:
        first = _("Your interview was cancelled. We are sorry. You can book another time if places are left.")
    return _letter(subject, booking, first, *_facts(booking), *_reason(message), method="CANCEL")


def _withdrawn(message: Message, booking: Booking) -> Letter:
    """The employer does not come: what is left, and for who won the place, what the draw's page says of it."""
    words = _words(booking)
    subject = _("%(employer)s has withdrawn: your talk at %(time)s is cancelled") % words
    first = _("The employer has withdrawn from the fair, so this talk does not take place. We are sorry.")
    path = links.zone_left_path(booking.interview.fair)
    left = [_("What is left can be booked now, in the order of asking: %(link)s") % {"link": own_links.absolute(path)}]
    wish = getattr(booking, "won_by", None)
    if wish is not None:
        path = links.entry_path(wish.entry)
        said = _("The draw’s result stays as it was published. Your other wishes with free times: %(link)s")
        left = [said % {"link": own_links.absolute(path)}, *left]
    letter = _letter(subject, booking, first, *_facts(booking), *_reason(message), "", *left, method="CANCEL")
    return letter._replace(short=_two(subject, own_links.absolute(path)))


def offer_cancelled(message: Message, booking: Booking) -> Letter:
    """The whole fair was called off."""
    subject = _("The fair is cancelled: %(fair)s") % _words(booking)
    first = _("The fair does not take place, and with it your interview. Your name and contact will be deleted.")
    return _letter(subject, booking, first, *_facts(booking), *_reason(message), method="CANCEL")


def waiting(message: Message, entry: WaitingEntry) -> Letter:
    """Somebody joined a waiting list."""
    subject = _("On the waiting list: %(employer)s") % {"employer": entry.resource.stand.employer}
    first = _("You are on the waiting list. As soon as a place is yours we tell you.")
    link = _("See your position, or leave: %(link)s") % {"link": own_links.absolute(own_links.waiting_path(entry))}
    body = "\n".join([first, "", *_waited(entry), "", link])
    return Letter(subject, body, short=_two(subject, link), values=_waited_values(entry))


def waiting_ended(message: Message, entry: WaitingEntry) -> Letter:
    """No place became free in time, or the fair was cancelled."""
    subject = _("No place became free: %(employer)s") % {"employer": entry.resource.stand.employer}
    first = _("The waiting list is closed. You can still come to the fair and ask at the table.")
    if entry.offer.fair.state == "cancelled":
        first = _("The fair does not take place. You need not do anything.")
    body = "\n".join([first, "", *_waited(entry), *_reason(message)])
    return Letter(subject, body, values=_waited_values(entry))


def _letter(subject: str, booking: Booking, *lines: str, method: str) -> Letter:
    link = own_links.absolute(own_links.manage_path(booking))
    content = calendar(
        booking.interview,
        method="CANCEL" if method == "CANCEL" else "PUBLISH",
        language=get_language() or "",
        link=link,
    )
    kind = f"text/calendar; method={method}"
    body = "\n".join([lines[0], "", *lines[1:]])
    attached = (Attachment("interview.ics", content, kind),)
    return Letter(subject, body, attached, _short(subject, booking, coming=method != "CANCEL"), _values(booking))


def _short(subject: str, booking: Booking, *, coming: bool, bring: bool = False) -> str:
    """The message for a telephone that shows a sentence or two."""
    fair = str(booking.interview.fair)
    if not coming:
        return subject if fair in subject else _line(fair, subject)
    things = str(booking.interview.fair.what_to_bring) if bring else ""
    if things and len(things) <= LONGEST_THINGS:
        subject = _("%(subject)s. Bring: %(things)s") % {"subject": subject, "things": things.rstrip("。. ")}
    return _("%(subject)s. %(where)s. Code %(code)s. Move or cancel: %(link)s") % {
        "subject": subject,
        "where": where(booking.interview),
        "code": show_code(booking.code),
        "link": own_links.absolute(own_links.short_path(booking)),
    }


def _values(booking: Booking) -> dict[str, str]:
    """The facts by name, for providers that put them into a wording of their own."""
    return {
        **_words(booking),
        "place": where(booking.interview),
        "code": show_code(booking.code),
        "token": short_token(booking.code),
        "link": own_links.absolute(own_links.short_path(booking)),
    }


def _words(booking: Booking) -> dict[str, str]:
    return {
        "time": moment_text(booking.slot.starts_at),
        "employer": str(booking.interview.stand.employer),
        "fair": str(booking.interview.fair),
    }


def _two(first: str, second: str) -> str:
    return pgettext("two sentences of a message", "%(first)s. %(second)s") % {"first": first, "second": second}


def _line(label: str, value: object) -> str:
    return pgettext("a line of a message", "%(label)s: %(value)s") % {"label": label, "value": value}


def _facts(booking: Booking) -> list[str]:
    interview = booking.interview
    time = f"{moment_text(booking.slot.starts_at)}–{clock_text(booking.slot.ends_at)}"
    lines = [
        str(interview.fair),
        _line(_("Time"), time),
        _line(_("Employer"), interview.stand.employer),
        _line(_("Post"), interview.post.title) if interview.post else "",
        _line(_("Where"), where(interview)),
    ]
    return [line for line in lines if line]


def _coming(booking: Booking, path: str = "") -> list[str]:
    bring = str(booking.interview.fair.what_to_bring)
    return [
        *_facts(booking),
        _line(_("Code"), show_code(booking.code)),
        *([_line(_("What to bring"), bring)] if bring else []),
        "",
        _("Your ticket; move or cancel until %(time)s:") % {"time": moment_text(cancel_until(booking.slot))},
        own_links.absolute(path or own_links.manage_path(booking)),
    ]


def _waited(entry: WaitingEntry) -> list[str]:
    said = _waited_values(entry)
    return [said["fair"], _line(_("Employer"), said["employer"]), _line(_("Time"), said["time"])]


def _waited_values(entry: WaitingEntry) -> dict[str, str]:
    return {
        "time": moment_text(entry.slot.starts_at) if entry.slot else _("Any time with this employer"),
        "employer": str(entry.resource.stand.employer),
        "fair": str(entry.offer.fair),
    }


def _reason(message: Message) -> list[str]:
    said = translated(message.details.get("said") or {})
    return [_line(_("Reason"), said)] if said else []


def _of_booking(write: Write, *, live: bool) -> Callable[[Message], Letter | None]:
    def render(message: Message) -> Letter | None:
        booking = seeker.booking_of(UUID(message.about.partition(":")[2]))
        if booking is None:  # it is no interview: the engine's plain words
            plain = plain_renderers.get(message.template)
            return plain(message) if plain else None
        return None if live and not is_true_still(message, booking) else write(message, booking)

    return render


def _of_waiting(write: Callable[[Message, WaitingEntry], Letter], *, waits: bool) -> Callable[[Message], Letter | None]:
    def render(message: Message) -> Letter | None:
        entry = seeker.waiting_of(UUID(message.about.partition(":")[2]))
        if entry is None:
            plain = plain_renderers.get(message.template)
            return plain(message) if plain else None
        return None if waits and entry.state != WaitingEntry.State.WAITING else write(message, entry)

    return render


RENDERERS = {
    "booked": _of_booking(booked, live=True),
    "reminder": _of_booking(reminder, live=True),
    "promoted": _of_booking(promoted, live=True),
    "moved": _of_booking(moved, live=True),
    "cancelled": _of_booking(cancelled, live=False),
    "offer_cancelled": _of_booking(offer_cancelled, live=False),
    "waiting": _of_waiting(waiting, waits=True),
    "waiting_ended": _of_waiting(waiting_ended, waits=False),
}


def declare() -> None:
    """Tell the outbox how messages about interviews are written."""
    for template, render in RENDERERS.items():
        renderers.add(template, render)
