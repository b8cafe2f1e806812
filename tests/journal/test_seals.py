"""What stands in the journal cannot be changed later without being noticed."""

from __future__ import annotations

import threading
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.config.management.commands.check import kept_seal
from duikou.journal import seals, settled
from duikou.journal.actions import record
from duikou.journal.models import Entry, Seal
from tests.journal.settling import a_writer, own_writes_are_settled

assert own_writes_are_settled
append_only = import_module("duikou.journal.migrations.0002_append_only")
MOMENT = datetime(2026, 11, 28, 9, 20, 0, 5, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def sealed(db: None, own_writes_are_settled: None) -> list[Entry]:
    """Ten entries in blocks of four, the last block of two."""
    assert not Entry.objects.exists()
    entries = [record(what="x.done", which=f"x:{n}", by=SYSTEM, number=n, words="好的") for n in range(10)]
    assert seals.seal_settled(most=4) == 3
    return entries


@pytest.fixture
def unguarded(sealed: list[Entry]) -> None:
    """Somebody who takes the guards away: only the seals are left."""
    with connection.cursor() as cursor:
        for table in ("journal_entry", "journal_seal"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_no_update{on}")


def test_every_entry_is_in_one_block_and_the_last_ones_wait_for_no_full_one(sealed: list[Entry]) -> None:
    numbers = [one.pk for one in sealed]
    found = Seal.objects.order_by("number").values_list("number", "first", "last", "entries")
    assert list(found) == [
        (1, numbers[0], numbers[3], 4),
        (2, numbers[4], numbers[7], 4),
        (3, numbers[8], numbers[9], 2),
    ]
    assert seals.look().faults == []
    assert seals.look().looked_at == {"sealed blocks": 3, "journal entries": 10}
    assert seals.seal_settled() == 0


def test_form_and_digest_are_those_that_are_written_down() -> None:
    """Worked out by hand once, so that neither a database nor a later version changes them unnoticed."""
    row = (7, MOMENT, "account:a", "web", "x.done", "x:1", {"b": 1, "a": "好"})
    form = b'[7,"2026-11-28T01:20:00.000005Z","account:a","web","x.done","x:1",{"a":"\xe5\xa5\xbd","b":1}]'
    assert seals.canonical(row) == form
    assert seals.digest_of(bytes(32), [row]) == (
        bytes.fromhex("de5334ac84423e4028e5f7e002fbd83f55b61f502f0ffc20e5f4b8c1a67fe737"),
        1,
    )


def test_database_gives_back_the_form_that_was_written(db: None) -> None:
    entry = record(
        what="x.done", which="x:1", by=Actor("account", "a"), words="好\u202e", more={"z": [1, None], "a": True}
    )
    row = Entry.objects.values_list(*seals.FIELDS).get()
    assert seals.canonical(row) == seals.canonical(tuple(getattr(entry, name) for name in seals.FIELDS))


def changed(**values: object) -> Callable[[list[Entry]], object]:
    return lambda entries: Entry.objects.filter(pk=entries[5].pk).update(**values)


CHANGES = {
    "who": changed(who="account:else"),
    "door": changed(door="api"),
    "what": changed(what="y.done"),
    "which": changed(which="x:50"),
    "details": changed(details={"number": 5, "words": "不好"}),
    "moment": lambda entries: Entry.objects.filter(pk=entries[5].pk).update(at=clock.now() + timedelta(minutes=1)),
    "one is gone": lambda entries: entries[5].delete(),
    "two changed places": lambda entries: [changed(which="x:6")(entries), changed(which="x:5")(entries[1:])],
    "a whole block is gone": lambda entries: Entry.objects.filter(pk__in=[one.pk for one in entries[4:8]]).delete(),
}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_in_a_sealed_block_is_found(sealed: list[Entry], change: Callable[[list[Entry]], object]) -> None:
    change(sealed)
    (fault,) = seals.look().faults
    assert fault.startswith(f"entries {sealed[4].pk} to {sealed[7].pk} are not as seal 2 closed them")


@pytest.mark.usefixtures("unguarded")
def test_entry_pushed_in_later_is_found(sealed: list[Entry]) -> None:
    gap, number = sealed[5], sealed[5].pk
    gap.delete()
    Seal.objects.all().delete()
    assert seals.seal_settled(most=4) == 3
    assert seals.look().faults == []
    gap.pk = number
    gap.save(force_insert=True)
    assert len(seals.look().faults) == 1


@pytest.mark.usefixtures("unguarded")
def test_seal_that_was_changed_or_taken_out_breaks_the_chain(sealed: list[Entry]) -> None:
    Seal.objects.filter(number=1).update(digest=bytes(32))
    assert [fault.split(" are ")[1][:18] for fault in seals.look().faults] == [
        "not as seal 1 clos",
        "not as seal 2 clos",
    ]
    Seal.objects.filter(number=2).delete()
    assert "seal 2 is missing" in seals.look().faults[1]


@pytest.mark.usefixtures("unguarded")
def test_journal_forged_with_all_its_seals_is_found_by_one_digest_kept_elsewhere(sealed: list[Entry]) -> None:
    kept = {one.number: one.digest_text for one in Seal.objects.all()}
    assert seals.not_as_kept(kept) == []
    changed(what="y.done")(sealed)
    Seal.objects.all().delete()
    seals.seal_settled(most=4)
    assert seals.look().faults == [], "the forger did it well"
    assert seals.not_as_kept({3: kept[3]})[0].startswith("seal 3 is not the one that was kept elsewhere")
    assert seals.not_as_kept({9: kept[3]})[0].startswith("seal 9 is missing")


def test_seal_cannot_be_changed(sealed: list[Entry]) -> None:
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic():
        Seal.objects.filter(number=1).update(entries=5)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_close_each_block_once() -> None:
    for n in range(60):
        record(what="x.done", which=f"x:{n}", by=SYSTEM)
    settled.forget()
    settled.settled()
    begun, done = threading.Barrier(4), []

    def work() -> None:
        begun.wait(10)
        done.append(seals.seal_settled(most=3))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert sum(done) == Seal.objects.count() == 20
    assert seals.look().faults == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("upto", [settled.settled, settled.last_entry], ids=["settled", "control: the highest number"])
def test_block_is_never_closed_over_somebody_who_is_still_writing(
    monkeypatch: pytest.MonkeyPatch, upto: Callable[[], int]
) -> None:
    settled.forget()
    monkeypatch.setattr(seals, "settled", upto)
    with a_writer():
        record(what="x.early", which="x:2", by=SYSTEM)
        seals.seal_settled()
    seals.seal_settled()
    seals.seal_settled()
    assert bool(seals.look().faults) is (upto is settled.last_entry)
    settled.forget()


def test_check_prints_the_last_seal_and_compares_one_that_was_kept(
    sealed: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    seal = seals.latest()
    assert seal is not None
    call_command("check")
    assert f"under seal 3:{seal.digest_text}" in capsys.readouterr().out
    call_command("check", seal=[(3, seal.digest_text)])
    with pytest.raises(CommandError, match="seal 3 is not the one"):
        call_command("check", seal=[(3, "0" * 64)])


@pytest.mark.parametrize("text", ["3", "3:abc", ":" + "0" * 64, "x:" + "0" * 64])
def test_seal_that_was_copied_badly_is_said_to_be(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="as check prints it"):
        kept_seal(text)
