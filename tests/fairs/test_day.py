"""The day card: all interviews of somebody on one page, with the map, as a calendar and as a message."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.booking.tickets import day_token, manage_token
from duikou.directory.models import Person
from duikou.fairs import day_messages, links
from duikou.fairs.hall import BadHall, Hall, by_number, completed, draw, minutes, read_rows, write_rows
from duikou.fairs.models import Fair, HallPlan, Interview, Stand
from duikou.fairs.queries import seeker
from duikou.fairs.queries.days import day_of
from duikou.fairs.queries.halls import walk_in
from duikou.journal.models import Entry, Message
from tests.fairs.factories import make_booking, make_employer, make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db


class Day:
    """Somebody with two interviews, far apart in the hall and with no minute between them, and one of another's."""

    def __init__(self) -> None:
        self.fair = make_fair(what_to_bring={"en": "Two résumés", "zh-hans": "简历两份"})
        self.near = make_stand(self.fair, make_employer("Nearby Works"), number=1)
        self.far = make_stand(self.fair, make_employer("Faraway Mills"), number=90)
        HallPlan.objects.create(
            fair=self.fair, rows=[[1], *([None] for _ in range(20)), [90]], changed_at=self.fair.created_at
        )
        self.person = make_person("Li Ming", "li@example.org", "en")
        self.second = self.book(self.far, 1)
        self.first = self.book(self.near, 0)
        self.foreign = self.book(self.near, 1, make_person("Somebody Else"))

    def book(self, stand: Stand, nth: int, person: Person | None = None) -> Booking:
        assert stand.resource is not None
        slot = list(Slot.objects.filter(resource=stand.resource))[nth]
        claim = engine.Claim(slot.pk, (person or self.person).pk)
        answer = engine.claim(claim, by=SYSTEM)
        assert isinstance(answer, engine.Confirmed), answer
        Interview.objects.create(booking=answer.booking, fair=self.fair, stand=stand)
        return answer.booking


@pytest.fixture
def day() -> Day:
    return Day()


def page(client: Client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def knows(client: Client, *bookings: Booking) -> None:
    """Let the browser have booked these."""
    for one in bookings:
        client.get(own_links.just_booked_path(one))


def test_card_shows_all_that_this_browser_booked_in_order_with_the_walk(client: Client, day: Day) -> None:
    knows(client, day.first, day.second)
    shown = page(client, links.day_path(day.second))

    assert shown.index("Nearby Works") < shown.index("Faraway Mills")
    assert "Table 1" in shown
    assert "Table 90" in shown
    assert "3 minutes to walk, 0 minutes between" in shown
    assert "less time than the walk takes" in shown
    assert "Two résumés" in shown
    assert "Your tables, in the order of your day: 1, 90" in shown
    assert shown.count('class="mine" x=') == 4
    assert "Li Ming" not in shown
    assert day.foreign.code not in shown


def test_link_of_one_booking_shows_no_other_only_how_many_there_are(client: Client, day: Day) -> None:
    """Anybody can book under a name and number they know: they would read the other's plans here."""
    shown = page(client, links.day_path(day.second))

    assert "Faraway Mills" in shown
    assert "Nearby Works" not in shown
    assert "1 more interview at this fair" in shown


def test_places_won_by_the_same_wishes_belong_together(client: Client, day: Day) -> None:
    now = day.fair.created_at
    drawn = Draw.objects.create(offer=day.fair.offer, wishes_until=now, created_at=now)
    entry = DrawEntry.objects.create(draw=drawn, person=day.person, created_at=now, changed_at=now)
    for rank, one in enumerate((day.first, day.second), start=1):
        Wish.objects.create(entry=entry, resource=one.slot.resource, rank=rank, outcome="won", booking=one)

    shown = page(client, links.day_path(day.second))
    assert "Nearby Works" in shown
    assert "more interview" not in shown


def test_link_sent_to_the_contact_shows_the_whole_day(client: Client, day: Day) -> None:
    shown = page(client, links.whole_day_path(day.second))
    assert "Nearby Works" in shown
    assert "Faraway Mills" in shown
    assert "Send my day card" not in shown


def test_link_of_a_booking_is_no_link_to_the_whole_day(client: Client, day: Day) -> None:
    assert client.get(reverse("fairs:whole-day", args=[manage_token(day.first)])).status_code == 404
    assert client.get(reverse("fairs:day", args=[day_token(day.first)])).status_code == 404


def test_walk_is_told_whenever_the_day_is_the_same_in_the_city_and_not_over_night(day: Day) -> None:
    """At eight in the morning the city's day is a new one in UTC."""
    eight = day.fair.starts_at.replace(hour=0, minute=0, second=0)
    for starts_at, told in ((eight, True), (eight + timedelta(days=1), False)):
        Slot.objects.filter(pk=day.first.slot_id).update(starts_at=eight - timedelta(minutes=10), ends_at=eight)
        Slot.objects.filter(pk=day.second.slot_id).update(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=9))
        day.fair.starts_at, day.fair.ends_at = eight - timedelta(hours=1), starts_at + timedelta(hours=4)
        day.fair.save()
        first = Booking.objects.select_related("interview__fair").get(pk=day.first.pk)
        _first, second = day_of(first).steps
        assert (second.walk is not None) is told


def test_card_is_nobodys_to_keep(client: Client, day: Day) -> None:
    answer = client.get(links.day_path(day.first))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_erased_person_leaves_no_card(client: Client, day: Day) -> None:
    path = links.day_path(day.first)
    Booking.objects.filter(pk=day.first.pk).update(person=None)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("route", ["day", "day-calendar", "whole-day", "whole-day-calendar"])
def test_link_that_was_altered_leads_nowhere(client: Client, day: Day, route: str) -> None:
    assert client.get(reverse(f"fairs:{route}", args=["nonsense"])).status_code == 404


def test_cancelled_interview_is_gone_and_an_empty_day_says_what_to_do(client: Client, day: Day) -> None:
    engine.cancel(day.first, by=SYSTEM)
    knows(client, day.first, day.second)
    assert "Nearby Works" not in page(client, links.day_path(day.second))

    engine.cancel(day.second, by=SYSTEM)
    shown = page(client, links.day_path(day.second))
    assert "There is nothing on your day card" in shown
    assert reverse("fairs:zone", args=[day.fair.slug]) in shown


def test_cancelled_fair_is_said(client: Client, day: Day) -> None:
    Fair.objects.filter(pk=day.fair.pk).update(state=Fair.State.CANCELLED)
    shown = page(client, links.day_path(day.first))
    assert "The fair was cancelled." in shown
    assert "Table 1" not in shown


def test_online_interview_has_no_table_and_no_walk(client: Client, day: Day) -> None:
    Booking.objects.filter(pk=day.second.pk).update(online=True)
    knows(client, day.first, day.second)
    shown = page(client, links.day_path(day.second))
    assert "Online" in shown
    assert "minutes to walk" not in shown
    assert shown.count('class="mine" x=') == 2


def test_calendar_of_the_day_has_every_interview_under_its_own_id(client: Client, day: Day) -> None:
    knows(client, day.first, day.second)
    answer = client.get(reverse("fairs:day-calendar", args=[manage_token(day.first)]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"

    made = Calendar.from_ical(answer.content)
    assert made["METHOD"] == "PUBLISH"
    assert [str(one["UID"]) for one in made.walk("VEVENT")] == [
        f"{one.public_id}@duikou" for one in (day.first, day.second)
    ]
    assert len(made.walk("VTIMEZONE")) == 1
    whole = client.get(reverse("fairs:whole-day-calendar", args=[day_token(day.first)]))
    assert len(Calendar.from_ical(whole.content).walk("VEVENT")) == 2


def test_card_is_sent_to_the_persons_own_contact(client: Client, day: Day, settings: Any) -> None:
    settings.DEMO = True
    path = reverse("fairs:day-send", args=[manage_token(day.second)])
    answer = client.post(path, follow=True, headers={"accept-language": "en"})
    assert "on its way" in unescape(answer.content.decode())
    client.post(path)

    (message,) = Message.objects.filter(template="day_card")
    assert message.recipient == f"person:{day.person.pk}"
    assert Entry.objects.filter(what="day.sent").count() == 2
    settings.DEMO = False
    with translation.override("en"):
        letter = day_messages.render(message)
    assert letter is not None
    assert letter.body.index("Nearby Works, table 1") < letter.body.index("Faraway Mills, table 90")
    assert "Two résumés" in letter.body
    assert len(Calendar.from_ical(letter.attachments[0].content).walk("VEVENT")) == 2
    assert "table 1," in letter.short
    assert links.whole_day_path(day.second) in letter.short


def test_message_of_a_day_of_which_nothing_is_left_is_not_sent(day: Day) -> None:
    for one in (day.first, day.second):
        engine.cancel(one, by=SYSTEM)
    assert day_messages.render(Message(template="day_card", about=f"booking:{day.first.public_id}")) is None
    assert day_messages.render(Message(template="day_card", about=f"booking:{uuid4()}")) is None


def test_nothing_is_sent_where_nothing_would_arrive(client: Client, day: Day) -> None:
    Person.objects.filter(pk=day.person.pk).update(contact="")
    answer = client.post(
        reverse("fairs:day-send", args=[manage_token(day.second)]), follow=True, headers={"accept-language": "en"}
    )
    assert "Print the day card instead" in unescape(answer.content.decode())
    assert not Message.objects.filter(template="day_card").exists()


def test_ticket_and_my_bookings_lead_to_the_card(client: Client, day: Day) -> None:
    assert links.day_path(day.first) in page(client, own_links.manage_path(day.first))
    knows(client, day.first, day.second)
    assert f"My day card: {day.fair}" in page(client, reverse("booking:my"))


def test_day_needs_the_same_number_of_questions_for_three_interviews_as_for_two(
    client: Client, day: Day, django_assert_num_queries: Any
) -> None:
    knows(client, day.first, day.second)
    with django_assert_num_queries(9):
        client.get(links.day_path(day.second))
    knows(client, day.book(make_stand(day.fair, number=7), 2))
    with django_assert_num_queries(9):
        client.get(links.day_path(day.second))


# The hall


def test_tables_stand_by_number_until_the_hall_is_laid_out() -> None:
    assert by_number([3, 1, 2, 9], in_a_row=3) == ((1, 2, 3), (9,))
    assert completed((), [2, 1]) == Hall(((1, 2),))


def test_tables_that_come_later_stand_in_rows_of_their_own_and_those_that_left_leave_a_gap() -> None:
    assert completed([[5, None, 4]], [4, 6]).rows == ((None, None, 4), (6,))


def test_walk_goes_along_the_aisles_and_is_the_same_both_ways() -> None:
    assert minutes((0, 0), (0, 1)) == 0
    assert minutes((0, 0), (1, 0)) == 0
    assert minutes((0, 0), (0, 7)) == 1
    assert minutes((0, 0), (10, 7)) == minutes((10, 7), (0, 0)) == 2


def test_what_has_no_table_is_no_walk_away(day: Day) -> None:
    walk = walk_in(day.fair)
    assert day.near.resource is not None
    assert day.far.resource is not None
    assert walk(day.near.resource.pk, day.far.resource.pk) == walk(day.far.resource.pk, day.near.resource.pk) == 3
    assert walk(day.near.resource.pk, 0) == 0


def test_rows_are_written_as_they_are_read() -> None:
    hall = Hall(((1, None, 2), (3,)))
    assert read_rows(write_rows(hall)) == hall.rows
    assert read_rows("1,2、3\n\n— 4") == ((1, 2, 3), (None, 4))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("- -", "empty"),
        ("1 2 1", "twice"),
        ("1 x", "no_number"),
        ("1 -5", "no_number"),
        ("99999", "no_number"),
        ("²", "no_number"),
        ("\n".join(str(n) for n in range(1, 80)), "too_large"),
    ],
)
def test_plan_that_cannot_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadHall) as refused:
        read_rows(text)
    assert refused.value.why == why


def test_every_table_is_drawn_once_and_none_over_another() -> None:
    drawing = draw(completed((), range(1, 401)), {12: [1], 300: [2, 4]})
    assert sorted(one.number for one in drawing.cells) == list(range(1, 401))
    assert len({(one.x, one.y) for one in drawing.cells}) == 400
    assert [(one.number, one.nth) for one in drawing.cells if one.mine] == [(12, "1"), (300, "2·4")]
    assert all(0 <= one.x <= drawing.width - 44 and 0 <= one.y <= drawing.height - 34 for one in drawing.cells)


def test_sample_is_written_in_both_languages() -> None:
    from duikou.fairs.samples import SAMPLES

    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert SAMPLES["day_card"]().subject


def test_card_of_the_day_holds_only_its_own_fair(day: Day) -> None:
    other = make_stand(make_fair())
    booking = make_booking(other, day.person)
    Interview.objects.create(booking=booking, fair=other.fair, stand=other)
    whole = seeker.booking_of(day.first.public_id)
    assert whole is not None
    assert [one.pk for one in day_of(whole).bookings] == [day.first.pk, day.second.pk]


def test_times_far_apart_are_not_tight(client: Client, day: Day) -> None:
    Slot.objects.filter(pk=day.second.slot_id).update(
        starts_at=day.fair.starts_at + timedelta(hours=1), ends_at=day.fair.starts_at + timedelta(minutes=70)
    )
    knows(client, day.first, day.second)
    shown = page(client, links.day_path(day.second))
    assert "3 minutes to walk, 50 minutes between" in shown
    assert "less time than the walk takes" not in shown
