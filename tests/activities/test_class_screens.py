"""The screens of classes: found, signed up for, kept, ticked, certified, checked; wrong input loses nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.activities.models import Course, Presence
from duikou.base import clock, recent
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.tickets import manage_token
from duikou.journal.models import Entry
from tests.activities.course_factories import WEEK, make_course, seat, weekly
from tests.activities.factories import make_body, make_channel, make_kind

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(course: Course, name: str = "class", *more: Any) -> str:
    return reverse(f"activities:{name}", args=[course.public_id, *more])


def join(client: Client, course: Course, name: str, do: str = "book") -> Any:
    recent.drop_everything()
    where = page(course, "join-class")
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(where)))
    slot = course.offer.slots.get().public_id
    data = {"name": name, "contact": f"{len(name)}@example.org", "language": "en", "slot": slot, "wait_for": slot}
    return client.post(where, {**data, "key": key[1] if key else "", "do": do})


def test_classes_are_found_by_words_level_and_free_seats(visitor: Client, django_assert_max_num_queries) -> None:
    make_course(title="电脑入门", level="beginners", about="学打字和上网")
    full = make_course(title="剪纸班", seats=1, times=weekly(2, first=clock.now() + WEEK * 2))
    seat(full)
    make_course(title="还没发布", published=False)
    listing = reverse("activities:classes")
    with django_assert_max_num_queries(14):
        everything = text(visitor.get(listing))
    assert re.findall("电脑入门|剪纸班|还没发布", everything) == ["电脑入门", "剪纸班"]
    assert "Full: waiting list" in everything
    for asked, titles in (("q=打字", ["电脑入门"]), ("free=on", ["电脑入门"]), ("level=advanced", []), ("q=zzz", [])):
        assert re.findall("电脑入门|剪纸班", text(visitor.get(f"{listing}?{asked}"))) == titles
    assert visitor.get(page(Course.objects.get(state="draft"))).status_code == 404
    feed = text(visitor.get(reverse("activities:class-feed")))
    assert feed.count("BEGIN:VEVENT") == 6


def test_signing_up_shows_every_session_and_the_rule_before(visitor: Client) -> None:
    course = make_course(title="汉语会话", seats=1, what_to_bring="笔记本")
    before = text(visitor.get(page(course)))
    assert "Whoever is at 3 of the 4 sessions or more gets a certificate." in before
    assert "Whoever is at 3 of the 4" in text(visitor.get(page(course, "join-class")))
    first = join(visitor, course, "王小芳")
    ticket = text(visitor.get(first["Location"]))
    assert "4 sessions" in ticket
    assert ticket.count('<li><span class="num">') == 4
    for words in ("笔记本", "My certificate", "Cancel the booking"):
        assert words in ticket
    assert "Choose another time" not in ticket
    mine = text(visitor.get(reverse("booking:my")))
    assert "汉语会话" in mine
    other = Client(headers={"accept-language": "en"})
    assert join(other, course, "候补的人", "wait").status_code == 302
    booked = Booking.objects.get()
    assert "after its last session" in text(visitor.get(reverse("activities:certificate", args=[manage_token(booked)])))
    about = text(visitor.get(reverse("booking:about-me", args=[manage_token(booked)])))
    assert "4 sessions" in about


def test_keeper_makes_a_class_by_the_week_and_wrong_input_says_what_to_do(client_with) -> None:
    body = make_body()
    staff = client_with("centre", organisation=body)
    kind, channel = make_kind("class", "课程"), make_channel()
    temple = make_channel("temple", "宗教活动场所", counts_heads_only=True)
    begin = timezone.localdate(clock.now()) + timedelta(days=7)
    good = {
        "organiser": body.pk, "title_zh-hans": "电脑入门", "kind": kind.pk, "channel": channel.pk, "level": "beginners",
        "place_name_zh-hans": "社区二楼", "first_on": begin.isoformat(), "weekdays": ["1", "3"], "begins": "19:00",
        "ends": "20:30", "number": 6, "not_on": "", "typed": "", "seats": 12, "seats_max": 1, "joins_until": 1,
        "certificate_from": 4,
    }  # fmt: skip
    new = reverse("activities:new-class")
    for wrong, said in (
        ({"weekdays": []}, "Say this too"),
        ({"ends": "18:00"}, "It must end after it begins"),
        ({"not_on": "Christmas"}, "is no day"),
        ({"typed": "Tuesday"}, "cannot be read"),
        ({"typed": "2027-03-01 09:00-11:00\n2027-03-01 10:00-12:00"}, "Two sessions would be at the same time"),
        ({"certificate_from": 9}, "There are only 6 sessions"),
        ({"seats": 0}, "greater than or equal to 1"),
        ({"channel": temple.pk}, "Select a valid choice"),
        ({"title_zh-hans": ""}, "required"),
    ):
        answer = staff.post(new, {**good, **wrong})
        assert answer.status_code == 422, wrong
        assert said in text(answer), wrong
        assert Course.objects.count() == 0
    assert staff.post(new, good).status_code == 302
    made = Course.objects.get()
    assert {timezone.localtime(one.starts_at).weekday() for one in made.sessions.all()} == {1, 3}
    assert made.sessions.count() == 6
    keep = page(made, "keep-class")
    assert "Read it once more" in text(staff.get(keep))
    staff.post(page(made, "publish-class"))
    seat(made)
    assert "1 of 12" in text(staff.get(keep))
    edit = {**good, "place": made.offer.place_id, "place_name_zh-hans": "", "title_zh-hans": "电脑入门"}
    few = staff.post(page(made, "edit-class"), {**edit, "certificate_from": 5})
    assert "may ask for fewer sessions than was said" in text(few)
    session = made.sessions.all()[0]
    other = made.sessions.all()[1]
    move = page(made, "move-session", session.public_id)
    at = timezone.localtime(other.starts_at)
    onto = {"starts_at": f"{at:%Y-%m-%dT%H:%M}", "ends_at": f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}", "place": ""}
    assert "Two sessions would be at the same time" in text(staff.post(move, onto))
    free = timezone.localtime(session.starts_at) + timedelta(days=1)
    well = {"starts_at": f"{free:%Y-%m-%dT%H:%M}", "ends_at": f"{free + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    assert "1 booking is told of it" in text(staff.post(move, well, follow=True))
    off = page(made, "call-off-session", other.public_id)
    assert "1 booking is told of it" in text(staff.post(off, {"why_zh-hans": "老师出差"}, follow=True))
    assert "instead of" in text(staff.get(page(made)))
    assert "老师出差" in text(staff.get(page(made)))
    called = staff.post(page(made, "call-off-class"), {"why_zh-hans": "教室漏水"}, follow=True)
    assert "Called off, and 1 booking told." in text(called)
    assert "教室漏水" in text(staff.get(own_links.manage_path(Booking.objects.get())))


def test_register_is_shown_on_the_day_alone_and_who_stands_there_can_read_it(client_with, clock_at) -> None:
    course = make_course()
    here = seat(course, "常来")
    seat(course, "少来")
    staff = client_with("centre", organisation=course.organiser)
    elsewhere = client_with("centre", organisation=make_body("示例：别处"))
    session = course.sessions.all()[0]
    register = page(course, "register", session.public_id)
    assert "常来" not in text(staff.get(register))
    clock_at(session.starts_at)
    assert elsewhere.get(register).status_code == 404
    assert not Entry.objects.filter(what="person.read").exists()
    shown = text(staff.get(register))
    assert re.findall("常来|少来", shown) == ["常来", "少来"]
    assert Entry.objects.filter(what="person.read").count() == 2
    other = seat(make_course()).public_id
    answer = staff.post(register, {"here": [here.public_id, other, "no-id"]}, follow=True)
    assert "Kept: 1 person is here." in text(answer)
    assert Presence.objects.get().booking == here
    assert "the register of the class" in text(
        Client(headers={"accept-language": "en"}).get(reverse("booking:about-me", args=[manage_token(here)]))
    )
    clock_at(session.ends_at + timedelta(hours=13))
    assert "常来" not in text(staff.get(register))
    late = page(course, "count-session", session.public_id)
    assert "has changed meanwhile" in text(staff.post(late, {"heads": 3}, follow=True))
    assert "from 0 to 1000" in text(staff.post(late, {"heads": "many"}, follow=True))


def test_certificate_is_drawn_for_who_earned_it_and_checked_without_a_trace(client_with, visitor, clock_at) -> None:
    course = make_course(title="电脑入门", times=weekly(2), certificate_from=2)
    had, other = seat(course, "常来"), seat(course, "少来")
    staff = client_with("centre", organisation=course.organiser)
    for session in course.sessions.all():
        clock_at(session.starts_at)
        there = [had.public_id] if session.pk % 2 else [had.public_id, other.public_id]
        staff.post(page(course, "register", session.public_id), {"here": there})
    own = reverse("activities:certificate", args=[manage_token(had)])
    assert visitor.post(own, {"name": "常来"}).status_code == 200
    assert "C1." not in text(visitor.post(own, {"name": "常来"}))
    clock_at(session.ends_at)
    closed = text(staff.post(page(course, "finish-class"), follow=True))
    assert "1 person has earned the certificate." in closed
    assert "no certificate for this seat" in text(
        visitor.get(reverse("activities:certificate", args=[manage_token(other)]))
    )
    assert visitor.post(own, {"name": ""}).status_code == 422
    drawn = text(visitor.post(own, {"name": "常来·买买提"}))
    code = re.search(r"C1\.[\w-]+\.[\w-]+", drawn)
    assert code
    rows = Entry.objects.count()
    checking = reverse("activities:certificates")
    checked = text(visitor.post(checking, {"code": f"http://testserver{checking}#{code[0]}"}))
    for words in ("This certificate is genuine", "常来·买买提", "电脑入门", "3 hours"):
        assert words in checked
    for wrong in (code[0][:-3], "hello", ""):
        answer = visitor.post(checking, {"code": wrong})
        assert answer.status_code == 422
        assert "genuine" not in text(answer)
    assert Entry.objects.count() == rows
