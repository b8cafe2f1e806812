"""The page of promises and retention, for administrators and auditors: what is wrong, what went, what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.directory.views.retention import shown
from duikou.journal.models import Erased, Proven
from duikou.journal.proving import prove
from duikou.journal.retention import erase_due
from tests.fairs.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client_with: Callable[..., Any]) -> Any:
    return client_with("auditor")


def page(client: Client) -> str:
    answer = client.get(reverse("directory:retention"))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_page_works_before_anything_was_done(auditor: Client) -> None:
    text = page(auditor)
    assert "Nothing was counted yet" in text
    assert "Nothing was erased yet." in text
    assert "not checked yet" in text
    assert "Not everything is known to be kept" in text


def test_what_was_erased_and_what_is_left_stand_on_it(auditor: Client) -> None:
    for number in range(7):
        make_person(f"张{number}")
    erase_due()
    list(prove())
    Erased.objects.create(at=clock.now(), erased={"booking.people": 1234, "gone": 9}, left=Erased.objects.get().left)
    text = page(auditor)
    assert "bookings and places on lists that lost their person, when their event is over: <span" in text
    assert "1,234" in text
    assert "gone: " in text
    assert '<code class="small soft">directory.Person.name</code>' in text
    assert '<td data-label="Rows" class="n">7</td>' in text
    assert "nothing was due" in text
    assert "Not everything is known to be kept" not in text


def test_small_counts_are_hidden(auditor: Client) -> None:
    make_person("张三")
    erase_due()
    Erased.objects.create(at=clock.now(), erased={"booking.people": 3})
    text = page(auditor)
    assert 'person, when their event is over: <span class="num">fewer than 5' in text
    assert [shown(count) for count in (0, 1, 4, 5, 1000)] == ["0", "fewer than 5", "fewer than 5", "5", "1,000"]


def test_room_that_failed_and_promise_that_is_broken_stand_on_it_with_what_is_wrong(auditor: Client) -> None:
    erase_due()
    list(prove())
    Erased.objects.create(at=clock.now(), failed=["booking.people"])
    Proven.objects.filter(name="sealed").update(result="broken", faults=["row 7 <b>is wrong</b>"])
    answer = auditor.get(reverse("directory:retention")).content.decode()
    assert "failed: bookings and places on lists" in answer
    assert "row 7 &lt;b&gt;is wrong" in answer
    assert "Not everything is known to be kept" in answer


def test_latest_reports_alone_are_shown(auditor: Client) -> None:
    for hours in range(40):
        Erased.objects.create(at=clock.now() + timedelta(hours=hours), erased={"booking.people": 100 + hours})
    answer = auditor.get(reverse("directory:retention"))
    assert len(answer.context["reports"]) == 30
    assert "139" in answer.content.decode()


@pytest.mark.parametrize("role", ["office", "door", "employer"])
def test_only_administrators_and_auditors_see_it(
    client_with: Callable[..., Client], organisation: Callable[..., Any], role: str
) -> None:
    assert (
        client_with(role, organisation=organisation() if role == "employer" else None)
        .get(reverse("directory:retention"))
        .status_code
        == 403
    )
    assert Client().get(reverse("directory:retention")).status_code == 302
    assert client_with("administrator").get(reverse("directory:retention")).status_code == 200
