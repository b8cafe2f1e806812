"""The classes of the sample city: one under way with its registers, one to join, a full one, one with certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from duikou.activities.actions import courses as acts
from duikou.activities.actions.registers import take_register
from duikou.activities.actions.sessions import call_off_session, move_session
from duikou.activities.models import Channel, Course, Kind
from duikou.activities.queries.registers import seated
from duikou.base import clock
from duikou.booking import actions as booking
from duikou.demo import calendar, people
from duikou.demo.activities import BY, said
from duikou.desk.models import Centre
from duikou.directory.actions import newcomer

FIRST_PERSON = 7000
TEXTS = {
    "about": "about",
    "before": "known_before",
    "bring": "what_to_bring",
    "by": "taught_by",
    "in": "taught_in",
}
SELDOM = 4  # every fourth comes to the first session alone


def build(now: datetime) -> None:
    """Everything, told as it happened: the clock is moved, and left at `now`."""
    centres = list(Centre.objects.select_related("organisation", "place").order_by("pk"))
    for one in said()["classes"]:
        begun = min(now, now + timedelta(days=one["first"])) - timedelta(days=7)
        clock.move_to(begun)
        course = _announced(one, now, centres[one["centre"]])
        _sign_up(course, one)
        _hold(course, one, now)
        clock.move_to(now)
        _change(course, one)


def _announced(one: Mapping[str, Any], now: datetime, centre: Centre) -> Course:
    first = calendar.at(now + timedelta(days=one["first"]), time(one["at"]))
    begins = [first + timedelta(days=one["every"] * at) for at in range(one["sessions"])]
    course = acts.create_course(
        title={"zh-hans": one["zh-hans"], "en": one["en"]},
        kind=Kind.objects.get(key="skills"),
        channel=Channel.objects.get(key=one["channel"]),
        organiser=centre.organisation,
        place=centre.place,
        times=[(begin, begin + timedelta(minutes=one["minutes"])) for begin in begins],
        seats=one["seats"],
        level=one["level"],
        joins_until=one.get("joins", 1),
        certificate_from=one.get("needs"),
        by=BY,
        **{field: one[key] for key, field in TEXTS.items() if one.get(key)},
    )
    return acts.publish_course(course=course, by=BY)


def _sign_up(course: Course, one: Mapping[str, Any]) -> None:
    """So many people sign up; whoever comes too late waits."""
    slot = course.offer.slots.get()
    for number, name in enumerate(people.names(Random(one["key"]), one["people"])):
        contact = people.contact(FIRST_PERSON + course.pk * 50 + number)
        known = newcomer(name=name, contact=contact, language="zh-hans")
        answer = booking.claim(booking.Claim(slot.pk, who=known), by=BY)
        if not isinstance(answer, booking.Confirmed):
            booking.wait(known, resource=slot.resource, slot=slot, seats=1, by=BY)


def _hold(course: Course, one: Mapping[str, Any], now: datetime) -> None:
    """The registers of sessions before today, and the end of a class that is over."""
    for at, session in enumerate(course.sessions.filter(ends_at__lt=calendar.midnight(now)).order_by("starts_at")):
        clock.move_to(session.ends_at)
        here = [row.public_id for number, row in enumerate(seated(course)) if not at or number % SELDOM]
        take_register(session=session, present=here, by=BY)
    if one.get("finished"):
        acts.finish_course(course=course, by=BY)


def _change(course: Course, one: Mapping[str, Any]) -> None:
    sessions = list(course.sessions.order_by("starts_at"))
    if moved := one.get("moved"):
        session, day = sessions[moved - 1], timedelta(days=1)
        move_session(session=session, starts_at=session.starts_at + day, ends_at=session.ends_at + day, by=BY)
    if left_out := one.get("left_out"):
        call_off_session(session=sessions[left_out - 1], why=said()["left_out"], by=BY)
