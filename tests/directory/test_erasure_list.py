"""A restored backup brings nobody back who was erased."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.ids import new_id
from duikou.booking import actions as engine
from duikou.booking.actions import erase_person
from duikou.booking.models import Booking, Standing
from duikou.directory import erasure_list
from duikou.directory.actions import erase_again, keep_person
from duikou.directory.erasure import erase_people
from duikou.directory.models import Erased, Person
from duikou.fairs.actions.interviews import about_post, make_interviews
from duikou.journal.models import Entry
from tests.config.test_settings import ROOT, duikou
from tests.fairs.factories import make_fair, make_post
from tests.made import made_folder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(settings, tmp_path) -> Path:
    settings.ERASURES = tmp_path / "elsewhere" / "erasures.txt"
    return tmp_path / "elsewhere" / "erasures.txt"


def somebody(number: int = 1) -> Person:
    return keep_person(name=f"人{number}", contact=f"1390000000{number}", language="en")


def a_booking(person: Person) -> Booking:
    """A live booking of the person, made by the engine."""
    post = make_post(make_fair())
    assert post.stand is not None
    assert post.stand.resource is not None
    slot = post.stand.resource.slots.first()
    assert slot is not None
    claim = engine.Claim(slot.pk, person.pk, companion=make_interviews, about=about_post(post))
    answer = engine.claim(claim, by=COMMAND)
    assert isinstance(answer, engine.Confirmed), answer
    return answer.booking


def backup(*rows: Any) -> str:
    """These rows as a backup has them."""
    return serializers.serialize("json", rows)


def restore(text: str) -> None:
    """Put the backup's rows back over what is there, and forget what came after it."""
    for one in serializers.deserialize("json", text):
        one.save()
    Erased.objects.all().delete()


def test_every_erasure_leaves_a_line_that_says_nothing(file):
    person = somebody()
    hexes = (
        person.public_id.hex,
        str(person.public_id),
        bytes(person.contact_hash).hex(),
        bytes(person.person_hash).hex(),
    )
    erase_people([person.pk])
    head, line = file.read_text(encoding="utf-8").splitlines()
    assert head.startswith("#")
    assert erasure_list.LINE.fullmatch(line)
    assert not [one for one in (*hexes, "人1", "1390000") if one in line]
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(Erased.objects.values_list("mark", flat=True)) == [line[11:]]


def test_who_comes_back_with_a_backup_is_erased_again_with_the_place(file):
    person = somebody()
    booking = a_booking(person)
    kept = backup(person, booking, *Standing.objects.all())
    slot = booking.slot
    other = somebody(2)
    assert erase_person(person_id=person.pk, which="booking:x", by=COMMAND)
    restore(kept)
    type(slot).objects.filter(pk=slot.pk).update(taken=1)
    assert Person.objects.get(pk=person.pk).name == "人1"
    assert erase_again() == 1
    assert list(Person.objects.values_list("pk", flat=True)) == [other.pk]
    booking.refresh_from_db()
    assert (booking.person_id, booking.state) == (None, Booking.State.CANCELLED)
    slot.refresh_from_db()
    assert slot.taken == 0
    assert Entry.objects.filter(what="people.erased_again").count() == 1
    assert erase_again() == 0
    assert Entry.objects.filter(what="people.erased_again").count() == 1
    assert len(erasure_list.listed()) == 1, "the same mark stands for both"


def test_without_the_list_a_backup_would_bring_them_back(file):
    person = somebody()
    kept = backup(person)
    erase_people([person.pk])
    file.unlink()
    restore(kept)
    assert erase_again() == 0
    assert Person.objects.filter(pk=person.pk).exists()


def test_somebody_who_comes_again_after_an_erasure_stays(file):
    erase_people([somebody().pk])
    again = somebody()
    assert erase_again() == 0
    Erased.objects.all().delete()  # as if restored
    assert erase_again() == 0
    assert Person.objects.get().pk == again.pk


def test_a_rolled_back_erasure_leaves_no_line(file):
    person = somebody()
    with transaction.atomic():
        erase_people([person.pk])
        transaction.set_rollback(True)
    assert not file.exists()
    assert erase_again() == 0
    assert Person.objects.exists()


def test_a_list_that_lacks_lines_gets_them_from_the_database(file):
    erase_people([somebody().pk])
    lines = file.read_text(encoding="utf-8")
    file.unlink()
    assert erasure_list.complete() == 1
    assert file.read_text(encoding="utf-8") == lines
    assert erasure_list.complete() == 0


def test_a_line_cut_off_by_a_crash_is_written_again(file):
    erase_people([somebody().pk])
    with file.open("rb+") as opened:
        opened.truncate(file.stat().st_size - 5)
    assert erasure_list.listed() == {}
    erase_people([somebody(2).pk])
    assert len(erasure_list.listed()) == 1
    assert erasure_list.complete() == 1
    assert len(erasure_list.listed()) == 2


def test_a_list_that_cannot_be_written_stops_no_erasure_and_the_next_start(file, caplog):
    file.mkdir(parents=True)
    erase_people([somebody().pk])
    assert not Person.objects.exists()
    assert "cannot be written" in caplog.text
    with pytest.raises(erasure_list.ListUnusable, match="cannot be read"):
        erase_again()
    file.rmdir()
    erase_again()
    assert len(erasure_list.listed()) == 1


def test_a_clock_that_was_moved_confuses_nothing(file, settings, tmp_path):
    settings.DEMO, settings.DATA = True, tmp_path
    person = somebody()
    kept = backup(person)
    clock.move_to(clock.now() + timedelta(days=400))
    erase_people([person.pk])
    today = str((clock.now() - clock.offset()).date())
    assert list(erasure_list.listed().values()) == [today]
    clock.put_right()
    restore(kept)
    assert erase_again() == 1
    assert not Person.objects.exists()


def test_two_processes_write_whole_lines(file):
    from concurrent.futures import ThreadPoolExecutor

    marks = [erasure_list.mark_of(new_id()) for _ in range(200)]
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda mark: erasure_list.append([mark]), marks))
    assert set(erasure_list.listed()) == set(marks)


def test_the_command_says_how_many(file, capsys):
    person = somebody()
    kept = backup(person)
    erase_people([person.pk])
    restore(kept)
    call_command("erase", "--replay")
    assert "1 people were erased again" in capsys.readouterr().out


MAKE = """
import django; django.setup()
from duikou.directory import key_checks
from duikou.directory.actions import keep_person
key_checks.begin(); print(keep_person(name="人", contact="13900000001", language="en").pk)
"""
ERASE = """
import django; django.setup()
from duikou.directory.erasure import erase_people
print(erase_people([1]))
"""


@pytest.mark.slow
def test_a_restored_sqlite_file_has_them_gone_before_anything_is_served(tmp_path):
    where = {
        **os.environ, "DUIKOU_DATA": str(tmp_path), "DUIKOU_DATABASE": "", "DUIKOU_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "duikou.config.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip

    def run(code: str) -> str:
        return subprocess.run([sys.executable, "-c", code], env=where, text=True, capture_output=True).stdout.strip()

    made_folder(tmp_path)
    assert run(MAKE) == "1"
    database, copy = tmp_path / "duikou.sqlite3", tmp_path / "backup.sqlite3"
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    assert run(ERASE) == "1"
    for path in tmp_path.glob("duikou.sqlite3*"):
        path.unlink()
    shutil.copy(copy, database)
    count = "SELECT COUNT(*) FROM directory_person"
    with sqlite3.connect(database) as opened:
        assert opened.execute(count).fetchone() == (1,), "the backup has brought them back"
    assert duikou("worker", "--once", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="").returncode == 0
    with sqlite3.connect(database) as opened:
        assert opened.execute(count).fetchone() == (0,)
