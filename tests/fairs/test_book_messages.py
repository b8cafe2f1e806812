"""What people are told, in their own language, with a calendar file that calendars read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from icalendar import Calendar

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, WaitingEntry
from duikou.fairs.actions import fairs
from duikou.fairs.models import Fair, Post
from duikou.journal.letters import Letter, letter_of, renderers
from duikou.journal.models import Message
from tests.fairs.factories import make_fair, make_person
from tests.fairs.seeker import CONTACT, NAME, a_post, address, send, times

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return a_post(fair=make_fair(title={"zh-hans": "秋季招聘会", "en": "Autumn fair"}))


@pytest.fixture
def booking(visitor: Client, post: Post) -> Booking:
    send(visitor, post, times(post)[0])
    return Booking.objects.get()


def letter(template: str, language: str = "en") -> Letter:
    found = letter_of(Message.objects.get(template=template), language)
    assert found is not None
    return found


def ics(found: Letter) -> Calendar:
    return Calendar.from_ical(found.attachments[0].content)


def test_every_message_of_the_engine_has_words_here() -> None:
    from duikou.booking.letters import RENDERERS as ENGINES

    # A code or a calendar is about no interview, a reading about nobody’s; of another place fairs tell in their own
    # words, and an interview is no series of meetings whose time is moved.
    wordless = {"contact_code", "calendar_feed", "seeds_differ", "elsewhere", "meetings", "waiting_moved"}
    assert [one for one in ENGINES if renderers.get(one) is None and one not in wordless] == []


def test_booked_says_when_where_the_code_and_the_link(booking: Booking, post: Post) -> None:
    found = letter("booked")
    for words in (
        str(post.employer),
        "Autumn fair",
        post.title,
        "table 1",
        f"{booking.code[:3]}-{booking.code[3:]}",
        address("manage", booking),
    ):
        assert words in found.body
    assert ics(found).walk("VEVENT")[0]["UID"] == f"{booking.public_id}@duikou"
    assert found.attachments[0].kind.endswith("method=PUBLISH")


def test_letter_is_in_the_language_it_is_asked_for(booking: Booking) -> None:
    assert "秋季招聘会" in letter("booked", "zh-hans").body
    assert "Your interview is booked." not in letter("booked", "zh-hans").body


def test_letters_follow_the_language_chosen_last(visitor: Client, booking: Booking, post: Post) -> None:
    other = a_post(fair=post.fair)
    assert booking.person is not None
    assert booking.person.contact_language == "en"
    send(visitor, other, times(other)[0], language="zh-hans")  # overlaps: refused, so nothing changes
    booking.person.refresh_from_db()
    assert booking.person.contact_language == "en"
    send(visitor, other, times(other)[1], language="zh-hans")
    booking.person.refresh_from_db()
    assert booking.person.contact_language == "zh-hans"


def test_outbox_keeps_no_name_and_no_contact(booking: Booking) -> None:
    for row in Message.objects.values():
        assert NAME not in str(row)
        assert CONTACT[-8:] not in str(row)


def test_moved_replaces_what_the_calendar_has(visitor: Client, booking: Booking, post: Post) -> None:
    visitor.post(address("move", booking), {"slot": str(times(post)[2].public_id)})
    event = ics(letter("moved")).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, times(post)[2].starts_at)


def test_cancelled_by_oneself_says_so_and_takes_it_out_of_the_calendar(visitor: Client, booking: Booking) -> None:
    visitor.post(address("cancel", booking))
    found = letter("cancelled")
    assert "You cancelled your interview." in found.body
    assert ics(found)["METHOD"] == "CANCEL"
    assert letter_of(Message.objects.get(template="booked"), "en") is None, "no longer true, so no longer sent"


def test_cancelled_by_staff_is_not_blamed_on_the_person(booking: Booking) -> None:
    engine.cancel(booking, by=SYSTEM)
    assert "You cancelled" not in letter("cancelled").body


def test_cancelled_fair_tells_everybody_why(booking: Booking) -> None:
    fairs.cancel_fair(fair=Fair.objects.get(), why={"en": "Snow on the passes.", "zh-hans": "大雪封山"}, by=SYSTEM)
    assert "Snow on the passes." in letter("offer_cancelled").body
    assert "大雪封山" in letter("offer_cancelled", "zh-hans").body


def test_waiting_and_promoted_say_what_they_are(visitor: Client, clock_at: Callable[..., None]) -> None:
    post = a_post(times=1)
    first = engine.claim(engine.Claim(times(post)[0].pk, make_person().pk), by=SYSTEM)
    assert isinstance(first, engine.Confirmed)
    send(visitor, post, None, do="wait", wait_for="any")
    assert "You are on the waiting list." in letter("waiting").body
    waiting = Message.objects.get(template="waiting")
    engine.cancel(first.booking, by=SYSTEM)
    assert letter_of(waiting, "en") is None
    promoted = letter("promoted")
    assert "A place became free and is yours." in promoted.body
    assert post.title in promoted.body or WaitingEntry.objects.get().booking is not None


def test_waiting_that_ended_says_so(visitor: Client, clock_at: Callable[..., None]) -> None:
    post = a_post(times=1)
    engine.claim(engine.Claim(times(post)[0].pk, make_person().pk), by=SYSTEM)
    send(visitor, post, None, do="wait", wait_for="any")
    clock_at(times(post)[0].starts_at)
    engine.end_waiting()
    assert "You can still come to the fair and ask at the table." in letter("waiting_ended").body


def test_online_interview_comes_with_its_meeting_link(visitor: Client, post: Post) -> None:
    send(visitor, post, times(post)[0], how="online")
    from duikou.fairs.meetings import meeting_link

    link = meeting_link(Booking.objects.select_related("interview__stand").get())
    assert link in letter("booked").body
    assert ics(letter("booked")).walk("VEVENT")[0]["LOCATION"] == link
