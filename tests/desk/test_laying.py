"""The days of a centre laid out by the worker, and brought up to date when hours change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.privacy import let_go
from duikou.desk.actions import centres, hours, laying, windows
from duikou.desk.models import Centre, CentreDay, DayWindow
from duikou.journal.models import Message
from tests.desk.factories import AFTERNOON, MORNING, make_centre, make_window, span
from tests.fairs.factories import make_person

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
MONDAY = datetime(2026, 11, 23, 8, tzinfo=ZONE)
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _on_monday(clock_at: Any, settings: Any) -> None:
    clock_at(MONDAY)
    settings.APPOINTMENT_DAYS = 5


def make_desk(**facts: Any) -> Centre:
    """A centre whose window takes appointments of 30 minutes, and keeps no time for walk-ins."""
    centre = make_centre(**facts)
    given = {"takes_appointments": True, "appointment_minutes": 30, "walk_ins_every": 0}
    windows.change_window(window=centre.windows.get(), facts=given, by=COMMAND)
    return centre


def times(day: date = WEDNESDAY) -> list[str]:
    rows = Slot.objects.filter(offer__centre_day__day=day, withdrawn=False)
    return [f"{timezone.localtime(one.starts_at):%H:%M}" for one in rows]


def book(clock: str, day: date = WEDNESDAY) -> Booking:
    slot = next(
        one
        for one in Slot.objects.filter(offer__centre_day__day=day)
        if f"{timezone.localtime(one.starts_at):%H:%M}" == clock
    )
    answer = engine.claim(engine.Claim(slot.pk, make_person().pk), by=COMMAND)
    assert isinstance(answer, engine.Confirmed), answer
    return answer.booking


def test_days_to_come_are_laid_once_whoever_does_it_again() -> None:
    make_desk(week={3: (MORNING,), 5: (AFTERNOON,)})
    make_centre(state=Centre.State.DRAFT)
    assert laying.lay_days() == 2
    assert [one.day.isoweekday() for one in CentreDay.objects.all()] == [3, 5]
    assert times() == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    offer = Offer.objects.get(centre_day__day=WEDNESDAY)
    assert (offer.state, offer.limit_per_resource) == (Offer.State.OPEN, 1)
    assert laying.lay_days() == 0
    assert laying.lay_day(centre=Centre.objects.get(state="open"), day=WEDNESDAY) == 0
    assert (Slot.objects.count(), DayWindow.objects.count(), Offer.objects.count()) == (14, 2, 2)


def test_time_kept_for_walk_ins_cannot_be_booked() -> None:
    centre = make_desk(week={3: (MORNING,)})
    windows.change_window(window=centre.windows.get(), facts={"walk_ins_every": 3}, by=COMMAND)
    laying.lay_days()
    assert times() == ["09:00", "09:30", "10:30", "11:00"]


def test_window_without_appointments_gives_numbers_alone() -> None:
    make_centre(week={3: (MORNING,)})
    laying.lay_days()
    assert (DayWindow.objects.count(), Slot.objects.count()) == (1, 0)


def test_holiday_takes_free_times_back_and_tells_whoever_has_one_why() -> None:
    centre = make_desk()
    laying.lay_days()
    booking, other = book("09:30"), book("09:30", WEDNESDAY + timedelta(days=1))
    hours.add_special_days(
        centre=centre, starts_on=WEDNESDAY, ends_on=WEDNESDAY, kind="closed", reason={"en": "Stocktaking"}, by=COMMAND
    )
    assert laying.lay_days() == 1
    booking.refresh_from_db()
    other.refresh_from_db()
    assert (booking.state, booking.why_ended, other.state) == ("cancelled", "slot_withdrawn", "confirmed")
    told = Message.objects.get(template="cancelled")
    assert (told.about, told.details["said"]) == (f"booking:{booking.public_id}", {"en": "Stocktaking"})
    assert times() == []
    assert laying.lay_days() == 0


def test_holiday_that_moves_opens_one_day_and_closes_the_other() -> None:
    centre = make_desk()
    row = hours.add_special_days(centre=centre, starts_on=WEDNESDAY, ends_on=WEDNESDAY, kind="closed", by=COMMAND)
    laying.lay_days()
    thursday = WEDNESDAY + timedelta(days=1)
    booking = book("09:00", thursday)
    hours.change_special_days(row=row, starts_on=thursday, ends_on=thursday, kind="closed", by=COMMAND)
    assert laying.lay_days() == 2
    booking.refresh_from_db()
    assert (len(times()), times(thursday), booking.state) == (14, [], "cancelled")
    hours.remove_special_days(row=row, by=COMMAND)
    laying.lay_days()
    assert len(times(thursday)) == 14


def test_longer_day_gains_times_and_another_grid_moves_nobody() -> None:
    centre = make_desk(week={3: (MORNING,)})
    laying.lay_days()
    booking = book("09:30")
    hours.set_week(centre=centre, week={3: (span("08:00-12:00"),)}, by=COMMAND)
    windows.change_window(window=centre.windows.get(), facts={"appointment_minutes": 60}, by=COMMAND)
    laying.lay_days()
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    assert times() == ["08:00", "09:30", "10:00", "11:00"]


@pytest.mark.parametrize("how", ["window", "centre"])
def test_what_is_closed_for_good_ends_its_appointments(how: str) -> None:
    centre = make_desk()
    laying.lay_days()
    booking = book("10:00")
    if how == "window":
        windows.close_window(window=centre.windows.get(), by=COMMAND)
    else:
        centres.set_state(centre=centre, state=Centre.State.CLOSED, by=COMMAND)
    laying.lay_days()
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert set(Message.objects.get(template="cancelled").details["said"]) == {"zh-hans", "en"}
    assert not Slot.objects.filter(withdrawn=False).exists()


def test_people_go_when_their_day_is_long_over(clock_at: Any) -> None:
    make_desk()
    laying.lay_days()
    booking = book("10:00")
    clock_at(MONDAY + timedelta(days=4, hours=14))
    let_go()
    booking.refresh_from_db()
    assert booking.person is None


@pytest.mark.parametrize("many", [1, 3])
def test_looking_for_what_is_to_do_takes_the_same_number_of_queries(many: int) -> None:
    for _ in range(many):
        make_window(make_desk(), "9")
    laying.lay_days()
    with CaptureQueriesContext(connection) as asked:
        assert laying.lay_days() == 0
    assert len(asked) == 7
