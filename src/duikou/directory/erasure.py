"""Erasing people: the row goes, with its name and contact, and what goes along with it in other rooms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from duikou.base import clock
from duikou.base.registry import goes_along
from duikou.directory import erasure_list
from duikou.directory.models import Person
from duikou.journal.recipients_gone import forget_recipients, refs_of

FEW = 5  # whose messages are looked for at once; those of more, let go when their time is over, the worker finds

STRAY_KEPT = timedelta(days=1)
PIECE = 200


def strays(now: datetime) -> QuerySet[Person]:
    """The people to whom nothing has been tied for a day or, if they were tied to something, ever since."""
    found = Person.objects.filter(created_at__lt=now - STRAY_KEPT)
    for one in Person._meta.related_objects:
        rows = one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")})
        found = found.exclude(Exists(rows))
    return found


def erase_strays() -> int:
    """Erase the people to whom nothing is tied; gives their number. Who gets something at this moment stays: their row
    is locked before it is looked at again."""
    now, erased, after = clock.now(), 0, 0
    while piece := list(strays(now).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        after = piece[-1]
        with transaction.atomic():
            locked = Person.objects.select_for_update().filter(pk__in=piece).order_by("pk").values_list("pk", flat=True)
            erased += erase_people(set(strays(now).filter(pk__in=list(locked)).values_list("pk", flat=True)))
    return erased


@transaction.atomic
def erase_people(ids: Collection[int]) -> int:
    """Erase these people; rows that pointed at them keep their counts without them. Each leaves a line in the list of
    erasures, by which a restored backup is held to it. Gives the number erased. Whoever calls has made sure that
    nothing needs them any more."""
    people = list(Person.objects.filter(pk__in=ids).order_by("pk").only("pk", "public_id"))
    if not people:
        return 0
    gone = [person.pk for person in people]
    marks = [erasure_list.mark_of(person.public_id) for person in people]
    for room in goes_along:
        room(gone)
    for person in people:
        person.delete()
    erasure_list.keep(marks)
    transaction.on_commit(partial(erasure_list.append, marks))
    if len(gone) <= FEW:
        transaction.on_commit(partial(forget_recipients, [f"person:{pk}" for pk in gone]))
    return len(gone)


def forget_their_messages() -> int:
    """Let the messages go of everybody who was erased with many others; gives their number. For the worker."""
    kept = set(Person.objects.values_list("pk", flat=True).iterator())
    return forget_recipients([f"person:{ref}" for ref in refs_of("person") if ref.isdigit() and int(ref) not in kept])
