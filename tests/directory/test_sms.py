"""Text messages: handed to the city's gateway once each, tried again when it must be, never longer than it may be."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from duikou.directory import pinned, sms, sms_answers, sms_gateway
from duikou.directory.models import Person
from duikou.directory.recipients import reaches
from duikou.journal import outbox
from duikou.journal.letters import Letter, Recipient, Refused
from duikou.journal.models import Message
from tests.directory.listener import Listener
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand

TO = Recipient(way="sms", address="+8613812345678", name="王小芳", language="zh-hans")
LETTER = Letter("Booked", "A long body", short="Booked:  Sat 28 Nov, 09:20.\nCode ABC-123.")


class Gateway:
    """A gateway that keeps what it is told – path, headers in small letters, body – and answers as it is asked to."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.status = 202

    @property
    def status(self) -> int:
        """The status of every answer, which leads elsewhere."""
        return self._status

    @status.setter
    def status(self, status: int) -> None:
        self._status = status
        self.listener.answer = f"HTTP/1.1 {status} X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".encode()

    @property
    def told(self) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
        """Every message that came."""
        return [(one.first_line.split()[1], one.headers, json.loads(one.body)) for one in self.listener.told]

    @property
    def url(self) -> str:
        """Its address with a key."""
        return f"http://:k%2Fey@127.0.0.1:{self.listener.port}/send?channel=1"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    one = Gateway()
    settings.SMS_URL = one.url
    yield one
    one.listener.close()


@pytest.fixture
def message(db: None) -> Message:
    """A message to somebody with a telephone, as a booking queues it."""
    person = make_person(contact="13812345678")
    booking = make_booking(make_stand(make_fair()), person)
    return Message.objects.create(
        template="booked",
        recipient=f"person:{person.pk}",
        about=f"booking:{booking.public_id}",
        dedupe_key=f"booked:{booking.public_id}",
        created_at=booking.created_at,
        due_at=booking.created_at,
    )


def test_message_is_handed_over_with_number_text_and_key(gateway: Gateway) -> None:
    sms.send(TO, LETTER, "booked:1")
    ((path, headers, said),) = gateway.told
    assert path == "/send?channel=1"
    assert said == {"to": "+8613812345678", "text": "Booked: Sat 28 Nov, 09:20. Code ABC-123.", "key": "booked:1"}
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer k/ey", "booked:1")


@pytest.mark.parametrize("status", sms_gateway.FOR_GOOD)
def test_number_that_is_refused_is_refused_for_good(gateway: Gateway, status: int) -> None:
    gateway.status = status
    with pytest.raises(Refused, match="does not take this number"):
        sms.send(TO, LETTER, "x")


@pytest.mark.parametrize(("status", "said"), [(401, "our key"), (302, "trouble"), (429, "trouble"), (503, "trouble")])
def test_other_answers_are_tried_again_and_led_nowhere(gateway: Gateway, status: int, said: str) -> None:
    gateway.status = status
    with pytest.raises(OSError, match=said):
        sms.send(TO, LETTER, "x")
    assert len(gateway.told) == 1


def test_gateway_that_hangs_up_or_hangs_is_tried_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.SMS_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(OSError, match="timed out"):
            sms.send(TO, LETTER, "x")
    with pytest.raises(ConnectionRefusedError):
        sms.send(TO, LETTER, "x")


def test_mail_address_is_no_number(gateway: Gateway) -> None:
    with pytest.raises(Refused):
        sms.send(replace(TO, address="a@example.org"), LETTER, "x")
    assert gateway.told == []


def test_text_is_cut_and_says_so() -> None:
    assert sms.text_of(Letter("Subject", "Body")) == "Subject"
    text = sms.text_of(Letter("S", "B", short="好" * 900))
    assert (len(text), text[-1]) == (500, "…")


@pytest.mark.parametrize("address", ["smtp://x", "https://", "sms.example.org", "https://x/#y", "https://[::1/"])
def test_address_that_is_none_stops_nothing_but_is_said(settings: Any, address: str) -> None:
    settings.SMS_URL = address
    assert sms.obstacle() == sms_answers.NOT_READ


def test_messages_to_telephones_go_out_by_the_outbox(gateway: Gateway, message: Message) -> None:
    assert outbox.deliver_due() == 1
    ((_path, _headers, said),) = gateway.told
    assert said["key"] == message.dedupe_key
    assert "/s/" in said["text"]
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_every_try_of_a_message_has_the_same_key(gateway: Gateway, message: Message) -> None:
    gateway.status = 503
    for _try in range(3):
        Message.objects.update(due_at=message.created_at)
        outbox.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.problem) == (Message.State.WAITING, sms_answers.TROUBLE)
    assert {said["key"] for _path, _headers, said in gateway.told} == {message.dedupe_key}
    assert len(gateway.told) == 3


def test_refused_message_is_given_up_with_its_reason(gateway: Gateway, message: Message) -> None:
    gateway.status = 422
    assert outbox.deliver_due() == 0
    message.refresh_from_db()
    assert (message.state, message.problem) == (Message.State.FAILED, sms_answers.TAKES_NO_NUMBER)


@pytest.mark.django_db
def test_ticket_says_whether_messages_reach_a_telephone(settings: Any) -> None:
    person = Person(contact="+8613812345678")
    settings.SMS_URL = ""
    assert not reaches(person)
    settings.SMS_URL = "https://:key@sms.example.org/send"
    assert reaches(person)


def test_sample_city_sends_none_whatever_is_set(gateway: Gateway, message: Message, settings: Any) -> None:
    settings.DEMO = True
    assert outbox.deliver_due() == 0
    assert gateway.told == []
    settings.DEMO = False
    Message.objects.update(due_at=message.created_at)
    assert outbox.deliver_due() == 1
