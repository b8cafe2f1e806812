"""Entering works: by a person or for a body.

Whoever writes holds the person first, where one is meant, then the contest, then the entry."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from duikou.activities import contest_rules as rules
from duikou.activities.models import Contest, ContestCategory, ContestEntry
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.actions import keep_person
from duikou.directory.models import Organisation, Person
from duikou.journal import actions as journal

State, Entered = Contest.State, ContestEntry.State
RECEIVED, PIECE = "contest_entered", 200
SHOWN_TO_KEEPERS = "contest-keepers"


def ref(entry: ContestEntry) -> str:
    """How the journal calls an entry."""
    return f"contest_entry:{entry.public_id}"


def enter(
    *,
    contest: Contest,
    category: ContestCategory,
    form_key: UUID,
    title: str,
    by: Actor,
    about: str = "",
    text: str = "",
    may_show: bool = False,
    who: tuple[str, str, str] | None = None,
    body: Organisation | None = None,
    heads: int | None = None,
) -> ContestEntry:
    """Enter a work: `who` is a person's name, contact and language, or it is a `body`'s, made by so many `heads`. Sent
    twice, the same form finds the same entry. Raises rules.Refused; directory's BadName and BadContact."""
    if (body is None) == (who is None):
        raise ValueError("a work is entered by a person or by a body")
    known = ContestEntry.objects.filter(form_key=form_key, contest=contest).first()
    if known is not None:
        return known
    now = clock.now()
    try:
        with transaction.atomic():
            person = _hold(keep_person(name=who[0], contact=who[1], language=who[2])) if who else None
            number = _next_number(contest, by_body=body is not None)
            theirs = Q(person=person) if person else Q(body=body)
            live = ContestEntry.objects.filter(theirs, contest=contest).exclude(state=Entered.WITHDRAWN)
            if person and live.count() >= contest.most_each:
                raise rules.Refused(rules.Refusal.ENTERED_ALREADY)
            if category.contest_id != contest.pk:
                raise rules.Refused(rules.Refusal.NO_CATEGORY)
            if len(text) > contest.most_letters:
                raise rules.Refused(rules.Refusal.TOO_LONG)
            entry = ContestEntry.objects.create(
                contest=contest, category=category, number=number, form_key=form_key, person=person, body=body,
                heads=heads, title=title, about=about, text=text, may_show=may_show, entered_at=now, changed_at=now,
            )  # fmt: skip
            journal.record(what="contest_entry.entered", which=ref(entry), by=_who(by, entry))
            if person:
                journal.queue(
                    template=RECEIVED,
                    recipient=f"person:{person.pk}",
                    about=ref(entry),
                    dedupe_key=f"{RECEIVED}:{entry.public_id}",
                    expires_at=contest.closes_at,
                )
    except (IntegrityError, rules.Refused):  # perhaps because the same form was quicker
        known = ContestEntry.objects.filter(form_key=form_key, contest=contest).first()
        if known is None:
            raise
        return known
    return entry


def _next_number(contest: Contest, *, by_body: bool) -> int:
    # One conditional UPDATE judges: whoever comes at the close, or while the office moves it, is in or is not.
    now = clock.now()
    fresh = Contest.objects.filter(pk=contest.pk, state=State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)
    open_to = fresh.filter(by_bodies=True) if by_body else fresh.filter(by_persons=True)
    if not open_to.update(last_number=F("last_number") + 1):
        contest.refresh_from_db()
        raise rules.Refused(rules.may_enter(contest, by_body=by_body, now=now) or rules.Refusal.CLOSED)
    contest.refresh_from_db()
    return contest.last_number


@transaction.atomic
def note_reading(*, entry: ContestEntry, by: Actor) -> None:
    """Keep that whoever keeps the contest was shown who entered this work."""
    journal.record_reading(which=[ref(entry)], by=by, where=SHOWN_TO_KEEPERS)


def lock_entry(entry: ContestEntry) -> ContestEntry:
    """The row as it is now, with its contest, both held until the end of the transaction."""
    contest = Contest.objects.select_for_update().select_related("organiser").get(pk=entry.contest_id)
    row = ContestEntry.objects.select_for_update().get(pk=entry.pk)
    row.contest = contest
    return row


def _hold(person: Person) -> Person:
    # Two forms of one person at once: the second waits, and finds what the first entered.
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _who(by: Actor, entry: ContestEntry) -> Actor:
    return Actor("person", ref=str(entry.public_id), door=by.door) if by.kind == "person" and not by.ref else by
