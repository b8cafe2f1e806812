"""The door on a telephone: its list, its token, and what it sends when the network is back."""

from __future__ import annotations

import base64
import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db import connections
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND, Actor
from duikou.booking import actions as engine
from duikou.booking import tickets
from duikou.booking.actions import arrivals
from duikou.booking.door_tokens import door_token, read_door_token
from duikou.booking.models import Booking, CheckIn, DoorLink, SentArrival, Slot
from duikou.booking.queries import find_faults
from duikou.directory.models import Account
from duikou.fairs.models import Fair
from duikou.fairs.queries.door_list import name_marks, name_salt
from duikou.journal.models import Entry
from tests.fairs import factories
from tests.fairs.test_door_links import opened

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
GONE = "event.waitUntil(forget())"
NOW_MS = 1_000_000_000_000  # a telephone that believes it is 2001


@pytest.fixture
def fair() -> Fair:
    """A running fair, twenty minutes after it began."""
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))


@pytest.fixture
def booking(fair: Fair) -> Booking:
    """Somebody booked a time ten minutes from now."""
    slot = list(Slot.objects.filter(resource=factories.make_stand(fair, times=6).resource))[3]
    return factories.make_booking(slot, factories.make_person("王小芳"))


@pytest.fixture
def link(fair: Fair) -> tuple[DoorLink, str]:
    """A link for the east gate, and its secret."""
    return engine.make_door_link(fair.offer, label="East gate", by=COMMAND)


def listed(client: Client, fair: Fair) -> Any:
    return client.get(reverse("fairs:door-list", args=[fair.slug]))


def token_of(client: Client, fair: Fair) -> str:
    return str(listed(client, fair).json()["token"])


def arrival(booking: Booking, *, ago: float = 60, **values: Any) -> dict[str, Any]:
    """What a telephone says of somebody who came `ago` seconds ago."""
    said = {"id": str(uuid.uuid4()), "booking": booking.public_id.hex, "sequence": booking.sequence}
    return {**said, "at": NOW_MS - ago * 1000, "method": "scan", **values}


def send(fair: Fair, token: str, *sent: Any, client: Client | None = None) -> Any:
    body = json.dumps({"token": token, "now": NOW_MS, "arrivals": list(sent)})
    address = reverse("fairs:door-arrivals", args=[fair.slug])
    return (client or Client(enforce_csrf_checks=True)).post(address, body, content_type="application/json")


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["result"] for one in answer.json()["results"]]


def signed_by_the_city(text: str, signature: str) -> bool:
    x, y, raw = (
        base64.urlsafe_b64decode(one + "==") for one in (*(tickets.public_key()[name] for name in "xy"), signature)
    )
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1())
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        numbers.public_key().verify(der, f"duikou door list\n{text}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def test_list_is_signed_and_holds_no_name_and_no_contact(door_client: Client, fair: Fair, booking: Booking) -> None:
    said = listed(door_client, fair).json()
    assert booking.person is not None
    text = json.dumps(said, ensure_ascii=False)
    assert booking.person.name not in text
    assert booking.person.contact not in text
    assert signed_by_the_city(said["list"], said["signature"])
    assert not signed_by_the_city(said["list"].replace(booking.code, "AAAAAA"), said["signature"])
    row = json.loads(said["list"])["rows"][0]
    assert row[:4] == [booking.public_id.hex, booking.code, booking.sequence, "confirmed"]
    assert tuple(row[8:]) == name_marks("王小芳", name_salt(fair))


def test_marks_fit_the_name_as_written_and_as_it_sounds_and_say_little(fair: Fair) -> None:
    salt = name_salt(fair)
    written, sound = name_marks("王小芳", salt)
    assert name_marks("王 小芳", salt)[0] == written
    assert name_marks("wangxiaofang", salt)[1] == sound
    assert name_marks("汪晓方", salt)[1] == sound
    assert name_marks("", salt) == (-1, -1)
    drawn = Counter(name_marks(f"王{chr(0x4E00 + nth)}", salt)[0] for nth in range(5000))
    assert max(drawn) < 128
    assert min(drawn.values()) > 10, "so many names have each mark"


def test_list_holds_what_was_given_up_so_that_its_ticket_is_known(door_client: Client, fair: Fair) -> None:
    gone = factories.make_booking(factories.make_stand(fair), state="cancelled")
    rows = json.loads(listed(door_client, fair).json()["list"])["rows"]
    assert [(row[0], row[3]) for row in rows] == [(gone.public_id.hex, "cancelled")]


@pytest.mark.parametrize("name", ["door-phone", "door-list", "door-manifest", "door-odd"])
def test_others_are_kept_out(
    name: str, fair: Fair, visitor: Client, employer_client: Client, client_with: Any, organisation: Any
) -> None:
    address = reverse(f"fairs:{name}", args=[fair.slug])
    assert visitor.get(address).status_code == 302
    assert employer_client.get(address).status_code == 403
    assert client_with("door", organisation=organisation("邻市", kind="office")).get(address).status_code == 404


def test_link_opens_it_until_it_is_taken_back(fair: Fair, link: Any) -> None:
    client = opened(link[1])
    assert listed(client, fair).status_code == 200
    worker = reverse("fairs:door-worker", args=[fair.slug])
    assert GONE not in client.get(worker).content.decode()
    engine.take_back_door_links(fair.offer, by=COMMAND)
    assert listed(client, fair).status_code == 403
    assert GONE in client.get(worker).content.decode()


def test_worker_of_somebody_signed_out_stays_and_of_a_door_that_is_over_goes(
    visitor: Client, fair: Fair, clock_at: Clock, door_client: Client
) -> None:
    worker = reverse("fairs:door-worker", args=[fair.slug])
    answer = visitor.get(worker)
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-store"
    assert GONE not in answer.content.decode()
    clock_at(fair.ends_at + timedelta(hours=2, minutes=1))
    assert GONE in visitor.get(worker).content.decode()
    assert listed(door_client, fair).status_code == 410


def test_arrival_is_checked_in_at_its_own_moment_without_session_or_cookie(
    fair: Fair, booking: Booking, link: Any
) -> None:
    token = token_of(opened(link[1]), fair)
    DoorLink.objects.update(created_at=clock.now())
    assert results(send(fair, token, arrival(booking, ago=0))) == ["checked_in"]
    made = CheckIn.objects.get()
    assert made.by == f"door:{link[0].public_id}"
    assert Booking.objects.get().attendance == "arrived"
    entry = Entry.objects.get(what="booking.checked_in")
    assert (entry.who, entry.which) == (f"door:{link[0].public_id}", f"booking:{booking.public_id}")


def token_since(fair: Fair, by: Actor, **ago: float) -> str:
    return door_token(fair.offer, by=by, now=clock.now() - timedelta(**ago))


@pytest.fixture
def staff(door_client: Any) -> Actor:
    return Actor("account", str(door_client.account.public_id))


@pytest.mark.parametrize(
    ("ago", "kept"),
    [(600, 600), (7200, 3600), (-900, 0), (1e15, 3600)],
    ids=["as the telephone says", "before its list", "in the future", "nonsense"],
)
def test_moment_is_what_the_telephone_says_whatever_its_clock_shows_and_is_bounded(
    fair: Fair, booking: Booking, staff: Actor, ago: float, kept: float
) -> None:
    send(fair, token_since(fair, staff, hours=1), arrival(booking, ago=ago))
    assert abs((clock.now() - CheckIn.objects.get().at).total_seconds() - kept) < 5


def test_replay_gives_the_first_answer_and_does_nothing(fair: Fair, booking: Booking, staff: Actor) -> None:
    token, sent = token_since(fair, staff, hours=1), arrival(booking)
    first = send(fair, token, sent)
    before = CheckIn.objects.values().get(), Entry.objects.count()
    assert send(fair, token, sent).json()["results"] == first.json()["results"]
    assert (CheckIn.objects.values().get(), Entry.objects.count()) == before
    assert SentArrival.objects.count() == 1


@pytest.mark.parametrize("later_first", [True, False])
def test_two_telephones_with_the_same_ticket_are_listed_and_the_earlier_moment_counts(
    fair: Fair, booking: Booking, staff: Actor, link: Any, door_client: Client, later_first: bool
) -> None:
    east = arrival(booking, ago=900), token_since(fair, Actor("door", str(link[0].public_id)), hours=1)
    west = arrival(booking, ago=300), token_since(fair, staff, hours=1)
    for sent, token in (west, east) if later_first else (east, west):
        last = results(send(fair, token, sent))
    assert last == ["twice"]
    made = CheckIn.objects.get()
    assert made.by.startswith("door:")
    assert 895 < (clock.now() - made.at).total_seconds() < 910
    said = door_client.get(reverse("fairs:door-odd", args=[fair.slug])).content.decode()
    assert "Checked in twice" in said
    assert "East gate" in said


def test_what_does_not_fit_is_listed_and_checks_nobody_in(
    fair: Fair, booking: Booking, staff: Actor, door_client: Client
) -> None:
    token = token_since(fair, staff, hours=1)
    gone = factories.make_booking(factories.make_stand(fair), state="cancelled")
    elsewhere = factories.make_booking(factories.make_stand(factories.make_fair()))
    answer = send(
        fair, token, arrival(gone), arrival(elsewhere), arrival(booking) | {"booking": uuid.uuid4().hex}, {"id": "x"}, 7
    )
    assert results(answer) == ["given_up", "elsewhere", "unknown", "unreadable", "unreadable"]
    assert not CheckIn.objects.exists()
    page = door_client.get(reverse("fairs:door-odd", args=[fair.slug])).content.decode()
    for words in ("The place had been given up", "For another event", "No such booking"):
        assert words in page
    assert elsewhere.code[:3] + "-" not in page


def test_moved_booking_is_checked_in_and_listed(fair: Fair, booking: Booking, staff: Actor) -> None:
    sent = arrival(booking)
    Booking.objects.update(sequence=booking.sequence + 1)
    assert results(send(fair, token_since(fair, staff, hours=1), sent)) == ["moved"]
    assert CheckIn.objects.count() == 1


def test_what_a_link_sends_after_it_was_taken_back_is_listed_and_checks_nobody_in(
    fair: Fair, booking: Booking, link: Any
) -> None:
    token = token_of(opened(link[1]), fair)
    engine.take_back_door_links(fair.offer, by=COMMAND)
    assert results(send(fair, token, arrival(booking))) == ["shut"]
    assert not CheckIn.objects.exists()
    assert SentArrival.objects.get().booking == booking


def test_account_that_was_closed_or_lost_its_role_is_not_trusted(
    fair: Fair, booking: Booking, door_client: Any
) -> None:
    token = token_of(door_client, fair)
    Account.objects.filter(pk=door_client.account.pk).update(is_active=False)
    assert results(send(fair, token, arrival(booking))) == ["shut"]
    Account.objects.filter(pk=door_client.account.pk).update(is_active=True)
    door_client.account.grants.all().delete()
    assert results(send(fair, token, arrival(booking))) == ["shut"]
    assert not CheckIn.objects.exists()


def test_arrivals_reach_the_server_after_the_session_ended_and_the_door_was_shut(
    fair: Fair, booking: Booking, door_client: Client, clock_at: Clock
) -> None:
    came = clock.now()
    token = token_of(door_client, fair)
    door_client.logout()
    clock_at(fair.ends_at + timedelta(days=2))
    ago = (clock.now() - came).total_seconds() - 5
    assert results(send(fair, token, arrival(booking, ago=ago))) == ["checked_in"]
    assert abs((CheckIn.objects.get().at - came).total_seconds()) < 10
    clock_at(fair.ends_at + timedelta(days=8))
    assert send(fair, token, arrival(booking)).status_code == 410


def test_token_is_of_one_door_and_of_this_city(fair: Fair, booking: Booking, staff: Actor) -> None:
    other = factories.make_fair(state="running")
    token = token_since(fair, staff, hours=1)
    assert send(other, token, arrival(booking)).status_code == 403
    for forged in (token[:-2] + "xx", "", "a:b:c", tickets.manage_token(booking)):
        assert send(fair, forged, arrival(booking)).status_code == 403
    assert read_door_token(token).by == staff
    assert not SentArrival.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"token":1}', "[" * 5000, '{"arrivals":{},"now":"x","token":""}'])
def test_nonsense_is_refused(fair: Fair, body: str) -> None:
    answer = Client().post(reverse("fairs:door-arrivals", args=[fair.slug]), body, content_type="application/json")
    assert answer.status_code in (400, 403)


def test_too_many_at_once_are_refused_whole(fair: Fair, booking: Booking, staff: Actor) -> None:
    assert send(fair, token_since(fair, staff, hours=1), *[arrival(booking)] * 101).status_code == 400
    assert not SentArrival.objects.exists()


def test_looked_at_once_is_noted(fair: Fair, booking: Booking, staff: Actor, door_client: Client) -> None:
    sent = arrival(booking) | {"booking": uuid.uuid4().hex}
    send(fair, token_since(fair, staff, hours=1), sent)
    door, odd = (reverse(f"fairs:{name}", args=[fair.slug]) for name in ("door", "door-odd"))
    assert "1 check-in from a telephone" in door_client.get(door).content.decode()
    assert "Noted" in door_client.post(odd, {"arrival": sent["id"]}, follow=True).content.decode()
    assert SentArrival.objects.get().settled_by == str(staff)
    assert "from a telephone" not in door_client.get(door).content.decode()
    door_client.post(odd, {"arrival": sent["id"]})
    for nonsense in ("", "x", str(uuid.uuid4())):
        said = door_client.post(odd, {"arrival": nonsense}, follow=True)
        assert "not on the list any more" in said.content.decode()
    assert Entry.objects.filter(what="booking.arrival_settled").count() == 1


def test_what_was_sent_goes_30_days_after_the_event(
    fair: Fair, booking: Booking, staff: Actor, clock_at: Clock
) -> None:
    send(fair, token_since(fair, staff, hours=1), arrival(booking))
    assert engine.drop_arrivals() == 0
    clock_at(fair.ends_at + timedelta(days=31))
    assert engine.drop_arrivals() == 1
    assert CheckIn.objects.count() == 1


PHONES, PEOPLE = 10, 2000


def arrivals_of_a_day(bookings: list[Booking], chance: random.Random) -> list[list[dict[str, Any]]]:
    """2,000 people come to 10 telephones; 60 tickets were copied and come to a second one, too. Half of what each
    telephone sends is sent late, everything is shuffled and a third of it sent again."""
    phones: list[list[dict[str, Any]]] = [[] for _ in range(PHONES)]
    for nth, booking in enumerate(bookings):
        phones[nth % PHONES].append(arrival(booking, ago=chance.uniform(1, 3000)))
    for booking in bookings[:60]:
        phones[chance.randrange(PHONES)].append(arrival(booking, ago=chance.uniform(1, 3000)))
    told = []
    for sent in phones:
        half = len(sent) // 2
        now, late = sent[:half], sent[half:]
        chance.shuffle(late)
        again = chance.sample(sent, len(sent) // 3)
        told.append([*now, *late, *again])
    return told


@pytest.fixture
def day() -> tuple[Fair, list[Booking]]:
    """A fair with 2,000 bookings at one stand."""
    fair = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))
    stand = factories.make_stand(fair, times=10, capacity=PEOPLE)
    slots = list(Slot.objects.filter(resource=stand.resource))
    now = clock.now()
    people = [factories.make_person(f"来人{nth}") for nth in range(20)]
    rows = [
        Booking(
            offer=fair.offer, slot=slots[nth % 10], person=people[nth] if nth < 20 else None, state="confirmed",
            created_at=now, changed_at=now,
        )
        for nth in range(PEOPLE)
    ]  # fmt: skip
    Booking.objects.bulk_create(rows)
    for slot in slots:
        Slot.objects.filter(pk=slot.pk).update(taken=PEOPLE // 10)
    return fair, list(Booking.objects.filter(offer=fair.offer))


def send_day(fair: Fair, told: list[list[dict[str, Any]]], tokens: list[str]) -> list[str]:
    """Every telephone sends in a thread of its own, the first half as they come, the rest 50 at a time; what the first
    one sends comes twice at once. Gives all results."""
    found: list[str] = []
    faults: list[Exception] = []

    def phone(sent: list[dict[str, Any]], token: str) -> None:
        try:
            now, late = sent[: PEOPLE // PHONES // 2], sent[PEOPLE // PHONES // 2 :]
            for batch in [*([one] for one in now), *(late[at : at + 50] for at in range(0, len(late), 50))]:
                found.extend(results(send(fair, token, *batch)))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=phone, args=one) for one in [*zip(told, tokens, strict=True), (told[0][:50], tokens[0])]
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not faults, faults[:3]
    return found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_day_of_ten_telephones_loses_nobody_doubles_nobody_and_lists_every_copied_ticket(day: Any) -> None:
    fair, bookings = day
    links = [engine.make_door_link(fair.offer, label=f"Gate {nth}", by=COMMAND)[0] for nth in range(PHONES)]
    tokens = [token_since(fair, Actor("door", str(one.public_id)), hours=1) for one in links]
    told = arrivals_of_a_day(bookings, random.Random(5))
    before = find_faults()
    send_day(fair, told, tokens)
    assert CheckIn.objects.count() == PEOPLE, "0 lost, 0 doubled"
    assert not Booking.objects.exclude(attendance="arrived").exists()
    assert SentArrival.objects.count() == PEOPLE + 60
    by_booking = Counter(SentArrival.objects.filter(result="twice").values_list("booking", flat=True))
    assert by_booking == dict.fromkeys((one.pk for one in bookings[:60]), 1), "each copied ticket is listed once"
    earliest: dict[str, float] = {}
    for sent in (one for phone in told for one in phone):
        earliest[sent["booking"]] = min(earliest.get(sent["booking"], NOW_MS), sent["at"])
    stray = [
        one
        for one in CheckIn.objects.select_related("booking")
        if abs((clock.now() - one.at).total_seconds() - (NOW_MS - earliest[one.booking.public_id.hex]) / 1000) > 120
    ]
    assert not stray, "the earliest moment is kept, in whatever order it was told"
    assert Entry.objects.filter(what="booking.checked_in").count() == PEOPLE
    assert find_faults() == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_ids_replays_would_be_taken_for_copied_tickets(day: Any, monkeypatch: Any) -> None:
    """The control: what the telephone calls each arrival is what tells a replay from a second person."""
    fair, bookings = day
    link = engine.make_door_link(fair.offer, label="Gate", by=COMMAND)[0]
    token = token_since(fair, Actor("door", str(link.public_id)), hours=1)
    told = arrivals_of_a_day(bookings[:200], random.Random(5))
    real = arrivals._merge
    monkeypatch.setattr(
        arrivals,
        "_merge",
        lambda offer, sent, by: real(
            offer, arrivals.Sent(uuid.uuid4(), sent.named, sent.sequence, sent.at, sent.method, sent.trusted), by
        ),
    )
    send_day(fair, told, [token] * PHONES)
    assert SentArrival.objects.filter(result="twice").count() > 60
