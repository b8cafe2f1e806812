"""Combining: claims that wait in this process share one transaction and one durable commit.

One thread books. Whoever wants a place joins the queue and waits for its own answer; while a batch is being written
the next one gathers, so that batches are as large as the crowd and a single claim waits for nobody. The order of
arrival is the order in the batch. A queue that could not be answered soon sends people away with a time to come back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import ceil

from django.db import DatabaseError, close_old_connections, connection

from duikou.base import lean
from duikou.base.actor import Actor
from duikou.base.connections import AGAIN_SECONDS
from duikou.booking.actions.claims import Claim, Confirmed, claim_many
from duikou.booking.refusals import Reason, Refusal, refusal

log = logging.getLogger("duikou.booking")

MOST_TOGETHER = 400
MOST_WAITING = 4_000
LONGEST_WAIT_SECONDS = 2.0
PATIENCE_SECONDS = 30.0
IDLE_SECONDS = 1.0

Answer = Confirmed | Refusal
Book = Callable[..., Sequence[Answer]]


Done = Callable[["Answer | BaseException"], None]
_Waiting = tuple[Claim, Actor, Done]


class Queue:
    """A way to have claims booked: put one in and be told, or wait for it."""

    def submit(self, wanted: Claim, *, by: Actor, done: Done) -> None:
        """Put a claim in and come back at once; `done` is told the answer in another thread."""
        raise NotImplementedError

    def claim(self, wanted: Claim, *, by: Actor) -> Answer:
        """As `submit`, but waits for the answer, and raises what the database raises.

        Inside a transaction it books at once in that one: what happens in it happens together or not at all."""
        if connection.in_atomic_block:
            return claim_many([wanted], by=by)[0]
        told: list[Answer | BaseException] = []
        asleep = threading.Lock()
        asleep.acquire()

        def wake(answer: Answer | BaseException) -> None:
            told.append(answer)
            asleep.release()

        self.submit(wanted, by=by, done=wake)
        if not asleep.acquire(timeout=PATIENCE_SECONDS):
            # It may still be booked: the same key asks again and finds it.
            return refusal(Reason.BUSY, seconds=ceil(PATIENCE_SECONDS))
        answer = told[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Combiner(Queue):
    """Gathers claims of one process and books them together. `book` is `claim_many` or a stand-in for it."""

    def __init__(
        self,
        book: Book = claim_many,
        *,
        most_together: int = MOST_TOGETHER,
        most_waiting: int = MOST_WAITING,
        longest_wait: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._book, self._most_together = book, most_together
        self._most_waiting, self._longest_wait = most_waiting, longest_wait
        self._queue: deque[_Waiting] = deque()
        self._gathered = threading.Condition()
        self._thread: threading.Thread | None = None
        self._resting = False
        self._last = 0.0  # when the last batch was done
        self._seconds_each = 0.001  # what a claim took lately, a share of its batch

    def submit(self, wanted: Claim, *, by: Actor, done: Done) -> None:
        """Put a claim into the queue and come back at once; `done` is called with the answer, which is durable by
        then, or with what the database raised when it is gone – in the thread that books, so it must be short. Refused
        at once with BUSY and `seconds` to come back when too many wait."""
        with self._gathered:
            ahead = len(self._queue)
            wait = ahead * self._seconds_each
            if ahead < self._most_waiting and wait <= self._longest_wait:
                self._queue.append((wanted, by, done))
                if self._thread is None:
                    thread = threading.Thread(target=self._run, name="combiner", daemon=True)
                    thread.start()
                    self._thread = thread
                if not ahead:  # else it knows, or will look when it has done its batch
                    self._gathered.notify()
                return
        done(refusal(Reason.BUSY, seconds=max(1, ceil(wait))))

    def rest(self) -> None:
        """Let the booking thread end, with its connection, once everybody has an answer; the next claim starts a new
        one."""
        with self._gathered:
            thread, self._resting = self._thread, True
            self._gathered.notify()
        if thread is not None:
            thread.join()
        self._resting = False

    def _run(self) -> None:
        while True:
            with self._gathered:
                if not self._gathered.wait_for(lambda: self._queue or self._resting, timeout=60) or not self._queue:
                    self._thread = None  # nobody came for a while; the next one starts a new thread
                    connection.close()
                    return
                batch = [self._queue.popleft() for _ in range(min(len(self._queue), self._most_together))]
            begun = time.perf_counter()
            self._answer(batch, idle=begun - self._last > IDLE_SECONDS)
            self._last = time.perf_counter()
            each = (time.perf_counter() - begun) / len(batch)
            self._seconds_each += (each - self._seconds_each) * min(1.0, len(batch) / 100)

    def _answer(self, batch: Sequence[_Waiting], *, idle: bool) -> None:
        """Book the batch and tell everybody, whatever happens: the thread goes on."""
        answers: Sequence[Answer | BaseException]
        try:
            if idle:
                close_old_connections()  # it may have died while nobody asked
            answers = self._book([claim for claim, _by, _done in batch], by=[by for _claim, by, _done in batch])
        except BaseException as error:  # the database is gone, or worse: nobody may be left asleep
            log.error("a batch of %s claims failed: %s", len(batch), type(error).__name__)
            with suppress(Exception):
                connection.close()
            answers = [error] * len(batch)
        for (_claim, _by, done), answer in zip(batch, answers, strict=True):
            try:
                done(answer)
            except Exception as error:  # whoever asked is gone; the others are not
                log.error("an answer could not be given: %s", type(error).__name__)


local = Combiner()
_queue: Queue = local


def use(queue: Queue) -> None:
    """Have this process's claims booked through another queue: that of the booking process."""
    global _queue
    _queue = queue


def claim(wanted: Claim, *, by: Actor) -> Answer:
    """Book one place together with whoever else wants one now."""
    return _queue.claim(wanted, by=by)


def submit(wanted: Claim, *, by: Actor, done: Done) -> None:
    """The same without waiting: `done` is told the answer."""
    _queue.submit(wanted, by=by, done=done)


def answered_later(wanted: Claim, *, by: Actor, finish: Callable[[Answer], lean.Answer]) -> lean.Later:
    """The same for a lean route, which answers with what `finish` makes of it. That is BUSY when the database is gone,
    perhaps after it booked: the same key finds it."""

    def wait() -> Answer | DatabaseError:
        try:
            return claim(wanted, by=by)
        except DatabaseError as error:
            return error

    def answer(outcome: Answer | BaseException) -> lean.Answer:
        if isinstance(outcome, BaseException):
            outcome = refusal(Reason.BUSY, seconds=AGAIN_SECONDS)
        return finish(outcome)

    return lean.Later(start=lambda done: submit(wanted, by=by, done=done), wait=wait, finish=answer)
