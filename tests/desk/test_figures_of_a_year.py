"""A year of the desk in counts: what is counted, that nothing small is told, who sees it, and what goes home."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Offer, Resource, Slot, Ticket
from duikou.desk.figures import of_a_year
from duikou.desk.models import Appointment, Centre, CentreDay, Topic
from duikou.desk.queries import counted
from tests.desk.factories import make_centre, make_service, make_topic
from tests.desk.question_factories import make_raw_enquiry

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
NOW = datetime(2026, 11, 25, 9, tzinfo=ZONE)
SATURDAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _on_wednesday(clock_at: Any) -> None:
    clock_at(NOW)


def past(
    centre: Centre, day: date, *, came: int = 0, missed: int = 0, waits: tuple[int, ...] = (), **about: Any
) -> None:
    """A day of a centre that is over: appointments that were kept or not, and numbers called after so many minutes."""
    at = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=9)
    offer = engine.make_offer(
        title="x", organisation=centre.organisation, opens_at=at, closes_at=at + timedelta(hours=9), by=COMMAND
    )
    resource = Resource.objects.create(offer=offer, label="1")
    CentreDay.objects.create(centre=centre, day=day, offer=offer)
    slot = Slot.objects.create(
        offer=offer, resource=resource, starts_at=at, ends_at=at + timedelta(hours=1), capacity=500
    )
    for number in range(came + missed):
        kept = "arrived" if number < came else "no_show"
        booking = Booking.objects.create(
            offer=offer, slot=slot, state="confirmed", attendance=kept, created_at=at, changed_at=at
        )
        Appointment.objects.create(booking=booking, **about)
    for number, minutes in enumerate(waits):
        Ticket.objects.create(
            offer=offer,
            day=day,
            series="A",
            number=number + 1,
            state="done",
            taken_at=at,
            first_called_at=at + timedelta(minutes=minutes),
            called_at=at + timedelta(minutes=minutes + 7),
        )


def test_appointments_numbers_and_waits_are_counted_by_centre_and_month() -> None:
    one, two = make_centre(slug="one"), make_centre(slug="two")
    past(one, SATURDAY, came=30, missed=10, waits=tuple(range(1, 21)))
    past(two, date(2026, 3, 2), came=20, waits=(5,) * 8)
    past(two, date(2025, 3, 2), came=20)
    year = counted.of_year(2026, now=NOW)
    assert [(line.of, line.counts[2], line.counts[10], line.total) for line in year.appointments.lines] == [
        (one, 0, 40, 40),
        (two, 20, 0, 20),
    ]
    assert (year.numbers.total, [line.total for line in year.numbers.lines]) == (28, [20, 8])
    # Of 1 to 20 minutes half are within 10, nine in ten within 18; the second call does not count.
    assert [(one.numbers, one.median, one.ninth) for one in year.waits] == [(20, 10, 18), (8, 5, None), (28, 6, 18)]
    assert [one.per_cent for one in year.kept] == [75, 100, 83]
    told = {figure.key: value for figure, value in of_a_year.of(year)}
    assert (told["appointments"], told["kept"], told["wait_median"]) == (60, 83, 6)
    assert counted.years(now=NOW) == [2026, 2025]


def test_nothing_small_is_told_nor_can_be_worked_out() -> None:
    centres = [make_centre(slug=slug) for slug in ("a", "b", "c")]
    for centre, came in zip(centres, (3, 40, 60), strict=True):
        past(centre, SATURDAY, came=came, waits=(1,) * came)
    year = counted.of_year(2026, now=NOW)
    assert [line.total for line in year.appointments.lines] == [None, None, 60]
    assert year.appointments.total == 103  # the total less the one that is shown tells two centres together
    assert [line.counts[0] for line in year.areas] == [None]  # all three lie in no area: it says what the hidden say
    assert [one.numbers for one in year.waits] == [None, None, 60, 103]
    assert year.waits[0].median is None
    assert year.kept[0].per_cent is None
    Booking.objects.exclude(offer__centre_day__centre=centres[0]).delete()
    year = counted.of_year(2026, now=NOW)
    assert (year.appointments.total, year.kept[-1].per_cent) == (None, None)


def test_topics_of_appointments_and_questions() -> None:
    school, work = make_topic("school"), make_topic("work")
    centre = make_centre()
    service = make_service(centre, topics=[work])
    past(centre, SATURDAY, came=12, topic=school)
    past(centre, SATURDAY - timedelta(days=1), came=15, service=service)
    for state, due, topic, count in (
        ("asked", 3, school, 11),
        ("asked", -3, work, 12),
        ("answered", 1, work, 14),
    ):
        for _ in range(count):
            made = make_raw_enquiry(topic, centre.organisation, state=state)
            made.due_on = timezone.localdate(NOW) + timedelta(days=due)
            made.answered_at = NOW if state == "answered" else None
            made.save()
    year = counted.of_year(2026, now=NOW)

    def of(table: counted.Table, topic: Topic) -> counted.Line:
        line = table.of(topic)
        assert line
        return line

    assert (of(year.topics, school).total, of(year.topics, work).total) == (12, 15)
    assert (list(of(year.questions, school).counts), list(of(year.questions, work).counts)) == (
        [0, 11, 0, 0],
        [14, 0, 12, 0],
    )
    assert year.elsewhere == 0
    assert [list(line.counts) for line in year.areas] == [[27, 0, 37]]  # by the centre asked, not by where anybody is


def test_page_and_sheets_say_the_same_and_ask_as_much_for_more(client_with: Any) -> None:
    client = client_with("programme")
    one = make_centre(slug="one")
    past(one, SATURDAY, came=30, missed=10, waits=(4,) * 12)
    address = "/office/desk/figures"

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    asked()
    first = asked()
    past(make_centre(slug="two"), date(2026, 5, 4), came=2, waits=(3,) * 3)
    assert asked() <= first
    page = client.get(address).content.decode()
    assert "not shown" in page
    body = client.get(f"{address}/2026/appointments.csv").content.decode("utf-8-sig")
    assert body.splitlines()[0].startswith("Centre,2026-01,")
    assert "not shown" in body.splitlines()[1]
    for what in ("figures", "numbers", "waiting", "topics", "areas"):
        assert client.get(f"{address}/2026/{what}.csv").status_code == 200
        assert client.get(f"{address}/2026/{what}.xlsx").content[:2] == b"PK"
    for bad in ("?year=x", "?year=1", "/2026/people.csv", "/2026/topics.pdf"):
        assert client.get(address + bad).status_code == 404
    assert client.get(f"{address}?year=2031").status_code == 200  # nothing yet, and it says so
    assert Offer.objects.count() == 2


def test_public_counts_are_of_months_that_are_over_and_never_small(client: Client) -> None:
    school, work = make_topic("school"), make_topic("work")
    centre = make_centre()
    seldom, often = make_service(centre, "少"), make_service(centre, "多")
    october = date(2026, 10, 6)
    past(centre, october, came=3, service=seldom)
    past(centre, october + timedelta(days=1), came=25, service=often)
    past(centre, date(2026, 9, 7), came=25, service=often)
    past(centre, SATURDAY, came=40, service=often)  # the month is not over
    for topic, count in ((school, 9), (work, 30)):
        for _ in range(count):
            made = make_raw_enquiry(topic, centre.organisation)
            made.asked_at = datetime(2026, 9, 30, 23, 59, tzinfo=ZONE)
            made.save()
    said = client.get("/open-data/service-counts.json").json()
    assert said["smallest"] == 10
    found = {(one["kind"], one["service_code"], one["month"]): one["count"] for one in said["counts"]}
    assert found == {
        ("appointment", str(seldom.public_id), "2026-10"): None,
        ("appointment", str(often.public_id), "2026-10"): None,  # else the month's total would tell the other
        ("appointment", str(often.public_id), "2026-09"): 25,
        ("question", "school", "2026-09"): None,
        ("question", "work", "2026-09"): None,
    }
    table = client.get("/open-data/service-counts.csv").text.splitlines()
    assert table[0] == "kind,service_code,service_name,month,count"
    assert len(table) == 1 + len(found)
