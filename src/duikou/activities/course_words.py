"""What a class is called where it is shown, what a seat of one is on one's own pages, in letters and calendars, and why
something with a class cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from duikou.activities import course_rules as rules
from duikou.activities.actions.registers import READING
from duikou.activities.course_rules import Refusal
from duikou.activities.models import Course, Session
from duikou.activities.queries.courses import whole
from duikou.activities.words import where
from duikou.base.moments import day_text
from duikou.booking import own_words
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.own_words import Link, Meeting, Room, Words
from duikou.booking.tickets import manage_token

LEVELS: Mapping[str, Any] = {
    Course.Level.EVERYBODY: _("For everybody"),
    Course.Level.BEGINNERS: _("For beginners"),
    Course.Level.SOME: _("For those who know some of it"),
    Course.Level.ADVANCED: _("For the advanced"),
}
REFUSALS: Mapping[Refusal, Any] = {
    Refusal.WRONG_STATE: _("The class or the session has changed meanwhile. Look at it again."),
    Refusal.NO_TITLE: _("Write a title first."),
    Refusal.NO_PLACE: _("Say first where it is held."),
    Refusal.NO_SESSIONS: _("A class needs at least one session."),
    Refusal.TOO_MANY_SESSIONS: _("More than 100 sessions are too many for one class. Make two of it."),
    Refusal.HEADS_ONLY: _(
        "By this channel nobody signs up: who comes there is nobody’s business. Choose another channel."
    ),
    Refusal.RETIRED: _("This kind or channel is no longer used. Choose another one."),
    Refusal.CLASH: _("Two sessions would be at the same time. Choose another time, or move the other one first."),
    Refusal.PASSED: _("This time has passed. Choose one that is still to come."),
    Refusal.TOO_LONG: _("A session lasts twelve hours at most. Look at both times again."),
    Refusal.BEGUN: _("This session has begun, so its time and place stay as they are."),
    Refusal.OVER: _("This class is over or was called off, and stays as it is."),
    Refusal.SEATS_TAKEN: _("%(taken)s seats are taken, and everybody keeps theirs. Write %(taken)s or more."),
    Refusal.TOO_FEW_LEFT: _(
        "The certificate asks for %(needed)s sessions, and only %(left)s would be left. Move this session, add another"
        " one first, or let the certificate ask for fewer."
    ),
    Refusal.LAST_ONE: _("This is the last session that is left. Call the whole class off instead."),
    Refusal.MORE_THAN_SESSIONS: _("There are only %(sessions)s sessions: the certificate cannot ask for more."),
    Refusal.RULE_SHOWN: _(
        "People have signed up under this rule. The certificate may ask for fewer sessions than was said, not for more."
    ),
    Refusal.JOINS_TOO_LATE: _("There are only %(sessions)s sessions. Choose one of them."),
    Refusal.REGISTER_SHUT: _(
        "Names are shown from twelve hours before the session until twelve hours after it. Before and after, write down"
        " only how many came."
    ),
    Refusal.NO_REGISTER: _("This class gives no certificate, so nobody is ticked. Count heads."),
    Refusal.NOT_BEGUN: _("This session has not begun yet."),
    Refusal.NOT_OVER: _("The last session is still to come. Close the class after it."),
    Refusal.TOO_MANY_HEADS: _("This number is too large. Look at it again."),
}
READERS = {READING: _("the register of the class")}


def why_not(refused: rules.Refused) -> str:
    """Why an action was refused and what to do, in the active language."""
    return str(REFUSALS[refused.refusal]) % refused.more


def span_of(sessions: Sequence[Session]) -> str:
    """From when to when sessions that take place are, and how many: `Tue 1 Dec – Tue 19 Jan, 8 sessions`."""
    if not sessions:
        return ""
    first, last = day_text(sessions[0].starts_at), day_text(sessions[-1].starts_at)
    said = ngettext("%(days)s, %(n)s session", "%(days)s, %(n)s sessions", len(sessions))
    return said % {"days": first if first == last else f"{first} – {last}", "n": len(sessions)}


def rule_of(course: Course, sessions: int) -> str:
    """What the certificate asks for, as it is shown before anybody signs up; empty where there is none."""
    if course.certificate_from is None:
        return ""
    said = gettext("Whoever is at %(needed)s of the %(n)s sessions or more gets a certificate.")
    return said % {"needed": course.certificate_from, "n": sessions}


def _meeting(session: Session) -> Meeting:
    return Meeting(
        key=str(session.public_id),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=where(session.place),
        off=session.state == Session.State.CALLED_OFF,
        was=session.moved_from,
        sequence=session.sequence,
    )


def _words(course: Course, *, token: str = "") -> Words:
    sessions = list(course.sessions.all())
    held = [one for one in sessions if one.state != Session.State.CALLED_OFF]
    links: tuple[Link, ...] = ()
    if token and course.certificate_from:
        links = ((gettext("My certificate"), reverse("activities:certificate", args=[token])),)
    return Words(
        title=str(course.title),
        line=str(course.kind),
        where=where(course.place),
        bring=str(course.what_to_bring),
        off=str(course.why_cancelled),
        path=reverse("activities:class", args=[course.public_id]),
        links=links,
        moves=False,
        when=span_of(held),
        meetings=tuple(map(_meeting, sessions)),
    )


def _by_offer(offers: Iterable[int]) -> dict[int, Course]:
    return {one.offer_id: one for one in whole(Course.objects.filter(offer__in=set(offers)))}


def _of_bookings(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in bookings)
    here = [one for one in bookings if one.offer_id in found]
    return {one.pk: _words(found[one.offer_id], token=manage_token(one) if _stands(one) else "") for one in here}


def _stands(booking: Booking) -> bool:
    return booking.state == Booking.State.CONFIRMED


def _of_waiting(entries: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    found = _by_offer(one.offer_id for one in entries)
    return {one.pk: _words(found[one.offer_id]) for one in entries if one.offer_id in found}


ROOM = Room(heading=_("Classes"), bookings=_of_bookings, waiting=_of_waiting, readers=READERS)


def declare() -> None:
    """Let one's own pages, letters and calendars say what a seat of a class is."""
    own_words.rooms.add("classes", ROOM)
