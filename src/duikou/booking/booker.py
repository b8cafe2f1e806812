"""The booking process: one process books for all the others of a server.

Whoever answers a crowd over HTTP is busy in the interpreter all the time, and a booking thread beside it would wait for
its turn at every statement. So the claims go to a process of their own, many in one message, and their answers come
back the same way. It combines the claims of all server processes, which also spares them each other's locks.

Messages are pickled over a local socket (a named pipe on Windows) that only holders of the city's secret can open
(multiprocessing.connection's authentication). When the booking process dies, those who wait are told to try again: it
is started anew, and the key of a claim finds what was booked.
"""

from __future__ import annotations

import hmac
import logging
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError

from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions import Claim, Confirmed, Receipt
from duikou.booking.combiner import Answer, Combiner, Done, Queue
from duikou.booking.models import Booking
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import Newcomer

log = logging.getLogger("duikou.booking")

GATHER_SECONDS, CROWD_SECONDS = 0.001, 0.02
CHANNELS = {one: one.value for one in Booking.Channel}
Told = tuple[int, Any]  # the number of the claim, and its answer as `_packed` makes it


def key() -> bytes:
    """What both ends of the socket must know."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"duikou.booking.booker", "sha256")


class _Outbox:
    """Things for a connection that may yet have to be made: whatever has gathered is sent as one message by a thread of
    its own. While a crowd comes it gathers for a moment: each message wakes a thread at either end, and threads that
    wake take the interpreter from those who work."""

    def __init__(self) -> None:
        self._things = deque[Any]()
        self._gathered = threading.Condition()
        self._closed = False

    def begin(self, connection: Connection, name: str) -> None:
        """Send what has gathered, and what will, until it is closed."""
        threading.Thread(target=self._run, args=(connection,), name=name, daemon=True).start()

    def put(self, thing: Any) -> None:
        """Send it soon."""
        with self._gathered:
            self._things.append(thing)
            if len(self._things) == 1:
                self._gathered.notify()

    def close(self) -> None:
        """Send nothing any more."""
        with self._gathered:
            self._closed = True
            self._gathered.notify()

    def _run(self, connection: Connection) -> None:
        last = 0.0
        while True:
            with self._gathered:
                self._gathered.wait_for(lambda: self._things or self._closed)
            if time.monotonic() - last < CROWD_SECONDS:
                time.sleep(GATHER_SECONDS)
            with self._gathered:
                if self._closed:
                    return
                things, self._things = list(self._things), deque()
            try:
                connection.send_bytes(pickle.dumps(things, pickle.HIGHEST_PROTOCOL))
            except Exception as error:  # the other end is gone, or worse: whoever reads notices that it is closed
                if not isinstance(error, OSError):
                    log.error("a message could not be sent: %s", type(error).__name__)
                with suppress(OSError):
                    connection.close()
                return
            last = time.monotonic()


def serve(address: str, *, ready: Callable[[], None]) -> None:
    """Book for whoever connects to `address` and knows the key, until the process ends."""
    combiner = Combiner()
    with Listener(address or None, backlog=64) as listener:
        ready()
        while True:
            try:
                connection = listener.accept()
            except (OSError, EOFError):  # somebody who went away meanwhile
                time.sleep(0.01)
                continue
            threading.Thread(target=_serve_one, args=(connection, combiner), name="booker", daemon=True).start()


def _serve_one(connection: Connection, combiner: Combiner) -> None:
    outbox = _Outbox()
    try:
        # Here, not in accept(): whoever connects and says nothing keeps nobody else waiting.
        deliver_challenge(connection, key())
        answer_challenge(connection, key())
        outbox.begin(connection, "booker answers")
        while True:
            for number, claim, by in pickle.loads(connection.recv_bytes()):
                combiner.submit(_claim(claim), by=by, done=_teller(outbox, number))
    except (OSError, EOFError, AuthenticationError):
        pass  # the other end is gone, or does not know the key
    except Exception as error:  # ends this connection, not the process
        log.error("a message could not be read: %s", type(error).__name__)
    finally:
        outbox.close()
        connection.close()


def _teller(outbox: _Outbox, number: int) -> Done:
    return lambda answer: outbox.put((number, _packed(answer)))


class Remote(Queue):
    """The booking process as seen by the others: the same as a Combiner of one's own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._waiting: dict[int, Done] = {}
        self._outbox: _Outbox | None = None
        self._number = 0

    def submit(self, wanted: Claim, *, by: Actor, done: Done) -> None:
        """As Combiner.submit. Told BUSY while the booking process is being started anew."""
        with self._lock:
            outbox = self._outbox or self._connect()
            self._number += 1
            number = self._number
            self._waiting[number] = done
        outbox.put((number, _plain(wanted), by))

    def _connect(self) -> _Outbox:
        """What is to be sent gathers until the connection stands: nobody waits for that, least of all an event loop."""
        self._outbox = outbox = _Outbox()
        threading.Thread(target=self._listen, args=(outbox,), name="from the booker", daemon=True).start()
        return outbox

    def _listen(self, outbox: _Outbox) -> None:
        connection: Connection | None = None
        try:
            connection = Client(self._address, authkey=key())
            outbox.begin(connection, "to the booker")
            while True:
                self._tell(pickle.loads(connection.recv_bytes()))
        except Exception as error:  # whatever it was: nobody may be left waiting
            if not isinstance(error, OSError | EOFError | AuthenticationError):
                log.error("an answer could not be read: %s", type(error).__name__)
            with self._lock:
                self._outbox, lost, self._waiting = None, self._waiting, {}
            outbox.close()
            if connection is not None:
                connection.close()
            log.error("the booking process is gone; %s claims were under way", len(lost))
            for done in lost.values():
                done(refusal(Reason.BUSY, seconds=1))

    def _tell(self, told: list[Told]) -> None:
        with self._lock:
            waiting = [(self._waiting.pop(number, None), said) for number, said in told]
        answers = [(done, _unpacked(said)) for done, said in waiting if done]
        if any(isinstance(answer, Confirmed) for _done, answer in answers):
            signals.taken.send_robust(sender=None)
        for done, answer in answers:
            try:
                done(answer)
            except Exception as error:  # whoever asked is gone; the others are not
                log.error("an answer could not be given: %s", type(error).__name__)


# Only plain values travel: pickling an object takes several times as long.


def _plain(claim: Claim) -> tuple[Any, ...]:
    who = claim.who
    known = (who.person_hash, who.contact_hash, who.name, who.contact, who.language) if who else None
    return (
        claim.slot_id, claim.person_id, claim.seats, claim.online, CHANNELS[claim.channel], claim.hold, claim.key,
        known, claim.companion, claim.about, claim.proven_for,
    )  # fmt: skip


def _claim(plain: tuple[Any, ...]) -> Claim:
    slot_id, person_id, seats, online, channel, hold, claim_key, who, companion, about, proven_for = plain
    known = Newcomer(*who) if who else None
    return Claim(slot_id, person_id, seats, online, channel, hold, claim_key, known, companion, about, proven_for)


def _packed(answer: Answer | BaseException) -> Any:
    if isinstance(answer, Confirmed):
        pk, public_id, code, state, online, slot = answer.receipt
        return pk, public_id.bytes, code, state, online, slot.bytes, answer.repeated
    return (str(answer.reason), answer.facts) if isinstance(answer, Refusal) else type(answer).__name__


def _unpacked(said: Any) -> Answer | OperationalError:
    if isinstance(said, str):
        return OperationalError(f"the booking process met {said}")
    if len(said) == 2:
        return Refusal(Reason(said[0]), said[1])
    pk, public_id, code, state, online, slot, repeated = said
    return Confirmed(Receipt(pk, UUID(bytes=public_id), code, state, online, _same_id(slot)), repeated=repeated)


@lru_cache(maxsize=4_096)
def _same_id(raw: bytes) -> UUID:
    """The public id of a slot that many want, made once."""
    return UUID(bytes=raw)
