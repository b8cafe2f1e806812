"""Mail servers that hang, refuse, break off or ask for another time: each mail arrives once, or it is said why not."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from duikou.base import clock
from duikou.directory import mail, recipients
from duikou.directory.actions import keep_person
from duikou.directory.models import Person
from duikou.fairs.models import Fair
from duikou.journal import letters, outbox
from duikou.journal.actions import queue
from duikou.journal.letters import Letter, NotNow, Recipient, Refused
from duikou.journal.models import Message
from tests.fairs.factories import make_booking, make_fair, make_stand

TO = Recipient(way="mail", address="li@example.org", name="Li Ming", language="en")
LETTER = Letter("Subject", "Body")


class Server:
    """A mail server that keeps what it took; `answers` says what it answers to RCPT and DATA, in turn (the last for
    ever)."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.rcpt, self.data = ["250 OK"], ["250 OK"]
        self.asked = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or not."""
        self.asked += 1
        answer = self.rcpt.pop(0) if len(self.rcpt) > 1 else self.rcpt[0]
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, or not."""
        answer = self.data.pop(0) if len(self.data) > 1 else self.data[0]
        if answer == "drop":  # it has the mail, and its answer is lost
            self.taken.append(envelope)
            assert server.transport is not None
            server.transport.abort()
            return ""
        if answer.startswith("250"):
            self.taken.append(envelope)
        return answer

    def ids(self) -> list[str]:
        """The Message-ID of each mail that was taken."""
        return [str(email.message_from_bytes(bytes(one.content or b""))["Message-ID"]) for one in self.taken]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    one = Server()
    controller = Controller(one, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "duikou.directory.mail.CityMail"
    settings.MAIL_URL = f"smtp://127.0.0.1:{controller.port}"
    yield one
    controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def raw(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[socket.socket], None]], None]]:
    """`raw(behaviour)` lets a server behave so with every connection; our patience is short."""
    monkeypatch.setattr(mail, "STEP_SECONDS", 0.5)
    monkeypatch.setattr(mail, "FAREWELL_SECONDS", 0.3)
    monkeypatch.setattr(mail, "SECONDS", 1.5)
    listening = socket.create_server(("127.0.0.1", 0))
    settings.EMAIL_BACKEND = "duikou.directory.mail.CityMail"
    settings.MAIL_URL = f"smtp://127.0.0.1:{listening.getsockname()[1]}"

    def start(behave: Callable[[socket.socket], None]) -> None:
        def listen() -> None:
            while True:
                try:
                    line, _address = listening.accept()
                except OSError:
                    return
                with suppress(OSError), line:
                    behave(line)

        threading.Thread(target=listen, daemon=True).start()

    yield start
    listening.close()


def refused() -> str:
    """Why a mail is not sent now."""
    with pytest.raises(NotNow) as error:
        recipients.send_mail(TO, LETTER, "k")
    return str(error.value)


@pytest.fixture
def message(db: None) -> Iterator[Message]:
    letters.renderers.add("tried", lambda message: LETTER)
    person = keep_person(name="Li Ming", contact="li@example.org", language="en")
    queue(template="tried", recipient=f"person:{person.pk}", about="x:1", dedupe_key="k")
    yield Message.objects.get()
    del letters.renderers._things["tried"]


def deliver(message: Message) -> tuple[str, str]:
    """Try it once more, however long it would have to wait."""
    Message.objects.filter(pk=message.pk).update(due_at=clock.now() - timedelta(seconds=1))
    outbox.deliver_due()
    message.refresh_from_db()
    return message.state, message.problem


def test_mail_arrives_as_it_was_written(server: Server, message: Message) -> None:
    assert deliver(message) == ("sent", "")
    (taken,) = server.taken
    read = email.message_from_bytes(bytes(taken.content or b""), policy=email.policy.default)
    assert (taken.rcpt_tos, read["Subject"], read["Auto-Submitted"]) == (
        ["li@example.org"],
        "Subject",
        "auto-generated",
    )


@pytest.mark.parametrize("code", [550, 551, 553, 556])
def test_address_that_is_refused_for_good_is_given_up(server: Server, message: Message, code: int) -> None:
    server.rcpt = [f"{code} no such mailbox li@example.org"]
    assert deliver(message) == ("failed", recipients.TAKES_NO_ADDRESS)
    assert server.asked == 1


@pytest.mark.parametrize("code", [552, 554])
def test_mail_that_is_refused_for_good_is_given_up(server: Server, message: Message, code: int) -> None:
    server.data = [f"{code} we do not like this"]
    assert deliver(message) == ("failed", recipients.TAKES_NO_MAIL)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_mail_that_is_refused_for_now_is_tried_again(server: Server, message: Message, code: int) -> None:
    server.data = [f"{code} later", "250 OK"]
    assert deliver(message) == ("waiting", recipients.SERVER_BUSY)
    assert deliver(message) == ("sent", "")


def test_greylisting_takes_the_second_try(server: Server, message: Message) -> None:
    server.rcpt = ["451 4.7.1 greylisted, come again in five minutes", "250 OK"]
    assert deliver(message) == ("waiting", recipients.SERVER_BUSY)
    message.refresh_from_db()
    assert message.due_at >= clock.now() + outbox.FIRST_PAUSE - timedelta(seconds=5)
    assert deliver(message) == ("sent", "")
    assert len(server.taken) == 1


def test_connection_lost_after_the_mail_was_taken_sends_it_again_under_the_same_id(
    server: Server, message: Message
) -> None:
    server.data = ["drop", "250 OK"]
    assert deliver(message) == ("waiting", recipients.SERVER_BROKE_OFF)
    assert deliver(message) == ("sent", "")
    first, second = server.ids()
    assert first == second, "whoever reads it, or the server, can tell that it is the same"


def test_server_without_encryption_gets_nothing_when_it_was_asked_for(server: Server, settings: Any) -> None:
    settings.MAIL_URL = settings.MAIL_URL.replace("smtp://", "smtp+tls://user:password@")
    assert refused() == recipients.SERVER_REFUSES_US
    assert server.taken == []


def test_wrong_password_is_our_matter_and_not_the_mails(server: Server, settings: Any) -> None:
    settings.MAIL_URL = settings.MAIL_URL.replace("smtp://", "smtp://user:password@")
    assert refused() == recipients.SERVER_REFUSES_US


def test_server_that_accepts_and_says_nothing_is_left_soon(raw: Any) -> None:
    raw(lambda line: time.sleep(5))
    began = time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011
        recipients.send_mail(TO, LETTER, "k")
    assert time.monotonic() - began < 3


def test_server_that_keeps_one_waiting_with_a_line_now_and_then_is_left_all_the_same(raw: Any) -> None:
    def drip(line: socket.socket) -> None:
        while True:
            line.sendall(b"220-please wait\r\n")
            time.sleep(0.1)

    raw(drip)
    began = time.monotonic()
    assert refused() == recipients.SERVER_BROKE_OFF
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("banner", [b"220 " + b"x" * 1_000_000 + b"\r\n", b"\0" * 100_000, b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_banner_that_is_huge_or_none_is_no_mail_server(raw: Any, banner: bytes) -> None:
    raw(lambda line: line.sendall(banner))
    assert refused() in (recipients.SERVER_REFUSES_US, recipients.SERVER_BROKE_OFF)


def test_server_that_is_busy_from_the_beginning_is_tried_again(raw: Any) -> None:
    raw(lambda line: line.sendall(b"421 too many connections\r\n"))
    assert refused() == recipients.SERVER_BUSY


@pytest.mark.parametrize("farewell", [b"", b"451 stay\r\n", b"\xff\r\n"], ids=["hangs", "refuses", "rubbish"])
def test_whatever_comes_after_the_mail_was_taken_does_not_send_it_again(raw: Any, farewell: bytes) -> None:
    taken: list[bytes] = []

    def serve(line: socket.socket) -> None:
        line.sendall(b"220 hello\r\n")
        with line.makefile("rb") as incoming:
            while command := incoming.readline():
                word = command[:4].upper()
                if word == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    text = b""
                    while (part := incoming.readline()) != b".\r\n":
                        text += part
                    taken.append(text)
                elif word == b"QUIT":
                    line.sendall(farewell)
                    time.sleep(1)
                    return
                line.sendall(b"250 OK\r\n")

    raw(serve)
    recipients.send_mail(TO, LETTER, "k")
    assert len(taken) == 1


def test_no_watch_is_left_behind(server: Server) -> None:
    recipients.send_mail(TO, LETTER, "k")
    deadline = time.monotonic() + 5
    while any(isinstance(one, threading.Timer) for one in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(isinstance(one, threading.Timer) for one in threading.enumerate())


EVIL = "Fair\r\nBcc: evil@example.org\r\n\r\nClick here\x0b\u2028Bcc: other@example.org"


def test_line_ends_in_names_and_titles_are_no_headers(server: Server, db: None) -> None:
    fair = make_fair(title={"zh-hans": EVIL, "en": EVIL})
    stand = make_stand(fair)
    stand.employer.name = {"zh-hans": EVIL}
    stand.employer.save()
    person = keep_person(name="Li\r\nBcc: evil@example.org", contact="li@example.org", language="en")
    booking = make_booking(stand, person)
    queue(
        template="booked",
        recipient=f"person:{person.pk}",
        about=f"booking:{booking.public_id}",
        dedupe_key="k",
        expires_at=booking.slot.ends_at,
    )
    assert outbox.deliver_due() == 1
    (taken,) = server.taken
    assert taken.rcpt_tos == ["li@example.org"]
    read = email.message_from_bytes(bytes(taken.content or b""), policy=email.policy.default)
    assert "Bcc" not in read
    assert str(read["To"]) == "li@example.org"
    assert "evil@example.org" in str(read["Subject"]), "it is part of the subject, where it does no harm"
    assert Fair.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["li@example.org\r\nBcc: evil@example.org", "li@example.org\nRCPT TO:<evil@example.org>"]
)
def test_address_with_a_line_end_reaches_nobody_and_stops_nobody(
    server: Server, message: Message, address: str
) -> None:
    Person.objects.update(contact=address)
    other = keep_person(name="Ma", contact="ma@example.org", language="en")
    queue(template="tried", recipient=f"person:{other.pk}", about="x:1", dedupe_key="other")
    assert outbox.deliver_due() == 1
    assert [one.rcpt_tos for one in server.taken] == [["ma@example.org"]]
    message.refresh_from_db()
    assert message.problem
    assert "evil" not in message.problem


@pytest.mark.parametrize("address", ["a,b@example.org", "<a@example.org>", "a;b@example.org", '"a b"@example.org'])
def test_address_with_marks_of_lists_is_one_address_or_none(server: Server, address: str) -> None:
    with suppress(ValueError, Refused, OSError):
        recipients.send_mail(TO.__class__("mail", address, "", "en"), LETTER, "k")
    assert sum(len(one.rcpt_tos) for one in server.taken) <= 1


def test_poisoned_message_becomes_a_dead_letter_and_blocks_nobody(server: Server, message: Message) -> None:
    def poisoned(_message: Message) -> Letter:
        raise RuntimeError("each time")

    letters.renderers.add("poisoned", poisoned)
    try:
        queue(template="poisoned", recipient=message.recipient, about="x:1", dedupe_key="poison")
        poison = Message.objects.get(dedupe_key="poison")
        Message.objects.filter(pk=poison.pk).update(due_at=clock.now() - timedelta(days=1))
        for turn in range(outbox.LAST_TRY):
            queue(template="tried", recipient=message.recipient, about="x:1", dedupe_key=f"fine-{turn}")
            Message.objects.filter(pk=poison.pk).update(due_at=clock.now() - timedelta(days=1))
            assert outbox.deliver_due() >= 1, "the others go on behind it"
    finally:
        del letters.renderers._things["poisoned"]
    poison.refresh_from_db()
    assert (poison.state, poison.tries, poison.problem) == ("failed", outbox.LAST_TRY, "RuntimeError")
    assert len(server.taken) == outbox.LAST_TRY + 1
    assert outbox.deliver_due() == 0
