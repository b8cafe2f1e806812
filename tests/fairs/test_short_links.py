"""The short link of a text message: it leads to the booking's own page, and nobody can guess one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.short_links import read_short_token, short_token
from duikou.booking.tickets import BadToken
from tests.fairs.factories import make_booking, make_fair, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    return make_booking(make_stand(make_fair()))


def test_short_link_leads_to_the_bookings_own_page(visitor: Client, booking: Booking) -> None:
    path = own_links.short_path(booking)
    assert len(path) <= 21
    code, check = path[3:9], path[9:]
    misread = f"/s/{code}{check.translate(str.maketrans('OIB', '018'))}"
    for typed in (path, path.lower(), misread):
        answer = visitor.get(typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, own_links.manage_path(booking))
        assert "no-store" in answer.headers["Cache-Control"]
    assert visitor.post(path).status_code == 405


def test_code_alone_or_a_changed_check_leads_nowhere(visitor: Client, booking: Booking) -> None:
    token = short_token(booking.code)
    other = make_booking(make_stand(make_fair()))
    last = "A" if token[-1] != "A" else "B"
    for wrong in (booking.code, token[:-1], token[:-1] + last, other.code + token[6:], token + "A", "é" * 18, "x"):
        with pytest.raises(BadToken):
            read_short_token(wrong)
        assert visitor.get(reverse("booking:short", args=[wrong])).status_code == 404


def test_link_of_a_booking_that_is_gone_says_so(visitor: Client, booking: Booking) -> None:
    path = own_links.short_path(booking)
    booking.delete()
    assert visitor.get(path).status_code == 404


def test_secret_of_the_city_decides(booking: Booking, settings: pytest.FixtureRequest) -> None:
    before = short_token(booking.code)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert short_token(booking.code) != before
