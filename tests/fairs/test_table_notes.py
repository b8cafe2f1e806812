"""A table without a network: its list, its token, and what its devices send when the network is back."""

from __future__ import annotations

import itertools
import json
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND, Actor
from duikou.base.sending_tokens import sending_token
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Slot, Ticket
from duikou.booking.queries import find_faults
from duikou.directory.models import Account
from duikou.fairs.actions import calling, notes, outcomes
from duikou.fairs.models import Fair, Interview, SentStep, Stand
from duikou.fairs.views.table_device import SALT
from duikou.journal.models import Entry
from tests.fairs import factories
from tests.fairs.test_table import arrive

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
GONE = "event.waitUntil(forget())"
NOW_MS = 1_000_000_000_000  # a device that believes it is 2001
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
ANSWERS = ("interested", "second", "offered", "hired", "not_now")


@pytest.fixture
def fair() -> Fair:
    """A running fair, twenty minutes after it began."""
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))


@pytest.fixture
def stand(fair: Fair, employer_client: Any) -> Stand:
    """The signed-in employer's stand with six times."""
    return factories.make_stand(fair, employer_client.organisation, times=6)


@pytest.fixture
def arrived(stand: Stand) -> Booking:
    """Somebody who is here for the third time."""
    return arrive(stand, 2, "王小芳")


@pytest.fixture
def token(employer_client: Any, stand: Stand) -> str:
    """The token of a list that was given out an hour ago."""
    return token_of(employer_client.account, stand, hours=1)


def token_of(account: Account, stand: Stand, **ago: float) -> str:
    by = Actor("account", str(account.public_id))
    return sending_token(SALT, str(stand.pk), by=by, now=clock.now() - timedelta(**ago))


def tap(about: Booking | Ticket, step: str, *, ago: float = 60, **values: Any) -> dict[str, Any]:
    """What a device says of a tap `ago` seconds ago."""
    said = {"id": str(uuid.uuid4()), "source": str(ONE), "named": str(about.public_id), "step": step}
    return {**said, "at": NOW_MS - ago * 1000, **values}


def send(client: Client, fair: Fair, token: str, *sent: Any) -> Any:
    body = json.dumps({"token": token, "now": NOW_MS, "notes": list(sent)})
    return client.post(reverse("fairs:table-notes", args=[fair.slug]), body, content_type="application/json")


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["result"] for one in answer.json()["results"]]


def listed(client: Client, fair: Fair) -> Any:
    return client.get(reverse("fairs:table-list", args=[fair.slug]))


def odd(client: Client, fair: Fair) -> str:
    return str(client.get(reverse("fairs:table-odd", args=[fair.slug])).content.decode())


def test_list_keeps_times_numbers_and_posts_of_today_and_names_apart_for_the_open_page(
    employer_client: Client, stand: Stand, arrived: Booking
) -> None:
    elsewhere = arrive(factories.make_stand(stand.fair, times=6), 1, "李别处")
    said = listed(employer_client, stand.fair).json()
    (row,) = said["rows"]
    assert (row["id"], row["code"], row["where"], row["post"]) == (
        str(arrived.public_id), arrived.code, "here", arrived.interview.post.title,
    )  # fmt: skip
    assert said["names"] == {str(arrived.public_id): "王小芳"}
    kept = json.dumps({name: value for name, value in said.items() if name != "names"}, ensure_ascii=False)
    for never in ("王小芳", "13912345678", "李别处", str(elsewhere.public_id)):
        assert never not in kept
    assert (
        Entry.objects.filter(what="person.read").exists() or Entry.objects.filter(which__startswith="stand:").exists()
    )


def test_list_has_numbers_called_here_that_have_no_booking(employer_client: Any, stand: Stand) -> None:
    called = walk_in(stand)
    waiting = engine.take_number(stand.fair.offer, by=COMMAND)
    rows = listed(employer_client, stand.fair).json()["rows"]
    assert [(row["id"], row["where"], row["booked"]) for row in rows] == [(str(called.public_id), "called", False)]
    assert isinstance(waiting, Ticket)


def walk_in(stand: Stand) -> Ticket:
    engine.take_number(stand.fair.offer, by=COMMAND)
    answer = calling.call_next(stand=stand, by=COMMAND)
    assert isinstance(answer, Ticket)
    return answer


@pytest.mark.parametrize("name", ["table-device", "table-list", "table-odd"])
def test_others_are_kept_out(name: str, stand: Stand, visitor: Client, door_client: Client, client_with: Any) -> None:
    address = reverse(f"fairs:{name}", args=[stand.fair.slug])
    assert visitor.get(address).status_code == 302
    assert door_client.get(address).status_code == 403
    other = client_with("employer", organisation=factories.make_employer("别家"))
    assert other.get(address).status_code == 404
    assert other.get(address, {"stand": stand.pk}).status_code == 404


def test_worker_wipes_the_device_when_the_fair_is_over_or_the_role_is_gone_but_not_when_signed_out(
    employer_client: Any, visitor: Client, stand: Stand, clock_at: Clock
) -> None:
    worker = reverse("fairs:table-worker", args=[stand.fair.slug])
    for client in (employer_client, visitor):
        answer = client.get(worker)
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-store")
        assert GONE not in answer.content.decode()
    employer_client.account.grants.all().delete()
    assert GONE in employer_client.get(worker).content.decode()
    assert listed(employer_client, stand.fair).status_code == 403
    clock_at(stand.fair.ends_at + timedelta(hours=2, minutes=1))
    assert GONE in visitor.get(worker).content.decode()


def test_list_of_a_fair_that_is_over_is_gone(employer_client: Client, stand: Stand, clock_at: Clock) -> None:
    clock_at(stand.fair.ends_at + timedelta(hours=2, minutes=1))
    assert listed(employer_client, stand.fair).status_code == 410


def test_taps_of_an_hour_count_at_their_own_moments(
    employer_client: Any, stand: Stand, arrived: Booking, token: str
) -> None:
    faults = find_faults()
    answer = send(employer_client, stand.fair, token, tap(arrived, "start", ago=600), tap(arrived, "hired", ago=120))
    assert results(answer) == ["noted", "noted"]
    talk = Interview.objects.get(booking=arrived)
    assert talk.outcome == "hired"
    assert talk.started_at
    assert talk.ended_at
    assert abs((clock.now() - talk.started_at).total_seconds() - 600) < 5
    assert abs((clock.now() - talk.ended_at).total_seconds() - 120) < 5
    assert Ticket.objects.get(booking=arrived).state == "done"
    whats = set(Entry.objects.filter(which=f"booking:{arrived.public_id}").values_list("what", "who"))
    who = f"account:{employer_client.account.public_id}"
    assert {("interview.started", who), ("interview.outcome", who)} <= whats
    assert find_faults() == faults


@pytest.mark.parametrize(
    ("ago", "kept"),
    [(600, 600), (7200, 3600), (-900, 0), (1e15, 3600)],
    ids=["as the device says", "before its list", "in the future", "nonsense"],
)
def test_moment_is_what_the_device_says_whatever_its_clock_shows_and_is_bounded(
    employer_client: Client, stand: Stand, arrived: Booking, token: str, ago: float, kept: float
) -> None:
    send(employer_client, stand.fair, token, tap(arrived, "hired", ago=ago))
    noted = Interview.objects.get(booking=arrived).outcome_at
    assert noted
    assert abs((clock.now() - noted).total_seconds() - kept) < 5


def test_replay_gives_the_first_answer_and_does_nothing(
    employer_client: Client, stand: Stand, arrived: Booking, token: str
) -> None:
    sent = [tap(arrived, "start", ago=90), tap(arrived, "hired"), tap(arrived, "back_outcome", ago=30)]
    first = results(send(employer_client, stand.fair, token, *sent))
    before = Interview.objects.values().get(booking=arrived), Entry.objects.count()
    assert results(send(employer_client, stand.fair, token, *sent[::-1])) == first[::-1]
    assert (Interview.objects.values().get(booking=arrived), Entry.objects.count()) == before
    assert before[0]["outcome"] == "unknown"
    assert before[0]["started_at"]


def test_each_step_can_be_taken_back_without_a_network(
    employer_client: Client, stand: Stand, arrived: Booking, token: str
) -> None:
    outcomes.call_next(interview=outcomes.interview_of(booking=arrived, stand=stand), by=COMMAND)
    steps = ("start", "hired", "back_outcome", "back_start", "back_call")
    sent = [tap(arrived, step, ago=-nth) for nth, step in enumerate(steps)]
    seen = []
    for one in sent:
        send(employer_client, stand.fair, token_of(employer_client.account, stand), one)
        talk = Interview.objects.get(booking=arrived)
        seen.append((bool(talk.called_at), bool(talk.started_at), talk.outcome, Ticket.objects.get().state))
    assert seen == [
        (True, True, "unknown", "serving"),
        (True, True, "hired", "done"),
        (True, True, "unknown", "serving"),
        (True, False, "unknown", "called"),
        (False, False, "unknown", "waiting"),
    ]


def test_signed_out_nothing_is_taken_and_the_device_is_told_to_sign_in(
    visitor: Client, employer_client: Client, stand: Stand, arrived: Booking, token: str
) -> None:
    answer = send(visitor, stand.fair, token, tap(arrived, "hired"))
    assert (answer.status_code, answer.json()) == (403, {"why": "sign_in"})
    assert not SentStep.objects.exists()


def test_account_that_was_closed_or_lost_its_role_is_listed_and_changes_nothing(
    employer_client: Any, client_with: Any, stand: Stand, arrived: Booking, token: str
) -> None:
    colleague = client_with("employer", organisation=employer_client.organisation)
    Account.objects.filter(pk=employer_client.account.pk).update(is_active=False)
    assert results(send(colleague, stand.fair, token, tap(arrived, "hired"))) == ["shut"]
    Account.objects.filter(pk=employer_client.account.pk).update(is_active=True)
    other = client_with("employer", organisation=factories.make_employer("别家"))
    assert results(send(other, stand.fair, token, tap(arrived, "hired"))) == ["shut"]
    employer_client.account.grants.all().delete()
    assert results(send(employer_client, stand.fair, token, tap(arrived, "hired"))) == ["shut"]
    assert Interview.objects.get(booking=arrived).outcome == "unknown"
    assert "may not act here any more" in odd(colleague, stand.fair)


def test_colleague_sends_what_somebody_else_tapped_before_signing_out(
    employer_client: Any, client_with: Any, stand: Stand, arrived: Booking, token: str
) -> None:
    colleague = client_with("employer", organisation=employer_client.organisation)
    assert results(send(colleague, stand.fair, token, tap(arrived, "hired"))) == ["noted"]
    assert SentStep.objects.get().by == f"account:{employer_client.account.public_id}"


def test_token_is_of_one_fair_and_of_tables_and_of_this_city(
    employer_client: Client, stand: Stand, arrived: Booking, token: str
) -> None:
    other = factories.make_fair(state="running")
    assert send(employer_client, other, token, tap(arrived, "hired")).status_code == 403
    at_door = sending_token("duikou.booking.door", str(stand.pk), by=COMMAND, now=clock.now())
    for forged in (token[:-2] + "xx", "", "a:b:c", at_door):
        assert send(employer_client, stand.fair, forged, tap(arrived, "hired")).json() == {"why": "token"}
    assert not SentStep.objects.exists()


def test_nonsense_is_refused_and_a_week_after_the_fair_it_is_over(
    employer_client: Client, stand: Stand, arrived: Booking, token: str, clock_at: Clock
) -> None:
    address = reverse("fairs:table-notes", args=[stand.fair.slug])
    for body in ("", "[]", "{}", '{"token":1}', "[" * 5000, '{"notes":{},"now":"x","token":""}'):
        assert employer_client.post(address, body, content_type="application/json").status_code == 400
    assert send(employer_client, stand.fair, token, *[tap(arrived, "hired")] * 101).status_code == 400
    odd_ones = (7, {"id": "x"}, tap(arrived, "promoted"), tap(arrived, "unknown"), tap(arrived, "hired", source="x"))
    assert set(results(send(employer_client, stand.fair, token, *odd_ones))) == {"unreadable"}
    assert not SentStep.objects.exists()
    clock_at(stand.fair.ends_at + timedelta(days=8))
    assert send(employer_client, stand.fair, token, tap(arrived, "hired")).status_code == 410


def test_what_does_not_fit_is_listed_for_the_table_and_without_the_answer_for_the_office(
    employer_client: Client, office_client: Client, stand: Stand, token: str
) -> None:
    gone = arrive(stand, 1, "赵已退", state="cancelled")
    moved = arrive(factories.make_stand(stand.fair, times=6), 1, "钱已移")
    nobody = arrive(stand, 3, "孙无此")
    answer = send(
        employer_client, stand.fair, token, tap(gone, "hired"), tap(moved, "hired"),
        tap(nobody, "hired", named=str(uuid.uuid4())), tap(nobody, "done"),
    )  # fmt: skip
    assert results(answer) == ["given_up", "elsewhere", "unknown", "unknown"]
    assert set(Interview.objects.values_list("outcome", flat=True)) == {"unknown"}
    page = odd(employer_client, stand.fair)
    for words in ("The place had been given up", "At another table by now", "No such booking", "Hired"):
        assert words in page
    assert "赵已退" not in page
    office = office_client.get(reverse("fairs:office-notes", args=[stand.fair.slug])).content.decode()
    assert "The place had been given up" in office
    assert (
        "4 notes made at tables"
        in office_client.get(reverse("fairs:office-fair", args=[stand.fair.slug])).content.decode()
    )
    assert "Hired" not in office
    assert gone.code[:3] + "-" not in office
    assert (
        "4 notes made without a network"
        in employer_client.get(reverse("fairs:table", args=[stand.fair.slug])).content.decode()
    )


def test_note_of_somebody_who_is_checked_in_only_later_counts_then(
    employer_client: Client, stand: Stand, token: str, django_capture_on_commit_callbacks: Any
) -> None:
    slot = list(Slot.objects.filter(resource=stand.resource))[2]
    booking = factories.make_booking(slot, factories.make_person("周后到"))
    assert results(send(employer_client, stand.fair, token, tap(booking, "hired"))) == ["not_here"]
    assert not Interview.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        engine.check_in(booking, by=COMMAND, method=CheckIn.Method.CODE)
    assert Interview.objects.get(booking=booking).outcome == "hired"
    assert SentStep.objects.get().result == "noted"
    assert "Everything fits" in odd(employer_client, stand.fair)


@pytest.mark.parametrize("later_first", [True, False])
def test_two_devices_that_say_different_things_are_listed_and_the_later_one_counts(
    employer_client: Any, stand: Stand, arrived: Booking, token: str, later_first: bool
) -> None:
    sent = [tap(arrived, "hired", ago=300), tap(arrived, "not_now", ago=200, source=str(OTHER))]
    for one in sent[::-1] if later_first else sent:
        last = results(send(employer_client, stand.fair, token, one))
    assert last == ["differs"]
    assert Interview.objects.get(booking=arrived).outcome == "not_now"
    page = odd(employer_client, stand.fair)
    assert "Another device noted something else" in page
    assert "Hired" in page
    assert "Not this time" in page


def test_later_note_of_the_same_device_or_of_one_that_knew_is_a_correction(
    employer_client: Any, stand: Stand, arrived: Booking, token: str
) -> None:
    sent = tap(arrived, "hired", ago=300), tap(arrived, "second", ago=200)
    assert results(send(employer_client, stand.fair, token, *sent)) == ["noted", "noted"]
    knowing = token_of(employer_client.account, stand, seconds=-1)
    assert results(send(employer_client, stand.fair, knowing, tap(arrived, "offered", ago=0, source=str(OTHER)))) == [
        "noted"
    ]
    assert Interview.objects.get(booking=arrived).outcome == "offered"


def test_note_that_is_older_than_what_was_noted_at_the_usual_table_loses_and_is_listed(
    employer_client: Any, stand: Stand, arrived: Booking, token: str
) -> None:
    outcomes.record_outcome(interview=arrived.interview, outcome="not_now", by=COMMAND)
    assert results(send(employer_client, stand.fair, token, tap(arrived, "hired"))) == ["differs"]
    assert Interview.objects.get(booking=arrived).outcome == "not_now"
    assert results(send(employer_client, stand.fair, token, tap(arrived, "start"))) == ["noted"]
    assert Interview.objects.get(booking=arrived).outcome == "not_now"


def test_looked_at_once_is_noted(employer_client: Any, stand: Stand, arrived: Booking, token: str) -> None:
    sent = tap(arrived, "hired", named=str(uuid.uuid4()))
    send(employer_client, stand.fair, token, sent)
    address = reverse("fairs:table-odd", args=[stand.fair.slug])
    assert "somebody has looked" in employer_client.post(address, {"note": sent["id"]}, follow=True).content.decode()
    employer_client.post(address, {"note": sent["id"]})
    for nonsense in ("", "x", str(uuid.uuid4())):
        said = employer_client.post(address, {"note": nonsense}, follow=True)
        assert "not on the list any more" in said.content.decode()
    assert Entry.objects.filter(what="interview.note_settled").count() == 1
    table = employer_client.get(reverse("fairs:table", args=[stand.fair.slug])).content.decode()
    assert "made without a network" not in table


def test_number_without_a_booking_begins_and_is_over_in_whatever_order(
    employer_client: Any, stand: Stand, token: str
) -> None:
    for order in (("start", "done"), ("done", "start"), ("done",)):
        number = walk_in(stand)
        ago = {"start": 90, "done": 30}
        answer = send(employer_client, stand.fair, token, *(tap(number, step, ago=ago[step]) for step in order))
        assert set(results(answer)) == {"noted"}
        number.refresh_from_db()
        assert number.state == "done"


@pytest.mark.parametrize("answer_first", [True, False])
def test_answer_about_a_number_counts_whether_it_comes_before_its_beginning_or_after(
    employer_client: Any, stand: Stand, token: str, answer_first: bool, django_capture_on_commit_callbacks: Any
) -> None:
    number = walk_in(stand)
    sent = [tap(number, "start", ago=90), tap(number, "hired", ago=30)]
    for one in sent[::-1] if answer_first else sent:
        with django_capture_on_commit_callbacks(execute=True):
            send(employer_client, stand.fair, token, one)
    talk = Interview.objects.get(booking__ticket=number)
    assert talk.outcome == "hired"
    assert talk.started_at
    assert abs((clock.now() - talk.started_at).total_seconds() - 90) < 5
    assert set(SentStep.objects.values_list("result", "booking", "ticket")) == {("noted", talk.booking_id, None)}
    assert "Everything fits" in odd(employer_client, stand.fair)


def test_answer_about_a_number_by_whoever_may_not_act_never_counts(
    employer_client: Any, client_with: Any, stand: Stand, token: str, django_capture_on_commit_callbacks: Any
) -> None:
    number, other = walk_in(stand), client_with("employer", organisation=employer_client.organisation)
    Account.objects.filter(pk=employer_client.account.pk).update(is_active=False)
    assert results(send(other, stand.fair, token, tap(number, "hired", ago=30))) == ["shut"]
    with django_capture_on_commit_callbacks(execute=True):
        send(other, stand.fair, token_of(other.account, stand, hours=1), tap(number, "start", ago=90))
    assert Interview.objects.get(booking__ticket=number).outcome == "unknown"


def test_number_that_was_called_elsewhere_or_left_is_listed(employer_client: Any, stand: Stand, token: str) -> None:
    there, left = walk_in(factories.make_stand(stand.fair, times=6)), walk_in(stand)
    engine.leave_queue(left, by=COMMAND)
    answer = send(employer_client, stand.fair, token, tap(there, "done"), tap(left, "done"), tap(left, "hired"))
    assert results(answer) == ["elsewhere", "given_up", "unknown"]
    there.refresh_from_db()
    assert there.state == "called"


def test_number_of_a_booking_is_its_talk(employer_client: Any, stand: Stand, arrived: Booking, token: str) -> None:
    ticket = engine.number_booking(arrived, by=COMMAND)
    assert results(send(employer_client, stand.fair, token, tap(ticket, "hired"))) == ["noted"]
    assert Interview.objects.get(booking=arrived).outcome == "hired"


def test_what_was_sent_goes_30_days_after_the_event(
    employer_client: Any, stand: Stand, arrived: Booking, token: str, clock_at: Clock
) -> None:
    send(employer_client, stand.fair, token, tap(arrived, "hired"))
    assert notes.drop_notes() == 0
    clock_at(stand.fair.ends_at + timedelta(days=31))
    assert notes.drop_notes() == 1


def taps_of(chance: random.Random, since: datetime) -> list[notes.Note]:
    """Two devices tap at one talk for a while, neither knowing of the other."""
    steps = ("start", *ANSWERS, "back_outcome", "back_start", "back_call")
    moments = sorted(chance.sample(range(3_000_000), 6))
    return [
        notes.Note(
            uuid.UUID(int=chance.getrandbits(128)), chance.choice((ONE, OTHER)), uuid.UUID(int=0),
            chance.choice(steps), since + timedelta(milliseconds=moment), since,
        )
        for moment in moments
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_talk_ends_alike_in_whatever_order_and_however_often_its_notes_arrive(stand: Stand, seed: int) -> None:
    chance = random.Random(seed)
    since = clock.now().replace(microsecond=0) - timedelta(hours=1)
    taps = taps_of(chance, since)
    ends = []
    bookings = [arrive(stand, nth, f"来人{nth}") for nth in range(5)]
    faults = find_faults()
    for nth, booking in enumerate(bookings):
        sent = [notes.Note(uuid.uuid4(), one.source, booking.public_id, one.step, one.at, one.seen_at) for one in taps]
        told = [*sent, *chance.sample(sent, 3)]
        if nth:
            chance.shuffle(told)
        notes.merge_notes(stand=stand, notes=told, by=COMMAND)
        talk = Interview.objects.get(booking=booking)
        stood = (talk.called_at, talk.started_at, talk.ended_at, talk.outcome_at)
        moments = [one and (one - since) // timedelta(milliseconds=1) for one in stood]
        ends.append((talk.outcome, moments))
        rows = SentStep.objects.filter(booking=booking)
        assert rows.count() == len(taps), "a replay is no second note"
        last = {one.source: one.step for one in taps if one.step in (*ANSWERS, "back_outcome")}
        if len(set(last.values())) == 2:
            (listed_last,) = [one for one in rows.filter(result="differs") if last[one.source] == one.step][-1:]
            assert listed_last.met in {"unknown" if step == "back_outcome" else step for step in last.values()}
    assert len({repr(end) for end in ends}) == 1, ends
    assert find_faults() == faults


def test_without_moments_the_order_of_arrival_would_decide(stand: Stand, monkeypatch: Any) -> None:
    """The control: what the device says of when it was tapped is what makes talks end alike."""
    monkeypatch.setattr(notes, "_own_moment", lambda _note: clock.now())
    since = clock.now() - timedelta(hours=1)
    ends = set()
    for nth, order in enumerate(itertools.permutations(("hired", "not_now", "second"))):
        booking = arrive(stand, nth, f"来人{nth}")
        at = {"hired": 1, "second": 2, "not_now": 3}
        for step in order:
            sent = notes.Note(uuid.uuid4(), ONE, booking.public_id, step, since + timedelta(minutes=at[step]), since)
            notes.merge_notes(stand=stand, notes=[sent], by=COMMAND)
        ends.add(Interview.objects.get(booking=booking).outcome)
    assert len(ends) == 3


def test_worker_of_one_fair_names_nothing_that_begins_like_anothers(employer_client: Client, stand: Stand) -> None:
    said = employer_client.get(reverse("fairs:table-worker", args=[stand.fair.slug])).content.decode()
    assert f'"prefix": "duikou-table-{stand.fair.slug}@"' in said, "a slug holds no @, but may begin with another slug"
