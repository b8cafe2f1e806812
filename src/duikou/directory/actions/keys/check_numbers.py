"""The check numbers that people are found by, worked out anew under another key."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import IntegrityError, models, transaction

from duikou.base import keyring
from duikou.base.actor import Actor
from duikou.base.keyring import LOOK_UP, NAMES
from duikou.base.keys import make_kept
from duikou.base.registry import LookUp, look_ups
from duikou.directory import key_checks
from duikou.directory.key_proofs import kind_of
from duikou.directory.models import KeyCheck
from duikou.journal.actions import record

PIECE = 50


def change_look_up_key(*, by: Actor) -> Iterator[int]:
    """Work every check number that people are found by out anew, from what is sealed, under a new key, or under the
    one of a change that was not finished; the numbers of rows, as they are done. Nobody may be served meanwhile: who
    comes would not be known again."""
    keyring.key(NAMES)  # which the first look-up key is kept as
    proved = {name for name in KeyCheck.objects.values_list("name", flat=True) if kind_of(name) == LOOK_UP}
    there = keyring.numbers(LOOK_UP)
    if not there or keyring.name_of(LOOK_UP, there[-1]) in proved:
        known = [int(name.rpartition("-")[2]) if name != LOOK_UP else 1 for name in proved]
        name = keyring.name_of(LOOK_UP, max([0, *there, *known]) + 1)
        make_kept(keyring.folder() / name, keyring.new_key())
    keyring.look_again()
    name = keyring.in_use(LOOK_UP)
    for one in look_ups:
        yield from _hashes_anew(one)
    with transaction.atomic():
        KeyCheck.objects.filter(name__in=proved - {name}).delete()
        key_checks.keep(name)
        record(what="key.used", which=f"key:{name}", by=by)
    for number in keyring.numbers(LOOK_UP)[:-1]:
        (keyring.folder() / keyring.name_of(LOOK_UP, number)).unlink()


def _hashes_anew(one: LookUp) -> Iterator[int]:
    model, after = apps.get_model(one.model), 0
    while rows := list(model._default_manager.filter(pk__gt=after).order_by("pk")[:PIECE]):
        after = rows[-1].pk
        wanted = [(row.pk, hashes) for row in rows if _differs(row, hashes := one.hashes(row))]
        with transaction.atomic():
            for pk, hashes in wanted:
                try:
                    with transaction.atomic():
                        model._default_manager.filter(pk=pk).update(**hashes)
                except IntegrityError:  # two rows of the same name and contact: one of them is found by both
                    rest = {one: value for one, value in hashes.items() if not model._meta.get_field(one).unique}
                    model._default_manager.filter(pk=pk).update(**rest)
        yield len(wanted)


def _differs(row: models.Model, hashes: dict[str, bytes]) -> bool:
    return any(bytes(getattr(row, column)) != value for column, value in hashes.items())
