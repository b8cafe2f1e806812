"""Taking works back: by their makers, with a person who is erased, when their time is over."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.activities.actions.contest_entries import PIECE, lock_entry, ref
from duikou.activities.models import Contest, ContestEntry
from duikou.activities.queries import contest_terms as terms
from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.directory.actions import photos
from duikou.directory.erasure import let_go
from duikou.directory.models import Person
from duikou.journal import actions as journal

State, Entered = Contest.State, ContestEntry.State


@transaction.atomic
def withdraw(*, entry: ContestEntry, by: Actor) -> None:
    """Take the work back: its words and pictures are deleted, it is shown nowhere, and whoever is kept for nothing else
    is erased. The number stays empty. Done again it changes nothing."""
    if entry.person_id:
        list(Person.objects.select_for_update(no_key=True).filter(pk=entry.person_id).values_list("pk"))
    row = lock_entry(entry)
    if row.state == Entered.WITHDRAWN:
        return
    person = row.person_id
    _withdraw(row, by)
    if person:
        let_go([person])
    entry.refresh_from_db()


def _withdraw(row: ContestEntry, by: Actor) -> None:
    _empty(row, by)
    row.state, row.person, row.form_key = Entered.WITHDRAWN, None, None
    row.may_show, row.name_shown, row.accepted, row.why_excluded = False, False, False, ""
    row.save()
    row.sheets.filter(entry__contest__state=State.PUBLISHED).delete()
    journal.record(what="contest_entry.withdrawn", which=ref(row), by=by)


def _empty(row: ContestEntry, by: Actor) -> None:
    for one in row.pictures.select_related("photo"):
        photos.remove_photo(photo=one.photo, by=by)
    row.title = row.about = row.text = ""
    row.emptied_at = clock.now()


def withdraw_of(people: Sequence[int]) -> None:
    """Withdraw what these people have entered, who are about to be erased. Inside the transaction that erases them."""
    for row in ContestEntry.objects.filter(person__in=people).order_by("pk").select_related("contest"):
        _withdraw(row, SYSTEM)


def let_people_go() -> int:
    """Let go of the people of contests that ended long enough ago, empty the works that are not exhibited, and throw
    jurors' sheets away; gives the number of entries. For retention."""
    now, done = clock.now(), 0
    due = terms.people_kept_too_long(now) | terms.works_kept_too_long(now)
    while piece := list(due.order_by("pk").values_list("pk", "person")[:PIECE]):
        with transaction.atomic():
            people = sorted({person for _pk, person in piece if person})
            list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
            rows = ContestEntry.objects.select_for_update().filter(pk__in=[pk for pk, _person in piece])
            for row in rows.order_by("pk"):
                row.person, row.form_key, row.name_shown = None, None, row.name_shown and row.body_id is not None
                if not row.accepted and row.emptied_at is None:
                    _empty(row, SYSTEM)
                row.save()
            let_go(people)
        done += len(piece)
    with transaction.atomic():
        terms.sheets_kept_too_long(now).delete()
        terms.recusals_kept_too_long(now).delete()
    return done
