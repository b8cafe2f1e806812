"""What is never kept about people, and where the little that is kept stands: the program's own proofs, and what only a
reader of its text can see."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db.models import BinaryField

from duikou.base.keeping import in_order, not_about_people, not_personal
from duikou.base.proofs import names
from duikou.base.refused import refused
from duikou.base.registry import look_ups, personal_fields, sealed_inside
from duikou.base.sealed import SealedText
from duikou.directory.models import Account, AddressChange, Invitation, PasswordRequest, Person
from tests.architecture.house import SOURCE, room_of, source_files, tree

OF_THE_CODE = ("fields", "forms", "api", "spreadsheets", "declared")
WRITERS = {"record", "record_each", "record_reading", "queue", "queue_each"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", OF_THE_CODE)
def test_promise_that_the_code_alone_can_break_is_kept(name: str) -> None:
    (proof,) = [one for one in in_order() if one.name == name]
    found = proof.look()
    assert found.faults == []
    assert sum(found.looked_at.values()) > 100


def test_every_screen_is_loaded_to_be_looked_at() -> None:
    assert names.forms().looked_at["fields of forms"] > 100
    assert names.shapes().looked_at["fields of the API"] > 100


def test_journal_and_messages_are_given_no_details_that_are_refused() -> None:
    found = [
        f"{room_of(path)}/{path.name}:{call.lineno} {word.arg}"
        for path in source_files()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in WRITERS
        for word in call.keywords
        if word.arg and refused(word.arg)
    ]
    assert found == []


def test_a_person_is_a_name_a_contact_and_a_language_all_sealed():
    fields = {field.name: field for field in Person._meta.get_fields() if not field.auto_created and field.concrete}
    plain = {"public_id", "person_hash", "contact_hash", "created_at"}
    sealed = {name for name, field in fields.items() if isinstance(field, SealedText)}
    assert sealed == {"name", "contact", "contact_language"}
    assert set(fields) == sealed | plain


def test_exceptions_are_of_columns_that_are_there_and_say_why() -> None:
    for registry in (not_personal, not_about_people):
        for label, why in registry._things.items():
            room, model, field = label.split(".")
            apps.get_model(room, model)._meta.get_field(field)
            assert len(why) > 20, label


def test_every_stored_check_number_is_worked_out_anew_when_its_key_changes():
    """Those that rows are found by; what is a hash of something random, or under a key that stays, needs none."""
    lasting = {
        ("directory.ApiToken", "secret_hash"),
        ("booking.DoorLink", "secret_hash"),
        ("directory.Invitation", "secret_hash"),
        ("booking.Invitation", "code_hash"),
        ("booking.CodeTally", "contact_hash"),
        ("desk.Enquiry", "code_hash"),
    }
    stored = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.name.endswith("hash")
    }
    somebody = Person(name="王小明", contact="+8613900000000")
    rows = {
        "directory.PasswordRequest": PasswordRequest(asked="wang"),
        **{
            one._meta.label: one(email="wang@example.org", email_hash=b"")
            for one in (Account, Invitation, AddressChange)
        },
    }
    declared = {(one.model, column) for one in look_ups for column in one.hashes(rows.get(one.model, somebody))}
    assert stored - lasting == declared


def test_whatever_is_sealed_is_found_when_its_key_changes():
    """In a SealedText column, or inside a column that is declared: nowhere else."""
    known = {
        "base/sealed.py",
        "directory/actions/people.py",  # for columns of Person
        "directory/actions/on_paper.py",  # the same
        "directory/actions/keys/sealing.py",
        "directory/second_factors.py",  # inside mfa.Authenticator.data
    }
    calls = re.compile(r"(?<![\w.])seal\(|sealed\.seal\(")
    found = {
        path.relative_to(SOURCE).as_posix() for path in source_files() if calls.search(path.read_text(encoding="utf-8"))
    }
    assert found == known
    assert list(sealed_inside) == [("mfa.Authenticator", "data")]


def test_what_is_about_people_served_has_an_end_that_can_be_looked_up() -> None:
    assert [one for one in personal_fields if one.whose == "person" and one.overdue is None] == []


def test_nothing_logs_names_or_contacts():
    wrong = re.compile(r"log(?:ger)?\.\w+\(.*(?:(?:person|who|account)\.\w*name\b|\.contact\b|person\b)")
    found = [
        f"{room_of(path)}/{path.name}:{number}"
        for path in source_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]
    assert found == []
