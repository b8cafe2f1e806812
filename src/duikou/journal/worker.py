"""The worker: delivers messages and does the rooms' periodic jobs, until told to stop."""

from __future__ import annotations

import logging
import time
from threading import Event, Thread

from django.db import close_old_connections, connection

from duikou.base.registry import Job, jobs
from duikou.journal.beats import Heart
from duikou.journal.outbox import deliver_due

log = logging.getLogger("duikou.journal")

PAUSE = 1.0


def run_once() -> int:
    """Do every periodic job once and deliver every message that is due; gives the number of messages sent."""
    for job in jobs:
        _do(job)
    sent, round_ = 0, deliver_due()
    while round_:
        sent, round_ = sent + round_, deliver_due()
    return sent


def run_forever(stop: Event, *, pause: float = PAUSE) -> None:
    """Work until `stop` is set, looking for work every `pause` seconds. Fit for a thread of the server: it keeps to
    short transactions, and a job that fails is logged and tried at its next turn."""
    heart = Heart()
    due = {job.name: time.monotonic() for job in jobs}
    beside: dict[str, Thread] = {}
    while not stop.is_set():
        for job in jobs:
            if stop.is_set():
                break
            heart.beat()
            if time.monotonic() >= due.get(job.name, 0.0):
                if job.aside:
                    _do_beside(job, beside)
                else:
                    _do(job)
                due[job.name] = time.monotonic() + job.every_seconds
        busy = _deliver(heart)
        close_old_connections()
        stop.wait(0.0 if busy else pause)
    close_old_connections()


def _do(job: Job) -> None:
    try:
        job.run()
    except Exception:  # the next turn tries again; the other jobs go on
        log.exception("the job '%s' failed", job.name)


def _do_beside(job: Job, beside: dict[str, Thread]) -> None:
    """Begin the job in a thread of its own, unless it is still at it."""

    def run() -> None:
        _do(job)
        connection.close()

    if job.name not in beside or not beside[job.name].is_alive():
        beside[job.name] = Thread(target=run, name=job.name, daemon=True)
        beside[job.name].start()


def _deliver(heart: Heart) -> int:
    try:
        return deliver_due(between=heart.beat)
    except Exception:  # as above: the database may be away for a while
        log.exception("the outbox could not be read")
        return 0
