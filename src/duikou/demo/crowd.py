"""People of the sample city: they book, cancel, wait, come and talk."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db.models import F

from duikou.base import clock
from duikou.base.actor import SOMEBODY, Actor
from duikou.booking import actions as engine
from duikou.booking.actions import Somebody
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.demo import people
from duikou.directory.models import Organisation, Person
from duikou.fairs.actions import interviews, outcomes
from duikou.fairs.models import Fair, Interview, Post, Stand

TOGETHER = 30
Wish = tuple[Post, Person]
DOOR = Actor("system", ref="sample-door", door="demo")
OUTCOMES = (
    [Interview.Outcome.INTERESTED] * 6
    + [Interview.Outcome.SECOND] * 4
    + [Interview.Outcome.OFFERED] * 2
    + [Interview.Outcome.HIRED] * 2
    + [Interview.Outcome.NOT_NOW] * 6
)


# What people say came of it beside what the employer noted: the same, something else, or nothing.
SAME, OTHER, NOTHING = "same", "other", ""
SAYING = [SAME] * 9 + [OTHER] * 2 + [NOTHING] * 5
NOT_NOTED = 0.1  # of the talks, of which people alone say something, or nobody


def somebody(name: str, number: int) -> Somebody:
    """An invented person who reads Chinese or, one in six, English."""
    return Somebody(name, people.contact(number), "en" if number % 6 == 0 else "zh-hans")


def book(fair: Fair, random: Random, *, people: int, first: int, begin: datetime, end: datetime) -> None:
    """So many people wish for one to three talks each, at moments spread over `begin` to `end`. Some posts are wanted
    more than others; whoever meets a full time tries one other."""
    posts = list(Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).select_related("stand").order_by("id"))
    weights = [1 + random.random() ** 3 * 6 for _post in posts]
    times = free_times(fair)
    crowd = list(enumerate(names(random, people), start=first))
    for start in range(0, people, TOGETHER):
        clock.move_to(begin + (end - begin) * (start / people))
        wishes = [
            (post, person)
            for person in (somebody(name, number).keep() for number, name in crowd[start : start + TOGETHER])
            for post in random.choices(posts, weights, k=random.choice((1, 1, 2, 2, 3)))
        ]
        refused = claim(wishes, times, random)
        claim(refused, times, random)


def claim(wishes: list[Wish], times: dict[int, list[Slot]], random: Random) -> list[Wish]:
    """Claim a time for each wish, morning rather than afternoon, with its interview; gives the wishes refused."""
    chosen = [choose(times[post.stand_id or 0], random) for post, _person in wishes]
    claims = [
        interviews.wish(
            about=interviews.about_post(post),
            slot_id=slot.pk,
            person_id=person.pk,
            online=slot.online and random.random() < 0.4,
        )
        for slot, (post, person) in zip(chosen, wishes, strict=True)
    ]
    answers = zip(wishes, engine.claim_many(claims, by=SOMEBODY), strict=True)
    return [wish for wish, answer in answers if not isinstance(answer, engine.Confirmed)]


def choose(times: list[Slot], random: Random) -> Slot:
    """A time, early ones rather than late ones."""
    return times[int(len(times) * random.random() ** 1.5)]


def names(random: Random, count: int) -> list[str]:
    """Invented names."""
    return people.names(random, count)


def free_times(fair: Fair) -> dict[int, list[Slot]]:
    """The times of each stand."""
    times: dict[int, list[Slot]] = {}
    for slot in Slot.objects.filter(offer=fair.offer_id, withdrawn=False).select_related("resource__stand"):
        times.setdefault(slot.resource.stand.pk, []).append(slot)
    return times


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
    """The day itself: most come a little early, talk about eight minutes and get an outcome; some stay away. Many say
    themselves what came of it; some employers forget to note anything."""
    saying = Random("两边")
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
        outcome = random.choice(OUTCOMES)
        if saying.random() >= NOT_NOTED:
            outcomes.record_outcome(interview=interview, outcome=outcome, by=DOOR)
        said = saying.choice(SAYING)
        if said:
            other = Interview.Said.NOT_NOW if outcome != Interview.Outcome.NOT_NOW else Interview.Said.INTERESTED
            outcomes.say_outcome(interview=interview, said=outcome if said == SAME else other, by=SOMEBODY)
