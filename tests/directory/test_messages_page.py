"""The page of messages: what did not reach anybody, why, and one more try; no name and no address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.base import clock
from duikou.base.quiet import read_quiet
from duikou.directory.sms_answers import NO_GATEWAY
from duikou.journal.beats import Heart
from duikou.journal.letters import renderers
from duikou.journal.models import Entry, Message
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
NAME, CONTACT = "阿依古丽·买买提", "13812345678"


@pytest.fixture
def chief(client_with: Callable[..., Any]) -> Any:
    return client_with("administrator")


def a_message(**values: Any) -> Message:
    """A message about a booking that has not been sent yet."""
    person = make_person(NAME)
    booking = make_booking(make_stand(make_fair()), person)
    now = clock.now()
    return Message.objects.create(
        **{
            "template": "booked",
            "recipient": f"person:{person.pk}",
            "about": f"booking:{booking.public_id}",
            "dedupe_key": f"booked:{booking.public_id}",
            "created_at": now,
            "due_at": now + timedelta(minutes=15),
            "tries": 3,
            "problem": NO_GATEWAY,
            **values,
        }
    )


def page(client: Client) -> str:
    answer = client.get(reverse("directory:messages"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_message_that_is_stuck_is_shown_with_its_reason_and_without_its_person(chief: Client) -> None:
    a_message()
    text = page(chief)
    assert "Confirmation of a booking" in text
    assert "no SMS gateway" in text
    assert NAME not in text
    assert CONTACT[-4:] not in text


def test_page_writes_no_letter_and_asks_no_more_for_three_messages_than_for_one(chief: Client) -> None:
    counted: list[int] = []
    written: list[Message] = []
    renderers._things["unheard_of"] = lambda message: written.append(message)  # type: ignore[func-returns-value]
    try:
        for _number in range(2):
            a_message(template="unheard_of")
            with CaptureQueriesContext(connection) as queries:
                page(chief)
            counted.append(len(queries))
    finally:
        del renderers._things["unheard_of"]
    assert counted[0] == counted[1]
    assert written == []


def test_page_says_when_the_worker_last_worked_and_warns_when_it_does_not(
    chief: Client, clock_at: Callable[..., None]
) -> None:
    assert "No worker has ever worked here" in page(chief)
    Heart().beat()
    assert "The worker last worked at" in page(chief)
    assert "None is at work now" not in page(chief)
    clock_at(clock.now() + timedelta(minutes=10))
    assert "None is at work now" in page(chief)


def test_page_says_that_it_is_night(chief: Client, settings: Any, clock_at: Callable[..., None]) -> None:
    settings.QUIET_HOURS = read_quiet("21:30-07:30")
    clock_at(datetime(2027, 3, 1, 23, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert "until 07:30 only urgent messages go out" in page(chief)
    clock_at(datetime(2027, 3, 2, 8, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert "only urgent messages" not in page(chief)


def test_reason_is_said_in_the_readers_language(client_with: Callable[..., Client]) -> None:
    a_message()
    assert "no SMS gateway" not in page(client_with("administrator", language="zh-hans"))


@pytest.mark.parametrize(
    "values",
    [{"state": Message.State.SENT}, {"state": Message.State.EXPIRED}, {"problem": "", "tries": 0}],
    ids=["sent", "no longer needed", "not tried yet"],
)
def test_what_needs_nobody_is_only_counted(chief: Client, values: dict[str, Any]) -> None:
    a_message(**values)
    assert "Nothing is stuck" in page(chief)


def test_one_is_tried_again_and_the_journal_says_by_whom(chief: Any) -> None:
    one, other = a_message(state=Message.State.FAILED, tries=8), a_message(state=Message.State.FAILED, tries=8)
    answer = chief.post(reverse("directory:message-again", args=[one.pk]), follow=True)
    assert "tried again within seconds" in answer.content.decode()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.tries, one.due_at <= clock.now()) == (Message.State.WAITING, 0, True)
    assert (other.state, other.tries) == (Message.State.FAILED, 8)
    entry = Entry.objects.get(what="message.tried_again")
    assert (entry.which, entry.who) == (f"message:{one.pk}", f"account:{chief.account.public_id}")


def test_all_are_tried_again(chief: Client) -> None:
    stuck = [a_message(), a_message(state=Message.State.FAILED)]
    sent = a_message(state=Message.State.SENT)
    chief.post(reverse("directory:messages-again"))
    assert Message.objects.filter(pk__in=[one.pk for one in stuck], due_at__lte=clock.now()).count() == 2
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT
    assert Entry.objects.get(what="messages.tried_again").details == {"number": 2}


@pytest.mark.parametrize("number", [10**6, 10**30])
def test_message_that_is_not_there_or_was_sent_is_said_to_be(chief: Client, number: int) -> None:
    for wanted in (number, a_message(state=Message.State.SENT).pk):
        answer = chief.post(reverse("directory:message-again", args=[wanted]), follow=True)
        assert "has been sent meanwhile" in answer.content.decode()
    assert not Entry.objects.filter(what="message.tried_again").exists()


def test_letter_that_cannot_be_written_shows_its_template(chief: Client) -> None:
    a_message(template="unheard_of", problem="no room renders 'unheard_of'")
    assert "unheard_of" in page(chief)


def test_page_is_turned_and_asked_for_one_kind_and_state(chief: Client) -> None:
    for _number in range(31):
        a_message()
    a_message(state=Message.State.FAILED, template="moved")
    address = reverse("directory:messages")
    shown = chief.get(address).context
    assert (len(shown["undelivered"]), shown["pages"].paginator.count) == (30, 32)
    assert len(chief.get(address, {"page": 2}).context["undelivered"]) == 2
    assert [one.label for one in chief.get(address, {"kind": "moved"}).context["undelivered"]] == [
        "Another time for a booking"
    ]
    assert chief.get(address, {"state": "failed"}).context["pages"].paginator.count == 1
    assert "No such messages" in chief.get(address, {"kind": "moved", "state": "waiting"}).content.decode()


@pytest.mark.parametrize("wrong", [{"kind": "never"}, {"state": "sent"}, {"page": "x"}, {"page": "99999999999999999"}])
def test_what_is_asked_for_wrongly_shows_everything_that_is_stuck(chief: Client, wrong: dict[str, str]) -> None:
    a_message()
    answer = chief.get(reverse("directory:messages"), wrong)
    assert (answer.status_code, len(answer.context["undelivered"])) == (200, 1)


def test_missing_mail_server_is_said_with_the_way_to_set_one_up(chief: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "duikou.directory.mail.CityMail"
    settings.MAIL_URL = ""
    assert f'href="{reverse("directory:city")}">Set up the mail server' in page(chief)
    settings.MAIL_URL = "smtps://mail.example.org"
    assert "Set up the mail server" not in page(chief)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESK)], ids=["phone", "desk"])
def test_fifty_messages_are_a_line_each(chief: Any, new_page: Any, settings: Any, language: str, size: Any) -> None:
    settings.EMAIL_BACKEND = "duikou.directory.mail.CityMail"
    for _number in range(50):
        a_message()
    seen = new_page(client=chief, size=size, language=language)
    seen.goto(reverse("directory:messages"))
    assert seen.evaluate("document.documentElement.scrollHeight") < 3400
    assert_fits(seen)
    seen.locator(".lines summary").first.click()
    assert seen.locator(".lines details[open] button").is_visible()
    assert_accessible(seen)
    shot(seen, f"messages-{language}-{size['width']}")


@pytest.mark.parametrize("role", ["office", "door", "employer", "auditor"])
def test_only_administrators_see_it(
    client_with: Callable[..., Client], organisation: Callable[..., Any], role: str
) -> None:
    client = client_with(role, organisation=organisation() if role == "employer" else None)
    assert client.get(reverse("directory:messages")).status_code == 403
    assert client.post(reverse("directory:messages-again")).status_code == 403
    assert Client().get(reverse("directory:messages")).status_code == 302
