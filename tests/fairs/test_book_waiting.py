"""The waiting list: joining, seeing one's position, moving up with the post, leaving."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.tickets import manage_token, waiting_token
from duikou.directory.models import Person
from duikou.fairs.models import Interview, Post, WaitedPost
from duikou.journal.models import Message
from tests.fairs.factories import make_person
from tests.fairs.seeker import a_post, key_of, send, times

pytestmark = pytest.mark.django_db(transaction=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def page(entry: WaitingEntry, name: str = "waiting") -> str:
    return reverse(f"booking:{name}", args=[waiting_token(entry)])


@pytest.fixture
def full() -> Post:
    """A post whose only two times are booked by others."""
    post = a_post(times=2)
    for slot in times(post):
        engine.claim(engine.Claim(slot.pk, make_person().pk), by=SYSTEM)
    return post


def join(client: Client, post: Post, **values: Any) -> Any:
    return send(client, post, None, **{"do": "wait", "wait_for": "any", **values})


def test_joining_shows_the_position(visitor: Client, full: Post) -> None:
    engine.wait(make_person(), resource=full.stand.resource, by=SYSTEM)  # type: ignore[union-attr, arg-type]
    answer = join(visitor, full)
    entry = WaitingEntry.objects.last()
    assert entry is not None
    assert answer["Location"] == page(entry)
    shown = text(visitor.get(answer["Location"]))
    assert "Number 2 on the waiting list" in shown
    assert "No place has become free yet." in shown
    assert WaitedPost.objects.get().post == full


def test_joining_for_one_time_keeps_it(visitor: Client, full: Post) -> None:
    join(visitor, full, wait_for=str(times(full)[1].public_id))
    assert WaitingEntry.objects.get().slot == times(full)[1]


def test_joining_twice_with_one_form_joins_once(visitor: Client, full: Post) -> None:
    key = key_of(visitor, full)
    first, second = (join(visitor, full, key=key) for _ in "12")
    assert first["Location"] == second["Location"]
    assert WaitingEntry.objects.count() == 1


def test_joining_again_with_another_form_keeps_the_position_and_gives_no_link(visitor: Client, full: Post) -> None:
    join(visitor, full)
    answer = join(Client(headers={"accept-language": "en"}), full)
    assert answer.status_code == 409
    assert "You are already on this waiting list" in text(answer)
    assert "/w/" not in text(answer)


def test_joining_while_places_are_free_is_refused_and_nobody_kept(visitor: Client) -> None:
    answer = join(visitor, a_post())
    assert answer.status_code == 409
    assert "There are places free." in text(answer)
    assert Person.objects.count() == 0


@pytest.mark.parametrize("wait_for", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_joining_for_no_time_is_refused(visitor: Client, full: Post, wait_for: str) -> None:
    assert join(visitor, full, wait_for=wait_for).status_code in (409, 422)
    assert WaitingEntry.objects.count() == 0


def test_freed_place_becomes_an_interview_about_the_post_that_was_waited_for(visitor: Client, full: Post) -> None:
    join(visitor, full)
    first = Booking.objects.order_by("pk")[0]
    engine.cancel(first, by=SYSTEM)
    entry = WaitingEntry.objects.get()
    assert entry.booking is not None
    assert entry.booking.interview.post == full
    assert entry.booking.interview.stand == full.stand
    assert "You got a place" in text(visitor.get(page(entry)))
    assert Message.objects.filter(template="promoted").count() == 1


def test_ticket_is_shown_even_before_the_news_of_the_promotion_arrived(visitor: Client, full: Post) -> None:
    join(visitor, full)
    engine.cancel(Booking.objects.order_by("pk")[0], by=SYSTEM)
    Interview.objects.all().delete()
    booking = WaitingEntry.objects.get().booking
    assert booking is not None
    answer = visitor.get(reverse("booking:manage", args=[manage_token(booking)]))
    assert answer.status_code == 200
    assert Interview.objects.count() == 0, "looking changes nothing"


def test_leaving_twice_is_harmless(visitor: Client, full: Post) -> None:
    join(visitor, full)
    entry = WaitingEntry.objects.get()
    assert visitor.get(page(entry, "leave")).status_code == 405
    for _ in "12":
        answer = visitor.post(page(entry, "leave"), follow=True)
    assert "You have left the waiting list" in text(answer)
    entry.refresh_from_db()
    assert entry.state == WaitingEntry.State.LEFT


def test_leaving_after_moving_up_is_refused(visitor: Client, full: Post) -> None:
    join(visitor, full)
    engine.cancel(Booking.objects.order_by("pk")[0], by=SYSTEM)
    answer = visitor.post(page(WaitingEntry.objects.get(), "leave"), follow=True)
    assert "You are no longer on this waiting list." in text(answer)
    assert Booking.objects.filter(state="confirmed").count() == 2


def test_deleting_leaves_the_list_and_keeps_nobody(visitor: Client, full: Post) -> None:
    join(visitor, full)
    entry = WaitingEntry.objects.get()
    assert visitor.get(page(entry, "erase-waiting")).status_code == 405
    assert "are deleted" in text(visitor.post(page(entry, "erase-waiting")))
    entry.refresh_from_db()
    assert (entry.person, entry.state) == (None, WaitingEntry.State.LEFT)
    assert visitor.get(page(entry)).status_code == 410


def test_deleting_while_another_booking_needs_the_person_only_leaves_the_list(visitor: Client, full: Post) -> None:
    join(visitor, full)
    entry = WaitingEntry.objects.get()
    other = times(a_post(times=1))[0]
    engine.claim(engine.Claim(other.pk, entry.person_id or 0), by=SYSTEM)
    assert "still needed" in text(visitor.post(page(entry, "erase-waiting")))
    entry.refresh_from_db()
    assert (entry.person is None, entry.state) == (False, WaitingEntry.State.LEFT)


def test_link_made_up_or_of_a_booking_opens_nothing(visitor: Client, full: Post) -> None:
    join(visitor, full)
    entry, booking = WaitingEntry.objects.get(), Booking.objects.order_by("pk")[0]
    for wrong in ("x", waiting_token(entry)[:-2] + "AA", manage_token(booking)):
        assert visitor.get(reverse("booking:waiting", args=[wrong])).status_code == 404
    WaitingEntry.objects.update(person=None)
    assert visitor.get(page(entry)).status_code == 410
