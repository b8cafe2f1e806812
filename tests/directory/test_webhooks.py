"""Webhooks: nothing missed, nothing twice, nobody's name, tried again until it is hopeless, signed as specified."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time as real_time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.registry import Event, Happened, events
from duikou.directory import pinned, webhook_signing, webhooks
from duikou.directory.actions import connections as actions
from duikou.directory.models import Delivery, Organisation, Webhook
from duikou.directory.webhooks import PAUSES, deliver, deliver_due, fan_out, forget_deliveries
from duikou.journal.actions import record
from tests.directory.listener import Listener

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db
State = Delivery.State


class Clock:
    """A clock that stands still until it is moved."""

    at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved)
    return moved


@pytest.fixture(autouse=True)
def _kinds(own_writes_are_settled: None) -> Iterator[None]:
    """Two kinds of entry that can be told, about the organisation that the details name; `tell` knows no erased."""

    def tell(told: Any) -> list[Happened | None]:
        return [
            None if which.endswith("erased") else Happened(details.get("of"), {"id": which}) for which, details in told
        ]

    for name in ("test.made", "test.changed"):
        events.add(name, Event(name, "Tried", tell))
    yield
    for name in ("test.made", "test.changed"):
        del events._things[name]


@pytest.fixture
def server(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    listening = Listener()
    yield listening
    listening.close()


def answers(status: int) -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()


def hook(url: str = "https://a.example/", of: Organisation | None = None, *kinds: str) -> Webhook:
    return actions.add_webhook(url=url, organisation=of, events=kinds or ["test.made"], by=COMMAND)


def happen(number: object = 1, what: str = "test.made", of: Organisation | None = None, **details: Any) -> int:
    of_whom = {"of": of.pk} if of else {}
    return record(what=what, which=f"thing:{number}", by=COMMAND, **of_whom, **details).pk


def told(to: Webhook) -> list[str]:
    return [one.body["data"]["id"] for one in to.deliveries.order_by("pk")]


def now_(delivery: Delivery) -> tuple[str, int, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.tries, delivery.problem


def waiting(to: Webhook, number: object = 1) -> Delivery:
    happen(number)
    fan_out()
    return to.deliveries.get(body__data__id=f"thing:{number}")


# What is told


def test_hook_is_told_of_the_kinds_it_asked_for_from_now_on() -> None:
    happen("before")
    one = hook()
    happen(1)
    happen(2, "test.changed")
    happen(3, "something.else")
    happen(4)
    assert fan_out() == 2
    assert told(one) == ["thing:1", "thing:4"]
    assert one.deliveries.last().body == {
        "type": "test.made", "timestamp": START.isoformat(), "data": {"id": "thing:1"},
    }  # fmt: skip


def test_organisation_hears_only_its_own_and_the_city_hears_all(organisation: Callable[..., Organisation]) -> None:
    a, b = organisation("A"), organisation("B")
    of_a, of_b, of_all = hook("https://a.example/", a), hook("https://b.example/", b), hook()
    happen(1, of=a)
    happen(2, of=b)
    happen(3)
    fan_out()
    assert (told(of_a), told(of_b), told(of_all)) == (["thing:1"], ["thing:2"], ["thing:1", "thing:2", "thing:3"])


def test_nothing_is_told_of_what_was_erased_and_nothing_of_details() -> None:
    one = hook()
    happen("erased")
    happen(1, name="阿依古丽", contact="13912345678")
    fan_out()
    assert told(one) == ["thing:1"]
    stored = json.dumps(list(Delivery.objects.values("body", "problem")), ensure_ascii=False)
    assert "阿依古丽" not in stored
    assert "13912345678" not in stored


def test_hook_of_a_kind_that_is_gone_reads_on_all_the_same() -> None:
    one = hook("https://a.example/", None, "gone.kind")
    last = happen()
    assert fan_out() == 0
    one.refresh_from_db()
    assert one.read_up_to == last


def test_reading_in_pieces_tells_all_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PIECE", 3)
    one = hook("https://a.example/", None, "test.made", "test.changed")
    for number in range(10):
        happen(number, "test.changed" if number % 3 else "test.made")
    assert fan_out() == 10
    assert told(one) == [f"thing:{number}" for number in range(10)]


def test_fan_out_that_is_killed_between_its_steps_misses_nothing_and_tells_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed after the deliveries are written and before it is noted how far; and before they are written."""
    monkeypatch.setattr(webhooks, "PIECE", 2)
    one = hook()
    for number in range(5):
        happen(number)

    class Killed(BaseException):
        pass

    real, round_ = webhooks.insert, [0]

    def dies(*args: Any, **kwargs: Any) -> Any:
        round_[0] += 1
        if round_[0] in (2, 4):
            raise Killed
        written = real(*args, **kwargs)
        if round_[0] in (1, 3):
            raise Killed
        return written

    monkeypatch.setattr(webhooks, "insert", dies)
    for _ in range(4):
        with pytest.raises(Killed):
            fan_out()
    fan_out()
    assert told(one) == [f"thing:{number}" for number in range(5)]
    assert fan_out() == 0


def test_second_reader_of_the_same_entries_writes_nothing() -> None:
    one = hook()
    happen()
    fan_out()
    Webhook.objects.filter(pk=one.pk).update(read_up_to=0)  # as another worker that began at the same moment saw it
    assert fan_out() == 0
    assert told(one) == ["thing:1"]


def test_stopped_hook_is_told_nothing_and_goes_on_from_the_moment_it_is_resumed(server: Listener) -> None:
    one = hook(server.url)
    actions.switch_webhook(hook=one, active=False, by=COMMAND)
    happen("while stopped")
    fan_out()
    actions.switch_webhook(hook=one, active=True, by=COMMAND)
    happen("after")
    fan_out()
    assert told(one) == ["thing:after"]


def test_what_was_written_down_before_the_stop_waits_for_the_resumption(server: Listener) -> None:
    one = hook(server.url)
    delivery = waiting(one)
    actions.switch_webhook(hook=one, active=False, by=COMMAND)
    assert deliver_due() == 0
    assert now_(delivery) == (State.WAITING, 0, "")
    actions.switch_webhook(hook=one, active=True, by=COMMAND)
    assert deliver_due() == 1


# Delivering


def test_delivery_arrives_signed_and_is_done(server: Listener, time: Clock) -> None:
    one = hook(server.url)
    delivery = waiting(one)
    assert (deliver_due(), deliver_due()) == (1, 0)
    assert now_(delivery) == (State.SENT, 1, "")
    assert delivery.sent_at == START
    request = server.told[0]
    assert request.first_line == "POST /hook HTTP/1.1"
    assert json.loads(request.body) == delivery.body
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == f"msg_{delivery.public_id.hex}"
    assert request.headers["webhook-timestamp"] == str(int(START.timestamp()))
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    key = base64.b64decode(one.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"


def test_signature_is_that_of_the_specification() -> None:
    """The example of standardwebhooks.com."""
    at, body = datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    computed = hmac.new(key, b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body, hashlib.sha256).digest()
    assert base64.b64encode(computed) == b"g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert webhook_signing.headers(
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=at, body=body
    ) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_secrets_have_as_many_bytes_as_the_specification_wants() -> None:
    secrets = {webhook_signing.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {24 <= len(base64.b64decode(one.removeprefix("whsec_"))) <= 64 for one in secrets} == {True}


def test_secret_is_only_encrypted_on_disk() -> None:
    one = hook()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM directory_webhook")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT * FROM journal_entry")
        journal = repr(cursor.fetchall())
    assert stored.startswith("s1:")
    assert one.secret.removeprefix("whsec_") not in stored + journal


def test_failing_delivery_is_tried_again_on_schedule_and_then_given_up(server: Listener, time: Clock) -> None:
    server.answer = answers(500)
    delivery = waiting(hook(server.url))
    pauses = []
    while now_(delivery)[0] == State.WAITING:
        assert deliver_due() == 0
        delivery.refresh_from_db()
        pauses.append(int((delivery.due_at - time.at).total_seconds()))
        time.at = delivery.due_at - timedelta(seconds=1)
        deliver_due()
        time.at = delivery.due_at
    assert tuple(pauses[:-1]) == PAUSES
    assert now_(delivery) == (State.FAILED, len(PAUSES) + 1, "HTTP 500")
    assert len(server.told) == len(PAUSES) + 1
    assert len({one.headers["webhook-id"] for one in server.told}) == 1  # so that receivers can tell
    assert timedelta(days=3) <= time.at - START <= timedelta(days=4)


def test_later_try_gets_through(server: Listener, time: Clock) -> None:
    server.answer = answers(503)
    delivery = waiting(hook(server.url))
    deliver_due()
    assert now_(delivery) == (State.WAITING, 1, "HTTP 503")
    server.answer = answers(204)
    time.at += timedelta(seconds=PAUSES[0])
    assert deliver_due() == 1
    assert now_(delivery) == (State.SENT, 2, "")


def test_redirect_is_a_failure(server: Listener) -> None:
    server.answer = answers(302)
    delivery = waiting(hook(server.url))
    assert deliver_due() == 0
    assert now_(delivery) == (State.WAITING, 1, "HTTP 302")


def test_gone_stops_the_hook_and_says_why(server: Listener) -> None:
    server.answer = answers(410)
    one = hook(server.url)
    delivery = waiting(one)
    deliver_due()
    one.refresh_from_db()
    assert (one.active, one.why_stopped) == (False, "its address is gone")
    assert now_(delivery)[0] == State.FAILED
    actions.switch_webhook(hook=one, active=True, by=COMMAND)
    one.refresh_from_db()
    assert (one.active, one.why_stopped) == (True, "")


def test_given_up_delivery_is_sent_again_when_asked(server: Listener, time: Clock) -> None:
    delivery = waiting(hook(server.url))
    Delivery.objects.update(state=State.FAILED, tries=10, problem="HTTP 500")
    actions.send_again(delivery=delivery, by=COMMAND)
    assert deliver_due() == 1
    assert now_(delivery) == (State.SENT, 1, "")


def test_delivery_of_a_dead_worker_is_taken_up_after_the_lease(server: Listener, time: Clock) -> None:
    delivery = waiting(hook(server.url))

    class Killed(BaseException):
        pass

    def die(*_args: Any) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks, "_note", die)
        with pytest.raises(Killed):
            deliver_due()
    assert deliver_due() == 0, "leased"
    time.at += webhooks.LEASE
    assert deliver_due() == 1
    assert now_(delivery) == (State.SENT, 2, "")


def test_two_workers_share_the_work_without_sending_twice(server: Listener) -> None:
    one = hook(server.url)
    for number in range(5):
        happen(number)
    fan_out()
    due = Delivery.objects.filter(state=State.WAITING, webhook=one)
    seen_by_both = list(due.order_by("due_at", "pk"))
    assert len(webhooks._lease(due)) == 5
    again = [
        Delivery.objects.filter(pk=late.pk, state=State.WAITING, due_at=late.due_at).update(tries=9)
        for late in seen_by_both
    ]
    assert again == [0] * 5


def test_what_is_sent_while_it_may_be_sent_stays_within_the_lease() -> None:
    longest = webhooks.TURN_SECONDS + pinned.SECONDS
    assert 2 * longest <= webhooks.LEASE.total_seconds()


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:1/", "https://a..example/", "https://.example/", "https://[fe80::1%25x]/"]
)
def test_address_that_nothing_can_be_sent_to_keeps_nobody_else_waiting(url: str, server: Listener) -> None:
    bad, good = hook(url), hook(server.url)
    happen()
    fan_out()
    assert deliver_due() == 1
    assert now_(good.deliveries.get())[0] == State.SENT
    state, tries, problem = now_(bad.deliveries.get())
    assert (state, tries) == (State.WAITING, 1)
    assert problem


def test_dead_address_with_much_to_hear_holds_up_nobody(
    server: Listener, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "SECONDS", 0.3)
    dead = Listener(lambda _connection: dead.sleep(5))
    hook(dead.url)
    good = hook(server.url)
    for number in range(30):
        happen(number)
    fan_out()
    begun = real_time.monotonic()
    assert deliver() == 30
    assert real_time.monotonic() - begun < 3
    assert set(good.deliveries.values_list("state", flat=True)) == {State.SENT}
    assert len(dead.told) <= webhooks.LANES
    behind = Delivery.objects.filter(state=State.WAITING)
    assert set(behind.values_list("tries", "problem")) == {(1, "no answer within ten seconds")}
    dead.close()


def test_what_was_not_reached_in_a_turn_is_due_as_before(server: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TURN_SECONDS", -1.0)
    delivery = waiting(hook(server.url))
    assert deliver_due() == 0
    assert (now_(delivery), delivery.due_at) == ((State.WAITING, 0, ""), START)
    monkeypatch.undo()


def test_removed_hook_leaves_nothing(server: Listener) -> None:
    one = hook(server.url)
    waiting(one)
    actions.remove_webhook(hook=one, by=COMMAND)
    assert (deliver_due(), fan_out(), Delivery.objects.count(), server.told) == (0, 0, 0, [])


def test_test_is_delivered_like_all_else(server: Listener) -> None:
    one = hook(server.url)
    actions.try_webhook(hook=one, by=COMMAND)
    actions.try_webhook(hook=one, by=COMMAND)
    assert deliver_due() == 2
    assert [json.loads(told.body)["type"] for told in server.told] == ["duikou.test"] * 2


def test_log_is_kept_for_thirty_days(time: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PIECE", 2)
    one = hook()
    for number in range(5):
        happen(number)
    fan_out()
    Delivery.objects.filter(body__data__id="thing:1").update(state=State.SENT)
    Delivery.objects.filter(body__data__id="thing:2").update(state=State.FAILED)
    time.at += webhooks.KEPT
    assert forget_deliveries() == 0
    waiting(one, "new")
    time.at += timedelta(seconds=1)
    assert forget_deliveries() == 5  # those too that wait for a hook that was stopped
    assert told(one) == ["thing:new"]
