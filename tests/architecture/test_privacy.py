"""What is never kept about people, and where the little that is kept stands."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps
from django.db.models import BinaryField
from django.forms import BaseForm, Form

from duikou.base.registry import look_ups, personal_fields, sealed_inside
from duikou.base.sealed import SealedText
from duikou.directory.models import Account, AddressChange, Invitation, PasswordRequest, Person
from tests.architecture.house import SOURCE, layer_of, room_of, source_files

WORDS = {
    "ethnicity", "ethnic", "nationality", "minority", "race", "religion", "religious", "faith", "church",
    "id_number", "id_card", "identity", "passport", "ssn", "hukou", "household", "origin", "birthplace", "native",
    "mother_tongue", "tongue", "photo", "portrait", "face", "fingerprint", "biometric", "biometrics", "health",
    "disease", "disability", "income", "salary_now", "politics", "political", "party", "relatives", "parents", "spouse",
    "marital", "married", "home", "gender", "sex", "birthday", "birth", "age", "ip", "ip_address", "device",
    "user_agent",
    "fingerprint_id", "score", "rating", "tag", "tags", "note_about", "remark_about",
    "minzu", "zongjiao", "xinyang", "shenfenzheng", "zhengjian", "huji", "jiguan", "muyu", "zhaopian", "xingbie",
    "hunyin", "zhengzhi", "mianmao", "jiating", "shengri", "nianling", "jiankang",
}  # fmt: skip
CHINESE = re.compile(
    "民族|宗教|信仰|身份证|证件号|户籍|户口|籍贯|出生地|母语|照片|人脸|指纹|健康状况|病史|收入|政治面貌|党员|婚姻|家庭|"
    "亲属|父母|配偶|性别|生日|出生日期|年龄|住址"
)


def is_banned(name: str) -> bool:
    """Whether a field of this name would keep what must never be kept about a person."""
    parts = name.lower().split("_")
    pairs = {"_".join(pair) for pair in pairwise(parts)}
    return bool({*parts, *pairs} & WORDS) or bool(CHINESE.search(name))


@pytest.mark.parametrize(
    "name", ["ethnicity", "minzu", "id_number", "民族", "person_religion", "户籍地", "home_address"]
)
def test_guard_notices_banned_names(name: str) -> None:
    assert is_banned(name)


def test_models_keep_nothing_banned():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("duikou.")
        for field in model._meta.get_fields()
        if is_banned(field.name) or CHINESE.search(str(getattr(field, "verbose_name", "")))
    ]
    assert found == []


def forms_of_the_house() -> list[type[BaseForm]]:
    """Every form class of the product."""
    for path in source_files():
        if layer_of(path) == "forms":
            import_module(
                "duikou." + ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            )
    found: list[type[BaseForm]] = []
    waiting: list[type[BaseForm]] = [Form]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [form for form in children if form.__module__.startswith("duikou.")]
    return found


def test_forms_ask_nothing_banned():
    forms = forms_of_the_house()
    assert len(forms) > 5
    found = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in forms
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if is_banned(name) or CHINESE.search(str(field.label or ""))
    ]
    assert found == []


def test_a_person_is_a_name_a_contact_and_a_language_all_sealed():
    fields = {field.name: field for field in Person._meta.get_fields() if not field.auto_created and field.concrete}
    plain = {"public_id", "person_hash", "contact_hash", "created_at"}
    sealed = {name for name, field in fields.items() if isinstance(field, SealedText)}
    assert sealed == {"name", "contact", "contact_language"}
    assert set(fields) == sealed | plain


def test_every_sealed_field_is_declared_with_its_purpose_and_its_end():
    declared = {(field.model, field.field) for field in personal_fields}
    sealed = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedText)
    }
    not_personal = {("directory.City", "mail"), ("directory.Webhook", "secret")}
    assert sealed - not_personal <= declared
    for field in personal_fields:
        assert all((field.label, field.purpose, field.legal_basis, field.seen_by, field.kept_for, field.erased_by)), (
            field
        )


def test_every_stored_check_number_is_worked_out_anew_when_its_key_changes():
    """Those that rows are found by; what is a hash of something random, or under a key that stays, needs none."""
    lasting = {
        ("directory.ApiToken", "secret_hash"),
        ("booking.DoorLink", "secret_hash"),
        ("directory.Invitation", "secret_hash"),
        ("booking.Invitation", "code_hash"),
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


def test_declared_personal_fields_exist():
    for declared in personal_fields:
        apps.get_model(declared.model)._meta.get_field(declared.field)


def test_sealed_fields_are_never_indexed_or_unique():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedText) and (field.db_index or field.unique)
    ]
    assert found == []


def test_nothing_logs_names_or_contacts():
    wrong = re.compile(r"log(?:ger)?\.\w+\(.*(?:(?:person|who|account)\.\w*name\b|\.contact\b|person\b)")
    found = [
        f"{room_of(path)}/{path.name}:{number}"
        for path in source_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]
    assert found == []
