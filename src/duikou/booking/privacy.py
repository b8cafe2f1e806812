"""The engine's rows that point at a person, and when they let go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from duikou.base import clock
from duikou.base.registry import (
    Kept,
    LookUp,
    PersonalField,
    gives_up,
    goes_along,
    kept_rows,
    look_ups,
    personal_fields,
    who_did,
)
from duikou.base.sealed import look_up_hash
from duikou.booking.actions import end_waiting, forget_persons, give_up, mark_no_shows, release_expired
from duikou.booking.calling import shown_number
from duikou.booking.models import Booking, CodeTally, ContactCode, WaitingEntry
from duikou.booking.queries.ended import (
    CAME_KEPT,
    NOT_CAME_KEPT,
    bookings_kept_too_long,
    chances_kept_too_long,
    draw_entries_kept_too_long,
    ended,
    entries_kept_too_long,
    standings_kept_too_long,
    tickets_kept_too_long,
)
from duikou.directory.models import Person
from duikou.journal import once


def _codes_kept_too_long(now: datetime) -> QuerySet[ContactCode]:
    return ContactCode.objects.filter(expires_at__lt=now)


def _tallies_kept_too_long(now: datetime) -> QuerySet[CodeTally]:
    return CodeTally.objects.filter(day__lt=timezone.localdate(now))


FIELDS = (
    [
        PersonalField(
            model=f"booking.{model}",
            field="person",
            label=label,
            whose="person",
            purpose=purpose,
            legal_basis=_("asked for by the person"),
            seen_by=_("the door of the event, the employer booked with"),
            kept_for=kept_for,
            erased_by=_("detachment of the person; the row stays as a number"),
            overdue=overdue,
        )
        for model, label, purpose, kept_for, overdue in (
            (
                "Booking",
                _("whose a booking is"),
                _("to keep the place for the person"),
                _("1 day after the event if not used, else 30 days"),
                bookings_kept_too_long,
            ),
            (
                "WaitingEntry",
                _("whose a place on a waiting list is"),
                _("to give a freed place to the person"),
                _("1 day after the event"),
                entries_kept_too_long,
            ),
            (
                "Standing",
                _("how many bookings somebody has"),
                _("to hold the person to the limits of the offer"),
                _("as long as the bookings"),
                standings_kept_too_long,
            ),
            (
                "DrawEntry",
                _("whose an entry in a draw is"),
                _("to draw places for the person, and to tell them what came of each wish"),
                _("1 day after the event"),
                draw_entries_kept_too_long,
            ),
            (
                "Ticket",
                _("whose a number in a queue is"),
                _("to tell the person when a place is free, where they asked for it"),
                _("1 day after the event"),
                tickets_kept_too_long,
            ),
            (
                "Chance",
                _("to whom a place was held out that somebody did not come for"),
                _("to give the place to the person before it is lost"),
                _("1 day after the event"),
                chances_kept_too_long,
            ),
        )
    ]
    + [
        PersonalField(
            model="booking.ContactCode",
            field=field,
            label=label,
            whose="person",
            purpose=_("to send a code that shows that the contact is the person’s own, where an offer asks for it"),
            legal_basis=_("asked for by the person"),
            seen_by=_("nobody; whoever carries the message"),
            kept_for=_("10 minutes, or until the code is used"),
            erased_by=_("deletion of the row"),
            overdue=_codes_kept_too_long,
        )
        for field, label in (
            ("contact", _("the contact a code is sent to")),
            ("contact_language", _("the language of that message")),
        )
    ]
    + [
        PersonalField(
            model="booking.CodeTally",
            field="contact_hash",
            label=_("how many codes were sent to a contact today, under a number from which it cannot be read"),
            whose="person",
            purpose=_("so that nobody is pestered with codes that somebody else asks for"),
            legal_basis=_("protection of whoever the contact belongs to"),
            seen_by=_("nobody"),
            kept_for=_("until the day is over"),
            erased_by=_("deletion of the row; until then it points at nobody"),
            overdue=_tallies_kept_too_long,
        )
    ]
    + [
        who_did(f"booking.{model}", "by", label, kept_for)
        for model, label, kept_for in (
            (
                "CheckIn",
                _("who checked somebody in"),
                _("as long as the booking; it is a reference, never a name"),
            ),
            (
                "SeedReading",
                _("who read the seed of a draw"),
                _("as long as the draw; it is a reference, never a name"),
            ),
        )
    ]
)


# What is kept as one of a few values, as the person it is about reads it.
_WORDS = {
    "state": {
        "held": _("kept until it is confirmed"),
        "confirmed": _("is booked"),
        "cancelled": _("was cancelled"),
        "expired": _("has lapsed"),
        "waiting": _("is waiting"),
        "promoted": _("got a place"),
        "left": _("has left the list"),
        "called": _("was called"),
        "serving": _("is being served"),
        "done": _("is done"),
        "skipped": _("was called and did not come"),
        "open": _("is held out"),
        "taken": _("was taken"),
        "declined": _("was declined"),
        "lapsed": _("was not answered in time"),
        "gone": _("went to somebody else"),
    },
    "attendance": {"expected": _("not yet"), "arrived": _("has arrived"), "no_show": _("did not come")},
    "channel": {
        "web": _("on a web page"),
        "waiting_list": _("from the waiting list"),
        "walk_in": _("at the door"),
        "staff": _("by staff"),
        "invited": _("by an invitation"),
        "draw": _("by a draw"),
        "standby": _("as a place that somebody else did not come for"),
    },
    "tell": {"": _("none"), "called": _("when it is called"), "soon": _("also when two are before it")},
    "method": {
        "scan": _("by scanning"),
        "code": _("by the code"),
        "name": _("by the name"),
        "walk_in": _("at the door"),
        "online": _("online"),
    },
    "why_ended": {
        "by_person": _("by the person"),
        "by_staff": _("by staff"),
        "slot_withdrawn": _("the time was taken back"),
        "offer_cancelled": _("the whole event was cancelled"),
        "hold_expired": _("it was not confirmed in time"),
    },
    "outcome": {
        "": _("not drawn yet"),
        "won": _("a place was drawn"),
        "full": _("all places were drawn by others"),
        "capped": _("as many places as one may have were drawn before"),
        "gone": _("it was no longer offered"),
    },
}


def _said(field: str) -> Callable[[Any], Any]:
    """The value of this field in words; as it is kept when there are none."""

    def say(row: Any) -> Any:
        value = getattr(row, field)
        return gettext(_WORDS[field][value]) if value in _WORDS[field] else value

    return say


_TIMES = {"offer": lambda row: str(row.offer.title), "slot": lambda row: row.slot and row.slot.starts_at}
KEPT = (
    Kept(
        "booking.Booking",
        _("Your bookings"),
        {
            "code": _("Code"),
            "offer": _("For"),
            "slot": _("Time"),
            "seats": _("Seats"),
            "online": _("Online"),
            "channel": _("Made by way of"),
            "state": _("State"),
            "attendance": _("Came"),
            "given_on": _("Given on, because nobody had come"),
            "held_until": _("Kept until"),
            "why_ended": _("Why it ended"),
            "created_at": _("Made"),
            "changed_at": _("Changed"),
        },
        inner=frozenset({"id", "public_id", "person", "sequence", "claim_key"}),
        shown=_TIMES | {field: _said(field) for field in ("state", "attendance", "channel", "why_ended")},
        reference=lambda row: f"booking:{row.public_id}",
    ),
    Kept(
        "booking.WaitingEntry",
        _("Places on waiting lists"),
        {
            "offer": _("For"),
            "slot": _("Time"),
            "seats": _("Seats"),
            "online": _("Online"),
            "state": _("State"),
            "passed_over": _("Why passed over"),
            "created_at": _("Since"),
        },
        inner=frozenset({"id", "public_id", "person", "resource", "booking"}),
        shown=_TIMES | {"state": _said("state")},
        reference=lambda row: f"waiting:{row.public_id}",
    ),
    Kept(
        "booking.Standing",
        _("How many bookings you have"),
        {"offer": _("For"), "live": _("Bookings now"), "limit": _("At most")},
        inner=frozenset({"id", "person"}),
        shown={"offer": _TIMES["offer"]},
    ),
    Kept(
        "booking.DrawEntry",
        _("Entries in draws"),
        {
            "draw": _("For"),
            "code": _("Code"),
            "channel": _("Made by way of"),
            "created_at": _("Made"),
            "changed_at": _("Changed"),
        },
        inner=frozenset({"id", "public_id", "person"}),
        shown={"draw": lambda row: str(row.draw.offer.title), "channel": _said("channel")},
    ),
    Kept(
        "booking.Wish",
        _("Wishes in draws"),
        {
            "resource": _("At"),
            "rank": _("Rank"),
            "named": _("Place in the order that those there named"),
            "outcome": _("What came of it"),
            "round": _("Round"),
            "stood": _("Place in line"),
            "among": _("How many stood in line"),
            "places": _("Places that were left"),
        },
        inner=frozenset({"id", "entry", "booking", "unplaced"}),
        shown={"resource": lambda row: row.resource.label, "outcome": _said("outcome")},
    ),
    Kept(
        "booking.Ticket",
        _("Numbers in queues"),
        {
            "offer": _("For"),
            "day": _("Day"),
            "number": _("Number"),
            "due_at": _("Time"),
            "state": _("State"),
            "resource": _("Called to"),
            "called_at": _("Called"),
            "recalls": _("Called again"),
            "served_at": _("Begun"),
            "ended_at": _("Ended"),
            "tell": _("Message when it is called"),
            "taken_at": _("Taken"),
        },
        inner=frozenset({"id", "public_id", "person", "booking", "series", "key"}),
        shown={
            "offer": _TIMES["offer"],
            "number": shown_number,
            "state": _said("state"),
            "tell": _said("tell"),
            "resource": lambda row: row.resource.label if row.resource else "",
        },
        reference=lambda row: f"ticket:{row.public_id}",
    ),
    Kept(
        "booking.TicketWish",
        _("What a number waits for"),
        {"resource": _("At")},
        inner=frozenset({"id", "ticket"}),
        shown={"resource": lambda row: row.resource.label},
    ),
    Kept(
        "booking.Chance",
        _("Places held out to you"),
        {
            "offer": _("For"),
            "slot": _("Time"),
            "made_at": _("Since"),
            "until": _("Until"),
            "state": _("State"),
        },
        inner=frozenset({"id", "public_id", "person", "missed", "ticket", "entry", "wish", "booking"}),
        shown=_TIMES | {"state": _said("state")},
        reference=lambda row: f"chance:{row.public_id}",
    ),
    Kept(
        "booking.CheckIn",
        _("Check-ins"),
        {"at": _("Time"), "method": _("Found by")},
        inner=frozenset({"id", "booking", "by"}),
        shown={"method": _said("method")},
    ),
)


def declare() -> None:
    """Put the fields and rows into the registries that privacy pages, exports and tests walk, and say what goes along
    when somebody is erased."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    look_ups.add("booking.ContactCode", LookUp("booking.ContactCode", _hashes))
    for kept in KEPT:
        kept_rows.add(kept.model, kept)
    gives_up.add("booking", give_up)
    goes_along.add("booking", _forget_answers)
    goes_along.add("booking.codes", _forget_codes)


def _forget_answers(ids: Sequence[int]) -> None:
    """Let the answers that portals were given about these people's bookings of the last day prove nothing any more."""
    since = clock.now() - once.KEPT
    for model in (Booking, WaitingEntry):
        rows = model.objects.filter(person__in=ids, created_at__gte=since)
        made = [str(one) for one in rows.values_list("public_id", flat=True)]
        if made:
            transaction.on_commit(partial(once.forget_asked, made))


def _forget_codes(ids: Sequence[int]) -> None:
    """Drop the codes that were sent to the contacts of these people, which no key leads to."""
    hashes = list(Person.objects.filter(pk__in=ids).values_list("contact_hash", flat=True))
    ContactCode.objects.filter(contact_hash__in=hashes).delete()


def _hashes(code: ContactCode) -> dict[str, bytes]:
    return {"contact_hash": look_up_hash(code.contact)}


def let_go() -> int:
    """Detach the people of events that are over for long enough, those who did not come first; gives the number of rows
    detached. A day after the event whoever was not checked in has not come, even if nobody has closed it."""
    release_expired()
    end_waiting()
    now, detached = clock.now(), 0
    for everyone, kept in ((False, NOT_CAME_KEPT), (True, CAME_KEPT)):
        over = ended(now - kept)
        for offer in over.filter(bookings__person__isnull=False).distinct():
            if not everyone:
                mark_no_shows(offer)
            detached += forget_persons(offer, everyone=everyone)
        tied = Q(waiting__person__isnull=False) | Q(standings__live=0) | Q(draw__entries__person__isnull=False)
        tied |= Q(tickets__person__isnull=False) | Q(chances__isnull=False)
        for offer in over.filter(tied).distinct():
            detached += forget_persons(offer, everyone=everyone)
    return detached
