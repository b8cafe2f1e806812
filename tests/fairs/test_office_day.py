"""The office plans the day of those who won anew: it sees what would happen by code, and then just that happens."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from duikou.base.ids import show_code
from duikou.booking import actions as engine
from duikou.booking.actions import solving
from duikou.booking.day_plan import Solved, solver_for
from duikou.booking.models import Booking, Draw
from duikou.fairs import links
from duikou.fairs.models import Fair
from duikou.fairs.queries.day_plans import said_of
from duikou.journal.letters import renderers
from duikou.journal.models import Message
from tests.booking.test_day_solver import ask
from tests.fairs.drawing import ONE, a_fair_drawn, busy_at, one_without_a_time
from tests.fairs.factories import make_office, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def office(client_with: Callable[..., Client]) -> Client:
    return client_with("office", organisation=make_office())


def path(fair: Fair) -> str:
    return reverse("fairs:office-draw-day", args=[fair.slug])


def said(answer: Any) -> str:
    return str(answer.content.decode())


def digest(answer: Any) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', said(answer))
    return found[1] if found else ""


def test_what_would_happen_is_shown_by_code_and_then_just_that_happens(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts, late = one_without_a_time(monkeypatch)
    console = said(office.get(reverse("fairs:office-draw", args=[fair.slug])))
    assert "1 place that was won has no time." in console
    assert path(fair) in console
    before = Booking.objects.count()
    answer = office.get(path(fair))
    assert show_code(late.code) in said(answer)
    assert str(posts[0].employer) in said(answer)
    assert late.person.name not in said(answer)  # type: ignore[union-attr]
    assert Booking.objects.count() == before, "looking does nothing"

    answer = office.post(path(fair), {"most": "20", "digest": digest(answer)}, follow=True)

    assert "1 place has a time now. 0 talks were moved." in said(answer)
    assert "There is nothing to plan" in said(answer)
    booking = Booking.objects.get(won_by__entry=late)
    assert booking.interview.post == posts[0]
    assert reverse("booking:manage", args=["x"])[:3] in said(office.get(links.entry_path(late)))
    message = Message.objects.get(template="day_changed")
    letter = renderers.get("day_changed")(message)
    assert letter.subject.startswith("Your day has changed")
    assert "New: " in letter.body
    assert links.whole_day_path(booking) in letter.body


def test_somebody_is_moved_and_told_from_when_to_when(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The late one has something else at the free time; somebody with another time can have that one."""
    fair, _posts, late = one_without_a_time(monkeypatch)
    free = fair.offer.slots.get(taken=0)
    busy_at(free, late)
    answer = office.get(path(fair))
    assert "Are moved" in said(answer)
    nobody = office.get(path(fair) + "?most=0")
    assert "More talks of others would have to move than you allow here." in said(nobody)
    assert digest(nobody) == ""
    answer = office.post(path(fair), {"most": "20", "digest": digest(answer)}, follow=True)
    assert "1 place has a time now. 1 talk was moved." in said(answer)
    moved = Message.objects.exclude(recipient=f"person:{late.person_id}").get(template="day_changed")
    body = renderers.get("day_changed")(moved).body
    assert " instead of " in body
    assert Booking.objects.get(slot=free, state="confirmed").person_id != late.person_id


def test_office_reads_what_a_solver_said_or_that_there_is_none(
    office: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    fair, _posts, late = one_without_a_time(monkeypatch)
    busy_at(fair.offer.slots.get(taken=0), late)
    assert "solver" not in said(office.get(path(fair) + "?most=0")).lower()
    settings.SOLVER_SECONDS = 5
    monkeypatch.setattr(solving, "solver_for", lambda _seconds: ask)
    assert "For 1 the solver has proved that there is none" in said(office.get(path(fair) + "?most=0"))
    assert "solver" not in said(office.get(path(fair))).lower(), "everybody gets a time"
    monkeypatch.setattr(solving, "solver_for", solver_for)
    monkeypatch.setitem(sys.modules, "ortools", None)  # as if it were not there
    assert "can install the extra “solver”" in said(office.get(path(fair) + "?most=0"))
    assert "solver" not in said(office.get(path(fair))).lower(), "nobody is left"


@pytest.mark.parametrize(
    ("solved", "says"),
    [
        (Solved(), []),
        (Solved(Solved.State.ASKED), []),
        (
            Solved(Solved.State.ASKED, found=2, impossible=3, undecided=4, spared=5),
            [
                "a time for 2 more",
                "because of the solver: 5",
                "For 3 the solver has proved",
                "For 4 the solver could not",
            ],
        ),
        (Solved(Solved.State.BUSY), ["in a minute"]),
        (Solved(Solved.State.FAILED), ["was of no use"]),
    ],
)
def test_what_came_of_asking_a_solver_is_said(solved: Solved, says: list[str]) -> None:
    with translation.override("en"):
        told = said_of(solved)
    assert len(told) == len(says)
    assert all(part in sentence for part, sentence in zip(says, told, strict=True))


def test_day_that_has_changed_is_shown_anew_and_nothing_is_done(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, _posts, late = one_without_a_time(monkeypatch)
    seen = digest(office.get(path(fair)))
    free = fair.offer.slots.get(taken=0)
    engine.claim(engine.Claim(free.pk, make_person().pk), by=ONE)

    answer = office.post(path(fair), {"most": "20", "digest": seen})

    assert answer.status_code == 409
    assert "The day has changed since this plan was shown" in said(answer)
    assert "All times of the employer are taken." in said(answer)
    assert not Message.objects.filter(template="day_changed").exists()
    assert not Booking.objects.filter(won_by__entry=late).exists()


def test_person_reads_on_their_own_page_why_there_is_no_time(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, _posts, late = one_without_a_time(monkeypatch)
    engine.claim(engine.Claim(fair.offer.slots.get(taken=0).pk, make_person().pk), by=ONE)
    assert "All times of the employer are taken." in said(office.get(links.entry_path(late)))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Look at the plan first"),
        ({"most": "20", "digest": "x"}, "Look at the plan first"),
        ({"most": "999", "digest": "0" * 64}, "Choose one of the numbers here"),
        ({"most": "", "digest": "0" * 64}, "Choose how many"),
    ],
)
def test_bad_input_says_what_to_do(
    office: Client, monkeypatch: pytest.MonkeyPatch, sent: dict[str, str], says: str
) -> None:
    fair, _posts, _late = one_without_a_time(monkeypatch)
    answer = office.post(path(fair), sent)
    assert (answer.status_code, says in said(answer)) == (422, True)
    assert office.get(path(fair) + "?most=x").status_code == 422
    assert not Message.objects.filter(template="day_changed").exists()


def test_before_the_draw_the_page_says_so(office: Client) -> None:
    fair, _posts = a_fair_drawn()
    answer = office.get(path(fair))
    assert (answer.status_code, "not possible at this step" in said(answer)) == (409, True)
    answer = office.post(path(fair), {"most": "20", "digest": "0" * 64})
    assert (answer.status_code, Draw.objects.get().state) == (409, "wishing")


def test_others_see_and_do_nothing(
    client: Client, client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, _posts, _late = one_without_a_time(monkeypatch)
    others = (
        client,
        client_with("office", organisation=make_office("Another office")),
        client_with("employer", organisation=fair.stands.first().employer),  # type: ignore[union-attr]
        client_with("door", organisation=make_office()),
    )
    for other in others:
        assert other.get(path(fair)).status_code in (302, 403, 404)
        assert other.post(path(fair), {"most": "20", "digest": "0" * 64}).status_code in (302, 403, 404)
