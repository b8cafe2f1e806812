"""What the browser remembers, and finding a booking by its code."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.booking.models import Booking
from duikou.booking.views.browser import MINE, MOST
from duikou.booking.views.mine import TRIES
from tests.fairs.factories import make_fair
from tests.fairs.seeker import CONTACT, a_post, address, book, times

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    caches["process"].clear()


@pytest.fixture
def booking(visitor: Client) -> Booking:
    post = a_post()
    book(visitor, post, times(post)[0])
    return Booking.objects.get()


def test_browser_lists_what_it_booked(visitor: Client, booking: Booking) -> None:
    assert address("manage", booking) in text(visitor.get(reverse("booking:my")))


def test_another_browser_lists_nothing(booking: Booking) -> None:
    shown = text(Client(headers={"accept-language": "en"}).get(reverse("booking:my")))
    assert "This browser knows no bookings" in shown
    assert "/b/" not in shown


def test_cookie_is_hidden_from_scripts_and_holds_no_person(visitor: Client, booking: Booking) -> None:
    cookie = visitor.cookies[MINE.name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert booking.public_id.hex in cookie.value
    assert CONTACT not in cookie.value


def test_cookie_that_was_altered_is_as_good_as_none(visitor: Client, booking: Booking) -> None:
    visitor.cookies[MINE.name] = f"b{booking.public_id.hex}"
    assert "This browser knows no bookings" in text(visitor.get(reverse("booking:my")))


def test_browser_remembers_only_the_last_ones(visitor: Client) -> None:
    fair = make_fair(limit_per_person=MOST + 5)
    for nth in range(MOST + 2):
        post = a_post(fair=fair, times=nth + 1)
        book(visitor, post, times(post)[nth], contact=f"1370000{nth:04d}")
    (group,) = visitor.get(reverse("booking:my")).context["groups"]
    assert len(group.bookings) == MOST
    assert Booking.objects.order_by("pk")[0] not in [one.thing for one, _path in group.bookings]


def test_forgetting_leaves_the_bookings_as_they_are(visitor: Client, booking: Booking) -> None:
    assert visitor.get(reverse("booking:forget")).status_code == 405
    visitor.post(reverse("booking:forget"))
    assert "This browser knows no bookings" in text(visitor.get(reverse("booking:my")))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED


def test_list_costs_the_same_queries_for_one_and_for_three(visitor: Client) -> None:
    from django.db import connection

    fair = make_fair()
    counts = []
    for nth in range(3):
        post = a_post(fair=fair)
        book(visitor, post, times(post)[nth])
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("booking:my"))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 4


def find(code: str, contact: str = CONTACT) -> Any:
    return Client(headers={"accept-language": "en"}).post(reverse("booking:find"), {"code": code, "contact": contact})


@pytest.mark.parametrize("typed", ["{code}", "{low}", " {first}-{last} "])
@pytest.mark.parametrize("contact", [CONTACT, "+86 139 1234 5678"])
def test_code_and_contact_find_the_booking(booking: Booking, typed: str, contact: str) -> None:
    code = booking.code
    answer = find(typed.format(code=code, low=code.lower(), first=code[:3], last=code[3:]), contact)
    assert answer["Location"] == address("manage", booking)


def test_wrong_contact_and_wrong_code_get_the_same_answer(booking: Booking) -> None:
    wrong_code = "AAAAAA" if booking.code != "AAAAAA" else "CCCCCC"
    answers = [find(booking.code, "13700000009"), find(wrong_code)]
    assert [answer.status_code for answer in answers] == [422, 422]
    said = "No booking has this code and this contact."
    assert all(said in text(answer) for answer in answers)


@pytest.mark.parametrize(("code", "contact", "said"), [("", CONTACT, "six letters"), ("K7", CONTACT, "six letters")])
def test_what_cannot_be_a_code_is_said(code: str, contact: str, said: str) -> None:
    assert said in text(find(code, contact))


def test_bad_contact_is_said() -> None:
    assert "neither a telephone number nor" in text(find("K7H4PX", "nobody"))


def test_guessing_is_slowed_but_elsewhere_people_go_on(booking: Booking) -> None:
    for _ in range(TRIES):
        find(booking.code, "13700000009")
    assert find(booking.code).status_code == 429
    other = "AC" if booking.code[:2] != "AC" else "CA"
    assert find(f"{other}AAAA").status_code == 422


def test_erased_booking_is_not_found(booking: Booking) -> None:
    Booking.objects.update(person=None)
    assert find(booking.code).status_code == 422
