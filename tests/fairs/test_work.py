"""Where people who work at fairs begin, and what employers are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.directory.models import Organisation
from duikou.fairs.actions import stands
from duikou.fairs.models import Fair, Stand
from duikou.journal.letters import letter_of
from duikou.journal.models import Message
from tests.fairs import factories

pytestmark = pytest.mark.django_db


def test_work_when_signed_out_asks_to_sign_in(visitor: Client) -> None:
    assert visitor.get(reverse("fairs:work")).status_code == 302


def test_work_without_a_role_is_forbidden(client_with: Callable[..., Client]) -> None:
    assert client_with("").get(reverse("fairs:work")).status_code == 403


def test_work_leads_door_staff_to_the_door_and_not_to_the_office(door_client: Client) -> None:
    fair = factories.make_fair()
    said = door_client.get(reverse("fairs:work")).content.decode()
    assert reverse("fairs:door", args=[fair.slug]) in said
    assert reverse("fairs:office-fair", args=[fair.slug]) not in said


@pytest.mark.parametrize("fairs", [0, 1])
def test_work_leads_the_office_alone_to_a_new_fair(office_client: Client, door_client: Client, fairs: int) -> None:
    for _number in range(fairs):
        factories.make_fair()
    new = reverse("fairs:office-fair-new")
    assert new in office_client.get(reverse("fairs:work")).content.decode()
    assert new not in door_client.get(reverse("fairs:work")).content.decode()


def test_work_leads_an_employer_to_its_own_table_alone(employer_client: Any) -> None:
    fair = factories.make_fair()
    mine = factories.make_stand(fair, employer_client.organisation)
    other = factories.make_stand(fair)
    said = employer_client.get(reverse("fairs:work")).content.decode()
    assert f"?stand={mine.pk}" in said
    assert f"?stand={other.pk}" not in said


def test_work_lists_what_comes_next_first_and_what_is_over_last(employer_client: Any, office_client: Client) -> None:
    now = clock.now()
    days = {"later": 30, "long-ago": -40, "next": 2, "lately": -9}
    for slug, away in days.items():
        fair = factories.make_fair(slug=slug, starts_at=now + timedelta(days=away), organiser=factories.make_office())
        factories.make_stand(fair, employer_client.organisation)
    said = employer_client.get(reverse("fairs:work")).content.decode()
    order = [said.index(reverse("fairs:stand", args=[slug])) for slug in ("next", "later", "lately", "long-ago")]
    assert order == sorted(order)


def test_work_offers_a_stand_only_where_there_is_none_of_one_s_own(employer_client: Any) -> None:
    mine, other = factories.make_fair(), factories.make_fair()
    factories.make_stand(mine, employer_client.organisation)
    factories.make_stand(other)
    said = employer_client.get(reverse("fairs:work")).content.decode()
    assert reverse("fairs:join", args=[mine.slug]) not in said
    assert reverse("fairs:join", args=[other.slug]) in said


@pytest.mark.parametrize(
    ("state", "has_door"), [("draft", False), ("published", True), ("running", True), ("closed", False)]
)
def test_work_leads_to_the_door_of_a_fair_that_has_one(office_client: Client, state: str, has_door: bool) -> None:
    fair = factories.make_fair(state=state)
    said = office_client.get(reverse("fairs:work")).content.decode()
    assert fair.title["zh-hans"] in said
    assert (reverse("fairs:door", args=[fair.slug]) in said) is has_door


def test_work_asks_as_many_queries_for_three_as_for_one(
    office_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.make_fair()
    with CaptureQueriesContext(connection) as one:
        office_client.get(reverse("fairs:work"))
    factories.make_fair()
    factories.make_fair()
    with django_assert_num_queries(len(one)):
        office_client.get(reverse("fairs:work"))


def asked(client_with: Callable[..., Client]) -> tuple[Fair, Stand]:
    """A stand asked for by a pending employer with an account."""
    fair = factories.make_fair()
    employer = factories.make_employer(state=Organisation.State.PENDING)
    client_with("employer", organisation=employer)
    return fair, Stand.objects.create(fair=fair, employer=employer, created_at=clock.now())


def test_approved_employer_is_told_the_number(client_with: Callable[..., Client]) -> None:
    _fair, stand = asked(client_with)
    stands.approve_stand(stand=stand, by=SYSTEM)
    letter = letter_of(Message.objects.get(template="stand_approved"), "en")
    assert letter
    assert "the number 1" in letter.body


def test_declined_employer_is_told_why_unless_it_was_approved_since(client_with: Callable[..., Client]) -> None:
    _fair, stand = asked(client_with)
    stands.decline_stand(stand=stand, why="场地已满", by=SYSTEM)
    message = Message.objects.get(template="stand_declined")
    letter = letter_of(message, "zh-hans")
    assert letter
    assert "场地已满" in letter.body
    stands.approve_stand(stand=stand, by=SYSTEM)
    assert letter_of(message, "zh-hans") is None
