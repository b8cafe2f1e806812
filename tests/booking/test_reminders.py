"""Reminders: once each, about a day before, by day, never after the beginning, never of what is no longer so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from duikou.base.actor import SYSTEM
from duikou.base.quiet import Quiet
from duikou.booking import actions as engine
from duikou.booking.actions.reminders import Reminders
from duikou.booking.models import Booking, Slot
from duikou.booking.reminder_times import due
from duikou.fairs.models import Fair
from duikou.journal import outbox
from duikou.journal.letters import letter_of
from duikou.journal.models import Message
from tests.fairs.factories import make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
BEGINS = datetime(2027, 3, 6, 9, tzinfo=ZONE)
DAY_BEFORE = BEGINS - timedelta(hours=24)


@pytest.fixture
def slots(clock_at: Callable[[datetime], None]) -> list[Slot]:
    clock_at(BEGINS - timedelta(days=5))
    fair = make_fair(starts_at=BEGINS, what_to_bring={"zh-hans": "简历三份", "en": "Three copies of your résumé"})
    resource = make_stand(fair).resource
    assert resource is not None
    return list(resource.slots.order_by("starts_at"))


def book(slot: Slot, contact: str = "li@example.org", language: str = "en") -> Booking:
    person = make_person("Li Ming", contact, language)
    answer = engine.claim(engine.Claim(slot.pk, person.pk), by=SYSTEM)
    assert isinstance(answer, engine.Confirmed), answer
    return answer.booking


def reminded() -> list[str]:
    return [one.about for one in Message.objects.filter(template="reminder").order_by("pk")]


def test_everybody_is_reminded_once_a_day_before(slots: list[Slot], clock_at: Callable[[datetime], None]) -> None:
    first, second = book(slots[0]), book(slots[1], "ma@example.org")
    worker = Reminders()
    clock_at(DAY_BEFORE - timedelta(seconds=1))
    assert worker.queue() == 0
    clock_at(DAY_BEFORE)
    assert worker.queue() == 1
    assert worker.queue() == 0
    assert reminded() == [f"booking:{first.public_id}"]
    clock_at(DAY_BEFORE + timedelta(minutes=20))
    assert worker.queue() == 1
    assert Reminders().queue() == 2, "a worker that starts anew looks at all of them"
    assert reminded() == [f"booking:{first.public_id}", f"booking:{second.public_id}"]
    message = Message.objects.get(about=f"booking:{first.public_id}", template="reminder")
    assert (message.expires_at, message.urgent) == (BEGINS, False)


def test_reminder_says_what_when_where_what_to_bring_and_how_to_cancel(
    slots: list[Slot], clock_at: Callable[[datetime], None], settings: Any
) -> None:
    settings.ADDRESS = "https://jobs.example.org"
    booking = book(slots[0])
    clock_at(DAY_BEFORE)
    Reminders().queue()
    message = Message.objects.get(template="reminder")
    said = {language: letter_of(message, language) for language in ("en", "zh-hans")}
    assert said["en"] is not None
    assert said["zh-hans"] is not None
    link = f"https://jobs.example.org/s/{booking.code}"
    for text in (said["en"].body, said["en"].short):
        for words in ("Sat 6 Mar, 09:00", "市人力资源市场", "新华中路 1 号", "table 1", "Three copies", link):
            assert words in text
    assert "move or cancel until" in said["en"].body
    assert "简历三份" in said["zh-hans"].short
    assert said["en"].attachments == ()


def test_who_booked_or_moved_after_the_reminders_moment_is_not_told_again(
    slots: list[Slot], clock_at: Callable[[datetime], None]
) -> None:
    early = book(slots[0])
    clock_at(DAY_BEFORE + timedelta(hours=1))
    book(slots[1], "late@example.org")
    engine.rebook(early, to=slots[2], by=SYSTEM)
    assert Reminders().queue() == 0
    assert reminded() == []


def test_who_moved_before_is_reminded_of_the_new_time_only(
    slots: list[Slot], clock_at: Callable[[datetime], None]
) -> None:
    booking = book(slots[0])
    clock_at(DAY_BEFORE)
    Reminders().queue()
    moved = engine.rebook(booking, to=slots[2], by=SYSTEM)
    assert isinstance(moved, Booking)
    assert letter_of(Message.objects.get(template="reminder"), "en") is None, "of a time that is no longer so"


def test_who_cancelled_came_or_was_cancelled_is_not_reminded(
    slots: list[Slot], clock_at: Callable[[datetime], None]
) -> None:
    engine.cancel(book(slots[0]), by=SYSTEM)
    arrived = book(slots[1], "ma@example.org")
    Booking.objects.filter(pk=arrived.pk).update(attendance=Booking.Attendance.ARRIVED)
    clock_at(DAY_BEFORE + timedelta(hours=1))
    assert Reminders().queue() == 0
    other = book(slots[2], "no@example.org")
    Booking.objects.filter(pk=other.pk).update(changed_at=DAY_BEFORE - timedelta(days=1))
    Fair.objects.get().offer.__class__.objects.update(state="cancelled")
    assert Reminders().queue() == 0


def test_reminder_is_never_sent_after_the_beginning(slots: list[Slot], clock_at: Callable[[datetime], None]) -> None:
    book(slots[0])
    clock_at(DAY_BEFORE)
    Reminders().queue()
    Message.objects.exclude(template="reminder").delete()
    clock_at(BEGINS)
    assert outbox.deliver_due() == 0
    assert mail.outbox == []
    assert Message.objects.get().state == Message.State.EXPIRED
    assert Reminders().queue() == 0


def test_none_are_sent_when_the_city_wants_none(
    slots: list[Slot], clock_at: Callable[[datetime], None], settings: Any
) -> None:
    settings.REMINDER_HOURS = 0
    book(slots[0])
    clock_at(DAY_BEFORE)
    assert Reminders().queue() == 0


def test_clock_that_is_put_back_is_no_reason_to_forget_somebody(
    slots: list[Slot], clock_at: Callable[[datetime], None]
) -> None:
    worker = Reminders()
    clock_at(BEGINS + timedelta(days=1))
    worker.queue()
    clock_at(BEGINS - timedelta(days=2))
    book(slots[0])
    clock_at(DAY_BEFORE)
    assert worker.queue() == 1


@pytest.mark.parametrize(
    ("hours", "begins", "at"),
    [
        (24, "09:00", "05 09:00"),
        (10, "09:00", "06 07:30"),
        (3, "09:00", "06 07:30"),
        (3, "08:00", "05 21:30"),
        (24, "23:00", "06 07:30"),
    ],
    ids=["by day", "in the morning", "early in the morning", "before the night", "an evening class"],
)
def test_reminder_comes_outside_quiet_hours_while_one_can_still_act(
    settings: Any, hours: int, begins: str, at: str
) -> None:
    settings.QUIET_HOURS = Quiet(time(21, 30), time(7, 30))
    settings.REMINDER_HOURS = hours
    starts = datetime.combine(BEGINS.date(), time.fromisoformat(begins), ZONE)
    assert f"{due(starts, cancel_until_minutes=60):%d %H:%M}" == at


def test_many_are_reminded_in_pieces(clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    from duikou.booking.actions import reminders

    monkeypatch.setattr(reminders, "PIECE", 2)
    clock_at(BEGINS - timedelta(days=5))
    resource = make_stand(make_fair(starts_at=BEGINS), capacity=5, times=1).resource
    assert resource is not None
    for number in range(5):
        book(resource.slots.all()[0], f"p{number}@example.org")
    clock_at(DAY_BEFORE)
    assert Reminders().queue() == 5
    assert len(reminded()) == 5
