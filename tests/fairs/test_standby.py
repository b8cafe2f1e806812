"""A place that nobody came for, at a fair: held out where the employer is, taken by link, on paper or at the door; a
number's talk has an outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Booking, Chance, Ticket, WaitingEntry
from duikou.fairs import links
from duikou.fairs.actions import calling, numbers, standby
from duikou.fairs.actions.interviews import wait_about
from duikou.fairs.models import Fair, Interview, Stand
from duikou.journal.letters import renderers
from duikou.journal.models import Message
from tests.fairs import factories
from tests.fairs.test_table import arrive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client: Client, door_client: Client, employer_client: Client) -> None:
    for one in (client, door_client, employer_client):
        one.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def fair() -> Fair:
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=6), title="示例招聘会")


@pytest.fixture
def stand(fair: Fair, employer_client: Any) -> Stand:
    made = factories.make_stand(fair, employer_client.organisation, times=1, interview_minutes=20)
    Stand.objects.filter(pk=made.pk).update(here_at=clock.now())
    return made


@pytest.fixture
def missed(stand: Stand) -> Booking:
    """The booking of somebody who has not come, six minutes after its time."""
    return factories.make_booking(stand)


@pytest.fixture
def ticket(fair: Fair, stand: Stand, missed: Booking) -> Ticket:
    answer = numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
    assert isinstance(answer, Ticket)
    return answer


@pytest.fixture
def chance(ticket: Ticket) -> Chance:
    assert standby.hold_out_places() == 1
    return Chance.objects.get()


def test_worker_holds_places_out_once(ticket: Ticket) -> None:
    assert standby.hold_out_places() == 1
    assert standby.hold_out_places() == 0


def test_nothing_is_held_out_where_no_employer_is(ticket: Ticket, stand: Stand) -> None:
    Stand.objects.filter(pk=stand.pk).update(here_at=None)
    assert standby.hold_out_places() == 0


def test_page_of_a_chance_changes_nothing_by_looking_and_takes_it_by_a_tap(client: Client, chance: Chance) -> None:
    path = links.chance_path(chance)
    seen = client.get(path).content.decode()
    assert "I am going there now" in seen
    assert Booking.objects.filter(channel="standby").count() == 0
    said = client.post(path, {"do": "take"}, follow=True).content.decode()
    assert "The place is yours" in said
    again = client.post(path, {"do": "take"}, follow=True).content.decode()
    assert "The place is yours" in again
    booking = Booking.objects.get(channel="standby")
    assert Interview.objects.get(booking=booking).stand.resource_id == booking.slot.resource_id


def test_chance_is_declined_by_a_tap(client: Client, chance: Chance) -> None:
    said = client.post(links.chance_path(chance), {"do": "decline"}, follow=True).content.decode()
    assert "You have let it go" in said
    chance.refresh_from_db()
    assert chance.state == "declined"


@pytest.mark.parametrize("wanted", ["", "both"])
def test_unknown_button_changes_nothing(client: Client, chance: Chance, wanted: str) -> None:
    said = client.post(links.chance_path(chance), {"do": wanted}, follow=True).content.decode()
    assert "This step does not exist" in said
    chance.refresh_from_db()
    assert chance.state == "open"


def test_chance_that_is_over_says_what_to_do(client: Client, chance: Chance) -> None:
    Chance.objects.filter(pk=chance.pk).update(until=clock.now() - timedelta(seconds=1))
    said = client.post(links.chance_path(chance), {"do": "take"}, follow=True).content.decode()
    assert "look at the board" in said
    assert Booking.objects.filter(channel="standby").count() == 0


def test_forged_link_leads_nowhere(client: Client, chance: Chance) -> None:
    assert client.get("/c/AAAA.BBBB/").status_code == 404
    path = links.chance_path(chance)
    chance.delete()
    assert client.get(path).status_code == 410


def test_number_says_what_is_held_out_to_it(client: Client, chance: Chance, ticket: Ticket) -> None:
    assert links.chance_path(chance) in client.get(own_links.number_path(ticket)).content.decode()


def test_place_on_the_waiting_list_says_what_is_held_out_and_the_talk_is_about_its_post(
    client: Client, fair: Fair, stand: Stand, missed: Booking
) -> None:
    person, post = factories.make_person("王五"), factories.make_post(fair, stand=stand)
    now = clock.now()
    entry = WaitingEntry.objects.create(
        offer=fair.offer, resource=stand.resource, person=person, state="expired", created_at=now
    )
    wait_about(entry=entry, post_id=post.pk, key="k")
    assert standby.hold_out_places() == 0  # not here
    other = factories.make_stand(fair, factories.make_employer("示例：别的"), times=6)
    arrive(other, 5, person.name, person=person)
    assert standby.hold_out_places() == 1
    chance = Chance.objects.get()
    assert links.chance_path(chance) in client.get(own_links.waiting_path(entry)).content.decode()
    message = Message.objects.get(template="chance")
    render = renderers.get("chance")
    assert render is not None
    letter = render(message)
    assert letter is not None
    assert links.chance_path(chance) in letter.short
    assert isinstance(standby.take(chance=chance, by=COMMAND), engine.Confirmed)
    assert Interview.objects.get(booking__channel="standby").post == post
    assert render(message) is None


def test_door_says_it_for_somebody_without_a_telephone(door_client: Client, fair: Fair, chance: Chance) -> None:
    queue = reverse("fairs:door-queue", args=[fair.slug])
    assert "Held out at this moment" in door_client.get(queue).content.decode()
    path = reverse("fairs:door-chance", args=[fair.slug, chance.public_id])
    said = door_client.post(path, {"do": "take"}, follow=True).content.decode()
    assert "send them to table" in said
    assert Booking.objects.filter(channel="standby").count() == 1
    assert "Held out at this moment" not in door_client.get(queue).content.decode()


def test_chance_of_another_fair_is_not_at_this_door(door_client: Client, chance: Chance) -> None:
    elsewhere = factories.make_fair(state="running", starts_at=clock.now(), title="示例：别处")
    path = reverse("fairs:door-chance", args=[elsewhere.slug, chance.public_id])
    assert door_client.post(path, {"do": "take"}).status_code in (403, 404)
    chance.refresh_from_db()
    assert chance.state == "open"


def test_number_whose_talk_begins_has_an_outcome(employer_client: Client, stand: Stand, ticket: Ticket) -> None:
    queue = reverse("fairs:table-queue", args=[stand.fair.slug])
    for step in ("call", "start"):
        employer_client.post(queue, {"step": step, "number": ticket.public_id})
    interview = Interview.objects.get(booking__channel="walk_in")
    assert interview.started_at is not None
    ticket.refresh_from_db()
    assert (ticket.booking, ticket.state) == (interview.booking, "serving")
    page = employer_client.get(reverse("fairs:table", args=[stand.fair.slug])).content.decode()
    assert "(no name given)" in page
    step_path = reverse("fairs:table-step", args=[stand.fair.slug, interview.booking.public_id])
    employer_client.post(step_path, {"step": "interested"})
    interview.refresh_from_db()
    assert (interview.outcome, interview.said) == ("interested", "")
    ticket.refresh_from_db()
    assert ticket.state == "done"


def test_board_shows_it_after_who_is_called_and_before_who_is_at_a_table(
    client: Client, fair: Fair, chance: Chance
) -> None:
    for goes in (True, False):
        other = factories.make_stand(fair)
        numbers.hand_out(fair=fair, stands=[other], by=COMMAND)
        ticket = calling.call_next(stand=other, by=COMMAND)
        assert isinstance(ticket, Ticket)
        if goes:
            calling.start(ticket=ticket, stand=other, by=COMMAND)
    shown = client.get(reverse("fairs:board-now", args=[fair.slug])).json()
    assert [one["kind"] for one in shown] == ["", "free", "there"]


def test_board_says_it_to_a_number_without_a_telephone(client: Client, fair: Fair, chance: Chance) -> None:
    shown = client.get(reverse("fairs:board-now", args=[fair.slug])).json()
    assert [(one["number"], one["kind"]) for one in shown] == [("A001", "free")]
    assert "say at the door" in shown[0]["say"]
    client.post(links.chance_path(chance), {"do": "decline"})
    assert client.get(reverse("fairs:board-now", args=[fair.slug])).json() == []
