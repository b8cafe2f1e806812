"""The volunteers of the sample city: a team in each of the four communities, shifts to come and over, one restricted
with helpers enrolled, and hours in a book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from duikou.activities.actions.hours import confirm_hours, keep_in, open_book, thank
from duikou.activities.actions.restricting import restrict_shift
from duikou.activities.actions.shifts import create_shift
from duikou.activities.actions.teams import create_team, show_team
from duikou.activities.models import HoursBook, Shift, VolunteerTeam
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Booking
from duikou.demo import calendar, people
from duikou.desk.models import Centre
from duikou.directory import actions as directory
from duikou.directory.actions import newcomer
from duikou.directory.models import Organisation

BY = Actor("system", ref="sample", door="demo")
FILE = Path(__file__).with_name("volunteers.yaml")
FIRST_PERSON = 90_000


@cache
def said() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def build(now: datetime) -> None:
    """Everything, told as it happened: the clock is moved, and left at `now`."""
    clock.move_to(now - timedelta(days=20))
    centres = list(Centre.objects.select_related("organisation", "place").order_by("pk"))
    shifts: list[tuple[Shift, Mapping[str, Any]]] = []
    for one in said()["teams"]:
        centre = centres[one["centre"]]
        texts = {"about": one["about"], "what_helpers_need": one["needs"]}
        team = create_team(name=one["name"], body=centre.organisation, place=centre.place, by=BY, **texts)
        show_team(team=team, by=BY)
        shifts += [(_made(team, each, now), each) for each in one["shifts"]]
    book: HoursBook | None = None
    for shift, each in sorted(shifts, key=lambda pair: pair[0].starts_at):
        joined = _join(shift, each)
        if each.get("book") and joined:
            book = _into_book(book, joined[0])
        if shift.ends_at < now:
            _held(shift, joined)
    clock.move_to(now)
    for shift, each in shifts:
        if wanted := each.get("restricted"):
            _restrict(shift, wanted)


def _made(team: VolunteerTeam, each: Mapping[str, Any], now: datetime) -> Shift:
    starts_at = calendar.at(now + timedelta(days=each["day"]), time(each["at"]))
    assert team.place is not None
    return create_shift(
        team=team,
        title=each["title"],
        place=team.place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=each["hours"]),
        helpers=each["helpers"],
        by=BY,
        **{key: each[name] for name, key in (("do", "what_to_do"), ("bring", "what_to_bring")) if name in each},
    )


def _join(shift: Shift, each: Mapping[str, Any]) -> list[Booking]:
    slot = shift.offer.slots.get()
    joined = []
    for number, name in enumerate(people.names(Random(str(shift.title)), each.get("joined", 0))):
        contact = people.contact(FIRST_PERSON + shift.pk * 20 + number)
        known = newcomer(name=name, contact=contact, language="zh-hans")
        answer = booking.claim(booking.Claim(slot.pk, who=known), by=BY)
        if isinstance(answer, booking.Confirmed):
            joined.append(answer.booking)
        else:
            booking.wait(known, resource=slot.resource, slot=slot, by=BY)
    return joined


def _into_book(book: HoursBook | None, kept: Booking) -> HoursBook:
    if book is None:
        return open_book(kept=kept, name=str(said()["book"]), by=BY)
    keep_in(book=book, kept=kept, by=BY)
    return book


def _held(shift: Shift, joined: list[Booking]) -> None:
    clock.move_to(shift.starts_at)
    for one in joined:
        booking.check_in(one, by=BY)
    clock.move_to(shift.ends_at + timedelta(minutes=20))
    confirm_hours(shift=shift, minutes=int((shift.ends_at - shift.starts_at).total_seconds() // 60), by=BY)
    thank(shift=shift, by=BY)
    clock.move_to(shift.starts_at)


def _restrict(shift: Shift, wanted: Mapping[str, Any]) -> None:
    body, _new = directory.add_organisation(name=wanted["body"], kind=Organisation.Kind.OFFICE, by=BY)
    until = shift.starts_at - timedelta(days=wanted["days_before"])
    restrict_shift(shift=shift, restricted_to=wanted["to"], body=body, confirm_until=until, unconfirmed="end", by=BY)
