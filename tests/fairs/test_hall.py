"""The office lays the hall out: the map and the walks follow."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.fairs.models import Fair, HallPlan
from duikou.fairs.queries.halls import hall_of
from duikou.journal.models import Entry
from tests.fairs.factories import make_fair, make_office, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    made = make_fair()
    for number in (1, 2, 3):
        make_stand(made, number=number)
    return made


def ask(client: Client, fair: Fair) -> Any:
    return client.get(reverse("fairs:office-hall", args=[fair.slug]), headers={"accept-language": "en"})


def lay(client: Client, fair: Fair, rows: str, entrance: str = "left") -> Any:
    path = reverse("fairs:office-hall", args=[fair.slug])
    return client.post(path, {"rows": rows, "entrance": entrance}, follow=True, headers={"accept-language": "en"})


def test_hall_stands_by_number_until_it_is_laid_out(office_client: Client, fair: Fair) -> None:
    shown = unescape(ask(office_client, fair).content.decode())
    assert "1 2 3</textarea>" in shown
    assert "3 tables in 1 rows" in shown
    assert reverse("fairs:office-hall", args=[fair.slug]) in unescape(
        office_client.get(reverse("fairs:office-stands", args=[fair.slug])).content.decode()
    )


def test_office_lays_the_hall_out(office_client: Client, fair: Fair) -> None:
    answer = lay(office_client, fair, "3 - 1\n2")
    assert "The hall is laid out." in unescape(answer.content.decode())
    assert hall_of(fair).rows == ((3, None, 1), (2,))
    assert HallPlan.objects.get(fair=fair).entrance == "left"
    assert Entry.objects.get(what="hall.laid").details == {"tables": 3}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "at least one table"),
        ("1 2 2 3", "Table 2 is there twice"),
        ("1 2 three", "“three” is no number of a table"),
        ("1 2", "not there yet: 3"),
        ("1 2 3 9", "No stand has these numbers: 9"),
        ("<script>", "“<script>” is no number"),
    ],
)
def test_plan_that_cannot_be_is_refused_with_what_to_do(
    office_client: Client, fair: Fair, rows: str, said: str
) -> None:
    answer = lay(office_client, fair, rows)
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())
    assert "<script>” is" not in answer.content.decode()
    assert not HallPlan.objects.exists()


def test_hall_of_a_fair_that_is_over_stays(office_client: Client, fair: Fair) -> None:
    Fair.objects.filter(pk=fair.pk).update(state=Fair.State.CLOSED)
    assert "This fair is over" in unescape(lay(office_client, fair, "1 2 3").content.decode())
    assert not HallPlan.objects.exists()


def test_hall_without_a_table_says_what_to_do(office_client: Client) -> None:
    shown = unescape(ask(office_client, make_fair()).content.decode())
    assert "No stand has a table yet" in shown


def test_hall_is_laid_by_the_fairs_own_office_only(
    client: Client, employer_client: Client, client_with: Any, fair: Fair
) -> None:
    assert ask(client, fair).status_code == 302
    assert ask(employer_client, fair).status_code == 403
    elsewhere = client_with("office", organisation=make_office("示例：另一个办公室"))
    assert ask(elsewhere, fair).status_code == 404
    assert lay(elsewhere, fair, "3 2 1").status_code == 404
