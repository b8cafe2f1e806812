"""Getting ready before the opening: a pass for name and contact, one tap at the opening, and nothing left behind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from duikou.base import clock
from duikou.booking.actions import forget_persons
from duikou.booking.models import Booking, Offer, Slot, Standing
from duikou.booking.privacy import let_go
from duikou.booking.queries import find_faults
from duikou.directory.models import Person
from duikou.fairs.models import Fair, Post
from tests.fairs.factories import make_fair, make_post, make_stand

pytestmark = pytest.mark.django_db
WHO = {"name": "阿依努尔·买买提", "contact": "13800001234", "language": "zh-hans"}


@pytest.fixture
def fair() -> Fair:
    return make_fair(zone_open=False)


@pytest.fixture
def post(fair: Fair) -> Post:
    return make_post(fair, stand=make_stand(fair, times=3, online=False), index=False)


def opened(fair: Fair) -> None:
    now = clock.now() - timedelta(minutes=1)
    Fair.objects.update(zone_opens_at=now)
    Offer.objects.update(opens_at=now)


def get_ready(client: Client, fair: Fair, **fields: str) -> int:
    return client.post(f"/fairs/{fair.slug}/ready", {**WHO, **fields}).status_code


def page(client: Client, path: str) -> str:
    return client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_closed_zone_leads_to_the_pass(client: Client, fair: Fair) -> None:
    assert f"/fairs/{fair.slug}/ready" in page(client, f"/fairs/{fair.slug}/")


def test_pass_books_with_one_form_at_the_opening(client: Client, fair: Fair, post: Post) -> None:
    assert get_ready(client, fair) == 302
    assert "You are ready" in page(client, f"/fairs/{fair.slug}/ready")
    opened(fair)
    book = f"/fairs/{fair.slug}/posts/{post.public_id}/book"
    shown = page(client, book)
    assert "your name and contact are known" in shown
    assert 'name="contact"' not in shown
    said = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', shown))
    slot = Slot.objects.order_by("starts_at")[0]
    body = "&".join(f"{name}={value}" for name, value in {**said, "slot": str(slot.public_id)}.items())
    answer = client.post("/api/v1/express/bookings", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    booking = Booking.objects.get()
    assert (booking.person.name, booking.slot) == (WHO["name"], slot)  # type: ignore[union-attr]
    assert answer["Location"].split("?")[0] in page(client, "/my")
    assert find_faults() == []


def test_other_name_can_be_given_in_spite_of_the_pass(client: Client, fair: Fair, post: Post) -> None:
    get_ready(client, fair)
    opened(fair)
    assert 'name="contact"' in page(client, f"/fairs/{fair.slug}/posts/{post.public_id}/book?other=1")


def test_pass_of_another_fair_is_not_used(client: Client, fair: Fair) -> None:
    other = make_fair()
    there = make_post(other, stand=make_stand(other, times=1), index=False)
    get_ready(client, fair)
    assert 'name="contact"' in page(client, f"/fairs/{other.slug}/posts/{there.public_id}/book")
    assert "Get my pass" in page(client, f"/fairs/{other.slug}/ready")


def test_bad_input_is_shown_again_and_keeps_nobody(client: Client, fair: Fair) -> None:
    assert get_ready(client, fair, contact="nobody") == 422
    assert get_ready(client, fair, name="620102199001011234") == 422
    assert not Person.objects.exists()


def test_same_person_twice_is_kept_once(client: Client, fair: Fair) -> None:
    get_ready(client, fair)
    get_ready(Client(), fair, language="en")
    assert Standing.objects.get().live == 0
    assert Person.objects.get().contact_language == "en"


def test_no_pass_for_a_fair_that_is_over_or_cancelled(client: Client, fair: Fair) -> None:
    Offer.objects.update(state=Offer.State.CLOSED)
    assert get_ready(client, fair) == 409
    Offer.objects.update(state=Offer.State.CANCELLED)
    assert get_ready(client, fair) == 409
    assert not Person.objects.exists()
    Fair.objects.update(state=Fair.State.DRAFT)
    assert client.get(f"/fairs/{fair.slug}/ready").status_code == 404


def test_pass_given_back_deletes_the_person(client: Client, fair: Fair) -> None:
    get_ready(client, fair)
    for _again in range(2):
        assert client.post(f"/fairs/{fair.slug}/ready/give-back").status_code == 302
    assert not Person.objects.exists()
    assert "Get my pass" in page(client, f"/fairs/{fair.slug}/ready")


def test_pass_given_back_keeps_whoever_has_bookings(client: Client, fair: Fair, post: Post) -> None:
    get_ready(client, fair)
    person, slot = Person.objects.get(), Slot.objects.order_by("starts_at")[0]
    now = clock.now()
    Booking.objects.create(
        offer=slot.offer, slot=slot, person=person, state=Booking.State.CONFIRMED, created_at=now, changed_at=now
    )
    client.post(f"/fairs/{fair.slug}/ready/give-back")
    assert Person.objects.exists()


def test_unused_pass_is_forgotten_the_day_after_the_fair(
    client: Client, fair: Fair, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_ready(client, fair)
    let_go()
    assert Person.objects.exists()
    later = fair.ends_at + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert let_go() == 1
    assert not Person.objects.exists()
    assert not Standing.objects.exists()
    assert forget_persons(fair.offer) == 0


def test_pass_in_another_fair_keeps_the_person(
    client: Client, fair: Fair, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_ready(client, fair)
    other = make_fair(starts_at=fair.starts_at + timedelta(days=30))
    get_ready(client, other)
    later = fair.ends_at + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    let_go()
    assert Person.objects.exists()
    assert list(Standing.objects.values_list("offer", flat=True)) == [other.offer_id]


def test_pass_given_back_keeps_the_pass_of_another_fair(client: Client, fair: Fair) -> None:
    other = make_fair(zone_open=False)
    get_ready(client, fair)
    get_ready(client, other)
    client.post(f"/fairs/{fair.slug}/ready/give-back")
    assert Person.objects.count() == 1
    assert "Get my pass" in page(client, f"/fairs/{fair.slug}/ready")
    assert "You are ready" in page(client, f"/fairs/{other.slug}/ready")
    client.post(f"/fairs/{other.slug}/ready/give-back")
    assert not Person.objects.exists()
