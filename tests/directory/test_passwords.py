"""Which passwords are taken."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from duikou.base import clock
from duikou.directory.models import Account, City


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("password", ["password123", "1234567890", "qwertyuiop", "QWERTYUIOP", "iloveyou123", "short"])
def test_password_that_everybody_has_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["Xj9 duikou 77", "我在对口办公室2026", "嘉峪关市的大门长又长", "mr-zhangwei-4711"]
)
def test_password_with_a_name_that_others_would_try_is_refused(db: None, password: str) -> None:
    City.objects.create(name={"zh-hans": "嘉峪关市"}, office={}, set_up_at=clock.now())
    with pytest.raises(ValidationError, match="名称"):
        validate_password(password, Account(username="zhangwei@example.org"))


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "只有小写字母和汉字也可以的", "x" * 5 + " " * 59 + "y"]
)
def test_long_password_is_taken_as_it_is(password: str) -> None:
    validate_password(password)
    account = Account(username="somebody")
    account.set_password(password)
    assert account.check_password(password)
    assert not account.check_password(password[:-1])
    assert not account.check_password(password + " ")
    assert not account.check_password(password.upper()) or password == password.upper()


@pytest.mark.parametrize("password", ["short", "password1234", "mr-zhangwei-4711", "12345678901"])
def test_refusal_of_a_password_is_in_the_language_of_the_page(db: None, password: str) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as told:
        validate_password(password, Account(username="zhangwei@example.org"))
    assert not [one for one in told.value.messages if re.search(r"[a-z]{3}", one)]
