"""The office's fairs, stands, posts and figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking.models import Booking, CheckIn, Offer, Slot
from duikou.directory.models import Organisation
from duikou.fairs import rules
from duikou.fairs.actions import stands
from duikou.fairs.models import Fair, Interview, Post, Stand
from duikou.journal.models import Entry, Message
from tests.fairs import factories

pytestmark = pytest.mark.django_db
SCREENS = ["office-fair", "office-fair-edit", "office-fair-cancel", "office-stands", "office-posts"]


def asked(fair: Fair, **values: Any) -> Stand:
    """A stand asked for by a pending employer."""
    employer = factories.make_employer(state=Organisation.State.PENDING)
    return Stand.objects.create(fair=fair, employer=employer, created_at=clock.now(), **values)


def local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def facts(**values: str) -> dict[str, str]:
    begin = clock.now() + timedelta(days=10)
    return {
        "slug": "autumn-2026",
        "title_zh-hans": "秋季招聘会",
        "title_en": "Autumn fair",
        "starts_at": local(begin),
        "ends_at": local(begin + timedelta(hours=6)),
        "zone_opens_at": "",
        "on_site": "on",
        **values,
    }


@pytest.mark.parametrize("name", SCREENS)
def test_office_when_signed_out_asks_to_sign_in(visitor: Client, name: str) -> None:
    answer = visitor.get(reverse(f"fairs:{name}", args=[factories.make_fair().slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", SCREENS)
def test_office_with_another_role_is_forbidden(door_client: Client, employer_client: Client, name: str) -> None:
    address = reverse(f"fairs:{name}", args=[factories.make_fair().slug])
    assert door_client.get(address).status_code == 403
    assert employer_client.get(address).status_code == 403


@pytest.mark.parametrize("name", SCREENS)
def test_fair_of_another_office_does_not_exist(
    client_with: Callable[..., Client], organisation: Callable[..., Any], name: str
) -> None:
    other = client_with("office", organisation=organisation("邻市", kind="office"))
    assert other.get(reverse(f"fairs:{name}", args=[factories.make_fair().slug])).status_code == 404


@pytest.mark.parametrize("name", SCREENS)
def test_office_screens_work(office_client: Client, name: str) -> None:
    fair = factories.make_fair()
    factories.make_post(fair)
    asked(fair)
    answer = office_client.get(reverse(f"fairs:{name}", args=[fair.slug]))
    assert answer.status_code == 200
    assert str(fair.title) in answer.content.decode()


def test_list_shows_fairs_and_what_is_to_decide(office_client: Client) -> None:
    fair = factories.make_fair()
    asked(fair)
    said = office_client.get(reverse("fairs:office-fairs")).content.decode()
    assert str(fair.title) in said
    assert "1 stand asked for" in said


def test_list_without_fairs_says_what_to_do(office_client: Client) -> None:
    assert "There is no fair yet" in office_client.get(reverse("fairs:office-fairs")).content.decode()


def test_new_fair_is_a_draft_with_its_offer(office_client: Client) -> None:
    factories.make_office()
    answer = office_client.post(reverse("fairs:office-fair-new"), facts())
    fair = Fair.objects.get()
    assert answer.status_code == 302
    assert (fair.state, fair.title["en"], fair.title["zh-hans"]) == ("draft", "Autumn fair", "秋季招聘会")
    assert fair.offer.state == Offer.State.DRAFT
    assert fair.offer.closes_at == fair.ends_at
    assert Entry.objects.filter(what="fair.created").exists()


def test_new_fair_at_a_new_place_keeps_the_place(office_client: Client) -> None:
    factories.make_office()
    names = {"place_name_zh-hans": "体育馆", "place_name_en": "Sports hall", "place_address_zh-hans": "新华路 1 号"}
    office_client.post(reverse("fairs:office-fair-new"), facts(**names))
    fair = Fair.objects.get()
    assert fair.place is not None
    assert (dict(fair.place.name), fair.place.address["zh-hans"]) == (
        {"zh-hans": "体育馆", "en": "Sports hall"},
        "新华路 1 号",
    )
    assert fair.offer.place == fair.place


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"place_address_zh-hans": "新华路 1 号"}, "name beside its address"),
        ({"ends_at": "2026-01-01T09:00"}, "after the beginning"),
        ({"starts_at": "2001-01-01T09:00", "ends_at": "2001-01-01T16:00"}, "in the past"),
        ({"starts_at": "0001-01-01T00:00"}, "Look at the year again"),
        ({"starts_at": "soon"}, "Write a date and a time"),
        ({"slug": "秋 季"}, "only Latin letters"),
        ({"title_zh-hans": ""}, "required"),
        ({"on_site": ""}, "on site, online, or both"),
    ],
)
def test_new_fair_with_bad_facts_says_so_and_keeps_nothing(
    office_client: Client, values: dict[str, str], told: str
) -> None:
    factories.make_office()
    answer = office_client.post(reverse("fairs:office-fair-new"), facts(**values))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Fair.objects.exists()


def test_new_fair_at_an_address_that_is_taken_says_so(office_client: Client) -> None:
    factories.make_fair(slug="autumn-2026")
    answer = office_client.post(reverse("fairs:office-fair-new"), facts())
    assert answer.status_code == 422
    assert "Another fair has this address" in answer.content.decode()


def test_fair_without_an_address_gets_its_day_and_a_number_when_that_is_taken(office_client: Client) -> None:
    factories.make_office()
    begins = timezone.localtime(clock.now()) + timedelta(days=10)
    for _time in range(3):
        office_client.post(reverse("fairs:office-fair-new"), facts(slug=""))
    made = sorted(Fair.objects.values_list("slug", flat=True))
    assert made == [f"fair-{begins:%Y-%m-%d}{more}" for more in ("", "-2", "-3")]


def test_editing_leaves_a_draw_a_draw(office_client: Client) -> None:
    fair = factories.make_fair()
    Offer.objects.update(mode=Offer.Mode.DRAW)
    office_client.post(reverse("fairs:office-fair-edit", args=[fair.slug]), facts())
    assert Offer.objects.get().mode == Offer.Mode.DRAW


def test_change_of_a_fair_reaches_its_offer(office_client: Client) -> None:
    fair = factories.make_fair()
    office_client.post(reverse("fairs:office-fair-edit", args=[fair.slug]), facts())
    fair.refresh_from_db()
    assert fair.title["en"] == "Autumn fair"
    assert Offer.objects.get(pk=fair.offer_id).closes_at == fair.ends_at


@pytest.mark.parametrize(
    ("stands_", "slots", "told"), [(0, 0, "No stand is approved"), (1, 0, "No interview time is offered")]
)
def test_publish_without_stands_or_times_is_refused(office_client: Client, stands_: int, slots: int, told: str) -> None:
    fair = factories.make_fair(state="draft")
    for _nth in range(stands_):
        factories.make_stand(fair, times=slots)
    answer = office_client.post(reverse("fairs:office-fair-step", args=[fair.slug, "published"]), follow=True)
    fair.refresh_from_db()
    assert fair.state == "draft"
    assert told in answer.content.decode()


def test_life_of_a_fair_follows_its_table(office_client: Client) -> None:
    fair = factories.make_fair(state="draft", offer_state="draft")
    booking = factories.make_booking(factories.make_stand(fair, times=1))
    Slot.objects.update(starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now() - timedelta(hours=1))
    for state, offer in (("published", "open"), ("running", "open"), ("closed", "closed")):
        address = reverse("fairs:office-fair-step", args=[fair.slug, state])
        assert office_client.get(address).status_code == 200
        office_client.post(address)
        fair.refresh_from_db()
        assert (fair.state, Offer.objects.get(pk=fair.offer_id).state) == (state, offer)
    booking.refresh_from_db()
    assert booking.attendance == "no_show"


@pytest.mark.parametrize(("state", "to"), [("closed", "running"), ("draft", "closed"), ("cancelled", "published")])
def test_step_that_the_table_does_not_know_is_refused(office_client: Client, state: str, to: str) -> None:
    fair = factories.make_fair(state=state)
    address = reverse("fairs:office-fair-step", args=[fair.slug, to])
    assert "not possible now" in office_client.get(address).content.decode()
    office_client.post(address)
    fair.refresh_from_db()
    assert fair.state == state


def test_step_to_nowhere_is_not_found(office_client: Client) -> None:
    assert office_client.get(f"/office/fairs/{factories.make_fair().slug}/to/heaven").status_code == 404


def booked(fair: Fair) -> Booking:
    """A booking made by the engine itself."""
    from duikou.booking import actions as engine

    stand = factories.make_stand(fair)
    slot = Slot.objects.filter(resource=stand.resource).first()
    assert slot
    answer = engine.claim(engine.Claim(slot.pk, factories.make_person().pk), by=SYSTEM)
    assert isinstance(answer, engine.Confirmed)
    return answer.booking


def test_cancelling_says_how_many_are_told_then_tells_them_and_loses_nothing(office_client: Client) -> None:
    fair = factories.make_fair()
    booking = booked(fair)
    address = reverse("fairs:office-fair-cancel", args=[fair.slug])
    assert "1 person will be told" in office_client.get(address).content.decode()
    office_client.post(address, {"why": "停电"})
    fair.refresh_from_db()
    booking.refresh_from_db()
    assert (fair.state, str(fair.why_cancelled), booking.state) == ("cancelled", "停电", "cancelled")
    assert booking.person_id
    assert Message.objects.filter(template="offer_cancelled").count() == 1
    assert Stand.objects.filter(fair=fair).exists()


def test_cancelling_without_a_reason_is_refused(office_client: Client) -> None:
    fair = factories.make_fair()
    answer = office_client.post(reverse("fairs:office-fair-cancel", args=[fair.slug]), {"why": " "})
    fair.refresh_from_db()
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert fair.state == "published"


def test_approving_a_stand_numbers_it_makes_its_times_and_lets_its_employer_publish(office_client: Client) -> None:
    fair = factories.make_fair()
    stand = asked(fair, tables=2, interview_minutes=30)
    for _twice in range(2):
        office_client.post(reverse("fairs:stand-approve", args=[fair.slug, stand.pk]))
    stand.refresh_from_db()
    assert (stand.state, stand.number, stand.employer.state) == ("approved", 1, "approved")
    assert list(Slot.objects.filter(resource=stand.resource).values_list("capacity", flat=True)) == [2] * 14


def test_declining_a_stand_needs_a_reason_and_keeps_it(office_client: Client) -> None:
    fair = factories.make_fair()
    stand = asked(fair)
    address = reverse("fairs:stand-decline", args=[fair.slug, stand.pk])
    assert office_client.post(address, {"why": ""}).status_code == 422
    office_client.post(address, {"why": "场地已满"})
    stand.refresh_from_db()
    assert (stand.state, stand.why_declined, stand.employer.state) == ("declined", "场地已满", "pending")


def stand_form(stand: Stand, **values: str) -> dict[str, str]:
    return {
        "number": str(stand.number),
        "tables": "1",
        "interview_minutes": "10",
        "break_minutes": "0",
        "on_site": "on",
        "online": "on",
        **values,
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"lunch_from": "12:00"}, "both ends of the lunch"),
        ({"lunch_from": "13:00", "lunch_until": "12:00"}, "both ends of the lunch"),
        ({"kept": "2"}, "No more places can be kept"),
        ({"number": "7"}, "Another stand has this number"),
        ({"interview_minutes": "2"}, "greater than or equal to 3"),
        ({"on_site": "", "online": ""}, "on site, online, or both"),
        ({"meeting_link": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_stand_with_bad_wishes_says_so_and_keeps_its_times(
    office_client: Client, values: dict[str, str], told: str
) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, number=7)
    stand = factories.make_stand(fair)
    before = list(Slot.objects.values_list("pk", "withdrawn"))
    answer = office_client.post(reverse("fairs:office-stand", args=[fair.slug, stand.pk]), stand_form(stand, **values))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert list(Slot.objects.values_list("pk", "withdrawn")) == before


def test_longer_interviews_leave_a_booked_time_and_say_so(office_client: Client) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair, times=0)
    stands.make_slots(stand=stand, by=SYSTEM)
    slot = Slot.objects.filter(resource=stand.resource)[1]
    factories.make_booking(slot)
    answer = office_client.post(
        reverse("fairs:office-stand", args=[fair.slug, stand.pk]),
        stand_form(stand, interview_minutes="25", kept="1"),
        follow=True,
    )
    slot.refresh_from_db()
    live = list(Slot.objects.filter(resource=stand.resource, withdrawn=False))
    assert "1 time stays as it was" in answer.content.decode()
    assert not slot.withdrawn
    assert slot in live
    for earlier, later in itertools.pairwise(live):
        assert earlier.ends_at <= later.starts_at
    assert {one.kept for one in live if one != slot} == {1}


def test_same_wishes_again_change_no_time() -> None:
    stand = factories.make_stand(factories.make_fair(), times=0)
    first = stands.make_slots(stand=stand, by=SYSTEM)
    again = stands.make_slots(stand=stand, by=SYSTEM)
    assert first.new > 0
    assert (again.new, again.gone, again.stayed) == (0, 0, ())


def test_fewer_tables_than_bookings_keep_the_booked_places() -> None:
    stand = factories.make_stand(factories.make_fair(), times=0, tables=2)
    stands.make_slots(stand=stand, by=SYSTEM)
    slot = Slot.objects.filter(resource=stand.resource)[0]
    for name in ("甲", "乙"):
        slot.refresh_from_db()
        factories.make_booking(slot, factories.make_person(name))
    made = stands.change_stand(stand=stand, values={"tables": 1}, by=SYSTEM)
    slot.refresh_from_db()
    assert made
    assert made.stayed == (slot,)
    assert slot.capacity == 2
    assert set(Slot.objects.exclude(pk=slot.pk).values_list("capacity", flat=True)) == {1}


def test_posts_list_says_what_each_still_lacks(office_client: Client) -> None:
    fair = factories.make_fair()
    factories.make_post(fair, state=Post.State.DRAFT, workplace="", pay_text="", pay_min=None, pay_max=None)
    said = office_client.get(reverse("fairs:office-posts", args=[fair.slug]) + "?state=draft").content.decode()
    assert "Place of work, Pay" in said


def talked(stand: Stand, outcome: str) -> None:
    """Somebody came, talked, and this came of it."""
    booking = factories.make_booking(stand, attendance="arrived")
    now = clock.now()
    CheckIn.objects.create(booking=booking, at=now, by="test", method="scan")
    Interview.objects.create(
        booking=booking, fair=stand.fair, stand=stand, started_at=now, ended_at=now, outcome=outcome, outcome_at=now
    )


def test_dashboard_counts_and_hides_small_counts_about_people(office_client: Client) -> None:
    fair = factories.make_fair(state="running")
    large, small = (factories.make_stand(fair, times=1, capacity=30) for _two in range(2))
    for outcome, stand, people in (
        ("interested", large, 7),
        ("interested", small, 2),
        ("hired", large, 9),
        ("hired", small, 9),
    ):
        for _nth in range(people):
            talked(stand, outcome)
    answer = office_client.get(reverse("fairs:office-fair", args=[fair.slug]))
    outcomes = answer.context["outcomes"]
    assert outcomes["totals"] == [9, 0, 0, 18, 0, 27]
    counts = {stand.pk: row for stand, row in outcomes["rows"]}
    assert counts[small.pk][0] is None
    assert counts[large.pk][0] is None, "9 less 7 would tell the 2"
    assert "not shown" in answer.content.decode()
    assert {figure.key: value for figure, value in answer.context["figures"]}["talks"] == 27


def test_dashboard_with_too_few_talks_says_so_instead_of_a_table_of_gaps(office_client: Client) -> None:
    fair = factories.make_fair(state="running")
    for stand in (factories.make_stand(fair), factories.make_stand(fair)):
        talked(stand, "hired")
    said = office_client.get(reverse("fairs:office-fair", args=[fair.slug])).content.decode()
    assert "Too few talks so far" in said


def test_dashboard_of_one_employer_has_no_breakdown(office_client: Client) -> None:
    fair = factories.make_fair(state="running")
    talked(factories.make_stand(fair), "hired")
    answer = office_client.get(reverse("fairs:office-fair", args=[fair.slug]))
    assert answer.context["outcomes"] is None


def test_dashboard_shows_every_row_in_which_a_count_is_hidden(office_client: Client) -> None:
    """Were the idle employer's row left out, the one hidden count of its column would follow from the sum."""
    fair = factories.make_fair(state="running")
    busy = factories.make_stand(fair, times=1, capacity=20)
    for outcome, people in (("hired", 3), ("not_now", 9)):
        for _nth in range(people):
            talked(busy, outcome)
    idle = factories.make_stand(fair)
    outcomes = office_client.get(reverse("fairs:office-fair", args=[fair.slug])).context["outcomes"]
    rows = dict(outcomes["rows"])
    assert rows[busy][3] is None
    assert rows[idle][3] is None


def test_dashboard_charts_have_their_numbers_in_a_table(office_client: Client) -> None:
    fair = factories.make_fair(state="running")
    talked(factories.make_stand(fair), "hired")
    answer = office_client.get(reverse("fairs:office-fair", args=[fair.slug]))
    said = answer.content.decode()
    assert len(answer.context["charts"]) == 4
    assert said.count('role="img"') == said.count("The same as a table") == 4
    assert " style=" not in said


@pytest.mark.parametrize("name", ["office-fair", "office-stands", "office-posts", "office-fairs"])
def test_office_asks_as_many_queries_for_three_as_for_one(
    office_client: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fair = factories.make_fair(state="running")

    def one_more() -> None:
        post = factories.make_post(fair, state=Post.State.DRAFT)
        assert post.stand
        talked(post.stand, "interested")
        asked(fair)

    address = reverse(f"fairs:{name}", args=[] if name == "office-fairs" else [fair.slug])
    one_more()
    with CaptureQueriesContext(connection) as one:
        assert office_client.get(address).status_code == 200
    one_more()
    one_more()
    with django_assert_num_queries(len(one)):
        office_client.get(address)


def test_employers_with_posts_but_no_stand_are_given_one(office_client: Client) -> None:
    fair = factories.make_fair()
    employer = factories.make_employer()
    now = clock.now()
    post = Post.objects.create(
        fair=fair, employer=employer, key="imported", title="会计", created_at=now, changed_at=now
    )
    address = reverse("fairs:office-stands", args=[fair.slug])
    assert "1 employer has posts here but no stand" in office_client.get(address).content.decode()
    wishes = {"tables": "2", "interview_minutes": "15", "on_site": "on"}
    for _twice in range(2):
        office_client.post(reverse("fairs:stand-give", args=[fair.slug]), wishes)
    stand = Stand.objects.get()
    post.refresh_from_db()
    assert (stand.employer, stand.state, stand.tables) == (employer, "approved", 2)
    assert post.stand == stand
    assert Slot.objects.filter(resource=stand.resource).count() == 28


@pytest.mark.parametrize("wishes", [{}, {"tables": "1", "interview_minutes": "999", "on_site": "on"}])
def test_stands_with_bad_wishes_are_not_given(office_client: Client, wishes: dict[str, str]) -> None:
    fair = factories.make_fair()
    Post.objects.create(
        fair=fair,
        employer=factories.make_employer(),
        key="k",
        title="t",
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    answer = office_client.post(reverse("fairs:stand-give", args=[fair.slug]), wishes, follow=True)
    assert "do not fit" in answer.content.decode()
    assert not Stand.objects.exists()


def test_all_times_are_made_anew_when_the_hours_change(office_client: Client) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair, times=0)
    stands.make_slots(stand=stand, by=SYSTEM)
    begin = clock.now() + timedelta(days=20)
    answer = office_client.post(
        reverse("fairs:office-fair-edit", args=[fair.slug]),
        facts(starts_at=local(begin), ends_at=local(begin + timedelta(hours=1))),
        follow=True,
    )
    assert "Interview times stay as they were" in answer.content.decode()
    office_client.post(reverse("fairs:stand-times", args=[fair.slug]))
    live = Slot.objects.filter(resource=stand.resource, withdrawn=False)
    assert live.count() == 6
    fair.refresh_from_db()
    assert live.earliest("starts_at").starts_at == fair.starts_at


@pytest.mark.parametrize("name", ["stand-times", "stand-give"])
def test_stands_in_bulk_are_the_offices_alone(door_client: Client, name: str) -> None:
    assert door_client.post(reverse(f"fairs:{name}", args=[factories.make_fair().slug])).status_code == 403


def test_number_taken_meanwhile_is_refused() -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, number=7)
    stand = factories.make_stand(fair)
    with pytest.raises(rules.Refused):
        stands.change_stand(stand=stand, values={"number": 7}, by=SYSTEM)
