"""Who got a talk, by way of access: each once, by the way they asked first; small counts hidden, sums as well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as some

from duikou.base import clock
from duikou.base.small_numbers import hidden_with_sums
from duikou.booking.models import Draw, DrawEntry, Ticket, WaitingEntry
from duikou.booking.privacy import let_go
from duikou.fairs.actions.shares import count_shares
from duikou.fairs.models import Fair, FairShare, Interview, Stand
from duikou.fairs.queries.shares import asked_at
from duikou.fairs.shares import Asked, Row, shares
from tests.fairs import factories


@pytest.fixture
def fair(db: None) -> Fair:
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(hours=2))


@pytest.fixture
def stand(fair: Fair) -> Stand:
    return factories.make_stand(fair, times=20, capacity=40)


def booked(stand: Stand, channel: str = "web", *, talked: bool = False, **values: Any) -> Any:
    """A booking of somebody new, unless told otherwise."""
    booking = factories.make_booking(stand, channel=channel, attendance="arrived" if talked else "expected", **values)
    started_at = clock.now() if talked else None
    Interview.objects.create(booking=booking, fair=stand.fair, stand=stand, started_at=started_at)
    return booking


def waits(stand: Stand, person: Any, **values: Any) -> WaitingEntry:
    return WaitingEntry.objects.create(
        offer=stand.fair.offer, resource=stand.resource, person=person, created_at=clock.now(), **values
    )


def counts(fair: Fair) -> dict[str, tuple[int, int, int]]:
    """The ways in which somebody asked."""
    found = asked_at(fair).items()
    return {str(way): (one.asked, one.placed, one.talked) for way, one in found if one.asked}


def test_each_way_is_counted_apart(stand: Stand) -> None:
    booked(stand, talked=True)
    booked(stand, "staff")
    booked(stand, "walk_in", talked=True)
    booked(stand, "invited", state="cancelled")
    assert counts(stand.fair) == {"web": (1, 1, 1), "staff": (1, 1, 0), "walk_in": (1, 1, 1), "invited": (1, 0, 0)}


def test_somebody_with_many_bookings_counts_once_by_the_way_they_first_asked(stand: Stand) -> None:
    person = factories.make_person()
    booked(stand, "walk_in", person=person, talked=True)
    other = factories.make_stand(stand.fair)
    early = clock.now() - timedelta(days=1)
    booking = booked(other, "staff", person=person)
    type(booking).objects.filter(pk=booking.pk).update(created_at=early)
    assert counts(stand.fair) == {"staff": (1, 1, 1)}


def test_who_waited_or_wished_in_vain_has_asked(stand: Stand) -> None:
    waits(stand, factories.make_person())
    draw = Draw.objects.create(offer=stand.fair.offer, wishes_until=clock.now(), created_at=clock.now())
    for channel in ("web", "staff"):
        DrawEntry.objects.create(
            draw=draw, person=factories.make_person(), channel=channel, created_at=clock.now(), changed_at=clock.now()
        )
    assert counts(stand.fair) == {"web": (2, 0, 0), "staff": (1, 0, 0)}


def test_place_from_a_draw_counts_by_the_way_of_the_wish(stand: Stand) -> None:
    person = factories.make_person()
    draw = Draw.objects.create(offer=stand.fair.offer, wishes_until=clock.now(), created_at=clock.now())
    early = clock.now() - timedelta(days=3)
    DrawEntry.objects.create(draw=draw, person=person, channel="staff", created_at=early, changed_at=early)
    booked(stand, "draw", person=person, talked=True)
    assert counts(stand.fair) == {"staff": (1, 1, 1)}


def test_number_taken_at_the_door_without_a_place_has_asked(stand: Stand) -> None:
    now = clock.now()
    for number, due_at in ((1, None), (2, now)):
        Ticket.objects.create(
            offer=stand.fair.offer, day=now.date(), series="A", number=number, due_at=due_at, taken_at=now
        )
    assert counts(stand.fair) == {"walk_in": (1, 0, 0)}


def test_counting_asks_as_many_queries_for_three_as_for_one(stand: Stand, django_assert_num_queries: Any) -> None:
    for _one in range(3):
        booked(stand)
        with django_assert_num_queries(5):
            asked_at(stand.fair)


def end(fair: Fair, ago: timedelta) -> None:
    """Let the fair and its times have ended so long ago."""
    at = clock.now() - ago
    for nth, slot in enumerate(fair.offer.slots.order_by("-starts_at")):
        slot.starts_at, slot.ends_at = at - timedelta(minutes=10 * (nth + 1)), at - timedelta(minutes=10 * nth)
        slot.save()
    fair.offer.closes_at = at
    fair.offer.opens_at = at - timedelta(days=3)
    fair.offer.save()
    Fair.objects.filter(pk=fair.pk).update(starts_at=at - timedelta(hours=7), ends_at=at, state="closed")
    fair.refresh_from_db()


def test_counts_are_kept_until_people_leave_and_then_stay(stand: Stand) -> None:
    fair = stand.fair
    for _one in range(3):
        booked(stand, talked=True)
    assert count_shares() == 0
    end(fair, timedelta(hours=1))
    assert count_shares() == 1
    booked(stand, "staff")
    assert count_shares() == 1, "a check-in made offline came later"
    kept = list(FairShare.objects.order_by("way").values_list("way", "asked", "placed", "talked"))
    end(fair, timedelta(days=40))
    assert let_go() > 0
    assert count_shares() == 0
    assert list(FairShare.objects.order_by("way").values_list("way", "asked", "placed", "talked")) == kept
    assert ("web", 3, 3, 3) in kept
    assert ("staff", 1, 1, 0) in kept


def test_more_places_than_people_who_asked_are_refused_by_the_database(fair: Fair) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FairShare.objects.create(fair=fair, way="web", asked=1, placed=2, talked=0, counted_at=clock.now())


# What may be shown


def test_large_counts_are_shown_with_their_share() -> None:
    found = shares({"web": Asked(40, 30, 20), "staff": Asked(20, 10, 5)})
    assert found.rows == {"web": Row(40, 20, 10, 10), "staff": Row(20, 5, 5, 10)}
    assert found.together == Row(60, 25, 15, 20)
    assert (found.rows["web"].per_cent, found.together.per_cent) == (75, 67)


def test_few_who_asked_are_no_table() -> None:
    assert shares({"web": Asked(4, 4, 4)}).together is None


def test_one_way_alone_hides_its_sums_with_its_small_count() -> None:
    found = shares({"web": Asked(50, 48, 40)})
    (row,) = found.rows.values()
    assert row.nothing is None
    assert row.per_cent is None
    assert [row.talked, row.placed_only].count(None) == 1


Table = list[list[int]]


def fillings(table: Table, hidden: set[tuple[int, int]]) -> list[Table]:
    """Every table of such counts that looks the same where it is shown, sums included."""
    whole = sum(map(sum, table))
    cells = [(i, j) for i in range(len(table)) for j in range(len(table[0]))]
    choices = [range(whole + 1) if cell in hidden else (table[cell[0]][cell[1]],) for cell in cells]
    found = []
    for way in product(*choices):
        if sum(way) != whole:
            continue
        made = [list(way[i * len(table[0]) : (i + 1) * len(table[0])]) for i in range(len(table))]
        rows = all((i, len(row)) in hidden or sum(made[i]) == sum(row) for i, row in enumerate(table))
        columns = all(
            (len(table), j) in hidden or sum(row[j] for row in made) == sum(row[j] for row in table)
            for j in range(len(table[0]))
        )
        if rows and columns:
            found.append(made)
    return found


@settings(max_examples=40, deadline=None)
@given(some.lists(some.lists(some.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=2))
def test_no_small_count_follows_from_anything_shown(table: Table) -> None:
    """With k = 3, so that every way to fill the gaps can be tried."""
    if sum(map(sum, table)) < 3:
        return
    hidden = hidden_with_sums(table, k=3)
    ways = fillings(table, hidden)
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            if 0 < count < 3:
                assert len({way[i][j] for way in ways}) > 1


def test_hiding_the_small_count_alone_would_betray_it() -> None:
    """The control: its row's sum less the others tells it."""
    assert len(fillings([[2, 9, 9]], {(0, 0)})) == 1
    assert len(fillings([[2, 4, 4]], hidden_with_sums([[2, 4, 4]], k=3))) > 1


# The page


def address(fair: Fair) -> str:
    return reverse("fairs:office-shares", args=[fair.slug])


def test_office_sees_who_got_a_talk_and_takes_it_home(office_client: Client, stand: Stand) -> None:
    for channel, number, talked in (("web", 8, True), ("web", 7, False), ("staff", 9, True), ("staff", 6, False)):
        for _one in range(number):
            booked(stand, channel, talked=talked)
    for _one in range(5):
        waits(stand, factories.make_person())
        booked(stand, "staff", state="cancelled")
    page = office_client.get(address(stand.fair)).content.decode()
    assert "With the help of staff" in page
    assert "75 %" in page
    sent = office_client.get(reverse("fairs:office-export", args=[stand.fair.slug, "shares", "csv"])).content.decode()
    assert "With the help of staff,20,9,6,5,75" in sent
    assert "All together,40,17,13,10,75" in sent
    xlsx = office_client.get(reverse("fairs:office-export", args=[stand.fair.slug, "shares", "xlsx"]))
    assert xlsx.status_code == 200


def test_draws_and_first_come_stand_side_by_side(office_client: Client, stand: Stand) -> None:
    now = clock.now()
    drawn = factories.make_fair(state="closed", title="示例摇号招聘会")
    elsewhere = factories.make_fair(state="closed", title="别的局的招聘会", organiser=factories.make_office("别的局"))
    Draw.objects.create(
        offer=drawn.offer, wishes_until=now, created_at=now, state="drawn", seed="x", list_sha256="a" * 64
    )
    for one in (drawn, elsewhere, stand.fair):
        FairShare.objects.create(fair=one, way="web", asked=20, placed=10, talked=5, counted_at=now)
    page = office_client.get(address(stand.fair))
    shown = [(fair.pk, str(mode), row.per_cent) for fair, mode, row in page.context["side_by_side"]]
    assert shown == [(drawn.pk, "Draw", 50), (stand.fair.pk, "First come, first served", 50)]
    assert "别的局的招聘会" not in page.content.decode()


def test_fair_that_was_not_counted_in_time_says_so(office_client: Client, stand: Stand) -> None:
    booked(stand)
    end(stand.fair, timedelta(days=2))
    assert "was not counted" in office_client.get(address(stand.fair)).content.decode()


def test_few_who_asked_are_not_shown(office_client: Client, stand: Stand) -> None:
    booked(stand)
    assert "Fewer than five people" in office_client.get(address(stand.fair)).content.decode()


def test_shares_of_another_offices_fair_do_not_exist(client_with: Callable[..., Client], stand: Stand) -> None:
    other = client_with("office", organisation=factories.make_office("示例：别的局"))
    assert other.get(address(stand.fair)).status_code == 404


@pytest.mark.parametrize("role", ["door", "employer"])
def test_other_roles_do_not_see_shares(client_with: Callable[..., Client], stand: Stand, role: str) -> None:
    other = client_with(role, organisation=stand.employer if role == "employer" else stand.fair.organiser)
    assert other.get(address(stand.fair)).status_code == 403
