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
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

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

Told = tuple[int, Any]  # the number of the claim, and its answer as `_packed` makes it


def key() -> bytes:
    """What both ends of the socket must know."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"duikou.booking.booker", "sha256")


class _Outbox:
    """Things for one connection: whatever has gathered is sent as one message by a thread of its own."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection, self._things = connection, deque[Any]()
        self._gathered = threading.Condition()
        self._closed = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

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

    def _run(self) -> None:
        while True:
            with self._gathered:
                self._gathered.wait_for(lambda: self._things or self._closed)
                if self._closed:
                    return
                things, self._things = list(self._things), deque()
            try:
                self._connection.send_bytes(pickle.dumps(things, pickle.HIGHEST_PROTOCOL))
            except Exception as error:  # the other end is gone, or worse: whoever reads notices that it is closed
                if not isinstance(error, OSError):
                    log.error("a message could not be sent: %s", type(error).__name__)
                with suppress(OSError):
                    self._connection.close()
                return


def serve(address: str, *, ready: Callable[[], None]) -> None:
    """Book for whoever connects to `address`, until the process ends."""
    combiner = Combiner()
    with Listener(address or None, backlog=64, authkey=key()) as listener:
        ready()
        while True:
            try:
                connection = listener.accept()
            except (OSError, EOFError, AuthenticationError):  # somebody without the key, or who went away meanwhile
                time.sleep(0.01)
                continue
            threading.Thread(target=_serve_one, args=(connection, combiner), name="booker", daemon=True).start()


def _serve_one(connection: Connection, combiner: Combiner) -> None:
    outbox = _Outbox(connection, "booker answers")
    try:
        while True:
            for number, claim, by in pickle.loads(connection.recv_bytes()):
                combiner.submit(_claim(claim), by=by, done=_teller(outbox, number))
    except (OSError, EOFError):
        pass  # the other end is gone
    except Exception as error:
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
        try:
            with self._lock:
                outbox = self._outbox or self._connect()
                self._number += 1
                number = self._number
                self._waiting[number] = done
        except (OSError, EOFError, AuthenticationError):
            done(refusal(Reason.BUSY, seconds=1))
            return
        outbox.put((number, _plain(wanted), by))

    def _connect(self) -> _Outbox:
        connection = Client(self._address, authkey=key())
        self._outbox = _Outbox(connection, "to the booker")
        threading.Thread(
            target=self._listen, args=(connection, self._outbox), name="from the booker", daemon=True
        ).start()
        return self._outbox

    def _listen(self, connection: Connection, outbox: _Outbox) -> None:
        try:
            while True:
                self._tell(pickle.loads(connection.recv_bytes()))
        except Exception as error:  # whatever it was: nobody may be left waiting
            if not isinstance(error, OSError | EOFError):
                log.error("an answer could not be read: %s", type(error).__name__)
            with self._lock:
                self._outbox, lost, self._waiting = None, self._waiting, {}
            outbox.close()
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


def _plain(claim: Claim) -> tuple[Any, ...]:
    who = claim.who
    known = (who.person_hash, who.contact_hash, who.name, who.contact, who.language) if who else None
    return (
        claim.slot_id, claim.person_id, claim.seats, claim.online, str(claim.channel), claim.hold, claim.key, known,
        claim.companion, claim.about,
    )  # fmt: skip


def _claim(plain: tuple[Any, ...]) -> Claim:
    slot_id, person_id, seats, online, channel, hold, claim_key, who, companion, about = plain
    return Claim(
        slot_id, person_id, seats, online, Booking.Channel(channel), hold, claim_key,
        Newcomer(*who) if who else None, companion, about,
    )  # fmt: skip


def _packed(answer: Answer | BaseException) -> Any:
    if isinstance(answer, Confirmed):
        return (*answer.receipt, answer.repeated)
    return answer if isinstance(answer, Refusal) else type(answer).__name__


def _unpacked(said: Any) -> Answer | BaseException:
    if isinstance(said, tuple):
        return Confirmed(Receipt(*said[:-1]), said[-1])
    return said if isinstance(said, Refusal) else OperationalError(f"the booking process met {said}")
