"""Who signs in for an employer: invited by the office that looks after it, and told once an address is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from duikou.base.actor import SYSTEM
from duikou.directory.actions.addresses import code_of
from duikou.directory.models import Account, AddressChange, Invitation, Organisation
from duikou.fairs.actions import stands
from duikou.fairs.models import Fair, Stand
from duikou.journal.outbox import deliver_due
from tests.fairs import factories
from tests.fairs.test_employer import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    return factories.make_fair()


def page_of(fair: Fair, stand: Stand) -> str:
    return reverse("fairs:office-stand", args=[fair.slug, stand.pk])


def invite(client: Client, employer: Organisation) -> Any:
    return client.post(reverse("directory:invite"), {"organisation": str(employer.pk), "language": "en"})


def test_office_invites_the_people_of_an_employer_at_its_fair(client_with: Callable[..., Client], fair: Fair) -> None:
    stand = factories.make_stand(fair)
    office = client_with("office", organisation=fair.organiser)
    page = office.get(page_of(fair, stand)).content.decode()
    assert "Nobody yet" in page
    where = reverse("directory:invite") + f"?organisation={stand.employer.public_id}"
    assert where in page
    offered = office.get(where).context["form"].fields["organisation"].queryset
    assert list(offered) == [stand.employer]
    assert invite(office, stand.employer).status_code == 200
    made = Invitation.objects.get()
    assert (made.role, made.organisation) == ("employer", stand.employer)


@pytest.mark.parametrize("state", ["requested", "declined", "withdrawn"])
def test_office_invites_nobody_of_an_employer_without_an_approved_stand(
    client_with: Callable[..., Client], fair: Fair, state: str
) -> None:
    stand = factories.make_stand(fair)
    Stand.objects.update(state=state)
    office = client_with("office", organisation=fair.organiser)
    assert "Invite somebody of" not in office.get(page_of(fair, stand)).content.decode()
    assert invite(office, stand.employer).status_code == 422
    assert not Invitation.objects.exists()


def test_another_office_invites_nobody_of_that_employer(client_with: Callable[..., Client], fair: Fair) -> None:
    stand = factories.make_stand(fair)
    other = client_with("office", organisation=factories.make_office("示例：别的局"))
    assert invite(other, stand.employer).status_code == 422
    assert not Invitation.objects.exists()


def test_office_sees_who_cannot_be_told(client_with: Callable[..., Client], fair: Fair) -> None:
    stand = factories.make_stand(fair)
    client_with("employer", organisation=stand.employer)
    office = client_with("office", organisation=fair.organiser)
    assert "tell them yourself" in office.get(page_of(fair, stand)).content.decode()


def test_employer_that_signs_up_confirms_its_address_and_is_told_then(
    visitor: Client, settings: Any, fair: Fair
) -> None:
    settings.EMAIL_BACKEND, settings.ADDRESS = "django.core.mail.backends.locmem.EmailBackend", "https://city.example"
    page = join(visitor, fair)
    assert reverse("directory:address") in page.content.decode()
    deliver_due()
    assert [one.to for one in mail.outbox] == [["hr@example.org"]]
    assert Account.objects.get().email == ""
    code = code_of(AddressChange.objects.get())
    visitor.post(reverse("directory:address"), {"confirm": "1", "code": code})
    assert Account.objects.get().email == "hr@example.org"
    assert reverse("directory:address") not in visitor.get(reverse("fairs:stand", args=[fair.slug])).content.decode()
    stands.approve_stand(stand=Stand.objects.get(), by=SYSTEM)
    deliver_due()


def test_employer_invites_a_colleague_from_its_stand(employer_client: Any, fair: Fair) -> None:
    factories.make_stand(fair, employer_client.organisation)
    page = employer_client.get(reverse("fairs:stand", args=[fair.slug])).content.decode()
    assert reverse("directory:invite") + f"?organisation={employer_client.organisation.public_id}" in page
    invite(employer_client, employer_client.organisation)
    assert Invitation.objects.get().organisation == employer_client.organisation
