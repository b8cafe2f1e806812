"""The address for whoever watches over the city: 200 or 503, and why, without anything that helps an attacker."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from duikou.base import clock
from duikou.base.keeping import proofs
from duikou.config import health as view
from duikou.journal import turns
from duikou.journal.models import Beat, Message, Proven

At = Callable[[datetime], None]


@pytest.fixture
def healthy(db: None) -> None:
    """A city in which all that works by itself has just done so."""
    for name in (turns.RETENTION, turns.PROMISES):
        turns.say_done(name)
    now = clock.now()
    Beat.objects.create(worker="x", since=now, at=now)
    Proven.objects.bulk_create(Proven(name=one.name, result="kept", at=now, kept_at=now) for one in proofs)


def ask() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/health")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, json.loads(answer.content)


def wrong() -> list[str]:
    """The parts that are not as they should be."""
    status, said = ask()
    found = [name for name, part in said.items() if isinstance(part, dict) and not part["ok"]]
    assert (status, said["healthy"]) == ((503, False) if found else (200, True))
    return found


def message(**values: Any) -> None:
    now = clock.now()
    said = {"template": "x", "recipient": "person:1", "about": "x:1", "dedupe_key": f"x:{Message.objects.count()}"}
    Message.objects.create(**{**said, "created_at": now, "due_at": now, **values})


@pytest.mark.usefixtures("healthy")
def test_all_is_well(clock_at: At) -> None:
    now = clock.now()
    clock_at(now)
    Beat.objects.update(at=now)
    status, said = ask()
    assert status == 200
    assert said["worker"] == {"ok": True, "at": now.isoformat(timespec="seconds")}
    assert said["promises"]["kept"]
    assert said["messages"] == {"ok": True, "oldest_undelivered_seconds": 0}


@pytest.mark.django_db
def test_new_city_is_not_well_until_its_worker_has_begun() -> None:
    assert wrong() == ["worker", "retention", "promises"]


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("since", "parts"),
    [
        (timedelta(minutes=4), []),
        (timedelta(minutes=6), ["worker"]),
        (timedelta(days=1, minutes=1), ["worker", "retention"]),
        (timedelta(days=2, minutes=1), ["worker", "retention", "promises"]),
    ],
)
def test_what_has_not_shown_itself_for_too_long_is_named(since: timedelta, parts: list[str], clock_at: At) -> None:
    clock_at(clock.now() + since)
    assert wrong() == parts


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("result", ["broken", "unknown"])
def test_promise_that_is_not_known_to_be_kept_is_said(result: str) -> None:
    Proven.objects.filter(name="sealed").update(result=result)
    assert wrong() == ["promises"]


@pytest.mark.usefixtures("healthy")
def test_promise_that_was_never_looked_at_is_said() -> None:
    Proven.objects.filter(name="sealed").delete()
    assert wrong() == ["promises"]


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("age", "values", "parts"),
    [
        (timedelta(minutes=10), {}, []),
        (timedelta(minutes=16), {}, ["messages"]),
        (timedelta(hours=20), {"problem": "TimeoutError", "later": True}, []),
        (timedelta(hours=25), {"problem": "TimeoutError", "later": True}, ["messages"]),
        (timedelta(days=9), {"later": True}, []),
        (timedelta(days=9), {"state": "failed", "problem": "x"}, []),
    ],
    ids=["just due", "late", "tried again", "tried for a day", "not due yet", "given up"],
)
def test_message_that_waits_for_too_long_is_said(age: timedelta, values: dict[str, Any], parts: list[str]) -> None:
    at, values = clock.now() - age, dict(values)
    due = clock.now() + timedelta(hours=1) if values.pop("later", False) else at
    message(created_at=at, due_at=due, **values)
    assert wrong() == parts


def test_database_that_is_gone_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("at 10.0.0.7, user duikou")

    monkeypatch.setattr(view, "health", gone)
    assert ask() == (503, {"healthy": False, "database": False})


@pytest.mark.usefixtures("healthy")
def test_nothing_is_told_but_moments_and_whether_it_works() -> None:
    Proven.objects.filter(name="sealed").update(result="broken", faults=["directory.Person.name of row 7"])
    message(problem="mail.example.org refused who@example.org", created_at=clock.now() - timedelta(days=2))
    _status, said = ask()

    def values(part: Any) -> list[Any]:
        return [one for inner in part.values() for one in values(inner)] if isinstance(part, dict) else [part]

    for value in values(said):
        assert isinstance(value, bool | int) or datetime.fromisoformat(value)


@pytest.mark.usefixtures("healthy")
def test_head_is_answered_and_nothing_else_is_taken() -> None:
    assert Client().head("/health").status_code == 200
    assert Client().post("/health").status_code == 405


@pytest.mark.usefixtures("healthy")
def test_city_that_waits_to_be_set_up_answers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.directory.middleware.awaited", lambda: True)
    assert Client().get("/").status_code == 302, "control: other pages lead to the set-up page"
    assert Client().get("/health").status_code == 200
