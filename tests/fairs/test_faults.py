"""What `duikou check` finds wrong with interviews, and what the worker makes up for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.registry import checks, jobs
from duikou.booking import actions as engine
from duikou.booking import signals
from duikou.booking.models import Booking
from duikou.fairs import listeners
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.models import Interview, Post
from duikou.fairs.queries.faults import look
from tests.fairs import factories
from tests.fairs.seeker import a_post, send, times

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booked(visitor: Client) -> Post:
    """A post with one time, which a visitor has booked."""
    post = a_post(times=1)
    send(visitor, post, times(post)[0])
    assert look().faults == []
    return post


def test_each_fault_of_an_interview_is_found(booked: Post) -> None:
    interview = Interview.objects.get()
    other = factories.make_post(factories.make_fair(slug="another"))
    Interview.objects.update(stand=other.stand)
    assert [line.partition(".")[0] for line in look().faults] == [
        f"interview {interview.pk}: at stand {other.stand_id}, its booking {interview.booking_id} is at another",
        f"interview {interview.pk}: says fair {interview.fair_id}, its stand {other.fair_id}",
    ]
    Interview.objects.update(stand=booked.stand, post=other)
    assert [line.partition(".")[0] for line in look().faults] == [
        f"interview {interview.pk}: about post {other.pk} of another fair"
    ]
    assert look().looked_at == {"interviews": 1}


def test_booking_without_an_interview_is_found_after_a_while(booked: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    Interview.objects.all().delete()
    assert look().faults == []
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [line.partition(".")[0] for line in look().faults] == [
        f"booking {Booking.objects.get().pk}: at a stand, and without an interview"
    ]


def test_worker_makes_the_interview_of_a_process_that_died_after_the_promotion(
    visitor: Client, booked: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """News is told after the commit: who dies in between tells nobody."""
    send(visitor, booked, None, do="wait", wait_for="any", name="李四", contact="13900001111")
    signals.promoted.disconnect(dispatch_uid="fairs.promoted")
    try:
        engine.cancel(Booking.objects.get(), by=SYSTEM)
    finally:
        signals.promoted.connect(listeners.on_promoted, dispatch_uid="fairs.promoted")
    promoted = Booking.objects.get(channel="waiting_list")
    assert not Interview.objects.filter(booking=promoted).exists()
    assert complete_all() == 1
    interview = Interview.objects.get(booking=promoted)
    assert (interview.post, interview.stand) == (booked, booked.stand)
    assert complete_all() == 0


def test_fairs_declare_their_work_and_their_check() -> None:
    assert checks.get("fairs") is look
    assert "fairs.complete_interviews" in {job.name for job in jobs}
