"""Orders that those at a resource name in a ranked draw: when, for whom, and that the list holds them unchanged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from duikou.booking import actions
from duikou.booking.draw import check, read
from duikou.booking.models import Draw, DrawEntry, Resource, Wish
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.erasure import erase_people
from duikou.journal.models import Entry

from .conftest import STAFF, City, Clock
from .drawing import UNTIL, a_draw, entered, frozen, places, seeded, wish
from .test_drawing import held
from .test_wishes import reason

ORDERS_UNTIL = UNTIL + timedelta(days=1)


def a_ranked_draw(city: City, **more: Any) -> Draw:
    return a_draw(city, **{"ranks_until": ORDERS_UNTIL, **more})


def order(draw: Draw, resource: Resource, *entries: DrawEntry) -> int | Refusal:
    return actions.name_order(draw=draw, resource=resource, codes=[one.code for one in entries], by=STAFF)


def named(resource: Resource) -> list[str]:
    rows = Wish.objects.filter(resource=resource, named__isnull=False).order_by("named")
    return list(rows.values_list("entry__code", flat=True))


def freeze_late(draw: Draw, time: Clock) -> Draw:
    time.at = ORDERS_UNTIL
    return frozen(draw, source_at=ORDERS_UNTIL + timedelta(hours=1))


def test_named_order_stands_in_the_frozen_list_and_decides(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city, resources=1, times=2)
    (one,) = places(draw)
    entries = [entered(draw, city.person()) for _ in range(6)]
    time.at = UNTIL
    assert order(draw, one, entries[4], entries[2], entries[0]) == 3
    draw = freeze_late(draw, time)
    assert read(bytes(draw.file.frozen)).ranks == {str(one.pk): (entries[4].code, entries[2].code, entries[0].code)}
    time.move(hours=2)
    draw = held(seeded(draw))
    won = Wish.objects.filter(outcome="won").order_by("stood").values_list("entry", flat=True)
    assert list(won) == [entries[4].pk, entries[2].pk]
    lost = Wish.objects.get(entry=entries[0])
    assert (lost.outcome, lost.stood, lost.among, lost.places) == ("full", 3, 6, 2)
    assert check(bytes(Draw.objects.get().file.result), sha256=draw.list_sha256).fault == ""


def test_order_is_changed_kept_and_counted_once_in_the_journal(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)
    one, two = places(draw)
    first, second, third = (entered(draw, city.person()) for _ in range(3))
    time.at = UNTIL
    order(draw, one, first, second)
    order(draw, two, third)
    order(draw, one, second, third, first)
    order(draw, one, second, third, first)
    assert named(one) == [second.code, third.code, first.code]
    assert named(two) == [third.code]
    assert order(draw, two) == 0
    assert named(two) == []
    noted = Entry.objects.filter(what="draw.order_named").order_by("pk")
    assert [said["named"] for said in noted.values_list("details", flat=True)] == [2, 1, 3, 0]
    assert not any(one.code in repr(list(noted.values())) for one in (first, second, third))


@pytest.mark.parametrize(
    ("minutes", "why"),
    [(-1, Reason.RANKS_EARLY), (24 * 60, Reason.RANKS_OVER), (24 * 60 + 1, Reason.RANKS_OVER)],
)
def test_orders_are_taken_between_wishes_and_freeze_alone(city: City, time: Clock, minutes: int, why: Reason) -> None:
    draw = a_ranked_draw(city)
    entry = entered(draw, city.person())
    time.at = UNTIL + timedelta(minutes=minutes)
    assert reason(order(draw, places(draw)[0], entry)) == why
    assert named(places(draw)[0]) == []


def test_order_after_the_freeze_is_refused_and_changes_nothing(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)
    entries = [entered(draw, city.person()) for _ in range(2)]
    time.at = UNTIL
    order(draw, places(draw)[0], entries[0])
    freeze_late(draw, time)
    time.at = UNTIL  # a clock that differs
    assert reason(order(draw, places(draw)[0], *entries)) == Reason.RANKS_OVER
    assert named(places(draw)[0]) == [entries[0].code]


def test_order_is_named_in_no_other_draw_and_for_nobody_else(city: City, time: Clock) -> None:
    plain = a_draw(city)
    draw = a_ranked_draw(city)
    one, two = places(draw)
    entry, other = entered(draw, city.person(), one), entered(draw, city.person(), two)
    elsewhere = entered(plain, city.person())
    time.at = UNTIL
    assert reason(order(plain, places(plain)[0], elsewhere)) == Reason.NOT_RANKED
    for wrong in ([other], [elsewhere], [entry, entry], [entry, other]):
        assert reason(order(draw, one, *wrong)) == Reason.RANK_GONE
    with pytest.raises(Resource.DoesNotExist):
        order(draw, places(plain)[0], elsewhere)
    assert not Wish.objects.filter(named__isnull=False).exists()


def test_list_is_frozen_only_after_the_orders(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)
    time.at = ORDERS_UNTIL - timedelta(minutes=1)
    answer = actions.freeze(
        draw=draw, source="spoken", source_name="dice", source_at=ORDERS_UNTIL + timedelta(hours=1), by=STAFF
    )
    assert reason(answer) == Reason.RANKS_RUN
    freeze_late(draw, time)


def test_rule_stays_once_somebody_has_wished(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)

    def plan(**more: Any) -> Draw | Refusal:
        values = {"wishes_until": UNTIL, "wishes_max": 3, "ranks_until": ORDERS_UNTIL, **more}
        return actions.plan_draw(offer=draw.offer, by=STAFF, **values)

    assert isinstance(plan(ranks_until=None), Draw)
    assert isinstance(plan(), Draw)
    entered(draw, city.person())
    for changed in (None, ORDERS_UNTIL + timedelta(hours=1)):
        assert reason(plan(ranks_until=changed)) == Reason.RULE_STANDS
    assert isinstance(plan(wishes_until=UNTIL + timedelta(hours=1)), Draw)
    time.at = UNTIL + timedelta(hours=1)
    assert reason(plan(wishes_until=UNTIL + timedelta(hours=2))) == Reason.DEADLINE_STANDS
    assert Draw.objects.get().ranks_until == ORDERS_UNTIL


def test_whoever_kept_to_the_end_of_wishes_has_kept_to_the_end(city: City, time: Clock) -> None:
    """Without orders, too: once wishes are closed the office cannot take some more of them, for whom it likes."""
    draw = a_draw(city)

    def plan(**more: Any) -> Draw | Refusal:
        values = {"wishes_until": UNTIL + timedelta(hours=2), "wishes_max": 3, **more}
        return actions.plan_draw(offer=draw.offer, by=STAFF, **values)

    time.at = UNTIL
    assert isinstance(plan(), Draw), "nobody has kept to anything"
    entered(draw, city.person())
    assert isinstance(plan(wishes_until=UNTIL + timedelta(hours=3)), Draw), "announced while wishes are taken"
    time.at = UNTIL + timedelta(hours=3)
    before = Draw.objects.values().get()
    for more in ({}, {"wishes_max": 9}, {"conditions": "Others"}):
        refused = plan(wishes_until=UNTIL + timedelta(hours=4), **more)
        assert isinstance(refused, Refusal)
        assert refused.reason == Reason.DEADLINE_STANDS
        assert "call the draw off" in str(refused.message)
    assert Draw.objects.values().get() == before
    assert reason(wish(draw, city.person())) == Reason.WISHES_OVER


def test_orders_end_after_wishes_and_before_the_first_time(city: City) -> None:
    offer = city.offer()
    city.slots(city.resource(offer), 1)
    for wrong in (UNTIL, UNTIL - timedelta(hours=1), offer.closes_at):
        answer = actions.plan_draw(offer=offer, wishes_until=UNTIL, wishes_max=3, ranks_until=wrong, by=STAFF)
        assert reason(answer) == Reason.DRAW_PAST


def test_whoever_is_erased_or_taken_out_leaves_the_order_of_the_others(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)
    one, two = places(draw)
    entries = [entered(draw, city.person()) for _ in range(4)]
    time.at = UNTIL
    order(draw, one, *entries)
    order(draw, two, *entries)
    actions.unname(draw=draw, person_id=entries[1].person_id or 0, resources=[one.pk])
    erase_people([entries[0].person_id or 0])
    assert order(draw, two, entries[3], entries[2]) == 2
    listed = read(bytes(freeze_late(draw, time).file.frozen))
    assert listed.ranks == {
        str(one.pk): (entries[2].code, entries[3].code),
        str(two.pk): (entries[3].code, entries[2].code),
    }
    actions.unname(draw=draw, person_id=entries[2].person_id or 0, resources=[one.pk])
    assert entries[2].code in named(one), "a frozen order is not changed"


def test_order_changed_behind_the_list_stops_the_draw(city: City, time: Clock) -> None:
    draw = a_ranked_draw(city)
    entries = [entered(draw, city.person()) for _ in range(3)]
    time.at = UNTIL
    order(draw, places(draw)[0], entries[0])
    draw = freeze_late(draw, time)
    time.move(hours=2)
    draw = seeded(draw)
    Wish.objects.filter(named__isnull=False).update(named=None)
    assert reason(actions.hold_draw(draw=draw, by=STAFF)) == Reason.LIST_CHANGED


def test_database_keeps_one_in_each_place_of_an_order_and_orders_until_a_moment(city: City) -> None:
    draw = a_ranked_draw(city)
    entered(draw, city.person(), places(draw)[0])
    entered(draw, city.person(), places(draw)[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.update(named=1)
    for wrong in ({"ranks_until": None}, {"ranks_until": UNTIL}, {"ranked": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.update(**wrong)
