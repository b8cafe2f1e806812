"""Who sends a message: whoever holds its lease. A living worker renews it, however slow the other side is; what a dead
one held is free again when the lease has run out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import connection
from django.db.models import F, Q, QuerySet

from duikou.base import clock
from duikou.journal.models import Message

log = logging.getLogger("duikou.journal")

LEASE = timedelta(minutes=2)
MOST_RENEWALS = 15  # then whatever hangs has hung long enough, and another may try


def free(now: datetime) -> Q:
    """Messages that nobody is sending."""
    return Q(leased_until=None) | Q(leased_until__lte=now)


def take(pk: int, *, now: datetime) -> Message | None:
    """Lease the message with this primary key, counting a try; None when it is not due or another has it."""
    due = Message.objects.filter(free(now), pk=pk, state=Message.State.WAITING, due_at__lte=now)
    lease = secrets.token_hex(8)
    if not due.update(lease=lease, leased_until=now + LEASE, tries=F("tries") + 1):
        return None
    return Message.objects.filter(pk=pk, lease=lease).first()


def held(message: Message) -> QuerySet[Message]:
    """The row of `message`, as long as its lease is still the one it was taken with."""
    return Message.objects.filter(pk=message.pk, lease=message.lease, state=Message.State.WAITING)


@contextmanager
def kept(message: Message) -> Iterator[None]:
    """Renew the lease of `message`, each time a third of it has passed, as long as the work inside goes on."""
    over = Event()
    renewing = Thread(target=_renew, args=(message, over), name=f"lease of message {message.pk}", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()


def _renew(message: Message, over: Event) -> None:
    renewed = 0
    try:
        while renewed < MOST_RENEWALS and not over.wait(LEASE.total_seconds() / 3):
            if not held(message).update(leased_until=clock.now() + LEASE):
                return
            renewed += 1
    except Exception as error:  # the database is away: the lease runs out, and the message is tried again
        log.warning("the lease of message %s could not be renewed: %s", message.pk, type(error).__name__)
    finally:
        connection.close()
