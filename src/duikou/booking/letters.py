"""The engine's messages in plain words, for offers whose room has no words of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.ids import show_code
from duikou.base.moments import clock_text, moment_text, span_text
from duikou.base.translated import translated
from duikou.booking import own_links, own_words
from duikou.booking.calendar import Method
from duikou.booking.calling import shown_number
from duikou.booking.message_kinds import KINDS
from duikou.booking.models import Booking, Chance, Draw, DrawEntry, Ticket, WaitingEntry, Wish
from duikou.booking.number_words import NumberWords, words_of
from duikou.booking.own_calendar import calendar_of
from duikou.booking.own_words import Meeting, Words
from duikou.booking.proofs import digits_of
from duikou.booking.queries import booking_of, code_of, waiting_of
from duikou.booking.queries.draws import draw_by_id, entry_of, seeds_differed
from duikou.booking.queries.feeds import feed_of
from duikou.booking.queries.queue import ticket_of
from duikou.booking.queries.standby import chance_of
from duikou.booking.rules import cancel_until
from duikou.booking.short_links import short_token
from duikou.directory.contacts import is_mail
from duikou.journal.kinds import kinds, samples
from duikou.journal.letters import Attachment, Letter, Recipient, plain_renderers, resolvers
from duikou.journal.models import Message


def _lines(booking: Booking, words: Words) -> list[str]:
    """What, when, where, what to bring and the code, one line each, in the active language and the city's zone."""
    seats = ngettext("%(n)s place", "%(n)s places", booking.seats) % {"n": booking.seats} if booking.seats > 1 else ""
    lines = [
        words.title,
        words.line,
        _("When: {time}").format(time=_when(booking, words)),
        *(_meeting(one) for one in words.meetings if one.ends_at > clock.now()),
        _("Where: {place}").format(place=words.where) if words.where else "",
        seats,
        _("Bring: %(things)s") % {"things": words.bring} if words.bring else "",
        _("Code: {code}").format(code=show_code(booking.code)),
    ]
    return [line for line in lines if line]


def _when(booking: Booking, words: Words) -> str:
    return words.when or span_text(booking.slot.starts_at, booking.slot.ends_at)


def _meeting(meeting: Meeting) -> str:
    """One of several times as a line: what has become of it, and where it is elsewhere."""
    time = span_text(meeting.starts_at, meeting.ends_at)
    said = "– " + (_("called off: {time}").format(time=time) if meeting.off else time)
    if meeting.was and not meeting.off:
        said += " " + _("(instead of {time})").format(time=moment_text(meeting.was))
    return f"{said} · {meeting.where}" if meeting.where else said


def _ways_on(booking: Booking, words: Words, *, live: bool) -> list[str]:
    """Where the person goes on from here: the booking's own page, or that of what was booked."""
    if live:
        until = moment_text(cancel_until(booking.slot))
        link = own_links.absolute(own_links.manage_path(booking))
        said = _("Your ticket; move or cancel until {time}:") if words.moves else _("Your ticket; cancel until {time}:")
        return ["", said.format(time=until), link]
    return ["", _("Book another time:"), own_links.absolute(words.path)] if words.path else []


def _short(subject: str, booking: Booking, words: Words, *, live: bool) -> str:
    """The message for a telephone that shows a sentence or two."""
    facts = {
        "subject": subject,
        "what": words.title,
        "time": words.when or moment_text(booking.slot.starts_at),
        "code": show_code(booking.code),
        "link": own_links.absolute(own_links.short_path(booking)),
    }
    if not live:
        return _("%(subject)s: %(what)s, %(time)s.") % facts
    if not words.moves:
        return _("%(subject)s: %(what)s, %(time)s. Code %(code)s. See or cancel: %(link)s") % facts
    return _("%(subject)s: %(what)s, %(time)s. Code %(code)s. Move or cancel: %(link)s") % facts


def _values(booking: Booking, words: Words) -> dict[str, str]:
    """The facts by name, for providers that put them into a wording of their own."""
    return {
        "time": words.when or moment_text(booking.slot.starts_at),
        "what": words.title,
        "place": words.where,
        "code": show_code(booking.code),
        "token": short_token(booking.code),
        "link": own_links.absolute(own_links.short_path(booking)),
    }


def said_why(message: Message) -> list[str]:
    """What the office wrote as the reason, as a line; none when it wrote nothing."""
    said = translated(message.details.get("said") or {})
    return [_("Reason: {reason}").format(reason=said)] if said else []


def said_overlap(message: Message) -> list[str]:
    """That the person has booked something else at the new time, as a line; none when they have not."""
    if not message.details.get("overlaps"):
        return []
    return [_("At this time you have booked something else, too. Both stay yours: look which one you cancel.")]


def is_true_still(message: Message, booking: Booking) -> bool:
    """Whether what is said of a booking to come is so: it is live, and at the time that was meant."""
    return booking.state in Booking.LIVE and message.details.get("sequence", booking.sequence) == booking.sequence


def letter_of(
    booking: Booking, words: Words, said: str, *, live: bool, file: Method | None = None, why: Sequence[str] = ()
) -> Letter:
    """The letter that says `said` of a booking, and `why`, in the active language."""
    link = own_links.absolute(own_links.manage_path(booking))
    lines = [said + ".", "", *_lines(booking, words), *why, *_ways_on(booking, words, live=live)]
    attached: tuple[Attachment, ...] = ()
    if file:
        content = calendar_of(booking, method=file, language=get_language() or "", link=link, words=words)
        method = "PUBLISH" if words.meetings else file
        attached = (Attachment("booking.ics", content, f"text/calendar; method={method}"),)
    return Letter(said, "\n".join(lines), attached, _short(said, booking, words, live=live), _values(booking, words))


def _of_booking(subject: Callable[[], str], *, live: bool, file: Method | None) -> Callable[[Message], Letter | None]:
    """A renderer; with `live`, of what only matters while the booking is still valid. `file`: the method of the
    calendar file that goes with it, if one does."""

    def render(message: Message) -> Letter | None:
        booking = booking_of(message.about.partition(":")[2])
        if booking is None or (live and not is_true_still(message, booking)):
            return None
        words = own_words.of_booking(booking).words
        why = [*said_why(message), *said_overlap(message)]
        said = str(words.subjects.get(message.template) or subject())
        return letter_of(booking, words, said, live=live, file=file, why=why)

    return render


def _of_waiting(subject: Callable[[], str], *, waits: bool) -> Callable[[Message], Letter | None]:
    def render(message: Message) -> Letter | None:
        entry = waiting_of(message.about.partition(":")[2])
        if entry is None or (waits and entry.state != WaitingEntry.State.WAITING):
            return None
        return waiting_letter(entry, own_words.of_one_waiting(entry).words, subject(), message, waits=waits)

    return render


def waiting_letter(entry: WaitingEntry, words: Words, said: str, message: Message, *, waits: bool) -> Letter:
    """The letter that says `said` to somebody who waits, or has waited."""
    time = span_text(entry.slot.starts_at, entry.slot.ends_at) if entry.slot else ""
    facts = [one for one in (words.title, words.line, time) if one]
    link = own_links.absolute(own_links.waiting_path(entry))
    ahead = ["", _("See your position, or leave: {link}").format(link=link)] if waits else []
    short = _("%(subject)s: %(what)s. %(link)s") % {"subject": said, "what": words.title, "link": link}
    return Letter(
        said,
        "\n".join([said + ".", "", *facts, *said_why(message), *ahead]),
        short=short if waits else "",
        values={"what": words.title, "time": time},
    )


def _of_entry(subject: Callable[[DrawEntry], str], *, state: str) -> Callable[[Message], Letter | None]:
    """A renderer of what is only so while the entry's draw is in `state`."""

    def render(message: Message) -> Letter | None:
        entry = entry_of(message.about.partition(":")[2])
        if entry is None or entry.draw.state != state:
            return None
        code = _("Code: {code}").format(code=show_code(entry.code))
        said = subject(entry)
        lines = [said + ".", "", str(entry.draw.offer.title), code, *said_why(message)]
        return Letter(said, "\n".join(lines))

    return render


def _without_place(entry: DrawEntry) -> str:
    won = entry.wishes.filter(outcome=Wish.Outcome.WON).exists()
    return _("A place was drawn for you, but there is no time for it") if won else _("No place was drawn for you")


def called_still(message: Message) -> Ticket | None:
    """The number that a message says is called, if it is, to the same place, and nobody has begun with it."""
    ticket = ticket_of(message.about.partition(":")[2])
    if ticket is None or ticket.state != Ticket.State.CALLED or ticket.resource_id != message.details.get("resource"):
        return None
    return ticket


def waits_still(message: Message) -> Ticket | None:
    """The number that a message says is called soon, if it still waits."""
    ticket = ticket_of(message.about.partition(":")[2])
    return ticket if ticket and ticket.state == Ticket.State.WAITING else None


def _number_called(message: Message) -> Letter | None:
    ticket = called_still(message)
    return called_letter(ticket, words_of(ticket)) if ticket and ticket.resource else None


def called_letter(ticket: Ticket, words: NumberWords | None) -> Letter:
    """The letter that a number is called, in the words of its room if there are any."""
    number, where = shown_number(ticket), ticket.resource.label if ticket.resource else ""
    said = _("Your number {number} is called: go to {place} now").format(number=number, place=where)
    if words is None:
        return Letter(said, f"{said}.\n\n{ticket.offer.title}")
    short = _("%(number)s: %(what)s") % {"number": number, "what": words.called}
    link = own_links.absolute(own_links.number_path(ticket))
    lines = [short, "", str(words.title), "", _("If you cannot come, say so here, so that the next one can:"), link]
    values = {"number": number, "place": where, "what": str(words.title), "link": link}
    return Letter(short.rstrip(".。"), "\n".join(lines), short=short, values=values)


def _number_soon(message: Message) -> Letter | None:
    ticket = waits_still(message)
    return soon_letter(ticket, words_of(ticket)) if ticket else None


def soon_letter(ticket: Ticket, words: NumberWords | None) -> Letter:
    """The letter that it is nearly the turn of a number."""
    said = _("Your number {number} is called soon").format(number=shown_number(ticket))
    if words is None:
        return Letter(said, f"{said}.\n\n{ticket.offer.title}")
    link = own_links.absolute(own_links.number_path(ticket))
    short = _("%(said)s. Come near, and look at the board.") % {"said": said}
    lines = [short, "", str(words.title), "", _("How many are before you:"), link]
    values = {"number": shown_number(ticket), "what": str(words.title), "link": link}
    return Letter(said, "\n".join(lines), short=short, values=values)


def _chance(message: Message) -> Letter | None:
    chance = chance_of(UUID(message.about.partition(":")[2]))
    if chance is None or chance.state != Chance.State.OPEN:
        return None
    subject = _("A place is free for you now: {place}").format(place=chance.slot.resource.label)
    until = _("It is yours if you say so by {time}.").format(time=clock_text(chance.until))
    return Letter(subject, "\n".join([subject + ".", "", str(chance.offer.title), until]))


def differ_still(message: Message) -> Draw | None:
    """The draw of which a message says that two have read its seed differently, if nobody has read it since."""
    draw = draw_by_id(message.about.partition(":")[2])
    return draw if draw and draw.state == Draw.State.FROZEN and seeds_differed(draw) else None


def _seeds_differ(message: Message) -> Letter | None:
    draw = differ_still(message)
    if draw is None:
        return None
    subject = _("The chance of a draw was read differently")
    again = _("You and another person have read something different, so neither counts. Read the source again.")
    return Letter(subject, "\n".join([again, "", str(draw.offer.title), draw.source_name]))


def _contact_code(message: Message) -> Letter | None:
    code = code_of(message.about.partition(":")[2])
    return code_letter(digits_of(code.public_id), str(code.offer.title)) if code else None


def code_letter(digits: str, offer: str) -> Letter:
    """The letter that carries a code; short enough for one text message."""
    short = _("{digits} is your code for {offer}, good for 10 minutes. Type it only where you are booking.")
    said = short.format(digits=digits, offer=offer)
    ignore = _("If you did not ask for it, do nothing: without the code nothing is booked with your contact.")
    subject = _("Your code: {digits}").format(digits=digits)
    return Letter(subject, f"{said}\n\n{ignore}", short=said, values={"code": digits, "offer": offer})


def _calendar_feed(message: Message) -> Letter | None:
    feed = feed_of(message.about.partition(":")[2])
    return feed_letter(own_links.absolute(own_links.feed_path(feed))) if feed else None


def feed_letter(link: str) -> Letter:
    """The letter that carries the address of somebody's calendar."""
    subject = _("Your calendar of bookings")
    how = _("Add this address to your calendar as a subscription (“from URL”). It then follows whatever you book:")
    keep = _("Keep it to yourself: it tells of all your bookings. You can stop it on the page of any booking.")
    return Letter(subject, "\n".join([how, "", link, "", keep]), short=f"{subject}: {link}", values={"link": link})


def _sample_of_feed() -> Letter:
    return feed_letter(own_links.absolute("/calendar/F7Q2K9/"))


def _addressee(ref: str) -> Recipient | None:
    code = code_of(ref)
    if code is None:
        return None
    way = "mail" if is_mail(code.contact) else "sms"
    return Recipient(way=way, address=code.contact, name="", language=code.contact_language)


RENDERERS = {
    "booked": _of_booking(lambda: _("Your place is booked"), live=True, file="PUBLISH"),
    "reminder": _of_booking(lambda: _("Do not forget what you booked"), live=True, file=None),
    "moved": _of_booking(lambda: _("Your booking has a new time"), live=True, file="PUBLISH"),
    "elsewhere": _of_booking(lambda: _("Your booking is at another place now"), live=True, file="PUBLISH"),
    "meetings": _of_booking(lambda: _("Times of what you booked have changed"), live=True, file="PUBLISH"),
    "promoted": _of_booking(lambda: _("A place became free: it is yours now"), live=True, file="PUBLISH"),
    "cancelled": _of_booking(lambda: _("Your booking is cancelled"), live=False, file="CANCEL"),
    "offer_cancelled": _of_booking(lambda: _("The event you booked is cancelled"), live=False, file="CANCEL"),
    "waiting": _of_waiting(lambda: _("You are on the waiting list"), waits=True),
    "waiting_moved": _of_waiting(lambda: _("What you wait for has another time or place"), waits=True),
    "waiting_ended": _of_waiting(lambda: _("No place became free"), waits=False),
    "wishes_kept": _of_entry(lambda _entry: _("Your wishes take part in the draw"), state=Draw.State.WISHING),
    "draw_won": _of_entry(lambda _entry: _("Places were drawn for you"), state=Draw.State.DRAWN),
    "draw_lost": _of_entry(_without_place, state=Draw.State.DRAWN),
    "day_changed": _of_entry(lambda _entry: _("Times of your day have changed"), state=Draw.State.DRAWN),
    "win_withdrawn": _of_entry(lambda _entry: _("A place drawn for you is offered no more"), state=Draw.State.DRAWN),
    "draw_called_off": _of_entry(lambda _entry: _("The draw is called off"), state=Draw.State.CALLED_OFF),
    "seeds_differ": _seeds_differ,
    "number_called": _number_called,
    "number_soon": _number_soon,
    "chance": _chance,
    "contact_code": _contact_code,
    "calendar_feed": _calendar_feed,
}


def declare() -> None:
    """Say what kinds of messages the engine sends, and offer these words to the outbox; a room above may have better
    ones under the same template."""
    for template, kind in KINDS.items():
        kinds.add(template, kind)
    resolvers.add("code", _addressee)
    for template, render in RENDERERS.items():
        plain_renderers.add(template, render)
    samples.add("calendar_feed", _sample_of_feed)
