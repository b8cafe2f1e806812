"""One's own calendar to subscribe to: sent to the contact alone, of every room, renewed, stopped, gone at last."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.activities.actions.activities import publish_activity
from duikou.activities.actions.shifts import change_shift
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking import own_links
from duikou.booking.actions.feeds import drop_feeds
from duikou.booking.letters import RENDERERS
from duikou.booking.models import Booking, CalendarFeed
from duikou.booking.privacy import let_go
from duikou.directory.models import Person
from duikou.journal.models import Message
from tests.activities.factories import make_activity, make_shift
from tests.activities.test_signing_up import page
from tests.activities.test_volunteers import join, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.booking.views.feeds.reaches", lambda person: bool(person.contact))


def address() -> str:
    """What the last message says."""
    letter = RENDERERS["calendar_feed"](Message.objects.filter(template="calendar_feed").latest("pk"))
    assert letter is not None
    found = re.search(r"/c/[^\s]+", letter.body)
    assert found
    return found[0]


@pytest.mark.usefixtures("everybody_is_reached")
def test_calendar_follows_every_booking_of_its_person_and_no_others(visitor: Client) -> None:
    shift, later = make_shift(title="送午饭"), clock.now() + timedelta(days=9)
    join(visitor, shift)
    activity = publish_activity(activity=make_activity(places=5, title="剪纸课", starts_at=later), by=SYSTEM)
    here = reverse("booking:subscribe", args=[own_links.manage_path(Booking.objects.get()).split("/")[2]])
    assert "Send me the address" in text(visitor.get(here))
    assert CalendarFeed.objects.count() == 0
    shown = text(visitor.post(here, {"do": "send"}, follow=True))
    assert "/c/" not in shown
    feed = address()
    mine = Booking.objects.get()
    other = make_shift(title="别人的班次")
    join(Client(headers={"accept-language": "en"}), other, "马大勇")
    key = re.search(r'name="key" value="([^"]+)"', text(visitor.get(page(activity, "join"))))
    assert key
    said = {"name": "王小芳", "contact": f"{shift.pk}{ord('王')}@example.org", "language": "en", "seats": 1}
    slot = activity.offer.slots.get().public_id  # type: ignore[union-attr]
    visitor.post(page(activity, "join"), {**said, "slot": slot, "key": key[1], "do": "book"})
    told = text(Client().get(feed))
    assert told.count("BEGIN:VEVENT") == 2
    for words in ("送午饭", "剪纸课", "REFRESH-INTERVAL"):
        assert words in told
    for secret in ("王小芳", "example.org", "别人的班次"):
        assert secret not in told
    change_shift(shift=shift, values={"starts_at": shift.starts_at + timedelta(hours=1)}, by=SYSTEM)
    mine.refresh_from_db()
    assert f"{mine.public_id}@duikou" in text(Client().get(feed))
    visitor.post(own_links.manage_path(mine) + "cancel")
    assert "STATUS:CANCELLED" in text(Client().get(feed))
    visitor.post(here, {"do": "anew"})
    assert (Client().get(feed).status_code, Client().get(address()).status_code) == (410, 200)
    visitor.post(here, {"do": "stop"})
    assert CalendarFeed.objects.count() == 0
    assert Client().get("/c/forged.ics").status_code == 404


@pytest.mark.usefixtures("everybody_is_reached")
def test_calendar_goes_with_the_last_booking_and_keeps_nobody(visitor: Client, clock_at: Callable[..., Any]) -> None:
    shift = make_shift()
    join(visitor, shift)
    here = reverse("booking:subscribe", args=[own_links.manage_path(Booking.objects.get()).split("/")[2]])
    visitor.post(here, {"do": "send"})
    assert drop_feeds() == 0
    clock_at(shift.ends_at + timedelta(days=2))
    let_go()
    assert drop_feeds() == 1 or CalendarFeed.objects.count() == 0
    assert not Person.objects.exists()
    assert clock.now() > shift.ends_at
