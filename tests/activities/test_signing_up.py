"""Signing up for an activity, from the list to the report: a family, the waiting list, the door, what it was like."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.activities.actions.activities import publish_activity
from duikou.activities.actions.changes import change_activity
from duikou.activities.models import Activity, Report
from duikou.base import clock, recent
from duikou.base.actor import SYSTEM
from duikou.booking import actions as booking
from duikou.booking import own_links
from duikou.booking.models import Booking, WaitingEntry
from duikou.directory.actions import add_place
from duikou.journal.models import Entry, Message
from tests.activities.factories import make_activity, make_body

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(activity: Activity, name: str = "activity") -> str:
    return reverse(f"activities:{name}", args=[activity.public_id])


def sign_up(client: Client, activity: Activity, name: str, seats: int, do: str = "book") -> Any:
    where = page(activity, "join")
    form = text(client.get(where))
    key = re.search(r'name="key" value="([^"]+)"', form)
    slot = activity.offer.slots.get().public_id
    data = {"name": name, "contact": f"{len(name)}{seats}@example.org", "language": "en", "seats": seats}
    return client.post(where, {**data, "slot": slot, "wait_for": slot, "key": key[1] if key else "", "do": do})


@pytest.fixture
def open_one() -> Activity:
    """Five places for families of four at most, checked in at the door, with something to bring."""
    made = make_activity(places=5, seats_max=4, check_in=True, title="剪纸课", what_to_bring="剪刀")
    return publish_activity(activity=made, by=SYSTEM)


def test_family_larger_than_the_places_left_waits_and_is_promoted_whole(visitor: Client, open_one: Activity) -> None:
    assert "5 places are left" in text(visitor.get(page(open_one)))
    first = sign_up(visitor, open_one, "一家人", 3)
    ticket = text(visitor.get(first["Location"]))
    for words in ("剪纸课", "剪刀", "3 places", "祁连社区广场", 'class="qr"'):
        assert words in ticket
    assert "Choose another time" not in ticket
    other = Client(headers={"accept-language": "en"})
    refused = sign_up(other, open_one, "大家庭", 4)
    assert refused.status_code == 409
    assert "Fewer places are left than you need: 2, and you are 4" in text(refused)
    assert 'value="wait"' in text(refused)
    waits = sign_up(other, open_one, "大家庭", 4, do="wait")
    assert waits.status_code == 302
    assert Booking.objects.count() == 1
    assert "2 places are left" in text(visitor.get(page(open_one)))
    booking.cancel(Booking.objects.get(), by=SYSTEM)
    assert WaitingEntry.objects.get().state == "promoted"
    assert Booking.objects.get(state="confirmed").seats == 4
    assert Message.objects.filter(template="promoted").count() == 1


def test_full_one_offers_the_waiting_list_alone(visitor: Client, open_one: Activity) -> None:
    sign_up(visitor, open_one, "甲一", 4)
    second = sign_up(Client(headers={"accept-language": "en"}), open_one, "乙二二", 1)
    assert second.status_code == 302, text(second)
    assert "All places are taken" in text(visitor.get(page(open_one)))
    recent.drop_everything()  # the form of a moment ago is shown to everybody for a moment
    form = text(Client(headers={"accept-language": "en"}).get(page(open_one, "join")))
    assert 'value="book"' not in form
    assert 'value="wait"' in form


def test_another_time_and_place_is_told_to_who_signed_up(visitor: Client, open_one: Activity) -> None:
    sign_up(visitor, open_one, "一家人", 3)
    later = timedelta(days=1)
    values = {"starts_at": open_one.starts_at + later, "ends_at": open_one.ends_at + later}
    assert change_activity(activity=open_one, values=values, by=SYSTEM) == 1
    slot = open_one.offer.slots.get()
    assert (slot.starts_at, Booking.objects.get().sequence) == (open_one.starts_at, 1)
    hall = add_place(name="二楼活动室", by=SYSTEM)
    assert change_activity(activity=open_one, values={"place": hall}, by=SYSTEM) == 1
    templates = Message.objects.order_by("id").values_list("template", flat=True)
    assert list(templates) == ["booked", "moved", "elsewhere"]
    assert "二楼活动室" in text(visitor.get(own_links.manage_path(Booking.objects.get())))


def test_organiser_checks_in_counts_and_reports(client_with, visitor: Client, open_one: Activity, clock_at) -> None:
    sign_up(visitor, open_one, "王小芳", 3)
    staff = client_with("centre", organisation=open_one.organiser)
    code = Booking.objects.get().code
    find = page(open_one, "door-find")
    assert "The door is shut" in text(staff.post(find, {"text": code}))
    assert not Entry.objects.filter(what="person.read").exists()
    clock_at(open_one.starts_at - timedelta(minutes=20))
    for said in (code, "wxf", "小芳"):
        assert "王小芳" in text(staff.post(find, {"text": said}))
    came = reverse("activities:check-in", args=[open_one.public_id, Booking.objects.get().public_id])
    assert "3 people are in." in text(staff.post(came, follow=True))
    assert "They were checked in before." in text(staff.post(came, follow=True))
    staff.post(page(open_one, "walk-ins"), {"heads": 2})
    read = text(
        visitor.get(reverse("booking:about-me", args=[own_links.manage_path(Booking.objects.get()).split("/")[2]]))
    )
    assert "the door of the activity" in read
    clock_at(open_one.ends_at + timedelta(minutes=5))
    assert "the report" not in text(staff.get(reverse("activities:work"))).split("Title")[0].split("how many came")[0]
    staff.post(page(open_one, "heads"), {"do": "check_in"})
    open_one.refresh_from_db()
    assert (open_one.state, open_one.heads, open_one.counted) == ("held", 5, "check_in")
    staff.post(page(open_one, "report"), {"text_zh-hans": "大家一起剪纸，窗花贴满了墙。"})
    assert "窗花" not in text(visitor.get(page(open_one)))
    assert "The report is published" in text(staff.post(page(open_one, "publish-report"), follow=True))
    told = text(visitor.get(page(open_one)))
    assert "窗花" in told
    assert "Fewer than 10 people came." in told
    assert Report.objects.get().published_at == clock.now()


def test_what_is_not_shown_is_not_there(visitor: Client) -> None:
    draft = make_activity(places=2)
    for name in ("activity", "join", "file"):
        assert visitor.get(page(draft, name)).status_code == 404
    just_come = publish_activity(activity=make_activity(organiser=make_body()), by=SYSTEM)
    assert visitor.get(page(just_come, "join"))["Location"] == page(just_come)
