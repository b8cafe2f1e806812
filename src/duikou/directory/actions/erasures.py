"""Holding a restored database to the erasures that it has forgotten."""

from __future__ import annotations

from django.db import transaction

from duikou.base.actor import SYSTEM, Actor
from duikou.base.registry import gives_up
from duikou.directory import erasure_list
from duikou.directory.erasure import erase_people
from duikou.journal.actions import record


def erase_again(*, by: Actor = SYSTEM) -> int:
    """Erase again whomever a restored backup has brought back, with the places they hold, and give the list the lines
    it lacks; the number of people. Raises ListUnusable."""
    marks, people = erasure_list.brought_back()
    for person_id in people:
        for room in gives_up:
            room(person_id)
        with transaction.atomic():
            erase_people([person_id])
    if marks:
        with transaction.atomic():
            erasure_list.keep(marks)
            record(what="people.erased_again", which="city:1", by=by, number=len(people))
    erasure_list.complete()
    return len(people)
