"""The outbox: once each, later when it must be, given up in the end, never after its time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time as real_time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from duikou.base import clock
from duikou.base.registry import Job, jobs
from duikou.directory.actions import keep_person
from duikou.directory.models import Person
from duikou.journal import leases, letters, outbox
from duikou.journal.actions import queue
from duikou.journal.letters import Attachment, Letter
from duikou.journal.models import Message
from duikou.journal.queries import latest_messages, outbox_counts
from duikou.journal.worker import run_forever, run_once
from tests.made import made_folder

START = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    at = [START]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


@pytest.fixture
def template() -> Iterator[str]:
    """A template of its own, in the words of a room above; asks for trouble by its details."""

    def render(message: Message) -> Letter | None:
        trouble = message.details.get("trouble")
        if trouble == "refused":
            raise ConnectionRefusedError
        if trouble == "broken":
            raise KeyError("a name that must not be stored")
        if trouble == "nothing":
            return None
        return Letter("Subject\nX-Evil: 1", "Body", (Attachment("a.ics", b"BEGIN", "text/calendar"),))

    letters.renderers.add("tried", render)
    yield "tried"
    del letters.renderers._things["tried"]


@pytest.fixture
def person(db: None) -> Person:
    return keep_person(name="Li Ming", contact="li@example.org", language="en")


def put(person: Person | str, template: str = "tried", key: str = "k", **more: Any) -> Message:
    recipient = person if isinstance(person, str) else f"person:{person.pk}"
    queue(template=template, recipient=recipient, about="booking:1", dedupe_key=key, **more)
    return Message.objects.get(dedupe_key=key)


def now_(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.tries, message.problem


def test_due_message_is_sent_once(person: Person, template: str, time: list[datetime]) -> None:
    message = put(person)
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert now_(message) == ("sent", 1, "")
    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["li@example.org"], "Subject X-Evil: 1", "Body")
    assert sent.attachments[0][0] == "a.ics"
    assert outbox_counts() == {"waiting": 0, "sent": 1, "failed": 0, "expired": 0}


def test_second_message_with_the_same_key_is_dropped(person: Person) -> None:
    put(person)
    put(person)
    assert Message.objects.count() == 1


def test_message_for_later_waits(person: Person, template: str, time: list[datetime]) -> None:
    message = put(person, due_at=START + timedelta(hours=1))
    assert outbox.deliver_due() == 0
    time[0] += timedelta(hours=1)
    assert outbox.deliver_due() == 1
    assert now_(message)[0] == "sent"


def test_message_past_its_time_is_never_sent(person: Person, template: str, time: list[datetime]) -> None:
    message = put(person, expires_at=START + timedelta(hours=1))
    time[0] += timedelta(hours=1)
    assert outbox.deliver_due() == 0
    assert now_(message)[0] == "expired"
    assert mail.outbox == []


def test_failing_message_is_tried_with_growing_pauses_and_then_given_up(
    person: Person, template: str, time: list[datetime]
) -> None:
    message = put(person, trouble="refused")
    pauses = []
    while now_(message)[0] == "waiting":
        outbox.deliver_due()
        message.refresh_from_db()
        pauses.append(message.due_at - time[0])
        time[0] = message.due_at
    assert now_(message) == ("failed", 8, "ConnectionRefusedError")
    assert [round(pause / timedelta(seconds=30), 2) for pause in pauses[:3]] == [
        pytest.approx(times, rel=0.11) for times in (1, 2, 4)
    ]
    assert outbox.try_again_now() == 1
    assert now_(message)[:2] == ("waiting", 0)


def test_what_failed_together_does_not_come_again_together() -> None:
    pauses = {outbox.pause_after(3) for _ in range(20)}
    assert len(pauses) > 10
    assert min(pauses) >= timedelta(seconds=120)
    assert max(pauses) <= timedelta(seconds=132)
    assert outbox.pause_after(60) <= timedelta(hours=6.6)


def test_broken_renderer_stores_and_logs_no_words_and_stops_nobody(
    person: Person, template: str, time: list[datetime], caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = put(person, key="a", trouble="broken"), put(person, key="b")
    assert outbox.deliver_due() == 1
    assert now_(broken) == ("waiting", 1, "KeyError")
    assert "KeyError" in caplog.text
    assert "must not be stored" not in caplog.text.replace('raise KeyError("a name that must not be stored")', "")
    assert now_(fine)[0] == "sent"


def test_message_nobody_renders_says_so(person: Person) -> None:
    message = put(person, "unheard-of")
    outbox.deliver_due()
    assert now_(message) == ("waiting", 1, "no room renders 'unheard-of'")
    assert latest_messages()[0].letter is None


def test_nothing_left_to_say_and_nobody_left_to_tell(person: Person, template: str) -> None:
    silent, erased, unknown = put(person, key="a", trouble="nothing"), put("person:999999", key="b"), put("x", key="c")
    assert outbox.deliver_due() == 0
    assert now_(silent) == ("expired", 1, "there was nothing left to say")
    assert now_(erased) == now_(unknown) == ("expired", 1, "the recipient was erased")


def test_telephone_waits_for_a_gateway_without_using_up_its_tries(
    db: None, template: str, time: list[datetime]
) -> None:
    message = put(keep_person(name="Ma Li", contact="13912345678", language="zh-hans"))
    for _ in range(20):
        outbox.deliver_due()
        time[0] += timedelta(hours=1)
    assert now_(message) == ("waiting", 0, "no SMS gateway")


def test_mail_waits_for_a_server(person: Person, template: str, settings: Any) -> None:
    settings.EMAIL_BACKEND = "duikou.directory.mail.CityMail"
    settings.MAIL_URL = ""
    message = put(person)
    outbox.deliver_due()
    assert now_(message) == ("waiting", 0, "no mail server")


def test_message_leased_by_a_dead_worker_is_tried_again(person: Person, template: str, time: list[datetime]) -> None:
    message = put(person)
    assert leases.take(message.pk, now=START) is not None
    assert outbox.deliver_due() == 0
    time[0] += leases.LEASE
    assert outbox.deliver_due() == 1
    assert now_(message) == ("sent", 2, "")


def test_outbox_shows_letters_without_sending(person: Person, template: str) -> None:
    put(person)
    shown = latest_messages()[0]
    assert shown.recipient is not None
    assert shown.letter is not None
    assert (shown.recipient.name, shown.letter.body, mail.outbox) == ("Li Ming", "Body", [])


def test_worker_goes_on_when_a_job_fails(person: Person, template: str) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("for the test")

    jobs.add("a.fails", Job("a.fails", 0, fail))
    jobs.add("b.works", Job("b.works", 0, lambda: done.append("b")))
    try:
        put(person)
        assert run_once() == 1
    finally:
        del jobs._things["a.fails"], jobs._things["b.works"]
    assert done == ["b"]


@pytest.mark.django_db(transaction=True)
def test_worker_thread_delivers_and_stops(template: str) -> None:
    message = put(keep_person(name="Li Ming", contact="li@example.org", language="en"))
    stop = Event()
    thread = Thread(target=run_forever, args=(stop,), kwargs={"pause": 0.02})
    thread.start()
    deadline = real_time.monotonic() + 20
    while now_(message)[0] != "sent" and real_time.monotonic() < deadline:
        real_time.sleep(0.02)
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    beside = [one for one in enumerate_threads() if one.name in {job.name for job in jobs}]
    for one in beside:  # looks whether promises are kept, and must not write it into the next test
        one.join(timeout=60)
    assert not any(one.is_alive() for one in beside)
    assert now_(message)[0] == "sent"


@pytest.mark.django_db
def test_worker_command_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("worker", "--once")
    assert capsys.readouterr().out == "0 messages sent\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is of POSIX")
def test_worker_command_ends_cleanly_when_terminated(tmp_path: Path) -> None:
    environment = {**os.environ, "DUIKOU_DATA": str(tmp_path), "DUIKOU_DATABASE": ""}
    command = [sys.executable, "-m", "duikou"]
    made_folder(tmp_path)
    worker = subprocess.Popen([*command, "worker"], env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert "at work" in worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    out, _ = worker.communicate(timeout=20)
    assert (worker.returncode, out) == (0, "The worker has stopped\n")


def test_every_try_of_a_mail_has_the_same_id_and_another_mail_another(person: Person, template: str) -> None:
    first, second = put(person), put(person, key="other")
    for message in (first, second, first):
        Message.objects.update(state=Message.State.SENT)
        Message.objects.filter(pk=message.pk).update(state=Message.State.WAITING, due_at=clock.now())
        outbox.deliver_due()
    ids = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert ids[0] == ids[2] != ids[1]
    assert re.fullmatch(r"<[0-9a-f]{32}@[a-z.]+>", ids[0])
