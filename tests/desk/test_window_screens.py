"""A centre's day as it runs: numbers, the window's screen, the desk, the tablet, the board."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duikou.base import live
from duikou.base.actor import COMMAND
from duikou.base.live import Topic
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Slot, Ticket
from duikou.booking.own_links import number_path
from duikou.booking.tickets import ticket_text
from duikou.desk.actions import laying, queue
from duikou.desk.models import Centre, DayWindow
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message
from tests.desk.factories import make_service, make_window
from tests.desk.test_laying import make_desk
from tests.fairs.factories import make_person

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
NOW = datetime(2026, 11, 25, 9, 5, tzinfo=ZONE)
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _on_wednesday(clock_at: Any, settings: Any) -> None:
    clock_at(NOW - timedelta(hours=3))
    settings.APPOINTMENT_DAYS = 2


@pytest.fixture
def desk(clock_at: Any) -> Centre:
    """A centre on a Wednesday morning: window 1 with appointments of half an hour, window 2 for numbers alone."""
    centre = make_desk(slug="one")
    make_window(centre, "2", {"en": "Seals"})
    make_service(centre, "入学咨询")
    laying.lay_days()
    clock_at(NOW)
    return centre


def first(centre: Centre) -> DayWindow:
    return DayWindow.objects.select_related("window", "day__offer", "resource__offer").get(
        window__centre=centre, window__number="1", day__day=TODAY
    )


def book(centre: Centre, text: str, name: str = "王小芳") -> Booking:
    slots = Slot.objects.filter(resource=first(centre).resource)
    slot = next(one for one in slots if f"{timezone.localtime(one.starts_at):%H:%M}" == text)
    answer = engine.claim(engine.Claim(slot.pk, make_person(name=name).pk), by=COMMAND)
    assert isinstance(answer, engine.Confirmed), answer
    return answer.booking


@pytest.fixture
def staff(client_with: Any) -> Any:
    """`staff(centre)` is signed in as staff of the centre's body."""
    return lambda centre: client_with("centre", organisation=centre.organisation)


def paths(centre: Centre) -> tuple[str, str]:
    return "/desk/one/", f"/desk/one/window/{first(centre).window.public_id}/"


def number(centre: Centre, *windows: DayWindow) -> Ticket:
    answer = queue.hand_out(day=first(centre).day, windows=windows, by=COMMAND)
    assert isinstance(answer, Ticket)
    return answer


def states(*tickets: Ticket) -> list[str]:
    return [Ticket.objects.get(pk=one.pk).state for one in tickets]


def test_appointment_is_checked_in_and_called_before_numbers_without_one(desk: Centre, staff: Any) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    walk_in, booking = number(desk), book(desk, "09:30")
    page = client.get(window).text
    assert "王小芳" in page
    assert Entry.objects.filter(what="person.read", which=f"day_window:{first(desk).pk}").count() == 1
    queue.arrive(booking=booking, by=COMMAND)
    client.post(f"{window}step", {"step": "next"})
    assert states(walk_in) == ["called"]  # half an hour is too early to be due
    ticket = Ticket.objects.get(booking=booking)
    client.post(f"{window}step", {"step": "call", "number": str(ticket.public_id)})
    assert states(ticket) == ["called"]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["serve"], "serving"),
        (["serve", "done"], "done"),
        (["serve", "back"], "called"),
        (["recall"], "called"),
        (["hold"], "held"),
        (["hold", "call"], "called"),
        (["skip"], "skipped"),
        (["skip", "resume"], "waiting"),
    ],
)
def test_steps_of_a_number_at_its_window(desk: Centre, staff: Any, steps: list[str], state: str) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    ticket = number(desk)
    client.post(f"{window}step", {"step": "next"})
    for one in steps:
        answer = client.post(f"{window}step", {"step": one, "number": str(ticket.public_id)})
        assert answer.status_code == 302
    assert states(ticket) == [state]
    assert client.get(window).status_code == 200


def test_paused_window_calls_nobody(desk: Centre, staff: Any) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    ticket = number(desk)
    client.post(f"{window}step", {"step": "pause"})
    client.post(f"{window}step", {"step": "next"})
    assert states(ticket) == ["waiting"]
    assert "paused: nobody is called here" in client.get(window).text
    client.post(f"{window}step", {"step": "open"})
    client.post(f"{window}step", {"step": "next"})
    assert states(ticket) == ["called"]


def test_bad_steps_change_nothing(desk: Centre, staff: Any) -> None:
    client, (page, window) = staff(desk), paths(desk)
    ticket = number(desk)
    assert client.post(f"{window}step", {"step": "nonsense"}).status_code == 302
    for said in ("", "x", str(uuid4())):
        assert client.post(f"{window}step", {"step": "serve", "number": said}).status_code == 404
        assert client.post(f"{page}here", {"booking": said}).status_code == 302
    client.post(f"{page}number/{ticket.public_id}/step", {"step": "serve"})
    assert states(ticket) == ["waiting"]
    for named in ("hold", "resume", "leave"):
        client.post(f"{page}number/{ticket.public_id}/step", {"step": named})
    assert states(ticket) == ["left"]


@pytest.mark.parametrize("how", ["scan", "code", "name", "pinyin"])
def test_desk_finds_an_appointment_and_checks_it_in(desk: Centre, staff: Any, how: str) -> None:
    client, (page, _window) = staff(desk), paths(desk)
    booking, other = book(desk, "10:00"), book(desk, "10:30", "马小林")
    said = {"scan": ticket_text(booking), "code": booking.code, "name": "小芳", "pinyin": "wxf"}[how]
    answer = client.post(f"{page}find", {"text": said})
    if how != "scan":
        assert "王小芳" in answer.text
        assert "马小林" not in answer.text
        assert Entry.objects.filter(what="person.read", which=f"booking:{booking.public_id}").count() == 1
        client.post(f"{page}here", {"booking": str(booking.public_id)})
    assert CheckIn.objects.get().booking == booking
    assert Ticket.objects.get().series == "B"
    assert other.attendance == "expected"
    assert "B001" in client.get(page).text


def test_desk_says_what_to_do_for_what_it_does_not_find(desk: Centre, staff: Any, clock_at: Any) -> None:
    client, (page, _window) = staff(desk), paths(desk)
    for said, told in (("w", "two letters"), ("Nobody Here", "Nobody with this name"), ("https://x.y/", "no ticket")):
        answer = client.post(f"{page}find", {"text": said})
        assert (answer.status_code, told in answer.text) == (422, True)
    booking = book(desk, "10:00")
    clock_at(NOW + timedelta(days=1))
    answer = client.post(f"{page}find", {"text": booking.code})
    assert "This appointment is for another day or centre" in answer.text
    assert not CheckIn.objects.exists()


def test_number_at_the_desk_is_given_once_a_form(desk: Centre, staff: Any) -> None:
    client, (page, _window) = staff(desk), paths(desk)
    data = {"window": str(first(desk).window.public_id), "once": "k1"}
    answer = client.post(f"{page}number", data)
    client.post(f"{page}number", data)
    ticket = Ticket.objects.get()
    assert [one.resource for one in ticket.wishes.all()] == [first(desk).resource]
    slip = client.get(answer.headers["Location"]).text
    assert "A001" in slip
    assert 'class="qr"' in slip


def test_tablet_gives_numbers_by_its_link_until_that_is_made_anew(desk: Centre, staff: Any, visitor: Client) -> None:
    client, (page, _window) = staff(desk), paths(desk)
    client.post(f"{page}tablet")
    desk.refresh_from_db()
    path = f"/centres/one/number/{desk.numbers_key}"
    once = re.search(r'name="once" value="([^"]+)"', visitor.get(path).text)
    assert once
    for window in (str(first(desk).window.public_id), str(first(desk).window.public_id)):
        answer = visitor.post(path, {"window": window, "once": once[1]})
    assert Ticket.objects.count() == 1
    taken = visitor.get(answer.headers["Location"]).text
    assert "A001" in taken
    assert path in taken
    visitor.post(path, {"window": "any", "once": "other"})
    assert visitor.post(path, {"window": "nonsense", "once": "third"}).status_code == 422
    assert Ticket.objects.count() == 2
    client.post(f"{page}tablet")
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"window": "any", "once": "more"}).status_code == 404


def test_number_is_followed_on_ones_own_telephone(desk: Centre, staff: Any, visitor: Client) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    before, ticket = number(desk), number(desk, first(desk))
    page = visitor.get(number_path(ticket)).text
    for said in ("A002", "Window 1", "1 person is before you", "/centres/one/board"):
        assert said in page
    assert "1 person" not in visitor.get(number_path(before)).text
    client.post(f"{window}step", {"step": "next"})
    client.post(f"{window}step", {"step": "next"})
    assert "You are called: go to window 1 now." in visitor.get(number_path(ticket)).text
    visitor.post(f"{number_path(ticket)}leave")
    assert states(ticket) == ["left"]


def test_board_shows_windows_and_numbers_and_no_name(desk: Centre, staff: Any, visitor: Client) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    for path in ("/centres/one/board", "/centres/one/board/now"):
        assert visitor.get(path).status_code == 200
    booking = book(desk, "09:30")
    queue.arrive(booking=booking, by=COMMAND)
    client.post(f"{window}step", {"step": "next"})
    for path in ("/centres/one/board", "/centres/one/board/now", "/centres/one/board/live"):
        said = visitor.get(path).text
        assert "B001" in said
        assert "王小芳" not in said
    topic = Topic("desk.board", "one", "zh-hans")
    assert "1 号窗口" in live.read([topic])[topic].data
    assert live.read([Topic("desk.board", "none", "en")]) == {}
    assert visitor.get("/centres/none/board").status_code == 404


def test_board_of_a_day_that_is_not_open_is_empty(desk: Centre, staff: Any, visitor: Client, clock_at: Any) -> None:
    clock_at(NOW + timedelta(days=3))
    assert "Nobody is called at the moment." in visitor.get("/centres/one/board").text
    assert visitor.get("/centres/one/board/now").json() == []
    client, (page, _window) = staff(desk), ("/desk/one/", "")
    assert "Nothing is open here today" in client.get(page).text


def test_window_that_closes_early_says_how_many_are_booked_and_tells_them(desk: Centre, staff: Any) -> None:
    client, (_desk, window) = staff(desk), paths(desk)
    begun, later, here = book(desk, "09:30"), book(desk, "11:00", "马小林"), book(desk, "10:00", "李强")
    queue.arrive(booking=here, by=COMMAND)
    waiting = number(desk, first(desk))
    assert "2 appointments are still to come here today" in client.get(f"{window}close").text
    assert client.post(f"{window}close", {"reason_en": ""}).status_code == 422
    answer = client.post(f"{window}close", {"reason_zh-hans": "系统维护", "reason_en": "Maintenance"})
    assert answer.status_code == 302, answer.text
    ended = {one.pk: Booking.objects.get(pk=one.pk).state for one in (begun, later, here)}
    assert list(ended.values()) == ["cancelled", "cancelled", "confirmed"]
    assert {one.details["said"]["en"] for one in Message.objects.filter(template="cancelled")} == {"Maintenance"}
    assert not waiting.wishes.exists()
    assert "paused" in client.get(window).text
    assert laying.lay_days() == 0


def test_hours_forms_say_how_many_appointments_lie_there(desk: Centre, staff: Any) -> None:
    book(desk, "11:00")
    client = staff(desk)
    answer = client.get(f"/office/windows/{first(desk).window.public_id}/hours")
    assert "1 appointment is booked then." in answer.text


def test_screens_are_for_the_staff_of_the_centre(desk: Centre, staff: Any, client_with: Any, visitor: Client) -> None:
    page, window = paths(desk)
    ticket = number(desk)
    other = make_desk(slug="other")
    for client, status in (
        (visitor, 302),
        (staff(other), 404),
        (client_with("employer", organisation=desk.organisation), 403),
    ):
        for path in (page, window, f"{window}close", f"{page}number/{ticket.public_id}"):
            assert client.get(path).status_code == status, path
        for path in (f"{page}find", f"{page}here", f"{page}number", f"{page}tablet", f"{window}step"):
            assert client.post(path, {"step": "next", "text": "x"}).status_code == status, path
    assert states(ticket) == ["waiting"]
    assert staff(desk).get(f"/desk/other/window/{first(desk).window.public_id}/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_screens_take_the_same_number_of_queries_however_much_they_show(desk: Centre, staff: Any, many: int) -> None:
    client, (page, window) = staff(desk), paths(desk)
    for clock in ("09:30", "10:00", "10:30")[:many]:
        queue.arrive(booking=book(desk, clock, f"人 {clock}"), by=COMMAND)
        number(desk, first(desk))
        client.post(f"{window}step", {"step": "next"})
    found = {}
    for path in (page, window, "/centres/one/board"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        found[path] = len(asked)
    assert list(found.values()) == [13, 17, 6]


def test_letters_speak_of_windows_and_appointments(desk: Centre) -> None:
    booking = book(desk, "09:30")
    ticket = queue.arrive(booking=booking, by=COMMAND)
    assert isinstance(ticket, Ticket)
    engine.tell_of_number(ticket, tell=Ticket.Tell.SOON, by=COMMAND)
    soon = letter_of(_message("number_soon", ticket), "en")
    assert soon is not None
    assert soon.subject == "Your number B001 is called soon"
    assert str(desk) in soon.body
    engine.call(ticket, resource=first(desk).resource, by=COMMAND)
    called = letter_of(Message.objects.get(template="number_called"), "en")
    assert called is not None
    assert called.subject == "B001: You are called: go to window 1 now"
    assert number_path(ticket) in called.body
    booked = letter_of(Message.objects.get(template="booked"), "zh-hans")
    assert booked is not None
    assert booked.subject == "您的预约已成功"


def _message(template: str, ticket: Ticket) -> Message:
    return Message(template=template, about=f"ticket:{ticket.public_id}")
