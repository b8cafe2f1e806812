"""Stands to which nobody came, and talks that employers missed: counted, and said before the next fair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.directory.models import Grant, Organisation
from duikou.fairs.actions.warnings import warn_before_fairs
from duikou.fairs.models import Fair, Interview, Stand
from duikou.fairs.queries.last_times import last_times
from duikou.fairs.queries.office import numbers
from duikou.journal.letters import letter_of
from duikou.journal.models import Message
from tests.fairs import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer() -> Organisation:
    return factories.make_employer("示例：祁连机械")


@pytest.fixture
def before() -> Fair:
    """The fair of last week, which was closed."""
    return factories.make_fair(state="closed", starts_at=clock.now() - timedelta(days=7))


@pytest.fixture
def coming() -> Fair:
    """The fair of the day after tomorrow."""
    return factories.make_fair(starts_at=clock.now() + timedelta(days=2))


def came(stand: Stand, *, begun: bool) -> None:
    """Somebody came for the stand, and was talked to or not."""
    booking = factories.make_booking(stand, attendance="arrived")
    at = clock.now() if begun else None
    Interview.objects.create(booking=booking, fair=stand.fair, stand=stand, started_at=at)


def last(employer: Organisation, fair: Fair) -> Any:
    found = last_times(fair, [employer.pk], now=clock.now()).get(employer.pk)
    return found and (found.empty, found.missed)


def test_stand_to_which_nobody_came_is_remembered_at_the_next_fair(
    employer: Organisation, before: Fair, coming: Fair
) -> None:
    factories.make_stand(before, employer)
    assert last(employer, coming) == (True, 0)


@pytest.mark.parametrize(("here", "begun", "missed", "said"), [
    (True, 0, 0, None), (False, 1, 0, None), (False, 0, 2, (True, 2)), (True, 1, 2, (False, 2)),
])  # fmt: skip
def test_what_is_said_of_a_stand(
    employer: Organisation, before: Fair, coming: Fair, here: bool, begun: int, missed: int, said: Any
) -> None:
    stand = factories.make_stand(before, employer, times=9, here_at=clock.now() if here else None)
    for _one in range(begun):
        came(stand, begun=True)
    for _one in range(missed):
        came(stand, begun=False)
    assert last(employer, coming) == said


@pytest.mark.parametrize("state", ["requested", "declined", "withdrawn"])
def test_stand_that_was_not_approved_is_held_against_nobody(
    employer: Organisation, before: Fair, coming: Fair, state: str
) -> None:
    factories.make_stand(before, employer, state=state)
    assert last(employer, coming) is None


@pytest.mark.parametrize("state", ["draft", "published", "cancelled"])
def test_fair_that_did_not_take_place_is_held_against_nobody(
    employer: Organisation, before: Fair, coming: Fair, state: str
) -> None:
    factories.make_stand(before, employer)
    Fair.objects.filter(pk=before.pk).update(state=state)
    assert last(employer, coming) is None


def test_only_the_last_fair_counts_and_only_of_the_same_office(
    employer: Organisation, before: Fair, coming: Fair
) -> None:
    older = factories.make_fair(state="closed", starts_at=clock.now() - timedelta(days=30))
    factories.make_stand(older, employer)
    factories.make_stand(before, employer, here_at=clock.now())
    other = factories.make_office("示例：别的局")
    elsewhere = factories.make_fair(state="closed", starts_at=clock.now() - timedelta(days=3), organiser=other)
    factories.make_stand(elsewhere, employer)
    assert last(employer, coming) is None


def test_fair_under_way_is_not_judged(employer: Organisation) -> None:
    now = factories.make_fair(state="running", starts_at=clock.now() - timedelta(hours=1))
    factories.make_stand(now, employer)
    later = factories.make_fair(starts_at=clock.now() + timedelta(days=2))
    assert last(employer, later) is None


def test_figures_of_it_are_told_when_the_fair_is_over(office_client: Client, before: Fair) -> None:
    stand = factories.make_stand(before, times=9)
    came(stand, begun=False)
    kept = factories.make_stand(before, times=9)
    came(kept, begun=True)
    assert (numbers(before).empty_stands, numbers(before).missed_talks) == (1, 1)
    page = reverse("fairs:office-fair", args=[before.slug])
    assert "Empty stands" in office_client.get(page).content.decode()
    Fair.objects.filter(pk=before.pk).update(ends_at=clock.now() + timedelta(hours=1), state="running")
    assert "Empty stands" not in office_client.get(page).content.decode()
    sent = office_client.get(reverse("fairs:office-export", args=[before.slug, "figures", "csv"])).content.decode()
    assert "Empty stands" not in sent


def test_office_and_employer_see_it_at_the_next_fair_and_nobody_else(
    office_client: Client, client_with: Callable[..., Client], employer: Organisation, before: Fair, coming: Fair
) -> None:
    factories.make_stand(before, employer)
    asked = factories.make_stand(coming, employer, state="requested")
    said = "nobody was at this stand"
    for where in (
        reverse("fairs:office-stands", args=[coming.slug]),
        reverse("fairs:office-stand", args=[coming.slug, asked.pk]),
    ):
        assert said in office_client.get(where).content.decode()
    own = client_with("employer", organisation=employer)
    assert said in own.get(reverse("fairs:stand", args=[coming.slug])).content.decode()
    rival = factories.make_stand(coming)
    other = client_with("employer", organisation=rival.employer)
    assert said not in other.get(reverse("fairs:stand", args=[coming.slug])).content.decode()


def test_few_who_waited_in_vain_are_not_counted_out(
    office_client: Client, employer: Organisation, before: Fair, coming: Fair
) -> None:
    stand = factories.make_stand(before, employer, times=9, here_at=clock.now())
    factories.make_stand(coming, employer, state="requested")
    where = reverse("fairs:office-stands", args=[coming.slug])
    for count, said in ((4, "people who came waited here in vain"), (1, "5 people who came waited here in vain")):
        for _one in range(count):
            came(stand, begun=False)
        assert said in office_client.get(where).content.decode()


def test_employer_is_warned_once_within_three_days(
    client_with: Callable[..., Client], employer: Organisation, before: Fair, coming: Fair
) -> None:
    client_with("employer", organisation=employer)
    factories.make_stand(before, employer)
    stand = factories.make_stand(coming, employer, state="requested")
    assert warn_before_fairs() == 0
    Stand.objects.filter(pk=stand.pk).update(state="approved")
    assert [warn_before_fairs(), warn_before_fairs()] == [1, 1]
    message = Message.objects.get(template="stand_warned")
    account = Grant.objects.get(organisation=employer).account
    assert (message.recipient, message.expires_at) == (f"account:{account.public_id}", coming.starts_at)
    letter = letter_of(message, "en")
    assert letter is not None
    assert "nobody was at your stand" in letter.body
    Stand.objects.filter(pk=stand.pk).update(state="withdrawn")
    assert letter_of(message, "en") is None


@pytest.mark.parametrize("days", [-1, 4])
def test_nobody_is_warned_too_early_or_too_late(
    client_with: Callable[..., Client], employer: Organisation, before: Fair, days: int
) -> None:
    client_with("employer", organisation=employer)
    factories.make_stand(before, employer)
    factories.make_stand(factories.make_fair(starts_at=clock.now() + timedelta(days=days)), employer)
    assert warn_before_fairs() == 0
    assert not Message.objects.filter(template="stand_warned").exists()
