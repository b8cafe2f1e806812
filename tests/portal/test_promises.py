"""The public page of what is kept: complete, in both languages, the same for everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from duikou.base import clock
from duikou.base.keeping import proofs
from duikou.base.moments import moment_text
from duikou.base.promises import Findings
from duikou.base.registry import PersonalField, personal_fields
from duikou.journal.models import Proven
from duikou.journal.proving import prove
from duikou.journal.retention import erase_due
from duikou.portal.promises import ABOUT, NEVER
from tests.browser import assert_accessible, assert_fits, shot
from tests.fairs.factories import make_person
from tests.planting import planted_form, planted_model, planted_shape

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


def test_what_is_kept_stands_under_headings_that_say_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page("en")
    assert text.count('class="fold printed kept"') == len(ABOUT)
    assert "Other things" not in text
    of_nothing = replace(next(one for one in personal_fields if one.whose == "person"), model="desk.Question")
    monkeypatch.setitem(personal_fields._things, "planted", of_nothing)
    assert "Other things" in page("en")


def test_every_page_leads_to_it() -> None:
    assert 'href="/promises"' in Client().get("/").content.decode()


def test_page_works_when_nothing_was_ever_looked_at() -> None:
    text = page("en")
    assert text.count("not checked yet") == len(proofs)
    assert "Nobody has looked at some of these promises yet" in text
    assert "is kept</span>" not in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_promise_stands_on_it_with_its_result_and_date(language: str) -> None:
    erase_due()
    assert {one.result for one in prove()} == {"kept"}
    text = page(language)
    with translation.override(language):
        for proof in proofs:
            assert gettext(proof.promise) in text
            assert gettext(proof.looks_at) in text
        assert text.count(f'state done nowrap">{gettext("is kept")}<') == len(proofs)
        assert text.count(moment_text(Proven.objects.latest("at").at)) >= len(proofs)
    assert "state late" not in text


@pytest.mark.parametrize(
    ("plant", "promise"),
    [
        (lambda: planted_form(ethnicity=forms.CharField()), "No form asks for any of it"),
        (lambda: planted_model(sfzh=models.CharField(max_length=18)), "No place to store what is never kept"),
        (lambda: planted_shape(home_address=str), "No other system can send or fetch any of it"),
    ],
    ids=["form", "column", "API"],
)
def test_planted_field_turns_it_red_and_its_name_is_not_told(plant: Any, promise: str) -> None:
    erase_due()
    with plant():
        list(prove())
    text = page("en")
    assert text.count('state late nowrap">not kept<') == 1
    row = next(row for row in text.split("<tr>") if promise in row and "not kept" in row)
    assert "lanted" not in row
    assert "One of these promises is not kept at this moment" in text
    list(prove())
    assert "not kept" not in page("en")


def test_promise_that_could_not_be_looked_at_is_never_green(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Findings:
        raise RuntimeError

    erase_due()
    list(prove())
    monkeypatch.setitem(proofs._things, "sealed", replace(proofs._things["sealed"], look=fail))
    list(prove())
    text = page("en")
    assert text.count("could not be checked") == 1
    assert "last kept: " in text
    assert "Not every promise could be looked at lately" in text


def test_promise_that_was_looked_at_long_ago_is_not_green(clock_at: Any) -> None:
    erase_due()
    list(prove())
    clock_at(clock.now() + timedelta(days=3))
    assert page("en").count("not checked lately") == len(proofs)


def test_it_shows_no_count_of_people() -> None:
    for number in range(3):
        make_person(f"张{number}")
    list(prove())
    before = page("en")
    make_person("李四")
    list(prove())
    assert re.sub(r"\d\d:\d\d", "", page("en")) == re.sub(r"\d\d:\d\d", "", before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_is_short_on_a_telephone_and_complete_on_paper(new_page: Any, language: str) -> None:
    erase_due()
    list(prove())
    seen = new_page(language=language)
    seen.goto("/promises")
    assert seen.evaluate("document.documentElement.scrollHeight") < 9500, "it was 13,700"
    assert_fits(seen)
    assert_accessible(seen)
    shot(seen, f"promises-{language}")
    last = seen.locator("details.printed tbody tr").last
    assert not last.is_visible()
    seen.emulate_media(media="print")
    assert last.bounding_box()["height"] > 20
    assert seen.locator("details.printed").count() == 2 + len(ABOUT)


def test_what_is_not_kept_is_not_folded_away() -> None:
    erase_due()
    list(prove())
    assert '<details class="fold printed" open>' not in page("en")
    with planted_form(ethnicity=forms.CharField()):
        list(prove())
    assert '<details class="fold printed" open>' in page("en")
