"""Volunteers: a team and its shifts, joined, moved, called off, restricted with helpers enrolled, led on their day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.activities.actions.restricting import restrict_shift, settle_confirmations
from duikou.activities.models import Shift, VolunteerTeam
from duikou.base import clock, recent
from duikou.base.actor import SYSTEM
from duikou.booking import own_links
from duikou.booking.models import Booking, Invitation, WaitingEntry
from duikou.directory.models import Place
from duikou.journal.models import Message
from tests.activities.factories import make_body, make_shift, make_team

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def at(shift: Shift, name: str = "shift") -> str:
    return reverse(f"activities:{name}", args=[shift.public_id])


def join(client: Client, shift: Shift, name: str = "王小芳", do: str = "book") -> Any:
    recent.drop_everything()  # the form of a moment ago is shown to everybody for a moment
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(at(shift, "join-shift"))))
    slot = shift.offer.slots.get().public_id
    said = {"name": name, "contact": f"{shift.pk}{ord(name[0])}@example.org", "language": "en", "seats": 1}
    more = {"slot": slot, "wait_for": slot, "key": key[1] if key else "", "do": do}
    return client.post(at(shift, "join-shift"), {**said, **more})


def written(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def another() -> Client:
    return Client(headers={"accept-language": "en"})


def codes(staff: Client, shift: Shift, count: int) -> list[str]:
    page = text(staff.post(at(shift, "restrict"), {"count": count}))
    return re.findall(r'class="code small">([^<]+)<', page)


def test_team_is_written_shown_and_its_shift_joined_moved_and_called_off(
    client_with: Callable[..., Client], visitor: Client
) -> None:
    body, staff = make_body(), client_with("centre", make_body())
    told = {"name_zh-hans": "邻里助餐队", "about_zh-hans": "给老人送午饭。", "body": body.pk}
    staff.post(reverse("activities:new-team"), told)
    team = VolunteerTeam.objects.get()
    assert visitor.get(reverse("activities:team", args=[team.public_id])).status_code == 404
    begin = clock.now() + timedelta(days=3)
    facts = {
        "title_zh-hans": "送午饭", "place_name_zh-hans": "社区食堂", "helpers": 1, "what_to_bring_zh-hans": "保温袋",
        "starts_at": written(begin), "ends_at": written(begin - timedelta(hours=1)),
    }  # fmt: skip
    new = reverse("activities:new-shift", args=[team.public_id])
    wrong = staff.post(new, facts)
    assert wrong.status_code == 422
    assert "It must end after it begins" in text(wrong)
    for _turn in (1, 2):
        staff.post(new, {**facts, "ends_at": written(begin + timedelta(hours=2))})
        begin += timedelta(days=1)
        facts["starts_at"] = written(begin)
    first, second = Shift.objects.all()
    assert visitor.get(at(first)).status_code == 404
    staff.post(reverse("activities:show-team", args=[team.public_id]))
    assert "1 helper wanted" in text(visitor.get(reverse("activities:teams")))
    ticket = text(visitor.get(join(visitor, first)["Location"]))
    for words in ("送午饭", "邻里助餐队", "保温袋", "社区食堂", 'class="qr"', "Choose another time"):
        assert words in ticket
    mine = Booking.objects.get()
    waits = another()
    assert "Join the waiting list" in text(visitor.get(at(first)))
    assert join(waits, first, "马大勇", do="wait").status_code == 302
    move = reverse("booking:move", args=[own_links.manage_path(mine).split("/")[2]])
    visitor.post(move, {"slot": second.offer.slots.get().public_id})
    mine.refresh_from_db()
    assert (mine.offer_id, WaitingEntry.objects.get().state) == (second.offer_id, "promoted")
    feed = text(visitor.get(reverse("activities:team-feed", args=[team.public_id])))
    assert feed.count("BEGIN:VEVENT") == 2
    assert "王小芳" not in feed
    staff.post(at(second, "call-off-shift"), {"why_zh-hans": "食堂停水"})
    assert "食堂停水" in text(visitor.get(at(second)))
    assert Message.objects.filter(template="offer_cancelled").count() == 1


def test_shift_that_becomes_restricted_asks_who_has_joined_and_drops_nobody_without_a_word(
    client_with: Callable[..., Client], visitor: Client, clock_at: Callable[..., Any]
) -> None:
    shift, staff = make_shift(helpers=2), client_with("centre", make_body())
    other, waits = another(), another()
    join(visitor, shift), join(other, shift, "马大勇"), join(waits, shift, "李梅", do="wait")
    page = text(staff.get(at(shift, "restrict")))
    assert "2 helpers have joined already and will be asked" in page
    assert "1 person waits" in page
    until = shift.starts_at - timedelta(days=2)
    facts = {"body": make_body("示例：红十字会").pk, "unconfirmed": "end", "confirm_until": written(until)}
    about_them = staff.post(at(shift, "restrict"), {**facts, "restricted_to_zh-hans": "党员"})
    assert about_them.status_code == 422
    assert "never restricted by who somebody is" in text(about_them)
    too_late = {
        **facts,
        "confirm_until": written(shift.ends_at),
        "restricted_to_zh-hans": "受过急救培训的人",
    }
    assert "still to come and before the shift begins" in text(staff.post(at(shift, "restrict"), too_late))
    staff.post(at(shift, "restrict"), {**facts, "restricted_to_zh-hans": "受过急救培训的人"})
    shift.refresh_from_db()
    assert Message.objects.filter(template="shift_restricted").count() == 2
    assert WaitingEntry.objects.get().state == "expired"
    assert Booking.objects.filter(state="confirmed").count() == 2
    mine = Booking.objects.order_by("pk").first()
    assert mine is not None
    ticket = text(visitor.get(own_links.manage_path(mine)))
    confirm = re.search(r'href="(/volunteers/confirm/[^"]+)"', ticket)
    assert confirm
    assert "Without it the place is given back then" in text(visitor.get(confirm[1]))
    assert "opens nothing" in text(visitor.post(confirm[1], {"secret": "WRONG"}))
    code, third = codes(staff, shift, 2)
    assert "Your place is confirmed" in text(visitor.post(confirm[1], {"secret": code}, follow=True))
    assert "opens nothing" in text(another().post(reverse("activities:invited"), {"secret": code}))
    assert "1 confirmed" in text(staff.get(at(shift, "keep-shift")))
    assert settle_confirmations() == 0
    clock_at(until + timedelta(minutes=1))
    assert (settle_confirmations(), settle_confirmations()) == (1, 0)
    states = Booking.objects.order_by("pk").values_list("state", "why_ended")
    assert list(states) == [("confirmed", ""), ("cancelled", "not_confirmed")]
    assert "受过急救培训的人" in str(Message.objects.get(template="cancelled").details)
    newcomer = another()
    assert join(newcomer, shift, "陈建国").status_code == 409
    opened = newcomer.post(reverse("activities:invited"), {"secret": third})
    assert "Join this shift" in text(opened)
    assert join(newcomer, shift, "陈建国").status_code == 302
    assert Invitation.objects.filter(state="accepted").count() == 2
    staff.post(at(shift, "unrestrict"))
    shift.refresh_from_db()
    assert (shift.offer.mode, bool(shift.restricted_to)) == ("first_come", False)


def test_who_keeps_the_place_keeps_it_and_confirming_twice_at_once_uses_one_invitation(
    client_with: Callable[..., Client], visitor: Client, clock_at: Callable[..., Any]
) -> None:
    shift = make_shift()
    join(visitor, shift)
    until = shift.starts_at - timedelta(days=1)
    values = {"restricted_to": "学过垃圾分类的人", "body": make_body(), "confirm_until": until, "unconfirmed": "keep"}
    assert restrict_shift(shift=shift, by=SYSTEM, **values) == 1
    clock_at(until + timedelta(hours=1))
    settle_confirmations()
    assert Booking.objects.get().state == "confirmed"
    (code,) = codes(client_with("centre", make_body()), shift, 1)
    where = reverse("activities:confirm-shift", args=[own_links.manage_path(Booking.objects.get()).split("/")[2]])
    for _turn in (1, 2):
        assert visitor.post(where, {"secret": code}).status_code == 302
    assert Invitation.objects.filter(state="accepted").count() == 1


def test_leader_checks_helpers_in_on_the_day_and_counts_who_just_came(
    client_with: Callable[..., Client], visitor: Client, clock_at: Callable[..., Any]
) -> None:
    shift, staff = make_shift(), client_with("centre", make_body())
    join(visitor, shift)
    assert "Not now" in text(staff.post(at(shift, "shift-find"), {"text": "王小芳"})) or "王小芳" not in text(
        staff.post(at(shift, "shift-find"), {"text": "王小芳"})
    )
    clock_at(shift.starts_at)
    assert "王小芳" in text(staff.post(at(shift, "shift-find"), {"text": "小芳"}))
    came = reverse("activities:shift-check-in", args=[shift.public_id, Booking.objects.get().public_id])
    assert "The helper is there." in text(staff.post(came, follow=True))
    assert "1 helper came without having joined." in text(
        staff.post(at(shift, "shift-walk-ins"), {"heads": 1}, follow=True)
    )
    about = reverse("booking:about-me", args=[own_links.manage_path(Booking.objects.get()).split("/")[2]])
    assert "who keeps the volunteer shift" in text(visitor.get(about))
    assert client_with("centre", make_body("示例：别的中心")).get(at(shift, "keep-shift")).status_code == 404
    assert client_with("employer", make_body("示例：企业", "employer")).get(at(shift, "keep-shift")).status_code == 403
    assert another().get(at(shift, "keep-shift")).status_code == 302


def test_list_of_teams_asks_as_much_for_three_as_for_one(
    visitor: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    place = Place.objects.create(name={"zh-hans": "社区"})
    make_shift(place=place)
    recent.drop_everything()
    with django_assert_max_num_queries(12) as one:
        visitor.get(reverse("activities:teams"))
    for _turn in (1, 2):
        make_shift(make_team(), place=place)
    recent.drop_everything()
    with django_assert_max_num_queries(len(one)):
        assert text(visitor.get(reverse("activities:teams"), {"page": 1})).count("helpers wanted") == 3
