"""Booking an interview without an account: the times, the form, and everything that can go wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.recent import drop_everything
from duikou.booking.models import Booking, Slot
from duikou.directory.models import Person
from duikou.fairs.models import Fair, Interview, Post
from tests.fairs.factories import make_fair, make_post, make_stand
from tests.fairs.seeker import CONTACT, NAME, a_post, address, book, book_address, fill, key_of, send, times

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


def test_times_show_places_left_and_limits_before_anything_is_chosen(visitor: Client) -> None:
    post = a_post(times=2, capacity=3)
    shown = text(visitor.get(book_address(post)))
    assert shown.count("3 left") == 2
    assert "Up to 3 interviews a person at this fair, 1 for each employer." in shown
    assert "This browser has booked" not in shown


def test_times_are_parted_into_morning_afternoon_and_evening(visitor: Client) -> None:
    start = clock.now().replace(hour=3, minute=50, second=0, microsecond=0) + timedelta(days=7)  # 11:50 in the city
    post = a_post(fair=make_fair(starts_at=start), times=2)
    parts = [part.part for part in visitor.get(book_address(post)).context["times"].parts]
    assert parts == ["morning", "afternoon"]


def test_booking_makes_one_booking_with_its_interview_and_leads_to_its_page(visitor: Client) -> None:
    post = a_post()
    answer = send(visitor, post, times(post)[1])
    booking = Booking.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{address('manage', booking)}?booked"
    assert booking.slot == times(post)[1]
    assert booking.interview.post == post
    assert booking.interview.stand == post.stand
    assert booking.person is not None
    assert (booking.person.name, booking.person.contact) == (NAME, "+8613912345678")


def test_page_address_and_log_never_hold_name_or_contact(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    post = a_post()
    answer = send(visitor, post, times(post)[0])
    visitor.get(answer["Location"])
    assert NAME not in answer["Location"]
    assert CONTACT not in answer["Location"]
    assert NAME not in caplog.text
    assert CONTACT not in caplog.text


def test_form_sent_twice_books_once(visitor: Client) -> None:
    post = a_post(capacity=5)
    key = key_of(visitor, post)
    first, second = (send(visitor, post, times(post)[0], key=key) for _ in "12")
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == Interview.objects.count() == 1
    assert times(post)[0].taken == 1


def test_form_sent_twice_before_the_first_answer_came_books_once(visitor: Client) -> None:
    post = a_post(capacity=5)
    key = key_of(visitor, post)
    answers = [send(Client(headers={"accept-language": "en"}), post, times(post)[0], key=key) for _ in "12"]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Booking.objects.count() == 1


def test_form_sent_again_with_another_time_leads_to_what_was_booked(visitor: Client) -> None:
    post = a_post(capacity=5)
    key = key_of(visitor, post)
    first = send(visitor, post, times(post)[0], key=key)
    second = send(visitor, post, times(post)[2], key=key)
    assert second["Location"] == first["Location"].removesuffix("?booked")
    assert "You sent this form before." in text(visitor.get(second["Location"]))
    assert Booking.objects.get().slot == times(post)[0]


def test_two_tabs_with_one_employer_book_once_and_say_so(visitor: Client) -> None:
    post = a_post(capacity=5)
    tabs = [key_of(visitor, post) for _ in "12"]
    send(visitor, post, times(post)[0], key=tabs[0])
    answer = send(visitor, post, times(post)[1], key=tabs[1])
    assert answer.status_code == 409
    assert "You already have the most bookings possible here (1)" in text(answer)
    assert Booking.objects.count() == 1


def test_key_of_somebody_elses_booking_cannot_be_made_up(visitor: Client) -> None:
    post = a_post(capacity=5)
    send(visitor, post, times(post)[0])
    stolen = str(Booking.objects.get().claim_key)
    answer = send(Client(headers={"accept-language": "en"}), post, times(post)[0], key=stolen, contact="13700000000")
    assert answer.status_code == 302
    assert Booking.objects.count() == 2


def test_same_person_and_time_from_another_browser_gets_no_link(visitor: Client) -> None:
    post = a_post(capacity=5)
    send(visitor, post, times(post)[0])
    answer = send(Client(headers={"accept-language": "en"}), post, times(post)[0])
    assert answer.status_code == 409
    assert "You already have this time." in text(answer)
    assert "/b/" not in text(answer)


def test_slot_that_fills_while_the_form_is_open_offers_the_nearest_and_keeps_what_was_typed(visitor: Client) -> None:
    post = a_post(times=5)
    wanted = times(post)[2]
    key = key_of(visitor, post)
    fill(wanted)
    answer = send(visitor, post, wanted, key=key)
    shown = text(answer)
    assert answer.status_code == 409
    assert [time.slot for time in answer.context["nearest"]] == [times(post)[n].public_id for n in (1, 3, 0, 4)]
    assert "All places at this time are taken" in shown
    assert f'value="{NAME}"' in shown
    assert f'value="{CONTACT}"' in shown
    assert "Join the waiting list" in shown
    assert Person.objects.count() == 0, "who is refused is not kept"
    assert send(visitor, post, times(post)[1], key=key).status_code == 302, "the same form books another time"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write your name"),
        ("name", "‮‏ ", "Write your name"),
        ("name", "😀", "at least one letter"),
        ("name", "张" * 81, "too long"),
        ("contact", "", "Write a mobile number"),
        ("contact", "12345", "neither a telephone number nor an e-mail"),
        ("language", "tlh", "Select a valid choice"),
        ("slot", "", "Choose a time first."),
        ("slot", "09:10", "That time does not exist."),
        ("slot", "00000000-0000-7000-8000-000000000000", "This time does not exist."),
        ("how", "by pigeon", "Choose on site or online."),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(visitor: Client, field: str, value: str, said: str) -> None:
    post = a_post()
    answer = send(visitor, post, times(post)[0], **{field: value})
    assert answer.status_code in (409, 422)
    assert said in text(answer)
    assert Booking.objects.count() == Person.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["11010519491231002X", "110105 19491231 002x", "张三 １１０１０５１９４９１２３１００２Ｘ"]
)
@pytest.mark.parametrize("field", ["name", "contact"])
def test_identity_number_is_refused_and_not_shown_again(visitor: Client, field: str, value: str) -> None:
    post = a_post()
    answer = send(visitor, post, times(post)[0], **{field: value})
    assert answer.status_code == 422
    assert "identity-card number" in text(answer)
    assert value not in text(answer)
    assert Person.objects.count() == 0


def test_number_that_only_looks_like_an_identity_number_is_no_reason_to_refuse(visitor: Client) -> None:
    post = a_post()
    answer = send(visitor, post, times(post)[0], contact="a110105194912310021@example.org")  # its check digit is X
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["阿依古丽", "Madonna", "古丽米热·阿卜杜拉", "‏محمد", "李 😀 雷", "O'Neil"])
def test_names_of_every_kind_are_taken(visitor: Client, name: str) -> None:
    post = a_post()
    assert send(visitor, post, times(post)[0], name=name).status_code == 302
    assert Person.objects.get().name.strip("‏") == name.strip("‏")


def test_online_is_booked_where_it_is_offered(visitor: Client) -> None:
    post = a_post()
    send(visitor, post, times(post)[0], how="online")
    assert Booking.objects.get().online


def test_online_is_refused_where_it_is_not(visitor: Client) -> None:
    post = a_post(online=False)
    answer = send(visitor, post, times(post)[0], how="online")
    assert answer.status_code == 409
    assert "This time is only on site." in text(answer)


def test_employer_who_meets_only_online_asks_nothing_about_it(visitor: Client) -> None:
    post = a_post(on_site=False)
    assert '<input type="hidden" name="how" value="online">' in text(visitor.get(book_address(post)))


def test_times_that_overlap_with_a_booking_of_this_browser_are_marked(visitor: Client) -> None:
    fair = make_fair()
    mine, other = a_post(fair=fair), a_post(fair=fair)
    book(visitor, mine, times(mine)[1])
    shown = visitor.get(book_address(other)).context["times"].all
    assert [time.overlaps for time in shown] == [None, times(mine)[1].starts_at, None]
    assert "This browser has booked 1." in text(visitor.get(book_address(other)))


def test_overlap_is_refused_for_the_same_person(visitor: Client) -> None:
    fair = make_fair()
    mine, other = a_post(fair=fair), a_post(fair=fair)
    send(visitor, mine, times(mine)[1])
    answer = send(visitor, other, times(other)[1])
    assert answer.status_code == 409
    assert "You already have a booking at this time" in text(answer)


def test_limit_per_person_is_refused_past_it(visitor: Client) -> None:
    fair = make_fair(limit_per_person=1)
    one, two = a_post(fair=fair), a_post(fair=fair)
    send(visitor, one, times(one)[0])
    answer = send(visitor, two, times(two)[1])
    assert answer.status_code == 409
    assert "You already have 1 bookings" in text(answer)


@pytest.mark.parametrize("state", [Fair.State.CANCELLED, Fair.State.CLOSED])
def test_fair_that_is_not_on_takes_no_bookings(visitor: Client, state: str) -> None:
    post = a_post()
    slot, key = times(post)[0], key_of(visitor, post)
    Fair.objects.filter(pk=post.fair_id).update(state=state, why_cancelled={"en": "Snow on the passes."})
    answer = send(visitor, post, slot, key=key)
    assert answer.status_code == 409
    assert ("cancelled" if state == Fair.State.CANCELLED else "Booking is closed") in text(answer)
    assert Booking.objects.count() == 0


def test_zone_that_opens_later_says_when(visitor: Client) -> None:
    post = a_post(fair=make_fair(zone_open=False))
    assert "Booking opens at" in text(visitor.get(book_address(post)))


@pytest.mark.parametrize("change", [{"state": Post.State.DRAFT}, {"state": Post.State.WITHDRAWN}])
def test_post_that_is_not_published_is_not_found(visitor: Client, change: dict[str, str]) -> None:
    post = a_post()
    Post.objects.filter(pk=post.pk).update(**change)
    assert visitor.get(book_address(post)).status_code == 404


def test_fair_in_draft_is_not_found(visitor: Client) -> None:
    assert visitor.get(book_address(a_post(fair=make_fair(state=Fair.State.DRAFT)))).status_code == 404


def test_post_without_times_says_what_else_to_do(visitor: Client) -> None:
    post = a_post(times=0)
    assert "This employer has no interview times to book" in text(visitor.get(book_address(post)))


def test_times_that_have_begun_are_not_offered(visitor: Client, clock_at: Callable[..., None]) -> None:
    post = a_post(times=3)
    clock_at(times(post)[1].starts_at)
    assert [time.slot for time in visitor.get(book_address(post)).context["times"].all] == [times(post)[2].public_id]


def test_withdrawn_times_are_not_offered(visitor: Client) -> None:
    post = a_post(times=2)
    Slot.objects.filter(pk=times(post)[0].pk).update(withdrawn=True)
    assert len(visitor.get(book_address(post)).context["times"].all) == 1


def test_page_costs_the_same_queries_however_many_times_there_are(visitor: Client) -> None:
    from django.db import connection

    fair = make_fair()
    few, many = (make_post(fair, stand=make_stand(fair, times=n), index=False) for n in (1, 30))
    counts = []
    visitor.get(book_address(few))
    for post in (few, many):
        drop_everything()
        with CaptureQueriesContext(connection) as queries:
            visitor.get(book_address(post))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_page_is_private_and_not_indexed(visitor: Client) -> None:
    answer = visitor.get(book_address(a_post()))
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_form_without_the_csrf_token_is_refused() -> None:
    post = a_post()
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, post, times(post)[0]).status_code == 403
    assert Booking.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_form_sent_from_many_threads_at_once_books_once() -> None:
    post = a_post(capacity=8)
    key, slot = key_of(Client(), post), times(post)[0]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _nth: _send_alone(post, slot, key=key), range(8)))
    assert {answer["Location"] for answer in answers} == {f"{address('manage', Booking.objects.get())}?booked"}
    assert Interview.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_last_place_wanted_by_many_at_once_goes_to_one() -> None:
    post = a_post(times=1)
    keys, slot = [key_of(Client(), post) for _ in range(8)], times(post)[0]
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda nth: _send_alone(post, slot, key=keys[nth], contact=f"1370000000{nth}"), range(len(keys))
            )
        )
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * 7
    assert Person.objects.count() == 1, "those who were refused are not kept"


@pytest.mark.django_db(transaction=True)
def test_forms_with_keys_of_their_own_book_one_each() -> None:
    """The control: it is the key that makes the same form book once."""
    post = a_post(capacity=4)
    for nth in range(4):
        send(Client(), post, times(post)[0], contact=f"1370000000{nth}")
    assert Booking.objects.count() == 4


def _send_alone(post: Post, slot: Slot, **values: Any) -> Any:
    try:
        return send(Client(headers={"accept-language": "en"}), post, slot, **values)
    finally:
        connections.close_all()
