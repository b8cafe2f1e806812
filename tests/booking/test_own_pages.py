"""What somebody sees and does with a booking of a room that has no pages of its own: booked by the engine's form, seen,
moved, put into a calendar, cancelled, waited for, told by letters, found again, erased."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.base.recent import drop_everything
from duikou.booking import actions, own_links, own_words
from duikou.booking.actions.reminders import Reminders
from duikou.booking.models import Booking, Offer, Slot, WaitingEntry
from duikou.booking.short_links import short_token
from duikou.booking.tickets import manage_token, waiting_token
from duikou.directory.models import Person
from duikou.journal.outbox import deliver_due

from . import room
from .conftest import PERSON, STAFF, City, Clock

pytestmark = pytest.mark.urls("tests.booking.room")
NAME, CONTACT = "王小芳", "fang@example.org"


@pytest.fixture(autouse=True)
def _a_room_of_classes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tiny room is declared behind the others; own pages are kept by no other test."""
    monkeypatch.setattr(own_words.rooms, "_things", {**own_words.rooms._things, "classes": room.ROOM})
    own_links._manage_pattern.cache_clear()
    caches["process"].clear()
    room.WAITED.clear()
    room.COMPANY.clear()
    yield
    own_links._manage_pattern.cache_clear()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def times(city: City) -> list[Slot]:
    """Three times of a class with two places each."""
    resource = actions.add_resource(city.offer(), label="Class", by=STAFF)
    return city.slots(resource, capacity=2)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def where(of: Offer | Slot) -> str:
    return f"/classes/{of.pk if isinstance(of, Offer) else of.offer_id}/book"


def send(client: Client, at: Slot | None, of: Slot | Offer | None = None, /, **values: Any) -> Any:
    """Open the form and send it, with plain good values unless told otherwise."""
    address = where(of or at)  # type: ignore[arg-type]
    key = values.pop("key", None) or re.search(r'name="key" value="([^"]+)"', text(client.get(address)))[1]  # type: ignore[index]
    data = {"slot": str(at.public_id) if at else "", "name": NAME, "contact": CONTACT, "language": "en", "seats": "1"}
    return client.post(address, {**data, "key": key, "do": "book", **values})


def booked(client: Client, at: Slot, **values: Any) -> Booking:
    """Book and go where the answer leads, as a browser does."""
    assert client.get(send(client, at, **values)["Location"]).status_code == 200
    return Booking.objects.order_by("-pk")[0]


def page(name: str, booking: Booking) -> str:
    return reverse(f"booking:{name}", args=[manage_token(booking)])


def test_form_books_and_leads_to_the_ticket_in_the_words_of_the_room(visitor: Client, times: list[Slot]) -> None:
    assert "How many of you come" in text(visitor.get(where(times[0])))
    answer = send(visitor, times[0], seats="2")
    booking = Booking.objects.get()
    assert answer["Location"] == f"{own_links.manage_path(booking)}?{own_links.JUST_BOOKED}"
    assert (booking.seats, booking.slot) == (2, times[0])
    assert [(booking.code, "a class")] == room.COMPANY
    shown = visitor.get(answer["Location"])
    said = text(shown)
    for words in ("Your place is booked.", "Paper cutting", "with Ms Li", "Room 3, Square 1", "Scissors", "2 places"):
        assert words in said
    assert "Through the yard" in said
    assert "/certificate/" in said
    assert "<svg" in said  # the ticket of this room's door
    assert shown["Cache-Control"] == "private, no-store"
    mine = text(visitor.get(reverse("booking:my")))
    assert own_links.manage_path(booking) in mine
    assert "<h2>Classes</h2>" in mine


def test_what_no_room_knows_is_shown_in_the_words_of_its_offer(visitor: Client, city: City) -> None:
    booking = booked(visitor, city.slot())
    said = text(visitor.get(own_links.manage_path(booking)))
    assert "Talks" in said
    assert "A1" in said
    assert 'class="qr"' not in said
    assert "<h2>Bookings</h2>" in text(visitor.get(reverse("booking:my")))


def test_sent_twice_finds_the_first_and_with_another_time_too(visitor: Client, times: list[Slot]) -> None:
    key = re.search(r'name="key" value="([^"]+)"', text(visitor.get(where(times[0]))))[1]  # type: ignore[index]
    first, again = (send(visitor, times[0], key=key)["Location"] for _time in range(2))
    other = send(visitor, times[1], key=key)["Location"]
    assert first == again
    assert other == own_links.manage_path(Booking.objects.get())


@pytest.mark.parametrize(
    ("values", "said", "status"),
    [
        ({"slot": ""}, "Choose a time first.", 422),
        ({"slot": "no"}, "That time does not exist", 422),
        ({"slot": "0" * 32}, "This time does not exist", 409),
        ({"name": ""}, "Write your name", 422),
        ({"name": "11010519491231002X"}, "identity-card number", 422),
        ({"contact": "nobody"}, "neither a telephone number", 422),
        ({"seats": ""}, "at least 1", 422),
        ({"seats": "9"}, "1 to 4 people", 422),
        ({"seats": "0"}, "1 to 4 people", 422),
        ({"seats": "two"}, "in figures", 422),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(
    visitor: Client, times: list[Slot], values: dict[str, str], said: str, status: int
) -> None:
    answer = send(visitor, times[0], **values)
    assert answer.status_code == status
    assert said in text(answer)
    kept = {"name": NAME, "contact": CONTACT} | {k: v for k, v in values.items() if k in ("name", "contact")}
    assert all(value in text(answer) for value in kept.values() if "1949" not in value)
    assert not Booking.objects.exists()
    assert not Person.objects.exists()


def test_time_of_another_offer_cannot_be_had_here(visitor: Client, city: City, times: list[Slot]) -> None:
    assert send(visitor, city.slot(), times[0]).status_code == 409
    assert not Booking.objects.exists()


def test_closed_offer_says_so_and_takes_nothing(visitor: Client, times: list[Slot]) -> None:
    key = re.search(r'name="key" value="([^"]+)"', text(visitor.get(where(times[0]))))[1]  # type: ignore[index]
    actions.close_offer(times[0].offer, by=STAFF)
    drop_everything()  # the form that everybody gets is a second old at most
    assert "Booking is closed" in text(visitor.get(where(times[0])))
    assert send(visitor, times[0], key=key).status_code == 409
    assert not Booking.objects.exists()


def test_full_time_offers_the_nearest_and_the_waiting_list(visitor: Client, times: list[Slot], city: City) -> None:
    booked(visitor, times[1], seats="2")
    other = Client(headers={"accept-language": "en"})
    answer = send(other, times[1], contact="b@example.org", seats="1")
    assert answer.status_code == 409
    assert "Free, nearest to the time you wanted" in text(answer)
    one_left = send(other, times[0], contact="b@example.org", seats="3")  # more than there are
    assert one_left.status_code == 409
    led = send(other, None, times[1], contact="b@example.org", do="wait", wait_for=str(times[1].public_id), seats="2")
    entry = WaitingEntry.objects.get()
    assert [entry] == room.WAITED
    assert led["Location"] == own_links.waiting_path(entry)
    assert "Number 1 on the waiting list" in text(other.get(led["Location"]))
    assert own_links.waiting_path(entry) in text(other.get(reverse("booking:my")))
    again = send(other, None, times[1], contact="b@example.org", do="wait", wait_for=str(times[1].public_id), seats="2")
    assert again["Location"] == led["Location"]  # sent twice it finds the first


def test_verified_contact_is_asked_for_a_code_before_the_place_is_given(visitor: Client, city: City) -> None:
    slot = city.slot(city.offer(verified_contact=True))
    answer = send(visitor, slot)
    assert "Is this contact yours?" in text(answer)
    assert not Booking.objects.exists()
    deliver_due()
    digits = re.search(r"\d{6}", mail.outbox[0].subject)[0]  # type: ignore[index]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(answer)))
    done = visitor.post(where(slot), {**fields, "digits": digits, "do": "prove"})
    assert done["Location"].endswith(own_links.JUST_BOOKED)
    assert Booking.objects.get().slot == slot


def test_booking_is_moved_only_to_times_of_its_resource(visitor: Client, times: list[Slot], city: City) -> None:
    booking = booked(visitor, times[0])
    assert str(times[1].public_id) in text(visitor.get(page("move", booking)))
    other = city.slots(city.resource(times[0].offer), 1, first=times[2].ends_at)[0]
    for wrong in (other, times[0]):
        assert visitor.post(page("move", booking), {"slot": str(wrong.public_id)}).status_code in (302, 422)
        booking.refresh_from_db()
        assert (booking.slot, booking.sequence) == (times[0], 0)
    assert "Choose a time first." in text(visitor.post(page("move", booking), {}))
    visitor.post(page("move", booking), {"slot": str(times[1].public_id)})
    booking.refresh_from_db()
    assert (booking.slot, booking.sequence) == (times[1], 1)


def test_calendar_slip_and_short_link(visitor: Client, times: list[Slot]) -> None:
    booking = booked(visitor, times[0])
    file = text(visitor.get(page("calendar", booking))).replace("\r\n ", "")
    for line in (
        "SUMMARY:Paper cutting",
        f"UID:{booking.public_id}@duikou",
        "LOCATION:Room 3\\, Square 1",
        "STATUS:CONF",
    ):
        assert line in file
    slip = text(visitor.get(page("slip", booking)))
    assert reverse("booking:short", args=[short_token(booking.code)]) in slip
    assert NAME not in slip
    led = visitor.get(reverse("booking:short", args=[short_token(booking.code)]))
    assert led["Location"] == own_links.manage_path(booking)
    visitor.post(page("cancel", booking))
    assert "METHOD:CANCEL" in text(visitor.get(page("calendar", booking)))


def test_cancelled_place_goes_to_who_waits_and_each_is_told_with_a_link(
    visitor: Client, times: list[Slot], city: City
) -> None:
    booking = booked(visitor, times[0], seats="2")
    other = Client(headers={"accept-language": "en"})
    send(other, None, times[0], contact="b@example.org", do="wait", wait_for=str(times[0].public_id))
    entry = WaitingEntry.objects.get()
    deliver_due()
    assert "Cancel this booking?" in text(visitor.get(page("cancel", booking)))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED  # reading changes nothing
    after = visitor.post(page("cancel", booking), follow=True)
    assert "You cancelled this booking." in text(after)
    assert "/classes/" in text(after)
    entry.refresh_from_db()
    assert entry.booking is not None
    promoted = other.get(own_links.waiting_path(entry))
    assert own_links.manage_path(entry.booking) in text(promoted)
    deliver_due()
    by_subject = {one.subject: one for one in mail.outbox}
    for subject, path in {
        "Your place is booked": None,
        "You are on the waiting list": own_links.waiting_path(entry),
        "A place became free: it is yours now": own_links.manage_path(entry.booking),
        "Your booking is cancelled": "/classes/",
    }.items():
        if path is not None:
            assert path in by_subject[subject].body, subject
    assert "Paper cutting" in by_subject["A place became free: it is yours now"].body
    assert by_subject["A place became free: it is yours now"].attachments
    assert "It does not count" in text(visitor.get(page("cancel", entry.booking)))


def test_reminder_and_news_of_a_move_carry_the_link(visitor: Client, times: list[Slot], time: Clock) -> None:
    booking = booked(visitor, times[0])
    actions.rebook(booking, to=times[1], by=PERSON)
    time.at = times[1].starts_at - timedelta(hours=20)
    Reminders().queue()
    deliver_due()
    told = {one.subject: one.body for one in mail.outbox}
    for subject in ("Your booking has a new time", "Do not forget what you booked"):
        assert own_links.manage_path(booking) in told[subject]
        assert "Scissors" in told[subject]


def test_too_late_to_cancel_says_until_when(visitor: Client, times: list[Slot], time: Clock) -> None:
    booking = booked(visitor, times[0])
    time.at = times[0].starts_at - timedelta(minutes=5)
    for name in ("manage", "cancel", "move"):
        assert "Changing or cancelling was possible until" in text(visitor.get(page(name, booking)))
    visitor.post(page("cancel", booking))
    visitor.post(page("move", booking), {"slot": str(times[2].public_id)})
    booking.refresh_from_db()
    assert (booking.state, booking.slot) == (Booking.State.CONFIRMED, times[0])


def test_everything_about_the_person_is_shown_and_erased(visitor: Client, times: list[Slot]) -> None:
    booking = booked(visitor, times[0])
    about = text(visitor.get(page("about-me", booking)))
    assert "Paper cutting · with Ms Li" in about
    assert "Back to my booking" in about
    assert NAME not in about
    file = visitor.post(page("about-me-file", booking), {"contact": CONTACT})
    assert file["Content-Type"] == "application/json"
    assert booking.code in text(file)
    gone = text(visitor.post(page("about-me", booking)))
    assert "Your name and contact are deleted" in gone
    assert not Person.objects.exists()
    for name in ("manage", "calendar", "cancel", "move", "slip", "about-me"):
        assert visitor.get(page(name, booking)).status_code == 410, name


def test_place_on_the_list_is_left_and_erased(visitor: Client, city: City) -> None:
    slot = city.slot()
    booked(Client(), slot, contact="a@example.org")
    for step in ("leave", "erase-waiting"):
        send(visitor, None, slot, do="wait", wait_for="any")
        entry = WaitingEntry.objects.order_by("-pk")[0]
        assert entry.slot is None
        visitor.post(reverse(f"booking:{step}", args=[waiting_token(entry)]))
        entry.refresh_from_db()
        assert entry.state == WaitingEntry.State.LEFT
    assert entry.person is None
    assert visitor.get(own_links.waiting_path(entry)).status_code == 410


def test_code_and_contact_find_it_in_another_browser(times: list[Slot]) -> None:
    booking = booked(Client(), times[0])
    stranger = Client(headers={"accept-language": "en"})
    found = stranger.post(reverse("booking:find"), {"code": booking.code, "contact": CONTACT})
    assert found["Location"] == own_links.manage_path(booking)
    assert "Paper cutting" in text(stranger.get(reverse("booking:my")))


def test_altered_links_open_nothing_and_reading_changes_nothing(visitor: Client, times: list[Slot]) -> None:
    booking = booked(visitor, times[0])
    token = manage_token(booking)
    for name in ("manage", "calendar", "cancel", "move", "slip", "about-me"):
        assert visitor.get(reverse(f"booking:{name}", args=[token[:-1]])).status_code == 404, name
    for name in ("manage", "calendar", "slip"):
        assert visitor.post(page(name, booking)).status_code == 405, name
    waits = reverse("booking:waiting", args=[token])
    assert visitor.get(waits).status_code == 404  # a booking's link is no link of a waiting list


def test_called_off_offer_is_said_on_the_page(visitor: Client, times: list[Slot]) -> None:
    booking = booked(visitor, times[0])
    actions.cancel_offer(times[0].offer, by=STAFF, why={"en": "Storm"})
    said = text(visitor.get(own_links.manage_path(booking)))
    assert "It was called off." in said
    assert "This booking is no longer valid" in said


def test_pages_cost_the_same_queries_however_much_there_is(visitor: Client, city: City) -> None:
    resource = actions.add_resource(city.offer(limit_per_person=9, limit_per_resource=9), label="Class", by=STAFF)
    slots = city.slots(resource, 12, capacity=3)
    counts: dict[str, list[int]] = {}
    for nth in (0, 1, 2, 3):
        booking = booked(visitor, slots[nth])
        for name in ("my", "form", "manage", "move", "about-me"):
            if nth in (1, 3):
                address = {"my": reverse("booking:my"), "form": where(slots[0])}.get(name) or page(name, booking)
                with CaptureQueriesContext(connection) as asked:
                    visitor.get(address)
                counts.setdefault(name, []).append(len(asked))
    most = 9 + 2 * len(own_words.rooms)  # each room is asked whether it is its own
    assert all(one == two <= most for one, two in counts.values()), counts
