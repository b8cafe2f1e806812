"""Numbers at a fair: given at the door and at check-in, called at the table, followed on one's own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.quiet import read_quiet
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Slot, Ticket
from duikou.directory.models import Person
from duikou.fairs.actions import numbers
from duikou.fairs.models import Fair, Interview, Stand
from duikou.fairs.queries.table import day_at_table
from duikou.journal.models import Message
from duikou.journal.outbox import deliver_due
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, follow, shot
from tests.fairs import factories
from tests.fairs.test_table import arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20), title="示例招聘会")


@pytest.fixture
def stand(fair: Fair, employer_client: Any) -> Stand:
    return factories.make_stand(fair, employer_client.organisation, times=6)


@pytest.fixture
def ticket(fair: Fair, stand: Stand) -> Ticket:
    answer = numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
    assert isinstance(answer, Ticket)
    return answer


def step(client: Client, stand: Stand, wanted: str, ticket: Ticket | None = None) -> str:
    data = {"step": wanted, "number": ticket.public_id if ticket else ""}
    answer = client.post(reverse("fairs:table-queue", args=[stand.fair.slug]), data, follow=True)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def hand_out(client: Client, fair: Fair, *stands: Stand, key: str = "k") -> Any:
    data = {"key": key, "stands": [one.pk for one in stands]}
    return client.post(reverse("fairs:door-number", args=[fair.slug]), data, follow=True)


def test_door_gives_a_number_without_a_name(door_client: Client, fair: Fair, stand: Stand) -> None:
    said = hand_out(door_client, fair, stand).content.decode()
    ticket = Ticket.objects.get()
    assert "A001" in said
    assert own_links.number_path(ticket) in said or "qr" in said
    assert [one.resource for one in ticket.wishes.all()] == [stand.resource]
    assert hand_out(door_client, fair, stand).status_code == 200
    assert Ticket.objects.count() == 1  # the same form, sent twice


@pytest.mark.parametrize("chosen", [[], ["x"], [10**9], list(range(6))])
def test_door_gives_no_number_for_stands_that_cannot_be_chosen(
    door_client: Client, fair: Fair, stand: Stand, chosen: list[Any]
) -> None:
    if len(chosen) > 1:
        chosen = [factories.make_stand(fair).pk for _ in chosen]
    answer = door_client.post(reverse("fairs:door-number", args=[fair.slug]), {"key": "k", "stands": chosen})
    assert (answer.status_code, Ticket.objects.count()) == (422, 0)
    assert 'class="errors"' in answer.content.decode()


def test_number_is_for_the_doors_own_fair_only(
    visitor: Client, employer_client: Client, door_client: Client, client_with: Callable[..., Client], ticket: Ticket
) -> None:
    fair = Fair.objects.get()
    stranger = client_with("door", organisation=factories.make_office("别处"))
    for name, more in (("door-number", ()), ("door-queue", ()), ("door-number-slip", (ticket.public_id,))):
        address = reverse(f"fairs:{name}", args=[fair.slug, *more])
        assert door_client.get(address).status_code == 200, name
        assert visitor.get(address).status_code == 302, name
        assert employer_client.get(address).status_code == 403, name
        assert stranger.get(address).status_code == 404, name


def test_whoever_is_checked_in_has_a_number(
    door_client: Client, stand: Stand, fair: Fair, django_capture_on_commit_callbacks: Any
) -> None:
    booking = factories.make_booking(stand)
    Interview.objects.create(booking=booking, fair=fair, stand=stand)
    with django_capture_on_commit_callbacks(execute=True):
        said = door_client.post(
            reverse("fairs:door-check-in", args=[fair.slug]), {"booking": booking.public_id}, follow=True
        )
    said = door_client.get(reverse("fairs:door", args=[fair.slug]) + f"?booking={booking.public_id}")
    assert "B001" in said.content.decode()
    page = door_client.get(own_links.manage_path(booking)).content.decode()
    assert "B001" in page


def test_table_calls_the_next_number_and_the_talk_goes_along(
    employer_client: Client, stand: Stand, ticket: Ticket
) -> None:
    booking = arrive(stand, 2, "王小芳")
    assert "B001" in step(employer_client, stand, "next")  # given now: it was missed at check-in
    interview = Interview.objects.get(booking=booking)
    assert interview.called_at
    assert booking.ticket.state == Ticket.State.CALLED
    step(employer_client, stand, "start", booking.ticket)
    interview.refresh_from_db()
    booking.ticket.refresh_from_db()
    assert interview.started_at
    assert booking.ticket.state == Ticket.State.SERVING
    assert "A001" in step(employer_client, stand, "next")


def test_outcome_is_done_with_the_number_and_a_step_back_is_not(employer_client: Client, stand: Stand) -> None:
    booking = arrive(stand, 2, "王小芳")
    address = reverse("fairs:table-step", args=[stand.fair.slug, booking.public_id])
    for wanted, state in (("call", "called"), ("start", "serving"), ("hired", "done"), ("back", "serving")):
        employer_client.post(address, {"step": wanted})
        assert Ticket.objects.get(booking=booking).state == state
    for state in ("called", "waiting"):
        employer_client.post(address, {"step": "back"})
        assert Ticket.objects.get(booking=booking).state == state


def test_walk_in_is_called_again_held_called_passed_over_and_done(
    employer_client: Client, stand: Stand, ticket: Ticket
) -> None:
    Slot.objects.update(withdrawn=True)  # a number that gets a place has a talk, which ends by its outcome
    steps = (
        ("next", "called"), ("recall", "called"), ("hold", "held"), ("call", "called"), ("skip", "skipped"),
        ("resume", "waiting"), ("next", "called"), ("start", "serving"), ("done", "done"),
    )  # fmt: skip
    for wanted, state in steps:
        step(employer_client, stand, wanted, ticket)
        ticket.refresh_from_db()
        assert ticket.state == state, wanted


def test_called_number_comes_before_the_next_one_and_nobody_waiting_is_said_in_words(
    employer_client: Client, stand: Stand, fair: Fair, ticket: Ticket
) -> None:
    numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
    table = reverse("fairs:table", args=[fair.slug])
    assert '<button class="btn large" name="step" value="next">' in employer_client.get(table).content.decode()
    said = step(employer_client, stand, "next")
    assert '<button class="btn quiet large" name="step" value="next">' in said
    assert '<button class="btn large" name="step" value="start">' in said
    assert "No number waits for you" in step(employer_client, stand, "next")


def test_talk_of_a_number_on_hold_is_called_no_more(employer_client: Client, stand: Stand) -> None:
    booking = arrive(stand, 2, "王小芳")
    step(employer_client, stand, "next")
    said = step(employer_client, stand, "hold", Ticket.objects.get())
    assert Interview.objects.get(booking=booking).called_at is None
    assert "on hold" in said
    assert "Nobody is waiting here now" in step(employer_client, stand, "next")


@pytest.mark.parametrize("wanted", ["hold", "skip"])
def test_somebody_aside_is_not_the_next_one_before_they_are_taken_back(
    employer_client: Client, stand: Stand, wanted: str
) -> None:
    arrive(stand, 2, "王小芳")
    step(employer_client, stand, "next")
    ticket = Ticket.objects.get()

    def following() -> Any:
        return day_at_table(stand, timezone.localtime(clock.now()).date(), now=clock.now()).next

    step(employer_client, stand, wanted, ticket)
    assert following() is None
    step(employer_client, stand, "resume", ticket)
    assert following().number == "B001"


def test_paused_table_calls_nobody(employer_client: Client, stand: Stand, ticket: Ticket) -> None:
    assert "paused" in step(employer_client, stand, "pause")
    assert "is paused" in step(employer_client, stand, "next")
    step(employer_client, stand, "open")
    assert "A001" in step(employer_client, stand, "next")


def test_number_of_another_table_does_not_exist_here(employer_client: Client, stand: Stand, fair: Fair) -> None:
    other = numbers.hand_out(fair=fair, stands=[factories.make_stand(fair)], by=COMMAND)
    assert isinstance(other, Ticket)
    for number in (other.public_id, "x", ""):
        data = {"step": "start", "number": number}
        answer = employer_client.post(reverse("fairs:table-queue", args=[stand.fair.slug]), data)
        assert answer.status_code == 404
    assert "does not exist" in step(employer_client, stand, "dance")
    assert "Nobody is waiting" in step(employer_client, stand, "next")


def test_queue_steps_are_the_employers_own(
    visitor: Client, door_client: Client, client_with: Callable[..., Client], stand: Stand, ticket: Ticket
) -> None:
    address = reverse("fairs:table-queue", args=[stand.fair.slug])
    rival = client_with("employer", organisation=factories.make_employer("别家"))
    for client, status in ((visitor, 302), (door_client, 403), (rival, 404)):
        assert client.post(address, {"step": "next", "stand": stand.pk}).status_code == status
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_own_page_says_where_the_number_stands_and_no_name(visitor: Client, stand: Stand, ticket: Ticket) -> None:
    arrive(stand, 0, "王小芳")
    numbers.number_arrivals(stand=stand)
    said = visitor.get(own_links.number_path(ticket)).content.decode()
    assert "A001" in said
    assert "1 人" in said or "1 person" in said
    assert "王小芳" not in said
    engine.leave_queue(Ticket.objects.get(series="B"), by=COMMAND)
    assert stand.resource is not None
    engine.call_next(stand.resource, by=COMMAND)
    assert stand.resource.label in visitor.get(own_links.number_path(ticket)).content.decode()


def test_own_page_lets_one_leave_and_opens_for_its_link_only(visitor: Client, ticket: Ticket) -> None:
    path = own_links.number_path(ticket)
    assert visitor.get(f"{path[:-4]}xxx/").status_code == 404
    assert visitor.get(f"{path}leave").status_code == 405
    assert visitor.post(f"{path}leave", follow=True).status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == "left"
    assert visitor.post(f"{path}leave", follow=True).status_code == 200


@pytest.mark.parametrize(("wanted", "state"), [("hold", "held"), ("leave", "left"), ("dance", "waiting")])
def test_door_puts_numbers_on_hold_and_out(door_client: Client, ticket: Ticket, wanted: str, state: str) -> None:
    address = reverse("fairs:door-queue-step", args=[Fair.objects.get().slug, ticket.public_id])
    assert door_client.post(address, {"step": wanted}, follow=True).status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == state


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_number_from_the_door_to_the_table(
    new_page: Callable[..., Any], door_client: Client, employer_client: Any, javascript: bool
) -> None:
    fair = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20), title="示例招聘会")
    stand = factories.make_stand(fair, employer_client.organisation, times=6)
    booked = arrive(stand, 2, "王小芳")
    Person.objects.filter(pk=booked.person_id).update(contact="wang@example.org")
    language = "zh-hans" if javascript else "en"
    door = new_page(javascript=javascript, size=PHONE, client=door_client, language=language)
    door.goto(reverse("fairs:door-number", args=[fair.slug]))
    door.locator("input[name=stands]").check()
    shot(door, f"queue-give-{language}")
    assert_fits(door)
    follow(door, door.locator("form.form button"))
    assert door.locator("h1").inner_text().endswith("A001")
    shot(door, f"queue-slip-{language}")
    if javascript:
        assert_accessible(door)
    assert_fits(door)
    mine = new_page(javascript=javascript, size=PHONE, language=language)
    mine.goto(own_links.number_path(Ticket.objects.get(series="A")))
    shot(mine, f"queue-mine-{language}")
    theirs = new_page(javascript=javascript, size=PHONE, language=language)
    theirs.goto(own_links.number_path(engine.number_booking(booked, by=COMMAND)))
    shot(theirs, f"queue-tell-{language}")
    follow(theirs, theirs.locator("button[value=soon]"))
    shot(theirs, f"queue-told-{language}")
    assert_fits(theirs)
    if javascript:
        assert_accessible(theirs)
    table = new_page(
        javascript=javascript, size=DESK if javascript else PHONE, client=employer_client, language=language
    )
    table.goto(reverse("fairs:table", args=[fair.slug]))
    shot(table, f"queue-table-waiting-{language}")
    follow(table, table.locator("button[value=next]"))
    follow(table, table.locator("button[value=next]"))
    shot(table, f"queue-table-called-{language}")
    assert_fits(table)
    if javascript:
        assert_accessible(table)
    mine.reload()
    shot(mine, f"queue-mine-called-{language}")
    assert_fits(mine)
    if javascript:
        assert_accessible(mine)
    follow(table, table.locator("form:has-text('A001') button[value=start]"))
    follow(table, table.locator(".talk.big button[value=interested]"))
    assert Ticket.objects.get(series="A").state == "done"
    assert Interview.objects.get(booking__channel="walk_in").outcome == "interested"
    door.goto(reverse("fairs:door-queue", args=[fair.slug]))
    shot(door, f"queue-staff-{language}")
    assert_fits(door)
    if javascript:
        assert_accessible(door)


# A message when it is called


def tell_address(ticket: Ticket) -> str:
    return own_links.number_path(ticket) + "tell"


@pytest.fixture
def booked(stand: Stand) -> Ticket:
    """The number of somebody who came, and gave a mail address."""
    booking = arrive(stand, 2, "王小芳")
    assert booking.person is not None
    Person.objects.filter(pk=booking.person_id).update(contact="wang@example.org")
    return engine.number_booking(booking, by=COMMAND)


def test_whoever_asks_gets_a_message_when_the_table_calls(
    visitor: Client, employer_client: Client, stand: Stand, booked: Ticket
) -> None:
    page = visitor.get(own_links.number_path(booked)).content.decode()
    assert "When I am called" in page
    assert visitor.get(tell_address(booked)).status_code == 405
    assert "wang" not in page
    said = visitor.post(tell_address(booked), {"tell": "called"}, follow=True).content.decode()
    assert "You get a message when you are called" in said
    step(employer_client, stand, "next")
    assert deliver_due() == 1
    assert mail.outbox[-1].to == ["wang@example.org"]
    assert mail.outbox[-1].subject.startswith("B001")
    assert own_links.number_path(booked) in mail.outbox[-1].body
    assert Ticket.objects.get(pk=booked.pk).state == Ticket.State.CALLED


def test_called_from_the_list_of_talks_and_begun_at_once_nothing_is_sent(
    visitor: Client, employer_client: Client, stand: Stand, booked: Ticket
) -> None:
    visitor.post(tell_address(booked), {"tell": "soon"})
    assert booked.booking is not None
    address = reverse("fairs:table-step", args=[stand.fair.slug, booked.booking.public_id])
    for wanted in ("call", "start"):
        employer_client.post(address, {"step": wanted})
    assert Message.objects.filter(template="number_called").count() == 1
    assert deliver_due() == 0
    assert Message.objects.get(template="number_called").state == "expired"


@pytest.mark.parametrize("sent", [{}, {"tell": "x"}, {"tell": "x" * 5000}])
def test_other_wishes_are_refused_with_a_word(visitor: Client, booked: Ticket, sent: dict[str, str]) -> None:
    assert "buttons shown" in visitor.post(tell_address(booked), sent, follow=True).content.decode()
    assert Ticket.objects.get(pk=booked.pk).tell == ""


def test_number_without_a_contact_is_offered_no_message(visitor: Client, ticket: Ticket) -> None:
    assert "When I am called" not in visitor.get(own_links.number_path(ticket)).content.decode()
    said = visitor.post(tell_address(ticket), {"tell": "called"}, follow=True).content.decode()
    assert "No contact is known" in said
    assert visitor.post(reverse("booking:number-tell", args=["x"]), {"tell": "called"}).status_code == 404


def test_message_goes_in_quiet_hours_too(
    visitor: Client, employer_client: Client, stand: Stand, booked: Ticket, settings: Any
) -> None:
    settings.QUIET_HOURS = read_quiet("00:00-23:59")
    visitor.post(tell_address(booked), {"tell": "called"})
    step(employer_client, stand, "next")
    assert deliver_due() == 1
