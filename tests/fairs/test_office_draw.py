"""The office's console of a draw, and wishes that staff enter for somebody who is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Draw, DrawEntry, DrawFile, Offer, SeedReading, Wish
from duikou.directory.models import Decision, Person
from duikou.fairs import links
from duikou.fairs.forms.draw_steps import beacon
from duikou.fairs.models import Fair
from duikou.journal.letters import letter_of
from duikou.journal.models import Message
from tests.fairs.drawing import DICE, READING, a_fair_drawn, draw_of, entered, frozen, pass_deadline
from tests.fairs.factories import make_fair, make_office, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def office(client_with: Callable[..., Client]) -> Client:
    return client_with("office", organisation=make_office())


@pytest.fixture
def colleague(client_with: Callable[..., Client]) -> Client:
    return client_with("office", organisation=make_office())


def console(fair: Fair) -> str:
    return reverse("fairs:office-draw", args=[fair.slug])


def step(client: Client, fair: Fair, do: str, **values: Any) -> Any:
    return client.post(console(fair), {"do": do, **values}, follow=True)


def local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def plan(client: Client, fair: Fair, **values: Any) -> Any:
    until = local(clock.now() + timedelta(days=2))
    return step(client, fair, "plan", **{"wishes_until": until, "wishes_max": "5", **values})


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_whole_draw_from_plan_to_result(office: Client, colleague: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = make_fair()
    make_stand(fair)
    assert "The plan is kept" in said(plan(office, fair))
    assert draw_of(fair).offer.mode == Offer.Mode.DRAW
    assert "Wishes are taken" in said(office.get(console(fair)))
    at = pass_deadline(monkeypatch, fair, minutes=1)
    known = at + timedelta(hours=1)
    answer = step(office, fair, "freeze", source="spoken", source_name=READING, source_at=local(known))
    assert "its hash is published" in said(answer)
    assert draw_of(fair).list_sha256 in said(answer)
    assert "is not known before" in said(answer)
    monkeypatch.setattr(clock, "now", lambda: known + timedelta(minutes=2))
    assert "another person reads" in said(step(office, fair, "read", seed=DICE))
    assert "You have read it" in said(office.get(console(fair)))
    assert "You are the second" in said(colleague.get(console(fair)))
    assert "Both have read the same" in said(step(colleague, fair, "read", seed=" ".join(DICE)))
    answer = step(office, fair, "hold")
    assert "The places are drawn" in said(answer)
    assert draw_of(fair).settled_at is not None
    assert reverse("fairs:draw", args=[fair.slug]) in said(answer)


def test_seed_typed_wrongly_by_one_tells_both(
    office: Client, colleague: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, _posts = a_fair_drawn()
    frozen(fair, monkeypatch)
    pass_deadline(monkeypatch, fair, hours=2)
    assert step(office, fair, "read", seed="12").status_code == 409
    step(office, fair, "read", seed=DICE)
    answer = step(colleague, fair, "read", seed="2" + DICE[1:])
    assert "neither counts" in said(answer)
    assert "Neither counts" in said(office.get(console(fair)))
    letter = letter_of(Message.objects.get(template="seeds_differ"), "en")
    assert letter is not None
    assert console(fair) in letter.body
    assert not SeedReading.objects.exists()
    assert "Two people must have read the same first" in said(step(office, fair, "hold"))
    step(office, fair, "read", seed=DICE)
    assert "Neither counts" not in said(office.get(console(fair)))


def test_changed_list_stops_the_draw_and_says_so(
    office: Client, colleague: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn()
    entered(fair, posts)
    frozen(fair, monkeypatch)
    pass_deadline(monkeypatch, fair, hours=2)
    step(office, fair, "read", seed=DICE)
    step(colleague, fair, "read", seed=DICE)
    kept = DrawFile.objects.get()
    DrawFile.objects.update(frozen=bytes(kept.frozen) + b"entry AAAAAA\n")
    assert "The draw is stopped" in said(step(office, fair, "hold"))
    assert draw_of(fair).state == "frozen"


def test_conditions_that_no_law_allows_are_refused_by_name(office: Client) -> None:
    fair = make_fair()
    make_stand(fair)
    answer = plan(office, fair, **{"conditions_zh-hans": "限男性，本市户籍", "conditions_en": "men only"})
    assert answer.status_code == 422
    assert "household registration" in said(answer)
    assert "sex" in said(answer)
    assert not Draw.objects.exists()
    plan(office, fair, **{"conditions_zh-hans": "持有护士执业证书"})
    assert draw_of(fair).conditions["zh-hans"] == "持有护士执业证书"


@pytest.mark.parametrize(
    ("do", "values", "says"),
    [
        ("plan", {"wishes_until": "2020-01-01T10:00", "wishes_max": "5"}, "time to come"),
        ("plan", {"wishes_until": "", "wishes_max": "5"}, "until when people can wish"),
        ("plan", {"wishes_until": "2099-01-01T10:00", "wishes_max": "500"}, "less than or equal to 20"),
        ("freeze", {"source": "drand", "source_at": "2099-01-01T10:00"}, "Wishes are still taken"),
        ("read", {"seed": DICE}, "not possible at this step"),
        ("hold", {}, "not possible at this step"),
        ("call-off", {}, "Say why"),
        ("nonsense", {}, "does not exist"),
    ],
)
def test_bad_input_says_what_to_do(office: Client, do: str, values: dict[str, str], says: str) -> None:
    fair, _posts = a_fair_drawn()
    before = Draw.objects.values().get()
    assert says in said(step(office, fair, do, **values))
    assert Draw.objects.values().get() == before


def test_bad_source_or_reading_says_what_to_do(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, _posts = a_fair_drawn()
    pass_deadline(monkeypatch, fair, minutes=1)
    assert "Choose what draws" in said(step(office, fair, "freeze"))
    future = local(clock.now() + timedelta(hours=1))
    assert "which dice or balls" in said(step(office, fair, "freeze", source="spoken", source_at=future))
    for source in ("drand", "spoken"):
        answer = step(office, fair, "freeze", source=source, source_name="dice", source_at="2026-01-01T10:00")
        assert "nobody can know yet" in said(answer)
        assert answer.status_code == 409
    assert draw_of(fair).state == "wishing"
    frozen(fair, monkeypatch)
    assert "is not known before" in said(step(office, fair, "read", seed=DICE))
    pass_deadline(monkeypatch, fair, hours=2)
    assert "Type what the source says" in said(step(office, fair, "read"))


def test_second_draw_for_a_fair_is_refused(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, _posts = a_fair_drawn()
    frozen(fair, monkeypatch)
    assert "There is one draw at most" in said(plan(office, fair))


def test_beacons_are_named_by_their_round_or_minute() -> None:
    from datetime import UTC, datetime

    name, at = beacon("drand", datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC))
    assert (name, at.second) == ("drand quicknet, round 1", 27)
    name, at = beacon("drand", datetime(2023, 8, 23, 15, 9, 28, tzinfo=UTC))
    assert (name, at.second) == ("drand quicknet, round 2", 30)
    assert beacon("nist", datetime(2027, 3, 1, 8, 5, 9, tzinfo=UTC))[0].endswith("pulse of 2027-03-01 08:05 UTC")


def test_end_of_wishes_comes_no_nearer_than_a_day_once_somebody_has_wished(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn()
    entered(fair, posts)
    before = draw_of(fair).wishes_until
    soon = plan(office, fair, wishes_until=local(clock.now() + timedelta(minutes=10)))
    assert soon.status_code == 409
    assert "so wishes do not end before" in said(soon)
    pass_deadline(monkeypatch, fair, hours=-3)
    assert "The plan is kept" in said(plan(office, fair, wishes_until=local(before), wishes_max="7"))
    assert (draw_of(fair).wishes_max, draw_of(fair).wishes_until) == (7, before), "to the second, which no field shows"


def test_draw_is_called_off_by_one_before_and_asked_for_after_the_freeze(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, _posts = a_fair_drawn()
    assert "called off" in said(step(office, fair, "call-off", why="No hall"))
    assert "Plan the draw" in said(office.get(console(fair)))
    fair, _posts = a_fair_drawn()
    frozen(fair, monkeypatch)
    answer = step(office, fair, "call-off", why="No hall")
    assert "A second person decides" in said(answer)
    asked = Decision.objects.get()
    assert (asked.kind, asked.details) == ("draw.call_off", {"why": {"en": "No hall"}})
    assert draw_of(fair).state == "frozen"
    assert "asked for already" in said(step(office, fair, "call-off", why="No hall"))


def test_others_see_and_change_nothing(client: Client, client_with: Callable[..., Client]) -> None:
    fair, _posts = a_fair_drawn()
    others = (
        client,
        client_with("office", organisation=make_office("Another office")),
        client_with("employer", organisation=fair.stands.first().employer),  # type: ignore[union-attr]
        client_with("door", organisation=make_office()),
    )
    for other in others:
        for path in (console(fair), reverse("fairs:office-draw-enter", args=[fair.slug])):
            assert other.get(path).status_code in (302, 403, 404)
            sent = {"do": "call-off", "why": "x", "tables": "1", "name": "X"}
            assert other.post(path, sent).status_code in (302, 403, 404)
    assert draw_of(fair).state == "wishing"
    assert not DrawEntry.objects.exists()


def enter(client: Client, fair: Fair, **values: Any) -> Any:
    data = {"tables": "2, 1", "name": "Grandmother Li", "language": "en", **values}
    return client.post(reverse("fairs:office-draw-enter", args=[fair.slug]), data)


def test_staff_enter_somebody_without_a_telephone_who_takes_a_slip_home(office: Client) -> None:
    fair, _posts = a_fair_drawn()
    answer = enter(office, fair)
    entry = DrawEntry.objects.get()
    assert answer["Location"] == reverse("fairs:office-draw-slip", args=[fair.slug, entry.public_id])
    assert entry.channel == "staff"
    tables = Wish.objects.order_by("rank").values_list("resource__stand__number", flat=True)
    assert list(tables) == [2, 1]
    slip = said(office.get(answer["Location"]))
    assert entry.code[:3] in slip
    assert links.entry_path(entry) in slip
    assert "Grandmother" not in slip
    enter(office, fair, tables="3", name="", code=entry.code)
    assert list(Wish.objects.values_list("resource__stand__number", flat=True)) == [3]
    assert (DrawEntry.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"tables": ""}, "Write the numbers of the tables"),
        ({"tables": "1, x"}, "numbers only"),
        ({"tables": "1 1"}, "twice"),
        ({"tables": "99"}, "no such table"),
        ({"tables": "1 2 3 4"}, "no such table"),
        ({"name": ""}, "Write your name"),
        ({"code": "zz"}, "six letters and digits"),
        ({"code": "AAAAAA", "name": ""}, "No entry has this code"),
    ],
)
def test_bad_input_of_staff_says_what_to_do(office: Client, values: dict[str, str], says: str) -> None:
    fair, _posts = a_fair_drawn()
    answer = enter(office, fair, **values)
    assert answer.status_code == 422
    assert says in said(answer)
    assert not DrawEntry.objects.exists()


def test_staff_enter_nobody_after_the_deadline(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, _posts = a_fair_drawn()
    pass_deadline(monkeypatch, fair)
    assert enter(office, fair).status_code == 409
    assert "Wishes were taken until" in said(office.get(reverse("fairs:office-draw-enter", args=[fair.slug])))
    assert not DrawEntry.objects.exists()
