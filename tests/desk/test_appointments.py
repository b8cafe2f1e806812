"""Appointments at windows: from the topic to a time, moved to another day, cancelled, with what to bring."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duikou.base.actor import COMMAND
from duikou.base.recent import drop_everything
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Slot, Standing
from duikou.booking.own_links import manage_path
from duikou.booking.queries import find_faults
from duikou.desk.actions import hours, laying, services
from duikou.desk.models import Appointment, Centre, Service
from duikou.journal.models import Message
from tests.desk.factories import MORNING, make_centre, make_service, make_topic
from tests.desk.test_laying import make_desk, times

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
MONDAY = datetime(2026, 11, 23, 8, tzinfo=ZONE)
WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _on_monday(clock_at: Any, settings: Any) -> None:
    clock_at(MONDAY)
    settings.APPOINTMENT_DAYS = 5


@pytest.fixture
def desk() -> Centre:
    """A centre whose window takes appointments on Wednesday and Friday mornings, for one service."""
    centre = make_desk(slug="one", week={3: (MORNING,), 5: (MORNING,)}, access="step_free")
    make_service(centre, "入学咨询", topics=[make_topic("school")], languages=["bo"], what_to_bring="户口簿")
    laying.lay_days()
    return centre


def slot_at(text: str, day: date = WEDNESDAY) -> Slot:
    found = Slot.objects.filter(offer__centre_day__day=day, withdrawn=False)
    return next(one for one in found if f"{timezone.localtime(one.starts_at):%H:%M}" == text)


def form_path(centre: Centre, query: str = "") -> str:
    return f"/appointments/{centre.windows.get().public_id}/{query}"


def send(visitor: Client, path: str, slot: Slot, **changed: str) -> Any:
    page = visitor.get(path).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key, page
    data = {"slot": str(slot.public_id), "name": "王小芳", "contact": "13912345678", "language": "zh-hans"}
    return visitor.post(path, {**data, "key": key[1], "do": "book", **changed})


def test_topic_leads_to_its_window_a_time_and_a_ticket_that_says_what_to_bring(visitor: Client, desk: Centre) -> None:
    service = Service.objects.get()
    assert '?topic=school"' in visitor.get("/appointments/").text
    page = visitor.get("/appointments/?topic=school").text
    address = f"{form_path(desk)}?service={service.public_id}&amp;topic=school"
    for said in (address, "Next free: Wed 25 Nov, 09:00", "Tibetan", "without steps"):
        assert said in page
    answer = send(visitor, address.replace("&amp;", "&"), slot_at("09:30"))
    assert answer.status_code == 302, answer.text
    booking = Booking.objects.get()
    made = Appointment.objects.get(booking=booking)
    assert (made.service, made.topic) == (service, make_topic("school"))
    ticket = visitor.get(answer.headers["Location"]).text
    for said in ("户口簿", "09:30–10:00", "window 1", 'class="qr"', "入学咨询"):
        assert said in ticket
    assert "入学咨询" in visitor.get("/my").text
    assert Message.objects.get().template == "booked"


def test_service_in_the_address_skips_the_question(visitor: Client, desk: Centre) -> None:
    service = Service.objects.get()
    page = visitor.get(f"/appointments/?service={service.public_id}").text
    assert f"{form_path(desk)}?service={service.public_id}" in page
    assert form_path(desk) in visitor.get("/appointments/?all=1").text
    assert f"/appointments/?service={service.public_id}" in visitor.get(f"/services/{service.public_id}/").text
    assert form_path(desk) in visitor.get("/centres/one/").text


def test_appointment_moves_to_another_day_and_stays_the_same_booking(visitor: Client, desk: Centre) -> None:
    send(visitor, form_path(desk), slot_at("09:30"))
    booking = Booking.objects.get()
    path = f"{manage_path(booking)}move"
    assert str(slot_at("10:00", FRIDAY).public_id) in visitor.get(path).text
    answer = visitor.post(path, {"slot": str(slot_at("10:00", FRIDAY).public_id)})
    assert answer.status_code == 302, answer.text
    moved = Booking.objects.get()
    assert (moved.code, moved.slot, moved.offer.centre_day.day) == (booking.code, slot_at("10:00", FRIDAY), FRIDAY)
    assert [slot_at("09:30").taken, slot_at("10:00", FRIDAY).taken] == [0, 1]
    assert dict(Standing.objects.values_list("offer__centre_day__day", "live")) == {WEDNESDAY: 0, FRIDAY: 1}
    assert find_faults() == []
    answer = visitor.post(f"{manage_path(moved)}cancel")
    assert Booking.objects.get().state == "cancelled"
    assert [one.live for one in Standing.objects.all()] == [0, 0]


def test_without_being_allowed_a_booking_does_not_leave_its_offer(visitor: Client, desk: Centre) -> None:
    send(visitor, form_path(desk), slot_at("09:30"))
    answer = engine.rebook(Booking.objects.get(), to=slot_at("10:00", FRIDAY), by=COMMAND)
    assert getattr(answer, "reason", "") == "other_offer"


def test_day_is_chosen_by_the_address_or_by_the_time_sent(visitor: Client, desk: Centre) -> None:
    first, other = (str(slot_at("09:00", day).public_id) for day in (WEDNESDAY, FRIDAY))
    for query, shown in (("", first), ("?day=2026-11-27", other), ("?day=nonsense", first), ("?day=2027-01-01", first)):
        page = visitor.get(form_path(desk, query)).text
        assert (first in page, other in page) == (shown == first, shown == other)
    assert send(visitor, form_path(desk), slot_at("09:00", FRIDAY)).status_code == 302


def test_taken_time_offers_the_nearest_and_keeps_what_was_typed(visitor: Client, desk: Centre) -> None:
    slot = slot_at("09:00")
    send(visitor, form_path(desk), slot)
    answer = send(visitor, form_path(desk), slot, name="马小林", contact="13912345679")
    assert answer.status_code == 409
    assert "马小林" in answer.text
    assert Booking.objects.count() == 1


def test_identity_number_is_refused(visitor: Client, desk: Centre) -> None:
    answer = send(visitor, form_path(desk), slot_at("09:00"), name="11010519491231002X")
    assert answer.status_code == 422
    assert "11010519491231002X" not in answer.text


def test_windows_that_take_no_appointments_are_not_found(visitor: Client, desk: Centre) -> None:
    other = make_centre(slug="other")
    assert visitor.get(form_path(other)).status_code == 404
    assert visitor.get(f"/appointments/{uuid4()}/").status_code == 404
    services.set_state(service=Service.objects.get(), state=Service.State.ENDED, by=COMMAND)
    assert "No window takes appointments at present" in visitor.get("/appointments/").text
    assert "No window takes appointments for this" in visitor.get("/appointments/?topic=school").text


def test_window_without_times_says_so(visitor: Client, desk: Centre) -> None:
    hours.set_week(centre=desk, week={7: (MORNING,)}, by=COMMAND)
    laying.lay_days()
    assert times() == []
    page = visitor.get(form_path(desk)).text
    assert "There are no times to book at present" in page
    assert "No time is free at present" in visitor.get("/appointments/?all=1").text


def test_whoever_loses_an_appointment_is_told_why_and_where_the_next_times_are(visitor: Client, desk: Centre) -> None:
    from duikou.journal.letters import plain_renderers

    send(visitor, f"{form_path(desk)}?service={Service.objects.get().public_id}", slot_at("09:30"))
    hours.add_special_days(
        centre=desk, starts_on=WEDNESDAY, ends_on=WEDNESDAY, kind="closed", reason={"en": "Stocktaking"}, by=COMMAND
    )
    laying.lay_days()
    letter = plain_renderers.get("cancelled")(Message.objects.get(template="cancelled"))
    assert "Reason: Stocktaking" in letter.body
    assert form_path(desk) in letter.body
    page = visitor.get(manage_path(Booking.objects.get())).text
    assert "The staff took this time back." in page
    assert form_path(desk) in page


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_the_same_number_of_queries_however_much_they_show(visitor: Client, many: int) -> None:
    for number in range(many):
        centre = make_desk(slug=f"c{number}")
        make_service(centre, f"事项 {number}", topics=[make_topic("school")])
    laying.lay_days()
    found = {}
    for path in ("/appointments/", "/appointments/?topic=school", "/appointments/?all=1", form_path(centre)):
        drop_everything()
        visitor.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get(path).status_code == 200
        found[path.replace(str(centre.windows.get().public_id), "one")] = len(asked)
    assert list(found.values()) == [3, 5, 4, 3]
