"""Erasing people: the row goes, with its name and contact, and what goes along with it in other rooms. What is kept of
somebody who agreed to be asked something later is a contact and a language, in a row of its own."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from duikou.base import clock
from duikou.base.registry import contact_alone, goes_along
from duikou.directory import erasure_list
from duikou.directory.models import Person
from duikou.journal.recipients_gone import forget_recipients, refs_of

FEW = 5  # whose messages are looked for at once; those of more, let go when their time is over, the worker finds

STRAY_KEPT = timedelta(days=1)
PIECE = 200


def strays(now: datetime) -> QuerySet[Person]:
    """The people to whom nothing has been tied for a day or, if they were tied to something, ever since."""
    return Person.objects.filter(created_at__lt=now - STRAY_KEPT).exclude(_tied_to())


def named_for_nothing(now: datetime) -> QuerySet[Person]:
    """The people whose name should be gone by `now`: strays, and those to whom only rows are tied that need no name."""
    alone = _tied_to(only_contact_alone=True) & ~_tied_to(only_contact_alone=False)
    needless = Q(GreaterThan(Length("name"), 0)) & alone
    return Person.objects.filter(Q(created_at__lt=now - STRAY_KEPT) & ~_tied_to() | needless)


def _tied_to(*, only_contact_alone: bool | None = None) -> Q:
    """That a row is tied to the person: any; or one of the tables that need a contact alone, or of the others."""
    found = Q(pk__in=())
    for one in Person._meta.related_objects:
        model = one.related_model
        if only_contact_alone in (None, model._meta.label in dict(contact_alone.items())):
            found |= Q(Exists(model._base_manager.filter(**{one.field.name: OuterRef("pk")})))
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
def let_go(ids: Collection[int]) -> int:
    """Of these people, whose rows the caller has locked, erase those to whom nothing is tied any more. Those to whom
    only rows are tied that need no name are erased, too: these rows are handed to a new one with their contact and
    language and nothing else, to which no name, and no booking to come, leads. Gives the number erased."""
    tied: defaultdict[int, set[str]] = defaultdict(set)
    for one in Person._meta.related_objects:
        rows = one.related_model._base_manager.filter(**{f"{one.field.name}__in": list(ids)})
        for person in rows.values_list(one.field.attname, flat=True):
            tied[person].add(one.related_model._meta.label)
    nameless = set(dict(contact_alone.items()))
    for person in Person.objects.filter(pk__in=[pk for pk, labels in tied.items() if labels <= nameless]):
        if person.name:
            _hand_to_a_nameless_row(person)
            tied.pop(person.pk)
    return erase_people(set(ids) - tied.keys())


def _hand_to_a_nameless_row(person: Person) -> None:
    new = Person.objects.create(
        name="",
        contact=person.contact,
        contact_language=person.contact_language,
        # Random, of no key: they are known again by nothing.
        person_hash=secrets.token_bytes(32),
        contact_hash=secrets.token_bytes(32),
        created_at=clock.now(),
    )
    for one in Person._meta.related_objects:
        one.related_model._base_manager.filter(**{one.field.name: person.pk}).update(**{one.field.name: new})


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
