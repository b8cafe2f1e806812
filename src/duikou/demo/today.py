"""The fair of the sample city that is running: people with numbers, a board, talks that both sides, one or nobody spoke
about, and a few shared résumés."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Slot, Ticket
from duikou.demo import crowd
from duikou.demo.facts import facts
from duikou.fairs.actions import calling, interviews, numbers, outcomes, resumes
from duikou.fairs.models import Fair, Interview, Post, Stand

STEPS = 80  # between the opening and now; the day's events take one each
AT_A_TABLE = 6
FIRST = 1500
# What the employer noted and what the person says, one talk after the other; nobody has said anything where both are
# empty, and the talk goes on at the last table where the employer's is.
SAID = (
    ("second", "second"),
    ("interested", ""),
    ("hired", "hired"),
    ("not_now", "interested"),
    ("offered", ""),
    ("interested", "interested"),
    ("not_now", "not_now"),
    ("second", "withheld"),
)


class Day:
    """The running day of `fair`: every event moves the clock on a little, from the opening to `now`."""

    def __init__(self, fair: Fair, now: datetime) -> None:
        self.fair, self.now = fair, now
        self.step = (now - fair.starts_at) / STEPS
        clock.move_to(fair.starts_at)

    def on(self) -> None:
        """Let a little time pass."""
        clock.move_to(min(clock.now() + self.step, self.now))

    def arrive(self, booking: Booking) -> None:
        """Somebody is checked in and has a number."""
        self.on()
        engine.check_in(booking, by=crowd.DOOR, method=CheckIn.Method.SCAN)
        numbers.number_arrivals(booking_ids=[booking.pk], by=crowd.DOOR)

    def talk(self, booking: Booking, noted: str, said: str) -> None:
        """A talk that is over, with what each side says came of it."""
        talk = Interview.objects.select_related("booking", "stand__resource").get(booking=booking)
        self.on()
        outcomes.start_talk(interview=talk, by=crowd.DOOR)
        self.on()
        outcomes.record_outcome(interview=talk, outcome=noted, by=crowd.DOOR)
        if said:
            outcomes.say_outcome(interview=talk, said=said, by=SOMEBODY)

    def walk_in(self, stands: Sequence[Stand]) -> None:
        """Somebody without a booking takes a number."""
        self.on()
        answer = numbers.hand_out(fair=self.fair, stands=stands, by=crowd.DOOR)
        assert isinstance(answer, Ticket), answer

    def call(self, stand: Stand, *, serve: bool = False) -> None:
        """The table calls whoever is next, and begins if they come."""
        self.on()
        ticket = calling.call_next(stand=stand, by=crowd.DOOR)
        assert isinstance(ticket, Ticket), ticket
        if serve:
            self.on()
            calling.start(ticket=ticket, stand=stand, by=crowd.DOOR)


def book(fair: Fair, random: Random) -> dict[int, list[Booking]]:
    """People with a place at each stand, by its key, from the first time on; some of their times are still to come."""
    made: dict[int, list[Booking]] = {}
    posts = Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).select_related("stand").order_by("id")
    by_stand = {post.stand_id or 0: post for post in posts}
    names = iter(crowd.names(random, AT_A_TABLE * len(by_stand)))
    number = FIRST
    for key, post in by_stand.items():
        assert post.stand is not None
        times = list(Slot.objects.filter(resource=post.stand.resource_id).order_by("starts_at")[: 2 * AT_A_TABLE : 2])
        for slot in times:
            who = crowd.somebody(next(names), number)
            answer = interviews.book(post=post, slot=slot.public_id, who=who, online=False, key="", by=SOMEBODY)
            assert isinstance(answer, engine.Confirmed), answer
            made.setdefault(key, []).append(Booking.objects.get(public_id=answer.booking.public_id))
            number += 1
    return made


def share_resumes(booked: dict[int, list[Booking]]) -> None:
    """Some who are still to talk share a résumé with their employer; all of it invented."""
    for texts, (key, bookings) in zip(facts()["resumes"], booked.items(), strict=False):
        last = bookings[-2]
        known = [last.public_id]
        resumes.keep_resume(holder=last, texts=texts, known=known, by=SOMEBODY)
        resumes.share_resume(holder=last, stands=[key], known=known, by=SOMEBODY)


def run(fair: Fair, booked: dict[int, list[Booking]], now: datetime) -> None:
    """What has happened at the fair until `now`."""
    day = Day(fair, now)
    Stand.objects.filter(fair=fair).update(here_at=fair.starts_at)
    stands = list(fair.stands.select_related("fair__offer", "resource__offer").order_by("number"))
    for bookings in booked.values():
        for booking in bookings[:-1]:  # the last of each table is still expected
            day.arrive(booking)
    said = iter(SAID * len(stands))
    for stand in stands:
        for booking in booked[stand.pk][:2]:
            day.talk(booking, *next(said))
    for nth in range(5):
        day.walk_in(stands[-2:] if nth == 0 else stands[nth : nth + 2])
    for stand in stands[:3]:
        day.call(stand, serve=True)
    # Whoever talked and went, and of whom the employer noted nothing: the person alone says what came of it.
    alone = Interview.objects.filter(fair=fair, started_at__isnull=False, ended_at=None).order_by("id").first()
    if alone:
        outcomes.say_outcome(interview=alone, said="interested", by=SOMEBODY)
    for stand in stands[1:-1]:
        day.call(stand)
    day.on()
    without = Ticket.objects.filter(offer=fair.offer, booking=None).order_by("id")[0]
    calling.call(ticket=without, stand=stands[-1], by=crowd.DOOR)
    first = Ticket.objects.filter(offer=fair.offer, state=Ticket.State.CALLED).order_by("id").first()
    if first:
        day.on()
        engine.recall(first, by=crowd.DOOR)
    clock.move_to(now)


def hours(now: datetime, midnight: datetime) -> tuple[datetime, datetime]:
    """When the fair that is running began, some two hours ago, and when it ends; both on the day that begins at
    `midnight`, so that its numbers are of today."""
    begun = max(midnight, now - timedelta(hours=2))
    begun -= timedelta(minutes=begun.minute % 10, seconds=begun.second, microseconds=begun.microsecond)
    return begun, min(begun + timedelta(hours=7), midnight + timedelta(days=1, seconds=-1))
