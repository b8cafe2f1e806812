"""Whoever of the staff is shown somebody's name is in the journal, and the person can see when it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.booking.models import Booking, Slot
from duikou.booking.readings import Shown
from duikou.booking.tickets import manage_token
from duikou.fairs.models import Fair
from duikou.journal.models import Entry
from tests.fairs.factories import make_booking, make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db
NAME = "阿依古丽·买买提"


@pytest.fixture
def fair() -> Fair:
    return make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))


def a_booking(fair: Fair, name: str = NAME) -> Booking:
    """Somebody who comes to a stand of their own in the fourth time."""
    post = make_post(fair, stand=make_stand(fair, times=6), index=False)
    assert post.stand is not None
    slot = list(Slot.objects.filter(resource=post.stand.resource))[3]
    return make_booking(slot, make_person(name))


@pytest.fixture
def booking(fair: Fair) -> Booking:
    return a_booking(fair)


def seen_by_person(booking: Booking) -> list[str]:
    """Where "all that is stored about me" says that the name was shown, the latest first."""
    page = Client(headers={"accept-language": "en"}).get(reverse("booking:about-me", args=[manage_token(booking)]))
    assert page.status_code == 200
    readings: list[Shown] = page.context["readings"]
    assert ("Nobody so far." in page.content.decode()) is (not readings)
    return [one.where for one in readings]


def read() -> list[str]:
    """What the journal says was read, in order."""
    return list(Entry.objects.filter(what="person.read").order_by("pk").values_list("which", flat=True))


def door(fair: Fair) -> str:
    return reverse("fairs:door", args=[fair.slug])


def search(client: Client, fair: Fair, text: str) -> Any:
    return client.post(reverse("fairs:door-look-up", args=[fair.slug]), {"text": text}, follow=True)


def test_card_at_the_door_is_kept_and_shown_to_its_person(door_client: Any, fair: Fair, booking: Booking) -> None:
    assert seen_by_person(booking) == []
    assert NAME in search(door_client, fair, booking.code).content.decode()
    assert read() == [f"booking:{booking.public_id}"]
    assert seen_by_person(booking) == ["door"]
    entry = Entry.objects.get(what="person.read")
    assert entry.who == f"account:{door_client.account.public_id}"
    assert NAME not in repr(entry.__dict__)


def test_all_who_are_offered_for_a_name_were_read(door_client: Client, fair: Fair) -> None:
    both, other = [a_booking(fair, f"王小{letter}") for letter in "芳明"], a_booking(fair, "李四")
    search(door_client, fair, "王小")
    assert sorted(read()) == sorted(f"booking:{one.public_id}" for one in both)
    assert [seen_by_person(one) for one in (*both, other)] == [["door"], ["door"], []]


def test_search_that_finds_nobody_and_the_empty_door_read_nobody(door_client: Client, fair: Fair) -> None:
    search(door_client, fair, "赵钱孙")
    door_client.get(door(fair))
    assert read() == []


def test_same_card_is_kept_once_an_hour_for_each_who_looks(
    client_with: Callable[..., Client], fair: Fair, booking: Booking, clock_at: Callable[[datetime], None]
) -> None:
    now = clock.now()
    one, two = client_with("door"), client_with("office", organisation=fair.organiser)
    for minutes, client, number in ((0, one, 1), (59, one, 1), (59, two, 2), (61, one, 3), (62, two, 3)):
        clock_at(now + timedelta(minutes=minutes))
        client.get(door(fair), {"booking": str(booking.public_id)})
        assert len(read()) == number, minutes


def test_employer_who_opens_the_table_has_read_who_comes_there_and_nobody_else(
    client_with: Callable[..., Client], fair: Fair, booking: Booking
) -> None:
    other = a_booking(fair, "李四")
    stand = booking.slot.resource.stand
    employer = client_with("employer", organisation=stand.employer)
    for _time in range(2):
        page = employer.get(reverse("fairs:table", args=[fair.slug]))
        assert NAME in page.content.decode()
    assert read() == [f"stand:{stand.pk}"]
    assert [seen_by_person(booking), seen_by_person(other)] == [["table"], []]


def test_roll_has_read_everybody_who_booked_before_it(
    door_client: Client, fair: Fair, booking: Booking, clock_at: Callable[[datetime], None]
) -> None:
    door_client.get(reverse("fairs:door-roll", args=[fair.slug]))
    clock_at(clock.now() + timedelta(minutes=5))
    later = a_booking(fair, "李四")
    assert read() == [f"fair:{fair.slug}"]
    assert [seen_by_person(booking), seen_by_person(later)] == [["roll"], []]


def test_whoever_may_not_look_leaves_nothing(employer_client: Client, fair: Fair, booking: Booking) -> None:
    assert employer_client.get(door(fair), {"booking": str(booking.public_id)}).status_code == 403
    assert Client().get(door(fair), {"booking": str(booking.public_id)}).status_code == 302
    assert read() == []
