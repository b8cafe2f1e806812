"""Door links: a door opened without an account, by whoever has the link, for one event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, DoorLink, Slot
from duikou.fairs.models import Fair
from duikou.fairs.views import doors_held
from duikou.journal.models import Entry
from tests.fairs import factories

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def fair() -> Fair:
    """A running fair, twenty minutes after it began."""
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))


@pytest.fixture
def booking(fair: Fair) -> Booking:
    """Somebody booked a time ten minutes from now."""
    stand = factories.make_stand(fair, times=6)
    return factories.make_booking(
        list(Slot.objects.filter(resource=stand.resource))[3], factories.make_person("王小芳")
    )


@pytest.fixture
def made(fair: Fair) -> tuple[DoorLink, str]:
    """A link for the east gate, and its secret."""
    return engine.make_door_link(fair.offer, label="East gate", by=COMMAND)


def opened(secret: str, client: Client | None = None) -> Client:
    """A browser that has opened the link."""
    client = client or Client(headers={"accept-language": "en"})
    client.post(reverse("fairs:open-door"), {"secret": secret})
    return client


def door(client: Client, fair: Fair, name: str = "door") -> Any:
    return client.get(reverse(f"fairs:{name}", args=[fair.slug]))


def post(client: Client, name: str, fair: Fair, /, **data: Any) -> Any:
    return client.post(reverse(f"fairs:{name}", args=[fair.slug]), data, follow=True)


def test_link_opens_the_door_and_does_all_that_is_done_there(fair: Fair, booking: Booking, made: Any) -> None:
    link, secret = made
    client = opened(secret)
    assert "East gate" in door(client, fair).content.decode()
    assert "王小芳" in post(client, "door-look-up", fair, text=booking.code).content.decode()
    post(client, "door-check-in", fair, booking=booking.public_id)
    assert CheckIn.objects.get(booking=booking).by == f"door:{link.public_id}"
    post(client, "door-undo", fair, booking=booking.public_id)
    assert not CheckIn.objects.exists()
    free = Slot.objects.filter(offer=fair.offer_id, taken=0, ends_at__gt=clock.now()).first()
    assert free is not None
    who = {"name": "赵六", "contact": "13900003333", "language": "zh-hans"}
    post(client, "door-walk-in", fair, slot=free.public_id, **who)
    assert Booking.objects.filter(channel="walk_in", slot=free).exists()


def test_whatever_is_done_is_in_the_journal_under_the_door(
    fair: Fair, booking: Booking, made: Any, client_with: Callable[..., Client]
) -> None:
    link, secret = made
    client = opened(secret)
    post(client, "door-look-up", fair, text="王小芳")
    post(client, "door-check-in", fair, booking=booking.public_id)
    by_door = Entry.objects.filter(who=f"door:{link.public_id}").values_list("what", flat=True)
    assert set(by_door) == {"door_link.opened", "person.read", "booking.checked_in"}
    page = client_with("auditor").get(reverse("directory:journal"), {"who": f"door:{link.public_id}"}).content.decode()
    assert page.count("door: East gate") == 3
    assert "王小芳" not in page


@pytest.mark.parametrize("name", ["zone", "office-fair", "office-door-links", "table", "door-roll", "work"])
def test_link_opens_nothing_else(fair: Fair, booking: Booking, made: Any, name: str) -> None:
    client = opened(made[1])
    args = [] if name == "work" else [fair.slug]
    answer = client.get(reverse(f"fairs:{name}", args=args))
    assert "王小芳" not in answer.content.decode()
    if name != "zone":
        assert answer.status_code in (302, 403)


def test_roll_is_refused_to_a_link_in_words(fair: Fair, booking: Booking, made: Any) -> None:
    answer = door(opened(made[1]), fair, "door-roll")
    assert answer.status_code == 403
    assert "not the roll of everybody" in answer.content.decode()
    assert not Entry.objects.filter(what="person.read").exists()


def test_link_of_another_event_says_so(booking: Booking, fair: Fair) -> None:
    elsewhere = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))
    _link, secret = engine.make_door_link(elsewhere.offer, label="West gate", by=COMMAND)
    client = opened(secret)
    assert door(client, elsewhere).status_code == 200
    answer = door(client, fair)
    assert answer.status_code == 403
    assert "the door of another event" in answer.content.decode()
    post(client, "door-check-in", fair, booking=booking.public_id)
    assert not CheckIn.objects.exists()


def test_link_taken_back_shuts_at_once_for_whoever_is_inside(fair: Fair, booking: Booking, made: Any) -> None:
    link, secret = made
    client = opened(secret)
    assert door(client, fair).status_code == 200
    assert engine.take_back_door_links(fair.offer, by=COMMAND, only=link) == 1
    answer = post(client, "door-check-in", fair, booking=booking.public_id)
    assert answer.status_code == 403
    assert "was taken back" in answer.content.decode()
    assert not CheckIn.objects.exists()
    again = Client(headers={"accept-language": "en"}).post(reverse("fairs:open-door"), {"secret": secret})
    assert again.status_code == 410


def test_link_goes_with_the_event_two_hours_after_its_end(fair: Fair, made: Any, clock_at: Clock) -> None:
    client = opened(made[1])
    clock_at(fair.ends_at + timedelta(hours=2) - timedelta(seconds=1))
    assert door(client, fair).status_code == 200
    clock_at(fair.ends_at + timedelta(hours=2))
    answer = door(client, fair)
    assert answer.status_code == 403
    assert "that time is over" in answer.content.decode()


def test_link_moves_with_its_event(fair: Fair, made: Any, clock_at: Clock) -> None:
    client, before = opened(made[1]), fair.ends_at
    Fair.objects.filter(pk=fair.pk).update(ends_at=before + timedelta(days=1))
    clock_at(before + timedelta(hours=20))
    assert door(client, fair).status_code == 200


def test_link_with_a_moment_of_its_own_ends_then(fair: Fair, clock_at: Clock) -> None:
    until = clock.now() + timedelta(hours=1)
    _link, secret = engine.make_door_link(fair.offer, label="East gate", by=COMMAND, valid_until=until)
    client = opened(secret)
    clock_at(until)
    assert door(client, fair).status_code == 403


def test_reading_the_link_opens_nothing_and_uses_nothing_up(fair: Fair, made: Any) -> None:
    preview = Client()
    answer = preview.get(reverse("fairs:open-door"))
    assert doors_held.DOORS.name not in preview.cookies
    assert "no-store" in answer["Cache-Control"]
    assert DoorLink.objects.get().opened == 0
    assert door(opened(made[1]), fair).status_code == 200
    assert DoorLink.objects.get().opened == 1


def test_cookie_is_kept_from_scripts_and_from_other_sites(made: Any, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = opened(made[1]).cookies[doors_held.DOORS.name]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", True, "/fairs/")


def test_forged_cookie_opens_nothing(fair: Fair, made: Any) -> None:
    client = Client()
    client.cookies[doors_held.DOORS.name] = made[0].public_id.hex + ":1aaaaa:forged"
    assert door(client, fair)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("typed", ["", "AAAAA", "x" * 401, "A" * 30, "'; --"])
def test_wrong_code_is_refused_in_words(made: Any, typed: str) -> None:
    client = Client(headers={"accept-language": "en"})
    answer = client.post(reverse("fairs:open-door"), {"secret": typed})
    assert answer.status_code == 422
    assert doors_held.DOORS.name not in client.cookies


def test_code_is_read_as_people_type_it(fair: Fair, made: Any) -> None:
    secret = made[1]
    spaced = " ".join(secret[at : at + 5] for at in range(0, 30, 5)).lower()
    assert door(opened(spaced), fair).status_code == 200
    assert door(opened(f"https://city.example/door#{secret}"), fair).status_code == 200


def test_only_a_keyed_hash_of_the_secret_is_kept(made: Any) -> None:
    link, secret = made
    assert secret not in str(DoorLink.objects.values_list().get()) + str(list(Entry.objects.values_list()))
    assert len(secret) == 30
    assert len(bytes(link.secret_hash)) == 32


def test_signed_in_account_goes_first_and_its_role_taken_away_leaves_the_link(
    fair: Fair, booking: Booking, made: Any, client_with: Callable[..., Client]
) -> None:
    client: Any = client_with("door", organisation=fair.organiser)
    opened(made[1], client)
    post(client, "door-check-in", fair, booking=booking.public_id)
    assert CheckIn.objects.get().by == f"account:{client.account.public_id}"
    client.account.grants.all().delete()
    answer = post(client, "door-undo", fair, booking=booking.public_id)
    assert "East gate" in answer.content.decode()
    assert not CheckIn.objects.exists()
    engine.take_back_door_links(fair.offer, by=COMMAND)
    assert door(client, fair).status_code == 403


def test_account_without_a_role_is_let_in_by_its_link_alone(
    fair: Fair, made: Any, client_with: Callable[..., Client]
) -> None:
    client = client_with()
    assert door(client, fair).status_code == 403
    assert door(opened(made[1], client), fair).status_code == 200


def test_browser_that_leaves_opens_the_door_no_more(fair: Fair, made: Any) -> None:
    client, other = opened(made[1]), opened(made[1])
    assert "no longer opens" in post(client, "door-leave", fair).content.decode()
    assert door(client, fair).status_code == 302
    assert door(other, fair).status_code == 200


# The office


def test_office_makes_a_link_and_sees_it_once(office_client: Client, fair: Fair) -> None:
    where = reverse("fairs:office-door-links", args=[fair.slug])
    answer = office_client.post(where, {"label": "East  gate"})
    said = answer.content.decode()
    link = DoorLink.objects.get()
    assert (link.label, link.valid_until) == ("East gate", None)
    assert "/door#" in said
    assert "<svg" in said
    assert "no-store" in answer["Cache-Control"]
    secret = said.partition("/door#")[2][:30]
    assert door(opened(secret), fair).status_code == 200
    listed = office_client.get(where).content.decode()
    assert "East gate" in listed
    assert secret not in listed


@pytest.mark.parametrize(
    ("label", "until"),
    [
        ("", ""),
        ("张三 13800001111", ""),
        ("x" * 41, ""),
        ("East gate", "2020-01-01T10:00"),
        ("East gate", "2099-01-01T10:00"),
        ("East gate", "soon"),
    ],
)
def test_bad_links_are_refused_in_words(office_client: Client, fair: Fair, label: str, until: str) -> None:
    where = reverse("fairs:office-door-links", args=[fair.slug])
    assert office_client.post(where, {"label": label, "valid_until": until}).status_code == 422
    assert not DoorLink.objects.exists()


def test_office_takes_one_link_back_or_all(office_client: Client, fair: Fair) -> None:
    links = [engine.make_door_link(fair.offer, label=f"Gate {n}", by=COMMAND)[0] for n in range(3)]
    where = reverse("fairs:take-door-links-back", args=[fair.slug])
    office_client.post(where, {"link": str(links[0].public_id)})
    assert DoorLink.objects.filter(revoked_at=None).count() == 2
    assert office_client.post(where, {"link": "nonsense"}).status_code == 404
    office_client.post(where)
    assert not DoorLink.objects.filter(revoked_at=None).exists()
    assert Entry.objects.filter(what="door_link.taken_back").count() == 3


def test_office_cannot_take_back_a_link_of_another_fair(office_client: Client, fair: Fair) -> None:
    link, _secret = engine.make_door_link(factories.make_fair().offer, label="West gate", by=COMMAND)
    where = reverse("fairs:take-door-links-back", args=[fair.slug])
    assert office_client.post(where, {"link": str(link.public_id)}).status_code == 404
    assert DoorLink.objects.filter(revoked_at=None).exists()


def test_office_reads_how_often_a_link_was_opened_and_takes_back_only_what_is_open(
    office_client: Client, fair: Fair, made: Any
) -> None:
    opened(made[1])
    where = reverse("fairs:office-door-links", args=[fair.slug])
    asked: Any = {"headers": {"accept-language": "zh-Hans"}}
    said = office_client.get(where, **asked).text
    assert "1 次" in said
    assert "全部收回" in said
    office_client.post(reverse("fairs:take-door-links-back", args=[fair.slug]))
    assert "全部收回" not in office_client.get(where, **asked).text
