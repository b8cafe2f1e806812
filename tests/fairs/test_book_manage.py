"""A booking's own page by its signed link: ticket, calendar file, moving, cancelling, erasing, "I am here"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, WaitingEntry
from duikou.booking.tickets import manage_token, read_ticket, waiting_token
from duikou.directory.models import Person
from duikou.fairs.actions import fairs
from duikou.fairs.models import Fair, Interview, Post
from tests.fairs.factories import make_fair, make_person
from tests.fairs.seeker import a_post, address, fill, send, times

pytestmark = pytest.mark.django_db
PAGES = ("manage", "calendar", "move", "cancel", "about-me")


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def post() -> Post:
    return a_post(fair=make_fair(what_to_bring={"zh-hans": "身份证件、简历", "en": "Papers and a résumé"}), capacity=2)


@pytest.fixture
def booking(visitor: Client, post: Post) -> Booking:
    send(visitor, post, times(post)[1])
    return Booking.objects.get()


def test_page_holds_all_that_is_needed_on_the_day(visitor: Client, booking: Booking) -> None:
    shown = text(visitor.get(address("manage", booking)))
    assert f"{booking.code[:3]}-{booking.code[3:]}" in shown
    assert "<svg viewBox" in shown
    for words in ("Table 1", "市人力资源市场", "新华中路 1 号", "Papers and a résumé", "You can move or cancel until"):
        assert words in shown


@pytest.mark.parametrize("page", ["manage", "move", "cancel", "about-me"])
def test_links_away_from_a_page_do_not_carry_its_secret(visitor: Client, booking: Booking, page: str) -> None:
    said = visitor.get(address(page, booking)).content.decode()
    ways = re.findall(r'<a [^>]*href="([^"]*)"', said)
    assert "/sign-in" in ways
    assert [way for way in ways if "?" in way and manage_token(booking) in unquote(way.partition("?")[2])] == []


def test_qr_says_a_ticket_that_opens_this_booking_alone(visitor: Client, booking: Booking) -> None:
    from duikou.booking.tickets import ticket_text

    read = read_ticket(ticket_text(booking))
    assert (read.public_id, read.sequence) == (booking.public_id, 0)


def test_page_is_never_cached_or_indexed_and_never_told_to_others(visitor: Client, booking: Booking) -> None:
    answer = visitor.get(address("manage", booking))
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", PAGES)
def test_link_of_somebody_else_or_made_up_opens_nothing(client: Client, booking: Booking, page: str) -> None:
    token = manage_token(booking)
    forged = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    entry_token = waiting_token(WaitingEntry(public_id=booking.public_id))
    for wrong in (forged, token.replace(".", ""), "x", entry_token, booking.code, str(booking.public_id)):
        answer = client.get(address(page, booking).replace(token, wrong), headers={"accept-language": "en"})
        assert answer.status_code == 404
        assert "This link does not work" in text(answer)
        assert str(booking.interview.stand.employer) not in text(answer)


def test_link_of_an_erased_booking_says_that_it_is_gone(visitor: Client, booking: Booking) -> None:
    Booking.objects.update(person=None)
    answer = visitor.get(address("manage", booking))
    assert answer.status_code == 410
    assert "This booking is gone" in text(answer)


def test_page_costs_the_same_queries_however_many_others_book(visitor: Client, booking: Booking, post: Post) -> None:
    from django.db import connection

    visitor.get(address("manage", booking))
    counts = []
    for _ in "12":
        with CaptureQueriesContext(connection) as queries:
            visitor.get(address("manage", booking))
        counts.append(len(queries))
        send(Client(headers={"accept-language": "en"}), post, times(post)[0], contact="13700000001")
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("page", ["move", "cancel", "about-me"])
def test_other_pages_cost_the_same_queries_however_many_times_there_are(visitor: Client, page: str) -> None:
    from django.db import connection

    counts = []
    for n in (2, 30):
        post = a_post(times=n)
        send(visitor, post, times(post)[0], contact=f"138000011{n:02d}")
        booking = Booking.objects.order_by("-pk")[0]
        with CaptureQueriesContext(connection) as queries:
            visitor.get(address(page, booking))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_get_changes_nothing(visitor: Client, booking: Booking) -> None:
    for page in PAGES:
        assert visitor.get(address(page, booking)).status_code == 200
    assert visitor.get(address("here", booking)).status_code == 405
    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == (Booking.State.CONFIRMED, 0)
    assert Person.objects.count() == 1


def test_cancelling_asks_once_then_gives_the_place_up(visitor: Client, booking: Booking, post: Post) -> None:
    assert "Yes, cancel it" in text(visitor.get(address("cancel", booking)))
    answer = visitor.post(address("cancel", booking), follow=True)
    assert "Your interview is cancelled." in text(answer)
    assert "This interview does not take place" in text(answer)
    assert times(post)[1].taken == 0


def test_cancelling_twice_is_harmless(visitor: Client, booking: Booking, post: Post) -> None:
    for _ in "12":
        assert visitor.post(address("cancel", booking)).status_code == 302
    assert times(post)[1].taken == 0


def test_cancelling_too_late_says_whom_to_tell(
    visitor: Client, booking: Booking, clock_at: Callable[..., None]
) -> None:
    clock_at(booking.slot.starts_at - timedelta(minutes=59))
    assert "If you cannot come, please tell the staff." in text(visitor.get(address("manage", booking)))
    for page in ("cancel", "move"):
        assert "please tell the staff" in text(visitor.get(address(page, booking)))
        visitor.post(address(page, booking))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED


def test_moving_keeps_the_booking_its_code_and_its_link(visitor: Client, booking: Booking, post: Post) -> None:
    page = address("manage", booking)
    answer = visitor.post(address("move", booking), {"slot": str(times(post)[2].public_id)})
    moved = Booking.objects.get()
    assert answer["Location"] == page
    assert (moved.public_id, moved.code, moved.sequence) == (booking.public_id, booking.code, 1)
    assert [slot.taken for slot in times(post)] == [0, 0, 1]


def test_moving_to_a_time_that_filled_keeps_the_old_one_and_offers_the_nearest(
    visitor: Client, booking: Booking, post: Post
) -> None:
    fill(times(post)[2])
    answer = visitor.post(address("move", booking), {"slot": str(times(post)[2].public_id)})
    assert answer.status_code == 422
    assert "All places at this time are taken" in text(answer)
    assert [time.slot for time in answer.context["nearest"]] == [times(post)[0].public_id]
    assert Booking.objects.get().slot == times(post)[1]


@pytest.mark.parametrize("slot", ["", "nonsense", "00000000-0000-7000-8000-000000000000"])
def test_moving_to_no_time_says_so(visitor: Client, booking: Booking, slot: str) -> None:
    answer = visitor.post(address("move", booking), {"slot": slot})
    assert answer.status_code == 422
    assert Booking.objects.get().sequence == 0


def test_moving_to_another_employers_time_is_refused(visitor: Client, booking: Booking, post: Post) -> None:
    other = a_post(fair=post.fair)
    answer = visitor.post(address("move", booking), {"slot": str(times(other)[0].public_id)})
    assert "This time does not exist." in text(answer)
    assert Booking.objects.get().interview.stand == post.stand


def test_cancelled_fair_is_said_with_its_reason(visitor: Client, booking: Booking, post: Post) -> None:
    fairs.cancel_fair(fair=Fair.objects.get(), why={"en": "Snow on the passes."}, by=SYSTEM)
    shown = text(visitor.get(address("manage", booking)))
    assert "The fair was cancelled." in shown
    assert "Snow on the passes." in shown
    assert "Book another time" not in shown
    assert Interview.objects.count() == 1, "nothing is lost"


def test_cancelled_fair_is_said_even_before_every_booking_is_cancelled(visitor: Client, booking: Booking) -> None:
    Fair.objects.update(state=Fair.State.CANCELLED)
    assert "The fair was cancelled." in text(visitor.get(address("manage", booking)))
    assert b"METHOD:CANCEL" in visitor.get(address("calendar", booking)).content


def test_interview_that_is_over_offers_nothing_more(
    visitor: Client, booking: Booking, clock_at: Callable[..., None]
) -> None:
    clock_at(booking.slot.ends_at)
    shown = text(visitor.get(address("manage", booking)))
    assert "Your interview is over" in shown
    assert "Cancel the interview" not in shown


def test_calendar_file_is_read_by_a_calendar(visitor: Client, booking: Booking, post: Post) -> None:
    answer = visitor.get(address("calendar", booking))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    event = read.walk("VEVENT")[0]
    assert read["METHOD"] == "PUBLISH"
    assert event["UID"] == f"{booking.public_id}@duikou"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == times(post)[1].starts_at
    assert event.decoded("DTEND") == times(post)[1].ends_at
    assert event.decoded("DTSTAMP").tzinfo is not None
    assert "table 1" in str(event["LOCATION"])
    assert address("manage", booking) in str(event["URL"])
    assert b"DTSTART;TZID=Asia/Shanghai:20" in answer.content, "times are in the city's zone"


def test_calendar_file_of_a_moved_booking_replaces_the_old_one(visitor: Client, booking: Booking, post: Post) -> None:
    visitor.post(address("move", booking), {"slot": str(times(post)[2].public_id)})
    event = Calendar.from_ical(visitor.get(address("calendar", booking)).content).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"]) == (f"{booking.public_id}@duikou", 1)


def test_calendar_file_of_a_cancelled_booking_takes_it_out(visitor: Client, booking: Booking) -> None:
    visitor.post(address("cancel", booking))
    read = Calendar.from_ical(visitor.get(address("calendar", booking)).content)
    event = read.walk("VEVENT")[0]
    assert (read["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_all_that_is_stored_is_shown_in_part(visitor: Client, booking: Booking) -> None:
    shown = text(visitor.get(address("about-me", booking)))
    assert "阿**" in shown
    assert "+86139****5678" in shown
    assert "13912345678" not in shown
    assert "阿依古丽" not in shown


def test_bookings_made_elsewhere_are_counted_and_not_shown(visitor: Client, booking: Booking, post: Post) -> None:
    stranger, other = Client(headers={"accept-language": "en"}), a_post(fair=post.fair)
    send(stranger, other, times(other)[0])
    made = Booking.objects.exclude(pk=booking.pk).get()
    assert made.person == booking.person
    for client, own, hidden in ((stranger, made, booking), (visitor, booking, made)):
        shown = text(client.get(address("about-me", own)))
        assert own.code[:3] in shown
        assert f"{hidden.code[:3]}-{hidden.code[3:]}" not in shown
        assert "1 more booking is kept" in shown


def test_erasing_cancels_erases_and_keeps_the_count(visitor: Client, booking: Booking, post: Post) -> None:
    answer = visitor.post(address("about-me", booking))
    assert "Your name and contact are deleted" in text(answer)
    assert Person.objects.count() == 0
    kept = Booking.objects.get()
    assert (kept.state, kept.person) == (Booking.State.CANCELLED, None)
    assert times(post)[1].taken == 0
    assert visitor.get(address("manage", booking)).status_code == 410


def test_erasing_is_possible_however_late_it_is(
    visitor: Client, booking: Booking, clock_at: Callable[..., None]
) -> None:
    clock_at(booking.slot.starts_at - timedelta(minutes=5))
    visitor.post(address("about-me", booking))
    assert Person.objects.count() == 0


def test_erasing_after_the_talk_keeps_that_it_took_place(visitor: Client, booking: Booking) -> None:
    Booking.objects.update(attendance=Booking.Attendance.ARRIVED)
    visitor.post(address("about-me", booking))
    kept = Booking.objects.get()
    assert (kept.state, kept.attendance, kept.person) == ("confirmed", "arrived", None)


def test_erasing_waits_for_the_last_booking(visitor: Client, booking: Booking, post: Post) -> None:
    other = a_post(fair=post.fair)
    send(visitor, other, times(other)[0])
    answer = visitor.post(address("about-me", booking))
    assert "You have other bookings" in text(answer)
    assert Person.objects.count() == 1
    assert Booking.objects.filter(state=Booking.State.CONFIRMED).count() == 1
    visitor.post(address("about-me", Booking.objects.get(state=Booking.State.CONFIRMED)))
    assert Person.objects.count() == 0


@pytest.fixture
def online(visitor: Client, post: Post) -> Booking:
    send(visitor, post, times(post)[0], how="online")
    return Booking.objects.get()


def test_online_page_gives_a_room_that_cannot_be_guessed(visitor: Client, online: Booking) -> None:
    from duikou.fairs.meetings import meeting_link

    link = meeting_link(online)
    assert link.startswith("https://meet.jit.si/duikou-")
    assert len(link.rsplit("-", 1)[1]) == 26
    assert link in text(visitor.get(address("manage", online)))
    assert str(online.public_id) not in link


def test_online_page_gives_the_employers_own_link(visitor: Client, online: Booking, post: Post) -> None:
    assert post.stand is not None
    post.stand.meeting_link = "https://meeting.tencent.com/dm/abc"
    post.stand.save()
    assert "https://meeting.tencent.com/dm/abc" in text(visitor.get(address("manage", online)))


@pytest.mark.parametrize(("minutes", "taken_in"), [(-16, False), (-15, True), (9, True), (10, False)])
def test_online_check_in_is_open_around_the_interview(
    visitor: Client, online: Booking, clock_at: Callable[..., None], minutes: int, taken_in: bool
) -> None:
    clock_at(online.slot.starts_at + timedelta(minutes=minutes))
    visitor.post(address("here", online))
    assert CheckIn.objects.filter(booking=online, method="online").exists() is taken_in


def test_online_check_in_twice_is_harmless(visitor: Client, online: Booking, clock_at: Callable[..., None]) -> None:
    clock_at(online.slot.starts_at)
    for _ in "12":
        answer = visitor.post(address("here", online), follow=True)
    assert "The employer knows that you are here." in text(answer)
    assert CheckIn.objects.count() == 1


def test_who_comes_to_the_hall_cannot_check_in_from_afar(
    visitor: Client, booking: Booking, clock_at: Callable[..., None]
) -> None:
    clock_at(booking.slot.starts_at)
    visitor.post(address("here", booking))
    assert CheckIn.objects.count() == 0


def test_those_before_are_counted_once_somebody_arrived(
    visitor: Client, online: Booking, post: Post, clock_at: Callable[..., None]
) -> None:
    later = engine.claim(engine.Claim(times(post)[1].pk, make_person().pk, online=True), by=SYSTEM)
    assert isinstance(later, engine.Confirmed)
    Interview.objects.create(booking=later.booking, fair=post.fair, stand=online.interview.stand, post=post)
    clock_at(times(post)[1].starts_at)
    Booking.objects.filter(pk=online.pk).update(attendance="arrived")
    visitor.post(address("here", later.booking))
    assert "1 person is before you." in text(visitor.get(address("manage", later.booking)))
