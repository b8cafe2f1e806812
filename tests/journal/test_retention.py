"""Retention erases what is due in every room, says what it did and what is left, and never names anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from duikou.base import clock
from duikou.base.keeping import Retention, retentions
from duikou.booking.models import Booking, Offer, Standing, WaitingEntry
from duikou.directory.erasure import erase_strays
from duikou.directory.models import Person
from duikou.journal import turns
from duikou.journal.models import Erased, Message
from duikou.journal.proofs import erased_lately
from duikou.journal.retention import erase_due, forget_messages, forget_reports, left
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
At = Callable[[datetime], None]
SECRET = "a name that nobody may read"


def booked(name: str = "张三") -> Booking:
    return make_booking(make_stand(make_fair()), make_person(name))


def end_of(booking: Booking) -> datetime:
    ends: datetime = booking.offer.slots.latest("ends_at").ends_at
    return ends


def message(**values: Any) -> Message:
    now = clock.now()
    said = {"template": "x", "recipient": "person:1", "about": "x:1", "dedupe_key": f"x:{Message.objects.count()}"}
    return Message.objects.create(**{**said, "created_at": now, "due_at": now, "state": "sent", **values})


def test_report_says_what_went_by_which_promise_and_what_is_left(clock_at: At) -> None:
    first, other = booked("张三"), make_person("李四")
    make_booking(make_stand(first.slot.resource.stand.fair), other)
    assert left()["directory.Person.name"] == 2
    clock_at(end_of(first) + timedelta(days=1, minutes=1))
    report = erase_due()
    assert report.failed == []
    assert report.erased == {"booking.people": 2}
    assert (report.left["directory.Person.name"], report.left["booking.Booking.person"]) == (0, 0)
    assert "张三" not in f"{report.erased}{report.left}"
    assert not Person.objects.exists()
    assert Booking.objects.count() == 2, "the counts stay"
    assert Erased.objects.get() == report


def test_whoever_came_stays_for_thirty_days_and_no_longer(clock_at: At) -> None:
    booking = booked()
    Booking.objects.update(attendance=Booking.Attendance.ARRIVED)
    clock_at(end_of(booking) + timedelta(days=29))
    erase_due()
    assert Person.objects.count() == 1
    clock_at(end_of(booking) + timedelta(days=30, minutes=1))
    assert erase_due().erased["booking.people"] == 1
    assert not Person.objects.exists()


def test_whoever_was_not_checked_in_goes_after_a_day_even_if_nobody_closed_the_fair(clock_at: At) -> None:
    booking = booked()
    assert booking.attendance == Booking.Attendance.EXPECTED
    clock_at(end_of(booking) + timedelta(days=1, minutes=1))
    erase_due()
    booking.refresh_from_db()
    assert (booking.person_id, booking.attendance) == (None, Booking.Attendance.NO_SHOW)


def test_pass_for_an_offer_without_any_time_goes_when_its_booking_is_over(clock_at: At) -> None:
    fair = make_fair()
    Standing.objects.create(person=make_person("张三"), offer=fair.offer, live=0, limit=3)
    assert not fair.offer.slots.exists()
    clock_at(Offer.objects.get(pk=fair.offer_id).closes_at + timedelta(days=1, minutes=1))
    erase_due()
    assert not Person.objects.exists()


def test_person_to_whom_nothing_is_tied_goes_after_a_day(clock_at: At) -> None:
    booking, stray = booked(), make_person("李四")
    assert erase_strays() == 0
    clock_at(clock.now() + timedelta(days=1, minutes=1))
    assert erase_strays() == 1
    assert not Person.objects.filter(pk=stray.pk).exists()
    assert Person.objects.filter(pk=booking.person_id).exists()


def test_messages_that_are_over_go_after_ninety_days_and_those_that_wait_stay(clock_at: At) -> None:
    old = [message(state="sent"), message(state="failed"), message(state="expired")]
    waits = message(state="waiting", due_at=clock.now() + timedelta(days=100))
    clock_at(clock.now() + timedelta(days=91))
    young = message()
    assert forget_messages() == len(old)
    assert set(Message.objects.all()) == {waits, young}


def test_rows_are_found_beyond_a_piece_of_those_that_stay(monkeypatch: pytest.MonkeyPatch, clock_at: At) -> None:
    from duikou.journal import retention

    monkeypatch.setattr(retention, "PIECE", 2)
    for _ in range(3):
        message(state="waiting")
    message()
    clock_at(clock.now() + timedelta(days=91))
    assert forget_messages() == 1


def test_reports_go_after_400_days(clock_at: At) -> None:
    erase_due()
    clock_at(clock.now() + timedelta(days=401))
    assert forget_reports() == 1


def test_run_that_erased_nothing_reports_once_a_day(clock_at: At) -> None:
    now = clock.now()
    for hours in (0, 1, 23, 25):
        clock_at(now + timedelta(hours=hours))
        erase_due()
    assert Erased.objects.count() == 2
    assert turns.done_at(turns.RETENTION) == now + timedelta(hours=25)


def test_room_that_fails_is_named_stops_no_other_and_is_not_said_to_be_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise RuntimeError(SECRET)

    both = [Retention("bad", "x", fail), Retention("good", "x", lambda: 7)]
    monkeypatch.setattr(retentions, "_things", {one.name: one for one in both})
    report = erase_due()
    assert (report.erased, report.failed) == ({"good": 7}, ["bad"])
    assert turns.done_at(turns.RETENTION) is None
    assert SECRET not in caplog.text


def test_promise_to_erase_every_day_is_broken_when_nothing_did(clock_at: At) -> None:
    assert erased_lately().faults
    erase_due()
    assert erased_lately().faults == []
    clock_at(clock.now() + timedelta(days=1, minutes=1))
    assert erased_lately().faults


def test_whoever_still_waits_when_the_event_is_over_goes_too(clock_at: At) -> None:
    booking = booked()
    WaitingEntry.objects.create(
        offer=booking.offer,
        resource=booking.slot.resource,
        slot=booking.slot,
        person=make_person("李四"),
        created_at=clock.now(),
    )
    clock_at(end_of(booking) + timedelta(days=1, minutes=1))
    assert erase_due().erased["booking.people"] == 2
    assert not Person.objects.exists()
