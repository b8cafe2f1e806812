"""The journal can only grow, whoever asks."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from duikou.base.actor import SYSTEM
from duikou.journal.actions import record
from duikou.journal.models import Entry

append_only = import_module("duikou.journal.migrations.0002_append_only")


@pytest.mark.django_db
def test_entry_cannot_be_changed() -> None:
    entry = record(what="x.done", which="x:1", by=SYSTEM)
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(what="y.done")
    assert Entry.objects.values_list("what", flat=True).get() == "x.done"


@pytest.mark.django_db
def test_entry_cannot_be_deleted() -> None:
    record(what="x.done", which="x:1", by=SYSTEM)
    with connection.cursor() as cursor:  # taken off for the other tests, see tests/conftest.py
        cursor.execute(append_only.guards(connection.vendor)["journal_entry_no_delete"])
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_entry_can_be_deleted_without_the_trigger() -> None:
    """The control: it is the trigger that refuses."""
    record(what="x.done", which="x:1", by=SYSTEM)
    Entry.objects.all().delete()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_can_empty_the_journal() -> None:
    record(what="x.done", which="x:1", by=SYSTEM)
    assert Entry.objects.count() == 1
