"""The public page of what is kept: complete, in both languages, the same for everybody."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from duikou.base.registry import PersonalField, personal_fields
from duikou.portal.promises import NEVER

pytestmark = pytest.mark.django_db


def page(language: str) -> str:
    answer = Client(headers={"accept-language": language}).get("/promises")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_declared_field_and_every_promise_stands_on_it(language: str) -> None:
    text = page(language)
    with translation.override(language):
        for field in personal_fields:
            for said in (field.label, field.purpose, field.seen_by, field.kept_for):
                assert gettext(said) in text, said
        for promise in NEVER:
            assert str(promise) in text
    assert len(personal_fields) > 10


def test_field_that_a_room_declares_later_stands_on_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = PersonalField(
        model="directory.Person",
        field="planted",
        label="shoe size",
        whose="person",
        purpose="to prove it",
        legal_basis="none",
        seen_by="nobody",
        kept_for="a moment",
        erased_by="the test",
    )
    assert "shoe size" not in page("en")
    monkeypatch.setitem(personal_fields._things, "planted", planted)
    assert "shoe size" in page("en")


def test_every_page_leads_to_it() -> None:
    assert 'href="/promises"' in Client().get("/").content.decode()
