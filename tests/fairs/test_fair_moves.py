"""A fair that takes place elsewhere or at another time: whoever has booked is told, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.translated import translated
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.directory.models import Place
from duikou.fairs import links
from duikou.fairs.actions.fairs import change_fair
from duikou.fairs.models import Fair
from duikou.fairs.queries.changes import number_told_when_changed, told_when_changed
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.fairs.drawing import DICE, ONE, TWO, a_fair_drawn, draw_of, entered, frozen
from tests.fairs.factories import make_booking, make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    """A fair with a person who has two bookings, one with one, and one whose booking was cancelled."""
    fair = make_fair(starts_at=(clock.now() + timedelta(days=9)).replace(second=0, microsecond=0))
    stand = make_post(fair, stand=make_stand(fair, times=6, capacity=3), index=False).stand
    assert stand is not None
    slots = list(Slot.objects.filter(resource=stand.resource))
    one = make_person("阿依古丽")
    for slot, who in ((slots[3], one), (slots[1], one), (slots[2], make_person("李四"))):
        make_booking(slot, who)
    gone = make_booking(slots[2], make_person("王五"))
    Booking.objects.filter(pk=gone.pk).update(state=Booking.State.CANCELLED)
    return fair


def hall(name: str = "体育馆") -> Place:
    return Place.objects.create(name=translated(name), address=translated("新华南路 2 号"))


def told() -> list[Message]:
    return list(Message.objects.filter(template="fair_changed").order_by("pk"))


def move(fair: Fair, **values: Any) -> None:
    change_fair(fair=Fair.objects.get(pk=fair.pk), values=values, by=COMMAND)


def test_everybody_with_a_booking_to_come_is_told_once_of_the_old_place_and_the_new(fair: Fair) -> None:
    move(fair, place=hall())
    assert len(told()) == 2
    letter = letter_of(told()[0], "zh-hans")
    assert letter is not None
    assert "市人力资源市场" in letter.body
    assert "体育馆" in letter.body
    assert Entry.objects.get(what="fair.change_told").details == {"people": 2}
    slots = {one.expires_at for one in told()}
    assert slots == {one.slot.ends_at for one in told_when_changed(fair)}


def test_another_time_is_told_and_the_next_change_again(fair: Fair) -> None:
    move(fair, starts_at=fair.starts_at + timedelta(hours=1))
    move(fair, place=hall())
    assert len(told()) == 4
    letter = letter_of(told()[-1], "en")
    assert letter is not None
    assert "Where from now on" in letter.body
    assert "Your talk stays at" in letter.body


@pytest.mark.parametrize(
    "values",
    [{"title": translated("另一个名称")}, {"summary": translated("更多")}, {}],
    ids=["title", "summary", "nothing"],
)
def test_what_is_neither_place_nor_time_tells_nobody(fair: Fair, values: dict[str, Any]) -> None:
    move(fair, **values, place=fair.place, starts_at=fair.starts_at + timedelta(seconds=20))
    assert told() == []


@pytest.mark.parametrize("state", [Fair.State.DRAFT])
def test_fair_that_nobody_sees_tells_nobody(fair: Fair, state: str) -> None:
    Fair.objects.update(state=state)
    move(fair, place=hall())
    assert told() == []


def test_bookings_that_are_over_are_not_told(fair: Fair, clock_at: Any) -> None:
    clock_at(fair.starts_at + timedelta(minutes=31))
    Fair.objects.update(state=Fair.State.RUNNING)
    move(fair, place=hall())
    assert len(told()) == 1, "of the first person the later booking is to come still"


def test_what_was_changed_back_is_not_told_any_more(fair: Fair) -> None:
    move(fair, place=hall())
    move(fair, place=fair.place)
    first, *_more, last = told()
    assert letter_of(first, "en") is None
    assert letter_of(last, "en") is not None


def test_letter_of_a_cancelled_booking_says_nothing(fair: Fair) -> None:
    move(fair, place=hall())
    Booking.objects.update(state=Booking.State.CANCELLED)
    assert [letter_of(one, "en") for one in told()] == [None, None]


def drawn_now(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the draw whose list is frozen."""
    draw = draw_of(fair)
    assert draw.source_at is not None
    at = draw.source_at
    monkeypatch.setattr(clock, "now", lambda: at)
    for by in (ONE, TWO):
        engine.read_seed(draw=draw, text=DICE, by=by)
    assert isinstance(engine.hold_draw(draw=draw, by=ONE), Draw)


def wishers() -> list[Message]:
    return list(Message.objects.filter(template="draw_fair_changed").order_by("pk"))


def test_people_whose_wishes_are_open_are_told_until_they_have_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=1, times=1)
    first, second = (entered(fair, posts) for _ in range(2))
    move(fair, place=hall())
    assert [one.about for one in wishers()] == [f"entry:{first.public_id}", f"entry:{second.public_id}"]
    letter = letter_of(wishers()[0], "en")
    assert letter is not None
    assert "体育馆" in letter.body
    assert "Your wishes stay as they are" in letter.body
    assert links.entry_path(first) in letter.body
    assert wishers()[0].expires_at == fair.ends_at
    frozen(fair, monkeypatch)
    move(fair, place=hall("展览馆"))
    assert len(wishers()) == 4
    drawn_now(fair, monkeypatch)
    move(fair, place=hall("文化宫"))
    assert (len(wishers()), len(told())) == (4, 1), "the winner is told of the booking, who won nothing is not told"
    Wish.objects.filter(outcome="won").update(booking=None, unplaced="no_time")
    Booking.objects.all().delete()
    move(fair, place=hall("礼堂"))
    winner = DrawEntry.objects.get(wishes__outcome="won")
    assert [one.about for one in wishers()][4:] == [f"entry:{winner.public_id}"]


def test_wishes_that_were_taken_back_or_called_off_are_not_told() -> None:
    fair, posts = a_fair_drawn(stands=1)
    entry, _other = (entered(fair, posts) for _ in range(2))
    move(fair, place=hall())
    assert number_told_when_changed(Fair.objects.get(pk=fair.pk)) == 2
    engine.drop_entry(entry=entry, by=COMMAND)
    assert [letter_of(one, "en") is None for one in wishers()] == [True, False]
    engine.call_off(draw=draw_of(fair), why="No hall", by=COMMAND)
    assert letter_of(wishers()[1], "en") is None
    assert number_told_when_changed(Fair.objects.get(pk=fair.pk)) == 0


def test_whoever_has_booked_and_wishes_is_told_once(fair: Fair) -> None:
    person = Booking.objects.filter(state=Booking.State.CONFIRMED).order_by("pk")[0].person
    now = clock.now()
    draw = Draw.objects.create(offer=fair.offer, wishes_until=now + timedelta(days=1), created_at=now)
    DrawEntry.objects.create(draw=draw, person=person, created_at=now, changed_at=now)
    move(fair, place=hall())
    assert (len(told()), len(wishers())) == (2, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESK)])
def test_form_says_how_many_would_be_told(
    fair: Fair, client_with: Any, new_page: Any, language: str, size: Any
) -> None:
    client = client_with("office", organisation=fair.organiser, language=language)
    page = new_page(client=client, size=size, language=language)
    page.goto(reverse("fairs:office-fair-edit", args=[fair.slug]))
    said = page.locator(".banner.note")
    assert "2 " in said.inner_text()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"fair-edit-{language}")
    Booking.objects.update(person=None)
    assert "told at once" not in Client().get("/").content.decode()
