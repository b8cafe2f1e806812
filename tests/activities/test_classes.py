"""A class: its sessions in the engine, changes that everybody is told, the register, the certificate, what stays."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from duikou.activities import course_rules as rules
from duikou.activities import patterns
from duikou.activities.actions import courses as acts
from duikou.activities.actions import registers, sessions
from duikou.activities.certificates import BadCertificate, issue, read
from duikou.activities.models import Course, Presence, Session
from duikou.activities.queries import class_figures
from duikou.activities.queries.certificates import certificate_of
from duikou.activities.queries.registers import seated, standing_of
from duikou.activities.whats_on import classes_at
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.booking import own_words
from duikou.booking.models import Booking
from duikou.booking.own_calendar import calendar_of
from duikou.booking.privacy import let_go
from duikou.booking.queries import faults
from duikou.booking.queries.bookings import booking_of
from duikou.booking.refusals import Reason
from duikou.directory.actions import newcomer
from duikou.directory.models import Person, Place
from duikou.journal.models import Message
from tests.activities.course_factories import HOUR, WEEK, make_course, seat, weekly
from tests.activities.factories import make_activity, make_channel

pytestmark = pytest.mark.django_db


def refused(wanted: rules.Refusal):
    return pytest.raises(rules.Refused, match=f"^{wanted}$")


def listed(course: Course) -> list[Session]:
    return list(course.sessions.order_by("starts_at"))


def test_patterns_leave_exceptions_out_and_read_what_people_type() -> None:
    spans = patterns.weekly(
        date(2026, 12, 1), weekdays={1, 3}, begins=time(19), ends=time(20, 30), number=4, but={date(2026, 12, 3)}
    )
    assert [timezone.localtime(begin).strftime("%m-%d %H:%M") for begin, _end in spans] == [
        "12-01 19:00", "12-08 19:00", "12-10 19:00", "12-15 19:00",
    ]  # fmt: skip
    said = patterns.typed("2026年12月8日 19：00至20：30\n\n 2026-12-01 9:00-10:30 ")
    assert [f"{timezone.localtime(end):%m-%d %H:%M}" for _begin, end in said] == ["12-01 10:30", "12-08 20:30"]
    assert patterns.days("2026-12-31, 2027/1/1") == [date(2026, 12, 31), date(2027, 1, 1)]
    for wrong in ("tomorrow", "2026-13-01 09:00-10:00", "2026-12-01 10:00-09:00"):
        with pytest.raises(patterns.Unreadable):
            patterns.typed(wrong)
    with pytest.raises(ValueError, match="weekday"):
        patterns.weekly(date(2026, 12, 1), weekdays=(), begins=time(9), ends=time(10), number=2)


def test_seat_takes_up_the_sessions_and_not_the_weeks_between() -> None:
    course = make_course()
    had = seat(course)
    second = listed(course)[1]
    person = had.person
    assert person is not None
    between = make_activity(places=9, starts_at=second.starts_at + timedelta(days=2))
    within = make_activity(places=9, starts_at=second.starts_at + HOUR)
    for activity in (between, within):
        booking.open_offer(activity.offer, by=SYSTEM)
    free = booking.claim(booking.Claim(between.offer.slots.get().pk, person.pk), by=SYSTEM)
    assert isinstance(free, booking.Confirmed)
    clash = booking.claim(booking.Claim(within.offer.slots.get().pk, person.pk), by=SYSTEM)
    assert clash.reason == Reason.OVERLAP
    assert clash.facts["from"] == second.starts_at
    other = make_course(times=weekly(2, first=second.starts_at - HOUR))
    again = booking.claim(booking.Claim(other.offer.slots.get().pk, person.pk), by=SYSTEM)
    assert again.reason == Reason.OVERLAP
    assert not faults.look().faults


def test_moved_and_called_off_sessions_are_told_and_stand_in_the_calendar() -> None:
    course = make_course()
    had = seat(course)
    first, second, third, _fourth = listed(course)
    with refused(rules.Refusal.CLASH):
        sessions.move_session(session=second, starts_at=third.starts_at + HOUR, ends_at=third.ends_at + HOUR, by=SYSTEM)
    with refused(rules.Refusal.PASSED):
        past = clock.now() - timedelta(days=1)
        sessions.move_session(session=second, starts_at=past, ends_at=past + HOUR, by=SYSTEM)
    assert not Message.objects.filter(template="meetings").exists()
    later = {"starts_at": second.starts_at + timedelta(days=1), "ends_at": second.ends_at + timedelta(days=1)}
    assert sessions.move_session(session=second, **later, by=SYSTEM) == 1
    assert sessions.move_session(session=second, **later, by=SYSTEM) == 0
    hall = Place.objects.create(name=translated("职工之家三楼"))
    assert sessions.move_session(session=second, **later, place=hall, by=SYSTEM) == 1
    assert sessions.call_off_session(session=third, why="老师出差", by=SYSTEM) == 1
    with refused(rules.Refusal.TOO_FEW_LEFT) as caught:
        sessions.call_off_session(session=second, why="x", by=SYSTEM)
    assert caught.value.more == {"needed": 3, "left": 2}
    assert Message.objects.filter(template="meetings").count() == 3
    booked = booking_of(str(had.public_id))
    assert booked is not None
    words = own_words.of_booking(booked).words
    assert "3" in words.when
    assert [(one.off, one.was) for one in words.meetings] == [
        (False, None), (False, first.starts_at + WEEK), (True, None), (False, None),
    ]  # fmt: skip
    file = calendar_of(booked, language="en", link="https://x.example/b").decode().replace("\r\n ", "")
    assert file.count("BEGIN:VEVENT") == 4
    assert file.count("STATUS:CANCELLED") == 1
    assert "职工之家三楼" in file
    slot = booked.slot
    assert (slot.starts_at, slot.ends_at) == (first.starts_at, listed(course)[3].ends_at)


def test_bad_numbers_are_refused_and_nothing_is_half_written() -> None:
    course = make_course()
    for name in ("甲", "乙"):
        seat(course, name)
    with refused(rules.Refusal.SEATS_TAKEN):
        acts.change_seats(course=course, seats=1, seats_max=1, by=SYSTEM)
    for number, why in ((5, "more_than_sessions"), (4, "rule_shown")):
        with refused(rules.Refusal(why)):
            acts.change_course(course=course, values={"certificate_from": number}, by=SYSTEM)
    with refused(rules.Refusal.JOINS_TOO_LATE):
        acts.change_course(course=course, values={"joins_until": 5}, by=SYSTEM)
    acts.change_course(course=course, values={"certificate_from": 2}, by=SYSTEM)
    begin = clock.now() + WEEK
    for times, why in (
        ([], "no_sessions"),
        ([(begin, begin + HOUR), (begin + HOUR / 2, begin + HOUR * 2)], "clash"),
        ([(begin, begin + HOUR * 13)], "too_long"),
    ):
        with refused(rules.Refusal(why)):
            make_course(times=times) if times else acts.create_course(
                title="x", kind=course.kind, channel=course.channel, organiser=course.organiser, times=[], seats=3,
                by=SYSTEM,
            )  # fmt: skip
    with refused(rules.Refusal.HEADS_ONLY):
        make_course(channel=make_channel("temple", "宗教活动场所", counts_heads_only=True))
    with refused(rules.Refusal.PASSED):
        make_course(times=weekly(2, first=clock.now() - HOUR), certificate_from=2)
    assert Course.objects.filter(state="published").count() == 1


def test_late_joiners_come_in_until_the_session_that_was_said(clock_at) -> None:
    course = make_course(joins_until=2)
    early = seat(course, "早来")
    first, second, *_rest = listed(course)
    clock_at(first.starts_at - timedelta(minutes=10))
    registers.take_register(session=first, present={early.public_id}, by=SYSTEM)
    clock_at(second.starts_at - HOUR)
    late = seat(course, "晚来")
    clock_at(second.starts_at + HOUR)
    registers.take_register(session=second, present={late.public_id}, by=SYSTEM)
    known = newcomer(name="太晚", contact="late@example.org", language="en")
    no = booking.claim(booking.Claim(course.offer.slots.get().pk, who=known), by=SYSTEM)
    assert no.reason == Reason.STARTED


def test_register_decides_the_certificate_and_goes_with_the_person(clock_at) -> None:
    course = make_course()
    here, seldom, never = (seat(course, name) for name in ("常来", "少来", "没来"))
    for at, session in enumerate(listed(course)):
        with refused(rules.Refusal.REGISTER_SHUT):
            registers.take_register(session=session, present=(), by=SYSTEM)
        clock_at(session.starts_at + timedelta(minutes=5))
        if at == 3:
            continue  # nobody took this one: it counts for everybody who was there at all
        assert registers.take_register(session=session, present={here.public_id, never.public_id}, by=SYSTEM) == 2
        there = {here.public_id} if at else {here.public_id, seldom.public_id}
        assert registers.take_register(session=session, present=there, by=SYSTEM) == len(there)
        with refused(rules.Refusal.WRONG_STATE):
            registers.count_session(session=session, heads=9, by=SYSTEM)
    never.refresh_from_db()
    assert never.attendance == "expected"
    with refused(rules.Refusal.NOT_OVER):
        acts.finish_course(course=course, by=SYSTEM)
    clock_at(listed(course)[-1].ends_at + timedelta(minutes=1))
    registers.count_session(session=listed(course)[-1], heads=2, by=SYSTEM)
    acts.finish_course(course=course, by=SYSTEM)
    assert (course.state, course.completed) == ("finished", 1)
    assert [standing_of(course, one).earned for one in (here, seldom, never)] == [True, False, False]
    made = issue(certificate_of(course, name="常来"))
    clock_at(clock.now() + timedelta(days=2))
    let_go()
    assert Booking.objects.filter(person=None).count() == 1
    clock_at(clock.now() + timedelta(days=29))
    let_go()
    registers.forget_presences()
    assert not Presence.objects.exists()
    assert not Person.objects.exists()
    course.refresh_from_db()
    assert (course.completed, [one.came for one in listed(course)]) == (1, [2, 1, 1, 2])
    assert read(made).name == "常来"


def test_nobody_is_ticked_where_there_is_no_certificate(clock_at) -> None:
    course = make_course(certificate_from=None)
    had = seat(course)
    session = listed(course)[0]
    clock_at(session.starts_at)
    with refused(rules.Refusal.NO_REGISTER):
        registers.take_register(session=session, present={had.public_id}, by=SYSTEM)
    registers.count_session(session=session, heads=1, by=SYSTEM)
    session.refresh_from_db()
    assert (session.state, session.came, session.by_register) == ("held", 1, False)


def test_page_of_a_place_has_every_session_held_there() -> None:
    course = make_course()
    hall = Place.objects.create(name=translated("职工之家三楼"))
    first, second, third, _fourth = listed(course)
    sessions.call_off_session(session=second, why="停电", by=SYSTEM)
    begin, end = third.starts_at, third.ends_at
    sessions.move_session(session=third, starts_at=begin, ends_at=end, place=hall, by=SYSTEM)
    days = (first.starts_at.date() - timedelta(days=1), first.starts_at.date() + timedelta(days=40))
    here = list(classes_at([course.place_id], *days))
    assert [(one.starts_at, one.cancelled) for one in here] == [
        (first.starts_at, False), (second.starts_at, True), (first.starts_at + WEEK * 3, False),
    ]  # fmt: skip
    assert [one.starts_at for one in classes_at([hall.pk], *days)] == [begin]


def test_figures_of_a_year_hide_few_people(clock_at) -> None:
    course = make_course(seats=20)
    for number in range(6):
        seat(course, f"人{number}")
    session = listed(course)[0]
    clock_at(session.starts_at)
    registers.take_register(session=session, present=[one.public_id for one in seated(course)][:3], by=SYSTEM)
    found = class_figures.of_year(timezone.localtime(session.starts_at).year)
    assert (found.classes, found.sessions, found.seats, found.taken, found.came) == (1, 1, 20, 6, None)


def test_called_off_class_ends_every_seat_with_the_reason() -> None:
    course = make_course()
    had = seat(course)
    assert acts.cancel_course(course=course, why="老师病了", by=SYSTEM) == 1
    had.refresh_from_db()
    assert had.state == "cancelled"
    assert Message.objects.filter(template="offer_cancelled").count() == 1
    with refused(rules.Refusal.OVER):
        sessions.add_session(course=course, starts_at=clock.now() + WEEK, ends_at=clock.now() + WEEK + HOUR, by=SYSTEM)
    assert acts.cancel_course(course=course, why="again", by=SYSTEM) == 0


def test_certificate_is_read_by_anybody_and_by_nobody_when_altered() -> None:
    course = make_course(title="电脑入门")
    text = issue(certificate_of(course, name="阿依古丽·买买提"))
    said = read(f"https://city.example/certificates/#{text[:40]}\n {text[40:]}")
    assert (said.name, said.title, said.hours, said.needed, said.sessions) == ("阿依古丽·买买提", "电脑入门", 6.0, 3, 4)
    head, payload, signature = text.split(".")
    other = issue(certificate_of(course, name="别人")).split(".")[1]
    for wrong in ("", "hello", f"{head}.{other}.{signature}", f"{head}.{payload}.{signature[:-2]}AA", text * 9):
        with pytest.raises(BadCertificate):
            read(wrong)
