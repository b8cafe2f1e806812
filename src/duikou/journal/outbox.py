"""Delivering the outbox: leased one by one, tried again with growing pauses, given up in the end."""

from __future__ import annotations

import logging
import random
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from duikou.base import clock
from duikou.base.quiet import night_of
from duikou.journal import leases
from duikou.journal.letters import KnownOtherwise, NoRenderer, NotNow, Refused, letter_of, recipient_of, ways
from duikou.journal.models import Message

log = logging.getLogger("duikou.journal")

LAST_TRY = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
UNTIL_SET_UP = timedelta(minutes=15)

NOBODY = N_("the recipient was erased")
NOTHING = N_("there was nothing left to say")
DEADLY = N_("the worker died of it each time")
NO_WAY = N_("no way to send it")

State = Message.State
FREE = {"lease": "", "leased_until": None}
UNDELIVERED = Q(state=State.WAITING, problem__gt="") | Q(state=State.FAILED)


def pause_after(tries: int) -> timedelta:
    """How long to wait after the try number `tries`: 30 s, doubled each time, at most 6 h, and up to a tenth more, so
    that all that failed together does not come again together."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(10, max(0, tries - 1)))) * random.uniform(1.0, 1.1)


def deliver_due(*, limit: int = 50, between: Callable[[], object] = lambda: None) -> int:
    """Deliver up to `limit` messages that are due, the oldest first; gives the number sent. `between` two of them the
    worker can do something else.

    A message is leased first, so that of several workers one sends it; a worker that dies leaves it to be tried again
    after the lease: at least once, seldom twice."""
    now = clock.now()
    waiting = Message.objects.filter(leases.free(now), state=State.WAITING)
    waiting.filter(expires_at__lte=now).update(state=State.EXPIRED)
    _let_sleep(now)
    sent = 0
    for pk in list(waiting.filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)[:limit]):
        message = leases.take(pk, now=clock.now())
        if message:
            with leases.kept(message):
                sent += _deliver(message)
        between()
    return sent


def _let_sleep(now: datetime) -> None:
    """In quiet hours, put off until they are over what is due and not urgent, but for what would be too late then."""
    night = night_of(now, settings.QUIET_HOURS, timezone.get_default_timezone())
    if night:
        morning = night[1]
        due = Message.objects.filter(state=State.WAITING, urgent=False, due_at__lte=now)
        due.exclude(expires_at__lte=morning).update(due_at=morning)


def _deliver(message: Message) -> bool:
    if message.tries > LAST_TRY:  # nobody who tried it lived to say so
        return _over(message, State.FAILED, DEADLY)
    recipient = recipient_of(message)
    if recipient is None:
        return _over(message, State.EXPIRED, NOBODY)
    way = ways.get(recipient.way)
    obstacle = way.obstacle() if way else NO_WAY
    if way is None or obstacle:
        return _later(message, UNTIL_SET_UP, obstacle, tries=message.tries - 1)
    try:
        letter = letter_of(message, recipient.language or settings.LANGUAGE_CODE)
        if letter is None:
            return _over(message, State.EXPIRED, NOTHING)
        way.send(recipient, letter, message.dedupe_key)
    except KnownOtherwise as error:
        return _over(message, State.SENT, str(error))
    except Refused as error:
        return _over(message, State.FAILED, str(error))
    except (OSError, SMTPException) as error:
        return _failed(message, str(error) if isinstance(error, NotNow) else type(error).__name__)
    except NoRenderer as error:
        return _failed(message, str(error))
    except Exception as error:  # one room's renderer must not stop the others' messages
        where = "".join(traceback.format_tb(error.__traceback__))  # without the error's text: it may hold a name
        log.error("message %s (%s): %s\n%s", message.pk, message.template, type(error).__name__, where)
        return _failed(message, type(error).__name__)
    return _over(message, State.SENT, "")


def _failed(message: Message, problem: str) -> bool:
    if message.tries >= LAST_TRY:
        return _over(message, State.FAILED, problem)
    return _later(message, pause_after(message.tries), problem, tries=message.tries)


def _later(message: Message, pause: timedelta, problem: str, *, tries: int) -> bool:
    due = clock.now() + pause
    leases.held(message).update(due_at=due, tries=tries, problem=problem[:200], **FREE)
    return False


def _over(message: Message, state: str, problem: str) -> bool:
    sent = state == State.SENT
    # What was sent was sent, even if another has taken it up meanwhile.
    row = Message.objects.filter(pk=message.pk) if sent else leases.held(message)
    row.update(state=state, sent_at=clock.now() if sent else None, problem=problem[:200], **FREE)
    return sent


def try_again_now(*, number: int | None = None) -> int:
    """Let everything that waits or was given up be tried at once, as when a mail server was just set up, or the one
    message with this number; gives the number of messages. What is being sent at this moment is left to its worker."""
    now = clock.now()
    undelivered = Message.objects.filter(UNDELIVERED & leases.free(now))
    if number is not None:
        undelivered = undelivered.filter(pk=number)
    return undelivered.update(state=State.WAITING, due_at=now, tries=0)
