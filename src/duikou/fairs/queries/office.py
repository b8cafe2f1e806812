"""What the office reads: fairs, stands with their states, and the numbers of a fair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Booking, CheckIn, Slot, WaitingEntry
from duikou.fairs.both_sides import BothSides, both_sides
from duikou.fairs.how_it_goes import Counts
from duikou.fairs.models import Condition, Fair, Interview, Post, Stand
from duikou.fairs.queries.following import counts_of
from duikou.fairs.queries.last_times import LastTime, kept, last_times

LIVE = Q(state=Booking.State.CONFIRMED)
ARRIVED = LIVE & Q(attendance=Booking.Attendance.ARRIVED)
OUTCOMES = tuple(one for one in Interview.Outcome if one != Interview.Outcome.UNKNOWN)
BIN = timedelta(minutes=30)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one fair; counts of posts, heads, organisations, bookings, people's talks and outcomes."""

    posts: int
    headcount: int
    posts_without_headcount: int
    employers: int
    places: int
    booked: int
    arrived: int
    walk_ins: int
    given_on: int
    no_shows: int
    talks: int
    outcomes: dict[str, int]
    sides: BothSides
    over: bool
    empty_stands: int
    missed_talks: int
    followed: Counts


@dataclass(slots=True)
class StandRow:
    """A stand as the office sees it, with its work in numbers."""

    stand: Stand
    last: LastTime | None
    posts: int
    booked: int
    arrived: int
    talking: int
    talks: int


def fairs(among: QuerySet[Fair]) -> QuerySet[Fair]:
    """These fairs, the latest first, each with `stands_count`, `posts_count` and `asked` (stands to decide on)."""
    return (
        among.select_related("place", "organiser")
        .annotate(
            stands_count=_count(Stand.objects.filter(state=Stand.State.APPROVED)),
            asked=_count(Stand.objects.filter(state=Stand.State.REQUESTED)),
            posts_count=_count(Post.objects.filter(state=Post.State.PUBLISHED)),
        )
        .order_by("-starts_at", "-id")
    )


def next_first(rows: QuerySet[Row], to_fair: str = "") -> QuerySet[Row]:
    """These rows in the order of working at fairs: those whose fair is not over, the next one first, then those that
    are, the latest first. `to_fair` is the way from a row to its fair, as `fair__`."""
    over = Q(**{f"{to_fair}ends_at__lte": clock.now()})
    is_over = Case(When(over, then=1), default=0, output_field=IntegerField())
    coming = Case(When(over, then=None), default=F(f"{to_fair}starts_at"), output_field=DateTimeField())
    return rows.order_by(is_over, coming, F(f"{to_fair}starts_at").desc(), "-pk")


def fairs_to_join(*, but: QuerySet[Stand]) -> QuerySet[Fair]:
    """The fairs that employers can still ask a stand at, but for those at which there is one of `but`; the next one
    first."""
    open_ones = Fair.objects.filter(state__in=(Fair.State.PUBLISHED, Fair.State.RUNNING), ends_at__gt=clock.now())
    return open_ones.exclude(pk__in=but.order_by().values("fair")).order_by("starts_at", "id")


def _count(rows: QuerySet[Stand] | QuerySet[Post]) -> Coalesce:
    counted = rows.filter(fair=OuterRef("pk")).order_by().values("fair").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def numbers(fair: Fair) -> Numbers:
    """The numbers of `fair`; as many queries however large it is."""
    posts = Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).aggregate(
        posts=Count("pk"),
        heads=Coalesce(Sum("headcount"), 0),
        without=Count("pk", filter=Q(headcount=None)),
        employers=Count("employer", distinct=True),
    )
    bookings = Booking.objects.filter(offer=fair.offer_id).aggregate(
        booked=Count("pk", filter=LIVE),
        arrived=Count("pk", filter=ARRIVED),
        walk_ins=Count("pk", filter=LIVE & Q(channel=Booking.Channel.WALK_IN)),
        given_on=Count("pk", filter=Q(given_on=True)),
        no_shows=Count("pk", filter=LIVE & Q(attendance=Booking.Attendance.NO_SHOW)),
    )
    interviews = Interview.objects.filter(fair=fair).order_by().values_list("outcome", "said")
    said = interviews.annotate(n=Count("pk"), talks=Count("pk", filter=Q(started_at__isnull=False)))
    outcomes, sides, talks = dict.fromkeys((one.value for one in OUTCOMES), 0), dict[tuple[str, str], int](), 0
    for outcome, words, number, begun in said:
        sides[outcome, words] = number
        talks += begun
        if outcome in outcomes:
            outcomes[outcome] += number
    stands = kept(Stand.objects.filter(fair=fair))
    places = Slot.objects.filter(offer=fair.offer_id, withdrawn=False).aggregate(n=Coalesce(Sum("capacity"), 0))["n"]
    return Numbers(
        posts=posts["posts"],
        headcount=posts["heads"],
        posts_without_headcount=posts["without"],
        employers=posts["employers"],
        places=places,
        talks=talks,
        outcomes=outcomes,
        over=fair.ends_at <= clock.now(),
        empty_stands=sum(empty for _stand, empty, _missed in stands),
        missed_talks=sum(missed for _stand, _empty, missed in stands),
        sides=both_sides(sides, arrived=bookings["arrived"]),
        followed=counts_of(fair),
        **bookings,
    )


def stands(fair: Fair) -> list[StandRow]:
    """The stands of `fair` in order of their number, the ones to decide on first; four queries however many."""
    rows = Stand.objects.filter(fair=fair).select_related("employer", "resource")
    posts = dict(
        Post.objects.filter(fair=fair, state=Post.State.PUBLISHED)
        .values_list("employer")
        .annotate(n=Count("pk"))
        .values_list("employer", "n")
    )
    work = {
        resource: counts
        for resource, *counts in Booking.objects.filter(offer=fair.offer_id)
        .order_by()
        .values("slot__resource")
        .annotate(
            booked=Count("pk", filter=LIVE),
            arrived=Count("pk", filter=ARRIVED),
            talking=Count("pk", filter=Q(interview__started_at__isnull=False, interview__ended_at=None)),
            talks=Count("pk", filter=Q(interview__started_at__isnull=False)),
        )
        .values_list("slot__resource", "booked", "arrived", "talking", "talks")
    }
    last = last_times(fair, [stand.employer_id for stand in rows], now=clock.now())
    return [
        StandRow(
            stand,
            last.get(stand.employer_id),
            posts.get(stand.employer_id, 0),
            *work.get(stand.resource_id or 0, (0, 0, 0, 0)),
        )
        for stand in sorted(rows, key=lambda one: (one.state != Stand.State.REQUESTED, one.number or 10**6, one.pk))
    ]


def bookings_per_day(fair: Fair) -> list[tuple[date, int]]:
    """How many of today's bookings were made on each day (city zone), from the first to the last, gaps as zeros."""
    rows = dict(
        Booking.objects.filter(LIVE, offer=fair.offer_id)
        .order_by()
        .annotate(day=TruncDate("created_at"))
        .values_list("day")
        .annotate(n=Count("pk"))
        .values_list("day", "n")
    )
    if not rows:
        return []
    first, last = min(rows), max(rows)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [(day, rows.get(day, 0)) for day in days[-60:]]


def arrivals(fair: Fair) -> list[tuple[datetime, int]]:
    """How many people arrived in each half hour (its beginning, city zone), from the first to the last."""
    moments = CheckIn.objects.filter(booking__offer=fair.offer_id).values_list("at", flat=True)
    counted = Counter(_half_hour(moment) for moment in moments)
    if not counted:
        return []
    made: list[tuple[datetime, int]] = []
    at = min(counted)
    while at <= max(counted) and len(made) < 96:
        made.append((at, counted[at]))
        at += BIN
    return made


def _half_hour(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)


def outcomes_by_employer(fair: Fair) -> list[tuple[Stand, dict[str, int]]]:
    """What came of the talks at each stand: counts by outcome, stands in order of their number. The caller hides
    small counts before anybody but the employer sees them."""
    rows = (
        Stand.objects.filter(fair=fair, state=Stand.State.APPROVED)
        .select_related("employer")
        .annotate(
            **{f"n_{one.value}": Count("interviews", filter=Q(interviews__outcome=one)) for one in OUTCOMES},
        )
        .order_by("number", "pk")
    )
    return [(row, {one.value: getattr(row, f"n_{one.value}") for one in OUTCOMES}) for row in rows]


def posts(fair: Fair) -> QuerySet[Post]:
    """The fair's posts for the office's list, each with `open_marks`: conditions nobody has decided on yet."""
    return (
        Post.objects.filter(fair=fair)
        .select_related("employer", "stand")
        .annotate(open_marks=Count("marks", filter=Q(marks__condition__decision=Condition.Decision.OPEN)))
        .order_by("id")
    )


def told_when_cancelled(fair: Fair) -> int:
    """How many people would be told if `fair` were called off now: those with a live booking and those who wait."""
    booked = Booking.objects.filter(offer=fair.offer_id, state__in=Booking.LIVE, person__isnull=False)
    waiting = WaitingEntry.objects.filter(offer=fair.offer_id, state=WaitingEntry.State.WAITING, person__isnull=False)
    return booked.order_by().values_list("person").union(waiting.order_by().values_list("person")).count()
