"""The door: scans, codes, names, walk-ins, and everything that is not a ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from duikou.base import clock
from duikou.booking import tickets
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.directory.models import Person
from duikou.fairs.models import Fair, Interview
from duikou.journal.models import Entry
from tests.fairs import factories

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def fair(clock_at: Clock) -> Fair:
    """A running fair, twenty minutes after it began."""
    made = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))
    return made


@pytest.fixture
def booking(fair: Fair) -> Booking:
    """Somebody booked the stand's fourth time, ten minutes from now."""
    stand = factories.make_stand(fair, times=6)
    slot = list(Slot.objects.filter(resource=stand.resource))[3]
    return factories.make_booking(slot, factories.make_person("王小芳"))


def post(client: Client, name: str, fair: Fair, /, **data: Any) -> Any:
    return client.post(reverse(f"fairs:{name}", args=[fair.slug]), data, follow=True)


def look_up(client: Client, fair: Fair, text: str) -> Any:
    return post(client, "door-look-up", fair, text=text)


def test_door_when_signed_out_asks_to_sign_in(visitor: Client, fair: Fair) -> None:
    answer = visitor.get(reverse("fairs:door", args=[fair.slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["door", "door-walk-in", "door-roll"])
def test_door_with_an_employers_role_is_forbidden(employer_client: Client, fair: Fair, name: str) -> None:
    assert employer_client.get(reverse(f"fairs:{name}", args=[fair.slug])).status_code == 403


@pytest.mark.parametrize("name", ["door", "door-walk-in", "door-roll"])
def test_door_of_another_office_does_not_exist(
    client_with: Callable[..., Client], organisation: Callable[..., Any], fair: Fair, booking: Booking, name: str
) -> None:
    other = client_with("door", organisation=organisation("邻市", kind="office"))
    answer = other.get(reverse(f"fairs:{name}", args=[fair.slug]))
    assert answer.status_code == 404
    assert "王小芳" not in answer.content.decode()


def test_scan_checks_in_and_shows_who_where_and_when(door_client: Client, fair: Fair, booking: Booking) -> None:
    answer = look_up(door_client, fair, tickets.ticket_text(booking))
    said = answer.content.decode()
    assert answer.status_code == 200
    assert CheckIn.objects.get(booking=booking).method == "scan"
    for text in ("王小芳", "Table 1", "Checked in", "on time"):
        assert text in said


def test_scan_twice_is_harmless_and_says_when_it_was(door_client: Client, fair: Fair, booking: Booking) -> None:
    look_up(door_client, fair, tickets.ticket_text(booking))
    first = CheckIn.objects.get(booking=booking)
    said = look_up(door_client, fair, tickets.ticket_text(booking)).content.decode()
    assert CheckIn.objects.get(booking=booking).at == first.at
    assert "Was checked in before" in said
    assert "Checked in at" in said


def test_typed_code_shows_the_card_and_does_not_check_in(door_client: Client, fair: Fair, booking: Booking) -> None:
    spaced = f"{booking.code[:3]}-{booking.code[3:]}".lower()
    said = look_up(door_client, fair, spaced).content.decode()
    assert "王小芳" in said
    assert not CheckIn.objects.exists()
    post(door_client, "door-check-in", fair, booking=booking.public_id)
    assert CheckIn.objects.get().method == "code"


@pytest.mark.parametrize("text", ["小芳", "王", "wangxiao", "wxf", "WXF"])
def test_name_is_found_by_part_pinyin_or_initials(door_client: Client, fair: Fair, booking: Booking, text: str) -> None:
    assert "王小芳" in look_up(door_client, fair, text).content.decode()


def test_name_with_several_bookings_asks_which(door_client: Client, fair: Fair, booking: Booking) -> None:
    factories.make_booking(factories.make_stand(fair), factories.make_person("王小明"))
    said = look_up(door_client, fair, "王小").content.decode()
    assert "Which one?" in said
    assert "王小芳" in said
    assert "王小明" in said
    assert reverse("fairs:door-phone", args=[fair.slug]) in said


def test_name_is_never_in_an_address_or_the_journal(door_client: Client, fair: Fair, booking: Booking) -> None:
    post(door_client, "door-check-in", fair, booking=booking.public_id)
    assert not [entry for entry in Entry.objects.all() if "王小芳" in f"{entry.which}{entry.details}"]
    assert door_client.get(reverse("fairs:door-look-up", args=[fair.slug]) + "?text=王").status_code == 405


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("w", "Too little to search for"),
        ("", "Too little to search for"),
        ("赵", "Nobody with this name"),
        ("K7H-4PX", "No booking has this code"),
        ("https://example.org/menu", "This is not a ticket"),
        ("D9.AAAA.BBBB", "another version"),
        ("D1.AAAA.BBBB", "not genuine"),
    ],
)
def test_look_up_of_something_else_says_what_and_what_to_do(
    door_client: Client, fair: Fair, booking: Booking, text: str, told: str
) -> None:
    answer = look_up(door_client, fair, text)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_forged_ticket_of_a_real_booking_is_refused(door_client: Client, fair: Fair, booking: Booking) -> None:
    form, payload, signature = tickets.ticket_text(booking).split(".")
    forged = ".".join([form, payload, ("A" if signature[0] != "A" else "B") + signature[1:]])
    assert "not genuine" in look_up(door_client, fair, forged).content.decode()
    assert not CheckIn.objects.exists()


def test_ticket_of_another_fair_names_that_fair_and_not_the_person(door_client: Client, fair: Fair) -> None:
    elsewhere = factories.make_fair(title="示例春季招聘会")
    other = factories.make_booking(factories.make_stand(elsewhere), factories.make_person("李四"))
    said = look_up(door_client, fair, tickets.ticket_text(other)).content.decode()
    assert "another fair" in said
    assert "示例春季招聘会" in said
    assert "李四" not in said
    assert not CheckIn.objects.exists()


def test_cancelled_booking_is_not_checked_in(door_client: Client, fair: Fair, booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(state="cancelled")
    said = look_up(door_client, fair, tickets.ticket_text(booking)).content.decode()
    assert not CheckIn.objects.exists()
    assert "cancelled" in said
    assert "Find a free time here" in said


def test_old_ticket_of_a_moved_booking_shows_the_new_time(door_client: Client, fair: Fair, booking: Booking) -> None:
    ticket = tickets.ticket_text(booking)
    Booking.objects.filter(pk=booking.pk).update(sequence=1)
    said = look_up(door_client, fair, ticket).content.decode()
    assert "shows an old time" in said
    assert CheckIn.objects.filter(booking=booking).exists()


def test_undo_within_five_minutes_takes_the_check_in_back(door_client: Client, fair: Fair, booking: Booking) -> None:
    look_up(door_client, fair, tickets.ticket_text(booking))
    post(door_client, "door-undo", fair, booking=booking.public_id)
    booking.refresh_from_db()
    assert not CheckIn.objects.exists()
    assert booking.attendance == "expected"


def test_undo_after_five_minutes_changes_nothing(
    door_client: Client, fair: Fair, booking: Booking, clock_at: Clock
) -> None:
    look_up(door_client, fair, tickets.ticket_text(booking))
    clock_at(clock.now() + timedelta(minutes=6))
    said = post(door_client, "door-undo", fair, booking=booking.public_id).content.decode()
    assert "five minutes" in said
    assert CheckIn.objects.exists()


def walk_in_values(slot: Slot, /, **values: str) -> dict[str, str]:
    return {
        "slot": str(slot.public_id),
        "name": "阿依古丽·买买提",
        "contact": "13912345678",
        "language": "en",
        **values,
    }


def test_walk_in_gets_a_kept_place_and_is_checked_in(door_client: Client, fair: Fair) -> None:
    stand = factories.make_stand(fair, times=6)
    slot = list(Slot.objects.filter(resource=stand.resource))[4]
    Slot.objects.filter(pk=slot.pk).update(kept=1)
    said = post(door_client, "door-walk-in", fair, **walk_in_values(slot)).content.decode()
    booking = Booking.objects.get(slot=slot)
    assert (booking.channel, booking.attendance) == ("walk_in", "arrived")
    assert Interview.objects.get(booking=booking).stand == stand
    assert "阿依古丽·买买提" in said


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "Write your name"),
        ({"contact": "nothing"}, "neither a telephone number"),
        ({"slot": ""}, "Choose a time"),
        ({"slot": "00000000-0000-7000-8000-000000000000"}, "does not exist"),
        ({"name": "11010519491231002X"}, "identity-card number"),
    ],
)
def test_walk_in_with_bad_input_says_so_and_keeps_nobody(
    door_client: Client, fair: Fair, values: dict[str, str], told: str
) -> None:
    slot = Slot.objects.filter(resource=factories.make_stand(fair, times=6).resource).last()
    assert slot
    answer = post(door_client, "door-walk-in", fair, **walk_in_values(slot, **values))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Person.objects.exists()
    assert not Booking.objects.exists()


def test_walk_in_at_a_time_that_filled_meanwhile_keeps_nobody(door_client: Client, fair: Fair) -> None:
    stand = factories.make_stand(fair, times=6)
    slot = list(Slot.objects.filter(resource=stand.resource))[4]
    factories.make_booking(slot)
    people = Person.objects.count()
    answer = post(door_client, "door-walk-in", fair, **walk_in_values(slot))
    assert answer.status_code == 422
    assert Person.objects.count() == people


def test_roll_lists_this_event_alone(door_client: Client, fair: Fair, booking: Booking) -> None:
    elsewhere = factories.make_fair()
    factories.make_booking(factories.make_stand(elsewhere), factories.make_person("李四"))
    said = door_client.get(reverse("fairs:door-roll", args=[fair.slug])).content.decode()
    assert "王小芳" in said
    assert "李四" not in said


@pytest.mark.parametrize("name", ["door-check-in", "door-undo"])
@pytest.mark.parametrize("which", ["", "nonsense", "00000000-0000-7000-8000-000000000000"])
def test_door_with_an_unknown_booking_is_not_found(door_client: Client, fair: Fair, name: str, which: str) -> None:
    assert post(door_client, name, fair, booking=which).status_code == 404


def test_roll_asks_as_many_queries_for_three_as_for_one(
    door_client: Client, fair: Fair, booking: Booking, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("fairs:door-roll", args=[fair.slug])
    door_client.get(address)  # the first look within an hour is kept in the journal
    with CaptureQueriesContext(connection) as one:
        door_client.get(address)
    for _more in range(2):
        factories.make_booking(factories.make_stand(fair))
    with django_assert_num_queries(len(one)):
        door_client.get(address)


@pytest.mark.parametrize("asked", ["²", "9" * 30, "9" * 5000, "-1", "x", "\x00"])
def test_walk_in_times_of_a_stand_that_cannot_be_are_those_of_all(door_client: Client, fair: Fair, asked: str) -> None:
    where = reverse("fairs:door-walk-in", args=[fair.slug])
    assert door_client.get(where, {"stand": asked}).status_code == 200


def test_door_leads_to_how_telephones_trust_a_certificate_of_the_servers_own_making(
    door_client: Client, fair: Fair, settings: Any
) -> None:
    address = reverse("fairs:door", args=[fair.slug])
    for own in (False, True):
        settings.OWN_AUTHORITY = own
        assert (f'href="{reverse("trust")}"' in door_client.get(address).content.decode()) is own
