"""The proofs of the promises about people find what is planted, and nothing in a city that keeps them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection, models

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.keeping import in_order
from duikou.base.proofs import declared, names, reading, sealed, terms
from duikou.base.registry import PersonalField, personal_fields
from duikou.base.sealed import SealedText
from duikou.booking.models import Booking
from duikou.directory.models import Account, Person, Webhook
from duikou.journal.actions import record
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand
from tests.planting import planted_form, planted_model, planted_shape

pytestmark = pytest.mark.django_db


def test_nothing_is_found_in_a_city_that_keeps_its_promises() -> None:
    make_booking(make_stand(make_fair()), make_person("张三"))
    looked = {one.name: one.look() for one in in_order() if one.name != "erasing"}
    assert {name: found.faults for name, found in looked.items() if found.faults} == {}
    assert looked["sealed"].looked_at["sealed values"] > 2


@pytest.mark.parametrize("name", ["ethnicity", "minzu", "sfzh", "id_number"])
def test_planted_column_is_found_by_its_name(name: str) -> None:
    with planted_model(**{name: models.CharField(max_length=9)}):
        (fault,) = names.columns().faults
    assert fault.startswith(f"directory.Planted.{name} would keep ")
    assert names.columns().faults == []


def test_planted_column_is_found_by_what_it_is_called() -> None:
    with planted_model(group=models.CharField("民族", max_length=9)):
        assert len(names.columns().faults) == 1


def test_column_of_a_library_counts_once_something_is_stored_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with planted_model(module="axes.models", ip_address=models.CharField(max_length=9)):
        assert names.columns().faults == [], "its table is not even there"
        monkeypatch.setattr(names, "has_rows", lambda model: model.__name__ == "Planted")
        assert len(names.columns().faults) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"religion": forms.CharField()},
        {"zongjiao": forms.CharField()},
        {"question": forms.CharField(label="身份证号")},
        {"question": forms.CharField(label="Date of birth")},
    ],
    ids=["English", "pinyin", "Chinese label", "English label"],
)
def test_planted_form_is_found(fields: dict[str, forms.Field]) -> None:
    with planted_form(**fields):
        (fault,) = names.forms().faults
    assert fault.startswith("duikou.planted.PlantedForm.")
    assert names.forms().faults == []


def test_planted_shape_of_the_api_is_found() -> None:
    with planted_shape(home_address=str):
        (fault,) = names.shapes().faults
    assert fault.startswith("duikou.planted.PlantedOut.home_address would keep home or movements")
    assert names.shapes().faults == []


@pytest.mark.parametrize("details", [{"ethnicity": "x"}, {"more": [{"deep": {"户籍": "x"}}]}])
def test_refused_key_of_stored_json_is_found_and_its_value_not_told(details: dict[str, Any]) -> None:
    entry = record(what="x.done", which="x:1", by=SYSTEM, **details)
    (fault,) = names.keys().faults
    assert fault.startswith(f"journal.Entry.details of row {entry.pk}, ")
    assert "'x'" not in fault


def test_plain_text_in_a_sealed_column_is_found_and_not_told() -> None:
    people = [make_person(f"张{n}") for n in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_person SET contact = '13812345678' WHERE id = %s", [people[1].pk])
    (fault,) = sealed.columns().faults
    assert fault.startswith(f"directory.Person.contact of row {people[1].pk}: is not encrypted")
    assert "138" not in fault


@pytest.mark.parametrize("value", ["s1:1:AAAA", "s1:9:" + "A" * 60, "s1:1:" + "A" * 60, "s1"])
def test_what_only_looks_encrypted_is_found(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_person SET name = %s WHERE id = %s", [value, make_person("张三").pk])
    assert len(sealed.columns().faults) == 1


def test_every_row_is_read_however_many_pieces_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE", 2)
    people = [make_person(f"张{n}") for n in range(5)]
    assert [pk for pk, _name in reading.rows(Person, "name")] == [one.pk for one in people]
    assert list(reading.rows(Webhook, "secret")) == []


def test_index_on_a_sealed_column_is_found() -> None:
    with planted_model(secret=SealedText(db_index=True)), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE directory_planted (id integer PRIMARY KEY, secret text)")
        (fault,) = sealed.columns().faults
    assert fault.startswith("directory.Planted.secret: is indexed")


@pytest.mark.parametrize(
    "field",
    [
        models.ForeignKey(Person, models.CASCADE, related_name="+"),
        models.OneToOneField(Person, models.CASCADE, related_name="+"),
        models.ForeignKey(Account, models.CASCADE, related_name="+"),
        SealedText(),
        models.EmailField(),
    ],
    ids=["person", "one person", "account", "sealed", "e-mail"],
)
def test_planted_personal_field_is_found_until_it_is_declared(
    field: models.Field[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with planted_model(planted=field):
        (fault,) = declared.fields().faults
        assert fault.startswith("directory.Planted.planted: ")
        monkeypatch.setitem(personal_fields._things, "planted", declaration("directory.Planted", "planted"))
        assert declared.fields().faults == []


@pytest.mark.parametrize("name", ["by", "decided_by", "recipient"])
def test_planted_field_that_says_who_did_something_is_found(name: str) -> None:
    with planted_model(**{name: models.CharField(max_length=80)}):
        assert len(declared.fields().faults) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"model": "directory.Nothing"}, {"field": "nothing"}, {"purpose": ""}, {"whose": "person"}],
    ids=str,
)
def test_declaration_that_does_not_hold_is_found(wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    planted = declaration(**{"model": "directory.Account", "field": "username", **wrong})
    monkeypatch.setitem(personal_fields._things, "planted", planted)
    assert len(declared.fields().faults) == 1


def declaration(model: str, field: str, **more: Any) -> PersonalField:
    """A declaration of this field as one of an account."""
    said: dict[str, Any] = {
        "label": "x",
        "whose": "account",
        "purpose": "x",
        "legal_basis": "x",
        "seen_by": "x",
        "kept_for": "x",
        "erased_by": "x",
        **more,
    }
    return PersonalField(model=model, field=field, **said)


def test_person_kept_too_long_is_found(clock_at: Any) -> None:
    booking = make_booking(make_stand(make_fair()), make_person("张三"))
    ends = booking.offer.slots.latest("ends_at").ends_at
    Booking.objects.filter(pk=booking.pk).update(attendance=Booking.Attendance.ARRIVED)
    clock_at(ends + timedelta(days=30, hours=1))
    assert terms.ends().faults == [], "the worker has two hours"
    clock_at(ends + timedelta(days=30, hours=3))
    faults = terms.ends().faults
    assert any(fault.startswith(f"booking.Booking.person of row {booking.pk}: is kept for longer") for fault in faults)
    assert not any("张三" in fault for fault in faults)


def test_person_who_did_not_come_is_found_a_day_after_the_event(clock_at: Any) -> None:
    booking = make_booking(make_stand(make_fair()), make_person("张三"))
    clock_at(booking.offer.slots.latest("ends_at").ends_at + timedelta(days=1, hours=3))
    assert any(fault.startswith("booking.Booking.person") for fault in terms.ends().faults)


def test_person_to_whom_nothing_is_tied_is_found_after_a_day(clock_at: Any) -> None:
    tied, stray = make_person("张三"), make_person("李四")
    make_booking(make_stand(make_fair()), tied)
    clock_at(clock.now() + timedelta(days=1, hours=3))
    faults = [fault for fault in terms.ends().faults if "Person.name" in fault]
    assert len(faults) == 1
    assert faults[0].startswith(f"directory.Person.name of row {stray.pk}:")
