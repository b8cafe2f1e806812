"""People with neither telephone nor mail: registered with a slip in hand; what messages would say stands on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.registry import look_ups
from duikou.booking import actions as engine
from duikou.booking.models import Booking
from duikou.booking.tickets import manage_token
from duikou.directory import slips
from duikou.directory.actions.on_paper import newcomer_on_paper
from duikou.directory.actions.people import BadName, insert_people
from duikou.directory.models import Person
from duikou.directory.recipients import reaches
from duikou.fairs.models import Fair, Stand
from duikou.journal import outbox
from duikou.journal.models import Message
from duikou.journal.queries import undelivered
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand

pytestmark = pytest.mark.django_db
NAME = "阿依古丽·买买提"


@pytest.fixture
def fair() -> Fair:
    made = make_fair(state=Fair.State.RUNNING, starts_at=clock.now() - timedelta(minutes=5))
    made.what_to_bring = {"zh-hans": "简历", "en": "your résumé"}
    made.save()
    return made


@pytest.fixture
def stand(fair: Fair) -> Stand:
    return make_stand(fair, times=4)


def register(client: Client, stand: Stand, *, nth: int = 1, follow: bool = True, **values: str) -> Any:
    assert stand.resource is not None
    slot = stand.resource.slots.order_by("starts_at")[nth]
    sent = {"slot": str(slot.public_id), "name": NAME, "contact": "", "language": "en", **values}
    return client.post(reverse("fairs:door-walk-in", args=[stand.fair.slug]), sent, follow=follow)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_walk_in_without_contact_is_checked_in_and_gets_a_slip(office_client: Client, stand: Stand) -> None:
    answer = register(office_client, stand)
    booking = Booking.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("fairs:door-slip", args=[stand.fair.slug, booking.public_id])
    assert (booking.attendance, booking.channel) == (Booking.Attendance.ARRIVED, Booking.Channel.WALK_IN)
    assert booking.person is not None
    assert (booking.person.name, booking.person.contact) == (NAME, "")
    for words in (
        "Print this slip and hand it over",
        f"{booking.code[:3]}-{booking.code[3:]}",
        str(stand.employer),
        "市人力资源市场, 新华中路 1 号, table",
        "your résumé",
        "You are checked in",
        "no message reaches you",
        "<svg",
    ):
        assert words in text(answer)
    assert NAME not in text(answer), "no name stands on the slip"


def test_slip_is_in_the_language_of_whom_it_is_for(office_client: Client, stand: Stand) -> None:
    answer = register(office_client, stand, language="zh-hans")
    assert "您已签到" in text(answer)
    assert "You are checked in" not in text(answer)


def test_walk_in_with_a_contact_goes_to_the_door_as_before(office_client: Client, stand: Stand) -> None:
    answer = register(office_client, stand, contact="138 1234 5678")
    assert answer.redirect_chain[-1][0].startswith(reverse("fairs:door", args=[stand.fair.slug]))
    assert "Printed slip" in text(answer)
    assert Person.objects.get().contact == "+8613812345678"


@pytest.mark.parametrize("contact", ["13", "x@", "110101199003078515"])
def test_contact_that_is_wrong_is_not_taken_for_none(office_client: Client, stand: Stand, contact: str) -> None:
    assert register(office_client, stand, contact=contact).status_code == 422
    assert Person.objects.count() == 0


def test_visitors_must_give_a_contact(visitor: Client, stand: Stand) -> None:
    from duikou.booking.forms.booking import BookForm

    assert BookForm.base_fields["contact"].required


def test_confirmation_is_on_the_slip_and_reminders_too(office_client: Client, stand: Stand) -> None:
    register(office_client, stand)
    assert outbox.deliver_due() == 1
    message = Message.objects.get(template="booked")
    assert (message.state, message.problem) == (Message.State.SENT, slips.PRINTED)
    assert not undelivered().exists()
    assert mail.outbox == []


def test_what_the_slip_does_not_say_is_shown_to_those_who_can_tell_it(stand: Stand) -> None:
    insert_people([newcomer_on_paper(name=NAME, language="en")])
    assert stand.resource is not None
    slot = stand.resource.slots.order_by("starts_at")[2]
    answer = engine.claim(engine.Claim(slot.pk, Person.objects.get().pk, channel=Booking.Channel.STAFF), by=SYSTEM)
    assert isinstance(answer, engine.Confirmed)
    assert isinstance(engine.cancel(answer.booking, by=SYSTEM), Booking)
    outbox.deliver_due()
    message = Message.objects.get(template="cancelled")
    assert (message.state, message.problem, message.tries) == (Message.State.FAILED, slips.ONLY_A_SLIP, 1)
    assert [one.pk for one in undelivered()] == [message.pk]


def test_two_people_of_one_name_are_two_and_nobody_is_found_by_a_slip(office_client: Client, stand: Stand) -> None:
    register(office_client, stand, nth=1)
    register(office_client, stand, nth=2)
    people = list(Person.objects.all())
    assert len(people) == 2
    assert len({bytes(one.person_hash) for one in people} | {bytes(one.contact_hash) for one in people}) == 4
    again = newcomer_on_paper(name=NAME, language="en")
    assert again.person_hash not in {bytes(one.person_hash) for one in people}
    with pytest.raises(BadName):
        newcomer_on_paper(name=" ", language="en")


def test_change_of_keys_leaves_the_one_time_values_as_they_are(office_client: Client, stand: Stand) -> None:
    register(office_client, stand)
    person = Person.objects.get()
    (look_up,) = [one for one in look_ups if one.model == "directory.Person"]
    assert look_up.hashes(person) == {
        "person_hash": bytes(person.person_hash),
        "contact_hash": bytes(person.contact_hash),
    }


def test_slip_leaves_nothing_to_find_a_booking_by(office_client: Client, visitor: Client, stand: Stand) -> None:
    register(office_client, stand)
    code = Booking.objects.get().code
    for contact in ("", " ", "–", "13812345678"):
        assert visitor.post(reverse("booking:find"), {"code": code, "contact": contact}).status_code == 422


def test_nobody_is_told_that_messages_reach_who_has_a_slip_only(settings: Any) -> None:
    assert not reaches(Person(contact=""))
    settings.DEMO = True
    assert not reaches(Person(contact=""))


def test_own_slip_is_reached_from_the_ticket(visitor: Client, stand: Stand) -> None:
    booking = make_booking(stand, make_person())
    token = manage_token(booking)
    assert reverse("booking:slip", args=[token]) in text(visitor.get(reverse("booking:manage", args=[token])))
    answer = visitor.get(reverse("booking:slip", args=[token]))
    assert "Back to the ticket" in text(answer)
    assert f"http://testserver/s/{booking.code}" in text(answer)
    assert "no message reaches you" not in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert visitor.get(reverse("booking:slip", args=[token[:-1]])).status_code == 404


def test_about_me_says_that_there_is_no_contact(office_client: Client, visitor: Client, stand: Stand) -> None:
    register(office_client, stand)
    answer = visitor.get(reverse("booking:about-me", args=[manage_token(Booking.objects.get())]))
    assert '<dd dir="ltr">–</dd>' in text(answer)


def test_slip_of_another_fair_or_of_nobody_is_not_there(
    office_client: Client, stand: Stand, client_with: Callable[..., Client]
) -> None:
    register(office_client, stand)
    booking = Booking.objects.get()
    other = make_fair(organiser=stand.fair.organiser)
    path = reverse("fairs:door-slip", args=[other.slug, booking.public_id])
    assert office_client.get(path).status_code == 404
    own = reverse("fairs:door-slip", args=[stand.fair.slug, booking.public_id])
    assert office_client.get(own).status_code == 200
    assert office_client.post(own).status_code == 405
    assert client_with("auditor").get(own).status_code == 403
    assert Client().get(own).status_code == 302
    Person.objects.all().delete()
    assert office_client.get(own).status_code == 404
