"""Contacts and names as people type them."""

import pytest

from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.contacts import is_mail, normal_contact, normal_name
from duikou.directory.models import Organisation
from duikou.directory.names import organisation_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13912345678", "+8613912345678"),
        ("139 1234 5678", "+8613912345678"),
        ("139-1234-5678", "+8613912345678"),
        ("＋８６ １３９１２３４５６７８", "+8613912345678"),
        ("008613912345678", "+8613912345678"),
        ("0937-6226111", "+869376226111"),
        ("(010) 6655 4433", "+861066554433"),
        ("+44 20 7946 0018", "+442079460018"),
        (" Li.Si@Example.ORG ", "li.si@example.org"),
        ("ｌｉ＠example.org", "li@example.org"),
    ],
)
def test_contact_as_typed_has_one_form(typed, kept):
    assert normal_contact(typed) == kept
    assert normal_contact(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "12345", "23912345678", "li@", "@example.org", "a b@example.org", "li@example", "微信 lisi", "1" * 40]
)
def test_contact_that_is_none_is_refused(typed):
    assert normal_contact(typed) is None


def test_mail_and_telephone_are_told_apart():
    assert is_mail("li@example.org")
    assert not is_mail("+8613912345678")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  才让  ", "才让"),
        ("Ａ", "Ａ"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("\u202eabc\u202c", "abc"),
        ("李\u0000四", "李四"),
        ("Anna   Maria", "Anna Maria"),
    ],
)
def test_name_as_typed_is_kept_without_marks(typed, kept):
    assert normal_name(typed) == kept


def test_person_is_one_whatever_the_form_of_name_and_contact(db):
    first = actions.keep_person(name="李 四", contact="13912345678", language="zh-hans")
    assert actions.keep_person(name="李四", contact="+86 139 1234 5678", language="en") == first
    assert actions.keep_person(name="李小四", contact="13912345678", language="en") != first


def test_person_with_a_bad_name_or_contact_is_refused(db):
    with pytest.raises(actions.BadName):
        actions.keep_person(name="\u200b", contact="13912345678", language="en")
    with pytest.raises(actions.BadContact):
        actions.keep_person(name="李四", contact="nowhere", language="en")


def test_organisation_is_found_in_any_width_and_by_its_code(db):
    assert organisation_key("示例（甘肃） 有限公司") == organisation_key("示例(甘肃)有限公司")
    kind = Organisation.Kind.EMPLOYER
    first, new = actions.add_organisation(name="示例（甘肃）有限公司", kind=kind, by=COMMAND)
    assert new
    same, new = actions.add_organisation(name="示例(甘肃)有限公司", kind=kind, uscc="91350100M000100Y43", by=COMMAND)
    assert (same, new) == (first, False)
    other, new = actions.add_organisation(name="改了名字", kind=kind, uscc="91350100m000100y43", by=COMMAND)
    assert (other, new) == (first, False)
    with pytest.raises(actions.BadCode):
        actions.add_organisation(name="x", kind=kind, uscc="91350100M000100Y44", by=COMMAND)
