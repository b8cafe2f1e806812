"""Leases: one worker sends a message, however slow the other side is and whoever asks for another try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from duikou.base import clock
from duikou.journal import beats, leases, letters, outbox
from duikou.journal.actions import queue
from duikou.journal.letters import Letter, Recipient, Way
from duikou.journal.models import Beat, Message
from duikou.journal.queries import worker_at_work


class SlowWay:
    """Carries one message at a time and takes as long as it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.begun, self.go_on = Event(), Event()

    def send(self, recipient: Recipient, letter: Letter, key: str) -> None:
        """Take a message and wait."""
        self.sent.append(key)
        self.begun.set()
        self.go_on.wait(20)


@pytest.fixture
def slow() -> Iterator[SlowWay]:
    way = SlowWay()
    letters.ways.add("slow", Way(lambda: "", way.send))
    letters.resolvers.add("slow", lambda ref: Recipient("slow", "", "", "en"))
    letters.renderers.add("slow", lambda message: Letter("Subject", "Body"))
    yield way
    way.go_on.set()
    del letters.ways._things["slow"], letters.resolvers._things["slow"], letters.renderers._things["slow"]


def put(key: str = "k") -> Message:
    queue(template="slow", recipient="slow:1", about="booking:1", dedupe_key=key)
    return Message.objects.get(dedupe_key=key)


def work() -> Thread:
    def run() -> None:
        outbox.deliver_due()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_message_being_sent_is_not_handed_to_a_second_worker_by_another_try(slow: SlowWay) -> None:
    message = put()
    Message.objects.update(problem="tried before")
    first = work()
    assert slow.begun.wait(20)
    assert outbox.try_again_now() == 0
    assert outbox.try_again_now(number=message.pk) == 0
    assert outbox.deliver_due() == 0
    slow.go_on.set()
    first.join(20)
    message.refresh_from_db()
    assert (slow.sent, message.state, message.lease, message.leased_until) == (["k"], "sent", "", None)


def sent_twice(slow: SlowWay) -> bool:
    """Whether a second worker takes the same message up while the first is still at it."""
    others = []
    deadline = monotonic() + 10
    while len(slow.sent) < 2 and monotonic() < deadline:
        others.append(work())
        others[-1].join(0.2)
    slow.go_on.set()
    for one in others:
        one.join(20)
    return slow.sent == ["k", "k"]


@pytest.mark.django_db(transaction=True)
def test_control_without_its_lease_a_message_being_sent_is_sent_twice(slow: SlowWay) -> None:
    put()
    first = work()
    assert slow.begun.wait(20)
    Message.objects.update(leased_until=None)
    assert sent_twice(slow)
    first.join(20)


@pytest.mark.django_db(transaction=True)
def test_living_worker_keeps_its_message_longer_than_a_lease(slow: SlowWay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=0.9))
    message = put()
    first = work()
    assert slow.begun.wait(20)
    until = clock.now() + timedelta(seconds=2.5)
    while clock.now() < until:
        assert outbox.deliver_due() == 0
    slow.go_on.set()
    first.join(20)
    message.refresh_from_db()
    assert (slow.sent, message.state, message.tries) == (["k"], "sent", 1)


@pytest.mark.django_db(transaction=True)
def test_control_a_lease_that_is_not_renewed_runs_out(slow: SlowWay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(leases, "MOST_RENEWALS", 0)
    put()
    first = work()
    assert slow.begun.wait(20)
    assert sent_twice(slow)
    first.join(20)


@pytest.mark.django_db
def test_worker_that_lost_its_lease_takes_back_nothing(slow: SlowWay, clock_at: Callable[[datetime], None]) -> None:
    start = clock.now()
    clock_at(start)
    lost = leases.take(put().pk, now=start)
    assert lost is not None
    clock_at(start + leases.LEASE)
    mine = leases.take(lost.pk, now=clock.now())
    assert mine is not None
    outbox._later(lost, timedelta(hours=1), "too slow", tries=1)
    lost.refresh_from_db()
    assert (lost.lease, lost.problem, lost.tries) == (mine.lease, "", 2)


def test_worker_that_hangs_for_good_loses_its_message() -> None:
    assert timedelta(minutes=15) > leases.LEASE * (1 + leases.MOST_RENEWALS / 3)


@pytest.mark.django_db
def test_worker_says_that_it_lives_and_is_missed_when_it_does_not(clock_at: Callable[[datetime], None]) -> None:
    start = clock.now()
    clock_at(start)
    assert worker_at_work(now=start).at is None
    heart = beats.Heart()
    heart.beat()
    heart.beat()
    assert Beat.objects.count() == 1
    seen = worker_at_work(now=start + timedelta(seconds=100))
    assert (seen.at, seen.late) == (start, False)
    assert worker_at_work(now=start + timedelta(minutes=3)).late
    clock_at(start + timedelta(days=2))
    beats.Heart().beat()
    assert [one.at for one in Beat.objects.all()] == [clock.now()], "signs of life are not kept for ever"


@pytest.mark.django_db
def test_health_says_when_the_worker_last_worked(capsys: Any, clock_at: Callable[[datetime], None]) -> None:
    with pytest.raises(CommandError, match="ever worked"):
        call_command("worker", "--health")
    beats.Heart().beat()
    call_command("worker", "--health")
    assert "last worked at" in capsys.readouterr().out
    clock_at(clock.now() + timedelta(minutes=5))
    with pytest.raises(CommandError, match="none is at work"):
        call_command("worker", "--health")


@pytest.mark.django_db
def test_message_of_which_workers_die_is_given_up_and_lets_the_others_by(
    slow: SlowWay, clock_at: Callable[[datetime], None]
) -> None:
    deadly, other = put("deadly"), put("other")
    slow.go_on.set()
    clock_at(clock.now())
    for _death in range(outbox.LAST_TRY):
        assert leases.take(deadly.pk, now=clock.now()) is not None
        clock_at(clock.now() + leases.LEASE)
    assert outbox.deliver_due() == 1
    deadly.refresh_from_db()
    other.refresh_from_db()
    assert (deadly.state, deadly.problem, other.state) == ("failed", outbox.DEADLY, "sent")
    assert slow.sent == ["other"]
