"""Nothing that a foreign key leads to from a person is left out of what the person is given, or goes on after them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from duikou.activities.models import ContestEntry, HoursBook, KeptShift, Presence, Recusal
from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.ids import new_id
from duikou.base.registry import kept_rows, personal_fields
from duikou.booking.actions import number_booking
from duikou.booking.models import (
    Booking,
    CalendarFeed,
    Chance,
    CheckIn,
    Draw,
    DrawEntry,
    SentArrival,
    Standing,
    WaitingEntry,
    Wish,
)
from duikou.desk.models import Appointment
from duikou.directory import export
from duikou.directory.erasure import erase_people
from duikou.directory.export import everything_about, tables
from duikou.directory.models import Person
from duikou.fairs.models import FollowUp, Resume, ResumeShare, SentStep, WishedPost
from tests.architecture.world import World, build


@pytest.fixture
def world(db: None, settings, tmp_path) -> World:
    settings.DATA = tmp_path
    settings.ERASURES = tmp_path / "erasures.txt"
    return build(tmp_path)


def test_every_table_that_is_reached_from_a_person_is_described_column_by_column():
    for model in tables():
        kept = kept_rows.get(model._meta.label)
        assert kept is not None, f"{model._meta.label} holds something about people: say what, in its room's privacy.py"
        assert set(kept.labels) | kept.inner == {field.name for field in model._meta.concrete_fields} - (
            set() if "id" in kept.inner else {"id"}
        ), model._meta.label
    described = {kept.model for kept in kept_rows}
    assert described == {model._meta.label for model in tables()}


def test_every_table_that_is_reached_is_exported(world):
    person = world.booking.person
    assert person is not None
    WaitingEntry.objects.update(person=person)
    CheckIn.objects.create(booking=world.booking, at=clock.now(), by="x", method=CheckIn.Method.SCAN)
    now, post = clock.now(), world.post
    draw = Draw.objects.get(offer=world.booking.offer)
    entry = DrawEntry.objects.create(draw=draw, person=person, created_at=now, changed_at=now)
    wish = Wish.objects.create(entry=entry, resource=world.booking.slot.resource, rank=1)
    WishedPost.objects.create(wish=wish, post=post)
    number_booking(world.booking, by=COMMAND)
    SentArrival.objects.create(
        sent_id=new_id(), offer=world.booking.offer, booking=world.booking, named=world.booking.public_id, at=now,
        received_at=now, by="x", method=CheckIn.Method.SCAN, result=SentArrival.Result.CHECKED_IN,
    )  # fmt: skip
    FollowUp.objects.create(person=person, stand=world.stand, since=now.date())
    SentStep.objects.create(
        sent_id=new_id(), source=new_id(), stand=world.stand, booking=world.booking, named=world.booking.public_id,
        step="hired", at=now, seen_at=now, received_at=now, by="x", result=SentStep.Result.NOTED,
    )  # fmt: skip
    Appointment.objects.create(booking=world.booking)
    Presence.objects.create(session=world.course.sessions.all()[0], booking=world.booking)
    ContestEntry.objects.filter(pk=world.work.pk).update(person=person)
    Recusal.objects.create(juror=world.juror, entry=world.work, at=now)
    resume = Resume.objects.create(booking=world.booking, work="x", created_at=now, changed_at=now)
    ResumeShare.objects.create(resume=resume, stand=world.stand, shared_at=now)
    Chance.objects.create(offer=draw.offer, slot=world.booking.slot, person=person, made_at=now, until=now)
    CalendarFeed.objects.create(person=person, created_at=now)
    KeptShift.objects.create(booking=world.booking, book=HoursBook.objects.create(name="x", created_at=now))
    told = everything_about(person)
    missing = [str(kept.title) for kept in kept_rows if export._(kept.title) not in told]
    assert missing == [], "plant a row of it above"
    kept = told[export._("Kept about you")]
    assert len(kept) == sum(field.model == "directory.Person" for field in personal_fields)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_nobody_described_is_exported_under_its_own_names(settings, tmp_path):
    settings.ERASURES = tmp_path / "erasures.txt"

    class Planted(models.Model):
        whose = models.ForeignKey(Person, models.CASCADE, related_name="+planted")
        said = models.CharField(max_length=20)

        class Meta:
            app_label = "directory"

    try:
        with connection.schema_editor() as editor:
            editor.create_model(Planted)
        person = Person.objects.create(
            name="人", contact="+8613900000000", contact_language="en", person_hash=b"a" * 32, contact_hash=b"b" * 32,
            created_at=clock.now(),
        )  # fmt: skip
        Planted.objects.create(whose=person, said="something")
        assert Planted in tables()
        told = everything_about(person)
        assert told["directory.Planted"] == [{"said": "something", "whose": str(person)}]
        erase_people([person.pk])
        assert not Planted.objects.exists()
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Planted)
        del apps.all_models["directory"]["planted"]
        apps.clear_cache()


def test_whoever_is_erased_is_pointed_at_by_nothing(world):
    person = world.booking.person
    assert person is not None
    before = Booking.objects.count()
    erase_people([person.pk])
    assert Booking.objects.count() == before
    assert not Booking.objects.filter(person=person.pk).exists()
    assert not Standing.objects.filter(person=person.pk).exists()
    assert not WaitingEntry.objects.filter(person=person.pk).exists()
