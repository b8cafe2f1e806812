"""Freezing the list, reading the seed, drawing: what stops a draw, what comes out, and that it can be held again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from duikou.base.actor import Actor
from duikou.booking import actions, signals
from duikou.booking.actions import drawing, placing
from duikou.booking.actions.draws import call_off_by_two
from duikou.booking.draw import DrawList, Drawn, check, digest, read
from duikou.booking.models import Booking, Draw, DrawFile, SeedReading, Slot, Wish
from duikou.booking.queries import find_faults
from duikou.booking.queries.draws import counts_of_draw
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.actions import decisions
from duikou.directory.models import Account, Area, Decision, Grant, Organisation
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message

from .conftest import NOW, STAFF, Book, City, Clock
from .drawing import DICE, KNOWN_AT, OTHER, ROUND, UNTIL, a_draw, entered, frozen, offer_of, places, seeded
from .test_wishes import reason


def ready(city: City, time: Clock, people: int = 5, **more: int) -> Draw:
    """A draw whose list is frozen and whose seed two have read; everybody wishes for everything."""
    draw = a_draw(city, **more)
    for _ in range(people):
        entered(draw, city.person())
    time.at = UNTIL
    draw = frozen(draw)
    time.at = KNOWN_AT
    return seeded(draw)


def held(draw: Draw) -> Draw:
    answer = actions.hold_draw(draw=draw, by=STAFF)
    assert isinstance(answer, Draw), answer
    return answer


def test_the_frozen_list_holds_codes_alone_and_its_hash_is_in_the_journal(city: City, time: Clock) -> None:
    draw = a_draw(city)
    person = city.person()
    one, two = places(draw)
    entry = entered(draw, person, two, one)
    time.at = UNTIL
    draw = frozen(draw, labels={one.pk: "Hospital"})
    data = bytes(draw.file.frozen)
    listed = read(data)
    assert listed.places == {str(one.pk): 2, str(two.pk): 2}
    assert listed.labels == {str(one.pk): "Hospital", str(two.pk): "A1"}
    assert (listed.cap, listed.source, listed.source_name) == (3, "spoken", ROUND)
    assert [(known.code, known.wishes) for known in listed.entries] == [(entry.code, (str(two.pk), str(one.pk)))]
    assert person.name.encode() not in data
    assert draw.list_sha256 == digest(data)
    noted = Entry.objects.get(what="draw.frozen")
    assert (noted.details["sha256"], noted.details["source_name"]) == (draw.list_sha256, ROUND)


def test_places_that_are_kept_taken_or_withdrawn_are_not_drawn(city: City, time: Clock) -> None:
    draw = a_draw(city, resources=3)
    one, two, three = places(draw)
    entry = entered(draw, city.person(), three, one)
    first, second = Slot.objects.filter(resource=one).order_by("pk")
    Slot.objects.filter(pk=first.pk).update(capacity=5, kept=2)
    Slot.objects.filter(pk=second.pk).update(capacity=1, kept=1)
    Slot.objects.filter(resource=three).update(withdrawn=True)
    time.at = UNTIL
    listed = read(bytes(frozen(draw).file.frozen))
    assert listed.places == {str(one.pk): 3, str(two.pk): 2}
    assert listed.entries[0].wishes == (str(one.pk),)
    assert list(entry.wishes.values_list("outcome", flat=True)) == ["gone", ""]


def test_one_seed_typed_wrongly_by_one_of_two_draws_nothing_and_both_read_again(city: City, time: Clock) -> None:
    draw = a_draw(city)
    time.at = UNTIL
    draw = frozen(draw)
    assert reason(actions.read_seed(draw=draw, text=DICE, by=STAFF)) == Reason.SEED_EARLY
    time.at = KNOWN_AT
    assert reason(actions.read_seed(draw=draw, text="12", by=STAFF)) == Reason.SEED_BAD
    assert isinstance(actions.read_seed(draw=draw, text=DICE, by=STAFF), SeedReading)
    assert reason(actions.hold_draw(draw=draw, by=STAFF)) == Reason.SEED_MISSING
    assert isinstance(actions.read_seed(draw=draw, text=DICE, by=STAFF), SeedReading)  # one person is never two
    assert reason(actions.read_seed(draw=draw, text="2" + DICE[1:], by=OTHER)) == Reason.SEEDS_DIFFER
    assert not SeedReading.objects.exists()
    assert Entry.objects.filter(what="draw.seeds_differ").count() == 1
    (told,) = Message.objects.filter(template="seeds_differ")
    assert told.recipient == str(STAFF), "who read first has turned away; the second was told at once"
    letter = letter_of(told, "en")
    assert letter is not None
    assert ROUND in letter.body
    assert "neither counts" in letter.body
    assert DICE not in letter.body
    assert reason(actions.hold_draw(draw=draw, by=STAFF)) == Reason.SEED_MISSING
    assert seeded(draw, " ".join(DICE)).seed == f"dice:{DICE}"
    assert letter_of(told, "en") is None, "it was read anew"
    assert reason(actions.read_seed(draw=draw, text=DICE, by=OTHER)) == Reason.DRAW_ELSEWHERE


def test_a_reading_is_put_right_by_its_reader_before_the_second_reads(city: City, time: Clock) -> None:
    draw = a_draw(city)
    time.at = UNTIL
    draw = frozen(draw)
    time.at = KNOWN_AT
    actions.read_seed(draw=draw, text="2" + DICE[1:], by=STAFF)
    assert seeded(draw).seed == f"dice:{DICE}"


def test_a_draw_gives_everybody_the_reason_of_each_wish(city: City, time: Clock) -> None:
    draw = held(ready(city, time))
    assert (draw.state, draw.drawn_at) == ("drawn", KNOWN_AT)
    assert draw.settled_at is not None
    won = Wish.objects.filter(outcome="won")
    assert won.count() == 4  # two resources of two times
    for wish in Wish.objects.exclude(outcome="capped"):
        stood, among, left = wish.stood or 0, wish.among or 0, wish.places or 0
        assert (wish.outcome == "won") == (stood <= left)
        assert 1 <= stood <= among <= 5
    result = bytes(DrawFile.objects.get(draw=draw).result)
    assert check(result, sha256=draw.list_sha256).fault == ""
    counts = counts_of_draw(draw)
    assert (counts.entries, counts.wished, counts.won) == (5, 10, 4)


def test_after_the_draw_what_is_left_is_booked_as_people_come(city: City, time: Clock, book: Book) -> None:
    draw = held(ready(city, time, people=1))
    assert offer_of(draw).mode == "first_come"
    free = next(one for one in Slot.objects.filter(offer=draw.offer) if one.taken < one.capacity)
    assert book(free, city.person()).booking.state == "confirmed"


def test_a_draw_held_again_changes_nothing(city: City, time: Clock) -> None:
    draw = held(ready(city, time))
    before = list(Wish.objects.order_by("pk").values())
    told = Message.objects.count()
    time.move(hours=1)
    again = held(draw)
    assert (again.drawn_at, again.settled_at) == (KNOWN_AT, KNOWN_AT)
    assert list(Wish.objects.order_by("pk").values()) == before
    assert Message.objects.count() == told
    assert Entry.objects.filter(what="draw.drawn").count() == 1


def test_a_draw_broken_off_again_and_again_goes_on_where_it_stopped(
    city: City, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that follows from the result is written a row at a time, and whoever holds the draw dies after one step, the
    next after two, and so on."""
    draw = ready(city, time, people=8, times=4)
    for module in (drawing, placing):
        monkeypatch.setattr(module, "PIECE", 1)
    begin, deaths = transaction.atomic, 0
    for steps in range(1, 100):
        left = iter(range(steps))

        def dies(*args: Any, left: Iterator[int] = left, **more: Any) -> Any:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return begin(*args, **more)

        try:
            with monkeypatch.context() as dying:
                dying.setattr(transaction, "atomic", dies)
                done = held(draw)
            break
        except KeyboardInterrupt:
            deaths += 1
    assert deaths > 4
    assert done.settled_at == KNOWN_AT
    assert Wish.objects.filter(outcome="won", booking__isnull=False).count() == 8
    assert Message.objects.filter(template__startswith="draw_").count() == 8
    assert Entry.objects.filter(what="draw.drawn").count() == 1
    assert find_faults() == []


@pytest.mark.parametrize("meanwhile", ["held", "called off"])
def test_what_happens_while_it_is_drawn_counts(
    city: City, time: Clock, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    draw = ready(city, time)
    draw_alone = drawing.drawn

    def slow(listed: DrawList, seed: str) -> Drawn:
        monkeypatch.setattr(drawing, "drawn", draw_alone)
        if meanwhile == "held":
            held(draw)
        else:
            call_off_by_two(draw=draw, why="", by=STAFF)
        return draw_alone(listed, seed)

    monkeypatch.setattr(drawing, "drawn", slow)
    answer = actions.hold_draw(draw=draw, by=OTHER)
    if meanwhile == "held":
        assert isinstance(answer, Draw)
        assert Entry.objects.filter(what="draw.drawn").count() == 1
    else:
        assert reason(answer) == Reason.DRAW_ELSEWHERE
        assert not Wish.objects.exclude(outcome="").exists()


def test_a_changed_list_stops_the_draw(city: City, time: Clock) -> None:
    draw = ready(city, time)
    file = DrawFile.objects.get(draw=draw)
    DrawFile.objects.update(frozen=bytes(file.frozen).replace(b"cap 3", b"cap 4"))
    answer = actions.hold_draw(draw=draw, by=STAFF)
    assert reason(answer) == Reason.LIST_CHANGED
    assert "Nothing was drawn" in str(answer)
    assert Entry.objects.filter(what="draw.stopped").count() == 1
    draw.refresh_from_db()
    assert (draw.state, Wish.objects.exclude(outcome="").count()) == ("frozen", 0)


def test_wishes_that_are_no_more_those_of_the_list_stop_the_draw(city: City, time: Clock) -> None:
    draw = ready(city, time)
    Wish.objects.filter(rank=2).first().delete()  # type: ignore[union-attr]
    assert reason(actions.hold_draw(draw=draw, by=STAFF)) == Reason.LIST_CHANGED


def test_a_draw_without_any_wish_is_held_and_leaves_every_place(city: City, time: Clock) -> None:
    draw = held(ready(city, time, people=0))
    assert (Booking.objects.count(), offer_of(draw).mode) == (0, "first_come")
    assert check(bytes(DrawFile.objects.get(draw=draw).result)).fault == ""


def test_with_more_places_than_people_everybody_gets_their_wishes(city: City, time: Clock) -> None:
    held(ready(city, time, people=2, times=4))
    assert set(Wish.objects.values_list("outcome", flat=True)) == {"won"}


def test_somebody_who_was_erased_before_the_draw_gets_and_hears_nothing(city: City, time: Clock) -> None:
    draw = ready(city, time, people=1)
    entry = draw.entries.get()
    actions.erase_person(person_id=entry.person_id or 0, which="x", by=STAFF)
    Message.objects.all().delete()
    held(draw)
    assert (Booking.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_news_of_a_draw_goes_up_once(city: City, time: Clock) -> None:
    heard: list[int] = []
    draw = ready(city, time)

    def hear(draw_id: int, **_: object) -> None:
        heard.append(draw_id)

    signals.drawn.connect(hear)
    try:
        held(draw)
        held(draw)
    finally:
        signals.drawn.disconnect(hear)
    assert heard == [draw.pk]


def _account(role: str, organisation: Organisation, area: Area | None = None) -> Actor:
    account = Account.objects.create(username=role, created_at=NOW)
    Grant.objects.create(account=account, role=role, organisation=organisation, area=area, granted_at=NOW)
    return Actor("account", str(account.public_id))


def test_a_frozen_draw_is_called_off_by_two(city: City, time: Clock) -> None:
    from duikou.booking.decisions import CALL_OFF, reference

    draw = a_draw(city)
    entered(draw, city.person())
    time.at = UNTIL
    draw = frozen(draw)
    asks, decides = _account("office", city.organisation), _account("approver", city.organisation)
    why = {"why": {"en": "The hall burnt"}}
    asked = decisions.ask(kind=CALL_OFF, about=reference(draw), details=why, organisation=city.organisation, by=asks)
    with pytest.raises(decisions.NotPossible):
        decisions.approve(decision=asked, by=asks)
    assert decisions.approve(decision=asked, by=decides).state == Decision.State.APPROVED
    draw.refresh_from_db()
    assert (draw.state, offer_of(draw).mode) == ("called_off", "first_come")
    assert Message.objects.get(template="draw_called_off").details == {"said": {"en": "The hall burnt"}}
    assert isinstance(actions.hold_draw(draw=draw, by=STAFF), Refusal)


def test_a_decision_to_call_off_lapses_when_the_draw_was_held(city: City, time: Clock) -> None:
    from duikou.booking.decisions import CALL_OFF, reference

    draw = ready(city, time)
    asks, decides = _account("office", city.organisation), _account("approver", city.organisation)
    asked = decisions.ask(
        kind=CALL_OFF, about=reference(draw), details={"why": {}}, organisation=city.organisation, by=asks
    )
    held(draw)
    assert decisions.approve(decision=asked, by=decides).state == Decision.State.LAPSED
