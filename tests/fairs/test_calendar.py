"""Calendar files as two other parsers read them, alone and in the mail that carries them."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core import mail
from icalendar import Calendar, Event

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Slot
from duikou.fairs.actions import fairs
from duikou.fairs.calendar import calendar
from duikou.fairs.models import Fair, Interview
from duikou.fairs.queries import seeker
from duikou.journal import outbox
from duikou.journal.models import Message
from tests.fairs.factories import make_employer, make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
LINK = "https://jobs.example.org/b/token/"
HARD = '示例：祁连机械, 制造; "有限" 公司\\n\r\nBEGIN:VALARM\r\nATTENDEE:mailto:evil@example.org'


@pytest.fixture
def booking() -> Booking:
    """Of an interview at an employer, and a fair, whose words hold all that calendars take for their own."""
    fair = make_fair(title={"zh-hans": "秋季招聘会；" * 12, "en": "Autumn, fair; all\nwelcome"})
    fair.what_to_bring = {"zh-hans": "简历，三份\n身份证明；笔", "en": "CV, three copies\na pen; paper"}
    fair.save()
    stand = make_stand(fair, make_employer(HARD))
    assert stand.resource is not None
    slot = stand.resource.slots.order_by("starts_at")[0]
    person = make_person("Li Ming", "li@example.org", "zh-hans")
    answer = engine.claim(engine.Claim(slot.pk, person.pk), by=SYSTEM)
    assert isinstance(answer, engine.Confirmed)
    Interview.objects.create(booking=answer.booking, fair=fair, stand=stand)
    return answer.booking


def whole(booking: Booking) -> Booking:
    found = seeker.booking_of(booking.public_id)
    assert found is not None
    return found


def written(booking: Booking, language: str = "zh-hans", **more: Any) -> bytes:
    return calendar(whole(booking).interview, language=language, link=LINK, **more)


def sent(template: str) -> tuple[EmailMessage, bytes]:
    """The mail of this template as it goes over the line, parsed anew, and its calendar file."""
    Message.objects.exclude(template=template).update(state=Message.State.SENT)
    mail.outbox.clear()
    assert outbox.deliver_due() == 1
    read = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    (part,) = [one for one in read.walk() if one.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part, content


def both(content: bytes) -> tuple[Calendar, Event, Any, Any]:
    """The file as icalendar and as vobject read it, each with its only event."""
    first = Calendar.from_ical(content)
    (event,) = first.walk("VEVENT")
    second = vobject.readOne(content.decode())
    (other,) = second.vevent_list
    return first, event, second, other


def test_two_parsers_read_the_same(booking: Booking) -> None:
    first, event, second, other = both(written(booking))
    slot = booking.slot
    assert str(first["METHOD"]) == second.method.value == "PUBLISH"
    assert str(event["UID"]) == other.uid.value == f"{booking.public_id}@duikou"
    assert int(event["SEQUENCE"]) == int(other.sequence.value) == 0
    for started in (event.decoded("DTSTART"), other.dtstart.value):
        assert started == slot.starts_at
    for ended in (event.decoded("DTEND"), other.dtend.value):
        assert ended == slot.ends_at
    assert str(event["DESCRIPTION"]) == other.description.value
    assert str(event["LOCATION"]) == other.location.value == "市人力资源市场，新华中路 1 号，1 号展位"
    assert "简历，三份\n身份证明；笔" in other.description.value
    assert str(event["STATUS"]) == "CONFIRMED"


def test_times_are_in_the_citys_zone_which_the_file_describes(booking: Booking) -> None:
    content = written(booking)
    first, event, _second, other = both(content)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [str(one["TZID"]) for one in first.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    local = booking.slot.starts_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"DTSTART;TZID=Asia/Shanghai:{local:%Y%m%dT%H%M%S}\r\n".encode() in content
    assert other.dtstart.value.utcoffset() == local.utcoffset()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Urumqi", "UTC"])
def test_other_zones_say_the_same_moment(booking: Booking, settings: Any, zone: str) -> None:
    settings.TIME_ZONE = zone
    _first, event, _second, other = both(written(booking))
    assert event.decoded("DTSTART").astimezone(UTC) == booking.slot.starts_at
    assert other.dtstart.value.astimezone(UTC) == booking.slot.starts_at


def test_words_with_commas_semicolons_and_line_ends_stay_words(booking: Booking) -> None:
    content = written(booking)
    first, event, _second, other = both(content)
    assert str(event["SUMMARY"]) == other.summary.value
    assert '祁连机械, 制造; "有限" 公司' in other.summary.value
    assert "BEGIN:VALARM" in other.summary.value.replace("\n", " "), "it is text, no part of the file"
    assert len(first.walk("VALARM")) == 1
    assert "ATTENDEE" not in event
    assert b"\r\nATTENDEE" not in content


def test_lines_are_folded_at_75_octets_between_letters(booking: Booking) -> None:
    content = written(booking)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines), "there was something to fold"
    for line in lines:
        line.decode()  # no letter is cut in two
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_publish_and_cancel_name_who_organises_and_nobody_who_comes(booking: Booking, settings: Any) -> None:
    settings.MAIL_FROM = "示例市人社局 <jobs@example.org>"
    settings.MAIL_URL = "smtp://localhost"
    for method in ("PUBLISH", "CANCEL"):
        _first, event, _second, other = both(written(booking, method=method))
        assert str(event["ORGANIZER"]) == other.organizer.value == "mailto:jobs@example.org"
        assert "ATTENDEE" not in event


def test_confirmation_carries_its_file_with_the_right_method(booking: Booking) -> None:
    part, content = sent("booked")
    assert part["Content-Type"].params["method"] == "PUBLISH"
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    assert str(part["Content-Type"]).count("charset") == 1
    assert part.get_filename() == "interview.ics"
    first, event, _second, _other = both(content)
    assert (str(first["METHOD"]), int(event["SEQUENCE"])) == ("PUBLISH", 0)


def test_every_change_has_the_same_uid_and_a_higher_sequence(booking: Booking) -> None:
    seen = [both(sent("booked")[1])]
    later = list(Slot.objects.filter(resource=booking.slot.resource).order_by("starts_at")[1:])
    for slot in later:
        moved = engine.rebook(booking, to=slot, by=SYSTEM)
        assert isinstance(moved, Booking)
        seen.append(both(sent("moved")[1]))
        assert seen[-1][1].decoded("DTSTART") == slot.starts_at
    engine.cancel(booking, by=SYSTEM)
    part, content = sent("cancelled")
    assert part["Content-Type"].params["method"] == "CANCEL"
    seen.append(both(content))
    assert len({str(event["UID"]) for _first, event, _second, _other in seen}) == 1
    assert [int(event["SEQUENCE"]) for _first, event, _second, _other in seen] == [0, 1, 2, 3]
    assert [str(first["METHOD"]) for first, *_rest in seen] == ["PUBLISH"] * 3 + ["CANCEL"]
    assert str(seen[-1][1]["STATUS"]) == seen[-1][3].status.value == "CANCELLED"
    assert seen[-1][0].walk("VALARM") == []


def test_cancelled_fair_takes_its_interviews_out_of_calendars(booking: Booking) -> None:
    fairs.cancel_fair(fair=Fair.objects.get(), why="雪", by=SYSTEM)
    part, content = sent("offer_cancelled")
    first, event, second, _other = both(content)
    assert (part["Content-Type"].params["method"], str(first["METHOD"]), second.method.value) == ("CANCEL",) * 3
    assert int(event["SEQUENCE"]) == 1


def test_file_says_the_same_in_english(booking: Booking) -> None:
    _first, event, _second, other = both(written(booking, language="en"))
    assert "a pen; paper" in other.description.value
    assert str(event["SUMMARY"]).startswith("Interview:")
