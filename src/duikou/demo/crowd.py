"""People of the sample city: they book, cancel, wait, come and talk."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db.models import F

from duikou.base import clock
from duikou.base.actor import SOMEBODY, Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.demo import people
from duikou.directory.models import Organisation
from duikou.fairs.actions import interviews, outcomes
from duikou.fairs.models import Fair, Interview, Post, Stand

DOOR = Actor("system", ref="sample-door", door="demo")
OUTCOMES = (
    [Interview.Outcome.INTERESTED] * 6
    + [Interview.Outcome.SECOND] * 4
    + [Interview.Outcome.OFFERED] * 2
    + [Interview.Outcome.HIRED] * 2
    + [Interview.Outcome.NOT_NOW] * 6
)


def somebody(name: str, number: int) -> interviews.Somebody:
    """An invented person who reads Chinese or, one in six, English."""
    return interviews.Somebody(name, people.contact(number), "en" if number % 6 == 0 else "zh-hans")


def book(fair: Fair, random: Random, *, people: int, first: int, begin: datetime, end: datetime) -> int:
    """So many people book one to three talks each, at moments spread over `begin` to `end`; gives the bookings made.
    Some posts are wanted more than others; whoever meets a full time tries another."""
    posts = list(Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).select_related("stand").order_by("id"))
    weights = [1 + random.random() ** 3 * 6 for _post in posts]
    times = free_times(fair)
    made = 0
    for number, name in enumerate(names(random, people), start=first):
        clock.move_to(begin + (end - begin) * ((number - first) / people))
        for post in random.choices(posts, weights, k=random.choice((1, 1, 2, 2, 3))):
            made += book_one(post, times[post.stand_id or 0], somebody(name, number), random)
    return made


def names(random: Random, count: int) -> list[str]:
    """Invented names."""
    return people.names(random, count)


def free_times(fair: Fair) -> dict[int, list[Slot]]:
    """The times of each stand."""
    times: dict[int, list[Slot]] = {}
    for slot in Slot.objects.filter(offer=fair.offer_id, withdrawn=False).select_related("resource__stand"):
        times.setdefault(slot.resource.stand.pk, []).append(slot)
    return times


def book_one(post: Post, times: list[Slot], who: interviews.Somebody, random: Random) -> int:
    """Book one of three times, morning rather than afternoon; 0 when all are full or the person may not."""
    for _try in range(3):
        slot = times[int(len(times) * random.random() ** 1.5)]
        online = bool(slot.online and random.random() < 0.4)
        answer = interviews.book(post=post, slot=slot.public_id, who=who, online=online, key="", by=SOMEBODY)
        if isinstance(answer, engine.Confirmed):
            return 1
    return 0


def fill_up(fair: Fair, random: Random, *, first: int, employer: Organisation) -> None:
    """Every time of one employer is taken, and six more people wait for one."""
    post = Post.objects.filter(fair=fair, employer=employer).select_related("stand").order_by("id")[0]
    assert post.stand is not None
    free = list(Slot.objects.filter(resource=post.stand.resource, taken__lt=F("capacity") - F("kept")))
    for number, name in enumerate(names(random, len(free) + 6), start=first):
        who = somebody(name, number)
        if free:
            interviews.book(post=post, slot=free.pop().public_id, who=who, online=False, key="", by=SOMEBODY)
        else:
            interviews.wait(post=post, slot=None, who=who, online=False, key=f"sample-{number}", by=SOMEBODY)


def cancel_some(fair: Fair, random: Random) -> None:
    """One booking in fifteen is cancelled; a freed place of the full employer goes to the first who waits."""
    for booking in Booking.objects.filter(offer=fair.offer_id, state=Booking.State.CONFIRMED).order_by("id"):
        if random.random() < 1 / 15:
            engine.cancel(booking, by=SOMEBODY)


def attend(fair: Fair, random: Random) -> None:
    """The day itself: most come a little early, talk about eight minutes and get an outcome; some stay away."""
    Stand.objects.filter(fair=fair, number__isnull=False).update(here_at=fair.starts_at - timedelta(minutes=15))
    day = Interview.objects.filter(fair=fair, booking__state=Booking.State.CONFIRMED)
    for interview in day.select_related("booking__slot").order_by("booking__slot__starts_at", "id"):
        if random.random() < 0.17:
            continue
        starts = interview.booking.slot.starts_at
        clock.move_to(starts - timedelta(minutes=random.randint(1, 18)))
        method = random.choice((CheckIn.Method.SCAN, CheckIn.Method.SCAN, CheckIn.Method.CODE))
        engine.check_in(interview.booking, by=DOOR, method=method)
        interview.booking.refresh_from_db(fields=["attendance"])
        clock.move_to(starts + timedelta(minutes=random.randint(0, 3)))
        outcomes.start_talk(interview=interview, by=DOOR)
        clock.move_to(starts + timedelta(minutes=random.randint(6, 10)))
        outcomes.record_outcome(interview=interview, outcome=random.choice(OUTCOMES), by=DOOR)
