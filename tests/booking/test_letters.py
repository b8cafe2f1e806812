"""The engine's own words to people: complete, in their language, silent when there is nothing left to say."""

from __future__ import annotations

import pytest
from django.core import mail

from duikou.booking import actions
from duikou.booking.letters import RENDERERS
from duikou.directory.actions import keep_person
from duikou.journal.letters import plain_renderers
from duikou.journal.models import Message
from duikou.journal.outbox import deliver_due

from .conftest import PERSON, STAFF, Book, City


@pytest.fixture(autouse=True)
def _own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the better words that rooms above may have."""
    from duikou.journal import letters

    monkeypatch.setattr(letters, "renderers", {})


def subjects() -> list[str]:
    deliver_due()
    return [one.subject for one in mail.outbox]


def test_every_template_of_the_engine_has_words() -> None:
    assert all(plain_renderers.get(template) for template in RENDERERS)


def test_person_is_told_of_everything_in_their_language(city: City, book: Book) -> None:
    first, second, _ = city.slots(city.resource(city.offer()))
    person = keep_person(name="李明", contact="li@example.org", language="zh-hans")
    booking = book(first, person).booking
    assert subjects() == ["预约成功"]
    assert f"预约码：{booking.code[:3]}-{booking.code[3:]}" in mail.outbox[0].body
    actions.rebook(booking, to=second, by=PERSON)
    assert subjects()[1:] == ["您的预约已改期"]
    actions.wait(city.person(), resource=second.resource, slot=second, by=PERSON)
    actions.cancel_offer(first.offer, by=STAFF, why={"zh-hans": "暴雨", "en": "Storm"})
    assert subjects()[2:] == ["您预约的活动已取消", "No place became free"]
    assert Message.objects.filter(state="waiting").count() == 0
    assert any("暴雨" in one.body for one in mail.outbox)


def test_news_that_is_no_longer_true_is_not_sent(city: City, book: Book) -> None:
    booking = book(city.slot(), city.person()).booking
    actions.cancel(booking, by=PERSON)
    assert subjects() == ["Your booking is cancelled"]
    assert Message.objects.get(template="booked").state == "expired"


def test_promotion_and_waiting_are_told(city: City, book: Book) -> None:
    slot = city.slot()
    booking = book(slot, city.person()).booking
    actions.wait(city.person(), resource=slot.resource, slot=slot, by=PERSON)
    assert subjects() == ["Your place is booked", "You are on the waiting list"]
    actions.cancel(booking, by=STAFF)
    assert sorted(subjects()[2:]) == ["A place became free: it is yours now", "Your booking is cancelled"]
