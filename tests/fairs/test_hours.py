"""Saying on one's own page, or at the counter, from when until when one can be there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Booking, DrawEntry
from duikou.booking.tickets import entry_token
from duikou.fairs import links
from duikou.fairs.models import Fair
from tests.fairs.drawing import a_fair_drawn, drawn, entered
from tests.fairs.factories import make_office

pytestmark = pytest.mark.django_db
CITY = timezone.get_default_timezone()


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def office(client_with: Callable[..., Client]) -> Client:
    return client_with("office", organisation=make_office())


def day() -> datetime:
    """Nine o'clock in the city, in a week."""
    return datetime.combine(timezone.localdate() + timedelta(days=7), datetime.min.time(), CITY) + timedelta(hours=9)


def a_fair(**values: Any) -> tuple[Fair, DrawEntry]:
    begins = day()
    fair, posts = a_fair_drawn(starts_at=begins, ends_at=begins + timedelta(hours=7), **values)
    return fair, entered(fair, posts[:1])


def path(entry: DrawEntry) -> str:
    return reverse("fairs:entry-hours", args=[entry_token(entry)])


def counter(fair: Fair) -> str:
    return reverse("fairs:office-draw-hours", args=[fair.slug])


def said(answer: Any) -> str:
    return str(answer.content.decode())


def hours(entry: DrawEntry) -> tuple[str, str]:
    entry.refresh_from_db()
    return tuple(f"{timezone.localtime(at):%H:%M}" if at else "" for at in (entry.there_from, entry.there_until))  # type: ignore[return-value]


def test_hours_are_said_seen_changed_and_taken_back(client: Client) -> None:
    _fair, entry = a_fair()
    page = said(client.get(links.entry_path(entry)))
    assert "All day, as far as we know." in page
    assert path(entry) in page
    assert 'type="time"' in said(client.get(path(entry)))

    answer = client.post(path(entry), {"there_from": "10:30", "there_until": "14:00"}, follow=True)
    assert "Kept. It counts when times are given" in said(answer)
    assert "10:30" in said(answer)
    assert hours(entry) == ("10:30", "14:00")
    assert 'value="10:30"' in said(client.get(path(entry)))
    client.post(path(entry), {"there_from": "", "there_until": "14:00"})
    assert hours(entry) == ("", "14:00")
    answer = client.post(path(entry), {}, follow=True)
    assert "Kept: all the day." in said(answer)
    assert hours(entry) == ("", "")


@pytest.mark.parametrize(
    ("sent", "says", "status"),
    [
        ({"there_from": "08:00"}, "Write times from", 409),
        ({"there_until": "23:00"}, "Write times from", 409),
        ({"there_from": "14:00", "there_until": "10:00"}, "must be later than the first", 409),
        ({"there_from": "noon"}, "Write a time of day, like 10:30.", 422),
        ({"there_from": "25:00"}, "Write a time of day, like 10:30.", 422),
    ],
)
def test_bad_times_say_what_to_write(client: Client, sent: dict[str, str], says: str, status: int) -> None:
    _fair, entry = a_fair()
    answer = client.post(path(entry), sent)
    assert (answer.status_code, says in said(answer)) == (status, True)
    assert hours(entry) == ("", "")


def test_fair_of_several_days_asks_for_the_day_too(client: Client) -> None:
    begins = day()
    fair, posts = a_fair_drawn(starts_at=begins, ends_at=begins + timedelta(days=1, hours=7))
    entry = entered(fair, posts)
    assert "datetime-local" in said(client.get(path(entry)))
    second = begins + timedelta(days=1, hours=2)
    client.post(path(entry), {"there_from": f"{second:%Y-%m-%dT%H:%M}"})
    entry.refresh_from_db()
    assert entry.there_from == second


def test_once_the_fair_has_begun_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, entry = a_fair()
    monkeypatch.setattr(clock, "now", lambda: fair.starts_at)
    assert "It has begun at" in said(client.get(path(entry)))
    answer = client.post(path(entry), {"there_from": "10:30"})
    assert (answer.status_code, hours(entry)) == (409, ("", ""))
    assert path(entry) not in said(client.get(links.entry_path(entry)))


def test_link_of_nobody_opens_nothing(client: Client) -> None:
    _fair, entry = a_fair()
    wrong = path(entry)[:-8] + "x/hours"
    for answer in (client.get(wrong), client.post(wrong, {"there_from": "10:30"})):
        assert answer.status_code == 404
    assert hours(entry) == ("", "")


def test_winner_sees_that_their_time_is_beside_their_hours(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, entry = a_fair()
    drawn(fair, monkeypatch)
    assert Booking.objects.get(won_by__entry=entry).slot.starts_at == fair.starts_at
    answer = client.post(path(entry), {"there_from": "15:00"}, follow=True)
    assert "This time is not within the hours at which you can be there." in said(answer)


def test_who_won_nothing_is_not_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=1, times=1)
    for _ in range(2):
        entered(fair, posts)
    drawn(fair, monkeypatch)
    (lost,) = DrawEntry.objects.filter(wishes__outcome="full")
    assert path(lost) not in said(client.get(links.entry_path(lost)))


def test_staff_type_hours_in_with_the_wishes_and_later_by_the_code(office: Client) -> None:
    fair, _entry = a_fair()
    enter = reverse("fairs:office-draw-enter", args=[fair.slug])
    sent = {"tables": "2, 1", "name": "Grandmother Li", "language": "en", "there_until": "12:00"}
    slip = office.get(office.post(enter, sent)["Location"])
    entry = DrawEntry.objects.get(channel="staff")
    assert hours(entry) == ("", "12:00")
    assert "12:00" in said(slip)
    assert "Li" not in said(slip)
    office.post(enter, {"tables": "1", "code": entry.code, "language": "en"})
    assert hours(entry) == ("", "12:00"), "wishes that change leave the hours as they are"
    answer = office.post(counter(fair), {"code": entry.code, "there_from": "10:00"}, follow=True)
    assert "Kept." in said(answer)
    assert hours(entry) == ("10:00", "")


def test_bad_hours_at_the_counter_keep_nothing(office: Client) -> None:
    fair, _entry = a_fair()
    enter = reverse("fairs:office-draw-enter", args=[fair.slug])
    sent = {"tables": "2, 1", "name": "Grandmother Li", "language": "en"}
    answer = office.post(enter, {**sent, "there_until": "23:00"})
    assert (answer.status_code, "Write times from" in said(answer)) == (409, True)
    assert not DrawEntry.objects.filter(channel="staff").exists()


@pytest.mark.parametrize(
    ("code", "says"),
    [("", "Write the code"), ("zz", "six letters and digits"), ("AAAAAA", "No entry has this code")],
)
def test_code_of_nobody_says_so(office: Client, code: str, says: str) -> None:
    fair, entry = a_fair()
    answer = office.post(counter(fair), {"code": code, "there_from": "10:00"})
    assert (answer.status_code, says in said(answer)) == (422, True)
    assert hours(entry) == ("", "")


def test_entry_of_another_fair_is_not_found_by_its_code(office: Client) -> None:
    fair, _entry = a_fair()
    _other, theirs = a_fair()
    assert office.post(counter(fair), {"code": theirs.code, "there_from": "10:00"}).status_code == 422
    assert hours(theirs) == ("", "")


def test_others_see_and_change_nothing(client: Client, client_with: Callable[..., Client]) -> None:
    fair, entry = a_fair()
    others = (
        client,
        client_with("office", organisation=make_office("Another office")),
        client_with("employer", organisation=fair.stands.first().employer),  # type: ignore[union-attr]
        client_with("door", organisation=make_office()),
    )
    for other in others:
        assert other.get(counter(fair)).status_code in (302, 403, 404)
        sent = {"code": entry.code, "there_from": "10:00"}
        assert other.post(counter(fair), sent).status_code in (302, 403, 404)
    assert hours(entry) == ("", "")
