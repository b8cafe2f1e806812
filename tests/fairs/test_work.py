"""Where people who work at fairs begin, and what employers are told."""

from __future__ import annotations

from collections.abc import Callable
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
