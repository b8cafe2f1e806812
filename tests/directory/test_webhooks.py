"""Webhooks: told what the journal says, signed, tried again, logged; nothing missed, nothing about persons."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.registry import events
from duikou.booking.actions import Claim, Confirmed, cancel, claim
from duikou.booking.models import Booking, Slot
from duikou.directory import outward, webhook_signing
from duikou.directory.actions.connections import add_webhook, remove_webhook, send_again, switch_webhook, try_webhook
from duikou.directory.models import Delivery, Webhook
from duikou.directory.webhooks import PAUSES, deliver_due, fan_out, forget_deliveries
from duikou.fairs.models import Fair
from duikou.journal import settled
from tests.fairs.factories import make_fair, make_office, make_person, make_stand

pytestmark = pytest.mark.django_db
really = pytest.mark.django_db(transaction=True)  # what is not committed is not settled
ALL = ["booking.confirmed", "booking.cancelled", "booking.moved"]
NAME, CONTACT = "卡那里", "13911112222"


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    settled.forget()
    yield
    settled.forget()


def tell() -> int:
    """Fan out what is settled; on PostgreSQL a first look says how far that is."""
    settled.settled()
    return fan_out()


class Receiver(ThreadingHTTPServer):
    """A system that is told: remembers what came, and answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status, self.more = 204, b""
        super().__init__(("127.0.0.1", 0), _Answering)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?a=b"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", str(len(self.server.more)))
        self.end_headers()
        self.wfile.write(self.server.more)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def fair() -> Fair:
    return make_fair()


def book(fair: Fair, name: str = NAME) -> Booking:
    stand = make_stand(fair)
    slot = Slot.objects.filter(resource=stand.resource).order_by("starts_at")[0]
    answer = claim(Claim(slot.pk, make_person(name=name, contact=CONTACT).pk), by=COMMAND)
    assert isinstance(answer, Confirmed)
    return answer.booking


def hook_at(url: str, **values: Any) -> Webhook:
    return add_webhook(**{"url": url, "organisation": None, "events": ALL, "by": COMMAND, **values})


# What is told, and of what


@really
def test_what_happens_is_told_by_ids_and_signed(receiver, fair):
    hook = hook_at(receiver.url)
    booking = book(fair)
    assert tell() == 1
    assert deliver_due() == 1
    headers, body = receiver.came[0]
    said = json.loads(body)
    assert said["type"] == "booking.confirmed"
    assert said["data"]["booking"] == str(booking.public_id)
    assert said["data"]["state"] == "confirmed"
    assert NAME not in body.decode()
    assert CONTACT not in body.decode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert Delivery.objects.get().state == "sent"


def test_signature_is_that_of_the_specification():
    # The example of standardwebhooks.com's own libraries.
    said = webhook_signing.headers(
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        body=b'{"test": 2432232314}',
    )
    assert said["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@really
def test_only_what_was_asked_for_and_only_from_now_on(fair):
    book(fair)
    hook = hook_at("https://portal.example/", events=["booking.cancelled"])
    booking = book(fair, "别人")
    assert tell() == 0
    cancel(booking, by=COMMAND)
    assert tell() == 1
    assert [one.event for one in hook.deliveries.all()] == ["booking.cancelled"]


@really
def test_an_organisation_hears_of_its_own_offers_only(fair):
    other = make_fair(organiser=make_office("示例：别的局"))
    mine = hook_at("https://a.example/", organisation=fair.organiser)
    everything = hook_at("https://b.example/")
    book(fair)
    book(other, "别人")
    assert tell() == 3
    assert (mine.deliveries.count(), everything.deliveries.count()) == (1, 2)


@really
def test_reading_on_twice_tells_nothing_twice(fair):
    hook = hook_at("https://portal.example/")
    begun = hook.read_up_to
    book(fair)
    assert tell() == 1
    # As if the worker had died after writing down and before remembering how far it had read.
    Webhook.objects.update(read_up_to=begun)
    tell()
    assert hook.deliveries.count() == 1


@really
def test_stopped_webhook_is_told_nothing_and_goes_on_from_then(fair):
    hook = hook_at("https://portal.example/")
    switch_webhook(hook=hook, active=False, by=COMMAND)
    book(fair)
    assert tell() == 0
    switch_webhook(hook=hook, active=True, by=COMMAND)
    assert tell() == 0
    book(fair, "别人")
    assert tell() == 1


def test_every_kind_of_event_has_words():
    for event in events:
        assert str(event.says)
        assert event.tell([("booking:not-an-id", {}), ("booking:", {})]) == [None, None]


# How it goes


def test_what_is_not_taken_is_tried_again_with_growing_pauses_and_given_up(receiver, monkeypatch):
    receiver.status = 500
    delivery = try_webhook(hook=hook_at(receiver.url), by=COMMAND)
    now = clock.now()
    for tries, pause in enumerate([*PAUSES, 0], 1):
        assert deliver_due() == 0
        row = Delivery.objects.get()
        assert (row.tries, row.problem) == (tries, "HTTP 500")
        if pause:
            assert row.state == "waiting"
            assert abs((row.due_at - now).total_seconds() - pause) < 30
            assert deliver_due() == 0
            assert len(receiver.came) == tries
            now = row.due_at + timedelta(seconds=1)
            monkeypatch.setattr("duikou.base.clock.now", lambda now=now: now)
    assert Delivery.objects.get().state == "failed"
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == 1
    receiver.status = 200
    send_again(delivery=delivery, by=COMMAND)
    assert deliver_due() == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_redirect_is_not_followed(receiver, status):
    receiver.status = status
    try_webhook(hook=hook_at(receiver.url), by=COMMAND)
    deliver_due()
    assert len(receiver.came) == 1
    assert Delivery.objects.get().problem == f"HTTP {status}"


def test_address_that_is_gone_stops_the_webhook(receiver):
    receiver.status = 410
    hook = hook_at(receiver.url)
    try_webhook(hook=hook, by=COMMAND)
    deliver_due()
    hook.refresh_from_db()
    assert (hook.active, hook.why_stopped) == (False, "its address is gone")
    assert Delivery.objects.get().state == "failed"


def test_long_answer_is_not_read(receiver):
    receiver.status, receiver.more = 200, b"x" * 5_000_000
    try_webhook(hook=hook_at(receiver.url), by=COMMAND)
    assert deliver_due() == 1


def test_nobody_at_home_and_garbage_are_noted(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    try_webhook(hook=hook_at(f"http://127.0.0.1:{port}/"), by=COMMAND)
    deliver_due()
    assert Delivery.objects.get().problem == "nobody answers there"


@pytest.mark.parametrize("garbage", [b"SSH-2.0-x\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b""])
def test_answer_that_is_none_is_noted(settings, garbage):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with said_by(garbage) as port:
        try_webhook(hook=hook_at(f"http://127.0.0.1:{port}/"), by=COMMAND)
        assert deliver_due() == 0
    assert Delivery.objects.get().problem


class said_by:
    """A server that says `garbage` to one who connects, piece by piece, and hangs up."""

    def __init__(self, garbage: bytes, *, pause: float = 0.0) -> None:
        self._garbage, self._pause, self._over = garbage, pause, threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._run, daemon=True).start()
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._socket.close()

    def _run(self) -> None:
        try:
            peer, _address = self._socket.accept()
            with peer:
                peer.recv(65536)
                for at in range(len(self._garbage)):
                    peer.send(self._garbage[at : at + 1])
                    if self._over.wait(self._pause):
                        return
        except OSError:
            pass


def test_answer_that_drips_does_not_hold_a_thread(settings, monkeypatch):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(outward, "SECONDS", 0.5)
    with said_by(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200, pause=0.1) as port:
        begun = clock.now()
        try_webhook(hook=hook_at(f"http://127.0.0.1:{port}/"), by=COMMAND)
        assert deliver_due() == 0
        assert (clock.now() - begun).total_seconds() < 3


def test_what_a_dead_worker_had_begun_is_tried_again_after_the_lease(receiver, monkeypatch):
    try_webhook(hook=hook_at(receiver.url), by=COMMAND)
    Delivery.objects.update(due_at=clock.now() + timedelta(minutes=2), tries=1)  # leased, and then it died
    assert deliver_due() == 0
    later = clock.now() + timedelta(minutes=2, seconds=1)
    monkeypatch.setattr("duikou.base.clock.now", lambda: later)
    assert deliver_due() == 1


def test_log_is_kept_for_thirty_days(receiver, monkeypatch):
    hook = hook_at(receiver.url)
    try_webhook(hook=hook, by=COMMAND)
    deliver_due()
    waiting = try_webhook(hook=hook, by=COMMAND)
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr("duikou.base.clock.now", lambda: later)
    assert forget_deliveries() == 1
    assert Delivery.objects.get() == waiting
    remove_webhook(hook=hook, by=COMMAND)
    assert Delivery.objects.count() == 0
