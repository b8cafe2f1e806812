"""Writing centres, windows, hours and services."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND, Actor
from duikou.desk import rules
from duikou.desk.actions import centres, hours, services, windows
from duikou.desk.models import Centre, Hours, Service, ServiceAt, SpecialDays, Topic
from duikou.desk.opening_hours import Span
from duikou.desk.queries.hours import hours_of, hours_of_centre, window_hours
from duikou.desk.signals import hours_changed
from duikou.journal.models import Entry
from tests.desk.factories import (
    AFTERNOON,
    MORNING,
    WORKDAYS,
    make_body,
    make_centre,
    make_place,
    make_service,
    make_topic,
    make_window,
    span,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


def refused(call, **said):
    with pytest.raises(rules.Refused) as caught:
        call(by=COMMAND, **said)
    return caught.value.refusal


@pytest.fixture
def told():
    """What hours_changed says, in order."""
    heard = []

    def hear(centre_id, window_id, first, last, **_more):
        heard.append((centre_id, window_id, first, last))

    hours_changed.connect(hear)
    yield heard
    hours_changed.disconnect(hear)


def test_centre_opens_only_with_a_window_and_hours():
    centre = centres.add_centre(organisation=make_body(), place=make_place(), slug="one", by=COMMAND)
    assert refused(centres.set_state, centre=centre, state="open") == rules.Refusal.NO_WINDOW
    make_window(centre)
    assert refused(centres.set_state, centre=centre, state="open") == rules.Refusal.NO_HOURS
    hours.set_week(centre=centre, week=WORKDAYS, by=COMMAND)
    assert centres.set_state(centre=centre, state="open", by=COMMAND).state == Centre.State.OPEN
    assert refused(centres.set_state, centre=centre, state="open") == rules.Refusal.WRONG_STATE


def test_changing_nothing_writes_nothing():
    centre = make_centre(phone="0937-6000000")
    entries = Entry.objects.count()
    centres.change_centre(centre=centre, facts={"phone": "0937-6000000", "about": {}}, by=COMMAND)
    assert Entry.objects.count() == entries
    centres.change_centre(centre=centre, facts={"phone": "0937-6000001"}, by=COMMAND)
    assert Entry.objects.order_by("-pk")[0].details == {"fields": ["phone"]}


def test_two_open_windows_of_a_centre_never_have_one_number():
    centre = make_centre(number="A")
    assert refused(windows.add_window, centre=centre, number="A", label="x") == rules.Refusal.NUMBER_TAKEN
    first = windows.close_window(window=centre.windows.get(), by=COMMAND)
    make_window(centre, "A")
    assert refused(windows.reopen_window, window=first) == rules.Refusal.NUMBER_TAKEN
    assert refused(windows.change_window, window=first, facts={"number": "B"}) == rules.Refusal.WINDOW_CLOSED


def test_window_without_hours_of_its_own_takes_its_centres(told):
    centre = make_centre()
    window = make_window(centre)
    told.clear()
    assert window_hours(window).on(MONDAY) == (MORNING, AFTERNOON)
    hours.set_week(centre=centre, window=window, week={1: (MORNING,)}, by=COMMAND)
    assert window_hours(window).on(MONDAY) == (MORNING,)
    assert window_hours(window).on(MONDAY + timedelta(days=1)) == ()
    hours.set_week(centre=centre, window=window, week={}, by=COMMAND)
    assert window_hours(window).on(MONDAY) == (MORNING, AFTERNOON)
    assert told == [(centre.pk, window.pk, None, None)] * 2
    assert window_hours(windows.close_window(window=window, by=COMMAND)).on(MONDAY) == ()


def test_week_with_overlapping_or_too_many_spans_is_refused_and_the_old_one_stays():
    centre = make_centre()
    both = (span("09:00-12:00"), span("11:00-13:00"))
    assert refused(hours.set_week, centre=centre, week={1: both}) == rules.Refusal.OVERLAP
    many = tuple(span(f"{hour:02}:00-{hour:02}:30") for hour in range(8, 16))
    assert refused(hours.set_week, centre=centre, week={1: many}) == rules.Refusal.TOO_MANY_SPANS
    other = make_centre().windows.get()
    assert refused(hours.set_week, centre=centre, window=other, week={}) == rules.Refusal.OTHER_CENTRE
    assert hours_of_centre(centre).week == WORKDAYS


def test_database_refuses_hours_over_midnight_and_of_no_weekday():
    centre = make_centre(week={1: (MORNING,)})
    row = Hours.objects.get()
    for wrong in ({"opens": row.closes, "closes": row.opens}, {"weekday": 0}, {"weekday": 8}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hours.objects.create(centre=centre, **{"weekday": 2, "opens": row.opens, "closes": row.closes} | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hours.objects.create(centre=centre, weekday=1, opens=row.opens, closes=row.closes)


def test_holiday_of_the_city_closes_every_centre_but_where_it_is_otherwise(told):
    one, other = make_centre(), make_centre()
    told.clear()
    days = {"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=2), "reason": "国庆节"}
    hours.add_special_days(kind=SpecialDays.Kind.CLOSED, by=COMMAND, **days)
    special = {"starts_on": MONDAY, "ends_on": MONDAY, "kind": SpecialDays.Kind.HOURS, "spans": (MORNING,)}
    hours.add_special_days(centre=other, by=COMMAND, **special)
    found = hours_of([one, other])
    assert [found[centre.pk].whole.on(MONDAY) for centre in (one, other)] == [(), (MORNING,)]
    assert found[one.pk].whole.special_on(MONDAY).reason == {"zh-hans": "国庆节"}
    assert told == [(None, None, MONDAY, days["ends_on"]), (other.pk, None, MONDAY, MONDAY)]


def test_holiday_that_moves_tells_the_days_it_leaves_and_those_it_comes_to(told):
    row = hours.add_special_days(starts_on=MONDAY, ends_on=MONDAY, kind="closed", by=COMMAND)
    told.clear()
    later = MONDAY + timedelta(days=7)
    hours.change_special_days(row=row, starts_on=later, ends_on=later, kind="like", like=1, by=COMMAND)
    assert told == [(None, None, MONDAY, MONDAY), (None, None, later, later)]
    hours.remove_special_days(row=row, by=COMMAND)
    assert not SpecialDays.objects.exists()
    kinds = Entry.objects.filter(what__startswith="special_days").values_list("what", flat=True)
    assert sorted(kinds) == ["special_days.added", "special_days.changed", "special_days.removed"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"ends_on": MONDAY - timedelta(days=1)}, rules.Refusal.BACKWARDS),
        ({"ends_on": MONDAY + timedelta(days=400)}, rules.Refusal.TOO_LONG),
        ({"kind": "hours"}, rules.Refusal.NO_SPANS),
        ({"kind": "like"}, rules.Refusal.NO_WEEKDAY),
        ({"kind": "hours", "spans": (MORNING, Span(MORNING.opens, AFTERNOON.closes))}, rules.Refusal.OVERLAP),
    ],
)
def test_special_days_that_make_no_sense_are_refused(said, why):
    days = {"starts_on": MONDAY, "ends_on": MONDAY, "kind": "closed"} | said
    assert refused(hours.add_special_days, **days) == why


def test_service_keeps_the_id_of_the_windows_where_it_stays():
    centre = make_centre()
    second = make_window(centre)
    service = make_service(centre, topics=[make_topic()])
    kept = ServiceAt.objects.get()
    services.change_service(service=service, facts={}, windows=[*centre.windows.all()], by=COMMAND)
    assert set(ServiceAt.objects.values_list("window", flat=True)) == {kept.window_id, second.pk}
    assert ServiceAt.objects.get(window=kept.window_id).public_id == kept.public_id
    entries = Entry.objects.count()
    services.change_service(
        service=service, facts={"title": "入学咨询"}, topics=[make_topic()], windows=centre.windows.all(), by=COMMAND
    )
    assert Entry.objects.count() == entries


def test_service_without_a_title_is_not_offered():
    service = make_service(make_centre(), "", offered=False)
    assert refused(services.set_state, service=service, state="offered") == rules.Refusal.NO_TITLE
    services.set_state(service=service, state="ended", by=COMMAND)
    assert refused(services.set_state, service=service, state="ended") == rules.Refusal.WRONG_STATE
    assert Service.objects.get().state == Service.State.ENDED


def test_what_was_confirmed_goes_stale_after_half_a_year(clock_at):
    centre = make_centre()
    service = make_service(centre)
    today = timezone.localdate(clock.now())
    assert rules.is_stale(None, today=today)
    somebody = Actor("account", str(UUID(int=7)))
    for confirmed in (
        centres.confirm_centre(centre=centre, by=somebody),
        services.confirm_service(service=service, by=somebody),
    ):
        confirmed.refresh_from_db()
        assert (confirmed.confirmed_on, confirmed.confirmed_by) == (today, f"account:{UUID(int=7)}")
        assert not rules.is_stale(confirmed.confirmed_on, today=today + timedelta(days=179))
        assert rules.is_stale(confirmed.confirmed_on, today=today + timedelta(days=180))


def test_topics_are_kept_once_and_keep_their_names():
    services.keep_topics(by=COMMAND)
    Topic.objects.filter(key="school").update(name={"zh-hans": "教育"})
    Topic.objects.filter(key="law").delete()
    assert services.keep_topics(by=COMMAND) == 1
    assert str(Topic.objects.get(key="school")) == "教育"


@pytest.mark.parametrize("many", [1, 3])
def test_hours_of_many_centres_take_two_queries(many, django_assert_num_queries):
    found = [make_centre() for _one in range(many)]
    with django_assert_num_queries(2):
        hours_by_centre = hours_of(found)
    assert [one.whole.on(MONDAY) for one in hours_by_centre.values()] == [(MORNING, AFTERNOON)] * many
