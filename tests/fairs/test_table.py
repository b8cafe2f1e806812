"""The employer's table: its own people only, step by step, contacts only once both follow up."""

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
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.fairs.models import Fair, Interview, Stand
from tests.fairs import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    """A running fair, twenty minutes after it began."""
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))


@pytest.fixture
def stand(fair: Fair, employer_client: Any) -> Stand:
    """The signed-in employer's stand with six times."""
    return factories.make_stand(fair, employer_client.organisation, times=6)


@pytest.fixture
def arrived(stand: Stand) -> Booking:
    """Somebody who is here for the third time."""
    return arrive(stand, 2, "王小芳")


def arrive(stand: Stand, nth: int, name: str, **values: Any) -> Booking:
    """A booking at the nth time whose person is checked in."""
    slot = list(Slot.objects.filter(resource=stand.resource))[nth]
    person = values.pop("person", None) or factories.make_person(name, "13912345678")
    booking = factories.make_booking(slot, person, attendance="arrived", **values)
    CheckIn.objects.create(booking=booking, at=clock.now(), by="test", method="scan")
    post = stand.posts.first() or factories.make_post(stand.fair, stand=stand)
    Interview.objects.create(booking=booking, fair=stand.fair, stand=stand, post=post)
    return booking


def step(client: Client, stand: Stand, booking: Booking, wanted: str) -> Any:
    address = reverse("fairs:table-step", args=[stand.fair.slug, booking.public_id])
    return client.post(address, {"step": wanted}, follow=True)


def page(client: Client, fair: Fair, query: str = "") -> str:
    return str(client.get(reverse("fairs:table", args=[fair.slug]) + query).content.decode())


def test_table_when_signed_out_asks_to_sign_in(visitor: Client, stand: Stand) -> None:
    answer = visitor.get(reverse("fairs:table", args=[stand.fair.slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_table_with_the_doors_role_is_forbidden(door_client: Client, stand: Stand) -> None:
    assert door_client.get(reverse("fairs:table", args=[stand.fair.slug])).status_code == 403


def test_table_of_another_employer_does_not_exist(
    client_with: Callable[..., Client], stand: Stand, arrived: Booking
) -> None:
    other = client_with("employer", organisation=factories.make_employer("别家"))
    for query in ("", f"?stand={stand.pk}"):
        answer = other.get(reverse("fairs:table", args=[stand.fair.slug]) + query)
        assert answer.status_code == 404
        assert "王小芳" not in answer.content.decode()


def test_step_with_somebody_elses_person_does_not_exist(employer_client: Client, stand: Stand, fair: Fair) -> None:
    other = factories.make_stand(fair, times=6)
    theirs = arrive(other, 2, "李四")
    assert step(employer_client, stand, theirs, "hired").status_code == 404
    assert Interview.objects.get(booking=theirs).outcome == "unknown"


def test_table_shows_who_is_next_and_for_what(employer_client: Client, stand: Stand, arrived: Booking) -> None:
    said = page(employer_client, stand.fair)
    assert "王小芳" in said
    assert "康复科护士" in said
    assert "Start the talk" in said


def test_next_is_the_earliest_time_among_those_here(employer_client: Client, stand: Stand, arrived: Booking) -> None:
    arrive(stand, 1, "赵早")
    factories.make_booking(next(iter(Slot.objects.filter(resource=stand.resource))), factories.make_person("钱未到"))
    said = page(employer_client, stand.fair)
    assert said.index("赵早") < said.index("王小芳")
    assert said.index("赵早") < said.index("钱未到")


def test_steps_lead_to_an_outcome_and_each_can_be_taken_back(
    employer_client: Client, stand: Stand, arrived: Booking
) -> None:
    interview = Interview.objects.get(booking=arrived)
    for wanted in ("call", "start", "second"):
        step(employer_client, stand, arrived, wanted)
    interview.refresh_from_db()
    assert interview.called_at
    assert interview.started_at
    assert interview.ended_at
    assert interview.outcome == "second"
    for kept in ("started_at", "called_at", ""):
        step(employer_client, stand, arrived, "back")
        interview.refresh_from_db()
        assert [name for name in ("ended_at", "started_at", "called_at") if getattr(interview, name)][:1] == (
            [kept] if kept else []
        )
    assert interview.outcome == "unknown"


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [("interested", True), ("second", True), ("offered", True), ("hired", True), ("not_now", False)],
)
def test_contact_is_shown_only_when_the_talk_is_followed_up(
    employer_client: Client, stand: Stand, arrived: Booking, outcome: str, shown: bool
) -> None:
    assert "13912345678" not in page(employer_client, stand.fair)
    said = step(employer_client, stand, arrived, outcome).content.decode()
    assert ("+8613912345678" in said) is shown


def test_outcome_of_somebody_who_is_not_here_is_refused(employer_client: Client, stand: Stand) -> None:
    booking = factories.make_booking(stand)
    said = step(employer_client, stand, booking, "hired").content.decode()
    assert "not been checked in yet" in said
    assert Interview.objects.get(booking=booking).outcome == "unknown"


@pytest.mark.parametrize("wanted", ["", "unknown", "promoted"])
def test_step_that_does_not_exist_changes_nothing(
    employer_client: Client, stand: Stand, arrived: Booking, wanted: str
) -> None:
    said = step(employer_client, stand, arrived, wanted).content.decode()
    assert "does not exist" in said
    assert Interview.objects.get(booking=arrived).outcome == "unknown"


def test_step_by_get_changes_nothing(employer_client: Client, stand: Stand, arrived: Booking) -> None:
    address = reverse("fairs:table-step", args=[stand.fair.slug, arrived.public_id])
    assert employer_client.get(address + "?step=hired").status_code == 405


def test_online_talk_has_its_meeting_link(employer_client: Client, stand: Stand) -> None:
    arrive(stand, 2, "周线上", online=True)
    said = page(employer_client, stand.fair)
    assert "Open the meeting" in said
    assert "waiting online" in said


def test_we_are_here_is_noted_once(employer_client: Client, stand: Stand) -> None:
    address = reverse("fairs:stand-here", args=[stand.fair.slug])
    employer_client.post(address, {"stand": stand.pk})
    stand.refresh_from_db()
    first = stand.here_at
    employer_client.post(address, {"stand": stand.pk})
    stand.refresh_from_db()
    assert first
    assert stand.here_at == first


def test_table_asks_as_many_queries_for_three_as_for_one(
    employer_client: Client, stand: Stand, arrived: Booking, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(employer_client, stand.fair)  # the first look within an hour is kept in the journal
    with CaptureQueriesContext(connection) as one:
        page(employer_client, stand.fair)
    arrive(stand, 3, "甲")
    arrive(stand, 4, "乙")
    with django_assert_num_queries(len(one)):
        page(employer_client, stand.fair)


def test_table_with_a_strange_day_shows_the_fairs_own(employer_client: Client, stand: Stand, arrived: Booking) -> None:
    for query in ("?day=2001-01-01", "?day=x", "?day="):
        assert "王小芳" in page(employer_client, stand.fair, query)


@pytest.mark.parametrize("asked", ["9" * 19, "9" * 5000, "-1", "x", "\u0663"])
def test_stand_that_cannot_be_is_not_found(stand: Stand, employer_client: Any, asked: str) -> None:
    assert employer_client.get(reverse("fairs:table", args=[stand.fair.slug]), {"stand": asked}).status_code == 404
