"""Hours of volunteers: confirmed once, put right by reversing, kept in a book for who wants one, erased by a press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from duikou.activities.actions.hours import confirm_hours, correct_entry, drop_books, drop_kept_shifts
from duikou.activities.hours_links import hours_path
from duikou.activities.models import HoursBook, HoursEntry, KeptShift, Shift, ShiftHours, VolunteerTeam
from duikou.activities.queries.team_figures import of_year
from duikou.activities.shift_rules import Refused
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking import actions as booking
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.journal.models import Entry, Message
from tests.activities.factories import make_body, make_shift, make_team
from tests.activities.test_volunteers import another, at, join, text

pytestmark = pytest.mark.django_db


def keep_page(one: Booking) -> str:
    return reverse("activities:keep-hours", args=[own_links.manage_path(one).split("/")[2]])


@pytest.fixture
def kept(visitor: Client, clock_at: Callable[..., Any]) -> Shift:
    """Somebody who keeps a book and somebody who does not were at a shift; one to come is in the same book."""
    team = make_team()
    shift = make_shift(team)
    later = make_shift(team, starts_at=shift.starts_at + timedelta(days=7))
    join(visitor, shift), join(another(), shift, "马大勇")
    mine = Booking.objects.order_by("pk")[0]
    assert "Keep my hours" in text(visitor.get(own_links.manage_path(mine)))
    begun = visitor.post(keep_page(mine), {"do": "new", "name": "王小芳"}, follow=True)
    assert "Your hours book is begun" in text(begun)
    join(visitor, later)
    visitor.post(keep_page(Booking.objects.get(offer=later.offer)), {"do": "known"})
    clock_at(shift.starts_at)
    for one in Booking.objects.filter(offer=shift.offer):
        booking.check_in(one, by=SYSTEM)
    clock_at(shift.ends_at)
    return shift


def test_leader_confirms_once_puts_right_and_thanks(kept: Shift, client_with: Callable[..., Client]) -> None:
    staff = client_with("centre", kept.team.body)
    page = at(kept, "shift-hours")
    assert staff.post(page, {"hours": "25"}).status_code == 422
    late = Booking.objects.filter(offer=kept.offer).order_by("pk")[1]
    said = text(staff.post(page, {"hours": "3", f"of_{late.pk}": "2.5"}, follow=True))
    assert "Confirmed, for 2 helpers." in said
    assert "王小芳" not in said
    assert list(ShiftHours.objects.values_list("helpers", "minutes")) == [(2, 330)]
    assert list(HoursEntry.objects.values_list("minutes", "revision")) == [(180, 0)]
    assert "confirmed already" in text(staff.post(page, {"hours": "3"}, follow=True))
    entry = HoursEntry.objects.get()
    staff.post(at(kept, "correct-hours"), {"entry": entry.pk, f"e{entry.pk}-hours": "2"})
    assert list(HoursEntry.objects.order_by("pk").values_list("minutes", "revision", "reverses")) == [
        (180, 0, None), (-180, 0, entry.pk), (120, 1, None)
    ]  # fmt: skip
    assert ShiftHours.objects.get().minutes == 270
    with pytest.raises(Refused, match="wrong_state"):
        correct_entry(entry=entry, minutes=60, by=SYSTEM)
    assert "stand in books" in text(staff.post(at(kept, "correct-hours"), {"hours": "1"}, follow=True))
    staff.post(at(kept, "correct-hours"), {"hours": "5"})
    assert ShiftHours.objects.get().minutes == 300
    assert "2 helpers are thanked." in text(staff.post(at(kept, "thank"), follow=True))
    assert "have been thanked already" in text(staff.post(at(kept, "thank"), follow=True))
    assert Message.objects.filter(template="shift_thanks").count() == 2
    other = client_with("centre", make_body("示例：别的中心"))
    for name in ("shift-hours", "correct-hours", "thank"):
        assert other.post(at(kept, name)).status_code == 404


def test_hours_are_entered_once_whoever_confirms_them_twice(kept: Shift) -> None:
    confirm_hours(shift=kept, minutes=180, by=SYSTEM)
    with pytest.raises(Refused, match="confirmed"):
        confirm_hours(shift=kept, minutes=180, by=SYSTEM)
    again = HoursEntry.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_owner_reads_takes_along_renews_and_leaves_without_a_trace(kept: Shift, visitor: Client) -> None:
    confirm_hours(shift=kept, minutes=180, by=SYSTEM)
    book = HoursBook.objects.get()
    page = text(visitor.get(hours_path(book)))
    assert "3 hours" in page
    assert "1 shift to come is given back" in page
    assert "180" in text(visitor.post(reverse("activities:hours-file", args=[hours_path(book).split("/")[3]])))
    stranger = another()
    wrong = hours_path(book)[:-2] + ("A/" if hours_path(book)[-2] != "A" else "B/")
    assert stranger.get(wrong).status_code == 404
    code = re.search(r'class="code small">([^<]+)<', page)
    assert code
    assert stranger.post(reverse("activities:find-hours"), {"code": code[1].lower()})["Location"] == hours_path(book)
    renewed = visitor.post(reverse("activities:hours-renew", args=[hours_path(book).split("/")[3]]))["Location"]
    assert stranger.get(hours_path(book)).status_code == 410
    entries = Entry.objects.count()
    gone = visitor.post(reverse("activities:hours-leave", args=[renewed.split("/")[3]]), follow=True)
    assert "1 shift to come is given back" in text(gone)
    assert (HoursBook.objects.count(), HoursEntry.objects.count(), KeptShift.objects.count()) == (0, 0, 0)
    assert ShiftHours.objects.get().minutes == 360
    assert Booking.objects.order_by("pk").last().state == "cancelled"  # type: ignore[union-attr]
    assert set(Entry.objects.order_by("pk")[entries:].values_list("what", flat=True)) == {"booking.cancelled"}


def test_certificate_proves_itself_and_leaves_no_row(kept: Shift, visitor: Client) -> None:
    page = f"{hours_path(HoursBook.objects.get())}certificate"
    assert visitor.get(page).status_code == 302
    confirm_hours(shift=kept, minutes=150, by=SYSTEM)
    before = Entry.objects.count()
    shown = text(visitor.get(page))
    for words in ("王小芳", "2.5 hours", "helped as a volunteer at 1 shift", "示例：祁连社区服务中心"):
        assert words in shown
    code = re.search(r'class="letters" dir="ltr">([^<]+)<', shown)
    assert code
    check = reverse("activities:certificates")
    told = text(another().post(check, {"code": code[1]}))
    assert "This certificate is genuine" in told
    assert "2.5 hours" in told
    payload = code[1].split(".")[1]
    for forged in (code[1].replace(payload, payload[:-4] + "AAAA"), "C1" + code[1][2:]):
        assert another().post(check, {"code": forged}).status_code == 422
    assert Entry.objects.count() == before


def test_without_a_book_hours_are_the_teams_alone_and_small_counts_are_not_told(
    kept: Shift, client_with: Callable[..., Client]
) -> None:
    HoursBook.objects.all().delete()
    confirm_hours(shift=kept, minutes=180, by=SYSTEM)
    assert not HoursEntry.objects.exists()
    year = of_year(VolunteerTeam.objects.all(), kept.starts_at.year)
    assert (year.shifts, year.total.helpers, year.total.minutes) == (2, None, None)
    shown = text(client_with("centre", kept.team.body).get(reverse("activities:team-figures")))
    assert "too few to be told" in shown
    ShiftHours.objects.update(helpers=12, minutes=2160)
    year = of_year(VolunteerTeam.objects.all(), kept.starts_at.year)
    assert (year.total.helpers, year.total.minutes) == (12, 2160)


def test_what_is_kept_goes_when_it_is_over(kept: Shift, clock_at: Callable[..., Any]) -> None:
    assert (drop_kept_shifts(), drop_books()) == (0, 0)
    confirm_hours(shift=kept, minutes=180, by=SYSTEM)
    Booking.objects.update(person=None)
    assert drop_kept_shifts() == 2
    clock_at(clock.now() + timedelta(days=731))
    assert drop_books() == 1


def test_erasing_the_person_leaves_the_book_to_who_has_its_code(kept: Shift, visitor: Client) -> None:
    mine = Booking.objects.order_by("pk")[0]
    about = reverse("booking:about-me", args=[own_links.manage_path(mine).split("/")[2]])
    visitor.post(about)
    assert (HoursBook.objects.count(), KeptShift.objects.filter(booking=mine).count()) == (1, 0)
