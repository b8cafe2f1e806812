"""Quiet hours: what is urgent goes, the rest waits for the morning, what would then be too late goes all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from duikou.base.actor import SYSTEM, Actor
from duikou.base.quiet import Quiet
from duikou.booking import actions as engine
from duikou.booking.models import Booking
from duikou.fairs.models import Fair
from duikou.journal import outbox
from duikou.journal.actions import queue, queue_each
from duikou.journal.models import Message
from tests.fairs.factories import make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
NIGHT, MORNING = datetime(2027, 3, 1, 23, tzinfo=ZONE), datetime(2027, 3, 2, 7, 30, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _at_night(settings: Any, clock_at: Callable[[datetime], None]) -> None:
    settings.QUIET_HOURS = Quiet(time(21, 30), time(7, 30))
    clock_at(NIGHT)


def put(key: str, **more: Any) -> Message:
    """A message to nobody: once it is taken in hand, it has expired."""
    queue(template="tried", recipient="nobody:1", about="booking:1", dedupe_key=key, **more)
    return Message.objects.get(dedupe_key=key)


def handled() -> set[str]:
    """The keys of the messages that the worker took in hand."""
    outbox.deliver_due()
    return set(Message.objects.exclude(state=Message.State.WAITING).values_list("dedupe_key", flat=True))


def test_urgent_message_goes_at_night_and_another_waits_for_the_morning(
    clock_at: Callable[[datetime], None],
) -> None:
    put("urgent", urgent=True)
    calm = put("calm")
    assert handled() == {"urgent"}
    calm.refresh_from_db()
    assert (calm.due_at, calm.tries, calm.problem) == (MORNING, 0, "")
    clock_at(MORNING - timedelta(seconds=1))
    assert handled() == {"urgent"}
    clock_at(MORNING)
    assert handled() == {"urgent", "calm"}


def test_without_quiet_hours_nothing_waits(settings: Any) -> None:
    settings.QUIET_HOURS = None
    put("calm")
    assert handled() == {"calm"}


def test_what_is_of_no_use_in_the_morning_goes_at_night() -> None:
    put("too late", expires_at=MORNING)
    put("early enough", expires_at=MORNING + timedelta(minutes=1))
    assert handled() == {"too late"}


def test_message_for_later_in_the_night_is_left_until_it_is_due_and_then_waits(
    clock_at: Callable[[datetime], None],
) -> None:
    later = put("later", due_at=NIGHT + timedelta(hours=2))
    assert handled() == set()
    later.refresh_from_db()
    assert later.due_at == NIGHT + timedelta(hours=2)
    clock_at(NIGHT + timedelta(hours=2))
    assert handled() == set()


def test_each_of_many_can_be_urgent_or_not() -> None:
    queue_each(
        template="tried",
        recipients=["nobody:1"] * 2,
        about=["booking:1"] * 2,
        dedupe_keys=["a", "b"],
        expire_at=[None] * 2,
        urgent=[True, False],
    )
    assert handled() == {"a"}


def booked(fair: Fair) -> Booking:
    resource = make_stand(fair).resource
    assert resource is not None
    answer = engine.claim(engine.Claim(resource.slots.all()[0].pk, make_person().pk), by=SYSTEM)
    assert isinstance(answer, engine.Confirmed)
    return answer.booking


def told(what: str) -> bool:
    return Message.objects.get(template=what).urgent


@pytest.mark.parametrize(("hours", "urgent"), [(12, True), (23, True), (25, False), (24 * 30, False)])
@pytest.mark.parametrize("by", [SYSTEM, Actor("person"), Actor("token")], ids=["office", "person", "portal"])
def test_cancellation_is_urgent_when_asked_for_or_soon(hours: int, urgent: bool, by: Actor) -> None:
    fair = make_fair(starts_at=NIGHT + timedelta(hours=hours))
    assert isinstance(engine.cancel(booked(fair), by=by), Booking)
    assert told("cancelled") == (urgent or by != SYSTEM)


def test_confirmation_is_urgent() -> None:
    booked(make_fair())
    assert told("booked")
