"""The engine's rows that point at a person, and when they let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from duikou.base import clock
from duikou.base.registry import (
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
from duikou.booking.kept import KEPT
from duikou.booking.models import Booking, CalendarFeed, CodeTally, ContactCode, DrawEntry, WaitingEntry
from duikou.booking.queries.ended import (
    CAME_KEPT,
    NOT_CAME_KEPT,
    bookings_kept_too_long,
    chances_kept_too_long,
    draw_entries_kept_too_long,
    ended,
    entries_kept_too_long,
    hours_kept_too_long,
    standings_kept_too_long,
    tickets_kept_too_long,
)
from duikou.booking.queries.feeds import feeds_of_nobody
from duikou.directory.models import Person
from duikou.journal import once


def _codes_kept_too_long(now: datetime) -> QuerySet[ContactCode]:
    return ContactCode.objects.filter(expires_at__lt=now)


def _tallies_kept_too_long(now: datetime) -> QuerySet[CodeTally]:
    return CodeTally.objects.filter(day__lt=timezone.localdate(now))


def feeds_of_nobody_for_long(now: datetime) -> QuerySet[CalendarFeed]:
    """The calendars that retention should have ended by `now`: a day after their person has booked nothing."""
    return feeds_of_nobody(now)


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
                "CalendarFeed",
                _("whose a calendar to subscribe to is"),
                _("to show the person’s bookings in their own calendar, where they asked for it"),
                _("until the person stops it, or has booked nothing any more"),
                feeds_of_nobody_for_long,
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
            model="booking.DrawEntry",
            field=field,
            label=label,
            whose="person",
            purpose=_("to give the person times at which they can be there; who wins does not depend on it"),
            legal_basis=_("asked for by the person"),
            seen_by=_("nobody; the plan of the day is made with it"),
            kept_for=_("1 day after the event"),
            erased_by=_("emptying of the field"),
            overdue=hours_kept_too_long,
        )
        for field, label in (
            ("there_from", _("from when somebody can be there on the day")),
            ("there_until", _("until when somebody can be there on the day")),
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
    goes_along.add("booking.hours", _forget_hours)


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


def _forget_hours(ids: Sequence[int]) -> None:
    """Forget when these people can be there: an entry in a frozen list stays, and stands for nobody."""
    DrawEntry.objects.filter(person__in=ids).update(there_from=None, there_until=None)


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
