"""The sample city: what its file says, what is built of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q
from django.test import TestCase, override_settings
from django.utils import timezone

from duikou.activities.models import Activity, Channel, Course, Kind, Report, Session
from duikou.booking.draw import check
from duikou.booking.models import Booking, Draw, DrawEntry, Ticket, WaitingEntry, Wish
from duikou.booking.rules import may_rank
from duikou.demo import building, calendar, today
from duikou.demo.facts import LEVELS, employers, facts
from duikou.desk.models import Appointment, Centre, CentreDay, Service, SpecialDays, Window
from duikou.desk.opening_hours import CENTRE, CITY, WINDOW
from duikou.desk.permissions import centres_kept_by
from duikou.desk.queries.hours import special_of
from duikou.directory.models import Account, City, Organisation, Person
from duikou.directory.uscc import uscc_problem
from duikou.fairs import rules
from duikou.fairs.models import Condition, Fair, Interview, Post, ResumeShare
from tests.journal.settling import own_writes_settled


def test_file_offers_151_posts_of_about_40_employers_all_marked_as_invented():
    assert sum(len(one.jobs) for one in employers()) == 151
    assert 38 <= len(employers()) <= 42
    assert all(
        one.name["zh-hans"].startswith("示例：") and one.name["en"].startswith("Example: ") for one in employers()
    )
    assert len({one.name["zh-hans"] for one in employers()}) == len(employers())
    assert {job.education for one in employers() for job in one.jobs} <= set(LEVELS)


@pytest.mark.parametrize("day", range(1, 15))
def test_fair_is_on_a_saturday_soon_and_the_past_one_is_over(day):
    now = datetime(2026, 11, day, 14, 30, tzinfo=UTC)
    soon, past = calendar.fair_day(now), calendar.past_day(now)
    assert (timezone.localtime(soon).weekday(), timezone.localtime(soon).hour) == (5, 9)
    assert timedelta(days=1) < soon - now < timedelta(days=9)
    assert timezone.localtime(past).weekday() == 5
    assert timedelta(days=6) < now - past < timedelta(days=15)


def test_centres_are_those_of_the_report_and_what_is_invented_says_so():
    said = facts()["centres"]
    assert [one["place"]["zh-hans"] for one in said] == ["祁连社区", "永乐社区", "铁南社区", "昌盛社区"]
    assert all(one["name"]["zh-hans"].startswith("示例：") for one in said)
    assert all("consultation" in one["windows"] for one in said)
    assert all(one["phone"].startswith("0937-000000") for one in said)


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The whole city, built once into the database of this module's tests."""
    block = transaction.atomic()
    with (
        override_settings(DEMO=True, DATA=tmp_path_factory.mktemp("city")),
        django_db_blocker.unblock(),
        own_writes_settled(),
    ):
        block.__enter__()
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                building.build()
            yield
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture
def sample_city(_built: None, db: None) -> City:
    """The city; what a test writes is taken back after it."""
    return City.objects.get()


@pytest.mark.slow
def test_sample_city_has_four_centres_with_windows_hours_and_services(sample_city):
    assert Centre.objects.filter(state=Centre.State.OPEN).count() == 4
    assert Window.objects.filter(number="2").count() == 4
    titles = [str(one) for one in Service.objects.filter(state=Service.State.OFFERED)]
    assert len(titles) == len(set(titles)) > 5  # what several centres give is offered once
    assert centres_kept_by(Account.objects.get(username="office")).count() == 4
    assert Centre.objects.filter(confirmed_on=None).count() == 1
    assert {one.level for one in map(special_of, SpecialDays.objects.all())} == {CITY, CENTRE, WINDOW}
    day = CentreDay.objects.filter(day=timezone.localdate()).order_by("centre").first()
    numbers = Counter(Ticket.objects.filter(offer=day.offer).values_list("state", flat=True))
    assert set(numbers) == set(Ticket.State.values), numbers
    assert Appointment.objects.filter(booking__offer=day.offer, service__isnull=False).count() > 3
    assert Booking.objects.filter(offer__centre_day__day__gt=day.day, state="confirmed").exists()


@pytest.mark.slow
def test_sample_city_has_every_state_that_screens_show(sample_city):
    assert sample_city.sample
    assert building.built()
    demo, past, draft = (Fair.objects.get(slug=slug) for slug in ("demo", "autumn-open-day", "spring-fair"))
    assert (demo.state, past.state, draft.state) == (Fair.State.PUBLISHED, Fair.State.CLOSED, Fair.State.DRAFT)
    assert rules.zone_open(demo, now=timezone.now())
    assert Post.objects.filter(fair=demo, state=Post.State.PUBLISHED).count() == 151
    states = Counter(Booking.objects.filter(offer=demo.offer).values_list("state", flat=True))
    assert states[Booking.State.CONFIRMED] > 300
    assert states[Booking.State.CANCELLED] > 10
    assert WaitingEntry.objects.filter(offer=demo.offer, state=WaitingEntry.State.WAITING).exists()
    came = Counter(Booking.objects.filter(offer=past.offer).values_list("attendance", flat=True))
    assert came[Booking.Attendance.ARRIVED] > 80
    assert came[Booking.Attendance.NO_SHOW] > 10
    assert set(Interview.objects.filter(fair=past).values_list("outcome", flat=True)) == set(Interview.Outcome.values)
    assert Condition.objects.filter(fair=draft, decision=Condition.Decision.OPEN).count() == 1
    drawn, wishing = (Draw.objects.get(offer__fair__slug=slug) for slug in ("winter-draw", "new-year-draw"))
    assert (drawn.state, wishing.state) == (Draw.State.DRAWN, Draw.State.WISHING)
    places = Counter(
        drawn.entries.annotate(n=Count("wishes", filter=Q(wishes__outcome="won"))).values_list("n", flat=True)
    )
    assert places[0] >= 10, places
    assert places[1] > 50, places
    assert places[2] >= 3, places
    ranked = Draw.objects.get(offer__fair__slug="lantern-draw")
    assert may_rank(ranked, now=timezone.now()) is None
    sharing = ResumeShare.objects.filter(stand__fair__slug="lantern-draw").values_list(
        "stand__employer__name", flat=True
    )
    assert Counter(one["en"] for one in sharing).most_common()[0][1] >= 3
    assert check(bytes(drawn.file.result), sha256=drawn.list_sha256).fault == ""
    assert Booking.objects.filter(offer=drawn.offer, channel=Booking.Channel.DRAW).count() > 50
    assert set(Wish.objects.filter(entry__draw=drawn).values_list("outcome", flat=True)) >= {"won", "full"}
    assert wishing.entries.filter(channel=DrawEntry.Channel.STAFF).exists()
    sides = Counter(
        rules.agreement(one.outcome, one.said) for one in Interview.objects.filter(fair=past).exclude(started_at=None)
    )
    assert all(sides[one] >= 5 for one in rules.Agreement), sides
    running = Fair.objects.get(slug="today")
    assert running.state == Fair.State.RUNNING
    assert running.starts_at <= timezone.now() < running.ends_at
    numbers = Counter(Ticket.objects.filter(offer=running.offer).values_list("state", flat=True))
    assert all(numbers[one] for one in ("waiting", "called", "serving", "done")), numbers
    assert Ticket.objects.filter(offer=running.offer, booking=None, state="called").exists()
    talks = Counter(rules.agreement(one.outcome, one.said) for one in Interview.objects.filter(fair=running))
    assert set(talks) == set(rules.Agreement)
    assert ResumeShare.objects.filter(stand__fair=running).count() == 6


@pytest.mark.parametrize("local", [(0, 0), (0, 5), (1, 59), (9, 3), (17, 0), (23, 59)])
def test_running_fair_is_of_today_whenever_the_city_is_built(local):
    now = datetime(2026, 11, 6, *local, tzinfo=timezone.get_current_timezone())
    begins, ends = today.hours(now, calendar.midnight(now))
    assert begins <= now < ends
    assert ends - begins >= timedelta(hours=2)
    assert {timezone.localtime(one).date() for one in (begins, now, ends)} == {now.date()}
    assert begins.minute % 10 == 0


@pytest.mark.slow
def test_sample_city_keeps_every_promise(sample_city):
    from duikou.base.registry import checks

    assert [fault for check in checks for fault in check().faults] == []
    for employer in Organisation.objects.filter(kind=Organisation.Kind.EMPLOYER):
        assert employer.invented
        assert employer.uscc
        assert employer.uscc[2:8] == "990000"
        assert uscc_problem(employer.uscc) is None
    assert all(not one.contact or one.contact.endswith("@example.org") for one in Person.objects.all())
    assert not Interview.objects.filter(booking=None).exists()
    assert Booking.objects.filter(interview=None, offer__fair__isnull=False).count() == 0


@pytest.mark.slow
def test_sample_city_has_activities_in_every_state_and_one_with_a_report(sample_city):
    states = Counter(Activity.objects.values_list("state", flat=True))
    assert states == {"published": 7, "held": 3, "cancelled": 1, "draft": 1}
    assert (Channel.objects.count(), Kind.objects.count()) == (7, 9)
    assert Report.objects.get(published_at__isnull=False).photos.get().photo.shown
    full = Activity.objects.get(title__en="Talk on health insurance")
    assert full.offer.slots.get().taken == 2
    assert full.offer.waiting.filter(state="waiting").count() == 3


@pytest.mark.slow
def test_sample_city_has_classes_to_join_under_way_and_with_certificates(sample_city):
    states = Counter(Course.objects.values_list("state", flat=True))
    assert states == {"published": 3, "finished": 1}
    assert Session.objects.filter(by_register=True).count() == 7
    assert Session.objects.get(state="called_off").why_called_off
    closed = Course.objects.get(state="finished")
    assert 0 < closed.completed < 8
    assert closed.offer.bookings.filter(person__isnull=False).count() > 0
    full = Course.objects.get(title__en="Getting along with a smartphone")
    assert (full.offer.slots.get().taken, full.offer.waiting.count()) == (6, 2)


@pytest.mark.slow
def test_sample_city_marks_its_facts_and_leaves_the_clock_right(sample_city):
    from duikou.base import clock

    assert str(sample_city) == facts()["city"]["name"]["zh-hans"]
    assert clock.offset() == timedelta()


@pytest.mark.slow
def test_sample_city_keeps_every_promise_after_its_periodic_work(sample_city):
    from duikou.base.registry import checks, jobs

    for job in jobs:
        job.run()
    assert [fault for check in checks for fault in check().faults] == []


@pytest.mark.slow
def test_promises_of_the_sample_city_were_really_looked_at_and_are_kept(sample_city):
    """When it was built, and again in forty days, after the worker has erased what was due."""
    from duikou.base import clock
    from duikou.journal.models import Proven
    from duikou.journal.proving import keep_promises
    from duikou.journal.queries import promised

    first = clock.now()
    assert {one.state: one.last.faults for one in promised()} == {"kept": []}
    clock.move_to(first + timedelta(days=40))
    keep_promises()
    assert {one.state: one.last.faults for one in promised()} == {"kept": []}
    assert all(one.at > first + timedelta(days=39) for one in Proven.objects.all())
    clock.put_right()
